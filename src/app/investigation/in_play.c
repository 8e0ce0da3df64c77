#include "app/investigation/in_play.h"

#include "base/limits.h"
#include "core/alerting/reading.h"
#include "core/diagnosis/hypothesis.h"

#include <stdlib.h>

struct candidate {
	const struct pattern *pattern;
	size_t signs;
	size_t nth; /* in the list: what is equal stays in its order */
};

static int by_signs(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->signs != b->signs)
		return a->signs > b->signs ? -1 : 1;
	return a->nth < b->nth ? -1 : a->nth > b->nth;
}

static struct in_play all_of(const struct service *service)
{
	return (struct in_play){ service->patterns, service->pattern_count };
}

struct in_play patterns_for(struct arena *arena, const struct service *service, str words)
{
	struct candidate *candidates = arena_many(arena, struct candidate,
						  service->pattern_count + 1);
	struct in_play in_play = {
		arena_many(arena, const struct pattern *, service->pattern_count + 1), 0
	};
	size_t count = 0;

	if (!service->patterns_fit)
		return all_of(service);
	for (size_t i = 0; i < service->pattern_count; i++) {
		const struct pattern *pattern = service->patterns[i];
		size_t signs = text_speaks_of(arena, words, pattern->signs,
					      pattern->sign_count);

		if (signs > 0 || pattern->sign_count == 0)
			candidates[count++] = (struct candidate){ pattern, signs, i };
	}
	qsort(candidates, count, sizeof(*candidates), by_signs);
	while (in_play.count < count && in_play.count < PATTERNS_IN_PLAY_MAX) {
		in_play.items[in_play.count] = candidates[in_play.count].pattern;
		in_play.count++;
	}
	return in_play;
}

static bool was_written(const struct pattern *pattern, const struct hypothesis *written,
			size_t count)
{
	for (size_t i = 0; i < pattern->hypothesis_count; i++)
		for (size_t k = 0; k < count; k++)
			if (str_equal(pattern->hypotheses[i].key, written[k].key))
				return true;
	return false;
}

bool patterns_in_play(struct work *work, const struct incident *incident,
		      const struct service *service, struct in_play *ret_in_play)
{
	struct hypothesis *written;
	size_t count;

	*ret_in_play = all_of(service);
	if (!service->patterns_fit)
		return true;
	if (!store_of_incident(work, &hypothesis_shape, incident->id, &written, &count))
		return false;
	*ret_in_play = (struct in_play){ arena_many(work->arena, const struct pattern *,
						    service->pattern_count + 1),
					 0 };
	for (size_t i = 0; i < service->pattern_count; i++)
		if (was_written(service->patterns[i], written, count))
			ret_in_play->items[ret_in_play->count++] = service->patterns[i];
	return true;
}
