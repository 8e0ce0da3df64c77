/* What went wrong, in words for a person and a kind for a program.
 *
 * A function that can fail returns bool and takes a struct error last. Each
 * caller on the way up may put its own context in front:
 *
 *     page alice: smtp mail.example.org:25: connection refused
 *
 * On failure nothing behind a ret_ pointer has been touched. Lower layers never
 * log; the edge that ends the work logs once or shows it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_INVALID,         /* the caller sent something we cannot accept */
	ERROR_UNAUTHENTICATED, /* we do not know who asks */
	ERROR_FORBIDDEN,       /* we know, and this one may not */
	ERROR_NOT_FOUND,
	ERROR_CONFLICT,  /* true before, not true any more; or not true yet */
	ERROR_TOO_LARGE, /* over one of the limits in base/limits.h */
	ERROR_LIMITED,   /* too many in too short a time: later is fine */
	ERROR_TIMEOUT,
	ERROR_UNAVAILABLE, /* a system we depend on does not answer, or the disk is full
			    */
	ERROR_INTERNAL,
};

enum { ERROR_TEXT_BYTES = 512 };

struct error {
	enum error_kind kind;
	char text[ERROR_TEXT_BYTES];
};

/* Both return false, so that a failing function can end in one line. When the
 * whole is too long, error_wrap cuts the middle: the root cause stays. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool error_wrap(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What an HTTP client and what a shell script is told. Exit codes: 0 done, 1 the
 * answer is no, 2 wrong use, 3 could not reach or failed. */
int error_http_status(enum error_kind kind);
int error_exit_code(enum error_kind kind);
/* "not-found": the last part of a problem's type, and a metric's label. */
const char *error_name(enum error_kind kind);

#define MUST_CHECK __attribute__((warn_unused_result))

#endif
