-- Where a mail says of itself that another archive keeps it (RFC 5064), as far as its Message-ID does not say so. What is stored already is asked
-- when it is rebuilt.
CREATE TABLE archived_at (                  -- derived
  address       TEXT    NOT NULL,           -- db/archived.h has its forms
  message       INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (address, message)
) WITHOUT ROWID;
CREATE INDEX archived_at_by_message ON archived_at (message);
