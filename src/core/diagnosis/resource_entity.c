/* Which series each entity has. */
#include "core/diagnosis/resource_private.h"

struct series_of_entity series_of_entities(const struct study *study,
					   const size_t *series, size_t count)
{
	struct series_of_entity found = {
		.series = arena_many(study->arena, size_t, count + 1),
		.from = arena_many(study->arena, size_t, study->entity_count + 2),
	};
	size_t *from = found.from;

	/* Where each begins, one place too far on; filling moves it to the right one. */
	for (size_t i = 0; i < count; i++)
		from[study->series_entity[series[i]] + 2]++;
	for (size_t i = 2; i < study->entity_count + 2; i++)
		from[i] += from[i - 1];
	for (size_t i = 0; i < count; i++)
		found.series[from[study->series_entity[series[i]] + 1]++] = series[i];
	return found;
}
