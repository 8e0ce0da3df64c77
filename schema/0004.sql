-- Runbooks that work, actions that are safe. Each part of the program adds to its own
-- section, so that two of them never write on the same line.

-- == runbooks ==

-- The file itself is in content, by its digest; here stands what was learned of it.
CREATE TABLE runbook (
	id {int} PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	origin TEXT NOT NULL,
	path TEXT NOT NULL,
	digest TEXT NOT NULL,
	title TEXT NOT NULL,
	steps {int} NOT NULL,
	repairs {int} NOT NULL,
	changed_by TEXT NOT NULL,
	changed_at {int} NOT NULL,
	gone {int} NOT NULL
) {strict};
CREATE TABLE runbook_run (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	number {int} NOT NULL,
	runbook {int} NOT NULL,
	step TEXT NOT NULL,
	block TEXT NOT NULL,
	proposed_by TEXT NOT NULL,
	proposed_at {int} NOT NULL
) {strict};
CREATE INDEX runbook_run_of ON runbook_run (runbook, block);
CREATE INDEX runbook_run_in ON runbook_run (incident, id);
CREATE TABLE runbook_proof (
	id {int} PRIMARY KEY,
	runbook {int} NOT NULL UNIQUE,
	digest TEXT NOT NULL,
	asked_at {int} NOT NULL,
	proven_at {int} NOT NULL,
	held {int} NOT NULL,
	failed {int} NOT NULL,
	untold {int} NOT NULL,
	findings TEXT NOT NULL
) {strict};

-- == actions: approvals, autonomy, verdicts ==
ALTER TABLE action ADD COLUMN requested_by TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN requested_at {int} NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN called TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN glass TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN snapshot TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN from_alert TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN neighbours TEXT NOT NULL DEFAULT '';
ALTER TABLE action ADD COLUMN harm TEXT NOT NULL DEFAULT '';
-- Who had asked for what two must approve was kept as who proposed it.
UPDATE action SET requested_by = proposed_by
	WHERE class IN ('destructive', 'data-repair') AND proposed_by <> 'stanch';

-- == temporary fixes and obligations ==
ALTER TABLE action ADD COLUMN stays {int} NOT NULL DEFAULT 0;
ALTER TABLE action ADD COLUMN leaves TEXT NOT NULL DEFAULT '';

CREATE TABLE fix (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	source TEXT NOT NULL,
	number {int} NOT NULL,
	title TEXT NOT NULL,
	place TEXT NOT NULL,
	removal TEXT NOT NULL,
	plan TEXT NOT NULL,
	ends_with_undo {int} NOT NULL,
	owner TEXT NOT NULL,
	state TEXT NOT NULL,
	made_by TEXT NOT NULL,
	made_at {int} NOT NULL,
	ends_at {int} NOT NULL,
	reminders {int} NOT NULL,
	asked_by TEXT NOT NULL,
	reason TEXT NOT NULL,
	seen TEXT NOT NULL,
	ended_by TEXT NOT NULL,
	ended_at {int} NOT NULL
) {strict};
CREATE INDEX fix_of_incident ON fix (incident, id);
CREATE INDEX fix_open ON fix (id) WHERE state = 'open';

-- == changes, onsets and rollbacks ==

ALTER TABLE change ADD COLUMN system TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN revision TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN previous TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN diff TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN undo_actuator TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN undo_target TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN undo_plan TEXT NOT NULL DEFAULT '';
ALTER TABLE change ADD COLUMN irreversible TEXT NOT NULL DEFAULT '';
-- What ran before: the last one of the same service with a revision.
CREATE INDEX change_of_service ON change (service, at) WHERE revision <> '';

CREATE TABLE rollback (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	change {int} NOT NULL,
	number {int} NOT NULL,
	state TEXT NOT NULL,
	title TEXT NOT NULL,
	says TEXT NOT NULL,
	lag {int} NOT NULL,
	why_not TEXT NOT NULL,
	offered_at {int} NOT NULL,
	nudges {int} NOT NULL,
	chosen TEXT NOT NULL,
	declined_by TEXT NOT NULL,
	declined_at {int} NOT NULL,
	reason TEXT NOT NULL,
	reason_by TEXT NOT NULL
) {strict};
CREATE INDEX rollback_of_incident ON rollback (incident, id);

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
