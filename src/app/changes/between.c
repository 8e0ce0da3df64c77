#include "app/changes/between.h"

#include "base/text.h"
#include "formats/json.h"

static const struct feed_config *feed_of(const struct config *config,
					 const struct change *change)
{
	const struct changes_config *changes = &config->changes;

	for (size_t i = 0; i < changes->feed_count; i++) {
		const struct feed_config *feed = &changes->feeds[i];

		if (feed->asked[FEED_GIT].length > 0 &&
		    str_starts_with(change->source, STR("feed ")) &&
		    str_equal(str_slice(change->source, 5, change->source.length),
			      feed->name))
			return feed;
	}
	return NULL;
}

static void find_repository(const struct config *config, const struct change *change,
			    struct between_plan *plan)
{
	const struct service *service = config_service(config, change->service);
	const struct feed_config *feed = feed_of(config, change);

	if (feed) {
		plan->path = feed->asked[FEED_GIT];
	} else if (service) {
		plan->path = labels_setting(service->settings, service->setting_count,
					    "git");
		plan->under = labels_setting(service->settings, service->setting_count,
					     "git_path");
	}
	plan->has_repository = plan->path.length > 0;
}

struct between_plan between_plan_of(const struct config *config,
				    const struct change *change)
{
	struct between_plan plan = { .from = change->previous, .to = change->revision };

	find_repository(config, change, &plan);
	if (!plan.has_repository)
		plan.why_not = STR("no repository is named for it: the setting 'git' of "
				   "its service does");
	else if (plan.to.length == 0)
		plan.why_not = STR("it does not say which version runs since");
	else if (plan.from.length == 0)
		plan.why_not = STR("what ran before it is not known");
	return plan;
}

struct between between_ask(struct app *app, struct arena *arena,
			   const struct config *config, const struct between_plan *plan,
			   int64_t wait_ms)
{
	const struct probe *probe = ports_probe(app->ports, STR("git_range"));
	const struct label arguments[] = {
		{ STR("path"), plan->path },
		{ STR("from"), plan->from },
		{ STR("to"), plan->to },
		{ STR("under"), plan->under },
	};
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = arguments,
				   .argument_count = sizeof(arguments) /
						     sizeof(arguments[0]),
				   .now = clock_now(),
				   .wait_ms = wait_ms,
				   .hands = &app->ports->hands };
	struct probe_finding finding = { 0 };
	struct between between = { .says = plan->why_not };
	struct error error = { 0 };

	if (between.says.length > 0)
		return between;
	if (!probe || !probe->ask(&call, &finding, &error)) {
		between.says = probe ? arena_copy(arena, str_of(error.text))
				     : STR("there is no probe of repositories");
		return between;
	}
	between.says = finding.meaning;
	if (finding.has_data)
		between.found = json_parse(arena, finding.body, &error);
	between.is_known = between.found != NULL;
	return between;
}

/* -- for the engine -- */

/* "pool: 50 → 10" as the lines of a difference, or it would be passed over beside one. */
static void add_line(struct text *text, str line)
{
	static const str arrow = STR_INIT(" \xe2\x86\x92 ");
	size_t at = 0, key = 0;

	while (at + arrow.length <= line.length &&
	       !str_equal(str_slice(line, at, arrow.length), arrow))
		at++;
	if (at + arrow.length > line.length) {
		text_addf(text, STR_FMT "\n", STR_ARG(line));
		return;
	}
	for (size_t i = 0; i < at; i++)
		if (line.bytes[i] == ' ')
			key = i + 1;
	text_addf(text, "-" STR_FMT "\n+" STR_FMT STR_FMT "\n",
		  STR_ARG(str_slice(line, 0, at)), STR_ARG(str_slice(line, 0, key)),
		  STR_ARG(str_slice(line, at + arrow.length, line.length)));
}

static str text_with(struct arena *arena, str said, str diff)
{
	struct text text = text_new(arena, 2 * said.length + diff.length + 1024);
	str line;

	while (str_next(&said, '\n', &line))
		add_line(&text, line);
	text_add(&text, diff);
	return text_of(&text);
}

void between_tell_case(struct arena *arena, const struct between *between,
		       struct case_change *change)
{
	const struct tree *files = tree_get(between->found, "files");
	str diff = tree_get_text(between->found, "diff");
	size_t count = tree_count(files), kept = 0;
	str *touches;

	if (!between->is_known)
		return;
	if (diff.length > 0)
		change->text = text_with(arena, change->text, diff);
	touches = arena_many(arena, str, change->touch_count + count + 1);
	for (size_t i = 0; i < change->touch_count; i++)
		touches[kept++] = change->touches[i];
	for (size_t i = 0; i < count; i++)
		touches[kept++] = tree_get_text(tree_nth(files, i), "file");
	change->touches = touches;
	change->touch_count = kept;
}
