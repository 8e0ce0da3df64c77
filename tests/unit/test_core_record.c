/* The journal's chain notices any altered byte; every kind has its words. */
#include "check.h"

#include "core/record/entry.h"

#include <string.h>

static const char zeros[] =
	"0000000000000000000000000000000000000000000000000000000000000000";

static struct entry first_entry(void)
{
	return (struct entry){
		.seq = 1,
		.at = 1795248550123,
		.kind = STR("alert.fired"),
		.version = 1,
		.actor = STR("stanch"),
		.incident = 7,
		.subject = STR("alert 3"),
		.body_hash = STR("fb10fc5dbdd74b9740e5bcee266fcac4"
				 "7453cd4ad9ac394839857e74418a3ec4"),
	};
}

/* Both were computed by another program from what the header says. */
static void the_hashes_are_what_the_header_says(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct entry entry = first_entry();
	struct sha256 body = entry_body_hash(STR("00112233445566778899aabbccddeeff"),
					     STR("{\"name\":\"Down\"}"));

	CHECK_STR_EQ(sha256_hex(arena, body), entry.body_hash);
	CHECK_STR(sha256_hex(arena, entry_hash(&entry, str_of(zeros))),
		  "742e997d9699514dca2e6c95b8a2fea69a67dd9d46f4204c8fc4f06761de71a2");
}

static void every_part_enters_the_hash(void)
{
	struct entry whole = first_entry();
	struct entry changed[8];
	struct sha256 hash = entry_hash(&whole, str_of(zeros));

	for (size_t i = 0; i < COUNT_OF(changed); i++)
		changed[i] = whole;
	changed[0].seq++;
	changed[1].at++;
	changed[2].kind = STR("alert.fires");
	changed[3].version++;
	changed[4].actor = STR("stanchx");
	changed[5].incident++;
	changed[6].subject = STR("alert 4");
	changed[7].body_hash = str_of(zeros);
	for (size_t i = 0; i < COUNT_OF(changed); i++) {
		struct sha256 other = entry_hash(&changed[i], str_of(zeros));

		CHECK(memcmp(hash.bytes, other.bytes, SHA256_BYTES) != 0);
	}

	struct sha256 after = entry_hash(&whole, whole.body_hash);

	CHECK(memcmp(hash.bytes, after.bytes, SHA256_BYTES) != 0);
}

/* "ab" + "c" is not "a" + "bc". */
static void what_moves_from_one_part_to_the_next_is_noticed(void)
{
	struct entry entry = first_entry(), moved = first_entry();
	struct sha256 left, right;

	entry.kind = STR("ab");
	entry.actor = STR("c");
	moved.kind = STR("a");
	moved.actor = STR("bc");
	left = entry_hash(&entry, str_of(zeros));
	right = entry_hash(&moved, str_of(zeros));
	CHECK(memcmp(left.bytes, right.bytes, SHA256_BYTES) != 0);
}

static void every_kind_is_found_by_its_name_once(void)
{
	size_t nth = 0;

	for (; entry_kind_at(nth); nth++) {
		const struct entry_kind *kind = entry_kind_at(nth);

		CHECK_CASE(entry_kind_find(str_of(kind->name)) == kind, kind->name);
		CHECK_CASE(kind->version >= 1, kind->name);
		CHECK_CASE(str_contains(str_of(kind->name), STR(".")), kind->name);
		CHECK_CASE(kind->sentence[0] != '\0', kind->name);
	}
	CHECK(nth > 100);
	CHECK(!entry_kind_find(STR("alert.unheard-of")));
	CHECK(!entry_kind_find(STR("")));
}

static size_t count_of(str s, const char *part)
{
	size_t count = 0;

	for (size_t i = 0; i < s.length; i++)
		count += str_starts_with(str_slice(s, i, s.length), str_of(part));
	return count;
}

static void every_sentence_closes_what_it_opens(void)
{
	for (size_t nth = 0; entry_kind_at(nth); nth++) {
		const struct entry_kind *kind = entry_kind_at(nth);
		str sentence = str_of(kind->sentence);

		CHECK_CASE(count_of(sentence, "{{") == count_of(sentence, "}}"),
			   kind->name);
		CHECK_CASE(count_of(sentence, "{{#") + count_of(sentence, "{{^") ==
				   count_of(sentence, "{{/"),
			   kind->name);
	}
}

static void steps_of_sending_are_not_on_the_timeline(void)
{
	CHECK(!entry_kind_find(STR("delivery.queued"))->on_timeline);
	CHECK(!entry_kind_find(STR("delivery.started"))->on_timeline);
	CHECK(!entry_kind_find(STR("delivery.retried"))->on_timeline);
	CHECK(!entry_kind_find(STR("evidence.wanted"))->on_timeline);
	CHECK(entry_kind_find(STR("delivery.sent"))->on_timeline);
	CHECK(entry_kind_find(STR("page.exhausted"))->on_timeline);
}

const struct test tests[] = {
	{ "the hashes are what the header says", the_hashes_are_what_the_header_says },
	{ "every part enters the hash", every_part_enters_the_hash },
	{ "what moves from one part to the next is noticed",
	  what_moves_from_one_part_to_the_next_is_noticed },
	{ "every kind is found by its name, once", every_kind_is_found_by_its_name_once },
	{ "every sentence closes what it opens", every_sentence_closes_what_it_opens },
	{ "steps of sending are not on the timeline",
	  steps_of_sending_are_not_on_the_timeline },
	{ 0 },
};
