#include "base/gzip.h"
#include "base/text.h"
#include "check.h"

#include <string.h>
#include <zlib.h>

enum { TEST_BYTES_MAX = 64 << 20, PACKED_BYTES_MAX = 1 << 20 };

static str packed(struct arena *arena, str plain)
{
	z_stream stream = { 0 };
	char *room = arena_many(arena, char, PACKED_BYTES_MAX);

	CHECK(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) ==
	      Z_OK);
	stream.next_in = (unsigned char *)(uintptr_t)plain.bytes;
	stream.avail_in = (unsigned)plain.length;
	stream.next_out = (unsigned char *)room;
	stream.avail_out = PACKED_BYTES_MAX;
	CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
	deflateEnd(&stream);
	return (str){ room, PACKED_BYTES_MAX - stream.avail_out };
}

static str many_lines(struct arena *arena)
{
	struct text text = text_new(arena, 1 << 20);

	for (int i = 0; i < 20000; i++)
		text_addf(&text, "line %d of the log\n", i * i);
	return text_of(&text);
}

/* Unpacked as far as it goes, in rooms of so many bytes. */
static str unpacked(struct arena *arena, str from, size_t room_bytes, bool *ret_is_good,
		    bool *ret_is_whole)
{
	struct gunzip *gunzip = gunzip_new(arena);
	struct text text = text_new(arena, 4 << 20);
	char room[5000];
	size_t length = 0;

	*ret_is_good = true;
	while (*ret_is_good && (from.length > 0 || length > 0)) {
		*ret_is_good = gunzip_next(gunzip, &from, room, room_bytes, &length);
		text_add(&text, (str){ room, length });
	}
	*ret_is_whole = gunzip_is_whole(gunzip);
	return text_of(&text);
}

static void pieces_of_any_size_give_the_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str plain = many_lines(arena);
	bool is_good = false, is_whole = false;

	CHECK(gzip_begins(packed(arena, plain)));
	CHECK(!gzip_begins(plain));
	for (size_t room = 100; room <= 5000; room *= 7) {
		CHECK_STR_EQ(
			unpacked(arena, packed(arena, plain), room, &is_good, &is_whole),
			plain);
		CHECK(is_good && is_whole);
	}
}

static void one_behind_the_other_is_one_text(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str first = packed(arena, STR("one\n")), second = packed(arena, STR("two\n"));
	bool is_good = false, is_whole = false;

	CHECK_STR(unpacked(arena, arena_format(arena, "%s", "") /* no bytes at all */,
			   100, &is_good, &is_whole),
		  "");
	CHECK(is_good && is_whole);

	char *both = arena_many(arena, char, first.length + second.length);

	memcpy(both, first.bytes, first.length);
	memcpy(both + first.length, second.bytes, second.length);
	CHECK_STR(unpacked(arena, (str){ both, first.length + second.length }, 100,
			   &is_good, &is_whole),
		  "one\ntwo\n");
	CHECK(is_good && is_whole);
}

static void half_a_gzip_gives_its_half(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str plain = many_lines(arena), whole = packed(arena, plain);
	bool is_good = false, is_whole = true;
	str half = unpacked(arena, str_slice(whole, 0, whole.length / 2), 1000, &is_good,
			    &is_whole);

	CHECK(is_good && !is_whole);
	CHECK(half.length > plain.length / 3 && half.length < plain.length);
	CHECK(str_starts_with(plain, half));
}

static void what_is_broken_is_said_and_what_came_before_is_kept(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str plain = many_lines(arena), whole = packed(arena, plain);
	char *bytes = arena_many(arena, char, whole.length);
	bool is_good = true, is_whole = true;

	memcpy(bytes, whole.bytes, whole.length);
	memset(bytes + whole.length / 2, 0xff, 64);

	str begin = unpacked(arena, (str){ bytes, whole.length }, 1000, &is_good,
			     &is_whole);

	CHECK(!is_good && !is_whole && begin.length > 0);
	unpacked(arena, STR("no gzip"), 1000, &is_good, &is_whole);
	CHECK(!is_good);
}

static void a_whole_body_is_unpacked_up_to_its_maximum(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str plain = many_lines(arena), whole = packed(arena, plain), bytes = { 0 };
	struct error error = { 0 };
	bool was_cut = false;

	CHECK_OK(gzip_inflate(arena, whole, plain.length, &bytes, &was_cut, &error),
		 error);
	CHECK_STR_EQ(bytes, plain);
	CHECK(!was_cut);
	CHECK_OK(gzip_inflate(arena, whole, 1000, &bytes, &was_cut, &error), error);
	CHECK(was_cut && bytes.length == 1000);
	CHECK(!gzip_inflate(arena, str_slice(whole, 0, 100), 1 << 20, &bytes, &was_cut,
			    &error));
}

const struct test tests[] = {
	{ "pieces of any size give the whole", pieces_of_any_size_give_the_whole },
	{ "one behind the other is one text", one_behind_the_other_is_one_text },
	{ "half a gzip gives its half", half_a_gzip_gives_its_half },
	{ "what is broken is said and what came before is kept",
	  what_is_broken_is_said_and_what_came_before_is_kept },
	{ "a whole body is unpacked up to its maximum",
	  a_whole_body_is_unpacked_up_to_its_maximum },
	{ NULL, NULL },
};
