/* Of a stanch.yaml that config_parse accepts, paging may rely on what its headers say;
 * one that it refuses has problems with words. */
#include "base/scoped.h"
#include "config/config.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30, DAY_MINUTES = 1440 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_be_schedule(const struct schedule *schedule)
{
	must(schedule->zone && schedule->layer_count > 0);
	for (size_t i = 0; i < schedule->layer_count; i++) {
		const struct layer *layer = &schedule->layers[i];

		must(layer->person_count > 0 && layer->every > 0);
		must(layer->start.month >= 1 && layer->start.day >= 1);
		for (size_t j = 0; j < layer->restriction_count; j++) {
			const struct restriction *piece = &layer->restrictions[j];

			must(piece->from_day >= 0 && piece->from_day < 7);
			must(piece->until_day >= 0 && piece->until_day < 7);
			must(piece->from_minute >= 0 && piece->from_minute < DAY_MINUTES);
			must(piece->until_minute >= 0 &&
			     piece->until_minute <= DAY_MINUTES);
		}
	}
}

static void must_be_policy(const struct policy *policy)
{
	duration_ms before = 0;

	must(policy->step_count > 0 && policy->step_count <= POLICY_STEPS_MAX);
	must(policy->repeat > 0 && policy->exhausted_after > 0);
	must(policy->steps[0].trigger == STEP_UNACKNOWLEDGED &&
	     policy->steps[0].after == 0);
	for (size_t i = 0; i < policy->step_count; i++) {
		const struct policy_step *step = &policy->steps[i];

		must(step->target_count <= STEP_TARGETS_MAX && step->level.length > 0);
		if (policy_begins_chain(policy, i)) {
			before = 0;
			continue;
		}
		must(step->after > before && step->after < policy->exhausted_after);
		before = step->after;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct config_problems problems;
	str text = arena_copy(arena, (str){ (const char *)bytes, size });
	scoped_config config = config_parse(arena, STR("stanch.yaml"), text, &problems);

	must((config == NULL) == (problems.count > 0));
	for (size_t i = 0; i < problems.count; i++)
		must(problems.items[i].what.length > 0);
	if (!config)
		return 0;
	must(config->policy_count > 0);
	for (size_t i = 0; i < config->policy_count; i++)
		must_be_policy(&config->policies[i]);
	for (size_t i = 0; i < config->schedule_count; i++)
		must_be_schedule(&config->schedules[i]);
	return 0;
}
