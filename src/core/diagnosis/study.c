/* A case into numbers: pieces of time, entities, families of series. */
#include "core/diagnosis/diagnosis_private.h"

#include "base/map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct names names_new(struct arena *arena)
{
	return (struct names){ .arena = arena, .numbers = map_new(arena) };
}

uint32_t names_add(struct names *names, str name)
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

uint32_t names_add_copy(struct names *names, str name)
{
	uint32_t *number = map_get(names->numbers, name);

	return number ? *number : names_add(names, arena_copy(names->arena, name));
}

/* Keys are bytes, not text: there are several for each span. */
str names_key(struct arena *arena, str a, str b)
{
	char *bytes = arena_many(arena, char, sizeof(a.length) + a.length + b.length);

	memcpy(bytes, &a.length, sizeof(a.length));
	if (a.length > 0)
		memcpy(&bytes[sizeof(a.length)], a.bytes, a.length);
	if (b.length > 0)
		memcpy(&bytes[sizeof(a.length) + a.length], b.bytes, b.length);
	return (str){ bytes, sizeof(a.length) + a.length + b.length };
}

uint32_t names_add_two(struct names *names, uint32_t a, uint32_t b)
{
	uint32_t pair[] = { a, b };

	return names_add_copy(names, (str){ (const char *)pair, sizeof(pair) });
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

/* By time, each clipped where the one before it ends. */
static void set_apart(struct pieces *windows)
{
	size_t kept = 0;

	if (windows->count > 0)
		qsort(windows->items, windows->count, sizeof(*windows->items), by_time);
	for (size_t i = 0; i < windows->count; i++) {
		struct case_window window = windows->items[i];

		if (kept > 0 && window.from < windows->items[kept - 1].to)
			window.from = windows->items[kept - 1].to;
		if (window.from < window.to)
			windows->items[kept++] = window;
	}
	windows->count = kept;
}

/* What was said to be quiet. */
static struct pieces given_windows(struct arena *arena,
				   const struct diagnosis_case *known)
{
	struct pieces windows = { 0 };

	for (size_t i = 0; i < known->quiet_count; i++)
		add_quiet(arena, &windows, known->quiet[i], known->during);
	set_apart(&windows);
	return windows;
}

/* What was before, and of which nothing else was said. */
static struct pieces other_windows(struct arena *arena,
				   const struct diagnosis_case *known,
				   const struct pieces *given)
{
	struct pieces windows = { 0 };
	struct case_window rest = known->before;

	for (size_t i = 0; i < given->count; i++) {
		struct case_window gap = { rest.from, given->items[i].from };

		if (gap.to > rest.to)
			gap.to = rest.to;
		add_quiet(arena, &windows, gap, known->during);
		if (given->items[i].to > rest.from)
			rest.from = given->items[i].to;
	}
	add_quiet(arena, &windows, rest, known->during);
	set_apart(&windows);
	return windows;
}

/* As long as the incident, longer when there would be too many. Windows are cut from
 * their ends, so that what was just before the incident is a whole piece; what is left at
 * the beginning belongs to the first one. */
static duration_ms length_of(const struct pieces *windows)
{
	duration_ms all = 0;

	for (size_t i = 0; i < windows->count; i++)
		all += windows->items[i].to - windows->items[i].from;
	return all;
}

static void cut(struct arena *arena, const struct pieces *windows, duration_ms length,
		struct pieces *pieces)
{
	for (size_t i = 0; i < windows->count; i++) {
		struct case_window rest = windows->items[i];

		while (rest.to - rest.from >= 2 * length && pieces->count < PIECES_MAX) {
			*list_add(arena, pieces) = (struct case_window){ rest.to - length,
									 rest.to };
			rest.to -= length;
		}
		if (pieces->count < PIECES_MAX)
			*list_add(arena, pieces) = rest;
	}
}

static void cut_windows(struct study *study)
{
	struct arena *arena = study->arena;
	struct case_window incident = study->known->during;
	struct pieces given = given_windows(arena, study->known);
	struct pieces others = other_windows(arena, study->known, &given);
	duration_ms length = incident.to - incident.from;
	duration_ms all = length_of(&given) + length_of(&others);
	struct pieces pieces = { 0 };

	if (all / length > PIECES_MAX / 2)
		length = all / (PIECES_MAX / 2);
	*list_add(arena, &pieces) = incident;
	cut(arena, &given, length, &pieces);
	cut(arena, &others, length, &pieces);
	qsort(pieces.items, pieces.count, sizeof(*pieces.items), by_time);
	study->pieces = pieces.items;
	study->piece_count = pieces.count;
	study->incident = piece_at(study, incident.from);
	bool *is_given = arena_many(arena, bool, pieces.count);
	for (size_t i = 0; i < given.count; i++) {
		for (size_t k = piece_at(study, given.items[i].from);
		     k < pieces.count && pieces.items[k].from < given.items[i].to; k++) {
			is_given[k] = true;
			study->given_count++;
		}
	}
	study->is_given = is_given;
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

static void number_days(struct study *study)
{
	size_t *day = arena_many(study->arena, size_t, study->piece_count);
	instant_ms incident = study->known->during.from, begins = 0;

	/* By time: 0 where the incident is, else a new number after each day. */
	study->day_count = 1;
	for (size_t i = 0; i < study->piece_count; i++) {
		duration_ms away = study->pieces[i].from - incident;

		if (away > -DAY_MS && away < DAY_MS)
			continue;
		bool is_new = i == 0 || day[i - 1] == 0 ||
			      study->pieces[i].from - begins >= DAY_MS;
		if (is_new) {
			begins = study->pieces[i].from;
			study->day_count++;
		}
		day[i] = study->day_count - 1;
	}
	study->day = day;
	study->usual = arena_many(study->arena, struct robust *, study->day_count);
}

/* Series that are read in one go share their times. */
static const uint16_t *pieces_of(const struct study *study,
				 const struct case_series *series,
				 const struct case_series *last,
				 const uint16_t *pieces_of_last)
{
	if (last && last->at == series->at && last->count == series->count)
		return pieces_of_last;

	uint16_t *pieces = arena_many(study->arena, uint16_t, series->count);

	for (size_t i = 0; i < series->count; i++)
		pieces[i] = piece_at(study, series->at[i]);
	return pieces;
}

static bool is_by_time(const struct case_series *series)
{
	for (size_t i = 1; i < series->count; i++) {
		if (series->at[i] < series->at[i - 1])
			return false;
	}
	return true;
}

static void place_series(struct study *study, struct names *entities)
{
	const struct diagnosis_case *known = study->known;
	uint32_t *entity = arena_many(study->arena, uint32_t, known->series_count);
	uint32_t *family = arena_many(study->arena, uint32_t, known->series_count);
	enum metric_kind *kind = arena_many(study->arena, enum metric_kind,
					    known->series_count);
	struct placed_series *all = arena_many(study->arena, struct placed_series,
					       known->series_count);
	struct names families = names_new(study->arena);

	for (size_t i = 0; i < known->series_count; i++) {
		const struct case_series *series = &known->series[i];

		all[i] = (struct placed_series){
			.piece = pieces_of(study, series, i > 0 ? series - 1 : NULL,
					   i > 0 ? all[i - 1].piece : NULL),
			.values = series->values,
			.count = series->count,
			.by_time = is_by_time(series),
		};
		entity[i] = names_add(entities, series->entity);
		family[i] = names_add(
			&families, names_key(study->arena, series->name, series->unit));
		kind[i] = series->kind != METRIC_OTHER
				  ? series->kind
				  : metric_kind_of(series->name, series->unit);
	}
	study->series = all;
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
	number_days(&study);
	place_series(&study, &entities);
	place_spans(&study, &entities);
	place_lines(&study, &entities);
	study.entities = entities.items;
	study.entity_count = entities.count;
	return study;
}

struct comparison comparison_of(const struct study *study, struct arena *arena,
				size_t during)
{
	bool *before = arena_many(arena, bool, study->piece_count);

	for (size_t i = 0; i < study->piece_count; i++)
		before[i] = i != during && i != study->incident &&
			    study->day[i] == study->day[during];
	return (struct comparison){ during, before };
}
