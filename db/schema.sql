-- The present schema, which a new file gets at once. The migrations bring older files to the same one, and a test compares both.

CREATE TABLE groups (                       -- human: a list, added by a person
  id            INTEGER PRIMARY KEY,
  name          TEXT    NOT NULL UNIQUE,
  title         TEXT    NOT NULL,
  address       TEXT,
  timezone      TEXT    NOT NULL,
  created       INTEGER NOT NULL,
  next_meeting  INTEGER NOT NULL DEFAULT 0,
  mask          INTEGER NOT NULL DEFAULT 0  -- GroupMask
);

CREATE TABLE source (                       -- human: what `docket sync` reads
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  url           TEXT    NOT NULL,
  added         INTEGER NOT NULL,
  every         INTEGER NOT NULL DEFAULT 0, -- seconds; 0: as its kind suggests
  pause         INTEGER NOT NULL DEFAULT 0, -- seconds; 0: as fetching does
  UNIQUE (group_id, url)
);

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
CREATE INDEX triage_by_target ON triage (group_id, merged_into) WHERE merged_into IS NOT NULL;

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
CREATE INDEX audit_refused ON audit (at) WHERE verb = 'refused';

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
  n_attachments INTEGER NOT NULL,
  received      INTEGER NOT NULL DEFAULT 0  -- of the topmost Received, 0: not known
);
CREATE INDEX message_by_id ON message (id_hash);
CREATE INDEX message_by_sender ON message (from_key, date);
CREATE INDEX message_by_date ON message (date);

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

CREATE TABLE archived_at (                  -- derived: addresses of other archives that a mail names as its own, and its Message-ID does not tell
  address       TEXT    NOT NULL,           -- db/archived.h has its forms
  message       INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (address, message)
) WITHOUT ROWID;
CREATE INDEX archived_at_by_message ON archived_at (message);

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
CREATE INDEX place_by_thread ON place (group_id, thread, date, message, parent);
CREATE INDEX place_by_base ON place (group_id, base, date) WHERE base <> 0;

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
  listed        INTEGER NOT NULL DEFAULT 1, -- 0: a sentence of prose, which other mails do not say again
  note          TEXT,                       -- the author's, right below these lines
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
  said          INTEGER,                    -- ItemState; NULL: nothing
  said_quote    TEXT,                       -- the lines that say so
  UNIQUE (message, n)
);
CREATE INDEX link_by_ref ON link (kind, ref);
CREATE INDEX link_by_found ON link (found) WHERE found IS NOT NULL;
CREATE INDEX link_said ON link (key) WHERE said IS NOT NULL;

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
  due           INTEGER NOT NULL DEFAULT 0, -- as found
  owned         INTEGER NOT NULL DEFAULT 0, -- 1: has an owner, of triage, else as found
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
  key           TEXT    NOT NULL DEFAULT '', -- of statement
  UNIQUE (message, group_id, kind, n)
);
CREATE INDEX mention_by_item ON mention (group_id, number);
CREATE INDEX mention_by_found ON mention (found) WHERE found IS NOT NULL;

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

CREATE TABLE change (                       -- mail: one row; grows with each committed write, the key of page caches
  only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
  counter       INTEGER NOT NULL
);

CREATE TABLE etag_key (                     -- mail: one row; what a server makes ETags with, the same after a restart
  only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
  key           BLOB    NOT NULL
);

-- SQLite only. The texts are not stored: docket_text unpacks a stored mail and gives one DbTextField of it, so the
-- index reads its content through this view (snippets, rebuild, integrity check). Columns in the order of DbTextField.

CREATE VIEW mail_text_source AS
  SELECT message AS id,
         docket_text(message, 0) AS subject,
         docket_text(message, 1) AS sender,
         docket_text(message, 2) AS recipient,
         docket_text(message, 3) AS copied,
         docket_text(message, 4) AS own,
         docket_text(message, 5) AS quoted,
         docket_text(message, 6) AS other,
         docket_text(message, 7) AS dfn,
         docket_text(message, 8) AS dfpre,
         docket_text(message, 9) AS dfpost,
         docket_text(message, 10) AS names
    FROM raw;

