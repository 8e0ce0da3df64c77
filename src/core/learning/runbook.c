#include "core/learning/runbook.h"

#include <stddef.h>

const char *const runbook_origin_names[] = {
	[RUNBOOK_IMPORTED] = "imported",
	[RUNBOOK_OF_FILE] = "file",
	NULL,
};

static const struct field runbook_fields[] = {
	F(struct stored_runbook, id, FIELD_INT),
	F(struct stored_runbook, name, FIELD_TEXT),
	F_ENUM(struct stored_runbook, origin, runbook_origin_names),
	F(struct stored_runbook, path, FIELD_TEXT),
	F(struct stored_runbook, digest, FIELD_TEXT),
	F(struct stored_runbook, title, FIELD_TEXT),
	F(struct stored_runbook, steps, FIELD_INT),
	F(struct stored_runbook, repairs, FIELD_INT),
	F(struct stored_runbook, changed_by, FIELD_TEXT),
	F(struct stored_runbook, changed_at, FIELD_INSTANT),
	F(struct stored_runbook, gone, FIELD_BOOL),
};
const struct shape stored_runbook_shape = SHAPE("runbook", struct stored_runbook,
						runbook_fields);

static const struct field run_fields[] = {
	F(struct runbook_run, id, FIELD_INT),
	F(struct runbook_run, incident, FIELD_INT),
	F(struct runbook_run, number, FIELD_INT),
	F(struct runbook_run, runbook, FIELD_INT),
	F(struct runbook_run, step, FIELD_TEXT),
	F(struct runbook_run, block, FIELD_TEXT),
	F(struct runbook_run, proposed_by, FIELD_TEXT),
	F(struct runbook_run, proposed_at, FIELD_INSTANT),
};
const struct shape runbook_run_shape = SHAPE("runbook_run", struct runbook_run,
					     run_fields);

static const struct field proof_fields[] = {
	F(struct runbook_proof, id, FIELD_INT),
	F(struct runbook_proof, runbook, FIELD_INT),
	F(struct runbook_proof, digest, FIELD_TEXT),
	F(struct runbook_proof, asked_at, FIELD_INSTANT),
	F(struct runbook_proof, proven_at, FIELD_INSTANT),
	F(struct runbook_proof, held, FIELD_INT),
	F(struct runbook_proof, failed, FIELD_INT),
	F(struct runbook_proof, untold, FIELD_INT),
	F(struct runbook_proof, findings, FIELD_TEXT),
};
const struct shape runbook_proof_shape = SHAPE("runbook_proof", struct runbook_proof,
					       proof_fields);
