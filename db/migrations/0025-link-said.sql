-- What a mail says of a thing that it cites: "rhbz#1234 is fixed in 4.4.1". It suggests so on the items that cite the same.

ALTER TABLE link ADD COLUMN said INTEGER;    -- ItemState; NULL: nothing
ALTER TABLE link ADD COLUMN said_quote TEXT; -- the lines that say so
CREATE INDEX link_said ON link (key) WHERE said IS NOT NULL;
