-- Runbooks that work, actions that are safe. Each part of the program adds to its own
-- section, so that two of them never write on the same line.

-- == runbooks ==

-- == actions: approvals, autonomy, verdicts ==
ALTER TABLE action ADD COLUMN requested_by TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN requested_at {int} NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN called TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN glass TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN snapshot TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN from_alert TEXT NOT NULL DEFAULT '';
-- Who had asked for what two must approve was kept as who proposed it.
UPDATE action SET requested_by = proposed_by
	WHERE class IN ('destructive', 'data-repair') AND proposed_by <> 'stanch';

-- == temporary fixes and obligations ==

-- == changes, onsets and rollbacks ==

-- == evidence that is kept as bytes ==

-- What an action would destroy, kept before it runs; by its own hash, so that the same
-- bytes are there once. They never change.
CREATE TABLE content (
	id {int} PRIMARY KEY,
	hash TEXT NOT NULL UNIQUE,
	bytes TEXT NOT NULL,
	size {int} NOT NULL,
	kept_at {int} NOT NULL
) {strict};
ALTER TABLE evidence ADD COLUMN content TEXT NOT NULL DEFAULT '';
-- Who looked at it, when and what for.
CREATE TABLE evidence_access (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	evidence {int} NOT NULL,
	who TEXT NOT NULL,
	why TEXT NOT NULL,
	at {int} NOT NULL
) {strict};
CREATE INDEX evidence_access_of ON evidence_access (evidence, id);

-- == end ==
