/* Labels and matchers from short texts. */
#ifndef LABELS_FIXTURE_H
#define LABELS_FIXTURE_H

#include "check.h"

#include "core/alerting/matcher.h"

/* "a=1 b=2" */
static inline struct labels labels_from(struct arena *arena, const char *text)
{
	struct labels labels = { 0 };
	str rest = str_of(text), pair, name, value;

	while (str_next(&rest, ' ', &pair))
		if (str_cut(pair, '=', &name, &value))
			*list_add(arena, &labels) = (struct label){ name, value };
	return labels;
}

/* Must be good, or the test ends. */
static inline struct matchers matchers_from(struct arena *arena, const char *text)
{
	struct error error = { 0 };
	struct matchers matchers = { 0 };

	if (!matchers_parse(arena, str_of(text), &matchers, &error)) {
		check_failed(__FILE__, __LINE__, "%s: %s", text, error.text);
		abort();
	}
	return matchers;
}

#endif
