#include "core/alerting/inhibit.h"

unsigned inhibit_sides(const struct inhibit_rule *rule, const struct labels *labels)
{
	unsigned sides = 0;

	if (labels_match(labels, rule->source, rule->source_count))
		sides |= INHIBIT_SOURCE;
	if (labels_match(labels, rule->target, rule->target_count))
		sides |= INHIBIT_TARGET;
	return sides;
}

/* As a matcher each, so that no two lists of values give the same text. */
static str equal_text(struct arena *arena, const struct inhibit_rule *rule,
		      const struct labels *labels)
{
	struct matcher *equal = arena_many(arena, struct matcher, rule->equal_count);

	for (size_t i = 0; i < rule->equal_count; i++)
		equal[i] = (struct matcher){
			.name = rule->equal[i],
			.value = labels_value(labels, rule->equal[i]),
		};
	return matchers_text(arena, equal, rule->equal_count);
}

str inhibit_key(struct arena *arena, const struct inhibit_rule *rule,
		const struct labels *labels)
{
	return equal_text(arena, rule, labels);
}

/* The first label whose values differ; NULL when none does. */
static const str *differing(const struct inhibit_rule *rule, const struct labels *source,
			    const struct labels *target)
{
	for (size_t i = 0; i < rule->equal_count; i++)
		if (!str_equal(labels_value(source, rule->equal[i]),
			       labels_value(target, rule->equal[i])))
			return &rule->equal[i];
	return NULL;
}

bool inhibit_sides_apply(unsigned source_sides, unsigned target_sides, int64_t rank)
{
	return rank != 0 && (source_sides & INHIBIT_SOURCE) != 0 &&
	       (target_sides & INHIBIT_TARGET) != 0 &&
	       !(source_sides == INHIBIT_BOTH && target_sides == INHIBIT_BOTH);
}

bool inhibit_applies(const struct inhibit_rule *rule, const struct labels *source,
		     const struct labels *target, int64_t rank)
{
	return inhibit_sides_apply(inhibit_sides(rule, source),
				   inhibit_sides(rule, target), rank) &&
	       !differing(rule, source, target);
}

str inhibit_why_not(struct arena *arena, const struct inhibit_rule *rule,
		    const struct labels *source, const struct labels *target,
		    int64_t rank)
{
	unsigned sides = inhibit_sides(rule, target);
	const str *label = differing(rule, source, target);

	if (!(sides & INHIBIT_TARGET))
		return STR("the rule is not about it");
	if (!(inhibit_sides(rule, source) & INHIBIT_SOURCE))
		return STR("the rule does not begin with that alert");
	if (label)
		return arena_format(arena, "its " STR_FMT " is another one",
				    STR_ARG(*label));
	if (rank == 0)
		return STR("rank 0 is not inhibited");
	return sides == INHIBIT_BOTH ? STR("both are source and target of the rule")
				     : STR("");
}

str inhibit_sentence(struct arena *arena, const struct inhibit_rule *rule, size_t nth,
		     str source_name, const struct labels *target)
{
	str name = rule->name.length > 0 ? rule->name
					 : arena_format(arena, "inhibit[%zu]", nth);

	return arena_format(arena,
			    "inhibited while " STR_FMT " fires: the rule " STR_FMT
			    ", same " STR_FMT,
			    STR_ARG(source_name), STR_ARG(name),
			    STR_ARG(equal_text(arena, rule, target)));
}

static bool must_be_there(const struct matcher *matchers, size_t count, str label)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(matchers[i].name, label) &&
		    !matcher_takes_absence(&matchers[i]))
			return true;
	return false;
}

str inhibit_loose_label(const struct inhibit_rule *rule)
{
	for (size_t i = 0; i < rule->equal_count; i++)
		if (!str_is(rule->equal[i], "alertname") &&
		    !must_be_there(rule->source, rule->source_count, rule->equal[i]) &&
		    !must_be_there(rule->target, rule->target_count, rule->equal[i]))
			return rule->equal[i];
	return STR("");
}
