-- When the archive's server received a mail, for rt: in searches. What is stored already is asked by its date until it is rebuilt.

ALTER TABLE message ADD COLUMN received INTEGER NOT NULL DEFAULT 0; -- of the topmost Received, 0: not known
