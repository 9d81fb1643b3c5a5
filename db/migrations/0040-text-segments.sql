-- Up to thirty-two segments of a kind wait for each other before they are merged: searching 29 of them takes no longer than
-- searching 15, and a list of 84,000 mails is read in a sixteenth less time.
INSERT INTO mail_text (mail_text, rank) VALUES ('automerge', 32);
INSERT INTO mail_text (mail_text, rank) VALUES ('crisismerge', 48);
