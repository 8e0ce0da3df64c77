/* What the text claims about objectives, and whom its severities wake. */
#include "runbook/lint_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct spot spot_on(struct lint *lint, size_t row)
{
	return (struct spot){ .line = (unsigned)row + 1,
			      .found = lint_one_line(lint->arena, lint->lines[row]) };
}

/* -- quantities -- */

enum dimension { NO_DIMENSION, OF_TIME, OF_SHARE, DIMENSIONS };

struct quantity {
	enum dimension dimension;
	double value; /* milliseconds, or percent */
	size_t end;
};

/* "520ms", "8.4 s", "0.3%". */
static struct quantity quantity_at(struct lint *lint, str line, size_t at)
{
	static const struct {
		const char *unit;
		enum dimension dimension;
		double factor;
	} units[] = {
		{ "ms", OF_TIME, 1 },        { "seconds", OF_TIME, 1000 },
		{ "second", OF_TIME, 1000 }, { "s", OF_TIME, 1000 },
		{ "%", OF_SHARE, 1 },
	};
	struct quantity quantity = { 0 };
	size_t end = at;
	str rest;

	if (at > 0 && (isalnum((unsigned char)line.bytes[at - 1]) ||
		       strchr(".:-", line.bytes[at - 1])))
		return quantity;
	while (end < line.length && end < at + 12 &&
	       (isdigit((unsigned char)line.bytes[end]) || line.bytes[end] == '.'))
		end++;
	if (end == at)
		return quantity;
	quantity.value = strtod(
		arena_c_string(lint->arena, str_slice(line, at, end - at)), NULL);
	rest = str_slice(line, end, line.length);
	if (rest.length > 0 && rest.bytes[0] == ' ')
		rest = str_slice(rest, 1, rest.length);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t length = strlen(units[i].unit);

		if (!lint_is(str_slice(rest, 0, length), units[i].unit) ||
		    (rest.length > length && isalnum((unsigned char)rest.bytes[length])))
			continue;
		quantity.dimension = units[i].dimension;
		quantity.value *= units[i].factor;
		quantity.end = end + length;
		return quantity;
	}
	return quantity;
}

/* Just behind the word: "SLO: 500ms", "target: <0.1%". */
static struct quantity quantity_behind(struct lint *lint, str line, const char *word)
{
	struct quantity none = { 0 };
	size_t length = strlen(word);

	for (size_t i = 0; i + length < line.length; i++) {
		size_t at = i + length;

		if (!lint_is(str_slice(line, i, length), word))
			continue;
		while (at < line.length && strchr(" <=:*`", line.bytes[at]) &&
		       line.bytes[at] != '\0')
			at++;
		if (at < line.length && isdigit((unsigned char)line.bytes[at]))
			return quantity_at(lint, line, at);
	}
	return none;
}

/* -- objectives -- */

/* The one target of each dimension; NaN-free: 0 for none, -1 for several. */
static void find_targets(struct lint *lint, double targets[DIMENSIONS])
{
	static const char *const words[] = { "SLO", "target", NULL };

	for (size_t row = 0; row < lint->line_count; row++)
		for (size_t i = 0; words[i]; i++) {
			struct quantity found = quantity_behind(lint, lint->lines[row],
								words[i]);
			double *target = &targets[found.dimension];

			if (found.dimension == NO_DIMENSION || found.value <= 0)
				continue;
			if (*target == 0)
				*target = found.value;
			else if (*target < found.value || *target > found.value)
				*target = -1;
		}
}

static bool claims(str line)
{
	static const char *const words[] = { "within SLO",    "SLO compliance restored",
					     "SLO met",       "SLOs met",
					     "meets the SLO", NULL };

	for (size_t i = 0; words[i]; i++)
		if (lint_has(line, words[i]))
			return true;
	return false;
}

static void report_claim(struct lint *lint, size_t row, const struct quantity *quantity,
			 double target)
{
	const char *unit = quantity->dimension == OF_TIME ? " ms" : " %";

	lint_report(lint, RULE_PROSE_OBJECTIVE, spot_on(lint, row),
		    "%g%s is not within the objective of %g%s that the document names: "
		    "%.3g times of it",
		    quantity->value, unit, target, unit, quantity->value / target);
}

