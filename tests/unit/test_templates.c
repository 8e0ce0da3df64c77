/* Lines of one statement become one template, whatever values they hold. */
#include "check.h"
#include "stats/templates.h"

#include <string.h>

enum { ARENA_BYTES = 256 << 20, LINES_MAX = 64 };

struct mined {
	struct templates templates;
	const uint32_t *of_line;
};

static struct mined mine(struct arena *arena, const char *const *lines)
{
	struct mined mined = { 0 };
	str list[LINES_MAX];
	size_t count = 0;

	for (; lines[count]; count++)
		list[count] = str_of(lines[count]);
	templates_of(arena, list, count, &mined.templates, &mined.of_line);
	return mined;
}

static const struct {
	const char *name, *a, *b, *text;
} values[] = {
	{ "number", "took 5 steps", "took 17 steps", "took <*> steps" },
	{ "sign", "moved by -5", "moved by 3.25", "moved by <*>" },
	{ "unit", "took 5 ms", "took 1.5 s", "took <*>" },
	{ "the same unit", "took 5 ms", "took 7 ms", "took <*> ms" },
	{ "size with aside", "sent 512 bytes to peer",
	  "sent 2048 bytes (2.00 KB) to peer", "sent <*> to peer" },
	{ "hexadecimal", "at 0x7ffde (stack)", "at 0x12 (stack)", "at <*> (stack)" },
	{ "hash", "commit a489c868f0c37da93b76 pushed", "commit 00dd43 pushed",
	  "commit <*> pushed" },
	{ "hash of letters", "commit deadbeef pushed", "commit abcdefab pushed",
	  "commit <*> pushed" },
	{ "UUID", "vm 7e7ad8a7-2f1d-4a3e-9d5d-0c7f0c8d6a11 up",
	  "vm b9000564-fe1a-409b-b8cc-1e88b294cd1d up", "vm <*> up" },
	{ "IPv4 and port", "from 10.0.0.1:5000 now", "from 192.168.7.20:80 now",
	  "from <*> now" },
	{ "IPv6", "from fe80::1 now", "from 2001:db8::abcd:1 now", "from <*> now" },
	{ "IPv6 of letters", "from dead::beef now", "from fe80::1 now", "from <*> now" },
	{ "MAC", "station aa:bb:cc:dd:ee:ff left", "station 00:1b:44:11:3a:b7 left",
	  "station <*> left" },
	{ "host", "asked ns.example.com twice", "asked mail.some-where.org twice",
	  "asked <*> twice" },
	{ "country", "asked a.b.hk twice", "asked www.c.d.uk twice", "asked <*> twice" },
	{ "path", "open /etc/hosts failed", "open /var/lib/x/data.db failed",
	  "open <*> failed" },
	{ "path with query", "GET /a?x=1&y=z done", "GET /b/c?q=words done",
	  "GET <*> done" },
	{ "Windows path", "load C:\\Windows\\a.dll ok", "load D:\\b.dll ok",
	  "load <*> ok" },
	{ "URL", "fetch http://a.example/b?c=d (late)",
	  "fetch https://x.example:8443/ (late)", "fetch <*> (late)" },
	{ "mail", "mail to ann@example.org queued", "mail to bob@b.example queued",
	  "mail to <*> queued" },
	{ "time", "at 2026-11-29T10:00:00.123Z it ended", "at 10:00:00 it ended",
	  "at <*> it ended" },
	{ "date", "since Sun Nov 29 10:00:00 2026 idle",
	  "since Mon Jul  4 08:00:00 2005 idle", "since <*> idle" },
	{ "truth", "open is true", "open is false", "open is <*>" },
	{ "empty value", "login user= from 10.0.0.1", "login user=7 from 10.0.0.2",
	  "login user=<*> from <*>" },
	{ "empty brackets", "connection from 10.0.0.1 () at noon",
	  "connection from 10.0.0.2 (host.example.net) at noon",
	  "connection from <*> at noon" },
	{ "list", "replicas 1, 2, 3 behind", "replicas 4 behind", "replicas <*> behind" },
	{ "identifier", "task task_20151018_0001_m_01 done",
	  "task task_20151018_0002_r_02 done", "task <*> done" },
	{ "leader", "cache......................0", "cache......................1",
	  "cache......................<*>" },
};

/* Two lines alone: no frequency helps, so their values are known by their form. */
static void values_are_known_by_their_form(void)
{

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		const char *lines[] = { values[i].a, values[i].b, NULL };
		struct mined mined = mine(arena, lines);

		CHECK_CASE(mined.templates.count == 1, values[i].name);
		CHECK_STR_EQ(mined.templates.items[0].text, str_of(values[i].text));
	}
}

