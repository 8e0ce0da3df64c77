/* Answers questions about zones and schedules, a line for a line, so that tests/zone/run
 * can compare them with what Python's zoneinfo makes of the same files:
 *
 *     zone NAME                      ok | an error
 *     at MS                          OFFSET ABBREVIATION NEXT-CHANGE
 *     wall YYYY-MM-DDTHH:MM:SS       MS once|skipped|twice
 *     schedule ZONE                  (no answer)
 *     layer UNIT EVERY START UNTIL PEOPLE         UNTIL may be "-"; PEOPLE: a,b,c
 *     only FROM-DAY FROM-MINUTE UNTIL-DAY UNTIL-MINUTE       of the layer before it
 *     override ID FROM UNTIL PERSON INSTEAD-OF               which may be "-"
 *     duty MS                        PERSON LAYER OVERRIDE UNTIL      "-" for a gap
 *     shifts FROM UNTIL              FROM:UNTIL:PERSON …
 */
#include "base/scoped.h"
#include "core/paging/schedule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES ((size_t)256 << 20)
enum {
	WORDS_MAX = 8,
	LAYERS_MAX = 8,
	ONLY_MAX = 16,
	OVERRIDES_MAX = 16,
	PEOPLE_MAX = 16
};

/* All that the questions are about. */
static struct world {
	struct arena *arena;
	const struct zone *zone;
	struct schedule schedule;
	struct layer layers[LAYERS_MAX];
	struct override overrides[OVERRIDES_MAX];
	size_t override_count;
} world;

static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "say: %s\n", what);
	exit(2);
}

static int64_t number(str word)
{
	int64_t value = 0;

	must(str_to_int(word, &value), "a number was expected");
	return value;
}

static struct civil civil(str word)
{
	struct civil value;
	struct error error = { 0 };

	must(civil_parse(word, &value, &error), error.text);
	return value;
}

static void take_zone(str *words)
{
	struct error error = { 0 };
	const struct zone *zone = zone_load(world.arena, words[1], &error);

	if (zone)
		world.zone = zone;
	printf("%s\n", zone ? "ok" : error.text);
}

static void say_at(str *words)
{
	instant_ms at = number(words[1]);
	str abbreviation = zone_abbreviation(world.zone, at);

	printf("%" PRId64 " " STR_FMT " %" PRId64 "\n", zone_offset(world.zone, at),
	       STR_ARG(abbreviation), zone_next_change(world.zone, at));
}

static void say_wall(str *words)
{
	static const char *const fits[] = { [CIVIL_ONCE] = "once",
					    [CIVIL_SKIPPED] = "skipped",
					    [CIVIL_TWICE] = "twice" };
	struct civil wall = civil(words[1]);
	enum civil_fit fit;
	instant_ms at = zone_instant(world.zone, &wall, &fit);

	printf("%" PRId64 " %s\n", at, fits[fit]);
}

static void take_schedule(str *words)
{
	struct error error = { 0 };

	arena_reset(world.arena);
	world.zone = zone_load(world.arena, words[1], &error);
	must(world.zone, error.text);
	world.schedule = (struct schedule){ .name = STR("random"),
					    .zone = world.zone,
					    .layers = world.layers };
	world.override_count = 0;
}

static void take_layer(str *words)
{
	size_t index = world.schedule.layer_count++;
	struct layer layer = { .name = arena_format(world.arena, "layer%zu", index),
			       .every = number(words[2]),
			       .start = civil(words[3]) };
	str rest = words[5], person;

	must(index < LAYERS_MAX, "too many layers");
	while (!str_is(words[1], rotation_unit_names[layer.unit]))
		layer.unit++;
	if (!str_is(words[4], "-"))
		layer.until = civil(words[4]);
	layer.people = arena_many(world.arena, str, PEOPLE_MAX);
	layer.restrictions = arena_many(world.arena, struct restriction, ONLY_MAX);
	while (layer.person_count < PEOPLE_MAX && str_next(&rest, ',', &person))
		layer.people[layer.person_count++] = arena_copy(world.arena, person);
	world.layers[index] = layer;
}

static void take_only(str *words)
{
	struct layer *layer = &world.layers[world.schedule.layer_count - 1];

	must(layer->restriction_count < ONLY_MAX, "too many restrictions");
	layer->restrictions[layer->restriction_count++] = (struct restriction){
		.from_day = (int)number(words[1]),
		.from_minute = (int)number(words[2]),
		.until_day = (int)number(words[3]),
		.until_minute = (int)number(words[4]),
	};
}

static void take_override(str *words)
{
	must(world.override_count < OVERRIDES_MAX, "too many overrides");
	world.overrides[world.override_count++] = (struct override){
		.id = number(words[1]),
		.from = number(words[2]),
		.until = number(words[3]),
		.person = arena_copy(world.arena, words[4]),
		.instead_of = str_is(words[5], "-") ? STR("")
						    : arena_copy(world.arena, words[5]),
	};
}

static str shown(str s)
{
	return s.length > 0 ? s : STR("-");
}

static void say_duty(str *words)
{
	struct duty duty = schedule_duty(&world.schedule, world.overrides,
					 world.override_count, number(words[1]));

	printf(STR_FMT " " STR_FMT " %" PRId64 " %" PRId64 "\n",
	       STR_ARG(shown(duty.person)), STR_ARG(shown(duty.layer)), duty.override,
	       duty.until);
}

static void say_shifts(str *words)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const struct shifts *shifts = schedule_shifts(
		arena, &world.schedule, world.overrides, world.override_count,
		number(words[1]), number(words[2]));

	must(shifts, "too many shifts");
	for (size_t i = 0; i < shifts->count; i++)
		printf("%" PRId64 ":%" PRId64 ":" STR_FMT " ", shifts->items[i].from,
		       shifts->items[i].until, STR_ARG(shown(shifts->items[i].person)));
	printf("\n");
}

static const struct question {
	const char *word;
	size_t words;
	void (*answer)(str *words);
} questions[] = {
	{ "zone", 2, take_zone },         { "at", 2, say_at },
	{ "wall", 2, say_wall },          { "schedule", 2, take_schedule },
	{ "layer", 6, take_layer },       { "only", 5, take_only },
	{ "override", 6, take_override }, { "duty", 2, say_duty },
	{ "shifts", 3, say_shifts },
};

static void answer(str line)
{
	str words[WORDS_MAX] = { 0 }, rest = line;
	size_t count = 0;

	while (count < WORDS_MAX && str_next(&rest, ' ', &words[count]))
		count++;
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		if (!str_is(words[0], questions[i].word))
			continue;
		must(count == questions[i].words, "wrong number of words");
		questions[i].answer(words);
		return;
	}
	must(false, "no such question");
}

int main(void)
{
	char line[1024];

	world.arena = arena_new(ARENA_BYTES);
	world.zone = zone_utc();
	while (fgets(line, sizeof(line), stdin))
		answer(str_trim(str_of(line)));
	arena_free(world.arena);
	return 0;
}
