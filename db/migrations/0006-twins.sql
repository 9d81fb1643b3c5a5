-- Finds the mail that a saved archive page shows, which has no Message-ID to look for: by date, then by content hash.
CREATE INDEX message_by_date ON message (date);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('message', 'message_by_date', '20000 1');
ANALYZE sqlite_schema;
