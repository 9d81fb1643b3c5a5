-- What a tracker said of a bug before: an agenda tells of those that changed since the last meeting.
ALTER TABLE link_fact ADD COLUMN state_was TEXT;                           -- the word before that of state; NULL: none is known
ALTER TABLE link_fact ADD COLUMN state_changed INTEGER NOT NULL DEFAULT 0; -- when state became another word, 0: never
