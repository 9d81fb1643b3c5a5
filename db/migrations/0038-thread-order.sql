-- All that tells the mails before and after a mail in its thread, in one index: a mail's page reads no row for each mail of the thread.
DROP INDEX place_by_thread;
CREATE INDEX place_by_thread ON place (group_id, thread, date, message, parent);
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('place', 'place_by_thread', '20000 20000 4 1 1 1');
ANALYZE sqlite_schema;
