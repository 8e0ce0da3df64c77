/* A rule of inhibition: while an alert fires that its source side matches, those that its
 * target side matches and that have the same values of some labels call nobody. As
 * Alertmanager has it: a label that neither has is the same, and an alert that both sides
 * match is not inhibited by another one of that kind, so never by itself.
 *
 * Whoever knows many alerts keeps the sources by inhibit_key and asks inhibit_applies of
 * those few alone. */
#ifndef CORE_ALERTING_INHIBIT_H
#define CORE_ALERTING_INHIBIT_H

#include "core/alerting/matcher.h"

struct inhibit_rule {
	str name; /* "": it is told by its place */
	struct matcher *source, *target;
	size_t source_count, target_count;
	str *equal; /* names of labels */
	size_t equal_count;
};

/* Which sides of the rule match these labels. */
enum { INHIBIT_SOURCE = 1, INHIBIT_TARGET = 2, INHIBIT_BOTH = 3 };
unsigned inhibit_sides(const struct inhibit_rule *rule, const struct labels *labels);

/* The same of two alerts exactly when the values of the rule's equal labels are. */
str inhibit_key(struct arena *arena, const struct inhibit_rule *rule,
		const struct labels *labels);

/* Does an alert with the labels "source" that fires keep "target" quiet? Of rank 0 it
 * does not: an inhibition names no alert and has no end of its own. */
bool inhibit_applies(const struct inhibit_rule *rule, const struct labels *source,
		     const struct labels *target, int64_t rank);
/* The same, when their keys are known to be equal: "sides" are those of each. */
bool inhibit_sides_apply(unsigned source_sides, unsigned target_sides, int64_t rank);

/* "inhibited while NodeDown fires: the rule nodes, same {cluster="a"}"; "nth" is the
 * rule's place, from 0. */
str inhibit_sentence(struct arena *arena, const struct inhibit_rule *rule, size_t nth,
		     str source_name, const struct labels *target);
/* Why it does not keep it quiet, in a sentence's end: "its cluster is another one". */
str inhibit_why_not(struct arena *arena, const struct inhibit_rule *rule,
		    const struct labels *source, const struct labels *target,
		    int64_t rank);
/* The first of its equal labels that both a source and a target may be without, other
 * than alertname: then all that lack it are the same. "" when there is none. */
str inhibit_loose_label(const struct inhibit_rule *rule);

#endif
