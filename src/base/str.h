/* Counted strings: a pointer and a length, never assumed to end in NUL. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	const char *bytes;
	size_t length;
} str;

/* The str of a literal, measured by the compiler; STR_INIT for static tables. */
#define STR_INIT(literal) \
	{ \
		"" literal, sizeof(literal) - 1 \
	}
#define STR(literal) ((str)STR_INIT(literal))

/* Prints a str: printf("hello " STR_FMT, STR_ARG(name)). */
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).length, (s).bytes

/* NULL gives the empty str. */
str str_of(const char *c_string);
bool str_equal(str a, str b);
bool str_is(str s, const char *c_string);
int str_compare(str a, str b); /* by bytes: <0, 0, >0 */
bool str_starts_with(str s, str prefix);
bool str_ends_with(str s, str suffix);
bool str_contains(str s, str part);
/* As a whole word: beside it stands no letter, digit or "_". ASCII letters count
 * as equal whatever their case. */
bool str_contains_word(str s, str word);
str str_trim(str s);
/* From byte "from" on, at most "length" bytes; clipped to what is there. */
str str_slice(str s, size_t from, size_t length);
/* At most "length" bytes, never ending inside a UTF-8 character. */
str str_clip(str s, size_t length);

/* Splits s at the first separator. When there is none, returns false and
 * leaves both results as they were. */
bool str_cut(str s, char separator, str *ret_before, str *ret_after);

/* Takes the next piece up to the separator off the front of *rest; false when
 * *rest is used up. "a,,b" gives "a", "", "b"; a separator at the end adds nothing. */
bool str_next(str *rest, char separator, str *ret_piece);

/* Whole s must be the number; false on anything else, overflow included. */
bool str_to_int(str s, int64_t *ret_number);
bool str_to_real(str s, double *ret_number);

/* UTF-8 as RFC 3629 has it: no overlong form, no surrogate, no NUL. */
bool str_is_utf8(str s);

#endif
