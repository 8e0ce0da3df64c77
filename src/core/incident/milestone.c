#include "core/incident/incident.h"

#include <stddef.h>

const char *const milestone_names[] = {
	[MILESTONE_IMPACT_STARTED] = "impact_started",
	[MILESTONE_ALERTED] = "alerted",
	[MILESTONE_ACKED] = "acked",
	[MILESTONE_DECLARED] = "declared",
	[MILESTONE_SEVERITY_SET] = "severity_set",
	[MILESTONE_SCOPED] = "scoped",
	[MILESTONE_FIRST_COMM] = "first_comm",
	[MILESTONE_MITIGATION_STARTED] = "mitigation_started",
	[MILESTONE_MITIGATED] = "mitigated",
	[MILESTONE_CAUSE_SUPPORTED] = "cause_supported",
	[MILESTONE_SLO_COMPLIANT] = "slo_compliant",
	[MILESTONE_VERIFIED] = "verified",
	[MILESTONE_RESOLVED] = "resolved",
	[MILESTONE_REOPENED] = "reopened",
	[MILESTONE_CLOSED] = "closed",
	[MILESTONE_PM_DRAFTED] = "pm_drafted",
	[MILESTONE_FIX_DEPLOYED] = "fix_deployed",
	NULL,
};

const char *const basis_names[] = {
	[BASIS_MEASURED] = "measured",
	[BASIS_STATED] = "stated",
	[BASIS_ESTIMATED] = "estimated",
	NULL,
};

static const struct field milestone_fields[] = {
	F(struct milestone, id, FIELD_INT),
	F(struct milestone, incident, FIELD_INT),
	F_ENUM(struct milestone, name, milestone_names),
	F(struct milestone, at, FIELD_INSTANT),
	F_ENUM(struct milestone, basis, basis_names),
	F(struct milestone, evidence, FIELD_INT),
	F(struct milestone, recorder, FIELD_TEXT),
	F(struct milestone, recorded_at, FIELD_INSTANT),
};
const struct shape milestone_shape = SHAPE("milestone", struct milestone,
					   milestone_fields);