CREATE VIRTUAL TABLE mail_text USING fts5 (  -- derived
  subject, sender, recipient, copied, own, quoted, other, dfn, dfpre, dfpost, names,
  content = 'mail_text_source', content_rowid = 'id', tokenize = 'docket', detail = 'full'
);
INSERT INTO mail_text (mail_text, rank) VALUES ('hashsize', 25165824);
-- The text index writes a segment for each batch of mail, and merges four of them by default: on a list of twenty
-- thousand mails each posting was written three times. Up to thirty-two wait for each other: as quick to search, and
-- twenty thousand mails are written once.
INSERT INTO mail_text (mail_text, rank) VALUES ('automerge', 32);
INSERT INTO mail_text (mail_text, rank) VALUES ('crisismerge', 48);

-- People who may do more than read, and how they sign in.

CREATE TABLE member (                       -- human: a person, whatever the groups
  id            INTEGER PRIMARY KEY,
  name          TEXT    NOT NULL,
  initials      TEXT,                       -- as minutes write them
  nick          TEXT,                       -- on IRC or Matrix
  operator      INTEGER NOT NULL DEFAULT 0  -- 1: may do everything in every group
);

CREATE TABLE member_address (               -- human
  address       TEXT    PRIMARY KEY,        -- folded: masked forms of one address are one row
  member        INTEGER NOT NULL REFERENCES member (id)
) WITHOUT ROWID;
CREATE INDEX member_address_by_member ON member_address (member);

CREATE TABLE membership (                   -- human
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  member        INTEGER NOT NULL REFERENCES member (id),
  role          INTEGER NOT NULL,           -- MemberRole
  since         INTEGER NOT NULL,
  until         INTEGER NOT NULL DEFAULT 0, -- 0: still
  PRIMARY KEY (group_id, member, since)
) WITHOUT ROWID;

CREATE TABLE sign_in (                      -- human: one-time links that were given out
  token_hash    BLOB    PRIMARY KEY,        -- BLAKE2b of the token; the token itself is nowhere
  member        INTEGER NOT NULL REFERENCES member (id),
  browser_hash  BLOB,                       -- of the cookie of the browser that asked; NULL: printed on the command line
  expires       INTEGER NOT NULL,
  used          INTEGER NOT NULL DEFAULT 0  -- when
) WITHOUT ROWID;

CREATE TABLE session (                      -- human
  id_hash       BLOB    PRIMARY KEY,
  member        INTEGER NOT NULL REFERENCES member (id),
  created       INTEGER NOT NULL,
  last_seen     INTEGER NOT NULL,           -- to the hour: reading a page should seldom write
  agent         TEXT                        -- User-Agent, for the list of sessions
) WITHOUT ROWID;
CREATE INDEX session_by_member ON session (member);

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
  error         TEXT,
  notice        TEXT,
  noticed       INTEGER NOT NULL DEFAULT 0  -- when it was first said
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

-- What a group lets weigh on its agenda instead of the program's table.

CREATE TABLE agenda_weight (                -- human
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  name          TEXT    NOT NULL,           -- AgendaWeight, by its word
  points        REAL    NOT NULL,
  PRIMARY KEY (group_id, name)
) WITHOUT ROWID;

-- What servers said of the things that mail cites.

CREATE TABLE link_fact (                    -- mail: titles and states, to be asked for again
  key           TEXT    PRIMARY KEY,        -- of link: one thing has one fact
  title         TEXT,                       -- NULL: no answer yet
  state         TEXT,                       -- in the tracker's own word
  closed        INTEGER NOT NULL,           -- 1: the state means that nothing is left to do
  author        TEXT,
  date          INTEGER NOT NULL,           -- of a commit or advisory
  fetched       INTEGER NOT NULL,           -- the last answer
  changed       INTEGER NOT NULL,           -- closed became what it is
  next          INTEGER NOT NULL,           -- when to ask again
  failures      INTEGER NOT NULL DEFAULT 0, -- in a row
  error         TEXT,
  tags          TEXT,                       -- that hold the commit, divided by blanks; NULL: nobody told
  state_was     TEXT,                       -- the word before that of state; NULL: none is known
  state_changed INTEGER NOT NULL DEFAULT 0  -- when state became another word, 0: never
) WITHOUT ROWID;

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

