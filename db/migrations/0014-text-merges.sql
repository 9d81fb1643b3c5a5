-- The text index writes a segment for each batch of mail, and merges four of them by default: on a list of twenty
-- thousand mails each posting was written three times. Eight of a kind are as quick to search, and written once less.
INSERT INTO mail_text (mail_text, rank) VALUES ('automerge', 8);
