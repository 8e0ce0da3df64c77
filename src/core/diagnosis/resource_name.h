/* Whether a series says how much of something is used, is left, or may be used, by the
 * words of its name and its unit. What neither says is not guessed. */
#ifndef CORE_DIAGNOSIS_RESOURCE_NAME_H
#define CORE_DIAGNOSIS_RESOURCE_NAME_H

#include "core/diagnosis/case.h"
#include "core/diagnosis/words.h"

enum amount_role {
	AMOUNT_NONE, /* a rate, a time, a count of what happened, a cache that may fill */
	AMOUNT_USED,
	AMOUNT_FREE,
	AMOUNT_LIMIT,
};

struct amount {
	enum amount_role role;
	bool says_used; /* a word of the name does; else it may be all there is */
	bool may_grow;  /* it is no share of time, as that of processors is */
	unsigned of;    /* of what, as bits: memory, connections, … */
	bool of_memory; /* which is often full, and means it */
	str unit;       /* in which the values are, once multiplied by the factor */
	double factor;  /* MiB become bytes */
	double whole;   /* all there is, of a share: 100 percent; else NaN */
	struct words words;
};
struct amount amount_of(struct arena *arena, str name, str unit, enum metric_kind kind);

/* "…/s", "per second": how fast, and not how much. */
bool amount_unit_is_rate(str unit);

/* A connection, a thread or another place of a pool, which work holds while it lasts. */
bool amount_is_of_places(const struct amount *amount);

/* How well a limit fits what is used: the number of words that both names have, 0 when
 * they are not of the same thing or the same unit, or the limit's name says of what other
 * thing it is. */
size_t amount_fits(const struct amount *used, const struct amount *limit);

#endif
