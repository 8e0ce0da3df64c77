#include "base/arena.h"
#include "check.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

enum { ARENA_BYTES = 1 << 20 };

static void memory_is_zeroed_and_aligned(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t odd = 1; odd < 100; odd += 2) {
		char *bytes = arena_many(arena, char, odd);
		int64_t *numbers = arena_many(arena, int64_t, 4);

		CHECK_INT(bytes[odd - 1], 0);
		CHECK_INT((uintptr_t)numbers % alignof(int64_t), 0);
		CHECK_INT(numbers[3], 0);
		memset(bytes, 'x', odd);
		memset(numbers, 'x', 4 * sizeof(*numbers));
	}
}

static void memory_is_zeroed_again_after_a_reset(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 50; i++) {
			char *bytes = arena_many(arena, char, 1000);

			CHECK_INT(bytes[0] | bytes[500] | bytes[999], 0);
			memset(bytes, 'x', 1000);
		}
		arena_reset(arena);
	}
}

static void a_reset_keeps_at_most_the_first_small_block(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);

	CHECK_INT(arena_held_bytes(arena), 0);
	arena_many(arena, char, 100)[0] = 'x';

	size_t first = arena_held_bytes(arena);

	CHECK(first >= 100);
	for (int i = 0; i < 100; i++)
		arena_many(arena, char, 5000)[0] = 'x';
	CHECK(arena_held_bytes(arena) >= 500000);
	arena_reset(arena);
	CHECK(arena_held_bytes(arena) <= first);

	scoped_arena large = arena_new(ARENA_BYTES);

	arena_many(large, char, 500000)[0] = 'x';
	arena_reset(large);
	CHECK_INT(arena_held_bytes(large), 0);
}

static void copies_and_formats_end_in_nul(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	str formatted = arena_format(arena, "%d-%s", 7, "x");
	str copy = arena_copy(arena, str_slice(STR("abcdef"), 1, 2));

	CHECK_STR(formatted, "7-x");
	CHECK_INT(formatted.bytes[formatted.length], 0);
	CHECK_STR(copy, "bc");
	CHECK_INT(copy.bytes[copy.length], 0);
	CHECK_INT(strlen(arena_c_string(arena, (str){ 0 })), 0);
	CHECK_INT(strcmp(arena_c_string(arena, STR("ab")), "ab"), 0);
}

static void a_list_grows_and_keeps_what_it_had(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct {
		int64_t *items;
		size_t count, capacity;
	} numbers = { 0 }, others = { 0 };

	/* Two lists in turn, so that neither is always the last in its block. */
	for (int64_t i = 0; i < 1000; i++) {
		*list_add(arena, &numbers) = i;
		if (i % 3 == 0)
			*list_add(arena, &others) = -i;
	}
	CHECK_INT(numbers.count, 1000);
	CHECK_INT(others.count, 334);
	for (int64_t i = 0; i < 1000; i++) {
		CHECK_INT(numbers.items[i], i);
		if (i % 3 == 0)
			CHECK_INT(others.items[i / 3], -i);
	}
}

static void note_released(void *thing)
{
	char **next = thing;

	*(*next)++ = 'r';
}

static void what_belongs_to_it_is_released_once(void)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	char released[4] = "";
	char *next = released;

	arena_on_free(arena, note_released, &next);
	arena_many(arena, char, 1000)[0] = 'x';
	arena_on_free(arena, note_released, &next);
	arena_reset(arena);
	CHECK_STR(str_of(released), "rr");
	arena_on_free(arena, note_released, &next);
	arena_free(arena);
	CHECK_STR(str_of(released), "rrr");
}

static void use_all(void)
{
	struct arena *arena = arena_new(1000);

	/* What it says on the way out does not belong into the test's output. */
	fclose(stderr);
	for (int i = 0; i < 100; i++)
		arena_many(arena, char, 100)[0] = 'x';
}

static void going_over_the_limit_ends_the_process(void)
{
	int status = 0;

	fflush(stdout);

	pid_t child = fork();

	if (child == 0) {
		signal(SIGABRT, SIG_DFL);
		use_all();
		_exit(0);
	}
	CHECK(child > 0 && waitpid(child, &status, 0) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

const struct test tests[] = {
	{ "memory is zeroed and aligned", memory_is_zeroed_and_aligned },
	{ "memory is zeroed again after a reset", memory_is_zeroed_again_after_a_reset },
	{ "a reset keeps at most the first small block",
	  a_reset_keeps_at_most_the_first_small_block },
	{ "copies and formats end in NUL", copies_and_formats_end_in_nul },
	{ "a list grows and keeps what it had", a_list_grows_and_keeps_what_it_had },
	{ "what belongs to it is released once", what_belongs_to_it_is_released_once },
	{ "going over the limit ends the process",
	  going_over_the_limit_ends_the_process },
	{ 0 },
};
