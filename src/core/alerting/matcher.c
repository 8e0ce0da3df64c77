#include "core/alerting/matcher.h"

#include "base/limits.h"

const char *const matcher_kind_names[] = {
	[MATCH_EQUAL] = "=",
	[MATCH_NOT_EQUAL] = "!=",
	[MATCH_PATTERN] = "=~",
	[MATCH_NOT_PATTERN] = "!~",
	NULL,
};

static bool is_pattern(enum matcher_kind kind)
{
	return kind == MATCH_PATTERN || kind == MATCH_NOT_PATTERN;
}

bool matcher_make(struct arena *arena, str name, enum matcher_kind kind, str value,
		  struct matcher *ret_matcher, struct error *error)
{
	const struct regex *regex = NULL;

	if (name.length == 0)
		return error_set(error, ERROR_INVALID, "a matcher needs a label's name");
	if (value.length > LABEL_VALUE_BYTES_MAX || name.length > LABEL_VALUE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "a matcher's name and value have at most %d bytes",
				 LABEL_VALUE_BYTES_MAX);
	if (!str_is_utf8(name) || !str_is_utf8(value))
		return error_set(error, ERROR_INVALID, "a matcher must be UTF-8");
	if (is_pattern(kind)) {
		regex = regex_new(arena, value, error);
		if (!regex)
			return false;
	}
	*ret_matcher = (struct matcher){
		.name = name, .value = value, .kind = kind, .regex = regex
	};
	return true;
}

bool matcher_takes(const struct matcher *matcher, str value)
{
	switch (matcher->kind) {
	case MATCH_EQUAL: return str_equal(matcher->value, value);
	case MATCH_NOT_EQUAL: return !str_equal(matcher->value, value);
	case MATCH_PATTERN: return regex_matches(matcher->regex, value);
	case MATCH_NOT_PATTERN: return !regex_matches(matcher->regex, value);
	}
	return false;
}

bool matcher_takes_absence(const struct matcher *matcher)
{
	return matcher_takes(matcher, STR(""));
}

const struct matcher *labels_mismatch(const struct labels *labels,
				      const struct matcher *matchers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!matcher_takes(&matchers[i], labels_value(labels, matchers[i].name)))
			return &matchers[i];
	return NULL;
}

bool labels_match(const struct labels *labels, const struct matcher *matchers,
		  size_t count)
{
	return !labels_mismatch(labels, matchers, count);
}

bool matchers_name_label(const struct matcher *matchers, size_t count, const char *label)
{
	for (size_t i = 0; i < count; i++)
		if (matchers[i].kind == MATCH_EQUAL && matchers[i].value.length > 0 &&
		    str_is(matchers[i].name, label))
			return true;
	return false;
}

bool matchers_name_one(const struct matcher *matchers, size_t count)
{
	return matchers_name_label(matchers, count, "alertname") &&
	       (matchers_name_label(matchers, count, "service") ||
		matchers_name_label(matchers, count, "instance"));
}
