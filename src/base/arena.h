/* An arena owns everything allocated from it and frees it all at once.
 *
 * One request, one job or one test has one arena. A function that returns
 * memory takes the arena of its caller as first argument, so ownership can be
 * read from the prototype. There is no free() for a single object. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdalign.h>
#include <stdarg.h>

struct arena;

/* The limit is a tripwire for our own mistakes, not for what users send:
 * input is bounded where it is read. Reaching the limit ends the process. */
struct arena *arena_new(size_t limit_bytes);
/* Forgets all but keeps the first block, so that a thread's next use is cheap. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);
size_t arena_held_bytes(const struct arena *arena);

/* Zeroed memory; never NULL. */
void *arena_alloc(struct arena *arena, size_t count, size_t size, size_t align)
	__attribute__((malloc, returns_nonnull, warn_unused_result));

#define arena_one(arena, type) arena_many(arena, type, 1)
#define arena_many(arena, type, count) \
	((type *)arena_alloc(arena, count, sizeof(type), alignof(type)))

/* Copies end in NUL, so that .bytes may be handed to C libraries. */
str arena_copy(struct arena *arena, str s);
const char *arena_c_string(struct arena *arena, str s);
str arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* For functions that take such arguments themselves. */
str arena_vformat(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* What is not memory but belongs to it: released when the arena is reset or freed, the
 * latest first. */
void arena_on_free(struct arena *arena, void (*release)(void *thing), void *thing);

/* A growing list is any struct with items, count and capacity:
 *
 *     struct names { str *items; size_t count, capacity; } names = { 0 };
 *     *list_add(arena, &names) = name;
 */
#define list_add(arena, list) \
	((list)->items = arena_grow(arena, (list)->items, sizeof(*(list)->items), \
				    (list)->count, &(list)->capacity), \
	 &(list)->items[(list)->count++])
void *arena_grow(struct arena *arena, void *items, size_t size, size_t count,
		 size_t *capacity);

#endif
