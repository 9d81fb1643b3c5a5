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
  PRIMARY KEY (group_id, ballot, n),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;

CREATE TABLE ballot_policy (                -- human: what a group makes of votes by mail
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  unverified    INTEGER NOT NULL,           -- UnverifiedPolicy
  authserv      TEXT                        -- authserv-id whose Authentication-Results are believed, NULL: nobody's
);

CREATE TABLE ballot_told (                  -- human: a voter was told of a vote by mail in their name, and may have confirmed it
  group_id      INTEGER NOT NULL,
  ballot        INTEGER NOT NULL,
  message_id    TEXT    NOT NULL,
  member        INTEGER NOT NULL REFERENCES member (id),
  at            INTEGER NOT NULL,
  token_hash    BLOB,                       -- BLAKE2b of the link's token; NULL: nothing to confirm
  confirmed     INTEGER NOT NULL DEFAULT 0, -- when
  PRIMARY KEY (group_id, ballot, message_id),
  FOREIGN KEY (group_id, ballot) REFERENCES ballot (group_id, number)
) WITHOUT ROWID;
CREATE UNIQUE INDEX ballot_told_by_token ON ballot_told (token_hash) WHERE token_hash IS NOT NULL;

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
