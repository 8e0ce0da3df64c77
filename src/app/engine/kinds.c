/* Every kind of timer and of job, and who carries it out. */
#include "app/engine/clock_step.h"
#include "app/engine/desk.h"
#include "app/intake/intake.h"
#include "app/intervention/intervention.h"
#include "app/investigation/investigation.h"
#include "app/learning/learning.h"
#include "app/paging/paging.h"
#include "app/telling/telling.h"
#include "app/verification/verification.h"

static const struct timer_kind timer_kinds[] = {
	{ "alert.tend", intake_tend },
	{ "check.ask", verification_ask_due },
	{ "incident.hold", verification_hold_due },
	{ "page.due", paging_due },
	{ "page.lapse", paging_lapse_due },
	{ "promise.due", telling_promise_due },
	{ "promise.remind", telling_remind_due },
};

static const struct job_kind *const job_kinds[] = {
	&apply_job,      &check_job,   &deliver_job, &evidence_job,
	&postmortem_job, &preview_job, &settle_job,
};

const struct timer_kind *timer_kind_find(str name)
{
	for (size_t i = 0; i < sizeof(timer_kinds) / sizeof(timer_kinds[0]); i++)
		if (str_is(name, timer_kinds[i].name))
			return &timer_kinds[i];
	return NULL;
}

const struct job_kind *job_kind_find(str name)
{
	for (size_t i = 0; i < sizeof(job_kinds) / sizeof(job_kinds[0]); i++)
		if (str_is(name, job_kinds[i]->name))
			return job_kinds[i];
	return NULL;
}
