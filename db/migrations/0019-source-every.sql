-- How often a source is read in the background.
ALTER TABLE source ADD COLUMN every INTEGER NOT NULL DEFAULT 0; -- seconds; 0: as its kind suggests
