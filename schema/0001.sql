-- The first step: all tables, for both engines. {int}, {real} and {strict} are what
-- each engine calls them. A table of a shape has the columns of its fields, and none
-- of its own; its first column is its key.

CREATE TABLE counter (
	name TEXT NOT NULL PRIMARY KEY,
	value {int} NOT NULL
) {strict};

CREATE TABLE setting (
	name TEXT NOT NULL PRIMARY KEY,
	value TEXT NOT NULL
) {strict};

CREATE TABLE answer (
	key TEXT NOT NULL PRIMARY KEY,
	at {int} NOT NULL,
	answer TEXT NOT NULL
) {strict};

CREATE TABLE journal (
	seq {int} PRIMARY KEY,
	at {int} NOT NULL,
	kind TEXT NOT NULL,
	version {int} NOT NULL,
	actor TEXT NOT NULL,
	incident {int} NOT NULL,
	subject TEXT NOT NULL,
	body TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	salt TEXT NOT NULL,
	hash TEXT NOT NULL
) {strict};
CREATE INDEX journal_of_incident ON journal (incident, seq);

CREATE TABLE alert (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	key TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	content {int} NOT NULL,
	state TEXT NOT NULL,
	name TEXT NOT NULL,
	summary TEXT NOT NULL,
	service TEXT NOT NULL,
	source TEXT NOT NULL,
	labels TEXT NOT NULL,
	annotations TEXT NOT NULL,
	starts_at {int} NOT NULL,
	ends_at {int} NOT NULL,
	first_seen_at {int} NOT NULL,
	changed_at {int} NOT NULL,
	generator_url TEXT NOT NULL
) {strict};
-- Not unique: that an alert is one row is the roster's to see to.
CREATE INDEX alert_by_key ON alert (key, id);
CREATE INDEX alert_of_incident ON alert (incident, id);

CREATE TABLE incident (
	id {int} PRIMARY KEY,
	code TEXT NOT NULL UNIQUE,
	title TEXT NOT NULL,
	state TEXT NOT NULL,
	rank {int} NOT NULL,
	severity TEXT NOT NULL,
	severity_reason TEXT NOT NULL,
	profile TEXT NOT NULL,
	profile_reason TEXT NOT NULL,
	profile_hash TEXT NOT NULL,
	service TEXT NOT NULL,
	commander TEXT NOT NULL,
	summary TEXT NOT NULL,
	opened_at {int} NOT NULL,
	onset_at {int} NOT NULL,
	acked_at {int} NOT NULL,
	mitigated_at {int} NOT NULL,
	resolved_at {int} NOT NULL,
	updated_at {int} NOT NULL,
	worked_at {int} NOT NULL,
	proven {int} NOT NULL
) {strict};
CREATE INDEX incident_of_service ON incident (service, id);

CREATE TABLE milestone (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	name TEXT NOT NULL,
	at {int} NOT NULL,
	basis TEXT NOT NULL,
	evidence {int} NOT NULL,
	recorder TEXT NOT NULL,
	recorded_at {int} NOT NULL
) {strict};
CREATE INDEX milestone_of_incident ON milestone (incident, id);

CREATE TABLE "check" (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	name TEXT NOT NULL,
	query TEXT NOT NULL,
	comparison TEXT NOT NULL,
	threshold {real},
	unit TEXT NOT NULL,
	hold {int} NOT NULL,
	"interval" {int} NOT NULL,
	state TEXT NOT NULL,
	green_since {int} NOT NULL,
	last_sample_at {int} NOT NULL,
	asked_at {int} NOT NULL,
	last_value {real},
	reason TEXT NOT NULL,
	in_breach {int} NOT NULL,
	samples {int} NOT NULL,
	worst_value {real},
	breach {int} NOT NULL
) {strict};
CREATE INDEX check_of_incident ON "check" (incident, id);

CREATE TABLE page (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	state TEXT NOT NULL,
	person TEXT NOT NULL,
	step {int} NOT NULL,
	round {int} NOT NULL,
	sends {int} NOT NULL,
	due {int} NOT NULL,
	opened_at {int} NOT NULL,
	acked_at {int} NOT NULL,
	acked_by TEXT NOT NULL,
	code TEXT NOT NULL,
	reason TEXT NOT NULL
) {strict};
CREATE INDEX page_of_incident ON page (incident, id);

CREATE TABLE delivery (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	page {int} NOT NULL,
	message {int} NOT NULL,
	round {int} NOT NULL,
	purpose TEXT NOT NULL,
	state TEXT NOT NULL,
	person TEXT NOT NULL,
	channel TEXT NOT NULL,
	address TEXT NOT NULL,
	send_key TEXT NOT NULL,
	subject TEXT NOT NULL,
	text TEXT NOT NULL,
	attempts {int} NOT NULL,
	created_at {int} NOT NULL,
	started_at {int} NOT NULL,
	ended_at {int} NOT NULL,
	problem TEXT NOT NULL
) {strict};
CREATE INDEX delivery_of_incident ON delivery (incident, id);
CREATE INDEX delivery_of_page ON delivery (page);

