/* change: what was deployed or configured, and may have broken it. */
#include "app/learning/learning.h"
#include "operations/noun.h"

#include "app/changes/feed.h"

struct add_input {
	str title, service, kind, author, url;
	instant_ms at;
	str revision, previous, system, target, diff, irreversible;
};
static const struct field add_fields[] = {
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, title),
	  .required = true,
	  .help = "what was changed: deploy v2.3.1" },
	{ .name = "service",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, service),
	  .help = "which service; left out: all" },
	{ .name = "kind",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, kind),
	  .help = "deploy, config, flag, infrastructure or other" },
	{ .name = "author",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, author),
	  .help = "who made it" },
	{ .name = "url",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, url),
	  .help = "where it can be seen" },
	{ .name = "at",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct add_input, at),
	  .help = "when; left out: now" },
	{ .name = "revision",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, revision),
	  .help = "what runs since: v2.3.4, a commit" },
	{ .name = "previous",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, previous),
	  .help = "what ran before; left out: the last one told of this service" },
	{ .name = "system",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, system),
	  .help = "where it was made: kubernetes, git, flag, …" },
	{ .name = "target",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, target),
	  .help = "what was changed there, by its name in that system" },
	{ .name = "diff",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, diff),
	  .help = "what differs, one line each" },
	{ .name = "irreversible",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, irreversible),
	  .help = "why it must not be put back: drops a column" },
};
static const struct shape add_shape = SHAPE("change", struct add_input, add_fields);

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct change change = { .at = in->at,
				 .service = in->service,
				 .kind = in->kind,
				 .title = in->title,
				 .author = in->author,
				 .url = in->url,
				 .revision = in->revision,
				 .previous = in->previous,
				 .system = in->system.length > 0 ? in->system
								 : STR("stated"),
				 .target = in->target,
				 .diff = in->diff,
				 .irreversible = in->irreversible,
				 .source = work->actor.name };

	if (!change_record(work, &change))
		return false;
	tree_put(work->arena, answer, "change",
		 row_tree(work->arena, &change_shape, &change));
	return true;
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct change *changes;
	size_t count;

	(void)input;
	if (!store_latest(work, &change_shape, 100, &changes, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &change_shape, &changes[i]));
	tree_put(work->arena, answer, "changes", list);
	return true;
}

static bool feeds(struct work *work, const void *input, struct tree *answer)
{
	const struct changes_config *changes = &work->config->changes;
	struct tree *list = tree_list(work->arena), *one;
	struct feed_state state;

	(void)input;
	for (size_t i = 0; i < changes->feed_count; i++) {
		const struct feed_config *feed = &changes->feeds[i];
		bool is_git = feed->git.length > 0;

		if (!feed_look(work, feed, &state))
			return false;
		one = tree_map(work->arena);
		tree_put_text(work->arena, one, "name", feed->name);
		tree_put_text(work->arena, one, "system",
			      is_git ? STR("git") : STR("kubernetes"));
		tree_put_text(work->arena, one, "asked",
			      is_git ? feed->git : feed->kubernetes);
		tree_put_text(work->arena, one, "answered_at",
			      state.answered_at == 0
				      ? STR("")
				      : instant_format(work->arena, state.answered_at));
		tree_put_text(work->arena, one, "problem", state.problem);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "feeds", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "change",
	  .verb = "add",
	  .help = "record a deployment, a flag, a setting",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template = "Recorded: {{change.title}} at {{change.at}}\n" } },
	{ .noun = "change",
	  .verb = "list",
	  .help = "the last changes, newest first",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "changes",
		    .columns = { { "at", "at", 0 },
				 { "kind", "kind", 0 },
				 { "service", "service", 0 },
				 { "author", "by", 0 },
				 { "revision", "revision", 0 },
				 { "title", "change", 0 } },
		    .empty = "No change was recorded." } },
	{ .noun = "change",
	  .verb = "feeds",
	  .help = "who is asked what changed, and how it went",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = feeds,
	  .view = { .list = "feeds",
		    .columns = { { "name", "feed", 0 },
				 { "system", "system", 0 },
				 { "asked", "asked", 0 },
				 { "answered_at", "answered", 0 },
				 { "problem", "problem", 0 } },
		    .empty = "Nobody is asked: changes.feeds names who is." } },
};

NOUN(change, operations);
