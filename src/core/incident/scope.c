#include "core/incident/scope.h"

#include "base/text.h"

#include <math.h>
#include <stddef.h>

enum { CARD_BYTES_MAX = 8 << 10 };

const char *const scope_question_names[] = {
	[SCOPE_BROKEN] = "broken",       [SCOPE_AFFECTED] = "affected",
	[SCOPE_BEGAN] = "began",         [SCOPE_CHANGED] = "changed",
	[SCOPE_OBJECTIVE] = "objective", NULL,
};

const char *const scope_question_words[] = {
	[SCOPE_BROKEN] = "what is broken", [SCOPE_AFFECTED] = "who is affected",
	[SCOPE_BEGAN] = "when it began",   [SCOPE_CHANGED] = "what changed before",
	[SCOPE_OBJECTIVE] = "how bad",     NULL,
};

const char *const scope_basis_names[] = {
	[SCOPE_AWAITED] = "awaited",
	[SCOPE_MEASURED] = "measured",
	[SCOPE_RECORDED] = "recorded",
	[SCOPE_STATED] = "stated",
	[SCOPE_ESTIMATED] = "estimated",
	[SCOPE_UNKNOWN] = "unknown",
	NULL,
};

static const struct field scope_fields[] = {
	F(struct scope, id, FIELD_INT),
	F(struct scope, incident, FIELD_INT),
	F(struct scope, due, FIELD_INSTANT),
	F(struct scope, completed_at, FIELD_INSTANT),
	F(struct scope, took, FIELD_DURATION),
	F(struct scope, unknown, FIELD_INT),
	F(struct scope, answers, FIELD_JSON),
	F(struct scope, affected, FIELD_TEXT),
	F(struct scope, affected_by, FIELD_TEXT),
	F(struct scope, affected_at, FIELD_INSTANT),
};
const struct shape scope_shape = SHAPE("scope", struct scope, scope_fields);

static size_t count_of(const struct scope_card *card, enum scope_basis basis)
{
	size_t count = 0;

	for (size_t i = 0; i < SCOPE_QUESTIONS; i++)
		count += card->answers[i].basis == basis;
	return count;
}

bool scope_is_complete(const struct scope_card *card)
{
	return count_of(card, SCOPE_AWAITED) == 0;
}

size_t scope_unknown(const struct scope_card *card)
{
	return count_of(card, SCOPE_UNKNOWN);
}

void scope_give_up(struct arena *arena, struct scope_card *card, duration_ms after)
{
	for (size_t i = 0; i < SCOPE_QUESTIONS; i++) {
		struct scope_answer *answer = &card->answers[i];

		if (answer->basis != SCOPE_AWAITED)
			continue;
		answer->basis = answer->at_last;
		answer->why = arena_format(
			arena, STR_FMT " did not answer within " STR_FMT,
			STR_ARG(answer->why.length > 0 ? answer->why
						       : STR("who was asked")),
			STR_ARG(duration_format(arena, after)));
	}
}

str scope_text(struct arena *arena, const struct scope_card *card)
{
	struct text text = text_new(arena, CARD_BYTES_MAX);

	for (size_t i = 0; i < SCOPE_QUESTIONS; i++) {
		const struct scope_answer *answer = &card->answers[i];
		bool is_unknown = answer->basis == SCOPE_UNKNOWN;

		text_addf(&text, "%s%s: %s", i > 0 ? " · " : "", scope_question_words[i],
			  is_unknown ? "unknown" : "");
		if (!is_unknown)
			text_add(&text, answer->says);
		if (answer->why.length > 0)
			text_addf(&text, " (" STR_FMT ")", STR_ARG(answer->why));
	}
	return text_of(&text);
}

/* -- against the objective -- */

static double share(double part, double whole)
{
	if (part <= 0)
		return 0;
	return whole > 0 ? part / whole : INFINITY;
}

double scope_factor(enum comparison good, double value, double objective, str unit)
{
	if (isnan(value) || isnan(objective))
		return NAN;
	if (good == COMPARE_BELOW || good == COMPARE_AT_MOST)
		return share(value, objective);
	if (str_is(unit, "percent"))
		return share(100 - value, 100 - objective);
	return share(objective, value);
}
