CREATE TABLE superseded (                   -- human: a decision that a later one takes the place of
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,           -- "item KEY", "line ID" of minutes_line, "ballot NUMBER"
  by_key        TEXT    NOT NULL,           -- the same of the later one
  PRIMARY KEY (group_id, key)
) WITHOUT ROWID;
