#include "faces/http/limiter.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/thread.h"

#include <assert.h>
#include <stdlib.h>

struct bucket {
	int64_t level; /* in tokens times MINUTE_MS, so that nothing is lost to rounding
			*/
	instant_ms at;
};

struct limiter {
	struct lock lock;
	struct arena *arena;
	struct map *buckets; /* by name: only names of the configuration come here */
};

struct limiter *limiter_new(void)
{
	struct limiter *limiter = calloc(1, sizeof(*limiter));

	assert(limiter);
	lock_init(&limiter->lock);
	limiter->arena = arena_new(LIMITER_BYTES_MAX);
	limiter->buckets = map_new(limiter->arena);
	return limiter;
}

void limiter_free(struct limiter *limiter)
{
	if (!limiter)
		return;
	lock_destroy(&limiter->lock);
	arena_free(limiter->arena);
	free(limiter);
}

static struct bucket *bucket_of(struct limiter *limiter, str name, int64_t full,
				instant_ms now)
{
	struct bucket *bucket = map_get(limiter->buckets, name);

	if (bucket)
		return bucket;
	bucket = arena_one(limiter->arena, struct bucket);
	*bucket = (struct bucket){ .level = full, .at = now };
	map_put(limiter->buckets, arena_copy(limiter->arena, name), bucket);
	return bucket;
}

bool limiter_lets(struct limiter *limiter, str name, int64_t per_minute, instant_ms now)
{
	int64_t full = per_minute * MINUTE_MS;

	if (per_minute == 0)
		return true;

	scoped_lock(held, &limiter->lock);
	struct bucket *bucket = bucket_of(limiter, name, full, now);

	/* A clock that was set back fills nothing; one set ahead fills it once. */
	if (now > bucket->at && now - bucket->at >= MINUTE_MS)
		bucket->level = full;
	else if (now > bucket->at)
		bucket->level += (now - bucket->at) * per_minute;
	bucket->at = now;
	if (bucket->level > full)
		bucket->level = full;
	if (bucket->level < MINUTE_MS)
		return false;
	bucket->level -= MINUTE_MS;
	return true;
}
