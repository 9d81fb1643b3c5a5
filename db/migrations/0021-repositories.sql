-- Commits: the repository of a group, and the tags that hold a commit; trackers that tell of many things in one answer.

CREATE TABLE repository (                   -- human: where a group's commits are, when mail gives none but the hash
  group_id      INTEGER PRIMARY KEY REFERENCES groups (id),
  address       TEXT    NOT NULL,           -- of a commit, with %s for its hash
  tags          TEXT,                       -- address that tells the tags that hold a commit; NULL: as its kind is asked
  tags_at       TEXT,                       -- where their names stand in the answer
  internal      INTEGER NOT NULL DEFAULT 0  -- 1: may be in a private network
);

ALTER TABLE tracker ADD COLUMN batch TEXT;    -- address that tells of many, with {ids}; NULL: one by one, or as its kind is asked
ALTER TABLE tracker ADD COLUMN batch_id TEXT; -- where the first one's number stands in such an answer

ALTER TABLE link_fact ADD COLUMN tags TEXT;   -- that hold the commit, divided by blanks; NULL: nobody told
