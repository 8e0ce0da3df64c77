/* What a zone is made of: shared by the files zone*.c. */
#ifndef BASE_ZONE_PRIVATE_H
#define BASE_ZONE_PRIVATE_H

#include "base/zone.h"

/* A time on the wall is never further from UTC (RFC 9636, 3.2). */
#define ZONE_OFFSET_MS_MAX (26 * HOUR_MS)

struct zone_type {
	duration_ms offset;
	str abbreviation;
};

struct zone_change {
	instant_ms at;
	const struct zone_type *type; /* from then on */
};

struct zone {
	str name;
	const struct zone_type *first; /* before the first change */
	struct zone_changes {
		struct zone_change *items;
		size_t count, capacity;
	} changes;
	/* The calendar recurs after 400 years, and the rule with it: what is after
	 * "repeats_until" is as it was 400 years before. The changes reach a year
	 * further, so that both sides of it can be looked up. */
	instant_ms repeats_from, repeats_until;
};

/* A day of each year: the fifth Sunday of October counts as the last. */
struct zone_date {
	enum { DATE_WITHOUT_LEAP_DAY, DATE_DAY_OF_YEAR, DATE_WEEKDAY } kind;
	int month, week, day;
	duration_ms
		time; /* of that day, on the wall before the change; may be outside it */
};

/* The rule in the footer, of POSIX's TZ: "CET-1CEST,M3.5.0,M10.5.0/3". */
struct zone_rule {
	struct zone_type standard, summer;
	bool has_summer;
	struct zone_date starts, ends;
};
bool zone_rule_parse(struct arena *arena, str text, struct zone_rule *ret_rule,
		     struct error *error) MUST_CHECK;
/* Lets the changes go on as the rule has it. Refused when it contradicts the last. */
bool zone_follow(struct arena *arena, struct zone *zone, const struct zone_rule *rule,
		 struct error *error) MUST_CHECK;
/* Keeps the changes in order: one that is not later replaces the one before it. */
void zone_add_change(struct arena *arena, struct zone *zone, struct zone_change change);

/* Refuses what cannot be the name of a file in the folder, then reads that file. */
bool zone_file_read(struct arena *arena, str name, str *ret_bytes,
		    struct error *error) MUST_CHECK;

#endif
