/* Every kind of timer and of job, and who carries it out. */
#include "app/changes/after.h"
#include "app/changes/feed.h"
#include "app/changes/maintained.h"
#include "app/engine/clock_step.h"
#include "app/engine/desk.h"
#include "app/intake/intake.h"
#include "app/intake/noise.h"
#include "app/intake/silences.h"
#include "app/intervention/code_watch.h"
#include "app/intervention/fix.h"
#include "app/intervention/intervention.h"
#include "app/intervention/rollback.h"
#include "app/intervention/verdict.h"
#include "app/investigation/diagnosis.h"
#include "app/investigation/investigation.h"
#include "app/investigation/keep.h"
#include "app/investigation/scope.h"
#include "app/learning/learning.h"
#include "app/lifecycle/command.h"
#include "app/mapping/mapping.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "app/paging/rounds.h"
#include "app/runbooks/prove.h"
#include "app/standby/standby.h"
#include "app/telling/status.h"
#include "app/telling/telling.h"
#include "app/telling/tracking.h"
#include "app/verification/verification.h"
#include "app/watching/heartbeats.h"
#include "app/watching/watches.h"
#include "app/watching/watching.h"

static const struct timer_kind timer_kinds[] = {
	{ "action.judge", verdict_due },
	{ "action.second", intervention_second_due },
	{ "alert.held", noise_held_due },
	{ "alert.tend", intake_tend },
	{ "alert.unknown", intake_unknown_due },
	{ "change.after", after_change_due },
	{ "change.ask", feed_ask_due },
	{ "change.maintenance", maintained_due },
	{ "check.ask", verification_ask_due },
	{ "diagnosis.due", diagnosis_due },
	{ "fix.due", fix_due },
	{ "heartbeat.due", heartbeat_due },
	{ "incident.hold", verification_hold_due },
	{ "oncall.shift", oncall_shift_due },
	{ "code.scan", code_scan_due },
	{ "escalation.due", escalation_due },
	{ "map.ask", map_ask_due },
	{ "page.due", paging_due },
	{ "page.fall", round_fall_due },
	{ "page.lapse", paging_lapse_due },
	{ "rollback.nudge", rollback_nudge_due },
	{ "runbook.prove", prove_due },
	{ "scope.due", scope_due },
	{ "silence.due", silences_due },
	{ "standby.poll", standby_poll_due },
	{ "promise.due", telling_promise_due },
	{ "promise.overdue", telling_overdue_due },
	{ "promise.remind", telling_remind_due },
	{ "timebox.due", time_box_due },
	{ "status.tick", status_due },
	{ "watch.ask", watch_ask_due },
	{ "watching.tend", watching_tend },
};

static const struct job_kind *const job_kinds[] = {
	&diagnose_job,     &standby_job,      &after_change_job, &apply_job,
	&check_job,        &deliver_job,      &feed_job,         &evidence_job,
	&map_job,          &postmortem_job,   &preview_job,      &fix_job,
	&neighbours_job,   &code_job,         &keep_job,         &settle_job,
	&status_job,       &tracking_job,     &watch_job,        &standby_job,
	&after_change_job, &apply_job,        &check_job,        &deliver_job,
	&feed_job,         &evidence_job,     &map_job,          &postmortem_job,
	&preview_job,      &fix_job,          &code_job,         &keep_job,
	&settle_job,       &status_job,       &tracking_job,     &watch_job,
	&prove_job,        &standby_job,      &after_change_job, &apply_job,
	&check_job,        &deliver_job,      &feed_job,         &evidence_job,
	&map_job,          &postmortem_job,   &preview_job,      &keep_job,
	&settle_job,       &status_job,       &tracking_job,     &watch_job,
	&standby_job,      &after_change_job, &apply_job,        &check_job,
	&deliver_job,      &feed_job,         &evidence_job,     &map_job,
	&postmortem_job,   &preview_job,      &fix_job,          &code_job,
	&keep_job,         &settle_job,       &status_job,       &tracking_job,
	&watch_job,        &prove_job,        &standby_job,      &after_change_job,
	&apply_job,        &check_job,        &deliver_job,      &feed_job,
	&evidence_job,     &map_job,          &postmortem_job,   &preview_job,
	&keep_job,         &settle_job,       &status_job,       &tracking_job,
	&watch_job,
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
