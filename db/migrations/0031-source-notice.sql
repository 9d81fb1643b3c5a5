-- What reading a source last had to say: an archive that lost months, a file that was left out.
ALTER TABLE fetch_state ADD COLUMN notice TEXT;
ALTER TABLE fetch_state ADD COLUMN noticed INTEGER NOT NULL DEFAULT 0; -- when it was first said
