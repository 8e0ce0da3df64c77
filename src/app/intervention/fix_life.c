/* A temporary fix until it is gone: extended, reminded of, asked after, removed. */
#include "app/effects.h"
#include "app/engine/desk.h"
#include "app/intervention/fix_private.h"
#include "app/intervention/intervention.h"
#include "app/investigation/investigation.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"

bool fix_check_end(struct work *work, instant_ms until)
{
	if (until <= work->now)
		return fail(work, ERROR_INVALID, "until: that is over already");
	return until <= work->now + FIX_LASTS_MS_MAX ||
	       fail(work, ERROR_INVALID,
		    "until: at most 90 days from now; what is needed for longer is not "
		    "temporary (stanch fix keep)");
}

bool fix_end(struct work *work, struct fix *fix, enum fix_state state, str by, str reason)
{
	fix->state = state;
	fix->asked_by = STR("");
	fix->reason = reason;
	fix->ended_by = by;
	fix->ended_at = work->now;
	return store_save(work, &fix_shape, fix) &&
	       timer_drop(work, "fix.due", fix->id) &&
	       note(work, state == FIX_KEPT ? "fix.kept" : "fix.removed", fix->incident,
		    subject_of(work, "fix", fix->id),
		    { "id", text_of_int(work, fix->id) }, { "title", fix->title },
		    { "by", by }, { "reason", reason }, { "seen", fix->seen });
}

static bool find_open(struct work *work, int64_t id, str reason, struct fix *ret_fix)
{
	if (reason.length > FIX_TEXT_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "reason: at most %d bytes",
			    FIX_TEXT_BYTES_MAX);
	if (!store_get(work, &fix_shape, id, ret_fix))
		return false;
	return ret_fix->state == FIX_OPEN ||
	       fail(work, ERROR_CONFLICT, "temporary fix %lld is %s already",
		    (long long)id, fix_state_names[ret_fix->state]);
}

bool fix_extend(struct work *work, int64_t id, instant_ms until, str reason,
		struct fix *ret_fix)
{
	struct fix fix = { 0 };

	if (!find_open(work, id, reason, &fix) || !fix_check_end(work, until))
		return false;

	str from = instant_format(work->arena, fix.ends_at);

	fix.ends_at = until;
	fix.reason = reason;
	if (!store_save(work, &fix_shape, &fix) ||
	    !timer_set(work, "fix.due", fix.id, fix.incident,
		       fix_next_reminder(&fix, work->now)) ||
	    !note(work, "fix.extended", fix.incident, subject_of(work, "fix", fix.id),
		  { "id", text_of_int(work, fix.id) }, { "title", fix.title },
		  { "from", from }, { "until", instant_format(work->arena, until) },
		  { "reason", reason }))
		return false;
	*ret_fix = fix;
	return true;
}

static bool is_lead(struct work *work, const struct fix *fix, bool *ret_is)
{
	struct incident incident = { 0 };

	if (fix->incident != 0 &&
	    !store_get(work, &incident_shape, fix->incident, &incident))
		return false;
	*ret_is = work->actor.role >= ROLE_ADMIN ||
		  (incident.commander.length > 0 &&
		   str_equal(incident.commander, work->actor.name));
	return true;
}

/* Nobody reviews what they ran alone. */
static bool check_reviewer(struct work *work, const struct fix *fix)
{
	struct action action;

	if (fix->source != FIX_FROM_REVIEW)
		return true;
	if (!store_action_by_number(work, fix->incident, fix->number, &action))
		return false;
	return !str_equal(action.approved_by, work->actor.name) ||
	       fail(work, ERROR_FORBIDDEN,
		    STR_FMT " ran action %lld alone: somebody else reviews it",
		    STR_ARG(work->actor.name), (long long)action.number);
}

bool fix_keep(struct work *work, int64_t id, str reason, struct fix *ret_fix)
{
	bool may = false;

	if (!find_open(work, id, reason, ret_fix) || !check_reviewer(work, ret_fix) ||
	    !is_lead(work, ret_fix, &may))
		return false;
	if (!may)
		return fail(work, ERROR_FORBIDDEN,
			    "that it may stay, the commander or an admin says");
	return fix_end(work, ret_fix, FIX_KEPT, work->actor.name, reason);
}

/* -- is it gone? the target knows best -- */

struct look {
	struct fix fix;
	const struct actuator *actuator;
	struct actuator_call call;
	/* The outcome: 1 gone, 0 still there, -1 cannot tell. */
	int is_gone;
	str why;
};

