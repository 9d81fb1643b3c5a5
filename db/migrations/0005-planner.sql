-- What a list of twenty thousand mails looks like, for the planner. Without these rows SQLite takes "all messages of this
-- group" for ten rows and walks the whole group for each mail that is stored. Written down once, so that plans are the
-- same on every machine and do not wait for somebody to run ANALYZE.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('message', 'message_by_id', '20000 1'),
  ('message', 'message_by_sender', '20000 20 1'),
  ('group_message', 'group_message', '20000 20000 1'),
  ('place', 'place', '20000 20000 1'),
  ('place', 'place_by_base', '20000 20000 4 1'),
  ('place', 'place_by_date', '20000 20000 1 1 1'),
  ('place', 'place_by_thread', '20000 20000 4'),
  ('reference_wait', 'reference_wait', '3000 3000 3 1'),
  ('thread', 'thread', '5000 5000 1'),
  ('thread', 'thread_by_date', '5000 5000 1'),
  ('month', 'month', '200 200 1'),
  ('person', 'person', '1000 1000 1'),
  ('raw', NULL, '20000'),
  ('found', 'sqlite_autoindex_found_1', '5000 2 1'),
  ('item', 'item', '5000 5000 1'),
  ('item', 'item_by_found', '5000 1'),
  ('item', 'item_by_state', '5000 5000 700 200 2'),
  ('item', 'sqlite_autoindex_item_2', '5000 5000 1'),
  ('item_number', 'item_number', '5000 5000 1'),
  ('item_number', 'sqlite_autoindex_item_number_2', '5000 5000 1'),
  ('mention', 'mention_by_item', '5000 5000 1'),
  ('mention', 'mention_by_found', '5000 1'),
  ('mention', 'sqlite_autoindex_mention_1', '5000 2 2 2 1'),
  ('link', 'sqlite_autoindex_link_1', '10000 2 1'),
  ('link', 'link_by_ref', '10000 1500 2'),
  ('link', 'link_by_found', '2000 1'),
  ('vote', 'vote', '2000 2 1');
ANALYZE sqlite_schema;
