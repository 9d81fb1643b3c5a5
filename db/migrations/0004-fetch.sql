-- What fetching over the network remembers.

CREATE TABLE list_id (                      -- human: whose mail a group takes; a person said so, or it was the first to come
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  list_id       TEXT    NOT NULL,           -- of RFC 2919, lower case, without brackets
  added         INTEGER NOT NULL,
  PRIMARY KEY (group_id, list_id)
) WITHOUT ROWID;

CREATE TABLE fetch_state (                  -- mail: what a source was found to be, and how reading it went
  source        INTEGER PRIMARY KEY REFERENCES source (id),
  kind          TEXT    NOT NULL,           -- "pipermail", ... ; "": not known yet
  base          TEXT    NOT NULL,           -- where it really is
  since         INTEGER NOT NULL,           -- mails sent before then were all read
  last_new      INTEGER NOT NULL,           -- something new came
  last_failure  INTEGER NOT NULL,
  failures      INTEGER NOT NULL,           -- in a row
  not_before    INTEGER NOT NULL,           -- the server asked so
  error         TEXT
);

CREATE TABLE fetch_page (                   -- mail: what was fetched, to ask only for what changed
  source        INTEGER NOT NULL REFERENCES source (id),
  url           TEXT    NOT NULL,
  etag          TEXT,
  last_modified TEXT,
  label         TEXT,                       -- what the index says of it
  hash          TEXT,                       -- SHA-256 of its plain bytes, hex; NULL: an index
  size          INTEGER NOT NULL,           -- plain bytes
  fetched       INTEGER NOT NULL,
  settled       INTEGER NOT NULL,           -- 1: nothing more comes, so it is not asked for again
  PRIMARY KEY (source, url)
) WITHOUT ROWID;
