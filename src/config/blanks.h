/* Blanks "<name>" in what the configuration says of an action, and what a plan may fill
 * them with. Each has a type, and a value that is not of it goes nowhere. */
#ifndef CONFIG_BLANKS_H
#define CONFIG_BLANKS_H

#include "base/arena.h"
#include "base/error.h"

/* Takes what stands before the next blank, and its name, off the front of *rest; false
 * when there is none. A blank's name is of letters, digits, "_" and "-"; other angle
 * brackets are text. */
bool blank_next(str *rest, str *ret_before, str *ret_name);
/* The text is one blank and nothing else. */
bool blank_is_whole(str text, str *ret_name);

/* "name", "text", "integer", "duration", "boolean", or the values there are: "on|off". */
bool blank_type_is_one(str type);
/* False with the reason: "'5x' is no integer". */
bool blank_accepts(str type, str value, struct error *error) MUST_CHECK;

/* Who knows what goes into a blank. */
struct blank_values {
	bool (*value_of)(const void *context, str name, str *ret_value,
			 struct error *error);
	const void *context;
	str (*encode)(struct arena *arena, str value); /* NULL: as they are */
};

/* The text with its blanks filled in. False when one is not known. */
bool blanks_fill(struct arena *arena, str text, const struct blank_values *values,
		 str *ret_filled, struct error *error) MUST_CHECK;

#endif
