-- What servers said of the things that mail cites.

CREATE TABLE link_fact (                    -- mail: titles and states, to be asked for again
  key           TEXT    PRIMARY KEY,        -- of link: one thing has one fact
  title         TEXT,                       -- NULL: no answer yet
  state         TEXT,                       -- in the tracker's own word
  closed        INTEGER NOT NULL,           -- 1: the state means that nothing is left to do
  author        TEXT,
  date          INTEGER NOT NULL,           -- of a commit or advisory
  fetched       INTEGER NOT NULL,           -- the last answer
  changed       INTEGER NOT NULL,           -- closed became what it is
  next          INTEGER NOT NULL,           -- when to ask again
  failures      INTEGER NOT NULL DEFAULT 0, -- in a row
  error         TEXT
) WITHOUT ROWID;
