#include "watchdog/say.h"

#include "base/clock.h"
#include "base/scoped.h"

#include <stdarg.h>
#include <stdio.h>

enum { SAY_ARENA_BYTES_MAX = 1 << 20 };

void say(const char *format, ...)
{
	scoped_arena arena = arena_new(SAY_ARENA_BYTES_MAX);
	str at = instant_format(arena, clock_now());
	va_list arguments;

	flockfile(stdout);
	printf(STR_FMT " ", STR_ARG(at));
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
}
