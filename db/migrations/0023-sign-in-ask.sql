-- Asking for a sign-in link is the same work for everybody; a job answers it, so that no answer tells whether an address is known.

CREATE TABLE sign_in_ask (                  -- human: for seconds
  id            INTEGER PRIMARY KEY,
  at            INTEGER NOT NULL,
  address       TEXT    NOT NULL,           -- folded, known or not
  browser_hash  BLOB    NOT NULL            -- BLAKE2b of the cookie of the browser that asked
);
