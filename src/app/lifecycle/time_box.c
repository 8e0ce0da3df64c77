/* "One more minute": a task gets an end, and somebody asks when it has come. */
#include "app/lifecycle/command.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/escalation.h"
#include "app/paging/paging.h"

enum { TASK_BYTES_MAX = 500, OPEN_BOXES_MAX = 50 };
#define BOX_MS_MAX DAY_MS

static bool check_room(struct work *work, const struct incident *incident)
{
	struct time_box *boxes;
	size_t count, open = 0;

	if (!store_of_incident(work, &time_box_shape, incident->id, &boxes, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		open += boxes[i].state == TIME_BOX_OPEN;
	return open < OPEN_BOXES_MAX ||
	       fail(work, ERROR_TOO_LARGE, "%d tasks are open already: end some first",
		    OPEN_BOXES_MAX);
}

static bool check_box(struct work *work, const struct incident *incident,
		      const struct time_box *box, duration_ms lasts)
{
	if (!incident_is_open(incident->state))
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (box->task.length > TASK_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "task: at most %d bytes",
			    TASK_BYTES_MAX);
	if (lasts < SECOND_MS || lasts > BOX_MS_MAX)
		return fail(work, ERROR_INVALID, "lasts: from 1s to 24h");
	if (!str_equal(box->owner, work->actor.name) &&
	    !config_person(work->config, box->owner))
		return fail(work, ERROR_INVALID,
			    "owner: there is no person " STR_FMT " in the configuration",
			    STR_ARG(str_clip(box->owner, 60)));
	return check_room(work, incident);
}

bool time_box_open(struct work *work, struct incident *incident, str task, str owner,
		   duration_ms lasts, struct time_box *ret_box)
{
	struct time_box box = { .incident = incident->id,
				.task = task,
				.owner = owner.length > 0 ? owner : work->actor.name,
				.state = TIME_BOX_OPEN,
				.due = work->now + lasts,
				.made_by = work->actor.name,
				.made_at = work->now };

	if (!check_box(work, incident, &box, lasts) ||
	    !store_add(work, &time_box_shape, &box) ||
	    !timer_set(work, "timebox.due", box.id, incident->id, box.due) ||
	    !note(work, "timebox.opened", incident->id,
		  subject_of(work, "time box", box.id), { "task", box.task },
		  { "owner", box.owner },
		  { "lasts", duration_format(work->arena, lasts) }) ||
	    !incident_touch(work, incident))
		return false;
	*ret_box = box;
	return true;
}

bool time_box_done(struct work *work, struct incident *incident, int64_t id)
{
	struct time_box box;

	if (!store_get(work, &time_box_shape, id, &box))
		return false;
	if (box.incident != incident->id)
		return fail(work, ERROR_NOT_FOUND, "task %lld is not of " STR_FMT,
			    (long long)id, STR_ARG(incident->code));
	if (box.state == TIME_BOX_DONE)
		return fail(work, ERROR_CONFLICT, "task %lld is done already",
			    (long long)id);
	box.state = TIME_BOX_DONE;
	box.ended_at = work->now;
	return store_save(work, &time_box_shape, &box) &&
	       timer_drop(work, "timebox.due", id) &&
	       note(work, "timebox.done", incident->id, subject_of(work, "time box", id),
		    { "task", box.task }, { "owner", box.owner }) &&
	       incident_touch(work, incident);
}

static bool ask(struct work *work, const struct incident *incident,
		const struct time_box *box, str person)
{
	str subject = arena_format(
		work->arena, STR_FMT ": time is over for '" STR_FMT "'",
		STR_ARG(incident->code), STR_ARG(str_clip(box->task, 100)));
	str text = arena_format(
		work->arena,
		"'" STR_FMT "' (" STR_FMT ") was not done in its time. What now?\n\n"
		"Go on:     stanch timebox open " STR_FMT " \"…\" 15m\n"
		"Escalate:  stanch escalate " STR_FMT "\n"
		"Mitigate:  stanch show " STR_FMT
		" has what is offered; restore the service first\n"
		"Done:      stanch timebox done " STR_FMT " %lld\n",
		STR_ARG(box->task), STR_ARG(box->owner), STR_ARG(incident->code),
		STR_ARG(incident->code), STR_ARG(incident->code), STR_ARG(incident->code),
		(long long)box->id);

	return paging_tell(work, incident, person, subject, text);
}

bool time_box_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	struct time_box box;

	if (!store_get(work, &time_box_shape, timer->ref, &box) ||
	    !store_get(work, &incident_shape, box.incident, &incident))
		return false;
	if (box.state != TIME_BOX_OPEN || !incident_is_open(incident.state))
		return true;
	box.state = TIME_BOX_OVER;
	box.ended_at = work->now;
	if (!store_save(work, &time_box_shape, &box) ||
	    !note(work, "timebox.over", incident.id, subject_of(work, "time box", box.id),
		  { "task", box.task }, { "owner", box.owner }) ||
	    !ask(work, &incident, &box, box.owner))
		return false;
	if (incident.commander.length > 0 && !str_equal(incident.commander, box.owner) &&
	    !ask(work, &incident, &box, incident.commander))
		return false;
	return escalation_time_box(work, &incident, box.task);
}
