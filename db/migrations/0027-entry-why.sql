-- Why an entry stands on its agenda, in the words of the draft that it was taken from; written anew when the agenda is published.

ALTER TABLE agenda_entry ADD COLUMN why TEXT;
ALTER TABLE agenda_entry ADD COLUMN draft_group INTEGER NOT NULL DEFAULT 0; -- AgendaGroup + 1, where the draft had it; 0: not from a draft
