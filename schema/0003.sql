-- Every sender: what has a name of its sender's, and silences.

ALTER TABLE alert ADD COLUMN identity TEXT NOT NULL DEFAULT '';

ALTER TABLE change ADD COLUMN source_id TEXT NOT NULL DEFAULT '';
CREATE INDEX change_of_source ON change (source_id);
