/* source: who sends, and how that does. */
#include "core/alerting/sender.h"

#include "app/watching/senders.h"
#include "operations/noun.h"
#include "operations/trial.h"

static duration_ms expected(const struct config *config, const struct sender *sender)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (str_equal(config->sources[i].name, sender->name) &&
		    str_equal(config->sources[i].kind, sender->source))
			return config->sources[i].expect_every;
	return 0;
}

static str health_of(const struct sender *sender)
{
	if (sender->state == SENDER_SILENT)
		return STR("silent");
	return sender->last_seen_at != 0 ? STR("heard") : STR("never heard");
}

static struct tree *shown(struct work *work, const struct sender *sender)
{
	struct tree *one = row_tree(work->arena, &sender_shape, sender);
	duration_ms every = expected(work->config, sender);

	tree_put_text(work->arena, one, "health", health_of(sender));
	if (sender->last_seen_at != 0)
		tree_put_text(
			work->arena, one, "age",
			duration_format(work->arena, work->now - sender->last_seen_at));
	if (every > 0)
		tree_put_text(work->arena, one, "rhythm",
			      duration_format(work->arena, every));
	else if (sender->usual > 0)
		tree_put_text(work->arena, one, "rhythm",
			      arena_format(work->arena, "about " STR_FMT,
					   STR_ARG(duration_format(work->arena,
								   sender->usual))));
	return one;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct sender *senders;
	size_t count;

	(void)input;
	senders = senders_all(work->app->senders, work->arena, &count);
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list, shown(work, &senders[i]));
	tree_put(work->arena, answer, "sources", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "source",
	  .verb = "list",
	  .help = "who sends: by which key to which door, when last, and what was wrong",
	  .more = "A sender is silent when it missed twice what 'sources' in stanch.yaml "
		  "expects of it, or, where nothing is expected, when it was regular for "
		  "a "
		  "day and then missed ten of its usual intervals. Its silence is an "
		  "alert.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "sources",
		    .columns = { { "name", "sender", 0 },
				 { "source", "door", 0 },
				 { "health", "health", 0 },
				 { "age", "heard ago", 0 },
				 { "rhythm", "every", 0 },
				 { "deliveries", "deliveries", 0 },
				 { "alerts", "alerts", 0 },
				 { "faults", "faults", 0 },
				 { "refused", "refused", 0 },
				 { "problem", "last problem", 50 } },
		    .empty = "Nobody has sent anything yet." } },
	{ .noun = "source",
	  .verb = "test",
	  .help = "what a body would become at a door, without storing it",
	  .more = "Shows each alert, change, acknowledgement and heartbeat that the "
		  "source reads from it, what is wrong with the rest, and how the sender "
		  "would be answered. Exit code 1: something is wrong with it. What "
		  "would "
		  "follow from its alerts is told by: stanch explain --simulate FILE.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &trial_shape,
	  .run = trial_read,
	  .no = "wrong",
	  .view = { .list = "read",
		    .columns = { { "what", "what", 0 },
				 { "name", "name", 0 },
				 { "says", "says", 70 } },
		    .template = "{{#faults}}wrong: {{reason}}\n{{/faults}}"
				"Answer: {{status}} {{{body}}}\n{{summary}}\n" } },
};

NOUN(source, operations);
