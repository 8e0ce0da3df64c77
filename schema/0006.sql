-- After the release of 0005. Each part of the program adds to its own section, so that two
-- of them never write on the same line.

-- == why ==

-- One hypothesis is the deeper cause of another.
CREATE TABLE why (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	effect {int} NOT NULL,
	cause {int} NOT NULL,
	state TEXT NOT NULL,
	how TEXT NOT NULL,
	said_by TEXT NOT NULL,
	said_at {int} NOT NULL,
	evidence TEXT NOT NULL,
	decided_by TEXT NOT NULL,
	decided_at {int} NOT NULL,
	reason TEXT NOT NULL
) {strict};
CREATE INDEX why_of_incident ON why (incident, id);

-- == end ==
