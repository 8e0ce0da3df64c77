/* The desk's part of actions: preview, apply, and reading the target again. */
#include "app/engine/desk.h"
#include "app/intervention/fix.h"
#include "app/intervention/intervention.h"
#include "app/intervention/verdict.h"
#include "app/investigation/investigation.h"
#include "app/investigation/keep.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

#include <math.h>

/* A patch of a large object, and what an alert said of it. */
enum { PREVIEW_BYTES_MAX = 64 << 10 };

struct errand {
	struct action action;
	const struct actuator *actuator;
	struct actuator_call call;
	/* The outcome. */
	bool succeeded;
	struct actuator_preview preview;
	struct actuator_result result;
	int was_done;
	str why;
	struct error error;
};

static bool load(struct work *work, const struct job *job, struct errand **ret_errand)
{
	struct errand *errand = arena_one(work->arena, struct errand);

	if (!store_get(work, &action_shape, job->ref, &errand->action) ||
	    !action_call(work, &errand->action, &errand->call))
		return false;
	errand->actuator = ports_actuator(work->app->ports, errand->action.actuator);
	*ret_errand = errand;
	return true;
}

static bool has_actuator(struct errand *errand)
{
	if (errand->actuator)
		return true;
	return error_set(&errand->error, ERROR_INVALID, "no actuator is called " STR_FMT,
			 STR_ARG(errand->action.actuator));
}

/* -- preview -- */

static bool preview_begin(struct work *work, const struct job *job, void **ret_task)
{
	struct errand *errand;

	if (!load(work, job, &errand))
		return false;
	if (errand->action.state == ACTION_PREVIEWING)
		*ret_task = errand;
	return true;
}

static void preview_perform(struct app *app, struct arena *arena,
			    const struct config *config, void *task)
{
	struct errand *errand = task;

	(void)app;
	errand->call.arena = arena;
	errand->call.config = config;
	errand->succeeded = has_actuator(errand) &&
			    errand->actuator->preview(&errand->call, &errand->preview,
						      &errand->error);
}

static bool refuse(struct work *work, struct action *action, const struct error *error)
{
	action->state = ACTION_REFUSED;
	action->problem = str_of(error->text);
	action->ended_at = work->now;
	return store_save(work, &action_shape, action) &&
	       note(work, "action.refused", action->incident,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "reason", action->problem });
}

/* What an alert said stands out: nobody of ours chose it. */
static str with_marks(struct work *work, str preview, const struct action *action)
{
	struct text text = text_new(work->arena, PREVIEW_BYTES_MAX);
	struct error unheeded;
	const struct tree *names = action->from_alert.length > 0
					   ? json_parse(work->arena, action->from_alert,
							&unheeded)
					   : NULL;
	const struct tree *plan = json_parse(work->arena, action->plan, &unheeded);

	text_add(&text, preview);
	for (size_t i = 0; i < tree_count(names); i++) {
		str name = tree_nth(names, i)->text;
		str value = str_is(name, "target")
				    ? action->target
				    : tree_get_text(plan,
						    arena_c_string(work->arena, name));

		text_addf(&text, "\n! " STR_FMT " is what an alert said: " STR_FMT,
			  STR_ARG(name), STR_ARG(value));
	}
	return text_of(&text);
}

static str leaves_json(struct work *work, const struct actuator_preview *preview)
{
	struct arena *arena = work->arena;
	struct tree *list = tree_list(arena);

	if (preview->leave_count == 0)
		return STR("");
	for (size_t i = 0; i < preview->leave_count; i++) {
		const struct actuator_leftover *left = &preview->leaves[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "title", left->title);
		tree_put_text(arena, one, "removal", left->removal);
		if (left->plan)
			tree_put(arena, one, "plan", left->plan);
		tree_put_int(arena, one, "lasts", left->lasts);
		tree_put_bool(arena, one, "ends_with_undo", left->ends_with_undo);
		tree_add(arena, list, one);
	}
	return json_write(arena, list);
}

static void take_preview(struct work *work, const struct actuator_preview *preview,
			 struct action *action)
{
	action->preview = with_marks(work, preview->preview, action);
	if (action->class < preview->class)
		action->class = preview->class;
	if (preview->warning.length > 0)
		action->risk = arena_format(work->arena, STR_FMT "; " STR_FMT,
					    STR_ARG(action->risk),
					    STR_ARG(preview->warning));
	action->condition = json_write(work->arena, preview->condition);
	action->argv = json_write(work->arena, preview->argv);
	action->undo = preview->undo ? json_write(work->arena, preview->undo) : STR("");
	action->undo_text = preview->undo_text;
	action->stays = preview->stays;
	action->leaves = leaves_json(work, preview);
	action->digest = action_digest(work->arena, action);
	action->state = ACTION_OFFERED;
}

