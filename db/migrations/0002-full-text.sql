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
