-- On call, escalation, messages.

ALTER TABLE page ADD COLUMN policy TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN chain {int} NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN level TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN waited {int} NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN round_at {int} NOT NULL DEFAULT 0;

ALTER TABLE delivery ADD COLUMN brief TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
CREATE INDEX delivery_of_person ON delivery (person, created_at);

ALTER TABLE job ADD COLUMN destination TEXT NOT NULL DEFAULT '';

-- Since when it burns without a pause: opened, or reopened.
ALTER TABLE incident ADD COLUMN burning_since {int} NOT NULL DEFAULT 0;

ALTER TABLE message ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN approvers TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN approved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN approved_at {int} NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN written_by TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN next_update {int} NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN eta {int} NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN components TEXT NOT NULL DEFAULT '';

ALTER TABLE promise ADD COLUMN kind TEXT NOT NULL DEFAULT 'update';
ALTER TABLE promise ADD COLUMN audience TEXT NOT NULL DEFAULT 'everyone';

CREATE TABLE "override" (
	id {int} PRIMARY KEY,
	schedule TEXT NOT NULL,
	person TEXT NOT NULL,
	instead_of TEXT NOT NULL,
	"from" {int} NOT NULL,
	"until" {int} NOT NULL,
	reason TEXT NOT NULL,
	made_by TEXT NOT NULL,
	made_at {int} NOT NULL,
	removed_at {int} NOT NULL
) {strict};
CREATE INDEX override_of_schedule ON "override" (schedule, "until");

CREATE TABLE handoff (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	state TEXT NOT NULL,
	giver TEXT NOT NULL,
	taker TEXT NOT NULL,
	document TEXT NOT NULL,
	reason TEXT NOT NULL,
	offered_at {int} NOT NULL,
	ended_at {int} NOT NULL
) {strict};
CREATE INDEX handoff_of_incident ON handoff (incident, id);

-- Roles beside the commander, whose name stands in the incident.
CREATE TABLE duty_role (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	role TEXT NOT NULL,
	person TEXT NOT NULL,
	given_by TEXT NOT NULL,
	given_at {int} NOT NULL,
	ended_at {int} NOT NULL
) {strict};
CREATE INDEX duty_role_of_incident ON duty_role (incident, id);

CREATE TABLE time_box (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	task TEXT NOT NULL,
	owner TEXT NOT NULL,
	state TEXT NOT NULL,
	due {int} NOT NULL,
	made_by TEXT NOT NULL,
	made_at {int} NOT NULL,
	ended_at {int} NOT NULL
) {strict};
CREATE INDEX time_box_of_incident ON time_box (incident, id);

-- What the public was told; the status page is made of these alone.
CREATE TABLE status_update (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	message {int} NOT NULL,
	code TEXT NOT NULL,
	status TEXT NOT NULL,
	impact TEXT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	components TEXT NOT NULL,
	made_by TEXT NOT NULL,
	at {int} NOT NULL
) {strict};
CREATE INDEX status_update_of_incident ON status_update (incident, id);
CREATE INDEX status_update_at ON status_update (at);

CREATE TABLE issue (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	state TEXT NOT NULL,
	tracker TEXT NOT NULL,
	key TEXT NOT NULL,
	url TEXT NOT NULL,
	attempts {int} NOT NULL,
	problem TEXT NOT NULL,
	wanted_at {int} NOT NULL,
	opened_at {int} NOT NULL,
	closed_at {int} NOT NULL
) {strict};
CREATE INDEX issue_of_incident ON issue (incident, id);

-- Replies by mail, phone and chat: each counts once.
CREATE TABLE reply (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	key TEXT NOT NULL UNIQUE,
	channel TEXT NOT NULL,
	sender TEXT NOT NULL,
	page {int} NOT NULL,
	outcome TEXT NOT NULL,
	at {int} NOT NULL
) {strict};

UPDATE incident SET burning_since = opened_at;
UPDATE page SET policy = 'on-call', round_at = opened_at;

CREATE INDEX job_leased ON job (destination) WHERE state = 'leased';

-- Receivers that failed or were slow: what goes to them waits in a lane of its own.
CREATE TABLE destination (
	id {int} PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	slow_until {int} NOT NULL,
	problem TEXT NOT NULL
) {strict};
