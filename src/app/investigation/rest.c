#include "app/investigation/rest.h"

#include "base/limits.h"

#include <string.h>

/* So that a system that is asked is no receiver of pages. */
#define ASKED "asked "
enum { SYSTEM_BYTES_MAX = 200 };

str asked_system(struct arena *arena, const char *argument, str value)
{
	const char *scheme = memmem(value.bytes, value.length, "://", 3);

	if (scheme) {
		value = str_slice(value, (size_t)(scheme - value.bytes) + 3,
				  value.length);
		str_cut(value, '/', &value, &(str){ 0 });
	}
	return arena_format(arena, "%s%s " STR_FMT, ASKED, scheme ? "url" : argument,
			    STR_ARG(str_clip(value, SYSTEM_BYTES_MAX)));
}

bool rest_until(struct work *work, str system, instant_ms *ret_until, str *ret_problem)
{
	struct destination destination;

	*ret_until = 0;
	if (!store_destination_find(work, system, &destination))
		return false;
	if (destination.slow_until > work->now) {
		*ret_until = destination.slow_until;
		*ret_problem = destination.problem;
	}
	return true;
}

bool rest_is_needed(enum error_kind kind)
{
	return kind == ERROR_UNAVAILABLE || kind == ERROR_TIMEOUT ||
	       kind == ERROR_LIMITED;
}

/* Of it the instant when it failed once is kept, and after the second time the end of its
 * rest. */
bool rest_judge(struct work *work, str system, bool is_hurt, str problem)
{
	struct destination destination;

	if (!store_destination_find(work, system, &destination))
		return false;
	if (!is_hurt && destination.slow_until == 0)
		return true;
	destination.slow_until = !is_hurt ? 0
				 : destination.slow_until == 0
					 ? work->now
					 : work->now + PROBE_REST_MS;
	destination.problem = problem;
	return destination.id != 0 ? store_save(work, &destination_shape, &destination)
				   : store_add(work, &destination_shape, &destination);
}
