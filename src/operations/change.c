/* change: what was deployed or configured, and may have broken it. */
#include "app/learning/learning.h"
#include "operations/noun.h"

#include "app/changes/between.h"
#include "app/changes/feed.h"
#include "base/limits.h"

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

/* -- one of them, with what is between its versions -- */

enum { SHOWN_MAX = 20 };

struct show_input {
	int64_t change;
	bool all;
};
static const struct field show_fields[] = {
	{ .name = "change",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct show_input, change),
	  .required = true,
	  .help = "its number: stanch change list" },
	{ .name = "all",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct show_input, all),
	  .help = "all commits and files, and the difference itself" },
};
static const struct shape show_shape = SHAPE("change", struct show_input, show_fields);

/* The first of a list, and how many that leaves out, where it does. */
static void put_first(struct work *work, str name, const struct tree *list,
		      struct tree *to)
{
	struct tree *first = tree_list(work->arena);
	size_t count = tree_count(list), most = count < SHOWN_MAX ? count : SHOWN_MAX;

	for (size_t i = 0; i < most; i++)
		tree_add(work->arena, first, list->list.items[i].value);
	tree_put_str(work->arena, to, name, first);
	if (count > most)
		tree_put_int(work->arena, to,
			     arena_format(work->arena, STR_FMT "_left_out", STR_ARG(name))
				     .bytes,
			     (int64_t)(count - most));
}

static struct tree *between_tree(struct work *work, const struct between *between,
				 bool all)
{
	struct tree *tree = tree_map(work->arena);

	for (size_t i = 0; i < tree_count(between->found); i++) {
		struct tree *value = between->found->list.items[i].value;
		str name = tree_nth_name(between->found, i);
		bool is_long = str_is(name, "diff") || str_is(name, "diff_is_cut");

		if (!all && value->kind == TREE_LIST)
			put_first(work, name, value, tree);
		else if (all || !is_long)
			tree_put_str(work->arena, tree, name, value);
	}
	tree_put_bool(work->arena, tree, "is_known", between->is_known);
	tree_put_text(work->arena, tree, "says", between->says);
	return tree;
}

struct reading {
	int64_t id;
	struct change change;
};

static bool read_change(struct work *work, void *argument)
{
	struct reading *reading = argument;

	return store_get(work, &change_shape, reading->id, &reading->change);
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct show_input *in = input;
	struct reading reading = { .id = in->change };
	struct between_plan plan;
	struct between between;

	if (!app_read(work->app, work, read_change, &reading))
		return work->error.kind == ERROR_NOT_FOUND
			       ? fail(work, ERROR_NOT_FOUND,
				      "no change has the number %lld: stanch change list",
				      (long long)in->change)
			       : false;
	plan = between_plan_of(work->config, &reading.change);
	between = between_ask(work->app, work->arena, work->config, &plan,
			      BETWEEN_MS_MAX);
	tree_put(work->arena, answer, "change",
		 row_tree(work->arena, &change_shape, &reading.change));
	tree_put(work->arena, answer, "between", between_tree(work, &between, in->all));
	return true;
}

static const char shown[] =
	"{{#change}}{{title}}\n  {{kind}}{{#service}} of {{service}}{{/service}} at "
	"{{at}}"
	"{{#author}}, by {{author}}{{/author}}\n"
	"{{#revision}}  version {{#previous}}{{previous}} → {{/previous}}{{revision}}\n"
	"{{/revision}}"
	"{{#url}}  {{url}}\n{{/url}}"
	"{{#diff}}{{diff}}\n{{/diff}}{{/change}}"
	"{{#between}}\nBetween: {{says}}\n"
	"{{#commits}}  + {{commit}}  {{at}}  {{author}}: {{title}}\n{{/commits}}"
	"{{#commits_left_out}}    and {{commits_left_out}} more: --all\n"
	"{{/commits_left_out}}"
	"{{#went}}  - {{commit}}  {{at}}  {{author}}: {{title}}\n{{/went}}"
	"{{#went_left_out}}    and {{went_left_out}} more: --all\n{{/went_left_out}}"
	"{{#files}}  {{file}}: {{#added}}+{{added}} −{{removed}}{{/added}}"
	"{{^added}}binary{{/added}}\n{{/files}}"
	"{{#files_left_out}}    and {{files_left_out}} more: --all\n{{/files_left_out}}"
	"{{#diff}}\n{{diff}}{{#diff_is_cut}}(the rest is left out)\n{{/diff_is_cut}}"
	"{{/diff}}{{/between}}";

static bool feeds(struct work *work, const void *input, struct tree *answer)
{
	const struct changes_config *changes = &work->config->changes;
	struct tree *list = tree_list(work->arena), *one;
	struct feed_state state;

	(void)input;
	for (size_t i = 0; i < changes->feed_count; i++) {
		const struct feed_config *feed = &changes->feeds[i];

		if (!feed_look(work, feed, &state))
			return false;
		one = tree_map(work->arena);
		tree_put_text(work->arena, one, "name", feed->name);
		tree_put_text(work->arena, one, "system",
			      str_of(feed_system_names[feed->system]));
		tree_put_text(work->arena, one, "asked", feed->asked[feed->system]);
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
		    .columns = { { "id", "#", 0 },
				 { "at", "at", 0 },
				 { "kind", "kind", 0 },
				 { "service", "service", 0 },
				 { "author", "by", 0 },
				 { "revision", "revision", 0 },
				 { "title", "change", 0 } },
		    .empty = "No change was recorded." } },
	{ .noun = "change",
	  .verb = "show",
	  .help = "one change, and what is between its two versions",
	  .more = "The commits, their authors and the files that differ, by the Git "
		  "repository that its service names (settings: git) or that of its "
		  "feed. "
		  "What is not known is said with its reason.",
	  .effect = OPERATION_WORKS,
	  .least = ROLE_VIEWER,
	  .input = &show_shape,
	  .run = show,
	  .view = { .template = shown } },
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
