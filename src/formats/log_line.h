/* A line of a log: when, how bad, and what it says.
 *
 * Any text is a line; what is not recognised is text. Known are Docker's JSON, the format
 * of container runtimes (CRI), JSON and logfmt with the usual names of fields, syslog
 * (RFC 3164 and 5424), glog and klog, access logs, and plain text with a time in front; a
 * line of a program inside a line of its container is read too. */
#ifndef FORMATS_LOG_LINE_H
#define FORMATS_LOG_LINE_H

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"

enum line_level {
	LINE_LEVEL_NONE, /* it does not say */
	LINE_DEBUG,      /* trace too */
	LINE_INFO,       /* notice too */
	LINE_WARNING,
	LINE_ERROR,
	LINE_FATAL, /* critical, alert, emergency, panic */
};

struct log_line {
	instant_ms at; /* 0: it does not say */
	enum line_level level;
	str text; /* without time, level and what wraps it; views or in the arena */
	str raw;  /* as it came; of several lines the first */
	str trace, span;   /* "" */
	bool has_own_time; /* the program wrote one, not only its container */
	bool continues;    /* part of the line before: of a stack, indented, … */
	bool unfinished;   /* the next one is its rest: a container's line was full */
};

/* See log_time.h for "now" and for times without a zone. */
void log_line_read(struct arena *arena, str line, instant_ms now,
		   struct log_line *ret_line);

/* Lines of one stream in their order, with what continues a line joined to it: of a text
 * that has grown to LOG_TEXT_BYTES_MAX the rest is dropped. A line without a time of its
 * own continues one that has it, but for LOG_CONTINUED_MAX in a row: then they are lines
 * of their own. Lines of nothing but spaces are passed over. */
struct log_reader {
	struct arena *arena;
	instant_ms now;
	struct log_line *items;
	size_t count, capacity;
	size_t joined;    /* lines that became part of the one before */
	size_t in_a_row;  /* of these since the last line of its own */
	struct text text; /* of the last line, once something was joined to it */
};

void log_reader_add(struct log_reader *reader, str line);

#endif
