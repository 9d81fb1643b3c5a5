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
  origin_text   TEXT
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