/* NULL when there is nobody to ask. */
static bool prepare(struct work *work, const struct fix *fix, struct look **ret_look)
{
	bool is_action = fix->source == FIX_FROM_ACTION;
	struct look *look = arena_one(work->arena, struct look);
	struct action action;

	*ret_look = NULL;
	if (fix->number == 0 || (!is_action && fix->plan.length == 0))
		return true;
	if (!store_action_by_number(work, fix->incident, fix->number, &action) ||
	    !action_call(work, &action, &look->call))
		return false;
	look->fix = *fix;
	look->actuator = ports_actuator(work->app->ports, action.actuator);
	if (!look->actuator ||
	    (is_action ? !look->actuator->target_tells : !look->actuator->is_gone))
		return true;
	if (!is_action) {
		struct label *plan = NULL;

		if (!plan_read(work, fix->plan, &plan, &look->call.plan_count))
			return false;
		look->call.plan = plan;
	}
	*ret_look = look;
	return true;
}

static bool ask(struct work *work, const struct fix *fix)
{
	work->effects->jobs = true;
	return job_add(work, LANE_WORK, "fix", fix->id, fix->incident, work->now);
}

bool fix_remove(struct work *work, int64_t id, str reason, struct fix *ret_fix)
{
	struct look *look = NULL;

	if (!find_open(work, id, reason, ret_fix) || !check_reviewer(work, ret_fix) ||
	    !prepare(work, ret_fix, &look))
		return false;
	if (!look)
		return fix_end(work, ret_fix, FIX_REMOVED, work->actor.name, reason);
	ret_fix->asked_by = work->actor.name;
	ret_fix->reason = reason;
	return store_save(work, &fix_shape, ret_fix) && ask(work, ret_fix);
}

static bool look_begin(struct work *work, const struct job *job, void **ret_task)
{
	struct look *look;
	struct fix fix = { 0 };

	if (!store_get(work, &fix_shape, job->ref, &fix))
		return false;
	if (fix.state != FIX_OPEN)
		return true;
	if (!prepare(work, &fix, &look))
		return false;
	*ret_task = look;
	return true;
}

static void look_perform(struct app *app, struct arena *arena,
			 const struct config *config, void *task)
{
	struct look *look = task;
	int was_done;

	(void)app;
	look->call.arena = arena;
	look->call.config = config;
	if (look->fix.source != FIX_FROM_ACTION) {
		look->is_gone = look->actuator->is_gone(&look->call, &look->why);
		return;
	}
	was_done = look->actuator->was_done(&look->call, &look->why);
	look->is_gone = was_done < 0 ? -1 : !was_done;
}

/* -- reminders -- */

str fix_way_out(struct work *work, const struct incident *incident, const struct fix *fix)
{
	if (fix->source == FIX_FROM_ACTION)
		return arena_format(work->arena,
				    "stanch undo " STR_FMT " %lld (" STR_FMT ")",
				    STR_ARG(incident->code), (long long)fix->number,
				    STR_ARG(fix->removal));
	return fix->removal;
}

static str reminder_text(struct work *work, const struct incident *incident,
			 const struct fix *fix)
{
	long long id = fix->id;
	str way = fix_way_out(work, incident, fix);

	return arena_format(work->arena,
			    STR_FMT "%s" STR_FMT "\nIt is a temporary fix of " STR_FMT
				    ", " STR_FMT ".\n\n%s" STR_FMT
				    "%sIs gone:     stanch fix remove %lld \"…\"\n"
				    "Needs more:  stanch fix extend %lld 1d \"…\"\n"
				    "Stays:       stanch fix keep %lld \"…\"\n",
			    STR_ARG(fix->title), fix->place.length > 0 ? "\non " : "",
			    STR_ARG(fix->place), STR_ARG(incident->code),
			    STR_ARG(fix_age(work->arena, fix, work->now)),
			    way.length > 0 ? "Remove it:   " : "", STR_ARG(way),
			    way.length > 0 ? "\n" : "", id, id, id);
}

/* Who owns it, else who leads, else who is on call for it. */
static bool tell(struct work *work, const struct incident *incident,
		 const struct fix *fix, str subject, str text)
{
	struct calls calls = { 0 };
	str name = fix->owner;

	if (!config_person(work->config, name))
		name = incident->commander;
	if (config_person(work->config, name))
		return paging_tell(work, incident, name, subject, text);
	if (!oncall_calls(work, escalation_policy(work, incident), 0, NULL, work->now,
			  &calls))
		return false;
	for (size_t i = 0; i < calls.count; i++)
		if (!paging_tell(work, incident, calls.items[i].person, subject, text))
			return false;
	return true;
}

