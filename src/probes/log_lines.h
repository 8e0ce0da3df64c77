/* Lines of a log around the onset, as what they mean: which kinds of them are new, which
 * vanished, which came more often. For whoever has lines, from wherever. Private to
 * probes/. */
#ifndef PROBES_LOG_LINES_H
#define PROBES_LOG_LINES_H

#include "probes/probes.h"

enum {
	/* Of each side of the onset. Loki gives no more at a time, and of more a person
	 * learns no more. */
	LOG_LINES_MAX = 5000,
	/* Of a file: its end, some ten thousand lines. */
	LOG_TAIL_BYTES_MAX = 8 << 20,
};

struct timed_line {
	instant_ms at;
	str text;      /* without what wraps it, where that is known */
	str raw;       /* as it came; "" where that is the text */
	bool is_error; /* its level says so */
};

struct log_lines {
	struct timed_line *items;
	size_t count, capacity;
	size_t untimed; /* nobody knows when they were written: left out */
	size_t odd;     /* could not be read at all: left out */
	/* There was more of it than was taken: of the lines before the onset the nearest
	 * were, of those since the first ones, or where it is a tail the last ones. */
	bool before_is_cut, during_is_cut, during_is_tail;
};

/* What is compared: from → onset with onset → to. */
struct log_window {
	instant_ms from, onset, to;
};

/* By the arguments window ("30m") and onset_at (RFC 3339), which gathering adds; without
 * an onset the last five minutes are compared with what was before. */
bool log_window_of(const struct probe_call *call, struct log_window *ret_window,
		   struct error *error) MUST_CHECK;

/* Text as it lies in a file, of any kind that formats/log_line.h knows: what has no time
 * belongs to the line before. */
void log_lines_split(const struct probe_call *call, str text, struct log_lines *lines);

/* Fills facts, body, meaning and has_data. Lines outside of the window are left out. */
void log_lines_tell(const struct probe_call *call, const struct log_lines *lines,
		    const struct log_window *window, struct probe_finding *finding);

#endif
