/* heartbeat: signs of life that must come again and again. */
#include "core/alerting/heartbeat.h"

#include "app/watching/heartbeats.h"
#include "base/limits.h"
#include "operations/noun.h"

struct ping_input {
	str name;
};
static const struct field ping_fields[] = {
	{ .name = "name",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct ping_input, name),
	  .required = true,
	  .help = "which heartbeat, as it stands in stanch.yaml" },
};
static const struct shape ping_shape = SHAPE("heartbeat", struct ping_input, ping_fields);

static struct tree *shown(struct work *work, const struct heartbeat *heartbeat)
{
	struct tree *one = row_tree(work->arena, &heartbeat_shape, heartbeat);

	if (heartbeat->last_ping_at != 0)
		tree_put_text(work->arena, one, "age",
			      duration_format(work->arena,
					      work->now - heartbeat->last_ping_at));
	if (heartbeat->every != 0)
		tree_put_text(work->arena, one, "rhythm",
			      duration_format(work->arena, heartbeat->every));
	return one;
}

static bool ping(struct work *work, const void *input, struct tree *answer)
{
	const struct ping_input *in = input;
	struct heartbeat heartbeat;
	bool known, found;

	if (!config_heartbeat(work->config, in->name))
		return fail(work, ERROR_NOT_FOUND,
			    "no heartbeat is called " STR_FMT
			    ": write it under 'heartbeats' in stanch.yaml",
			    STR_ARG(str_clip(in->name, HEARTBEAT_NAME_BYTES_MAX)));
	if (!heartbeat_ping(work, in->name, &known) ||
	    !store_heartbeat_find(work, in->name, &heartbeat, &found))
		return false;
	tree_put(work->arena, answer, "heartbeat", shown(work, &heartbeat));
	return true;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct heartbeat *heartbeats;
	size_t count;

	(void)input;
	if (!store_latest(work, &heartbeat_shape, ROWS_PER_ANSWER_MAX, &heartbeats,
			  &count))
		return false;
	for (size_t i = count; i > 0; i--)
		tree_add(work->arena, list, shown(work, &heartbeats[i - 1]));
	tree_put(work->arena, answer, "heartbeats", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "heartbeat",
	  .verb = "list",
	  .help = "what must be heard again and again, and when it last was",
	  .more = "A heartbeat is written under 'heartbeats' in stanch.yaml. It is "
		  "pinged "
		  "by any request to /heartbeats/NAME/KEY, where KEY is a key of "
		  "door_keys, by stanch heartbeat ping, or by an alert that always fires "
		  "and that its 'match' names. The state unknown is a ping of a name "
		  "that "
		  "is not configured, perhaps a misspelled one.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "heartbeats",
		    .columns = { { "name", "heartbeat", 0 },
				 { "state", "state", 0 },
				 { "rhythm", "every", 0 },
				 { "age", "heard ago", 0 },
				 { "pings", "pings", 0 },
				 { "pinged_by", "by", 0 },
				 { "due_at", "missed at", 0 } },
		    .empty = "No heartbeat is configured, and nobody has pinged one." } },
	{ .noun = "heartbeat",
	  .verb = "ping",
	  .help = "say that somebody is alive",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &ping_shape,
	  .run = ping,
	  .view = { .template = "{{heartbeat.name}} was heard; the next one is due by "
				"{{heartbeat.due_at}}\n" } },
};

NOUN(heartbeat, operations);
