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
