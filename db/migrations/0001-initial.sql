-- The schema in three kinds of table; db/tables.c holds the same list for programs.
--   mail     can be fetched again from where it came
--   derived  db_derived_drop empties it, ingest refills it from the stored mail
--   human    decisions of people: never dropped, and never pointing at a row number of the other two kinds
-- Times are UTC seconds, 0 unknown. One transaction; never edited after a release: the next change is the next file.

-- ---------------------------------------------------------------- human

CREATE TABLE groups (                       -- human: a list, added by a person
  id            INTEGER PRIMARY KEY,
  name          TEXT    NOT NULL UNIQUE,
  title         TEXT    NOT NULL,
  address       TEXT,
  timezone      TEXT    NOT NULL,
  created       INTEGER NOT NULL,
  next_meeting  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE source (                       -- human: what `docket sync` reads
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  url           TEXT    NOT NULL,
  added         INTEGER NOT NULL,
  UNIQUE (group_id, url)
);

-- A number once given is in addresses, so it stays with its key although the item itself is derived.
CREATE TABLE item_number (                  -- human: numbers are what people write to each other
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,
  number        INTEGER NOT NULL,
  PRIMARY KEY (group_id, key),
  UNIQUE (group_id, number)
) WITHOUT ROWID;

CREATE TABLE triage (                       -- human: what the chair decided; NULL: nothing said about it
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,           -- of item_number
  state         INTEGER,                    -- ItemState
  title         TEXT,
  owner         TEXT,
  merged_into   TEXT,                       -- key of the item that this one repeats
  PRIMARY KEY (group_id, key)
) WITHOUT ROWID;

CREATE TABLE audit (                        -- human: who changed what, when, from, to
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER REFERENCES groups (id), -- NULL: the whole server
  at            INTEGER NOT NULL,
  who           TEXT    NOT NULL,
  verb          TEXT    NOT NULL,
  key           TEXT    NOT NULL,           -- of item_number
  old           TEXT,
  new           TEXT
);
CREATE INDEX audit_key ON audit (group_id, key);

-- ---------------------------------------------------------------- mail

CREATE TABLE message (                      -- mail: one row for each content, whatever groups hold it
  id            INTEGER PRIMARY KEY,
  id_hash       INTEGER NOT NULL,           -- first 8 bytes of SHA-1(message_id): finds it, and HyperKitty's hash too
  message_id    TEXT    NOT NULL,
  alternate     INTEGER NOT NULL,           -- place among the contents of this Message-ID; message.c has the rule
  content_hash  BLOB    NOT NULL,
  pipermail     INTEGER NOT NULL,           -- 1: a flattened copy, to be replaced by the raw mail
  id_derived    INTEGER NOT NULL,
  subject       TEXT    NOT NULL,
  from_name     TEXT,
  from_email    TEXT,
  from_key      TEXT    NOT NULL,           -- folded address, else folded name: one person, one key
  date          INTEGER NOT NULL,
  date_offset   INTEGER NOT NULL,
  date_source   INTEGER NOT NULL,           -- DateSource
  size          INTEGER NOT NULL,
  n_attachments INTEGER NOT NULL
);
CREATE INDEX message_by_id ON message (id_hash);
CREATE INDEX message_by_sender ON message (from_key, date);

CREATE TABLE dictionary (                   -- mail: zstd dictionaries, trained on a list; never changed
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  data          BLOB    NOT NULL
);

CREATE TABLE raw (                          -- mail: apart from message, so that lists of messages skip the bytes
  message       INTEGER PRIMARY KEY REFERENCES message (id),
  refs          TEXT,                       -- References oldest first, then In-Reply-To; joined by LF
  dictionary    INTEGER REFERENCES dictionary (id),
  data          BLOB    NOT NULL            -- one zstd frame
);

CREATE TABLE group_message (                -- mail: which groups hold a message
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  message       INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (group_id, message)
) WITHOUT ROWID;

CREATE TABLE cursor (                       -- mail: how far a file was read
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  path          TEXT    NOT NULL,
  size          INTEGER NOT NULL,
  mtime         INTEGER NOT NULL,
  inode         INTEGER NOT NULL,
  position      INTEGER NOT NULL,
  head_hash     TEXT    NOT NULL,
  tail_hash     TEXT    NOT NULL,
  complete      INTEGER NOT NULL,
  PRIMARY KEY (group_id, path)
) WITHOUT ROWID;

CREATE TABLE quarantine (                   -- mail: kept whole although it could not be read
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  content_hash  BLOB    NOT NULL,
  source        TEXT    NOT NULL,
  position      INTEGER NOT NULL,
  reason        TEXT    NOT NULL,
  at            INTEGER NOT NULL,
  size          INTEGER NOT NULL,
  data          BLOB    NOT NULL,           -- one zstd frame, no dictionary
  UNIQUE (group_id, content_hash)
);

CREATE TABLE pipermail (                    -- mail: numbers of Mailman 2's pages, as its index pages told them
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  month         TEXT    NOT NULL,           -- "2014-April"
  number        INTEGER NOT NULL,
  message_id    TEXT    NOT NULL,
  PRIMARY KEY (group_id, month, number)
) WITHOUT ROWID;

-- ---------------------------------------------------------------- derived: places and counters

CREATE TABLE place (                        -- derived: where a message stands in a group
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  message       INTEGER NOT NULL REFERENCES message (id),
  date          INTEGER NOT NULL,           -- of message
  thread        INTEGER NOT NULL,           -- message at the root
  parent        INTEGER NOT NULL,           -- message, 0: the root
  want          INTEGER NOT NULL,           -- parent before cycles were broken
  by_subject    INTEGER NOT NULL,           -- 1: has no reference at all, so that the subject decides
  base          INTEGER NOT NULL,           -- hash of the base subject, 0: empty
  n_items       INTEGER NOT NULL DEFAULT 0,
  n_votes       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (group_id, message)
) WITHOUT ROWID;
CREATE INDEX place_by_date ON place (group_id, date, message, thread);
CREATE INDEX place_by_thread ON place (group_id, thread);
CREATE INDEX place_by_base ON place (group_id, base, date) WHERE base <> 0;

-- A message that names another which the group does not hold yet, nearer than its present parent.
CREATE TABLE reference_wait (               -- derived
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  target        INTEGER NOT NULL,           -- id_hash of the missing message
  message       INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (group_id, target, message)
) WITHOUT ROWID;

CREATE TABLE thread (                       -- derived
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  root          INTEGER NOT NULL REFERENCES message (id),
  first_date    INTEGER NOT NULL,
  last_date     INTEGER NOT NULL,
  n_messages    INTEGER NOT NULL,
  n_people      INTEGER NOT NULL,
  n_items       INTEGER NOT NULL,
  n_votes       INTEGER NOT NULL,
  PRIMARY KEY (group_id, root)
) WITHOUT ROWID;
CREATE INDEX thread_by_date ON thread (group_id, last_date);
CREATE INDEX thread_by_votes ON thread (group_id, root) WHERE n_votes > 0;

CREATE TABLE month (                        -- derived: in the group's zone
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  month         INTEGER NOT NULL,           -- 201404
  n_messages    INTEGER NOT NULL,
  n_threads     INTEGER NOT NULL,
  n_items       INTEGER NOT NULL,
  PRIMARY KEY (group_id, month)
) WITHOUT ROWID;

CREATE TABLE person (                       -- derived: who wrote how much
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,           -- message.from_key
  n_messages    INTEGER NOT NULL,
  PRIMARY KEY (group_id, key)
) WITHOUT ROWID;

CREATE TABLE counter (                      -- derived: what the overview shows
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  n_messages    INTEGER NOT NULL DEFAULT 0,
  n_threads     INTEGER NOT NULL DEFAULT 0,
  n_items       INTEGER NOT NULL DEFAULT 0,
  n_new_items   INTEGER NOT NULL DEFAULT 0,
  n_people      INTEGER NOT NULL DEFAULT 0,
  first_date    INTEGER NOT NULL DEFAULT 0,
  last_date     INTEGER NOT NULL DEFAULT 0
);

-- ---------------------------------------------------------------- derived: what extraction found in one mail

CREATE TABLE found (                        -- derived: an item as one mail states it
  id            INTEGER PRIMARY KEY,
  message       INTEGER NOT NULL REFERENCES message (id),
  n             INTEGER NOT NULL,           -- place in the mail
  repeats       INTEGER NOT NULL,           -- n of the statement that this one repeats, -1: none
  parent        INTEGER NOT NULL,           -- n of the bullet above, -1: none
  kind          INTEGER NOT NULL,           -- ItemKind
  state         INTEGER NOT NULL,           -- ItemState, as the mail says
  title         TEXT    NOT NULL,
  owner         TEXT,
  owner_person  TEXT,
  section       TEXT,
  first_line    INTEGER NOT NULL,
  last_line     INTEGER NOT NULL,
  quote         TEXT    NOT NULL,
  rule          TEXT    NOT NULL,
  confidence    REAL    NOT NULL,
  due           INTEGER NOT NULL,
  UNIQUE (message, n)
);

CREATE TABLE link (                         -- derived
  id            INTEGER PRIMARY KEY,
  message       INTEGER NOT NULL REFERENCES message (id),
  n             INTEGER NOT NULL,           -- place in the mail
  line          INTEGER NOT NULL,
  kind          INTEGER NOT NULL,           -- LinkKind
  value         TEXT    NOT NULL,
  key           TEXT    NOT NULL,
  ref           TEXT    NOT NULL,           -- end of key in lower case: bug number, commit hash, id; link.c makes it
  url           TEXT,
  found         INTEGER REFERENCES found (id),
  UNIQUE (message, n)
);
CREATE INDEX link_by_ref ON link (kind, ref);
CREATE INDEX link_by_found ON link (found) WHERE found IS NOT NULL;

CREATE TABLE vote (                         -- derived: votes, and lines that only look like one
  message       INTEGER NOT NULL REFERENCES message (id),
  n             INTEGER NOT NULL,           -- place in the mail
  line          INTEGER NOT NULL,
  option        TEXT,
  value         INTEGER NOT NULL,
  value_text    TEXT    NOT NULL,
  claim         TEXT,
  why           TEXT,                       -- why it is none; NULL: a vote
  comment       TEXT,
  quote         TEXT    NOT NULL,
  PRIMARY KEY (message, n)
) WITHOUT ROWID;

CREATE TABLE minutes (                      -- derived: a mail that records a meeting
  message       INTEGER PRIMARY KEY REFERENCES message (id),
  date          INTEGER NOT NULL,
  title         TEXT,
  style         TEXT    NOT NULL,
  attendees     TEXT    NOT NULL            -- as written, joined by LF
);

-- ---------------------------------------------------------------- derived: items of a group

CREATE TABLE item (                         -- derived: one thing, whatever the number of mails that say it
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  number        INTEGER NOT NULL,           -- of item_number
  key           TEXT    NOT NULL,
  found         INTEGER NOT NULL REFERENCES found (id),   -- its origin
  message       INTEGER NOT NULL REFERENCES message (id), -- of the origin
  kind          INTEGER NOT NULL,
  state         INTEGER NOT NULL,           -- of triage, else as found
  triaged       INTEGER NOT NULL,           -- 1: the state is of triage
  date          INTEGER NOT NULL,           -- of the origin
  last_date     INTEGER NOT NULL,           -- of the latest mention
  n_mentions    INTEGER NOT NULL,           -- the origin not counted
  n_replies     INTEGER NOT NULL,
  PRIMARY KEY (group_id, number),
  UNIQUE (group_id, key)
) WITHOUT ROWID;
CREATE INDEX item_by_state ON item (group_id, state, kind, date);
CREATE INDEX item_by_found ON item (found);

CREATE TABLE mention (                      -- derived: where an item is stated, stated again, or answered
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  number        INTEGER NOT NULL,           -- of item
  message       INTEGER NOT NULL REFERENCES message (id),
  kind          INTEGER NOT NULL,           -- MentionKind
  n             INTEGER NOT NULL,           -- of the draft in the mail
  found         INTEGER REFERENCES found (id), -- NULL: a reply, which brings its own lines
  first_line    INTEGER NOT NULL,
  last_line     INTEGER NOT NULL,
  quote         TEXT,
  suggestion    INTEGER,                    -- ItemState, NULL: none
  takes         INTEGER NOT NULL,
  UNIQUE (message, group_id, kind, n)
);
CREATE INDEX mention_by_item ON mention (group_id, number);
CREATE INDEX mention_by_found ON mention (found) WHERE found IS NOT NULL;

-- Replies under a quoted line whose mail has not come yet; matched when it does.
CREATE TABLE reply_wait (                   -- derived
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  message       INTEGER NOT NULL REFERENCES message (id),
  n             INTEGER NOT NULL,
  quoted        TEXT    NOT NULL,
  first_line    INTEGER NOT NULL,
  last_line     INTEGER NOT NULL,
  quote         TEXT    NOT NULL,
  suggestion    INTEGER,
  takes         INTEGER NOT NULL,
  PRIMARY KEY (group_id, message, n)
) WITHOUT ROWID;
CREATE TABLE reply_target (                 -- derived: what they wait for
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  target        INTEGER NOT NULL,           -- id_hash
  message       INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (group_id, target, message)
) WITHOUT ROWID;

-- ---------------------------------------------------------------- the program's own

CREATE TABLE change (                       -- mail: one row; grows with each committed write, the key of page caches
  only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
  counter       INTEGER NOT NULL
);
INSERT INTO change (only_row, counter) VALUES (1, 1);
