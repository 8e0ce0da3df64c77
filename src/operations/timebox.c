/* timebox: a task with an end. */
#include "app/lifecycle/command.h"
#include "operations/noun.h"

struct open_input {
	str incident, task;
	duration_ms lasts;
	str owner;
};
static const struct field open_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct open_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "task",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct open_input, task),
	  .required = true,
	  .help = "what is tried" },
	{ .name = "lasts",
	  .kind = FIELD_DURATION,
	  .offset = offsetof(struct open_input, lasts),
	  .required = true,
	  .help = "for how long: 15m" },
	{ .name = "owner",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct open_input, owner),
	  .help = "who does it; left out: you" },
};
static const struct shape open_shape = SHAPE("open", struct open_input, open_fields);

static bool open_box(struct work *work, const void *input, struct tree *answer)
{
	const struct open_input *in = input;
	struct incident incident;
	struct time_box box;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !time_box_open(work, &incident, in->task, in->owner, in->lasts, &box))
		return false;
	answer_incident(work, &incident, answer);
	tree_put(work->arena, answer, "time_box",
		 row_tree(work->arena, &time_box_shape, &box));
	tree_put_text(work->arena, answer, "time",
		      instant_format_time(work->arena, box.due));
	return true;
}

struct done_input {
	str incident;
	int64_t id;
};
static const struct field done_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct done_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct done_input, id),
	  .required = true,
	  .help = "the task's number: stanch timebox list" },
};
static const struct shape done_shape = SHAPE("done", struct done_input, done_fields);

static bool done(struct work *work, const void *input, struct tree *answer)
{
	const struct done_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !time_box_done(work, &incident, in->id))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_int(work->arena, answer, "id", in->id);
	return true;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       answer_rows(work, &time_box_shape, incident.id, "time_boxes", answer);
}

static const struct operation operations[] = {
	{ .noun = "timebox",
	  .verb = "open",
	  .help = "give a task an end; when it has come somebody asks",
	  .more = "When it is over unfinished, its owner and the commander are asked to "
		  "go on, escalate or mitigate, and the policy's steps with "
		  "time_box_over "
		  "are called.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &open_shape,
	  .run = open_box,
	  .view = { .template = "Task {{time_box.id}}: {{time_box.owner}} has until "
				"{{time}} UTC for '{{time_box.task}}'.\n" } },
	{ .noun = "timebox",
	  .verb = "done",
	  .help = "the task is done",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &done_shape,
	  .run = done,
	  .view = { .template = "Task {{id}} is done.\n" } },
	{ .noun = "timebox",
	  .verb = "list",
	  .help = "tasks with an end, and how they went",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = list,
	  .view = { .list = "time_boxes",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "owner", "who", 0 },
				 { "due", "until", 0 },
				 { "task", "task", 0 } },
		    .empty = "No task has an end yet." } },
};

NOUN(timebox, operations);
