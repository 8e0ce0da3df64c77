/* Times of a week as people write them. Private to config/. */
#ifndef CONFIG_HOURS_H
#define CONFIG_HOURS_H

#include "base/error.h"
#include "core/paging/schedule.h"

struct restrictions {
	struct restriction *items;
	size_t count, capacity;
};

/* Adds what "mon-fri 09:00-17:00", "every day 22:00-06:00" or "fri 17:00 - mon 09:00"
 * means: one piece of the week for each day, or one for the whole span. */
bool hours_parse(struct arena *arena, str text, struct restrictions *restrictions,
		 struct error *error) MUST_CHECK;

/* "daily", "weekly", "every 12h", "every 3 days", "every 2 weeks". */
bool rotation_parse(str text, enum rotation_unit *ret_unit, int64_t *ret_every,
		    struct error *error) MUST_CHECK;

#endif
