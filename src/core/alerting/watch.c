#include "core/alerting/watch.h"

#include <stddef.h>

const char *const watch_verdict_names[] = {
	[WATCH_UNJUDGED] = "unjudged",
	[WATCH_WELL] = "good",
	[WATCH_WRONG] = "wrong",
	[WATCH_HANGS] = "hangs",
	[WATCH_UNREACHABLE] = "unreachable",
	[WATCH_UNTRUSTED] = "untrusted",
	[WATCH_NO_DATA] = "no_data",
	NULL,
};
const char *const watch_state_names[] = {
	[WATCH_NEW] = "new",
	[WATCH_GOOD] = "good",
	[WATCH_FAILING] = "failing",
	[WATCH_REMOVED] = "removed",
	NULL,
};
const char *const no_data_names[] = {
	[NO_DATA_ALERTS] = "alert",
	[NO_DATA_IS_IGNORED] = "ignore",
	[NO_DATA_IS_GOOD] = "good",
	NULL,
};

static const struct field watch_fields[] = {
	F(struct watch, id, FIELD_INT),
	F(struct watch, name, FIELD_TEXT),
	F(struct watch, kind, FIELD_TEXT),
	F_ENUM(struct watch, state, watch_state_names),
	F_ENUM(struct watch, verdict, watch_verdict_names),
	F(struct watch, reason, FIELD_TEXT),
	F(struct watch, since, FIELD_INSTANT),
	F(struct watch, asked_at, FIELD_INSTANT),
	F(struct watch, took_ms, FIELD_INT),
	F_HIDDEN(struct watch, results, FIELD_INT),
	F_HIDDEN(struct watch, looks, FIELD_INT),
	F_HIDDEN(struct watch, memory, FIELD_TEXT),
};
const struct shape watch_shape = SHAPE("watch", struct watch, watch_fields);

bool n_of_m_parse(str text, struct n_of_m *ret, struct error *error)
{
	struct n_of_m parsed = { 0 };
	str need = str_trim(text), of = need;
	size_t gap = 0;

	while (gap < need.length && need.bytes[gap] != ' ')
		gap++;
	if (gap < need.length) {
		of = str_trim(str_slice(need, gap, need.length));
		need = str_slice(need, 0, gap);
		if (str_starts_with(of, STR("of ")))
			of = str_trim(str_slice(of, 3, of.length));
		else
			of = STR("");
	}
	if (!str_to_int(need, &parsed.need) || !str_to_int(of, &parsed.of) ||
	    parsed.need < 1 || parsed.need > parsed.of || parsed.of > WATCH_LOOKS_MAX)
		return error_set(error, ERROR_INVALID,
				 "must be such as \"3 of 5\": at least 1, and of at most "
				 "%d",
				 WATCH_LOOKS_MAX);
	*ret = parsed;
	return true;
}

static int64_t bits_of(int64_t looks)
{
	return ((int64_t)1 << looks) - 1;
}

static int64_t bad_among(const struct watch *watch, int64_t last)
{
	int64_t looks = watch->looks < last ? watch->looks : last;

	return __builtin_popcountll(
		(unsigned long long)(watch->results & bits_of(looks)));
}

static int64_t good_among(const struct watch *watch, int64_t last)
{
	int64_t looks = watch->looks < last ? watch->looks : last;

	return looks - bad_among(watch, last);
}

static void become(struct watch *watch, enum watch_state state, instant_ms now)
{
	if (watch->state == state)
		return;
	watch->state = state;
	watch->since = now;
	watch->results = watch->looks = 0;
}

static bool is_counted(enum watch_verdict verdict, enum no_data no_data)
{
	return verdict != WATCH_NO_DATA || no_data != NO_DATA_IS_IGNORED;
}

static bool is_bad(enum watch_verdict verdict, enum no_data no_data)
{
	if (verdict == WATCH_NO_DATA)
		return no_data == NO_DATA_ALERTS;
	return verdict != WATCH_WELL;
}

struct watch watch_look(struct watch watch, const struct watch_rules *rules,
			enum watch_verdict verdict, instant_ms now)
{
	watch.verdict = verdict;
	watch.asked_at = now;
	if (!is_counted(verdict, rules->no_data))
		return watch;
	watch.results = (watch.results << 1 | is_bad(verdict, rules->no_data)) &
			bits_of(WATCH_LOOKS_MAX);
	watch.looks += watch.looks < WATCH_LOOKS_MAX;
	if (watch.state != WATCH_FAILING &&
	    bad_among(&watch, rules->failures.of) >= rules->failures.need)
		become(&watch, WATCH_FAILING, now);
	else if (watch.state == WATCH_FAILING &&
		 good_among(&watch, rules->recoveries.of) >= rules->recoveries.need)
		become(&watch, WATCH_GOOD, now);
	else if (watch.state == WATCH_NEW && !is_bad(verdict, rules->no_data)) {
		/* What was bad before the first good look still counts. */
		watch.state = WATCH_GOOD;
		watch.since = now;
	}
	return watch;
}

str watch_count(struct arena *arena, const struct watch *watch,
		const struct watch_rules *rules)
{
	struct n_of_m n = watch->state == WATCH_FAILING ? rules->failures
							: rules->recoveries;

	if (n.of == 1)
		return STR("the last look");
	return arena_format(arena, "%lld of the last %lld looks", (long long)n.need,
			    (long long)n.of);
}
