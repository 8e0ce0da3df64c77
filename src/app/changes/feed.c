#include "app/changes/feed.h"

#include "app/learning/learning.h"
#include "app/note.h"
#include "base/limits.h"
#include "base/log.h"

#include <stdlib.h>

static const char timer_kind[] = "change.ask";

/* Timers and jobs name a feed by its place in the configuration. */
static const struct feed_config *feed_at(const struct config *config, int64_t nth)
{
	const struct changes_config *changes = &config->changes;

	return nth >= 0 && (size_t)nth < changes->feed_count ? &changes->feeds[nth]
							     : NULL;
}

/* -- how it went -- */

static str setting_of(struct work *work, const struct feed_config *feed, const char *what)
{
	return arena_format(work->arena, "feed." STR_FMT ".%s", STR_ARG(feed->name),
			    what);
}

bool feed_look(struct work *work, const struct feed_config *feed,
	       struct feed_state *ret_state)
{
	str at;

	*ret_state = (struct feed_state){ 0 };
	if (!store_setting_get(work, setting_of(work, feed, "answered_at").bytes, &at) ||
	    !store_setting_get(work, setting_of(work, feed, "problem").bytes,
			       &ret_state->problem))
		return false;
	str_to_int(at, &ret_state->answered_at);
	return true;
}

/* Once, not every half minute. */
static bool put_problem(struct work *work, const struct feed_config *feed, str problem)
{
	struct feed_state state;

	if (!feed_look(work, feed, &state))
		return false;
	problem = str_clip(problem, WATCH_REASON_BYTES_MAX);
	if (str_equal(state.problem, problem))
		return true;
	if (problem.length > 0)
		log_warning("change.feed", { "feed", feed->name },
			    { "problem", problem });
	return store_setting_put(work, setting_of(work, feed, "problem").bytes, problem);
}

/* -- when to look -- */

bool feeds_arm(struct work *work)
{
	for (int64_t nth = 0; nth < FEEDS_MAX; nth++)
		if (!(feed_at(work->config, nth)
			      ? timer_set(work, timer_kind, nth, 0, work->now)
			      : timer_drop(work, timer_kind, nth)))
			return while_doing(work, "ask for changes");
	return true;
}

bool feed_ask_due(struct work *work, const struct timer *timer)
{
	const struct feed_config *feed = feed_at(work->config, timer->ref);
	bool is_wanted;

	if (!feed)
		return true;
	/* One look at a time, however slow it is. */
	return timer_set(work, timer_kind, timer->ref, 0, work->now + feed->every) &&
	       store_job_of(work, feed_job.name, timer->ref, &is_wanted) &&
	       (is_wanted ||
		job_add(work, LANE_WATCH, feed_job.name, timer->ref, 0, work->now));
}

/* -- one look -- */

struct look {
	const struct feed_config *feed;
	instant_ms now;
	bool answered;
	struct probe_finding finding;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct look *look = arena_one(work->arena, struct look);

	look->now = work->now;
	if (feed_at(work->config, job->ref))
		*ret_task = look;
	look->feed = feed_at(work->config, job->ref);
	return true;
}

static const char *const probe_names[FEED_SYSTEMS] = {
	[FEED_KUBERNETES] = "kubernetes_rollouts",
	[FEED_KUBERNETES_CONFIG] = "kubernetes_config",
	[FEED_GIT] = "git_log",
	[FEED_STATUSPAGE] = "statuspage",
};

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct look *look = task;
	const struct feed_config *feed = look->feed;
	const struct probe *probe = ports_probe(app->ports,
						str_of(probe_names[feed->system]));
	str cluster = feed->asked[feed->system == FEED_KUBERNETES_CONFIG
					  ? FEED_KUBERNETES_CONFIG
					  : FEED_KUBERNETES];
	const struct label arguments[] = {
		{ STR("name"), feed->name },
		{ STR("path"), feed->asked[FEED_GIT] },
		{ STR("url"), feed->asked[FEED_STATUSPAGE] },
		{ STR("branch"), feed->branch },
		{ STR("service"), feed->service },
		{ STR("kind"), feed->kind },
		{ STR("cluster"), cluster },
		{ STR("namespace"), feed->namespace },
	};
	struct probe_call call = { .arena = arena,
				   .config = config,
				   .arguments = arguments,
				   .argument_count = sizeof(arguments) /
						     sizeof(arguments[0]),
				   .now = look->now,
				   .wait_ms = FEED_MS_MAX,
				   .hands = &app->ports->hands };

	look->answered = probe ? probe->ask(&call, &look->finding, &look->error)
			       : error_set(&look->error, ERROR_INTERNAL,
					   "there is no such probe");
}

static str shortfall(struct work *work, const struct found_changes *changes)
{
	if (changes->is_cut)
		return STR("it knows more than can be kept of one look: the first ones "
			   "are");
	if (changes->faults > 0)
		return arena_format(work->arena, "%zu of its entries cannot be used",
				    changes->faults);
	return STR("");
}

static int by_time(const void *a, const void *b)
{
	const struct change *one = a, *other = b;

	return (one->at > other->at) - (one->at < other->at);
}

/* Oldest first, so that each finds what ran before it. A turn is short: what is left is
 * found again by the next look, which then comes at once. */
static bool record(struct work *work, const struct feed_config *feed,
		   const struct found_changes *changes, bool *ret_all)
{
	size_t fresh = 0;
	str source = arena_format(work->arena, "feed " STR_FMT, STR_ARG(feed->name));

	if (changes->count > 0)
		qsort(changes->items, changes->count, sizeof(*changes->items), by_time);
	for (size_t i = 0; i < changes->count; i++) {
		struct change change = changes->items[i];
		bool known;

		change.source = source;
		if (!store_change_known(work, source, change.source_id, &known))
			return false;
		if (known)
			continue;
		*ret_all = ++fresh <= CHANGES_PER_TURN_MAX;
		if (!*ret_all)
			return true;
		if (!change_record(work, &change))
			return while_doing(work, "change " STR_FMT,
					   STR_ARG(change.source_id));
	}
	return true;
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct look *look = task;
	const struct feed_config *feed = feed_at(work->config, job->ref);
	bool all = true;

	(void)ret_end;
	/* Another one, or none, since the configuration is a new one: it is asked soon.
	 */
	if (!feed || !str_equal(feed->name, look->feed->name))
		return true;
	if (!look->answered)
		return put_problem(work, feed, str_of(look->error.text));
	return record(work, feed, &look->finding.changes, &all) &&
	       (all || timer_set(work, timer_kind, job->ref, 0, work->now)) &&
	       store_setting_put(work, setting_of(work, feed, "answered_at").bytes,
				 text_of_int(work, work->now)) &&
	       put_problem(work, feed, shortfall(work, &look->finding.changes));
}

const struct job_kind feed_job = {
	.name = "feed",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};
