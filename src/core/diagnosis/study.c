/* A case into numbers: pieces of time, entities, families of series. */
#include "core/diagnosis/diagnosis_private.h"

#include "base/map.h"

#include <stdlib.h>

/* Names in the order of their first appearance. */
struct names {
	struct arena *arena;
	struct map *numbers;
	str *items;
	size_t count, capacity;
};

static uint32_t number_of(struct names *names, str name)
{
	uint32_t *number = map_get(names->numbers, name);

	if (number)
		return *number;
	number = arena_one(names->arena, uint32_t);
	*number = (uint32_t)names->count;
	*list_add(names->arena, names) = name;
	map_put(names->numbers, name, number);
	return *number;
}

static struct names names_new(struct arena *arena)
{
	return (struct names){ .arena = arena, .numbers = map_new(arena) };
}

static int by_time(const void *a, const void *b)
{
	const struct case_window *one = a, *other = b;

	return one->from < other->from ? -1 : one->from > other->from;
}

struct pieces {
	struct case_window *items;
	size_t count, capacity;
};

/* A quiet window never reaches into the incident: what lies before and behind remains. */
static void add_quiet(struct arena *arena, struct pieces *windows,
		      struct case_window window, struct case_window incident)
{
	struct case_window first = window, second = window;

	if (first.to > incident.from)
		first.to = incident.from;
	if (second.from < incident.to)
		second.from = incident.to;
	if (first.from < first.to)
		*list_add(arena, windows) = first;
	if (second.from < second.to)
		*list_add(arena, windows) = second;
}

static struct pieces quiet_windows(struct arena *arena,
				   const struct diagnosis_case *known)
{
	struct pieces windows = { 0 };
	size_t kept = 0;

	add_quiet(arena, &windows, known->before, known->during);
	for (size_t i = 0; i < known->quiet_count; i++)
		add_quiet(arena, &windows, known->quiet[i], known->during);
	if (windows.count > 0)
		qsort(windows.items, windows.count, sizeof(*windows.items), by_time);
	for (size_t i = 0; i < windows.count; i++) {
		struct case_window window = windows.items[i];

		if (kept > 0 && window.from < windows.items[kept - 1].to)
			window.from = windows.items[kept - 1].to;
		if (window.from < window.to)
			windows.items[kept++] = window;
	}
	windows.count = kept;
	return windows;
}

/* As long as the incident, longer when there would be too many. What is left at the end
 * of a window belongs to its last piece. */
static duration_ms piece_length(const struct pieces *windows, struct case_window incident)
{
	duration_ms length = incident.to - incident.from, all = 0;

	for (size_t i = 0; i < windows->count; i++)
		all += windows->items[i].to - windows->items[i].from;
	if (all / length > PIECES_MAX / 2)
		length = all / (PIECES_MAX / 2);
	return length;
}

static void cut_windows(struct study *study)
{
	struct pieces windows = quiet_windows(study->arena, study->known);
	struct case_window incident = study->known->during;
	duration_ms length = piece_length(&windows, incident);
	struct pieces pieces = { 0 };

	*list_add(study->arena, &pieces) = incident;
	for (size_t i = 0; i < windows.count; i++) {
		struct case_window rest = windows.items[i];

		while (rest.to - rest.from >= 2 * length && pieces.count < PIECES_MAX) {
			*list_add(study->arena,
				  &pieces) = (struct case_window){ rest.from,
								   rest.from + length };
			rest.from += length;
		}
		if (pieces.count < PIECES_MAX)
			*list_add(study->arena, &pieces) = rest;
	}
	qsort(pieces.items, pieces.count, sizeof(*pieces.items), by_time);
	study->pieces = pieces.items;
	study->piece_count = pieces.count;
	study->incident = piece_at(study, incident.from);
}

uint16_t piece_at(const struct study *study, instant_ms at)
{
	size_t low = 0, high = study->piece_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (study->pieces[middle].from <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 && at < study->pieces[low - 1].to ? (uint16_t)(low - 1) : NO_PIECE;
}

static void number_series(struct study *study, struct names *entities)
{
	const struct diagnosis_case *known = study->known;
	uint32_t *entity = arena_many(study->arena, uint32_t, known->series_count);
	uint32_t *family = arena_many(study->arena, uint32_t, known->series_count);
	enum metric_kind *kind = arena_many(study->arena, enum metric_kind,
					    known->series_count);
	struct names families = names_new(study->arena);

	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		entity[i] = number_of(entities, series->entity);
		family[i] = number_of(&families,
				      arena_format(study->arena, STR_FMT "\n" STR_FMT,
						   STR_ARG(series->name),
						   STR_ARG(series->unit)));
		kind[i] = series->kind != METRIC_OTHER
				  ? series->kind
				  : metric_kind_of(series->name, series->unit);
	}
	study->series_entity = entity;
	study->series_family = family;
	study->series_kind = kind;
	study->family_count = families.count;
}

struct study study_of(struct arena *arena, const struct diagnosis_case *known)
{
	struct study study = { .arena = arena, .known = known };
	struct names entities = names_new(arena);

	cut_windows(&study);
	number_series(&study, &entities);
	study.entities = entities.items;
	study.entity_count = entities.count;
	return study;
}

struct comparison comparison_of(const struct study *study, struct arena *arena,
				size_t during)
{
	bool *before = arena_many(arena, bool, study->piece_count);
	bool *anywhere = arena_many(arena, bool, study->piece_count);
	instant_ms at = study->pieces[during].from;

	for (size_t i = 0; i < study->piece_count; i++) {
		duration_ms away = study->pieces[i].from - at;

		anywhere[i] = i != during && i != study->incident;
		before[i] = anywhere[i] && away > -DAY_MS && away < DAY_MS;
	}
	return (struct comparison){ during, before, anywhere };
}
