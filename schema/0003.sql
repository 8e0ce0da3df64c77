-- Every sender: what has a name of its sender's, and silences.

ALTER TABLE alert ADD COLUMN identity TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN suppressed TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN turns TEXT NOT NULL DEFAULT '';
-- Few are suppressed, and those are looked at again and again.
CREATE INDEX alert_suppressed ON alert (id) WHERE suppressed <> '';

ALTER TABLE change ADD COLUMN source_id TEXT NOT NULL DEFAULT '';
CREATE INDEX change_of_source ON change (source_id);

-- Groups: what the alerts of an incident have in common. An incident may have several
-- (others merged into it, services folded into it); the newest of a key counts.
CREATE TABLE incident_group (
	key TEXT NOT NULL,
	incident {int} NOT NULL,
	PRIMARY KEY (key, incident)
) {strict};
CREATE INDEX group_of_incident ON incident_group (incident);
INSERT INTO incident_group (key, incident)
	SELECT 'service=' || service, id FROM incident;

ALTER TABLE incident ADD COLUMN escalation TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN merged_into {int} NOT NULL DEFAULT 0;

-- The roster knows alerts by their labels' key; only what its sender named is looked up.
DROP INDEX alert_by_key;
CREATE INDEX alert_by_name ON alert (key, id) WHERE identity <> '';

-- Own eyes: what must be heard again and again.
CREATE TABLE heartbeat (
	id {int} PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	state TEXT NOT NULL,
	every {int} NOT NULL,
	grace {int} NOT NULL,
	since {int} NOT NULL,
	last_ping_at {int} NOT NULL,
	due_at {int} NOT NULL,
	pings {int} NOT NULL,
	pinged_by TEXT NOT NULL
) {strict};

-- Silences: what somebody keeps quiet, as amtool and the room make them.
CREATE TABLE silence (
	id {int} PRIMARY KEY,
	uid TEXT NOT NULL UNIQUE,
	matchers TEXT NOT NULL,
	comment TEXT NOT NULL,
	created_by TEXT NOT NULL,
	starts_at {int} NOT NULL,
	ends_at {int} NOT NULL,
	created_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	expired_at {int} NOT NULL,
	expired_by TEXT NOT NULL
) {strict};
CREATE INDEX silence_by_end ON silence (ends_at, id);

-- What people report. Those that name no service are looked through for likeness.
CREATE TABLE report (
	id {int} NOT NULL PRIMARY KEY,
	incident {int} NOT NULL,
	at {int} NOT NULL,
	source TEXT NOT NULL,
	text TEXT NOT NULL,
	reporter TEXT NOT NULL,
	ref TEXT NOT NULL,
	url TEXT NOT NULL,
	service TEXT NOT NULL,
	environment TEXT NOT NULL,
	symptom TEXT NOT NULL,
	why TEXT NOT NULL,
	counts {int} NOT NULL,
	door TEXT NOT NULL
) {strict};
-- For readers of what has not ended, page by page; it grows at its end only.
CREATE INDEX alert_open ON alert (id) WHERE state IN ('firing', 'stale');
CREATE INDEX report_of_incident ON report (incident, at);
CREATE INDEX report_of_service ON report (service, at);

-- For readers of what has not ended, page by page; it grows at its end only.

-- Firing alerts that hold others back: one row for each rule whose source they are.
CREATE TABLE inhibitor (
	key TEXT NOT NULL,
	alert {int} NOT NULL,
	is_target_too {int} NOT NULL,
	PRIMARY KEY (key, alert)
) {strict};
CREATE INDEX inhibitor_of_alert ON inhibitor (alert);
-- Own eyes: what is looked at again and again.
CREATE TABLE watch (
	id {int} PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	verdict TEXT NOT NULL,
	reason TEXT NOT NULL,
	since {int} NOT NULL,
	asked_at {int} NOT NULL,
	took_ms {int} NOT NULL,
	results {int} NOT NULL,
	looks {int} NOT NULL,
	memory TEXT NOT NULL
) {strict};
CREATE INDEX job_of_kind ON job (kind, ref);

-- Own eyes: who sends, so that their silence is noticed.
CREATE TABLE sender (
	id {int} PRIMARY KEY,
	name TEXT NOT NULL,
	source TEXT NOT NULL,
	state TEXT NOT NULL,
	since {int} NOT NULL,
	first_seen_at {int} NOT NULL,
	last_seen_at {int} NOT NULL,
	regular_since {int} NOT NULL,
	usual {int} NOT NULL,
	deliveries {int} NOT NULL,
	alerts {int} NOT NULL,
	faults {int} NOT NULL,
	refused {int} NOT NULL,
	problem TEXT NOT NULL,
	UNIQUE (name, source)
) {strict};

-- What people said is no alert's noise: holding its alerts back stops no page of it.
ALTER TABLE incident ADD COLUMN told {int} NOT NULL DEFAULT 0;

-- The service map as it was learned, and whom each pod belongs to.
CREATE TABLE dependency (
	id {int} PRIMARY KEY,
	service TEXT NOT NULL,
	needs TEXT NOT NULL,
	source TEXT NOT NULL,
	first_seen_at {int} NOT NULL,
	last_seen_at {int} NOT NULL,
	UNIQUE (service, needs, source)
) {strict};
CREATE TABLE pod (
	id {int} PRIMARY KEY,
	namespace TEXT NOT NULL,
	name TEXT NOT NULL,
	workload TEXT NOT NULL,
	node TEXT NOT NULL,
	last_seen_at {int} NOT NULL,
	UNIQUE (name, namespace)
) {strict};
