/* An on-call schedule: layers of rotations, each maybe only at some hours of the week,
 * and overrides above them all. ONE function, schedule_duty, says who has the duty at
 * an instant; what is shown, fed to calendars and paged comes from it and nothing else.
 *
 * All times of a schedule are wall-clock times of its zone: a hand-over at 09:00 stays at
 * 09:00 through summer and winter. */
#ifndef CORE_PAGING_SCHEDULE_H
#define CORE_PAGING_SCHEDULE_H

#include "base/shape.h"
#include "base/zone.h"

enum rotation_unit { ROTATE_HOURS, ROTATE_DAYS, ROTATE_WEEKS };
extern const char *const rotation_unit_names[]; /* "hours", "days", "weeks" */

/* A piece of the week in which a layer is in force: from a day's minute until another
 * day's; the end may lie in the next week. */
struct restriction {
	int from_day, until_day;       /* 0 Monday … 6 Sunday */
	int from_minute, until_minute; /* of the day, 0 … 1440 */
};

struct layer {
	str name;
	str *people; /* in the order of their turns; at least one */
	size_t person_count;
	enum rotation_unit unit;
	int64_t every;      /* so many units a turn; at least 1 */
	struct civil start; /* the first person's first turn begins; its time of day is
			       that of every hand-over. Hours count as they pass. */
	struct civil until; /* year 0: for ever */
	struct restriction *restrictions; /* none: always */
	size_t restriction_count;
};

struct schedule {
	str name;
	const struct zone *zone;
	struct layer
		*layers; /* a later one covers those before it while it has somebody */
	size_t layer_count;
};

/* A temporary replacement, made by a person and kept in the store. */
struct override {
	int64_t id;
	str schedule;
	str person;             /* who has the duty */
	str instead_of;         /* only while this person would have it; "" for whoever */
	instant_ms from, until; /* [from, until) */
	str reason;
	str made_by;
	instant_ms made_at;
	instant_ms removed_at; /* 0: in force */
};
extern const struct shape override_shape;

/* Who has the duty at an instant, and until when that certainly stays so. */
struct duty {
	str person;       /* "" when nobody: a gap */
	str layer;        /* the layer's name; "override" for one */
	int64_t override; /* its id; 0 */
	instant_ms until; /* the next instant at which it may change; always later */
};
/* Overrides: those of this schedule, in any order; removed ones are ignored. Of two that
 * cover the instant the later made (the higher id) counts. */
struct duty schedule_duty(const struct schedule *schedule,
			  const struct override *overrides, size_t count, instant_ms at);

/* A time of one person's duty, or of nobody's. */
struct shift {
	instant_ms from, until;
	str person, layer;
	int64_t override;
};
struct shifts {
	struct shift *items;
	size_t count, capacity;
};
enum { SHIFTS_MAX = 5000 };
/* What schedule_duty says from "from" until "until", neighbours of the same person and
 * layer as one. NULL when there would be more than SHIFTS_MAX: ask for less time. */
const struct shifts *schedule_shifts(struct arena *arena, const struct schedule *schedule,
				     const struct override *overrides, size_t count,
				     instant_ms from, instant_ms until);

#endif