/* Whoever proposed it has asked for it: where two are needed, the second is called. What
 * one may approve, a rule may have approved in advance. */
static bool decide(struct work *work, struct action *action)
{
	if (!action_needs_two(action))
		return autonomy_pre_approve(work, action);
	return action->requested_by.length == 0 || intervention_call_second(work, action);
}

static bool preview_finish(struct work *work, const struct job *job, void *task,
			   struct job_end *ret_end)
{
	const struct errand *errand = task;
	struct action action;

	(void)ret_end;
	if (!store_get(work, &action_shape, job->ref, &action))
		return false;
	if (action.state != ACTION_PREVIEWING)
		return true;
	if (!errand->succeeded)
		return refuse(work, &action, &errand->error);
	take_preview(work, &errand->preview, &action);
	return store_save(work, &action_shape, &action) &&
	       note(work, "action.offered", action.incident,
		    subject_of(work, "action", action.number),
		    { "number", text_of_int(work, action.number) },
		    { "title", action.title },
		    { "class", str_of(action_class_names[action.class]) },
		    { "preview", action.preview }, { "undo_text", action.undo_text }) &&
	       decide(work, &action);
}

const struct job_kind preview_job = {
	.name = "preview",
	.begin = preview_begin,
	.perform = preview_perform,
	.finish = preview_finish,
};

/* -- apply -- */

static bool measure_before(struct work *work, struct action *action)
{
	struct check *checks;
	size_t count;

	if (!store_of_incident(work, &check_shape, action->incident, &checks, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_equal(checks[i].name, action->measured))
			action->before = checks[i].last_value;
	return true;
}

/* To look is no mitigation. */
static bool begin_mitigation(struct work *work, struct incident *incident,
			     const struct action *action)
{
	return action->class == ACTION_READ ||
	       (milestone_reach(work, incident->id, MILESTONE_MITIGATION_STARTED,
				work->now, BASIS_MEASURED, 0) &&
		incident_move(work, incident, INCIDENT_ACTION_STARTED));
}

/* From the commit of this on, the journal holds what runs, where, and by whose word. */
static bool start(struct work *work, struct incident *incident, struct action *action)
{
	action->state = ACTION_RUNNING;
	action->started_at = work->now;
	return measure_before(work, action) && store_save(work, &action_shape, action) &&
	       note(work, "action.started", action->incident,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }, { "argv", action->argv },
		    { "target", action->target }, { "expected", action->expected },
		    { "approved_by", action->approved_by },
		    { "digest", action->digest }) &&
	       begin_mitigation(work, incident, action);
}

/* It was running when we died: it never runs again by itself. */
static bool lose(struct work *work, struct action *action)
{
	action->state = ACTION_UNKNOWN;
	action->problem = STR(
		"the server died while it ran: whether it was done is unknown");
	return store_save(work, &action_shape, action) &&
	       note(work, "action.unknown", action->incident,
		    subject_of(work, "action", action->number),
		    { "number", text_of_int(work, action->number) },
		    { "title", action->title }) &&
	       fixes_after(work, action);
}

static bool apply_begin(struct work *work, const struct job *job, void **ret_task)
{
	struct errand *errand;
	struct incident incident;
	struct error late;

	if (!load(work, job, &errand) ||
	    !store_get(work, &incident_shape, errand->action.incident, &incident))
		return false;
	if (errand->action.state == ACTION_RUNNING)
		return lose(work, &errand->action);
	if (errand->action.state != ACTION_APPROVED)
		return true;
	/* What an action left is put back after the end, too. */
	if (!incident_is_open(incident.state) && errand->action.undo_of == 0) {
		error_set(&late, ERROR_CONFLICT,
			  "the incident was over before it could start");
		return refuse(work, &errand->action, &late);
	}
	if (errand->action.approval_ends_at < work->now) {
		error_set(&late, ERROR_CONFLICT,
			  "the approval ended before it could start");
		return refuse(work, &errand->action, &late);
	}
	*ret_task = errand;
	return start(work, &incident, &errand->action);
}

static void apply_perform(struct app *app, struct arena *arena,
			  const struct config *config, void *task)
{
	struct errand *errand = task;

	(void)app;
	errand->call.arena = arena;
	errand->call.config = config;
	errand->succeeded = has_actuator(errand) &&
			    errand->actuator->apply(&errand->call, &errand->result,
						    &errand->error);
}

