#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sanitizer builds give every allocation a block of its own, so that
 * AddressSanitizer sees overflow between neighbours and use after reset. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* clang says it this way */
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
static const size_t BLOCK_BYTES = 0, BLOCK_BYTES_MAX = 0;
#else
/* Blocks grow with the arena, so that a large one is a few blocks and not many. */
static const size_t BLOCK_BYTES = 16 << 10, BLOCK_BYTES_MAX = 256 << 10;
#endif

struct block {
	struct block *older;
	size_t used;
	size_t size;
	alignas(max_align_t) char bytes[];
};

/* Lives in the arena itself. */
struct belonging {
	struct belonging *older;
	void (*release)(void *thing);
	void *thing;
};

struct arena {
	struct block *newest;
	struct belonging *belongings;
	size_t held;
	size_t limit;
};

__attribute__((noreturn)) static void out_of_memory(const struct arena *arena,
						    size_t wanted)
{
	fprintf(stderr, "arena: %zu bytes wanted, %zu of %zu held\n", wanted, arena->held,
		arena->limit);
	abort();
}

struct arena *arena_new(size_t limit_bytes)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		abort();
	arena->limit = limit_bytes;
	return arena;
}

void arena_on_free(struct arena *arena, void (*release)(void *thing), void *thing)
{
	struct belonging *belonging = arena_one(arena, struct belonging);

	*belonging = (struct belonging){ arena->belongings, release, thing };
	arena->belongings = belonging;
}

static void release_belongings(struct arena *arena)
{
	for (; arena->belongings; arena->belongings = arena->belongings->older)
		arena->belongings->release(arena->belongings->thing);
}

static void drop_newest(struct arena *arena)
{
	struct block *block = arena->newest;

	arena->newest = block->older;
	arena->held -= block->size;
	free(block);
}

void arena_reset(struct arena *arena)
{
	release_belongings(arena);
	while (arena->newest && arena->newest->older)
		drop_newest(arena);

	struct block *first = arena->newest;

	if (!first)
		return;
	/* A huge first block is not worth keeping for a thread's life. */
	if (first->size > BLOCK_BYTES || BLOCK_BYTES == 0) {
		drop_newest(arena);
		return;
	}
	memset(first->bytes, 0, first->used);
	first->used = 0;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	release_belongings(arena);
	while (arena->newest)
		drop_newest(arena);
	free(arena);
}

size_t arena_held_bytes(const struct arena *arena)
{
	return arena->held;
}

static size_t block_size(const struct arena *arena, size_t need)
{
	size_t left = arena->limit - arena->held;
	size_t size = arena->held < BLOCK_BYTES_MAX ? arena->held : BLOCK_BYTES_MAX;

	if (need > left)
		out_of_memory(arena, need);
	if (size <= BLOCK_BYTES)
		size = BLOCK_BYTES;
	if (size > left)
		size = left;
	return size > need ? size : need;
}

static struct block *add_block(struct arena *arena, size_t need)
{
	size_t size = block_size(arena, need);
	struct block *block = calloc(1, sizeof(*block) + size);

	if (!block)
		out_of_memory(arena, size);
	block->size = size;
	block->older = arena->newest;
	arena->newest = block;
	arena->held += size;
	return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size, size_t align)
{
	size_t bytes;

	assert(align <= alignof(max_align_t));
	if (__builtin_mul_overflow(count, size, &bytes) || bytes > arena->limit)
		out_of_memory(arena, SIZE_MAX);

	struct block *block = arena->newest;
	size_t start = block ? (block->used + align - 1) & ~(align - 1) : 0;

	if (!block || start > block->size || bytes > block->size - start) {
		block = add_block(arena, bytes);
		start = 0;
	}
	block->used = start + bytes;
	return block->bytes + start;
}

str arena_copy(struct arena *arena, str s)
{
	char *copy = arena_many(arena, char, s.length + 1);

	if (s.length > 0)
		memcpy(copy, s.bytes, s.length);
	return (str){ copy, s.length };
}

const char *arena_c_string(struct arena *arena, str s)
{
	return arena_copy(arena, s).bytes;
}

str arena_vformat(struct arena *arena, const char *format, va_list args)
{
	char small[128];
	va_list again;

	va_copy(again, args);

	int length = vsnprintf(small, sizeof(small), format, args);

	if (length < 0)
		abort();

	char *text = arena_many(arena, char, (size_t)length + 1);

	if ((size_t)length < sizeof(small))
		memcpy(text, small, (size_t)length + 1);
	else
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return (str){ text, (size_t)length };
}

str arena_format(struct arena *arena, const char *format, ...)
{
	va_list args;
	str text;

	va_start(args, format);
	text = arena_vformat(arena, format, args);
	va_end(args);
	return text;
}

/* The last thing in the newest block can grow where it stands. */
static bool grow_in_place(struct arena *arena, const void *items, size_t old_bytes,
			  size_t new_bytes)
{
	struct block *block = arena->newest;

	if (!block || !items || BLOCK_BYTES == 0 || old_bytes > block->used)
		return false;

	size_t start = block->used - old_bytes;

	if (items != block->bytes + start || new_bytes > block->size - start)
		return false;
	block->used = start + new_bytes;
	return true;
}

void *arena_grow(struct arena *arena, void *items, size_t size, size_t count,
		 size_t *capacity)
{
	if (count < *capacity)
		return items;

	size_t larger = *capacity > 0 ? *capacity * 2 : 8;
	size_t bytes;

	if (__builtin_mul_overflow(larger, size, &bytes))
		out_of_memory(arena, SIZE_MAX);

	size_t old_bytes = *capacity * size;

	*capacity = larger;
	if (grow_in_place(arena, items, old_bytes, bytes))
		return items;

	void *grown = arena_alloc(arena, larger, size, alignof(max_align_t));

	if (count > 0)
		memcpy(grown, items, count * size);
	return grown;
}
