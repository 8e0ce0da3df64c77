/* The scope card: five questions that whoever is woken asks first, each with an answer,
 * what it rests on and when that was. It is made without anybody typing; what is not
 * there when its time is up says "unknown", and why. */
#ifndef CORE_INCIDENT_SCOPE_H
#define CORE_INCIDENT_SCOPE_H

#include "base/shape.h"
#include "core/incident/check.h"

enum scope_question {
	SCOPE_BROKEN,
	SCOPE_AFFECTED,
	SCOPE_BEGAN,
	SCOPE_CHANGED,
	SCOPE_OBJECTIVE,
	SCOPE_QUESTIONS,
};
extern const char *const scope_question_names[]; /* "broken", "affected", … */
/* "what is broken": as people ask it. */
extern const char *const scope_question_words[];

enum scope_basis {
	SCOPE_AWAITED, /* somebody was asked and has not answered yet */
	SCOPE_MEASURED,
	SCOPE_RECORDED, /* as the feed of changes has it */
	SCOPE_STATED,   /* by a person or by the alert */
	SCOPE_ESTIMATED,
	SCOPE_UNKNOWN,
};
extern const char *const scope_basis_names[];

struct scope_answer {
	enum scope_basis basis;
	str says; /* one sentence; of an awaited one, what is known so far */
	str why;  /* why it is unknown, or what is missing of it; "" */
	instant_ms at;
	/* Of an awaited one, what it is when nothing more comes. */
	enum scope_basis at_last;
};

struct scope_card {
	struct scope_answer answers[SCOPE_QUESTIONS];
};

/* Nothing is awaited any more. */
bool scope_is_complete(const struct scope_card *card);
/* Its time is up: what is awaited becomes what it is at last, with the reason. */
void scope_give_up(struct arena *arena, struct scope_card *card, duration_ms after);
size_t scope_unknown(const struct scope_card *card);
/* "what is broken: … · who is affected: unknown, …" */
str scope_text(struct arena *arena, const struct scope_card *card);

/* How many times as bad as the objective: 1 is just at it, below 1 is within it. Of what
 * should be small its share of the objective; of what should be large the objective's
 * share of it, and of percent what is missing to 100, as error budgets count. INFINITY
 * where the objective leaves no room, NaN for no value. */
double scope_factor(enum comparison good, double value, double objective, str unit);

/* The record of one incident's card. */
struct scope {
	int64_t id;
	int64_t incident;
	instant_ms due;          /* when its time is up */
	instant_ms completed_at; /* 0: not yet */
	duration_ms took;        /* from the incident's opening until complete */
	int64_t unknown;         /* answers that were unknown then */
	str answers;             /* JSON, as they are known now */
	str affected;            /* who is, as somebody said; "" */
	str affected_by;
	instant_ms affected_at;
};
extern const struct shape scope_shape;

#endif