static void words_are_words(void)
{
	/* Each of these is two templates. */
	static const char *const cases[][2] = {
		{ "service started", "service stopped" },
		{ "read failed: 5", "write failed: 5" },
		{ "can't open 5", "can open 5" },
		{ "org.example.First ready", "org.example.Second ready" },
		{ "link up on 3", "link down on 3 again" },
		{ "accepted", "defaced" },
		{ "input/output error", "input error" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		const char *lines[] = { cases[i][0], cases[i][1], NULL };

		CHECK_CASE(mine(arena, lines).templates.count == 2, cases[i][0]);
	}
}

/* No form tells a user's name from a word, but there are many of them. */
static void many_words_at_one_place_are_values(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *lines[] = { "session opened for user ann by admin",
				"session opened for user bob by admin",
				"session opened for user cyd by admin",
				"session opened for user dan by admin",
				"session closed for user ann",
				"session closed for user bob",
				"session closed for user cyd",
				"session closed for user dan",
				"disk full",
				NULL };
	struct mined mined = mine(arena, lines);

	CHECK_INT(mined.templates.count, 3);
	CHECK_STR(mined.templates.items[0].text, "session opened for user <*> by admin");
	CHECK_STR(mined.templates.items[1].text, "session closed for user <*>");
	CHECK_INT(mined.templates.items[1].lines, 4);
	CHECK_INT(mined.templates.items[1].first, 4);
	CHECK_INT(mined.templates.items[1].last, 7);
	CHECK_INT(mined.of_line[6], 1);
	CHECK_INT(mined.of_line[8], 2);
}

static void few_words_at_one_place_are_a_choice(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *lines[] = { "peer 1 is now leading",   "peer 2 is now following",
				"peer 3 is now following", "peer 4 is now looking",
				"peer 5 is now following", NULL };

	CHECK_INT(mine(arena, lines).templates.count, 3);
}

/* Flags multiply: of six there would be 64. */
static void many_choices_are_values(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct templates templates;
	const uint32_t *of_line = NULL;
	str lines[64];

	for (unsigned i = 0; i < COUNT_OF(lines); i++)
		lines[i] = arena_format(arena, "flags %s %s %s %s %s %s were set",
					i & 1 ? "on" : "off", i & 2 ? "on" : "off",
					i & 4 ? "on" : "off", i & 8 ? "on" : "off",
					i & 16 ? "on" : "off", i & 32 ? "on" : "off");
	templates_of(arena, lines, COUNT_OF(lines), &templates, &of_line);
	CHECK_INT(templates.count, 8);
	CHECK_STR(templates.items[7].text, "flags on on on <*> <*> <*> were set");
}

/* Names where others have numbers are values, however few. */
static void a_place_of_numbers_is_of_names_too(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *lines[] = { "invalid user 1234 from 10.0.0.1 tried",
				"invalid user oracle from 10.0.0.2 tried", NULL };
	struct mined mined = mine(arena, lines);

	CHECK_INT(mined.templates.count, 1);
	CHECK_STR(mined.templates.items[0].text, "invalid user <*> from <*> tried");
}

static void what_never_varies_is_text(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	const char *same[] = { "eth0 got 5 frames by ssh2", "eth0 got 7 frames by ssh2",
			       NULL };
	const char *other[] = { "eth0 got 5 frames by ssh2", "eth1 got 7 frames by ssh2",
				NULL };

	CHECK_STR(mine(arena, same).templates.items[0].text,
		  "eth0 got <*> frames by ssh2");
	CHECK_STR(mine(arena, other).templates.items[0].text,
		  "<*> got <*> frames by ssh2");
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return *state >> 33;
}

/* Lines that were together stay together in any order. */
static void order_does_not_matter(void)
{
	static const char *const names[] = { "ann", "bob", "cyd", "dan", "eve", "fay" };
	static const struct {
		const char *before, *after;
	} kinds[] = {
		{ "user ", " logged in from 10.0.0." },
		{ "user ", " failed, times: " },
		{ "worker ", " took ms " },
		{ "queue ", " is empty, " },
		{ "queue ", " is full: " },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	enum { COUNT = 300 };
	str lines[COUNT], shuffled[COUNT];
	size_t place[COUNT];
	struct templates before, after;
	const uint32_t *was = NULL, *is = NULL;
	uint64_t state = 7;

	for (size_t i = 0; i < COUNT; i++) {
		size_t kind = next_random(&state) % COUNT_OF(kinds);
		const char *name = names[next_random(&state) % COUNT_OF(names)];

		lines[i] = arena_format(arena, "%s%s%s%zu", kinds[kind].before, name,
					kinds[kind].after, i);
		place[i] = i;
	}
	for (size_t i = COUNT - 1; i > 0; i--) {
		size_t k = next_random(&state) % (i + 1), kept = place[i];

		place[i] = place[k];
		place[k] = kept;
	}
	for (size_t i = 0; i < COUNT; i++)
		shuffled[i] = lines[place[i]];
	templates_of(arena, lines, COUNT, &before, &was);
	templates_of(arena, shuffled, COUNT, &after, &is);
	CHECK_INT(before.count, 5);
	CHECK_INT(after.count, before.count);
	for (size_t i = 0; i < COUNT; i++)
		for (size_t k = 0; k < i; k++)
			CHECK((was[place[i]] == was[place[k]]) == (is[i] == is[k]));
}

static void empty_and_odd_lines(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct templates templates;
	const uint32_t *of_line = NULL;
	str lines[] = {
		STR(""),
		STR("  \t "),
		STR("***"),
		STR("bad \xff\xfe bytes 5"),
		STR("bad \xff\xfe bytes 6"),
		STR("nul \0 in 7"),
		STR("first\nsecond line 1\n\tat Stack.java:5"),
		STR("first\nsecond line 2\n\tat Other.java:7\n\tat More.java:9")
	};

	templates_of(arena, lines, COUNT_OF(lines), &templates, &of_line);
	CHECK_INT(templates.lines, 8);
	CHECK_INT(templates.empty, 3);
	CHECK_INT(of_line[0], TEMPLATE_NONE);
	CHECK_INT(of_line[2], TEMPLATE_NONE);
	CHECK_INT(of_line[3], of_line[4]);
	CHECK_INT(templates.count, 3);
	CHECK_STR_EQ(templates.items[0].text, STR("bad \xff\xfe bytes <*>"));
	/* Of a stack only what it is about. */
	CHECK_INT(of_line[6], of_line[7]);
	CHECK_STR(templates.items[2].text, "first\nsecond line <*>");
}

static void a_long_line_is_clipped_and_counted(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct template_miner *miner = template_miner_new(arena);
	enum { LENGTH = 1 << 20 };
	char *bytes = arena_many(arena, char, LENGTH);
	struct templates templates;
	uint32_t first;

	for (size_t i = 0; i < LENGTH; i++)
		bytes[i] = i % 6 == 5 ? ' ' : (char)('k' + i % 5);
	first = template_miner_add(miner, (str){ bytes, LENGTH });
	bytes[LENGTH - 1] = 'z';
	CHECK_INT(template_miner_add(miner, (str){ bytes, LENGTH }), first);
	bytes[0] = 'z';
	CHECK(template_miner_add(miner, (str){ bytes, LENGTH }) != first);
	template_miner_group(miner, arena, &templates);
	CHECK_INT(templates.clipped, 3);
	CHECK_INT(templates.empty, 0);
	CHECK(templates.items[0].text.length <= TEMPLATE_TEXT_BYTES_MAX);
}

/* As many different lines as there is room for, then more: all are counted. */
static void memory_is_bounded(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct template_miner *miner = template_miner_new(arena);
	struct templates templates;
	size_t found = 0;

	for (size_t i = 0; i < TEMPLATE_SHAPES_MAX + 1000; i++) {
		char line[64] = "said: ................ twice";

		for (size_t k = 0, rest = i; k < 16; k++, rest /= 2)
			line[6 + k] = (char)('k' + rest % 2);
		line[6] = i >= 65536 ? 'z' : line[6];
		found += template_miner_add(miner, str_of(line)) != TEMPLATE_NONE;
	}
	CHECK_INT(found, TEMPLATE_SHAPES_MAX);
	CHECK(template_miner_add(miner, STR("said: kkkkkkkkkkkkkkkk twice")) !=
	      TEMPLATE_NONE);
	template_miner_group(miner, arena, &templates);
	CHECK_INT(templates.beyond, 1000);
	CHECK_INT(templates.lines, TEMPLATE_SHAPES_MAX + 1001);
	CHECK_INT(templates.count, 1);
	CHECK_STR(templates.items[0].text, "said: <*> twice");
	CHECK_INT(templates.items[0].lines, TEMPLATE_SHAPES_MAX + 1);
	CHECK(arena_held_bytes(arena) < (128 << 20));
}

static void no_lines_no_templates(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct templates templates;
	const uint32_t *of_line = NULL;

	templates_of(arena, NULL, 0, &templates, &of_line);
	CHECK_INT(templates.count, 0);
	CHECK_INT(templates.lines, 0);
}

const struct test tests[] = {
	{ "values are known by their form", values_are_known_by_their_form },
	{ "words are words", words_are_words },
	{ "many words at one place are values", many_words_at_one_place_are_values },
	{ "few words at one place are a choice", few_words_at_one_place_are_a_choice },
	{ "many choices are values", many_choices_are_values },
	{ "a place of numbers is of names too", a_place_of_numbers_is_of_names_too },
	{ "what never varies is text", what_never_varies_is_text },
	{ "the order does not matter", order_does_not_matter },
	{ "empty and odd lines", empty_and_odd_lines },
	{ "a long line is clipped and counted", a_long_line_is_clipped_and_counted },
	{ "memory is bounded", memory_is_bounded },
	{ "no lines, no templates", no_lines_no_templates },
	{ 0 },
};
