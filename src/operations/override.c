/* override: somebody takes another's duty for a while. */
#include "operations/oncall_parts.h"

#include "base/text.h"

enum { TOLD_BYTES_MAX = 1024 };

/* -- times as people write them -- */

struct reading {
	struct work *work;
	const struct schedule *schedule;
	struct text told; /* what has to be said of local times */
};

static void tell(struct reading *reading, const char *field, str said, enum civil_fit fit,
		 instant_ms at)
{
	str taken = zone_format(reading->work->arena, reading->schedule->zone, at);
	str zone = zone_name(reading->schedule->zone);

	if (fit == CIVIL_SKIPPED)
		text_addf(&reading->told,
			  "%s: clocks in " STR_FMT " never show " STR_FMT
			  " (summer time begins); taken as " STR_FMT ".\n",
			  field, STR_ARG(zone), STR_ARG(said), STR_ARG(taken));
	if (fit == CIVIL_TWICE)
		text_addf(&reading->told,
			  "%s: clocks in " STR_FMT " show " STR_FMT
			  " twice (summer time ends); the first is taken, " STR_FMT
			  ". For the second write it with its offset.\n",
			  field, STR_ARG(zone), STR_ARG(said), STR_ARG(taken));
}

/* "18:00": the next time that clocks there show it, after "after". */
static bool read_clock(const struct reading *reading, str said, instant_ms after,
		       struct civil *ret_civil)
{
	const struct zone *zone = reading->schedule->zone;
	struct error unheeded = { 0 };
	enum civil_fit fit;
	str hour, minute;

	if (said.length > 5 || !str_cut(said, ':', &hour, &minute) || minute.length != 2)
		return false;
	for (int days = 0; days < 2; days++) {
		struct civil day = zone_civil(zone, after + days * DAY_MS);
		str whole = arena_format(
			reading->work->arena, "%04d-%02d-%02d %s" STR_FMT, day.year,
			day.month, day.day, hour.length == 1 ? "0" : "", STR_ARG(said));

		if (!civil_parse(whole, ret_civil, &unheeded))
			return false;
		if (zone_instant(zone, ret_civil, &fit) > after)
			return true;
	}
	return false;
}

/* An instant, how long from now, or what clocks on the schedule's walls show. */
static bool read_time(struct reading *reading, const char *field, str said,
		      instant_ms *ret_at)
{
	struct work *work = reading->work;
	struct error unheeded, error = { 0 };
	struct civil civil;
	enum civil_fit fit;
	duration_ms from_now;
	instant_ms after = *ret_at > work->now ? *ret_at : work->now;

	if (str_is(said, "now")) {
		*ret_at = work->now;
		return true;
	}
	if (instant_parse(said, ret_at, &unheeded))
		return true;
	if (duration_parse(said, &from_now, &unheeded)) {
		*ret_at = work->now + from_now;
		return true;
	}
	if (!read_clock(reading, said, after, &civil) &&
	    !civil_parse(said, &civil, &error))
		return fail(work, ERROR_INVALID,
			    "%s: '" STR_FMT
			    "' is no time such as 18:00 or 2026-11-22 09:00 (in " STR_FMT
			    "), 2026-11-22T09:00:00Z, or 8h (from now)",
			    field, STR_ARG(str_clip(said, 40)),
			    STR_ARG(zone_name(reading->schedule->zone)));
	*ret_at = zone_instant(reading->schedule->zone, &civil, &fit);
	tell(reading, field, said, fit, *ret_at);
	return true;
}

/* -- answers -- */

static struct tree *override_tree(struct work *work, const struct override *override)
{
	const struct schedule *schedule = config_schedule(work->config,
							  override->schedule);
	const struct zone *zone = schedule ? schedule->zone : zone_utc();
	struct tree *one = row_tree(work->arena, &override_shape, override);
	const char *state = "coming";

	if (override->removed_at != 0)
		state = "removed";
	else if (override->until <= work->now)
		state = "over";
	else if (override->from <= work->now)
		state = "running";
	tree_put_text(work->arena, one, "state", str_of(state));
	tree_put_text(work->arena, one, "from_local",
		      zone_format(work->arena, zone, override->from));
	tree_put_text(work->arena, one, "until_local",
		      zone_format(work->arena, zone, override->until));
	return one;
}

