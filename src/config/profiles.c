/* profiles/NAME.yaml: a team's way of working. */
#include "config/library.h"
#include "config/names.h"

#include "core/telling/message.h"
#include "formats/mustache.h"

enum { WEIGHT_MAX = 100, LEVEL_COUNT = 4 };

static const struct key level_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct level, name),
	  .required = true },
	{ .name = "means",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct level, means),
	  .required = true },
	{ .name = "cadence",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct level, cadence),
	  .most = 7 * DAY_MS },
	{ .name = "mitigate_within",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct level, mitigate_within),
	  .most = 30 * DAY_MS },
	{ .name = "escalation",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct level, escalation) },
};
static const struct keys level_keys = KEYS(struct level, level_key_items, NULL);

static void read_levels(struct reader *reader, const struct spot *spot, void *owner)
{
	struct profile *profile = owner;

	if (!reader_is_list(reader, spot))
		return;
	if (tree_count(spot->tree) != LEVEL_COUNT) {
		reader_tell(reader, spot, "must be %d levels, the worst first, not %zu",
			    LEVEL_COUNT, tree_count(spot->tree));
		return;
	}
	for (size_t i = 0; i < LEVEL_COUNT; i++) {
		struct spot item = spot_at(spot, i);

		reader_map(reader, &item, &level_keys, &profile->levels[i]);
	}
}

/* A map of word to weight. */
static void read_keywords(struct reader *reader, const struct spot *spot, void *owner)
{
	struct profile *profile = owner;

	if (!reader_is_map(reader, spot))
		return;
	profile->keyword_count = tree_count(spot->tree);
	profile->keywords = arena_many(reader->arena, struct keyword,
				       profile->keyword_count);
	for (size_t i = 0; i < profile->keyword_count; i++) {
		struct spot entry = { .in = spot,
				      .name = tree_nth_name(spot->tree, i),
				      .tree = tree_nth(spot->tree, i) };

		profile->keywords[i].word = arena_copy(reader->arena, entry.name);
		if (entry.tree->kind == TREE_INT)
			profile->keywords[i].weight = entry.tree->number;
		if (entry.tree->kind != TREE_INT || entry.tree->number < 1 ||
		    entry.tree->number > WEIGHT_MAX)
			reader_tell(reader, &entry, "must be a weight from 1 to %d",
				    WEIGHT_MAX);
	}
}

/* Rank 0 wakes whoever there is, so it is never left to a label: a route or a person
 * says so. Hence "from 1". */
static const struct key severity_key_items[] = {
	{ .name = "match",
	  .kind = KEY_MATCH,
	  .offset = offsetof(struct severity_rule, match),
	  .count_offset = offsetof(struct severity_rule, match_count),
	  .required = true },
	{ .name = "rank",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct severity_rule, rank),
	  .least = 1,
	  .most = 3,
	  .required = true },
	{ .name = "says",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct severity_rule, says),
	  .required = true },
};
static const struct keys severity_keys = KEYS(struct severity_rule, severity_key_items,
					      NULL);

static const struct key default_key_items[] = {
	{ .name = "rank",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct profile, default_rank),
	  .least = 1,
	  .most = 3,
	  .required = true },
	{ .name = "says",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct profile, default_says),
	  .required = true },
};
static const struct keys default_keys = KEYS(struct profile, default_key_items, NULL);

static void check_template(struct reader *reader, const struct spot *spot,
			   const char *name, str text)
{
	struct error error = { 0 };

	if (!mustache_check_names(reader->scratch, text, message_fact_names, &error))
		reader_tell_of(reader, spot, name, "%s", error.text);
}

static void settle_template(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct template *template = owner;

	check_template(reader, spot, "subject", template->subject);
	check_template(reader, spot, "text", template->text);
}

static const struct key template_key_items[] = {
	{ .name = "kind",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct template, kind),
	  .choices = message_kind_names,
	  .required = true },
	{ .name = "audience",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct template, audience) },
	{ .name = "language",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct template, language) },
	{ .name = "subject",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct template, subject),
	  .required = true },
	{ .name = "text",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct template, text),
	  .required = true },
};
static const struct keys template_keys = KEYS(struct template, template_key_items,
					      settle_template);

static str language_of(const struct template *template)
{
	return template->language.length > 0 ? template->language : STR("en");
}

bool template_is_like(const struct template *a, const struct template *b)
{
	return a->kind == b->kind && str_equal(a->audience, b->audience) &&
	       str_equal(language_of(a), language_of(b));
}

static bool has_template(const struct profile *profile, size_t count,
			 const struct template *like)
{
	for (size_t i = 0; i < count; i++)
		if (template_is_like(&profile->templates[i], like))
			return true;
	return false;
}

static void settle_rule(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct audience_rule *rule = owner;

	if (rule->worst > rule->least)
		reader_tell_of(reader, spot, "worst",
			       "must not be more than 'least': 0 is the worst rank");
}

static const struct key rule_key_items[] = {
	{ .name = "audience",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct audience_rule, audience),
	  .required = true },
	{ .name = "worst",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct audience_rule, worst),
	  .most = 3,
	  .fallback = "0" },
	{ .name = "least",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct audience_rule, least),
	  .most = 3,
	  .fallback = "3" },
	{ .name = "approvers",
	  .kind = KEY_NAMES,
	  .offset = offsetof(struct audience_rule, approvers),
	  .count_offset = offsetof(struct audience_rule, approver_count) },
	{ .name = "drafts",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct audience_rule, drafts),
	  .fallback = "true" },
};
static const struct keys rule_keys = KEYS(struct audience_rule, rule_key_items,
					  settle_rule);

static void settle_profile(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct profile *profile = owner;
	struct spot templates = spot_under(spot, "templates");

	for (size_t i = 0; i < profile->template_count; i++) {
		struct spot item = spot_at(&templates, i);

		if (has_template(profile, i, &profile->templates[i]))
			reader_tell(reader, &item,
				    "the same kind, audience and language occur twice");
	}
	reader_tell_twice(reader, spot, "audiences", "audience",
			  NAMED(profile->audiences, profile->audience_count));
	/* It is part of a code, of file names and of URLs. */
	for (size_t i = 0; i < profile->code_prefix.length; i++)
		if (profile->code_prefix.bytes[i] < 'A' ||
		    profile->code_prefix.bytes[i] > 'Z') {
			reader_tell_of(reader, spot, "code_prefix",
				       "must be capital letters, such as INC");
			break;
		}
}

static const struct key profile_key_items[] = {
	{ .name = "title",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct profile, title),
	  .required = true },
	{ .name = "code_prefix",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct profile, code_prefix),
	  .fallback = "INC" },
	{ .name = "keywords", .kind = KEY_OWN, .read = read_keywords },
	{ .name = "match",
	  .kind = KEY_MATCH_ANY,
	  .offset = offsetof(struct profile, match),
	  .count_offset = offsetof(struct profile, match_count) },
	{ .name = "levels",
	  .kind = KEY_OWN,
	  .read = read_levels,
	  .of = &level_keys,
	  .required = true },
	{ .name = "severity",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct profile, severity),
	  .count_offset = offsetof(struct profile, severity_count),
	  .of = &severity_keys },
	{ .name = "default", .kind = KEY_MAP, .of = &default_keys, .required = true },
	{ .name = "templates",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct profile, templates),
	  .count_offset = offsetof(struct profile, template_count),
	  .of = &template_keys },
	{ .name = "audiences",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct profile, audiences),
	  .count_offset = offsetof(struct profile, audience_count),
	  .of = &rule_keys },
};
const struct keys profile_keys = KEYS(struct profile, profile_key_items, settle_profile);
