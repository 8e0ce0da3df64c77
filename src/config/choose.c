/* Which profile, which severity and how urgent: decided by what is written, always
 * the same way, and with the reason. */
#include "config/config.h"

#include "base/text.h"

#include <inttypes.h>

enum {
	/* A label is put there by whoever knows; a word may stand there by chance. */
	LABEL_WEIGHT = 5,
	REASON_BYTES_MAX = 1024,
};

static int64_t weigh_words(const struct profile *profile, str words, struct text *reason)
{
	int64_t weight = 0;

	for (size_t i = 0; i < profile->keyword_count; i++) {
		const struct keyword *keyword = &profile->keywords[i];

		if (!str_contains_word(words, keyword->word))
			continue;
		text_addf(reason, "%s" STR_FMT, weight > 0 ? ", " : "keywords ",
			  STR_ARG(keyword->word));
		weight += keyword->weight;
	}
	if (weight > 0)
		text_addf(reason, " (%" PRId64 ")", weight);
	return weight;
}

static int64_t weigh_labels(const struct profile *profile, const struct labels *labels,
			    struct text *reason)
{
	for (size_t i = 0; i < profile->match_count; i++) {
		const struct matcher *matcher = &profile->match[i];

		if (!labels_match(labels, matcher, 1))
			continue;
		text_addf(reason, "%slabel " STR_FMT "=" STR_FMT " (%d)",
			  reason->length > 0 ? "; " : "", STR_ARG(matcher->name),
			  STR_ARG(matcher->value), LABEL_WEIGHT);
		return LABEL_WEIGHT;
	}
	return 0;
}

const struct profile *profile_choose(struct arena *arena, const struct config *config,
				     const struct labels *labels, str words,
				     str *ret_reason)
{
	const struct profile *best = config_profile(config, STR("default"));
	int64_t most = 0;

	*ret_reason = STR("no keyword or label matched");
	for (size_t i = 0; i < config->profile_count; i++) {
		const struct profile *profile = &config->profiles[i];
		struct text reason = text_new(arena, REASON_BYTES_MAX);
		int64_t weight = weigh_words(profile, words, &reason);

		weight += weigh_labels(profile, labels, &reason);
		if (weight > most) {
			most = weight;
			best = profile;
			*ret_reason = text_of(&reason);
		}
	}
	return best;
}

static void add_matchers(struct text *text, const struct matcher *match, size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_addf(text, "%s" STR_FMT "%s" STR_FMT,
			  i > 0       ? ", "
			  : count > 1 ? "labels "
				      : "label ",
			  STR_ARG(match[i].name), matcher_kind_names[match[i].kind],
			  STR_ARG(match[i].value));
	if (count == 0)
		text_add(text, STR("every alert"));
}

static struct route_decision decide(const struct config *config,
				    const struct labels *labels)
{
	/* Neither rank nor urgency depends on the time. */
	return route_decide(config->routes, config->route_count, labels, 0);
}

int64_t severity_choose(struct arena *arena, const struct config *config,
			const struct profile *profile, const struct labels *labels,
			str *ret_reason)
{
	struct text reason = text_new(arena, REASON_BYTES_MAX);
	const struct route_decision decision = decide(config, labels);

	if (decision.rank_is_explicit) {
		const struct route *route = route_who_says(&decision, ROUTE_SAYS_RANK)
						    ->route;

		text_add(&reason, STR("the route for "));
		add_matchers(&reason, route->match, route->match_count);
		*ret_reason = text_of(&reason);
		return decision.rank;
	}
	for (size_t i = 0; i < profile->severity_count; i++) {
		const struct severity_rule *rule = &profile->severity[i];

		if (!labels_match(labels, rule->match, rule->match_count))
			continue;
		text_addf(&reason, STR_FMT " (", STR_ARG(rule->says));
		add_matchers(&reason, rule->match, rule->match_count);
		text_add_char(&reason, ')');
		*ret_reason = text_of(&reason);
		return rule->rank;
	}
	*ret_reason = profile->default_says;
	return profile->default_rank;
}

enum urgency urgency_choose(const struct config *config, const struct labels *labels,
			    int64_t *ret_rank)
{
	const struct route_decision decision = decide(config, labels);

	*ret_rank = decision.rank;
	return decision.urgency;
}
