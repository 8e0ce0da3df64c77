#include "app/intake/inhibition.h"

#include "app/intake/stored.h"
#include "base/hash.h"

/* Of one turn: about 20 ms of the scribe's time. */
enum { ALERTS_AT_A_TIME = 1000 };

/* The rule and the values of its equal labels. What the store keeps belongs to the rule
 * as it was written then. */
static str key_of(struct arena *arena, const struct inhibit_rule *rule,
		  const struct labels *labels)
{
	struct sha256_state state = sha256_begin();
	const str parts[] = {
		matchers_text(arena, rule->source, rule->source_count),
		matchers_text(arena, rule->target, rule->target_count),
		inhibit_key(arena, rule, labels),
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		sha256_add(&state, arena_format(arena, "%zu:", parts[i].length));
		sha256_add(&state, parts[i]);
	}
	return sha256_hex(arena, sha256_end(&state));
}

bool inhibition_begins(struct work *work, const struct labels *labels, int64_t alert)
{
	const struct config *config = work->config;

	for (size_t i = 0; i < config->inhibit_count; i++) {
		const struct inhibit_rule *rule = &config->inhibit[i];
		unsigned sides = inhibit_sides(rule, labels);

		if ((sides & INHIBIT_SOURCE) &&
		    !store_inhibitor_add(work, key_of(work->arena, rule, labels), alert,
					 sides == INHIBIT_BOTH))
			return false;
	}
	return true;
}

bool inhibition_ends(struct work *work, int64_t alert)
{
	return work->config->inhibit_count == 0 || store_inhibitors_drop(work, alert);
}

static bool tell(struct work *work, size_t nth, const struct labels *labels,
		 int64_t alert, struct hold *hold)
{
	struct alert source;

	if (!store_get(work, &alert_shape, alert, &source))
		return false;
	hold->by = arena_format(work->arena, "inhibited:%lld", (long long)alert);
	hold->why = inhibit_sentence(work->arena, &work->config->inhibit[nth], nth,
				     source.name, labels);
	return true;
}

bool inhibition_find(struct work *work, const struct labels *labels,
		     struct hold *ret_hold)
{
	const struct config *config = work->config;

	for (size_t i = 0; i < config->inhibit_count; i++) {
		const struct inhibit_rule *rule = &config->inhibit[i];
		unsigned sides = inhibit_sides(rule, labels);
		int64_t alert;

		if (!(sides & INHIBIT_TARGET))
			continue;
		if (!store_inhibitor_find(work, key_of(work->arena, rule, labels),
					  sides == INHIBIT_BOTH, &alert))
			return false;
		if (alert != 0)
			return tell(work, i, labels, alert, ret_hold);
	}
	return true;
}

/* -- when the rules change -- */

static str digest_of_rules(struct work *work)
{
	static const struct labels none = { 0 };
	struct sha256_state state = sha256_begin();

	for (size_t i = 0; i < work->config->inhibit_count; i++)
		sha256_add(&state, key_of(work->arena, &work->config->inhibit[i], &none));
	return sha256_hex(work->arena, sha256_end(&state));
}

static bool begin_anew(struct work *work, str digest)
{
	return store_inhibitors_clear(work) &&
	       store_setting_put(work, "inhibit.rules", digest) &&
	       store_setting_put(work, "inhibit.filled", STR("0"));
}

/* The setting is the number of the last alert that was looked at; "" when all were. */
static bool fill_some(struct work *work, str filled)
{
	struct alert *alerts;
	int64_t after = 0;
	size_t count;

	if (filled.length == 0)
		return true;
	str_to_int(filled, &after);
	if (!store_alerts_firing_after(work, after, ALERTS_AT_A_TIME, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct alert_fact fact;

		if (!stored_fact(work, &alerts[i], &fact) ||
		    !inhibition_begins(work, &fact.labels, alerts[i].id))
			return false;
		after = alerts[i].id;
	}
	return store_setting_put(
		work, "inhibit.filled",
		count == 0 ? STR("")
			   : arena_format(work->arena, "%lld", (long long)after));
}

bool inhibition_keep_up(struct work *work)
{
	str digest = digest_of_rules(work), had, filled;

	if (!store_setting_get(work, "inhibit.rules", &had))
		return false;
	if (had.length == 0 && work->config->inhibit_count == 0)
		return true;
	if (!str_equal(had, digest) && !begin_anew(work, digest))
		return false;
	return store_setting_get(work, "inhibit.filled", &filled) &&
	       (work->config->inhibit_count == 0 || fill_some(work, filled));
}
