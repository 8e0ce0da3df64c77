#include "base/error.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Room to write a text before it is cut to what an error holds. */
enum { DRAFT_BYTES = 4 * ERROR_TEXT_BYTES };

__attribute__((format(printf, 2, 0))) static size_t draft(char *text, const char *format,
							  va_list args)
{
	int length = vsnprintf(text, DRAFT_BYTES, format, args);

	if (length < 0)
		return 0;
	return length < DRAFT_BYTES ? (size_t)length : DRAFT_BYTES - 1;
}

/* Who asked stands in front and the root cause at the end; the way between them is
 * what a reader misses least. Neither end is cut inside a UTF-8 character. */
static void settle(struct error *error, str whole)
{
	static const char gap[] = " ... ";
	enum { HEAD = ERROR_TEXT_BYTES / 3, GAP = sizeof(gap) - 1 };

	if (whole.length < ERROR_TEXT_BYTES) {
		memcpy(error->text, whole.bytes, whole.length);
		error->text[whole.length] = '\0';
		return;
	}

	str head = str_clip(whole, HEAD);
	size_t room = ERROR_TEXT_BYTES - 1 - GAP - head.length;
	str tail = str_slice(whole, whole.length - room, room);

	while (tail.length > 0 && ((unsigned char)tail.bytes[0] & 0xc0) == 0x80)
		tail = str_slice(tail, 1, tail.length);
	snprintf(error->text, sizeof(error->text), STR_FMT "%s" STR_FMT, STR_ARG(head),
		 gap, STR_ARG(tail));
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	char text[DRAFT_BYTES];
	va_list args;

	va_start(args, format);
	size_t length = draft(text, format, args);
	va_end(args);

	error->kind = kind;
	settle(error, (str){ text, length });
	return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
	char text[DRAFT_BYTES + 2 + ERROR_TEXT_BYTES];
	va_list args;

	va_start(args, format);
	size_t length = draft(text, format, args);
	va_end(args);

	int more = snprintf(text + length, sizeof(text) - length, ": %s", error->text);

	if (more > 0)
		length += (size_t)more;
	settle(error, (str){ text, length });
	return false;
}

static const struct {
	const char *name;
	int http_status;
	int exit_code;
} kinds[] = {
	[ERROR_NONE] = { "none", 200, 0 },
	[ERROR_INVALID] = { "invalid", 400, 2 },
	[ERROR_UNAUTHENTICATED] = { "unauthenticated", 401, 2 },
	[ERROR_FORBIDDEN] = { "forbidden", 403, 1 },
	[ERROR_NOT_FOUND] = { "not-found", 404, 1 },
	[ERROR_CONFLICT] = { "conflict", 409, 1 },
	[ERROR_TOO_LARGE] = { "too-large", 413, 3 },
	[ERROR_LIMITED] = { "limited", 429, 3 },
	[ERROR_TIMEOUT] = { "timeout", 504, 3 },
	[ERROR_UNAVAILABLE] = { "unavailable", 503, 3 },
	[ERROR_INTERNAL] = { "internal", 500, 3 },
};

int error_http_status(enum error_kind kind)
{
	return kinds[kind].http_status;
}

int error_exit_code(enum error_kind kind)
{
	return kinds[kind].exit_code;
}

const char *error_name(enum error_kind kind)
{
	return kinds[kind].name;
}
