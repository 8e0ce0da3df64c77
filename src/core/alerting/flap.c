#include "core/alerting/flap.h"

#include "base/text.h"

struct turns {
	instant_ms at[FLAP_TURNS_MAX];
	size_t count;
};

/* Of more than fit the last are kept. */
static struct turns read_turns(str text)
{
	struct turns turns = { 0 };
	str one;

	while (str_next(&text, ' ', &one)) {
		int64_t at;

		if (!str_to_int(one, &at))
			continue;
		if (turns.count == FLAP_TURNS_MAX)
			for (size_t i = 1; i < turns.count; i++)
				turns.at[i - 1] = turns.at[i];
		else
			turns.count++;
		turns.at[turns.count - 1] = at;
	}
	return turns;
}

/* Only as many as the rule counts are of use. */
str flap_add(struct arena *arena, const struct flap_rule *rule, str turns, instant_ms now)
{
	struct text text = text_new(arena, FLAP_TURNS_MAX * 24);
	struct turns known = read_turns(turns);
	size_t most = rule->turns > 0 ? (size_t)rule->turns - 1 : 0;
	size_t from = known.count > most ? known.count - most : 0;

	for (size_t i = from; i < known.count; i++)
		if (now - known.at[i] <= rule->within)
			text_addf(&text, "%lld ", (long long)known.at[i]);
	text_addf(&text, "%lld", (long long)now);
	return text_of(&text);
}

bool flap_is(const struct flap_rule *rule, str turns, instant_ms now)
{
	struct turns known = read_turns(turns);

	if (rule->turns == 0 || known.count < (size_t)rule->turns)
		return false;

	instant_ms last = known.at[known.count - 1];
	instant_ms first = known.at[known.count - (size_t)rule->turns];

	return last - first <= rule->within && now - last < rule->calm;
}

str flap_text(struct arena *arena, const struct flap_rule *rule, str turns)
{
	struct turns known = read_turns(turns);
	duration_ms in = known.count > 0 ? known.at[known.count - 1] - known.at[0] : 0;

	return arena_format(arena,
			    "it changed %zu times in " STR_FMT
			    " and was not calm for " STR_FMT " since",
			    known.count, STR_ARG(duration_format(arena, in)),
			    STR_ARG(duration_format(arena, rule->calm)));
}
