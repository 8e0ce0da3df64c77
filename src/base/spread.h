/* Work in parts that do not depend on each other, done side by side by who has threads.
 * Layers that have none take it from their caller. */
#ifndef BASE_SPREAD_H
#define BASE_SPREAD_H

#include <stddef.h>

/* Does work(context, part) for each part below count, in any order, and returns when all
 * are done. */
typedef void (*spread_function)(size_t count, void (*work)(void *context, size_t part),
				void *context);

/* One after the other. */
static inline void spread_alone(size_t count, void (*work)(void *context, size_t part),
				void *context)
{
	for (size_t i = 0; i < count; i++)
		work(context, i);
}

#endif
