-- What docket itself mailed is known by the outbox (db/found.c); nobody reads this.

ALTER TABLE sheet DROP COLUMN minutes_mail;
