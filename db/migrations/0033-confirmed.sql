-- A closed ballot says of each vote whether its voter confirmed it. Where several mails have the Message-ID nobody knows any more which was meant.
ALTER TABLE ballot_vote ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;
WITH mail AS MATERIALIZED (SELECT message_id FROM message WHERE message_id IN (SELECT message_id FROM ballot_told WHERE confirmed > 0)
  GROUP BY message_id HAVING count(*) = 1)
UPDATE ballot_vote SET confirmed = 1 WHERE message_id IN (SELECT message_id FROM mail) AND EXISTS (SELECT 1 FROM ballot_told t WHERE t.group_id =
  ballot_vote.group_id AND t.ballot = ballot_vote.ballot AND t.message_id = ballot_vote.message_id AND t.confirmed > 0);
