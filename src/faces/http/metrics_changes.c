/* The part of /metrics on changes of the outside world, who tells us of them, and what
 * of our own must not stay. */
#include "faces/http/metrics.h"

#include "app/changes/feed.h"
#include "app/store.h"
#include "base/limits.h"

bool changes_count(struct work *work, struct change_counts *ret)
{
	const struct changes_config *changes = &work->config->changes;

	ret->feed_count = changes->feed_count;
	ret->feeds = arena_many(work->arena, struct feed_state, changes->feed_count + 1);
	for (size_t i = 0; i < changes->feed_count; i++)
		if (!feed_look(work, &changes->feeds[i], &ret->feeds[i]))
			return false;
	return store_changes_by_system(work, ret->systems) &&
	       store_rollbacks_by_state(work, ret->rollbacks) &&
	       store_fixes_count(work, &ret->fixes_open, &ret->fixes_over);
}

void metrics_add_changes(struct text *text, const struct config *config,
			 const struct change_counts *counts)
{
	metric_head(text, "stanch_changes_total", "counter",
		    "Changes of the outside world that were recorded, by the system that "
		    "they were made in.");
	for (size_t i = 0; change_system_names[i]; i++)
		text_addf(text, "stanch_changes_total{system=\"%s\"} %lld\n",
			  change_system_names[i], (long long)counts->systems[i]);
	metric_head(text, "stanch_rollbacks", "gauge",
		    "Rollbacks of incidents by what was said of them: offered, or why "
		    "not.");
	for (size_t i = 0; rollback_state_names[i]; i++)
		text_addf(text, "stanch_rollbacks{state=\"%s\"} %lld\n",
			  rollback_state_names[i], (long long)counts->rollbacks[i]);
	metric_head(text, "stanch_temporary_fixes", "gauge",
		    "Temporary fixes that are open: within their time, or over.");
	text_addf(text,
		  "stanch_temporary_fixes{state=\"within\"} %lld\n"
		  "stanch_temporary_fixes{state=\"over\"} %lld\n",
		  (long long)(counts->fixes_open - counts->fixes_over),
		  (long long)counts->fixes_over);
	metric_head(text, "stanch_change_feed_age_seconds", "gauge",
		    "Since a feed of changes last answered; of one that never did there "
		    "is no figure.");
	for (size_t i = 0; i < counts->feed_count; i++)
		if (counts->feeds[i].answered_at != 0)
			text_addf(text,
				  "stanch_change_feed_age_seconds{feed=\"" STR_FMT
				  "\"} %.17g\n",
				  STR_ARG(config->changes.feeds[i].name),
				  (double)(clock_now() - counts->feeds[i].answered_at) /
					  1000);
	metric_head(text, "stanch_change_feed_failing", "gauge",
		    "1 for a feed of changes whose last look failed or was incomplete.");
	for (size_t i = 0; i < counts->feed_count; i++)
		text_addf(text, "stanch_change_feed_failing{feed=\"" STR_FMT "\"} %d\n",
			  STR_ARG(config->changes.feeds[i].name),
			  counts->feeds[i].problem.length > 0);
}
