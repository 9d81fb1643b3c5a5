-- How long the server of a source is left alone between two requests.
ALTER TABLE source ADD COLUMN pause INTEGER NOT NULL DEFAULT 0; -- seconds; 0: as fetching does
