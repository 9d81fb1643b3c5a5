-- Meetings. A series is a rule; a meeting becomes a row only when somebody touches it, until then it is computed. A row
-- of a series stands for its occurrence on that local day, so it stays the same one when the series gets another hour.

CREATE TABLE series (                       -- human: a rule after which a group meets
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  name          TEXT    NOT NULL,
  rule          TEXT    NOT NULL,           -- "weekly tuesday", "2nd tuesday" ...: schedule_rule_parse
  minute        INTEGER NOT NULL,           -- of the local day, in the zone of the group
  first_day     TEXT    NOT NULL,           -- 2026-11-30
  last_day      TEXT    NOT NULL DEFAULT '', -- '': no end
  duration      INTEGER NOT NULL,           -- minutes
  place         TEXT,
  video         TEXT,
  chair         TEXT,
  description   TEXT,
  uid           TEXT    NOT NULL,           -- of RFC 5545: never changes
  sequence      INTEGER NOT NULL DEFAULT 0, -- of RFC 5545: grows when the time changes
  changed       INTEGER NOT NULL,
  UNIQUE (group_id, name)
);

CREATE TABLE series_date (                  -- human: days by hand
  series        INTEGER NOT NULL REFERENCES series (id),
  day           TEXT    NOT NULL,
  PRIMARY KEY (series, day)
) WITHOUT ROWID;

CREATE TABLE meeting (                      -- human: one meeting that somebody touched, and so each exception of a series
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  series        INTEGER REFERENCES series (id), -- NULL: extra
  series_day    TEXT,                       -- the local day on which the rule has it; NULL: extra
  start         INTEGER NOT NULL,
  duration      INTEGER NOT NULL,           -- minutes
  title         TEXT,
  place         TEXT,
  video         TEXT,
  chair         TEXT,
  state         INTEGER NOT NULL DEFAULT 0, -- MeetingState
  uid           TEXT    NOT NULL,
  sequence      INTEGER NOT NULL DEFAULT 0,
  changed       INTEGER NOT NULL,
  UNIQUE (series, series_day)
);
CREATE INDEX meeting_by_start ON meeting (group_id, start);
