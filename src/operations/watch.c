/* watch: what stanch looks at by itself. */
#include "core/alerting/watch.h"

#include "app/watching/watches.h"
#include "base/limits.h"
#include "operations/noun.h"

struct of_watch {
	str name;
};
static const struct field of_watch_fields[] = {
	{ .name = "name",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct of_watch, name),
	  .required = true,
	  .help = "which watch, as it stands in stanch.yaml" },
};
static const struct shape of_watch_shape = SHAPE("watch", struct of_watch,
						 of_watch_fields);

static const struct watch_config *named(struct work *work, str name)
{
	const struct watch_config *config = config_watch(work->config, name);

	if (!config)
		fail(work, ERROR_NOT_FOUND,
		     "no watch is called " STR_FMT
		     ": write it under 'watches' in stanch.yaml",
		     STR_ARG(str_clip(name, 100)));
	return config;
}

static struct tree *shown(struct work *work, const struct watch *watch)
{
	struct tree *one = row_tree(work->arena, &watch_shape, watch);

	tree_put_text(work->arena, one, "for",
		      duration_format(work->arena, work->now - watch->since));
	if (watch->asked_at != 0)
		tree_put_text(work->arena, one, "asked_ago",
			      duration_format(work->arena, work->now - watch->asked_at));
	return one;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct watch *watches;
	size_t count;

	(void)input;
	if (!store_latest(work, &watch_shape, ROWS_PER_ANSWER_MAX, &watches, &count))
		return false;
	for (size_t i = count; i > 0; i--)
		if (watches[i - 1].state != WATCH_REMOVED)
			tree_add(work->arena, list, shown(work, &watches[i - 1]));
	tree_put(work->arena, answer, "watches", list);
	return true;
}

static void add_config(struct work *work, const struct watch_config *config,
		       struct tree *answer)
{
	struct tree *settings = tree_map(work->arena);

	for (size_t i = 0; i < config->setting_count; i++)
		tree_put_str(
			work->arena, settings, config->settings[i].name,
			tree_text(work->arena,
				  secrets_mask(work->arena, config->settings[i].value)));
	tree_put(work->arena, answer, "settings", settings);
	tree_put_text(work->arena, answer, "every",
		      duration_format(work->arena, config->every));
	tree_put_text(work->arena, answer, "failures",
		      arena_format(work->arena, "%lld of %lld",
				   (long long)config->rules.failures.need,
				   (long long)config->rules.failures.of));
	tree_put_text(work->arena, answer, "recoveries",
		      arena_format(work->arena, "%lld of %lld",
				   (long long)config->rules.recoveries.need,
				   (long long)config->rules.recoveries.of));
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_watch *in = input;
	const struct watch_config *config = named(work, in->name);
	struct watch watch;
	bool found;

	if (!config || !store_watch_find(work, in->name, &watch, &found))
		return false;
	if (!found)
		return fail(work, ERROR_CONFLICT,
			    "it is configured, but not in force yet");
	tree_put(work->arena, answer, "watch", shown(work, &watch));
	add_config(work, config, answer);
	return true;
}

static bool test(struct work *work, const void *input, struct tree *answer)
{
	const struct of_watch *in = input;
	const struct watch_config *config = named(work, in->name);
	struct watch_outcome outcome = { 0 };

	if (!config)
		return false;
	watch_take_look(work->app, work->arena, work->config, config, work->now,
			&outcome);
	tree_put_text(work->arena, answer, "name", config->name);
	tree_put_text(work->arena, answer, "verdict",
		      str_of(watch_verdict_names[outcome.verdict]));
	tree_put_text(work->arena, answer, "reason", outcome.reason);
	tree_put_int(work->arena, answer, "took_ms", outcome.took_ms);
	tree_put_int(work->arena, answer, "bad",
		     outcome.verdict != WATCH_WELL && outcome.verdict != WATCH_UNJUDGED);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "watch",
	  .verb = "list",
	  .help = "what stanch looks at by itself, and what it sees",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "watches",
		    .columns = { { "name", "watch", 0 },
				 { "kind", "kind", 0 },
				 { "state", "state", 0 },
				 { "for", "for", 0 },
				 { "verdict", "last look", 0 },
				 { "asked_ago", "ago", 0 },
				 { "took_ms", "ms", 0 },
				 { "reason", "because", 60 } },
		    .empty = "Nothing is watched: write it under 'watches' in "
			     "stanch.yaml." } },
	{ .noun = "watch",
	  .verb = "show",
	  .help = "one watch with its settings",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_watch_shape,
	  .run = show,
	  .view = { .template =
			    "{{watch.name}} ({{watch.kind}}) is {{watch.state}} for "
			    "{{watch.for}}\nlast look: {{watch.verdict}}, "
			    "{{watch.took_ms}} ms: {{watch.reason}}\nevery {{every}}, "
			    "an alert by {{failures}}, over by {{recoveries}}\n" } },
	{ .noun = "watch",
	  .verb = "test",
	  .help = "look once, now, and say what came of it",
	  .more = "It changes nothing: the look does not count. Exit code 1 when it was "
		  "not good.",
	  .effect = OPERATION_WORKS,
	  .least = ROLE_RESPONDER,
	  .input = &of_watch_shape,
	  .run = test,
	  .no = "bad",
	  .view = { .template = "{{name}}: {{verdict}} after {{took_ms}} ms: "
				"{{reason}}\n" } },
};

NOUN(watch, operations);