static bool remind(struct work *work, struct fix *fix)
{
	bool is_over = work->now >= fix->ends_at;
	struct incident incident = { 0 };

	if (fix->incident != 0 &&
	    !store_get(work, &incident_shape, fix->incident, &incident))
		return false;

	str subject = arena_format(
		work->arena, STR_FMT ": temporary fix %lld %s: " STR_FMT,
		STR_ARG(incident.code.length > 0 ? incident.code : STR("code")),
		(long long)fix->id, is_over ? "is OVER" : "is still there",
		STR_ARG(str_clip(fix->title, 80)));
	str text = reminder_text(work, &incident, fix);

	fix->reminders++;
	if (!store_save(work, &fix_shape, fix) ||
	    !note(work, "fix.reminded", fix->incident, subject_of(work, "fix", fix->id),
		  { "id", text_of_int(work, fix->id) }, { "title", fix->title },
		  { "age", fix_age(work->arena, fix, work->now) },
		  { "over", is_over ? STR("yes") : STR("") }) ||
	    !tell(work, &incident, fix, subject, text))
		return false;
	/* What is over concerns who leads, too. */
	return !is_over || incident.commander.length == 0 ||
	       str_equal(incident.commander, fix->owner) ||
	       paging_tell(work, &incident, incident.commander, subject, text);
}

bool fix_due(struct work *work, const struct timer *timer)
{
	struct look *look;
	struct fix fix = { 0 };

	if (!store_get(work, &fix_shape, timer->ref, &fix))
		return false;
	if (fix.state != FIX_OPEN)
		return true;
	if (!timer_set(work, "fix.due", fix.id, fix.incident,
		       fix_next_reminder(&fix, work->now)) ||
	    !prepare(work, &fix, &look))
		return false;
	return look ? ask(work, &fix) : remind(work, &fix);
}

/* -- what the target said -- */

/* Somebody says that it is gone, and the target shows that it is not. */
static bool contradict(struct work *work, struct fix *fix)
{
	struct incident incident;
	str asked_by = fix->asked_by;

	fix->asked_by = STR("");
	return store_get(work, &incident_shape, fix->incident, &incident) &&
	       store_save(work, &fix_shape, fix) &&
	       note(work, "fix.stays", fix->incident, subject_of(work, "fix", fix->id),
		    { "id", text_of_int(work, fix->id) }, { "title", fix->title },
		    { "by", asked_by }, { "seen", fix->seen }) &&
	       paging_tell(work, &incident, asked_by,
			   arena_format(work->arena,
					STR_FMT ": temporary fix %lld is still there",
					STR_ARG(incident.code), (long long)fix->id),
			   arena_format(work->arena,
					STR_FMT "\nThe target was asked: " STR_FMT "\n",
					STR_ARG(reminder_text(work, &incident, fix)),
					STR_ARG(fix->seen)));
}

static bool look_finish(struct work *work, const struct job *job, void *task,
			struct job_end *ret_end)
{
	const struct look *look = task;
	struct fix fix;

	(void)ret_end;
	if (!store_get(work, &fix_shape, job->ref, &fix))
		return false;
	if (fix.state != FIX_OPEN)
		return true;
	fix.seen = look->why;
	if (look->is_gone > 0)
		return fix_end(work, &fix, FIX_REMOVED,
			       fix.asked_by.length > 0 ? fix.asked_by : STR("stanch"),
			       fix.asked_by.length > 0 ? fix.reason
						       : STR("the target shows it"));
	if (fix.asked_by.length == 0)
		return remind(work, &fix);
	if (look->is_gone < 0)
		return fix_end(work, &fix, FIX_REMOVED, fix.asked_by, fix.reason);
	return contradict(work, &fix);
}

const struct job_kind fix_job = {
	.name = "fix",
	.begin = look_begin,
	.perform = look_perform,
	.finish = look_finish,
};

/* -- in the way of closing -- */

bool fixes_why_not_closed(struct work *work, const struct incident *incident,
			  str *ret_why_not)
{
	struct fix *fixes;
	size_t count;

	*ret_why_not = STR("");
	if (!store_fixes_open(work, incident->id, &fixes, &count))
		return false;
	if (count == 0)
		return true;
	*ret_why_not = arena_format(
		work->arena, "temporary fix %lld is open: " STR_FMT " (" STR_FMT ")",
		(long long)fixes[0].id, STR_ARG(fixes[0].title),
		STR_ARG(fix_age(work->arena, &fixes[0], work->now)));
	if (count > 1)
		*ret_why_not = arena_format(work->arena, STR_FMT ", and %zu more",
					    STR_ARG(*ret_why_not), count - 1);
	return true;
}
