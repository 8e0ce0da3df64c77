#include "app/intake/roster.h"
#include "check.h"

#define NOW ((instant_ms)1795240000000)

static const struct siphash_128 one = { 1, 2 }, other = { 1, 3 };

static struct roster_entry entry(struct siphash_128 key, int64_t id,
				 enum alert_state state)
{
	return (struct roster_entry){ .key = key,
				      .content = 7,
				      .ends_at = NOW,
				      .id = id,
				      .heard_s = NOW / SECOND_MS,
				      .state = (uint8_t)state };
}

static void put(struct roster *roster, struct siphash_128 key, int64_t id,
		enum alert_state state)
{
	struct roster_entry put = entry(key, id, state);

	roster_put(roster, &put);
}

static void release(struct roster **roster)
{
	roster_free(*roster);
}

static void a_turn_finds_what_its_group_has_added_before_it_is_committed(void)
{
	scoped(release) struct roster *roster = roster_new();
	int64_t ids[2], id;

	roster_await(roster, one, 5);
	CHECK_INT(roster_find(roster, one, ids), 1);
	CHECK_INT(ids[0], 5);
	CHECK_INT(roster_find(roster, other, ids), 0);
	CHECK(!roster_knows(roster, one, 7, NOW, NOW, &id));
	roster_settle(roster, true);
	CHECK_INT(roster_find(roster, one, ids), 0);
}

static void what_is_awaited_comes_before_what_is_committed(void)
{
	scoped(release) struct roster *roster = roster_new();
	int64_t ids[2];

	put(roster, one, 5, ALERT_FIRING);
	roster_await(roster, one, 9);
	CHECK_INT(roster_find(roster, one, ids), 2);
	CHECK_INT(ids[0], 9);
	CHECK_INT(ids[1], 5);
}

static void a_flood_in_one_group_is_found_whole(void)
{
	scoped(release) struct roster *roster = roster_new();
	int64_t ids[2], found = 0;

	for (int64_t i = 1; i <= 10000; i++)
		roster_await(roster, (struct siphash_128){ (uint64_t)i, 1 }, i);
	for (int64_t i = 1; i <= 10000; i++)
		found += roster_find(roster, (struct siphash_128){ (uint64_t)i, 1 },
				     ids) == 1 &&
			 ids[0] == i;
	CHECK_INT(found, 10000);
	roster_settle(roster, true);
	CHECK_INT(roster_find(roster, (struct siphash_128){ 1, 1 }, ids), 0);
}

static void a_failed_group_leaves_a_doubt_until_it_is_dispelled(void)
{
	scoped(release) struct roster *roster = roster_new();
	int64_t newest;

	put(roster, one, 5, ALERT_FIRING);
	CHECK(!roster_is_in_doubt(roster, &newest));
	roster_settle(roster, false);
	CHECK(roster_is_in_doubt(roster, &newest));
	CHECK_INT(newest, 5);
	roster_settle(roster, true);
	CHECK(roster_is_in_doubt(roster, &newest));
	roster_trust(roster);
	CHECK(!roster_is_in_doubt(roster, &newest));
}

static void only_ended_alerts_that_nobody_repeats_are_forgotten(void)
{
	scoped(release) struct roster *roster = roster_new();
	struct siphash_128 stale = { 9, 9 };
	int64_t ids[2], id;

	put(roster, one, 1, ALERT_RESOLVED);
	put(roster, other, 2, ALERT_RESOLVED);
	put(roster, stale, 3, ALERT_STALE);
	CHECK(roster_knows(roster, other, 7, NOW, NOW + MINUTE_MS, &id));
	roster_forget_ended(roster, NOW + MINUTE_MS);
	CHECK_INT(roster_find(roster, one, ids), 0);
	CHECK_INT(roster_find(roster, other, ids), 1);
	CHECK_INT(roster_find(roster, stale, ids), 1);
}

const struct test tests[] = {
	{ "a turn finds what its group has added, before it is committed",
	  a_turn_finds_what_its_group_has_added_before_it_is_committed },
	{ "what is awaited comes before what is committed",
	  what_is_awaited_comes_before_what_is_committed },
	{ "a flood in one group is found whole", a_flood_in_one_group_is_found_whole },
	{ "a failed group leaves a doubt until it is dispelled",
	  a_failed_group_leaves_a_doubt_until_it_is_dispelled },
	{ "only ended alerts that nobody repeats are forgotten",
	  only_ended_alerts_that_nobody_repeats_are_forgotten },
	{ 0 },
};
