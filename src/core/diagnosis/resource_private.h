/* What the files of the resources share. */
#ifndef CORE_DIAGNOSIS_RESOURCE_PRIVATE_H
#define CORE_DIAGNOSIS_RESOURCE_PRIVATE_H

#include "core/diagnosis/resource.h"
#include "core/diagnosis/resource_name.h"
#include "stats/growth.h"

/* Series by what they belong to, in the order they came: those of entity e are
 * series[from[e]] up to series[from[e + 1]]. There may be very many, and for one entity
 * only its own are looked at. */
struct series_of_entity {
	size_t *series, *from;
};
struct series_of_entity series_of_entities(const struct study *study,
					   const size_t *series, size_t count);

/* When an entity was last started, by its counters: found once, and for all it has. */
struct start {
	bool is_known;
	instant_ms at; /* 0: not in the time that is looked at */
};

/* One series that says how much is used or left, up to the end of the incident. */
struct supply {
	const struct study *study;
	size_t series; /* its place in the case */
	const struct amount *amount;
	const struct series_of_entity *all; /* series */
	struct start *starts;               /* by entity */
	struct arena *scratch;
	/* Finite, by time, in the amount's unit; hours since the last one, so below 0. */
	double *at, *values;
	size_t count;
	instant_ms end; /* of the last */
};

/* The limit that fits it best; a NaN value when none does, or several do and differ. */
struct ceiling {
	double value;    /* in the incident */
	double *at_each; /* the one in force at each sample of what it limits */
	str name;
};
/* Limits: those of its entity. */
struct ceiling ceiling_of(const struct supply *supply, const struct amount *amounts,
			  const size_t *limits, size_t limit_count);

/* Whether there is enough of it to tell the one, or the other. What is at its limit as it
 * was before, and is not told, is no sign that nothing is full. */
bool saturation_is_known(const struct supply *supply, const struct ceiling *ceiling);
bool growth_is_known(const struct supply *supply);

/* Whether it is as full as its limit lets it be in the incident, and was not before. */
bool saturated_look(const struct supply *supply, const struct ceiling *ceiling,
		    struct resource *ret_resource);
/* Whether more and more is used, and nothing else explains it: the time of day, or as
 * much more work of the same entity. */
bool growth_look(const struct supply *supply, const struct ceiling *ceiling,
		 double chance, struct resource *ret_resource);
/* Of what is full since then, and can grow no more: whether it is known that it did not
 * grow up to then. */
bool growth_is_excluded(const struct supply *supply, instant_ms until, double chance);

/* What the work of the entity needs at once in the incident, by Little's law: of
 * connections, threads and pools, where it has exactly one series of work in a time and
 * one of the mean time that each takes, with units that say so. NaN otherwise. */
double needed_at_once(const struct supply *supply);

/* Samples of a series that are in the window, as said of a supply. */
void supply_read(const struct case_series *series, bool is_by_time, double factor,
		 struct case_window window, struct supply *supply);

/* Fill says. */
void resource_say(struct arena *arena, struct resource *resource,
		  const struct supply *supply, const struct growth *growth);
void resource_say_saturated(struct arena *arena, struct resource *resource,
			    const struct supply *supply, const struct ceiling *ceiling);

#endif
