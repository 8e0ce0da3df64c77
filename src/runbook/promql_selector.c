#include "runbook/promql_private.h"

#include "base/limits.h"
#include "base/regex.h"
#include "formats/place.h"

static bool take_match(struct promql_scan *scan, enum promql_match *ret_match)
{
	if (promql_take(scan, "=~"))
		*ret_match = PROMQL_REGEX;
	else if (promql_take(scan, "!~"))
		*ret_match = PROMQL_NOT_REGEX;
	else if (promql_take(scan, "!="))
		*ret_match = PROMQL_NOT_EQUAL;
	else if (promql_take(scan, "="))
		*ret_match = PROMQL_EQUAL;
	else
		return promql_wants(scan, "one of = != =~ !~");
	return true;
}

static bool at_string(const struct promql_scan *scan)
{
	char c = promql_peek(scan);

	return c == '"' || c == '\'' || c == '`';
}

/* A label's name, quoted or not. */
static bool take_name(struct promql_scan *scan, str *ret_name)
{
	str word = promql_word(scan, false);

	if (at_string(scan))
		return promql_take_string(scan, ret_name);
	if (word.length == 0)
		return promql_wants(scan, "a label's name");
	scan->at += word.length;
	promql_skip(scan);
	*ret_name = word;
	return true;
}

static bool read_matcher(struct promql_scan *scan, struct promql *selector,
			 struct promql_matcher *ret_matcher)
{
	bool is_quoted = at_string(scan);
	struct promql_matcher matcher = { .begin = scan->at };

	if (!take_name(scan, &matcher.name))
		return false;
	/* {"http.server.duration"}: a metric's name that is no word. */
	if (is_quoted && (promql_at(scan, ",") || promql_at(scan, "}"))) {
		if (selector->name.length > 0)
			return place_fail(scan->source, matcher.begin, scan->error,
					  ERROR_INVALID, "the metric is named twice");
		selector->name = matcher.name;
		*ret_matcher = (struct promql_matcher){ 0 };
		return true;
	}
	if (!take_match(scan, &matcher.match))
		return false;
	if (!at_string(scan))
		return promql_wants(scan, "a value in quotes");
	*ret_matcher = matcher;
	return promql_take_string(scan, &ret_matcher->value);
}

/* True also for what is not to be judged: a pattern larger than ours may be. */
static bool takes_absence(struct promql_scan *scan, const struct promql_matcher *matcher,
			  bool *ret_takes)
{
	bool is_pattern = matcher->match == PROMQL_REGEX ||
			  matcher->match == PROMQL_NOT_REGEX;
	bool negated = matcher->match == PROMQL_NOT_EQUAL ||
		       matcher->match == PROMQL_NOT_REGEX;
	const struct regex *regex;
	struct error why = { 0 };

	if (!is_pattern) {
		*ret_takes = (matcher->value.length == 0) != negated;
		return true;
	}
	*ret_takes = false;
	if (matcher->value.length > REGEX_BYTES_MAX)
		return true;
	regex = regex_new(scan->arena, matcher->value, &why);
	if (!regex && why.kind == ERROR_TOO_LARGE)
		return true;
	if (!regex)
		return place_fail(scan->source, matcher->begin, scan->error,
				  ERROR_INVALID, "%s", why.text);
	*ret_takes = regex_matches(regex, STR("")) != negated;
	return true;
}

/* A selector that would take series without any of its labels takes the whole database;
 * Prometheus refuses it. */
static bool check_selector(struct promql_scan *scan, const struct promql *selector)
{
	bool is_bounded = selector->name.length > 0;

	for (size_t i = 0; i < selector->matcher_count; i++) {
		const struct promql_matcher *matcher = &selector->matchers[i];
		bool absent;

		if (selector->name.length > 0 && str_is(matcher->name, "__name__"))
			return place_fail(scan->source, matcher->begin, scan->error,
					  ERROR_INVALID, "the metric is named twice");
		if (!takes_absence(scan, matcher, &absent))
			return false;
		is_bounded = is_bounded || !absent;
	}
	if (is_bounded)
		return true;
	return place_fail(scan->source, selector->begin, scan->error, ERROR_INVALID,
			  "a selector needs at least one matcher that an absent label "
			  "does not satisfy");
}

bool promql_read_selector(struct promql_scan *scan, struct promql *selector)
{
	struct {
		struct promql_matcher *items;
		size_t count, capacity;
	} matchers = { 0 };
	struct promql_matcher matcher = { 0 };

	if (!promql_take(scan, "{"))
		return check_selector(scan, selector);
	while (!promql_at(scan, "}")) {
		if (!read_matcher(scan, selector, &matcher))
			return false;
		if (matcher.name.length > 0)
			*list_add(scan->arena, &matchers) = matcher;
		if (!promql_take(scan, ",") && !promql_at(scan, "}"))
			return promql_wants(scan, "a ',' or a '}'");
	}
	selector->matchers = matchers.items;
	selector->matcher_count = matchers.count;
	(void)promql_take(scan, "}");
	return check_selector(scan, selector);
}

bool promql_read_labels(struct promql_scan *scan, const str **ret_labels,
			size_t *ret_count)
{
	struct {
		str *items;
		size_t count, capacity;
	} labels = { 0 };
	str name;

	if (!promql_take(scan, "("))
		return promql_wants(scan, "a '('");
	while (!promql_at(scan, ")")) {
		if (!take_name(scan, &name))
			return false;
		*list_add(scan->arena, &labels) = name;
		if (!promql_take(scan, ",") && !promql_at(scan, ")"))
			return promql_wants(scan, "a ',' or a ')'");
	}
	*ret_labels = labels.items;
	*ret_count = labels.count;
	return promql_take(scan, ")");
}
