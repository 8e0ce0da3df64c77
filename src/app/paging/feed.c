#include "app/paging/feed.h"

#include "app/app.h"
#include "app/note.h"
#include "app/paging/oncall.h"
#include "base/hash.h"
#include "formats/ical.h"

enum { SECRET_BYTES = 20, UID_HEX = 40 };
#define SHOWN_BEFORE_MS (15 * DAY_MS)
#define SHOWN_AFTER_MS  (180 * DAY_MS)
#define REFRESH_MS      HOUR_MS
/* A shift is told apart by its start. What began before we look seems to begin where we
 * look, so that is moved on in long strides only. */
#define STRIDE_MS (90 * DAY_MS)

/* -- the secret -- */

static const char *noun_of(const struct feed *feed)
{
	return feed->of_person ? "person" : "schedule";
}

static const char *setting_of(struct work *work, const struct feed *feed)
{
	return arena_format(work->arena, "calendar.%s:" STR_FMT, noun_of(feed),
			    STR_ARG(feed->name))
		.bytes;
}

static bool check_exists(struct work *work, const struct feed *feed)
{
	bool exists = feed->of_person ? config_person(work->config, feed->name) != NULL
				      : config_schedule(work->config, feed->name) != NULL;

	return exists || fail(work, ERROR_NOT_FOUND, "there is no %s " STR_FMT,
			      noun_of(feed), STR_ARG(str_clip(feed->name, 60)));
}

bool feed_secret(struct work *work, const struct feed *feed, str *ret_secret)
{
	str key = { (const char *)store_key(work->app->store), 16 };
	str round;

	if (!check_exists(work, feed) ||
	    !store_setting_get(work, setting_of(work, feed), &round))
		return false;

	str said = arena_format(work->arena, "calendar %s " STR_FMT " " STR_FMT,
				noun_of(feed), STR_ARG(round), STR_ARG(feed->name));
	struct sha256 code = sha256_hmac(key, said);

	*ret_secret = hex_of(work->arena,
			     (str){ (const char *)code.bytes, SECRET_BYTES });
	return true;
}

bool feed_revoke(struct work *work, const struct feed *feed)
{
	const char *setting = setting_of(work, feed);
	int64_t round = 0;
	str said;

	if (!check_exists(work, feed) || !store_setting_get(work, setting, &said))
		return false;
	if (said.length > 0 && !str_to_int(said, &round))
		return fail(work, ERROR_INTERNAL, "%s is no number", setting);
	return store_setting_put(work, setting, text_of_int(work, round + 1)) &&
	       note(work, "calendar.revoked", 0, STR(""),
		    { "noun", str_of(noun_of(feed)) }, { "name", feed->name });
}

static bool has_secret(struct work *work, const struct feed *feed, str secret,
		       bool *ret_has)
{
	str own;

	*ret_has = false;
	if (!feed_secret(work, feed, &own))
		return false;
	*ret_has = secret_equal(own, secret);
	return true;
}

bool feed_find(struct work *work, str secret, struct feed *ret_feed)
{
	const struct config *config = work->config;
	bool has = false;

	for (size_t i = 0; i < config->schedule_count && !has; i++) {
		*ret_feed = (struct feed){ .name = config->schedules[i].name };
		if (!has_secret(work, ret_feed, secret, &has))
			return false;
	}
	for (size_t i = 0; i < config->person_count && !has; i++) {
		*ret_feed = (struct feed){ true, config->people[i].name };
		if (!has_secret(work, ret_feed, secret, &has))
			return false;
	}
	return has || fail(work, ERROR_NOT_FOUND,
			   "there is no such calendar, or its address was revoked");
}

/* -- the calendar -- */

struct events {
	struct calendar_event *items;
	size_t count, capacity;
};

static str uid_of(struct work *work, const struct schedule *schedule,
		  const struct shift *shift)
{
	str said = arena_format(work->arena, STR_FMT "\n" STR_FMT "\n%lld",
				STR_ARG(schedule->name), STR_ARG(shift->person),
				(long long)shift->from);
	str hex = sha256_hex(work->arena, sha256_of(said));

	return arena_format(work->arena, STR_FMT "@stanch",
			    STR_ARG(str_slice(hex, 0, UID_HEX)));
}

static str summary_of(struct work *work, const struct feed *feed,
		      const struct schedule *schedule, const struct shift *shift)
{
	if (shift->person.length == 0)
		return arena_format(work->arena, "NOBODY is on call (" STR_FMT ")",
				    STR_ARG(schedule->name));
	if (feed->of_person)
		return arena_format(work->arena, "On call: " STR_FMT,
				    STR_ARG(schedule->name));
	return arena_format(work->arena, STR_FMT " (" STR_FMT ")", STR_ARG(shift->person),
			    STR_ARG(schedule->name));
}

static str description_of(struct work *work, const struct schedule *schedule,
			  const struct shift *shift)
{
	struct arena *arena = work->arena;
	str local = arena_format(
		arena, STR_FMT " – " STR_FMT,
		STR_ARG(zone_format(arena, schedule->zone, shift->from)),
		STR_ARG(zone_format(arena, schedule->zone, shift->until)));

	if (shift->override != 0)
		return arena_format(arena, STR_FMT "\nOverride %lld", STR_ARG(local),
				    (long long)shift->override);
	return local;
}

static bool add_schedule(struct work *work, const struct feed *feed,
			 const struct schedule *schedule, struct events *events)
{
	instant_ms from = (work->now - SHOWN_BEFORE_MS) / STRIDE_MS * STRIDE_MS;
	struct shifts shifts;

	if (!oncall_shifts(work, schedule, from, work->now + SHOWN_AFTER_MS, &shifts))
		return false;
	for (size_t i = 0; i < shifts.count; i++) {
		const struct shift *shift = &shifts.items[i];

		if (shift->until <= work->now - SHOWN_BEFORE_MS ||
		    (feed->of_person && !str_equal(shift->person, feed->name)))
			continue;
		*list_add(work->arena, events) = (struct calendar_event){
			.uid = uid_of(work, schedule, shift),
			.from = shift->from,
			.until = shift->until,
			.summary = summary_of(work, feed, schedule, shift),
			.description = description_of(work, schedule, shift),
		};
	}
	return true;
}

bool feed_calendar(struct work *work, const struct feed *feed, str *ret_text)
{
	const struct config *config = work->config;
	struct events events = { 0 };
	struct calendar calendar = { .name = arena_format(work->arena,
							  "On call: " STR_FMT,
							  STR_ARG(feed->name)),
				     .made_at = work->now,
				     .refresh = REFRESH_MS };

	if (!check_exists(work, feed))
		return false;
	for (size_t i = 0; i < config->schedule_count; i++) {
		const struct schedule *schedule = &config->schedules[i];

		if (!feed->of_person && !str_equal(schedule->name, feed->name))
			continue;
		if (!add_schedule(work, feed, schedule, &events))
			return false;
	}
	calendar.events = events.items;
	calendar.count = events.count;
	return calendar_write(work->arena, &calendar, ret_text, &work->error);
}
