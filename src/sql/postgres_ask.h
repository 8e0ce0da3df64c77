/* A few statements to somebody else's PostgreSQL, whose own words are worth reading:
 * what we keep ourselves goes through sql/sql.h.
 *
 *     scoped_postgres db = postgres_connect(&options, error);
 *
 *     if (!db || !postgres_ask(arena, db, "SELECT $1::int + 1", VALUES(&one, 1),
 *                              &answer, error))
 *             return false;
 *
 * Values travel beside a statement, never inside it. A connection belongs to one thread.
 */
#ifndef SQL_POSTGRES_ASK_H
#define SQL_POSTGRES_ASK_H

#include "base/arena.h"
#include "base/error.h"
#include "base/scoped.h"

struct postgres;

struct postgres_options {
	str url; /* a libpq connection string or URL */
	str password;
	const char *application; /* how others see this session */
	/* Of each statement: the server gives up then, and we do a moment later. */
	int64_t statement_ms;
	int64_t lock_ms; /* of each wait for a lock */
};

struct postgres_answer {
	size_t rows, columns;
	const str *cells; /* row by row, as text; NULL gives "" */
};

/* Every host it names is this machine's: a socket's folder or a loopback address. False
 * when it names none, since the environment may. */
bool postgres_is_local(str url);

struct postgres *postgres_connect(const struct postgres_options *options,
				  struct error *error) MUST_CHECK;
/* What is still running over there goes on, and ends by itself. */
void postgres_close(struct postgres *db);
bool postgres_limit(struct postgres *db, int64_t statement_ms, int64_t lock_ms,
		    struct error *error) MUST_CHECK;

/* What $1, $2, … of a statement stand for. */
struct postgres_values {
	const str *items;
	size_t count;
};
#define VALUES(items, count) ((struct postgres_values){ items, count })
#define NO_VALUES            VALUES(NULL, 0)

/* The error says what PostgreSQL said. TIMEOUT: it gave up, over there. UNAVAILABLE: no
 * answer came, so it may have been done; postgres_is_lost is true then. */
bool postgres_ask(struct arena *arena, struct postgres *db, const char *statement,
		  struct postgres_values values, struct postgres_answer *ret_answer,
		  struct error *error) MUST_CHECK;
/* The same, but waits only so long: then UNAVAILABLE, while it runs on. */
bool postgres_ask_within(struct arena *arena, struct postgres *db, int64_t wait_ms,
			 const char *statement, struct error *error) MUST_CHECK;
bool postgres_is_lost(const struct postgres *db);

str postgres_cell(const struct postgres_answer *answer, size_t row, size_t column);
int64_t postgres_int(const struct postgres_answer *answer, size_t row, size_t column);
bool postgres_yes(const struct postgres_answer *answer, size_t row, size_t column);

/* "UPDATE orders SET mail = '…' WHERE id = 7": a statement in one line of so many bytes
 * at most, without the texts in it, which may be somebody's name or password. */
str postgres_shown(struct arena *arena, str query, size_t most);

static inline void release_postgres(struct postgres **db)
{
	postgres_close(*db);
}
#define scoped_postgres scoped(release_postgres) struct postgres *

#endif
