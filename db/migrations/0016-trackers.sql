-- Trackers that an operator adds to those that come built in. Columns that say how to ask one for titles may follow.

CREATE TABLE tracker (                      -- human
  name          TEXT    PRIMARY KEY,
  address       TEXT    NOT NULL,           -- of a ticket, with %s for its number
  prefixes      TEXT    NOT NULL,           -- short forms in front of a number: "rhbz#"; joined by LF
  keys          TEXT    NOT NULL,           -- projects whose tickets are KEY-123; joined by LF
  added         INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE group_tracker (                -- human: whose "Bug 1" and "BZ#1" are
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  tracker       TEXT    NOT NULL            -- name: of tracker, or of one that comes built in
);
