/* schedules: who has the duty when. What must hold of their times is checked here, so
 * that nobody finds out in the night of the change. */
#include "config/hours.h"
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

static void read_rotation(struct reader *reader, const struct spot *spot, void *owner)
{
	struct layer *layer = owner;
	struct error error = { 0 };
	str text;

	if (reader_text(reader, spot, &text) &&
	    !rotation_parse(text, &layer->unit, &layer->every, &error))
		reader_tell(reader, spot, "%s", error.text);
}

static void read_civil(struct reader *reader, const struct spot *spot,
		       struct civil *ret_civil)
{
	struct error error = { 0 };
	str text;

	if (reader_text(reader, spot, &text) && !civil_parse(text, ret_civil, &error))
		reader_tell(reader, spot, "%s", error.text);
}

static void read_start(struct reader *reader, const struct spot *spot, void *owner)
{
	read_civil(reader, spot, &((struct layer *)owner)->start);
}

static void read_until(struct reader *reader, const struct spot *spot, void *owner)
{
	read_civil(reader, spot, &((struct layer *)owner)->until);
}

static void read_only(struct reader *reader, const struct spot *spot, void *owner)
{
	struct restrictions restrictions = { 0 };
	struct layer *layer = owner;

	if (!reader_is_list(reader, spot))
		return;
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot item = spot_at(spot, i);
		struct error error = { 0 };
		str text;

		if (reader_text(reader, &item, &text) &&
		    !hours_parse(reader->arena, text, &restrictions, &error))
			reader_tell(reader, &item, "%s", error.text);
	}
	if (tree_count(spot->tree) == 0)
		reader_tell(reader, spot, "is empty: for always leave 'only' out");
	layer->restrictions = restrictions.items;
	layer->restriction_count = restrictions.count;
}

static void settle_layer(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct layer *layer = owner;
	struct spot people = spot_under(spot, "people");

	/* Where an override stands, its name is shown as the layer's. */
	if (str_is(layer->name, "override"))
		reader_tell_of(reader, spot, "name",
			       "'override' is what replacements by hand are called");
	if (people.tree && people.tree->kind == TREE_LIST && layer->person_count == 0)
		reader_tell(reader, &people, "is empty: a rotation needs somebody");
	for (size_t i = 0; i < layer->person_count; i++) {
		struct spot item = spot_at(&people, i);

		if (reader_knows(
			    reader, &item, "person", layer->people[i],
			    NAMED(reader->config->people, reader->config->person_count)))
			check_can_be_called(reader, &item, layer->people[i]);
	}
}

static const struct key layer_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct layer, name),
	  .required = true },
	{ .name = "people",
	  .kind = KEY_NAMES,
	  .offset = offsetof(struct layer, people),
	  .count_offset = offsetof(struct layer, person_count),
	  .required = true },
	{ .name = "rotate",
	  .kind = KEY_OWN,
	  .read = read_rotation,
	  .fallback = "weekly" },
	{ .name = "start", .kind = KEY_OWN, .read = read_start, .required = true },
	{ .name = "until", .kind = KEY_OWN, .read = read_until },
	{ .name = "only", .kind = KEY_OWN, .read = read_only },
};
static const struct keys layer_keys = KEYS(struct layer, layer_key_items, settle_layer);

static str civil_text(struct arena *arena, const struct civil *civil)
{
	return arena_format(arena, "%04d-%02d-%02d %02d:%02d", civil->year, civil->month,
			    civil->day, civil->hour, civil->minute);
}

/* A time that the clocks skip or show twice is a guess that only its writer can make. */
static instant_ms check_civil(struct reader *reader, const struct spot *layer,
			      const char *key, const struct zone *zone,
			      const struct civil *civil)
{
	enum civil_fit fit;
	instant_ms at = zone_instant(zone, civil, &fit);
	str written = civil_text(reader->scratch, civil);
	struct civil shown = zone_civil(zone, at);
	str would_be = civil_text(reader->scratch, &shown);
	str name = zone_name(zone);

	if (fit == CIVIL_SKIPPED)
		reader_tell_of(reader, layer, key,
			       "clocks in " STR_FMT " never show " STR_FMT
			       ": it would be " STR_FMT "; write that or another time",
			       STR_ARG(name), STR_ARG(written), STR_ARG(would_be));
	if (fit == CIVIL_TWICE)
		reader_tell_of(reader, layer, key,
			       "clocks in " STR_FMT " show " STR_FMT
			       " twice: write a time before or after that hour",
			       STR_ARG(name), STR_ARG(written));
	return at;
}

static void check_times(struct reader *reader, const struct spot *spot,
			const struct zone *zone, const struct layer *layer)
{
	instant_ms start, until;

	if (layer->start.year == 0)
		return;
	start = check_civil(reader, spot, "start", zone, &layer->start);
	if (layer->until.year == 0)
		return;
	until = check_civil(reader, spot, "until", zone, &layer->until);
	if (until <= start)
		reader_tell_of(reader, spot, "until", "must be after 'start'");
}

static void settle_schedule(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct schedule *schedule = owner;
	struct spot layers = spot_under(spot, "layers");

	if (layers.tree && layers.tree->kind == TREE_LIST && schedule->layer_count == 0)
		reader_tell(reader, &layers, "is empty: nobody would ever be called");
	reader_tell_twice(reader, spot, "layers", "name",
			  NAMED(schedule->layers, schedule->layer_count));
	for (size_t i = 0; i < schedule->layer_count && schedule->zone; i++) {
		struct spot item = spot_at(&layers, i);

		check_times(reader, &item, schedule->zone, &schedule->layers[i]);
	}
}

static const struct key schedule_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct schedule, name),
	  .required = true },
	{ .name = "zone",
	  .kind = KEY_ZONE,
	  .offset = offsetof(struct schedule, zone),
	  .required = true },
	{ .name = "layers",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct schedule, layers),
	  .count_offset = offsetof(struct schedule, layer_count),
	  .of = &layer_keys,
	  .required = true },
};
const struct keys schedule_keys = KEYS(struct schedule, schedule_key_items,
				       settle_schedule);
