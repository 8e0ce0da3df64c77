#include "base/log.h"

#include "base/clock.h"
#include "base/scoped.h"
#include "base/text.h"

#include <stdatomic.h>
#include <sys/uio.h>

/* One line is one write, so that lines of several threads do not mix. */
enum { LINE_BYTES_MAX = 16 << 10, ARENA_BYTES_MAX = 16 * LINE_BYTES_MAX };

static _Atomic enum log_level least_level = LOG_LEVEL_INFO;

static const char *const level_names[] = {
	[LOG_LEVEL_DEBUG] = "debug",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_ERROR] = "error",
};

void log_set_level(enum log_level least)
{
	atomic_store_explicit(&least_level, least, memory_order_relaxed);
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool needs_quotes(str value)
{
	for (size_t i = 0; i < value.length; i++) {
		char c = value.bytes[i];

		if (c == ' ' || c == '"' || c == '=' || c == '\\' || is_control(c))
			return true;
	}
	return value.length == 0 || !str_is_utf8(value);
}

static void add_quoted(struct text *line, str value)
{
	bool utf8 = str_is_utf8(value);

	text_add_char(line, '"');
	for (size_t i = 0; i < value.length; i++) {
		char c = value.bytes[i];

		if (c == '"' || c == '\\')
			text_addf(line, "\\%c", c);
		else if (c == '\n')
			text_add(line, STR("\\n"));
		else if (c == '\t')
			text_add(line, STR("\\t"));
		else if (is_control(c) || (!utf8 && (unsigned char)c >= 0x80))
			text_addf(line, "\\x%02x", (unsigned)(unsigned char)c);
		else
			text_add_char(line, c);
	}
	text_add_char(line, '"');
}

static void add_pair(struct text *line, const char *name, str value)
{
	text_addf(line, " %s=", name);
	if (needs_quotes(value))
		add_quoted(line, value);
	else
		text_add(line, value);
}

void log_pairs(enum log_level level, const char *event, const struct log_pair *pairs,
	       size_t count)
{
	if (level < atomic_load_explicit(&least_level, memory_order_relaxed))
		return;

	scoped_arena arena = arena_new(ARENA_BYTES_MAX);
	struct text text = text_new(arena, LINE_BYTES_MAX);

	text_add(&text, STR("at="));
	text_add(&text, instant_format(arena, clock_now()));
	add_pair(&text, "level", str_of(level_names[level]));
	add_pair(&text, "event", str_of(event));
	for (size_t i = 0; i < count; i++)
		add_pair(&text, pairs[i].name, pairs[i].value);

	str line = text_of(&text);
	char end[] = "\n";
	struct iovec parts[] = {
		{ .iov_base = text.bytes, .iov_len = line.length },
		{ .iov_base = end, .iov_len = 1 },
	};

	/* There is nobody to tell that the log cannot be written. */
	if (writev(STDERR_FILENO, parts, 2) < 0)
		return;
}
