-- By which rule the ballot of a meeting's entry is counted, when nobody says another: a BallotRule; 0 is lazy consensus.
ALTER TABLE ballot_policy ADD COLUMN entry_rule INTEGER NOT NULL DEFAULT 0;