static enum action_state outcome_of(const struct errand *errand)
{
	if (errand->succeeded)
		return ACTION_SUCCEEDED;
	if (errand->result.unknown)
		return ACTION_UNKNOWN;
	if (errand->result.timed_out)
		return ACTION_TIMED_OUT;
	return errand->error.kind == ERROR_CONFLICT ? ACTION_REFUSED : ACTION_FAILED;
}

static bool mark_undone(struct work *work, int64_t id)
{
	struct action action;

	if (!store_get(work, &action_shape, id, &action))
		return false;
	action.state = ACTION_UNDONE;
	return store_save(work, &action_shape, &action) &&
	       note(work, "action.undone", action.incident,
		    subject_of(work, "action", action.number),
		    { "number", text_of_int(work, action.number) },
		    { "title", action.title });
}

static bool follow_up(struct work *work, struct incident *incident,
		      const struct action *action)
{
	if (!fixes_after(work, action))
		return false;
	if (action->state == ACTION_UNKNOWN || action->class == ACTION_READ)
		return true;
	if (action->state != ACTION_SUCCEEDED)
		return incident_move(work, incident, INCIDENT_ACTION_FAILED) &&
		       intervention_offer_again(work, action);
	if (action->undo_of != 0 && !mark_undone(work, action->undo_of))
		return false;
	if (!verdict_await(work, action))
		return false;
	if (!incident_is_open(incident->state))
		return true;
	return investigation_gather(work, incident,
				    arena_format(work->arena, "after action %lld",
						 (long long)action->number));
}

static bool apply_finish(struct work *work, const struct job *job, void *task,
			 struct job_end *ret_end)
{
	const struct errand *errand = task;
	struct action action;
	struct incident incident;

	(void)ret_end;
	if (!store_get(work, &action_shape, job->ref, &action) ||
	    !store_get(work, &incident_shape, action.incident, &incident))
		return false;
	action.state = outcome_of(errand);
	action.ended_at = work->now;
	action.output = secrets_mask(
		work->arena, str_clip(errand->result.output, COMMAND_OUTPUT_BYTES_MAX));
	action.problem = errand->succeeded ? STR("") : str_of(errand->error.text);
	if (errand->actuator && errand->actuator->is_of_runbooks &&
	    !keep_output(work, &action))
		return false;
	return store_save(work, &action_shape, &action) &&
	       note(work, "action.ended", action.incident,
		    subject_of(work, "action", action.number),
		    { "number", text_of_int(work, action.number) },
		    { "title", action.title },
		    { "state", str_of(action_state_names[action.state]) },
		    { "output",
		      str_clip(action.output.length > 0 ? action.output : action.problem,
			       2000) }) &&
	       follow_up(work, &incident, &action);
}

const struct job_kind apply_job = {
	.name = "apply",
	.begin = apply_begin,
	.perform = apply_perform,
	.finish = apply_finish,
};

/* -- settle: was it done? -- */

static bool settle_begin(struct work *work, const struct job *job, void **ret_task)
{
	struct errand *errand;

	if (!load(work, job, &errand))
		return false;
	if (errand->action.state == ACTION_UNKNOWN)
		*ret_task = errand;
	return true;
}

static void settle_perform(struct app *app, struct arena *arena,
			   const struct config *config, void *task)
{
	struct errand *errand = task;

	(void)app;
	errand->call.arena = arena;
	errand->call.config = config;
	errand->was_done = -1;
	if (has_actuator(errand) && errand->actuator->was_done)
		errand->was_done = errand->actuator->was_done(&errand->call,
							      &errand->why);
}

static bool settle_finish(struct work *work, const struct job *job, void *task,
			  struct job_end *ret_end)
{
	const struct errand *errand = task;
	struct action action;
	struct incident incident;

	(void)ret_end;
	if (!store_get(work, &action_shape, job->ref, &action) ||
	    !store_get(work, &incident_shape, action.incident, &incident))
		return false;
	if (action.state != ACTION_UNKNOWN)
		return true; /* settled meanwhile */
	action.problem = errand->why.length > 0 ? errand->why : STR("it cannot be told");
	if (errand->was_done >= 0) {
		action.state = errand->was_done ? ACTION_SUCCEEDED : ACTION_FAILED;
		action.ended_at = work->now;
	}
	return store_save(work, &action_shape, &action) &&
	       note(work, "action.ended", action.incident,
		    subject_of(work, "action", action.number),
		    { "number", text_of_int(work, action.number) },
		    { "title", action.title },
		    { "state", str_of(action_state_names[action.state]) },
		    { "output", action.problem }) &&
	       follow_up(work, &incident, &action);
}

const struct job_kind settle_job = {
	.name = "settle",
	.begin = settle_begin,
	.perform = settle_perform,
	.finish = settle_finish,
};
