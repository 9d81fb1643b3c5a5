-- One item, whatever the mails that state it: which statement leads, which follow, and what people took apart.

ALTER TABLE found ADD COLUMN listed INTEGER NOT NULL DEFAULT 1; -- 0: a sentence of prose, which other mails do not say again

-- Each mention hangs on a statement, and goes along when that follows another.
ALTER TABLE mention ADD COLUMN key TEXT NOT NULL DEFAULT ''; -- of statement
UPDATE mention SET key = coalesce((SELECT i.key FROM item i WHERE i.group_id = mention.group_id AND i.number =
  mention.number), '');

CREATE TABLE statement (                    -- derived: what the mails of a group state, one row a stable key
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,
  number        INTEGER NOT NULL,           -- of the item that it leads or follows
  found         INTEGER REFERENCES found (id), -- of the least alternate; NULL: gone, until the items are settled
  message       INTEGER NOT NULL,
  date          INTEGER NOT NULL,           -- with rank the order in which statements lead: earlier ones first
  rank          INTEGER NOT NULL,           -- of the key
  lead          INTEGER NOT NULL,           -- statement that it follows, 0: it leads an item
  why           INTEGER NOT NULL,           -- SameWhy
  score         REAL    NOT NULL,
  text          BLOB,                       -- SameText; NULL: known from before identity was
  UNIQUE (group_id, key)
);
CREATE INDEX statement_by_lead ON statement (lead) WHERE lead <> 0;
CREATE INDEX statement_by_message ON statement (message);
CREATE INDEX statement_lost ON statement (group_id) WHERE found IS NULL;
INSERT INTO statement (group_id, key, number, found, message, date, rank, lead, why, score)
  SELECT group_id, key, number, found, message, date, 0, 0, 0, 0 FROM item;

CREATE TABLE fingerprint (                  -- derived: under these keys statements that may be the same meet
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  hash          INTEGER NOT NULL,
  leads         INTEGER NOT NULL,
  date          INTEGER NOT NULL,
  rank          INTEGER NOT NULL,
  statement     INTEGER NOT NULL REFERENCES statement (id),
  PRIMARY KEY (group_id, hash, leads, date, rank, statement)
) WITHOUT ROWID;

CREATE TABLE item_apart (                   -- human: these two are not the same, a person said
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,           -- of statement: the one that was split off
  other         TEXT    NOT NULL,           -- of statement: the one that it had followed
  PRIMARY KEY (group_id, key, other)
) WITHOUT ROWID;
CREATE INDEX item_apart_other ON item_apart (group_id, other);
CREATE INDEX triage_by_target ON triage (group_id, merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE suggestion_answer (            -- human: what the chair did with what a mail suggests
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  reply         TEXT    NOT NULL,           -- key of the mention: list, Message-ID, its lines
  answer        INTEGER NOT NULL,           -- SuggestionAnswer
  PRIMARY KEY (group_id, reply)
) WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('statement', 'sqlite_autoindex_statement_1', '5000 5000 1'),
  ('statement', 'statement_by_lead', '500 3'),
  ('statement', 'statement_by_message', '5000 2'),
  ('statement', 'statement_lost', '1 1'),
  ('fingerprint', 'fingerprint', '10000 10000 2 2 1 1 1');
ANALYZE sqlite_schema;
