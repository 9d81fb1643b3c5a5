-- What ETags are made with: drawn by the first server, and kept, so that what readers hold is still good after a restart.
CREATE TABLE etag_key (                     -- mail: one row
  only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
  key           BLOB    NOT NULL
);
