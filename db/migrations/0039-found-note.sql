-- What the author noted right below the lines of an item. What is stored already has it when it is rebuilt.
ALTER TABLE found ADD COLUMN note TEXT;
