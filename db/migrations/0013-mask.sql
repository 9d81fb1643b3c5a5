-- From whom a group keeps the addresses of people. The table is of the human kind.
ALTER TABLE groups ADD COLUMN mask INTEGER NOT NULL DEFAULT 0; -- GroupMask
