/* Silences in their turns: each made, changed and ended is written down, and one that
 * begins or ends by itself does so by a timer. */
#include "store_fixture.h"

#include "app/intake/silences.h"
#include "app/note.h"
#include "base/limits.h"
#include "formats/json.h"
#include "labels_fixture.h"

/* They ask the configuration what else holds something back: nothing does. */
static void begin_unconfigured(struct fixture *f)
{
	static const struct config nothing;

	begin(f);
	f->work.config = &nothing;
}

static struct silence silence_of(struct fixture *f, const char *matchers,
				 instant_ms starts_at, instant_ms ends_at)
{
	struct matchers read = matchers_from(f->arena, matchers);

	return (struct silence){
		.matchers = json_write(f->arena,
				       matchers_tree(f->arena, read.items, read.count)),
		.comment = STR("planned"),
		.created_by = STR("alice"),
		.starts_at = starts_at,
		.ends_at = ends_at,
	};
}

static struct silence made(struct fixture *f, instant_ms starts_at, instant_ms ends_at)
{
	struct silence silence = silence_of(f, "alertname=\"Disk\"", starts_at, ends_at);

	MUST(f, silence_make(&f->work, &silence));
	return silence;
}

/* When its timer is due; 0: it has none. */
static instant_ms due_of(struct fixture *f, const struct silence *silence)
{
	struct timer *timers;
	size_t count;

	MUST(f, timers_due(&f->work, INSTANT_MAX, 100, &timers, &count));
	for (size_t i = 0; i < count; i++)
		if (str_is(timers[i].kind, "silence.due") && timers[i].ref == silence->id)
			return timers[i].due;
	return 0;
}

static str last_entry(struct fixture *f)
{
	struct entry *entries;
	str hash;
	int64_t seq;
	size_t count;

	MUST(f, journal_head(&f->work, &seq, &hash));
	MUST(f, journal_read(&f->work, 0, seq - 1, 1, &entries, &count));
	return arena_format(f->arena, STR_FMT ": " STR_FMT, STR_ARG(entries[0].kind),
			    STR_ARG(entry_text(f->arena, &entries[0])));
}

CLAIM(one_that_is_made_is_in_force_from_now_until_its_end)
{
	struct silence silence, found;
	struct silence_rule *live;
	size_t count;

	begin_unconfigured(f);
	silence = made(f, NOON - HOUR_MS, NOON + HOUR_MS);
	CHECK(uuid_is_valid(silence.uid));
	CHECK_INT(silence.starts_at, NOON);
	CHECK_INT(due_of(f, &silence), NOON + HOUR_MS);
	CHECK_STR(last_entry(f),
		  "silence.made: Silence 1 from 2026-11-21T12:00:00Z until "
		  "2026-11-21T13:00:00Z: {alertname=\"Disk\"}, planned");
	commit(f);
	MUST(f, silences_live(take(f), &live, &count));
	CHECK_INT(count, 1);
	CHECK_INT(live[0].matchers.count, 1);
	MUST(f, silence_named(&f->work, silence.uid, &found));
	CHECK_INT(found.id, silence.id);
	MUST(f, silence_named(&f->work, STR("1"), &found));
	CHECK_STR_EQ(found.uid, silence.uid);
	CHECK(!silence_named(&f->work, STR("nobody"), &found));
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no silence nobody");
	give(f);
}

CLAIM(one_that_cannot_be_meant_is_refused)
{
	struct silence over = silence_of(f, "a=\"b\"", NOON - HOUR_MS, NOON - 1);
	struct silence wide = silence_of(f, "a=~\".*\"", NOON, NOON + HOUR_MS);

	begin_unconfigured(f);
	CHECK(!silence_make(&f->work, &over));
	CHECK_INT(f->work.error.kind, ERROR_INVALID);
	CHECK(!silence_make(&f->work, &wide));
	CHECK_INT(f->work.error.kind, ERROR_INVALID);
	commit(f);
}

static void fire(struct fixture *f, const struct silence *silence, instant_ms now)
{
	struct timer timer = { .due = now, .ref = silence->id };

	f->work.now = now;
	MUST(f, silences_due(&f->work, &timer));
}

