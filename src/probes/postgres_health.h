/* What a PostgreSQL says of itself, and what it means: the reading of its answers, for
 * tests. Pure, and private to probes/. */
#ifndef PROBES_POSTGRES_HEALTH_H
#define PROBES_POSTGRES_HEALTH_H

#include "base/text.h"
#include "probes/probes.h"
#include "sql/postgres_ask.h"

/* One look: each part adds its facts, its lines for the page, and, when something is
 * wrong, its words for the sentence. */
struct postgres_look {
	const struct probe_call *call;
	struct facts *facts;
	struct text *body, *meaning;
};

/* One part of the look: a statement, and what its rows mean. */
struct postgres_part {
	const char *name; /* for what is said when it fails */
	const char *statement;
	void (*tell)(struct postgres_look *look, const struct postgres_answer *answer);
	int64_t most_ms; /* it may take, where that is less than others may; 0: as they */
};
extern const struct postgres_part postgres_parts[];
extern const size_t postgres_part_count;

/* Sessions that do something, with who blocks whom. */
extern const char postgres_sessions_statement[];
void postgres_tell_sessions(struct postgres_look *look,
			    const struct postgres_answer *answer);

void postgres_add(struct postgres_look *look, const char *name, double number,
		  const char *unit);
/* Words for the sentence, ended by ", " or the like of it. */
void postgres_say(struct postgres_look *look, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
double postgres_real(const struct postgres_answer *answer, size_t row, size_t column);

#endif
