/* What the readers of the dialects share: a text is judged statement by statement, and
 * the worst holds. Worst is what cannot be undone, then what changes rows of the
 * business, then what can be undone; only then what reads. */
#ifndef RUNBOOK_CLASSIFY_VERDICT_H
#define RUNBOOK_CLASSIFY_VERDICT_H

#include "runbook/classify.h"

struct verdict {
	struct arena *arena;
	struct classified *classified;
	bool has_any;
};

/* Until something is added the text does nothing: a read. */
struct verdict verdict_begin(struct arena *arena, struct classified *classified);
void verdict_add(struct verdict *verdict, enum action_class class, unsigned line,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));
/* It may not run as it is written. The first reason stays. */
void verdict_refuse(struct verdict *verdict, const char *refusal, str repaired);

bool verdict_is_worse(enum action_class class, enum action_class than);

struct table_size {
	size_t count, entry;
};
#define TABLE_SIZE(table) \
	((struct table_size){ sizeof(table) / sizeof((table)[0]), sizeof((table)[0]) })

/* A name that is looked up in a table sorted by it; each entry begins with its name. The
 * entry's index, -1 for none. The first takes capitals for small letters, which its
 * table has. */
int name_find(str name, const void *table, struct table_size size);
int name_find_exactly(str name, const void *table, struct table_size size);
/* Is it one of these, with blanks between, in small letters for the first? */
bool name_is_in(str name, const char *names);
bool name_is_in_exactly(str name, const char *names);

#endif
