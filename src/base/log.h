/* Structured log lines on standard error, as logfmt:
 *
 *     at=2026-11-21T08:09:10.123Z level=info event=page.sent page=17 person=alice
 *
 * Values with spaces or quotes are quoted. Secrets never come here. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

struct log_pair {
	const char *name;
	str value;
};

void log_set_level(enum log_level least);
void log_pairs(enum log_level level, const char *event, const struct log_pair *pairs,
	       size_t count);

/* log_info("page.sent", { "person", name }, { "channel", channel }); */
#define log_info(event, ...)    log_at(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define log_warning(event, ...) log_at(LOG_LEVEL_WARNING, event, __VA_ARGS__)
#define log_error(event, ...)   log_at(LOG_LEVEL_ERROR, event, __VA_ARGS__)
#define log_at(level, event, ...) \
	log_pairs(level, event, (const struct log_pair[]){ __VA_ARGS__ }, \
		  sizeof((const struct log_pair[]){ __VA_ARGS__ }) / \
			  sizeof(struct log_pair))

#endif
