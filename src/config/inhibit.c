/* inhibit: what keeps what quiet, in Alertmanager's words or in ours. */
#include "config/names.h"
#include "config/parts.h"

static void check_side(struct reader *reader, const struct spot *spot, const char *ours,
		       const char *theirs, size_t count)
{
	bool by_ours = spot_under(spot, ours).tree;
	bool by_theirs = spot_under(spot, theirs).tree;

	if (by_ours && by_theirs)
		reader_tell_of(reader, spot, theirs,
			       "stands beside %s, which means the same", ours);
	else if (!by_ours && !by_theirs)
		reader_tell_of(reader, spot, ours, "is missing");
	else if (tree_count(spot_under(spot, by_ours ? ours : theirs).tree) == 0 &&
		 count == 0)
		reader_tell_of(reader, spot, by_ours ? ours : theirs,
			       "is empty: it would be every alert");
}

static void settle_inhibit(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct inhibit_rule *rule = owner;
	str loose = inhibit_loose_label(rule);

	check_side(reader, spot, "source", "source_matchers", rule->source_count);
	check_side(reader, spot, "target", "target_matchers", rule->target_count);
	if (loose.length > 0)
		reader_warn_of(reader, spot, "equal",
			       "a source without the label " STR_FMT
			       " inhibits every target without it, too: demand it on one "
			       "side, such as " STR_FMT "!=\"\"",
			       STR_ARG(loose), STR_ARG(loose));
}

#define SIDE(key, side) \
	{ \
		.name = (key), .kind = KEY_MATCH, \
		.offset = offsetof(struct inhibit_rule, side), \
		.count_offset = offsetof(struct inhibit_rule, side##_count) \
	}

static const struct key inhibit_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct inhibit_rule, name) },
	SIDE("source", source),
	SIDE("source_matchers", source),
	SIDE("target", target),
	SIDE("target_matchers", target),
	{ .name = "equal",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct inhibit_rule, equal),
	  .count_offset = offsetof(struct inhibit_rule, equal_count) },
};
const struct keys inhibit_keys = KEYS(struct inhibit_rule, inhibit_key_items,
				      settle_inhibit);