/* -- add -- */

struct add_input {
	str schedule, person, from, until, instead_of, reason;
};
static const struct field add_fields[] = {
	{ .name = "schedule",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, schedule),
	  .required = true,
	  .help = "whose duty changes" },
	{ .name = "person",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, person),
	  .required = true,
	  .help = "who takes it" },
	{ .name = "from",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, from),
	  .required = true,
	  .help = "now, 2h (from now), 18:00 or '2026-11-22 09:00' (in the schedule's "
		  "zone), or 2026-11-22T09:00:00Z" },
	{ .name = "until",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, until),
	  .required = true,
	  .help = "likewise; a duration counts from now" },
	{ .name = "instead_of",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, instead_of),
	  .help = "only while this person would have it; left out: whoever" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, reason),
	  .help = "why" },
};
static const struct shape add_shape = SHAPE("add", struct add_input, add_fields);

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct reading reading = { .work = work,
				   .told = text_new(work->arena, TOLD_BYTES_MAX) };
	struct override override = { .schedule = in->schedule,
				     .person = in->person,
				     .instead_of = in->instead_of,
				     .reason = in->reason };

	if (!oncall_schedule_named(work, in->schedule, &reading.schedule) ||
	    !read_time(&reading, "from", in->from, &override.from))
		return false;
	/* "18:00 02:00" ends in the next morning. */
	override.until = override.from;
	if (!read_time(&reading, "until", in->until, &override.until) ||
	    !override_add(work, &override))
		return false;
	tree_put(work->arena, answer, "override", override_tree(work, &override));
	tree_put_text(work->arena, answer, "told", text_of(&reading.told));
	return true;
}

/* -- remove -- */

struct remove_input {
	int64_t id;
};
static const struct field remove_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct remove_input, id),
	  .required = true,
	  .help = "its number: stanch override list" },
};
static const struct shape remove_shape = SHAPE("remove", struct remove_input,
					       remove_fields);

static bool remove_it(struct work *work, const void *input, struct tree *answer)
{
	const struct remove_input *in = input;
	struct override override;

	if (!override_remove(work, in->id) ||
	    !store_get(work, &override_shape, in->id, &override))
		return false;
	tree_put(work->arena, answer, "override", override_tree(work, &override));
	return true;
}

/* -- list -- */

struct list_input {
	str schedule;
	bool all;
};
static const struct field list_fields[] = {
	{ .name = "schedule",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct list_input, schedule),
	  .help = "of this one only" },
	{ .name = "all",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct list_input, all),
	  .help = "those that are over too" },
};
static const struct shape list_shape = SHAPE("list", struct list_input, list_fields);

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct list_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct override *overrides;
	size_t count;

	if (!store_overrides(work, in->schedule, in->all ? 0 : work->now, &overrides,
			     &count))
		return false;
	for (size_t i = 0; i < count; i++)
		tree_add(work->arena, list, override_tree(work, &overrides[i]));
	tree_put(work->arena, answer, "overrides", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "override",
	  .verb = "add",
	  .help = "somebody takes the duty of a schedule for a while",
	  .more = "For example: stanch override add primary carol now 8h --reason "
		  "dentist. Two overrides of a schedule never cover the same time.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template =
			    "Override {{override.id}}: {{override.person}} has "
			    "{{override.schedule}} from {{override.from_local}} until "
			    "{{override.until_local}}.\n{{told}}" } },
	{ .noun = "override",
	  .verb = "remove",
	  .help = "end an override; what was until now stays to be seen",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &remove_shape,
	  .run = remove_it,
	  .view = { .template = "Override {{override.id}} of {{override.schedule}} has "
				"ended.\n" } },
	{ .noun = "override",
	  .verb = "list",
	  .help = "who takes whose duty, and when",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &list_shape,
	  .run = list,
	  .view = { .list = "overrides",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "schedule", "schedule", 0 },
				 { "person", "who", 0 },
				 { "instead_of", "instead of", 0 },
				 { "from_local", "from", 0 },
				 { "until_local", "until", 0 },
				 { "reason", "reason", 0 } },
		    .empty = "No override." } },
};

NOUN(override, operations);
