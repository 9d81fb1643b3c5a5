-- The number of a source that was removed goes to no other one: a run that still reads it would be taken for one of the new source.
CREATE TABLE source_last (                  -- human: one row
  id            INTEGER NOT NULL            -- the largest number that a source ever had
);
INSERT INTO source_last (id) SELECT coalesce(max(id), 0) FROM source;
