-- How an added tracker is asked for titles and states.

ALTER TABLE tracker ADD COLUMN api TEXT;         -- kind of server that comes built in: "mantis"; NULL: told by the address
ALTER TABLE tracker ADD COLUMN ask TEXT;         -- address to ask, with {id} and others; NULL: as its kind is asked
ALTER TABLE tracker ADD COLUMN form TEXT;        -- of the answer: json, html, mail
ALTER TABLE tracker ADD COLUMN title_at TEXT;    -- where the title stands in it
ALTER TABLE tracker ADD COLUMN state_at TEXT;
ALTER TABLE tracker ADD COLUMN closed TEXT;      -- states that mean closed, divided by commas
ALTER TABLE tracker ADD COLUMN internal INTEGER NOT NULL DEFAULT 0; -- 1: may be in a private network
