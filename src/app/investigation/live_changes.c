/* What the changes of a live diagnosis do, by the Git of their services: the engine reads
 * differences as well as titles, and believes them more. */
#include "app/investigation/live.h"
#include "base/limits.h"

static bool is_asked(const struct live_plan *plan, size_t nth, const bool *done)
{
	return !done[nth] && plan->betweens[nth].has_repository &&
	       plan->changes[nth].at <= plan->asked.to;
}

/* The latest that is left; change_count when there is none. */
static size_t next_of(const struct live_plan *plan, const bool *done)
{
	size_t best = plan->change_count;

	for (size_t i = 0; i < plan->change_count; i++)
		if (is_asked(plan, i, done) &&
		    (best == plan->change_count ||
		     plan->changes[i].at > plan->changes[best].at))
			best = i;
	return best;
}

static void miss(struct arena *arena, const struct case_change *change, str why,
		 struct live_outcome *outcome)
{
	*list_add(arena, &outcome->missing) = arena_format(
		arena, "what is in \"" STR_FMT "\": " STR_FMT,
		STR_ARG(str_clip(change->title, 120)), STR_ARG(why));
}

struct asking {
	struct app *app;
	struct arena *arena;
	const struct config *config;
	int64_t end_us;
	struct live_outcome *outcome;
};

static void ask_one(const struct asking *asking, const struct between_plan *plan,
		    struct case_change *change)
{
	int64_t left_ms = (asking->end_us - clock_monotonic_us()) / 1000;
	struct between between = { .says = STR("there was no time left for it") };

	if (left_ms > 0)
		between = between_ask(asking->app, asking->arena, asking->config, plan,
				      left_ms);
	if (between.is_known)
		between_tell_case(asking->arena, &between, change);
	else
		miss(asking->arena, change, between.says, asking->outcome);
}

void live_changes_ask(struct app *app, struct arena *arena, const struct config *config,
		      const struct live_plan *plan, struct live_outcome *outcome)
{
	const struct asking asking = { app, arena, config,
				       clock_monotonic_us() +
					       BETWEEN_OF_DIAGNOSIS_MS * 1000,
				       outcome };
	struct case_change *changes = arena_many(arena, struct case_change,
						 plan->change_count + 1);
	bool *done = arena_many(arena, bool, plan->change_count + 1);

	for (size_t i = 0; i < plan->change_count; i++)
		changes[i] = plan->changes[i];
	for (size_t n = 0; n < BETWEEN_OF_DIAGNOSIS_MAX; n++) {
		size_t nth = next_of(plan, done);

		if (nth == plan->change_count)
			break;
		done[nth] = true;
		ask_one(&asking, &plan->betweens[nth], &changes[nth]);
	}
	outcome->known.changes = changes;
	outcome->known.change_count = plan->change_count;
}