CREATE TABLE evidence (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	state TEXT NOT NULL,
	title TEXT NOT NULL,
	probe TEXT NOT NULL,
	target TEXT NOT NULL,
	plan TEXT NOT NULL,
	question TEXT NOT NULL,
	occasion TEXT NOT NULL,
	meaning TEXT NOT NULL,
	facts TEXT NOT NULL,
	body TEXT NOT NULL,
	body_hash TEXT NOT NULL,
	body_bytes {int} NOT NULL,
	wanted_at {int} NOT NULL,
	gathered_at {int} NOT NULL,
	took_ms {int} NOT NULL,
	problem TEXT NOT NULL
) {strict};
CREATE INDEX evidence_of_incident ON evidence (incident, id);

CREATE TABLE hypothesis (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	key TEXT NOT NULL,
	claim TEXT NOT NULL,
	mechanism TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT NOT NULL,
	tests TEXT NOT NULL,
	written_at {int} NOT NULL,
	decided_at {int} NOT NULL
) {strict};
CREATE INDEX hypothesis_of_incident ON hypothesis (incident, id);

CREATE TABLE action (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	number {int} NOT NULL,
	key TEXT NOT NULL,
	title TEXT NOT NULL,
	actuator TEXT NOT NULL,
	target TEXT NOT NULL,
	class TEXT NOT NULL,
	risk TEXT NOT NULL,
	why TEXT NOT NULL,
	plan TEXT NOT NULL,
	preview TEXT NOT NULL,
	condition TEXT NOT NULL,
	argv TEXT NOT NULL,
	undo TEXT NOT NULL,
	undo_text TEXT NOT NULL,
	expected TEXT NOT NULL,
	digest TEXT NOT NULL,
	state TEXT NOT NULL,
	proposed_by TEXT NOT NULL,
	approved_by TEXT NOT NULL,
	approved_at {int} NOT NULL,
	approval_ends_at {int} NOT NULL,
	started_at {int} NOT NULL,
	ended_at {int} NOT NULL,
	output TEXT NOT NULL,
	problem TEXT NOT NULL,
	verdict TEXT NOT NULL,
	verdict_reason TEXT NOT NULL,
	before {real},
	after {real},
	measured TEXT NOT NULL,
	undo_of {int} NOT NULL
) {strict};
CREATE INDEX action_of_incident ON action (incident, id);

CREATE TABLE message (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	audience TEXT NOT NULL,
	subject TEXT NOT NULL,
	text TEXT NOT NULL,
	drafted_why TEXT NOT NULL,
	drafted_at {int} NOT NULL,
	sent_at {int} NOT NULL,
	sent_by TEXT NOT NULL
) {strict};
CREATE INDEX message_of_incident ON message (incident, id);

CREATE TABLE promise (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	message {int} NOT NULL,
	what TEXT NOT NULL,
	state TEXT NOT NULL,
	made_at {int} NOT NULL,
	due {int} NOT NULL,
	ended_at {int} NOT NULL,
	reminded {int} NOT NULL
) {strict};
CREATE INDEX promise_of_incident ON promise (incident, id);

CREATE TABLE item (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	title TEXT NOT NULL,
	owner TEXT NOT NULL,
	due {int} NOT NULL,
	state TEXT NOT NULL,
	why TEXT NOT NULL,
	outcome TEXT NOT NULL,
	created_at {int} NOT NULL,
	ended_at {int} NOT NULL
) {strict};
CREATE INDEX item_of_incident ON item (incident, id);

CREATE TABLE change (
	id {int} PRIMARY KEY,
	at {int} NOT NULL,
	service TEXT NOT NULL,
	kind TEXT NOT NULL,
	title TEXT NOT NULL,
	author TEXT NOT NULL,
	url TEXT NOT NULL,
	source TEXT NOT NULL,
	recorded_at {int} NOT NULL
) {strict};
CREATE INDEX change_by_time ON change (at, id);

CREATE TABLE person (
	id {int} PRIMARY KEY,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	is_agent {int} NOT NULL,
	created_at {int} NOT NULL,
	removed_at {int} NOT NULL
) {strict};
CREATE INDEX person_by_name ON person (name);

CREATE TABLE token (
	id {int} PRIMARY KEY,
	secret_hash TEXT NOT NULL UNIQUE,
	kind TEXT NOT NULL,
	person TEXT NOT NULL,
	page {int} NOT NULL,
	csrf TEXT NOT NULL,
	created_at {int} NOT NULL,
	expires_at {int} NOT NULL,
	used_at {int} NOT NULL
) {strict};

CREATE TABLE timer (
	id {int} PRIMARY KEY,
	due {int} NOT NULL,
	kind TEXT NOT NULL,
	ref {int} NOT NULL,
	incident {int} NOT NULL,
	failures {int} NOT NULL,
	set_aside {int} NOT NULL,
	UNIQUE (kind, ref)
) {strict};
CREATE INDEX timer_by_due ON timer (set_aside, due, id);

CREATE TABLE job (
	id {int} PRIMARY KEY,
	lane TEXT NOT NULL,
	kind TEXT NOT NULL,
	ref {int} NOT NULL,
	incident {int} NOT NULL,
	state TEXT NOT NULL,
	run_at {int} NOT NULL,
	lease_ends_at {int} NOT NULL,
	desk TEXT NOT NULL,
	attempts {int} NOT NULL,
	problem TEXT NOT NULL
) {strict};
-- Not by state: those leased or set aside are few, and the rest is in this order.
CREATE INDEX job_by_run ON job (lane, run_at, id);