CLAIM(one_to_come_begins_and_ends_by_its_timer)
{
	struct silence silence;

	begin_unconfigured(f);
	silence = made(f, NOON + HOUR_MS, NOON + 2 * HOUR_MS);
	CHECK_INT(due_of(f, &silence), NOON + HOUR_MS);
	fire(f, &silence, NOON + HOUR_MS);
	CHECK_STR(last_entry(f), "silence.begun: Silence 1 is in force: "
				 "{alertname=\"Disk\"}, planned");
	CHECK_INT(due_of(f, &silence), NOON + 2 * HOUR_MS);
	fire(f, &silence, NOON + 2 * HOUR_MS);
	CHECK_STR(last_entry(f), "silence.expired: Silence 1 ended: "
				 "{alertname=\"Disk\"}, planned");
	CHECK_INT(due_of(f, &silence), 0);
	commit(f);
}

CLAIM(ending_one_takes_it_out_of_force_at_once)
{
	struct silence silence, *live;
	size_t count;

	begin_unconfigured(f);
	silence = made(f, NOON, NOON + HOUR_MS);
	f->work.now = NOON + MINUTE_MS;
	MUST(f, silence_expire(&f->work, &silence));
	CHECK_STR(last_entry(f), "silence.expired: Silence 1 ended before its time, "
				 "which was 2026-11-21T13:00:00Z: "
				 "{alertname=\"Disk\"}, planned");
	CHECK_INT(due_of(f, &silence), 0);
	MUST(f, store_silences_live(&f->work, f->work.now, &live, &count));
	CHECK_INT(count, 0);
	MUST(f, store_silences_since(&f->work, NOON, &live, &count));
	CHECK_INT(count, 1);
	CHECK_STR(live[0].expired_by, "alice");
	CHECK(!silence_expire(&f->work, &live[0]));
	CHECK_ERROR(f, ERROR_CONFLICT, "silence 1 has ended already");
	commit(f);
}

CLAIM(one_that_keeps_its_matchers_and_start_is_changed_in_place)
{
	struct silence silence, changed;

	begin_unconfigured(f);
	silence = made(f, NOON, NOON + HOUR_MS);
	changed = silence_of(f, "alertname=\"Disk\"", NOON, NOON + 2 * HOUR_MS);
	changed.uid = silence.uid;
	changed.comment = STR("longer");
	f->work.now = NOON + MINUTE_MS;
	MUST(f, silence_change(&f->work, &changed));
	CHECK_INT(changed.id, silence.id);
	CHECK_STR_EQ(changed.uid, silence.uid);
	CHECK_INT(due_of(f, &silence), NOON + 2 * HOUR_MS);
	commit(f);
}

CLAIM(any_other_change_ends_it_and_makes_a_new_one)
{
	struct silence silence, changed, *live;
	size_t count;

	begin_unconfigured(f);
	silence = made(f, NOON, NOON + HOUR_MS);
	changed = silence_of(f, "alertname=\"Cpu\"", NOON, NOON + HOUR_MS);
	changed.uid = silence.uid;
	MUST(f, silence_change(&f->work, &changed));
	CHECK(!str_equal(changed.uid, silence.uid));
	MUST(f, store_silences_live(&f->work, NOON, &live, &count));
	CHECK_INT(count, 1);
	CHECK_INT(live[0].id, changed.id);
	changed.uid = STR("00000000-0000-0000-0000-000000000000");
	CHECK(!silence_change(&f->work, &changed));
	CHECK_INT(f->work.error.kind, ERROR_NOT_FOUND);
	commit(f);
}

CLAIM(there_is_a_most_of_them)
{
	struct silence silence = silence_of(f, "a=\"b\"", NOON, NOON + HOUR_MS);

	begin_unconfigured(f);
	for (int i = 0; i < SILENCES_MAX; i++) {
		silence.uid = text_of_int(&f->work, i);
		MUST(f, store_add(&f->work, &silence_shape, &silence));
	}
	CHECK(!silence_make(&f->work, &silence));
	CHECK_INT(f->work.error.kind, ERROR_LIMITED);
	commit(f);
}

const struct test tests[] = {
	{ "one that is made is in force from now until its end",
	  one_that_is_made_is_in_force_from_now_until_its_end },
	{ "one that cannot be meant is refused", one_that_cannot_be_meant_is_refused },
	{ "one to come begins and ends by its timer",
	  one_to_come_begins_and_ends_by_its_timer },
	{ "ending one takes it out of force at once",
	  ending_one_takes_it_out_of_force_at_once },
	{ "one that keeps its matchers and start is changed in place",
	  one_that_keeps_its_matchers_and_start_is_changed_in_place },
	{ "any other change ends it and makes a new one",
	  any_other_change_ends_it_and_makes_a_new_one },
	{ "there is a most of them", there_is_a_most_of_them },
	{ 0 },
};
