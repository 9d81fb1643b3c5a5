-- What a group lets weigh on its agenda instead of the program's table.
CREATE TABLE agenda_weight (                -- human
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  name          TEXT    NOT NULL,           -- AgendaWeight, by its word
  points        REAL    NOT NULL,
  PRIMARY KEY (group_id, name)
) WITHOUT ROWID;
