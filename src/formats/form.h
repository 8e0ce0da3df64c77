/* Forms as browsers and phone services send them: application/x-www-form-urlencoded,
 * by the URL standard, strictly. */
#ifndef FORMATS_FORM_H
#define FORMATS_FORM_H

#include "base/error.h"
#include "base/text.h"

enum { FORM_FIELDS_MAX = 200 };

struct form_field {
	str name, value; /* decoded: UTF-8 without NUL */
};

struct form {
	struct form_field *items;
	size_t count, capacity;
};

/* False for half an escape, for what is no UTF-8, and for too many fields: what is
 * signed must not be read in two ways. */
bool form_parse(struct arena *arena, str body, struct form *ret_form,
		struct error *error) MUST_CHECK;
/* The first of that name; "" when there is none. */
str form_get(const struct form *form, const char *name);
/* "name=value", with "&" before it when something is there already. */
void form_add(struct text *text, const char *name, str value);

#endif
