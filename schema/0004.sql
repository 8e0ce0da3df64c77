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

-- == end ==
