-- SQLite only. The texts are not stored: docket_text unpacks a stored mail and gives one DbTextField of it, so the
-- index reads its content through this view (snippets, rebuild, integrity check). Columns in the order of DbTextField.
CREATE VIEW mail_text_source AS
  SELECT message AS id,
         docket_text(message, 0) AS subject,
         docket_text(message, 1) AS sender,
         docket_text(message, 2) AS recipient,
         docket_text(message, 3) AS copied,
         docket_text(message, 4) AS own,
         docket_text(message, 5) AS quoted,
         docket_text(message, 6) AS other,
         docket_text(message, 7) AS dfn,
         docket_text(message, 8) AS dfpre,
         docket_text(message, 9) AS dfpost,
         docket_text(message, 10) AS names
    FROM raw;

CREATE VIRTUAL TABLE mail_text USING fts5 (  -- derived
  subject, sender, recipient, copied, own, quoted, other, dfn, dfpre, dfpost, names,
  content = 'mail_text_source', content_rowid = 'id', tokenize = 'docket', detail = 'full'
);
INSERT INTO mail_text (mail_text, rank) VALUES ('hashsize', 25165824);

-- What ANALYZE would find in a list of 80,000 mails, told once: without it the planner takes "of this group" for a rare
-- thing and walks all mails of the group for each that it looks up (the 20,000 mails of the benchmark took 84 s to store, with it 19 s).
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
 ('place', 'place', '80000 80000 1'),
 ('place', 'place_by_date', '80000 80000 2 1 1'),
 ('place', 'place_by_thread', '80000 80000 4'),
 ('place', 'place_by_base', '80000 80000 4 2'),
 ('group_message', 'group_message', '80000 80000 1'),
 ('message', 'message_by_id', '80000 1'),
 ('message', 'message_by_sender', '80000 20 1'),
 ('thread', 'thread', '20000 20000 1'),
 ('thread', 'thread_by_date', '20000 20000 1'),
 ('item', 'item', '20000 20000 1'),
 ('item', 'sqlite_autoindex_item_2', '20000 20000 1'),
 ('item', 'item_by_state', '20000 20000 5000 1000 1'),
 ('item', 'item_by_found', '20000 1'),
 ('mention', 'mention_by_item', '20000 20000 2'),
 ('mention', 'mention_by_found', '20000 1'),
 ('reference_wait', 'reference_wait', '5000 5000 2 1'),
 ('person', 'person', '5000 5000 1'),
 ('found', 'sqlite_autoindex_found_1', '20000 2 1'),
 ('link', 'sqlite_autoindex_link_1', '60000 3 1'),
 ('link', 'link_by_ref', '60000 10000 2');
ANALYZE sqlite_schema; -- loads them into this connection
