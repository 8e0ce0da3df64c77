-- Evidence and diagnosis. Each part of the program adds to its own section, so that two of
-- them never write on the same line.

-- == patterns ==

-- What its pattern suggests against it, in words.
ALTER TABLE hypothesis ADD COLUMN helps TEXT NOT NULL DEFAULT '[]';

-- == scope cards ==

CREATE TABLE scope (
	id {int} PRIMARY KEY,
	incident {int} NOT NULL,
	due {int} NOT NULL,
	completed_at {int} NOT NULL,
	took {int} NOT NULL,
	unknown {int} NOT NULL,
	answers TEXT NOT NULL,
	affected TEXT NOT NULL,
	affected_by TEXT NOT NULL,
	affected_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX scope_of_incident ON scope (incident);

-- == end ==
