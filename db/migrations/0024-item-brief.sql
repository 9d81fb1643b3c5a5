-- What the draft agenda weighs of an item, in its row: it weighs thousands, and the row of what a mail states has its whole text.

ALTER TABLE item ADD COLUMN due INTEGER NOT NULL DEFAULT 0;   -- as found
ALTER TABLE item ADD COLUMN owned INTEGER NOT NULL DEFAULT 0; -- 1: has an owner, of triage, else as found
UPDATE item SET due = (SELECT f.due FROM found f WHERE f.id = item.found),
  owned = (SELECT f.owner IS NOT NULL FROM found f WHERE f.id = item.found);
UPDATE item SET owned = 1 WHERE EXISTS (SELECT 1 FROM triage t WHERE t.group_id = item.group_id AND t.key = item.key
  AND t.owner IS NOT NULL);