-- Mail that goes out: written in the transaction of the act it reports, sent later by a background job.

CREATE TABLE outbox (                       -- human: one row a mail; never deleted, its number is in addresses
  id            INTEGER PRIMARY KEY,
  group_id      INTEGER REFERENCES groups (id), -- NULL: the whole server
  kind          INTEGER NOT NULL,           -- OutKind
  state         INTEGER NOT NULL,           -- OutState
  subject       TEXT    NOT NULL,
  body          TEXT    NOT NULL,           -- UTF-8 text as written; '' once a sign-in mail is over
  message_id    TEXT    NOT NULL UNIQUE,    -- made here, without brackets: replies name it
  in_reply_to   TEXT,
  refs          TEXT,                       -- Message-IDs parted by blanks, oldest first
  reply_to      TEXT,                       -- address
  list_id       TEXT,                       -- of the group's list
  about         TEXT    NOT NULL,           -- stable key: "meeting:2026-11-30", "ballot:3", "item:12"; '': nothing
  created       INTEGER NOT NULL,
  created_by    TEXT    NOT NULL,
  queued        INTEGER NOT NULL,           -- 0: never; the Date that the mail carries
  expires       INTEGER NOT NULL,           -- of no use after that; 0: never
  attempts      INTEGER NOT NULL,
  next_try      INTEGER NOT NULL,           -- while sending: when the sender is taken for dead
  settled       INTEGER NOT NULL,           -- when it was sent, failed or was cancelled
  maybe_twice   INTEGER NOT NULL,           -- 1: a sender died between sending and saying so
  last_error    TEXT
);
CREATE INDEX outbox_due ON outbox (next_try) WHERE state IN (1, 2);
CREATE INDEX outbox_of_group ON outbox (group_id, id);

CREATE TABLE outbox_recipient (             -- human
  mail          INTEGER NOT NULL REFERENCES outbox (id),
  n             INTEGER NOT NULL,           -- place in the mail
  cc            INTEGER NOT NULL,           -- 1: Cc; 0: To
  name          TEXT,
  address       TEXT    NOT NULL,
  state         INTEGER NOT NULL,           -- OutRecipientState
  reply         TEXT,                       -- what the server said of it last
  PRIMARY KEY (mail, n)
) WITHOUT ROWID;

-- What a meeting is about and what was said there. All of it is typed by people, so all of it is human.

CREATE TABLE sheet (                        -- human: one meeting's agenda and minutes
  meeting       INTEGER PRIMARY KEY REFERENCES meeting (id),
  version       INTEGER NOT NULL,           -- moves with each change of the agenda
  stamp         INTEGER NOT NULL,           -- moves with each change of anything here
  published     INTEGER NOT NULL DEFAULT 0, -- when; 0: not
  started       INTEGER NOT NULL DEFAULT 0,
  ended         INTEGER NOT NULL DEFAULT 0,
  now_at        INTEGER NOT NULL DEFAULT 0, -- agenda_entry that is spoken of; 0: none
  now_since     INTEGER NOT NULL DEFAULT 0,
  scribe        TEXT,
  approved_at   INTEGER NOT NULL DEFAULT 0, -- start of the meeting that approved the minutes
  revision      INTEGER NOT NULL DEFAULT 0  -- of the minutes, since the meeting ended
);

