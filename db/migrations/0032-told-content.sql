-- Another mail under a Message-ID is another mail: what was told and confirmed of one says nothing of the other.
CREATE TABLE ballot_told_of_content (       -- human: a voter was told of a vote by mail in their name, and may have confirmed it
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
WITH mail AS MATERIALIZED (SELECT id, message_id, lower(hex(content_hash)) AS content FROM message WHERE message_id IN (SELECT message_id FROM ballot_told))
INSERT INTO ballot_told_of_content (group_id, ballot, message_id, content, member, at, token_hash, confirmed)
  SELECT t.group_id, t.ballot, t.message_id, coalesce((SELECT m.content FROM mail m WHERE m.message_id = t.message_id AND EXISTS (SELECT 1 FROM
    group_message g WHERE g.group_id = t.group_id AND g.message = m.id) ORDER BY m.id LIMIT 1), ''), t.member, t.at, t.token_hash, t.confirmed
  FROM ballot_told t;
DROP TABLE ballot_told;
ALTER TABLE ballot_told_of_content RENAME TO ballot_told;
CREATE UNIQUE INDEX ballot_told_by_token ON ballot_told (token_hash) WHERE token_hash IS NOT NULL;

ALTER TABLE ballot_vote ADD COLUMN content TEXT; -- of the mail, as above; NULL: not written down
