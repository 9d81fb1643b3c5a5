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

-- A row is a time of membership: a count uses the roster of its day.
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