CREATE TABLE agenda_entry (                 -- human
  id            INTEGER PRIMARY KEY,
  meeting       INTEGER NOT NULL REFERENCES meeting (id),
  position      INTEGER NOT NULL,           -- among those that are taken, from 1
  item_key      TEXT,                       -- of an item; NULL: free
  title         TEXT    NOT NULL,
  minutes       INTEGER NOT NULL DEFAULT 0, -- 0: no time set
  presenter     TEXT,
  notes         TEXT,                       -- Markdown
  state         INTEGER NOT NULL,           -- EntryState
  outcome       INTEGER NOT NULL DEFAULT 0, -- EntryOutcome
  remark        TEXT,                       -- of the outcome
  spent         INTEGER NOT NULL DEFAULT 0, -- seconds of the meeting
  origin        TEXT,                       -- what it was made from: "mail ID LINE", "entry N", "line N", "minutes DATE"
  origin_who    TEXT,
  origin_text   TEXT,
  why           TEXT,
  draft_group   INTEGER NOT NULL DEFAULT 0  -- AgendaGroup + 1, where the draft had it; 0: not from a draft
);
CREATE INDEX agenda_entry_by_meeting ON agenda_entry (meeting, position);
CREATE INDEX agenda_entry_by_item ON agenda_entry (item_key) WHERE item_key IS NOT NULL;

CREATE TABLE minutes_line (                 -- human: one line that was said, in order of id
  id            INTEGER PRIMARY KEY,
  meeting       INTEGER NOT NULL REFERENCES meeting (id),
  entry         INTEGER NOT NULL DEFAULT 0, -- agenda_entry; 0: before the first
  stamp         INTEGER NOT NULL,           -- of the sheet when it was last changed
  at            INTEGER NOT NULL,
  who           TEXT    NOT NULL,
  kind          INTEGER NOT NULL,           -- LineKind
  text          TEXT    NOT NULL,
  owner         TEXT,                       -- of an action, as written
  owner_known   INTEGER NOT NULL DEFAULT 0, -- 1: of the roster
  due           INTEGER NOT NULL DEFAULT 0,
  state         INTEGER NOT NULL DEFAULT 0, -- of an action: ItemState
  votes_for     INTEGER NOT NULL DEFAULT 0,
  votes_neutral INTEGER NOT NULL DEFAULT 0,
  votes_against INTEGER NOT NULL DEFAULT 0,
  voted         INTEGER NOT NULL DEFAULT 0, -- 1: the three numbers are a tally
  token         TEXT,                       -- of the form that sent it: the same form sent twice is one line
  struck        INTEGER NOT NULL DEFAULT 0, -- 1: taken back
  UNIQUE (meeting, token)
);
CREATE INDEX minutes_line_by_meeting ON minutes_line (meeting, id);

CREATE TABLE attendance (                   -- human
  meeting       INTEGER NOT NULL REFERENCES meeting (id),
  name          TEXT    NOT NULL,           -- of the roster, or as written
  kind          INTEGER NOT NULL,           -- AttendanceKind
  known         INTEGER NOT NULL,           -- 1: of the roster
  at            INTEGER NOT NULL,
  who           TEXT    NOT NULL,           -- who ticked it
  PRIMARY KEY (meeting, name)
) WITHOUT ROWID;