/* "drops from 8.4s to 520ms (within SLO)": the last of each dimension is what is now. */
static void look_at_claim(struct lint *lint, size_t row, const double targets[DIMENSIONS])
{
	struct quantity last[DIMENSIONS] = { 0 };
	str line = lint->lines[row];

	for (size_t at = 0; at < line.length; at++) {
		struct quantity quantity = isdigit((unsigned char)line.bytes[at])
						   ? quantity_at(lint, line, at)
						   : (struct quantity){ 0 };

		if (quantity.dimension == NO_DIMENSION)
			continue;
		last[quantity.dimension] = quantity;
		at = quantity.end - 1;
	}
	for (size_t i = OF_TIME; i < DIMENSIONS; i++)
		if (targets[i] > 0 && last[i].value > targets[i])
			report_claim(lint, row, &last[i], targets[i]);
}

/* "p99 > 5s (SLO: 500ms)": it wakes nobody until ten times as bad. */
static void look_at_threshold(struct lint *lint, size_t row)
{
	struct quantity threshold = quantity_behind(lint, lint->lines[row], ">");
	struct quantity objective = quantity_behind(lint, lint->lines[row], "SLO:");

	if (threshold.dimension == NO_DIMENSION || objective.value <= 0 ||
	    threshold.dimension != objective.dimension ||
	    threshold.value < objective.value * 2)
		return;
	lint_report(lint, RULE_PROSE_OBJECTIVE, spot_on(lint, row),
		    "the alert fires at %.3g times the objective: between the two "
		    "nobody hears of a breach",
		    threshold.value / objective.value);
}

/* -- who is woken -- */

static bool wakes(str text)
{
	static const char *const words[] = { "page", "pager",    "phone", "call",
					     "sms",  "opsgenie", "ring",  NULL };

	for (size_t i = 0; words[i]; i++)
		if (lint_has(text, words[i]) && !lint_has(text, "on-call engineer via"))
			return true;
	return false;
}

static bool is_silent(str text)
{
	return lint_has(text, "slack") || lint_has(text, "e-mail") ||
	       lint_has(text, "email") || lint_has(text, "teams channel");
}

/* "- **Response Time:** 15 minutes": minutes; 0 for more than an hour, and none. */
static unsigned response_minutes(str line)
{
	unsigned number = 0;
	size_t at = 0;

	if (!lint_has(line, "response time"))
		return 0;
	while (at < line.length && !isdigit((unsigned char)line.bytes[at]))
		at++;
	for (;
	     at < line.length && number < 1000 && isdigit((unsigned char)line.bytes[at]);
	     at++)
		number = number * 10 + (unsigned)(line.bytes[at] - '0');
	return lint_has(line, "min") && number <= 60 ? number : 0;
}

/* The lines of one level: a short time to answer, and a message that rings nowhere. */
static void look_at_level(struct lint *lint, size_t heading)
{
	unsigned minutes = 0;

	for (size_t row = heading + 1; row < lint->line_count; row++) {
		str line = lint->lines[row];

		if (str_starts_with(line, STR("#")))
			return;
		if (response_minutes(line) > 0)
			minutes = response_minutes(line);
		if (minutes == 0 || !is_silent(line) || wakes(line))
			continue;
		lint_report(lint, RULE_PROSE_WAKES_NOBODY, spot_on(lint, row),
			    "to be answered within %u minutes, and at night a message "
			    "there wakes nobody: page whoever is on call",
			    minutes);
		return;
	}
}

void lint_promises(struct lint *lint)
{
	double targets[DIMENSIONS] = { 0 };

	if (!lint->runbook->markdown)
		return;
	find_targets(lint, targets);
	for (size_t row = 0; row < lint->line_count; row++) {
		if (claims(lint->lines[row]))
			look_at_claim(lint, row, targets);
		look_at_threshold(lint, row);
		if (str_starts_with(lint->lines[row], STR("#")))
			look_at_level(lint, row);
	}
}
