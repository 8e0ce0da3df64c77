/* Somebody takes another's duty for a while. */
#include "app/note.h"
#include "app/paging/oncall.h"

enum { REASON_BYTES_MAX = 500 };

static str on_wall(struct work *work, const struct schedule *schedule, instant_ms at)
{
	return zone_format(work->arena, schedule ? schedule->zone : zone_utc(), at);
}

static bool check_person(struct work *work, const char *field, str name)
{
	const struct person_config *person = config_person(work->config, name);

	if (!person)
		return fail(work, ERROR_INVALID,
			    "%s: there is no person " STR_FMT " in the configuration",
			    field, STR_ARG(str_clip(name, 60)));
	return true;
}

/* Whoever takes a duty must be somebody who can be woken. */
static bool check_taker(struct work *work, str name)
{
	const struct person_config *person;

	if (!check_person(work, "person", name))
		return false;
	person = config_person(work->config, name);
	if (person->is_agent || person->role < ROLE_RESPONDER)
		return fail(work, ERROR_INVALID,
			    "person: " STR_FMT " may not answer a page", STR_ARG(name));
	return person->contact_count > 0 ||
	       fail(work, ERROR_INVALID,
		    "person: " STR_FMT " has no contact: nobody would be woken",
		    STR_ARG(name));
}

static bool check_times(struct work *work, const struct schedule *schedule,
			struct override *override)
{
	if (override->until <= override->from)
		return fail(work, ERROR_INVALID, "until: must be later than from");
	if (override->until <= work->now)
		return fail(work, ERROR_INVALID,
			    "until: " STR_FMT " is over; the past is not changed",
			    STR_ARG(on_wall(work, schedule, override->until)));
	if (override->from < work->now)
		override->from = work->now;
	return true;
}

static bool check_free(struct work *work, const struct schedule *schedule,
		       const struct override *wanted)
{
	struct override *others;
	size_t count;

	if (!store_overrides(work, wanted->schedule, wanted->from, &others, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct override *other = &others[i];

		if (other->from >= wanted->until || other->until <= wanted->from)
			continue;
		return fail(work, ERROR_CONFLICT,
			    "override %lld has " STR_FMT " from " STR_FMT
			    " until " STR_FMT ": remove it first",
			    (long long)other->id, STR_ARG(other->person),
			    STR_ARG(on_wall(work, schedule, other->from)),
			    STR_ARG(on_wall(work, schedule, other->until)));
	}
	return true;
}

bool override_add(struct work *work, struct override *override)
{
	const struct schedule *schedule = config_schedule(work->config,
							  override->schedule);

	if (!schedule)
		return fail(work, ERROR_INVALID, "schedule: there is none named " STR_FMT,
			    STR_ARG(str_clip(override->schedule, 60)));
	if (override->reason.length > REASON_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "reason: at most %d bytes",
			    REASON_BYTES_MAX);
	if (!check_taker(work, override->person) ||
	    (override->instead_of.length > 0 &&
	     !check_person(work, "instead_of", override->instead_of)) ||
	    !check_times(work, schedule, override) ||
	    !check_free(work, schedule, override))
		return false;
	override->made_by = work->actor.name;
	override->made_at = work->now;
	override->removed_at = 0;
	return store_add(work, &override_shape, override) &&
	       note(work, "override.added", 0, subject_of(work, "override", override->id),
		    { "schedule", override->schedule }, { "person", override->person },
		    { "instead_of", override->instead_of },
		    { "from", on_wall(work, schedule, override->from) },
		    { "until", on_wall(work, schedule, override->until) },
		    { "reason", override->reason }) &&
	       oncall_arm(work);
}

bool override_remove(struct work *work, int64_t id)
{
	struct override override;
	bool runs;

	if (!store_get(work, &override_shape, id, &override))
		return false;
	if (override.removed_at != 0)
		return fail(work, ERROR_CONFLICT, "override %lld was removed already",
			    (long long)id);
	if (override.until <= work->now)
		return fail(work, ERROR_CONFLICT,
			    "override %lld is over; the past is not changed",
			    (long long)id);
	/* What it did until now was so, and stays to be seen. */
	runs = override.from < work->now;
	if (runs)
		override.until = work->now;
	else
		override.removed_at = work->now;
	return store_save(work, &override_shape, &override) &&
	       note(work, "override.removed", 0, subject_of(work, "override", id),
		    { "schedule", override.schedule }, { "person", override.person },
		    { "ended", runs ? STR("yes") : STR("") }) &&
	       oncall_arm(work);
}
