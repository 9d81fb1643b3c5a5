-- The mail that took the minutes to the list: once it is back, its items stand for the actions written down here.
ALTER TABLE sheet ADD COLUMN minutes_mail TEXT; -- Message-ID
