/* A matcher says of one label what its value must be: a="b", a!="b", a=~"b|c" or
 * a!~"b.*". Syntax and meaning are Alertmanager's: a label that is not there has the
 * value "", and a pattern must match the whole value. */
#ifndef CORE_ALERTING_MATCHER_H
#define CORE_ALERTING_MATCHER_H

#include "base/error.h"
#include "base/regex.h"
#include "base/tree.h"
#include "core/alerting/alert.h"

enum matcher_kind { MATCH_EQUAL, MATCH_NOT_EQUAL, MATCH_PATTERN, MATCH_NOT_PATTERN };
/* "=", "!=", "=~" and "!~" */
extern const char *const matcher_kind_names[];

struct matcher {
	str name, value;
	enum matcher_kind kind;
	const struct regex *regex; /* of the last two kinds; lives as long as its arena */
};

struct matchers {
	struct matcher *items;
	size_t count, capacity;
};

/* From its parts, which are kept; compiles the pattern into the arena. */
bool matcher_make(struct arena *arena, str name, enum matcher_kind kind, str value,
		  struct matcher *ret_matcher, struct error *error) MUST_CHECK;

/* Adds those in a text: foo="bar",baz=~"a|b", with or without braces around all. Quotes
 * around a value may be left out; around a name that is more than letters, digits, "_"
 * and ":" they are needed unless it is of other alphabets. Inside quotes \", \\ and \n
 * are escapes, and any other backslash is one: foo=~"\d+". On failure nothing is added
 * and the error names the place: "at 5 (oo): …". */
bool matchers_parse(struct arena *arena, str text, struct matchers *matchers,
		    struct error *error) MUST_CHECK;
/* foo="bar", as matchers_parse reads it. And all of them: {foo="bar",a!="b"}. */
str matcher_text(struct arena *arena, const struct matcher *matcher);
str matchers_text(struct arena *arena, const struct matcher *matchers, size_t count);

/* The list of {name, value, isRegex, isEqual} that Alertmanager's API has, and back; what
 * is wrong is named "matchers[1]: value: …". */
struct tree *matchers_tree(struct arena *arena, const struct matcher *matchers,
			   size_t count);
bool matchers_of_tree(struct arena *arena, const struct tree *list,
		      struct matchers *ret_matchers, struct error *error) MUST_CHECK;

bool matcher_takes(const struct matcher *matcher, str value);
/* All of them; none at all match everything. */
bool labels_match(const struct labels *labels, const struct matcher *matchers,
		  size_t count);
/* Of those, the first that does not; NULL when all match. */
const struct matcher *labels_mismatch(const struct labels *labels,
				      const struct matcher *matchers, size_t count);
/* They name one alert: = on alertname, and on service or instance. What keeps rank 0
 * quiet must, and says why when it does not. */
bool matchers_name_one(const struct matcher *matchers, size_t count);
/* One of them says = of this label. */
bool matchers_name_label(const struct matcher *matchers, size_t count, const char *label);
#define NAMES_NOT_THE_WORST \
	"rank 0: it does not name the alert: that needs alertname=\"…\" and " \
	"service=\"…\" or instance=\"…\""
/* It holds for a label that is not there: a="", a!="b", a=~".*". */
bool matcher_takes_absence(const struct matcher *matcher);

#endif