CREATE TABLE show_of_hands (                -- human: a vote on the spot
  id            INTEGER PRIMARY KEY,
  meeting       INTEGER NOT NULL REFERENCES meeting (id),
  entry         INTEGER NOT NULL,
  question      TEXT    NOT NULL,
  opened        INTEGER NOT NULL,
  closed        INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX show_of_hands_by_meeting ON show_of_hands (meeting);

CREATE TABLE hand (                         -- human
  vote          INTEGER NOT NULL REFERENCES show_of_hands (id),
  name          TEXT    NOT NULL,
  value         INTEGER NOT NULL,           -- -1, 0, 1
  PRIMARY KEY (vote, name)
) WITHOUT ROWID;

CREATE TABLE minutes_revision (             -- human: the minutes' text before each correction
  meeting       INTEGER NOT NULL REFERENCES meeting (id),
  n             INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  who           TEXT    NOT NULL,
  why           TEXT    NOT NULL,
  body          TEXT    NOT NULL,
  PRIMARY KEY (meeting, n)
) WITHOUT ROWID;

-- Ballots and what people say in them. Votes found in mail stay derived until a ballot closes; then all that was counted is
-- written down here, so that a result never changes again.

CREATE TABLE ballot (                       -- human
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  number        INTEGER NOT NULL,           -- in addresses: /{group}/votes/{number}
  question      TEXT    NOT NULL,
  rule          INTEGER NOT NULL,           -- BallotRule
  electorate    INTEGER NOT NULL,           -- BallotElectorate: whose votes bind
  quorum        INTEGER NOT NULL,           -- binding voters needed, 0: none
  opened        INTEGER NOT NULL,           -- when the chair opened it
  opened_by     TEXT    NOT NULL,
  opens         INTEGER NOT NULL,           -- votes from then on count: may lie before opened for a [VOTE] mail
  closes        INTEGER NOT NULL,           -- 0: only the chair closes it
  closed        INTEGER NOT NULL DEFAULT 0, -- 0: open
  closed_by     TEXT,
  outcome       INTEGER NOT NULL DEFAULT 0, -- BallotOutcome
  reason        TEXT,                       -- of the outcome, in words
  item          TEXT,                       -- key of item_number, NULL: about no item
  meeting       INTEGER NOT NULL DEFAULT 0, -- its date, 0: none
  PRIMARY KEY (group_id, number)
) WITHOUT ROWID;

CREATE TABLE ballot_option (                -- human: none for a plain +1, 0, -1
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  place         INTEGER NOT NULL,
  key           TEXT    NOT NULL,           -- "1a": what a vote names
  text          TEXT    NOT NULL,
  PRIMARY KEY (group_id, ballot, place),
  UNIQUE (group_id, ballot, key),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;

CREATE TABLE ballot_source (                -- human: votes in replies to these mails count
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  message_id    TEXT    NOT NULL,
  kind          INTEGER NOT NULL,           -- BallotSourceKind
  PRIMARY KEY (group_id, ballot, message_id),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;
CREATE INDEX ballot_source_by_mail ON ballot_source (group_id, message_id);

CREATE TABLE ballot_cast (                  -- human: a vote given on the page or the command line; rows are only added
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  n             INTEGER NOT NULL,           -- in the order in which they came
  member        INTEGER NOT NULL REFERENCES member (id),
  option        TEXT,
  value         INTEGER NOT NULL,
  comment       TEXT,
  at            INTEGER NOT NULL,           -- never before that of the row before
  way           INTEGER NOT NULL,           -- VoteWay
  PRIMARY KEY (group_id, ballot, n),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;

CREATE TABLE ballot_resolved (              -- human: the author of an objection says that it is met
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  n             INTEGER NOT NULL,
  member        INTEGER NOT NULL REFERENCES member (id),
  at            INTEGER NOT NULL,
  note          TEXT,
  PRIMARY KEY (group_id, ballot, n),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;

CREATE TABLE ballot_vote (                  -- human: every vote and refused line of a closed ballot, as it was counted
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  n             INTEGER NOT NULL,
  voter         TEXT    NOT NULL,           -- one person, one key
  name          TEXT,
  email         TEXT,
  option        TEXT,
  value         INTEGER NOT NULL,
  value_text    TEXT    NOT NULL,
  claim         TEXT,
  comment       TEXT,
  at            INTEGER NOT NULL,
  way           INTEGER NOT NULL,
  message_id    TEXT,                       -- of mail
  line          INTEGER NOT NULL,
  quote         TEXT,
  proof         INTEGER NOT NULL,           -- MailProof
  binding       INTEGER NOT NULL,
  counted       INTEGER NOT NULL,
  resolved      INTEGER NOT NULL,
  why           TEXT,
  content       TEXT,                       -- content_hash of the mail in hexadecimal; NULL: not written down
  confirmed     INTEGER NOT NULL DEFAULT 0, -- 1: by its voter
  PRIMARY KEY (group_id, ballot, n),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;

CREATE TABLE ballot_policy (                -- human: what a group makes of votes by mail
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  unverified    INTEGER NOT NULL,           -- UnverifiedPolicy
  authserv      TEXT,                       -- authserv-id whose Authentication-Results are believed, NULL: nobody's
  entry_rule    INTEGER NOT NULL DEFAULT 0  -- BallotRule of an entry of a meeting when nobody says another
);

CREATE TABLE ballot_ignored (               -- human: [VOTE] mails that the chair does not want to open as a ballot
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  message_id    TEXT    NOT NULL,
  PRIMARY KEY (group_id, message_id)
) WITHOUT ROWID;

CREATE TABLE item_weight (                  -- human: what a member gives an item of the backlog
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,           -- of item_number
  member        INTEGER NOT NULL REFERENCES member (id),
  value         INTEGER NOT NULL,           -- +1, 0, -1
  at            INTEGER NOT NULL,
  PRIMARY KEY (group_id, key, member)
) WITHOUT ROWID;
CREATE INDEX item_weight_by_member ON item_weight (member, group_id);

CREATE TABLE api_token (                    -- human: lets a script act as a member, within its scopes
  id            INTEGER PRIMARY KEY,
  token_hash    BLOB    NOT NULL UNIQUE,    -- BLAKE2b; the token itself is shown once
  member        INTEGER NOT NULL REFERENCES member (id),
  name          TEXT    NOT NULL,
  scopes        INTEGER NOT NULL,           -- mask of 1 << TokenScope
  created       INTEGER NOT NULL,
  expires       INTEGER NOT NULL,
  last_used     INTEGER NOT NULL DEFAULT 0, -- to the hour
  revoked       INTEGER NOT NULL DEFAULT 0  -- when
);
CREATE INDEX api_token_by_member ON api_token (member);

CREATE TABLE ballot_told (                  -- human: a voter was told of a vote by mail in their name, and may have confirmed it
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  message_id    TEXT    NOT NULL,
  content       TEXT    NOT NULL,           -- content_hash of the message in hexadecimal; '': it was not there any more
  member        INTEGER NOT NULL REFERENCES member (id),
  at            INTEGER NOT NULL,
  token_hash    BLOB,                       -- BLAKE2b of the link's token; NULL: nothing to confirm
  confirmed     INTEGER NOT NULL DEFAULT 0, -- when
  PRIMARY KEY (group_id, ballot, message_id, content),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX ballot_told_by_token ON ballot_told (token_hash) WHERE token_hash IS NOT NULL;

-- One item, whatever the mails that state it: which statement leads, which follow, and what people took apart.

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

CREATE TABLE suggestion_answer (            -- human: what the chair did with what a mail suggests
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  reply         TEXT    NOT NULL,           -- key of the mention: list, Message-ID, its lines
  answer        INTEGER NOT NULL,           -- SuggestionAnswer
  PRIMARY KEY (group_id, reply)
) WITHOUT ROWID;

-- Trackers that an operator adds to those that come built in.

CREATE TABLE tracker (                      -- human
  name          TEXT    PRIMARY KEY,
  address       TEXT    NOT NULL,           -- of a ticket, with %s for its number
  prefixes      TEXT    NOT NULL,           -- short forms in front of a number: "rhbz#"; joined by LF
  keys          TEXT    NOT NULL,           -- projects whose tickets are KEY-123; joined by LF
  added         INTEGER NOT NULL,
  api           TEXT,                       -- kind of server that comes built in: "mantis"; NULL: told by the address
  ask           TEXT,                       -- address to ask, with {id} and others; NULL: as its kind is asked
  form          TEXT,                       -- of the answer: json, html, mail
  title_at      TEXT,                       -- where the title stands in it
  state_at      TEXT,
  closed        TEXT,                       -- states that mean closed, divided by commas
  internal      INTEGER NOT NULL DEFAULT 0, -- 1: may be in a private network
  batch         TEXT,                       -- address that tells of many, with {ids}; NULL: one by one, or as its kind is asked
  batch_id      TEXT                        -- where the first one's number stands in such an answer
) WITHOUT ROWID;

CREATE TABLE group_tracker (                -- human: whose "Bug 1" and "BZ#1" are
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  tracker       TEXT    NOT NULL            -- name: of tracker, or of one that comes built in
);

CREATE TABLE superseded (                   -- human: a decision that a later one takes the place of
  group_id      INTEGER NOT NULL REFERENCES groups (id),
  key           TEXT    NOT NULL,           -- "item KEY", "line ID" of minutes_line, "ballot NUMBER"
  by_key        TEXT    NOT NULL,           -- the same of the later one
  PRIMARY KEY (group_id, key)
) WITHOUT ROWID;

-- Commits: the repository of a group, and the tags that hold a commit; trackers that tell of many things in one answer.

CREATE TABLE repository (                   -- human: where a group's commits are, when mail gives none but the hash
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  address       TEXT    NOT NULL,           -- of a commit, with %s for its hash
  tags          TEXT,                       -- address that tells the tags that hold a commit; NULL: as its kind is asked
  tags_at       TEXT,                       -- where their names stand in the answer
  internal      INTEGER NOT NULL DEFAULT 0  -- 1: may be in a private network
);

-- Asking for a sign-in link is the same work for everybody; a job answers it, so that no answer tells whether an address is known.

CREATE TABLE sign_in_ask (                  -- human: for seconds
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  address       TEXT    NOT NULL,           -- folded, known or not
  browser_hash  BLOB    NOT NULL            -- BLAKE2b of the cookie of the browser that asked
);

-- The number of a source that was removed goes to no other one: a run that still reads it would be taken for one of the new source.

CREATE TABLE source_last (                  -- human: one row
  id            INTEGER NOT NULL            -- the largest number that a source ever had
);

INSERT INTO change (only_row, counter) VALUES (1, 1);
INSERT INTO source_last (id) VALUES (0);

-- What a list of twenty thousand mails looks like, for the planner. Without these rows SQLite takes "all messages of this
-- group" for ten rows and walks the whole group for each mail that is stored. Written down once, so that plans are the
-- same on every machine and do not wait for somebody to run ANALYZE.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('message', 'message_by_id', '20000 1'),
  ('message', 'message_by_sender', '20000 20 1'),
  ('group_message', 'group_message', '20000 20000 1'),
  ('place', 'place', '20000 20000 1'),
  ('place', 'place_by_base', '20000 20000 4 1'),
  ('place', 'place_by_date', '20000 20000 1 1 1'),
  ('place', 'place_by_thread', '20000 20000 4 1 1 1'),
  ('reference_wait', 'reference_wait', '3000 3000 3 1'),
  ('thread', 'thread', '5000 5000 1'),
  ('thread', 'thread_by_date', '5000 5000 1'),
  ('month', 'month', '200 200 1'),
  ('person', 'person', '1000 1000 1'),
  ('raw', NULL, '20000'),
  ('found', 'sqlite_autoindex_found_1', '5000 2 1'),
  ('item', 'item', '5000 5000 1'),
  ('item', 'item_by_found', '5000 1'),
  ('item', 'item_by_state', '5000 5000 700 200 2'),
  ('item', 'sqlite_autoindex_item_2', '5000 5000 1'),
  ('item_number', 'item_number', '5000 5000 1'),
  ('item_number', 'sqlite_autoindex_item_number_2', '5000 5000 1'),
  ('mention', 'mention_by_item', '5000 5000 1'),
  ('mention', 'mention_by_found', '5000 1'),
  ('mention', 'sqlite_autoindex_mention_1', '5000 2 2 2 1'),
  ('link', 'sqlite_autoindex_link_1', '10000 2 1'),
  ('link', 'link_by_ref', '10000 1500 2'),
  ('link', 'link_by_found', '2000 1'),
  ('vote', 'vote', '2000 2 1'),
  ('message', 'message_by_date', '20000 1'),
  ('statement', 'sqlite_autoindex_statement_1', '5000 5000 1'),
  ('statement', 'statement_by_lead', '500 3'),
  ('statement', 'statement_by_message', '5000 2'),
  ('statement', 'statement_lost', '1 1'),
  ('fingerprint', 'fingerprint', '10000 10000 2 2 1 1 1');
ANALYZE sqlite_schema;
