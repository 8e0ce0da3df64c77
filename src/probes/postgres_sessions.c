/* Who works, who waits, and for whom: the sessions of a PostgreSQL. */
#include "probes/postgres_health.h"

#include <math.h>

enum {
	/* pg_stat_activity has more; a thousand sessions that work tell no more than
	 * these. */
	SESSIONS_MAX = 500,
	SESSIONS_SHOWN_MAX = 10,
	QUERY_SHOWN_BYTES = 120,
};

enum column {
	PID,
	STATE,
	WHO,
	APPLICATION,
	TRANSACTION_S,
	STATEMENT_S,
	WAITS_FOR,
	QUERY,
	BLOCKERS,
};

/* pg_blocking_pids looks at all locks, so only those are asked about who wait for one. */
const char postgres_sessions_statement[] =
	"SELECT pid, coalesce(state, ''), coalesce(usename, ''), application_name,"
	" extract(epoch FROM clock_timestamp() - xact_start),"
	" extract(epoch FROM clock_timestamp() - CASE WHEN state = 'active'"
	" THEN query_start ELSE state_change END),"
	" coalesce(wait_event_type || ':' || wait_event, ''), query,"
	" CASE WHEN wait_event_type = 'Lock'"
	" THEN array_to_string(pg_blocking_pids(pid), ',') ELSE '' END "
	"FROM pg_stat_activity WHERE backend_type = 'client backend'"
	" AND pid <> pg_backend_pid() AND coalesce(state, '') <> 'idle' "
	"ORDER BY xact_start NULLS LAST, pid LIMIT 500";

static str cell(const struct postgres_answer *answer, size_t row, enum column column)
{
	return postgres_cell(answer, row, column);
}

static bool waits(const struct postgres_answer *answer, size_t row)
{
	return cell(answer, row, BLOCKERS).length > 0;
}

static bool holds_open(const struct postgres_answer *answer, size_t row)
{
	return str_starts_with(cell(answer, row, STATE), STR("idle in transaction"));
}

static size_t row_of(const struct postgres_answer *answer, str pid)
{
	for (size_t i = 0; i < answer->rows; i++)
		if (str_equal(cell(answer, i, PID), pid))
			return i;
	return answer->rows;
}

static bool is_blocked_by(const struct postgres_answer *answer, size_t row, str pid)
{
	str rest = cell(answer, row, BLOCKERS), one;

	while (str_next(&rest, ',', &one))
		if (str_equal(one, pid))
			return true;
	return false;
}

/* Who waits for nobody and is in the way of others, also of those that wait for these:
 * the first blocker is followed to the end of its line. A circle, which PostgreSQL breaks
 * by itself, ends the walk. */
static str root_of(const struct postgres_answer *answer, size_t row)
{
	str pid = cell(answer, row, PID);

	for (size_t steps = 0; steps < SESSIONS_MAX; steps++) {
		str rest = cell(answer, row, BLOCKERS), first;

		if (!str_next(&rest, ',', &first))
			return pid;
		pid = first;
		row = row_of(answer, pid);
		/* An idle session, or 0: a prepared transaction. */
		if (row == answer->rows)
			return pid;
	}
	return pid;
}

struct blocking {
	size_t waiting; /* sessions that wait for a lock */
	str root;       /* who is in the way of most; "": nobody */
	size_t behind;  /* so many are behind it */
	double longest_s;
};

static struct blocking find_blocking(struct arena *arena,
				     const struct postgres_answer *answer)
{
	struct blocking found = { .longest_s = 0 };
	str *roots = arena_many(arena, str, answer->rows + 1);

	for (size_t i = 0; i < answer->rows; i++) {
		double waited_s = postgres_real(answer, i, STATEMENT_S);
		size_t behind = 1;

		if (!waits(answer, i))
			continue;
		roots[found.waiting] = root_of(answer, i);
		for (size_t r = 0; r < found.waiting; r++)
			behind += str_equal(roots[r], roots[found.waiting]);
		if (behind > found.behind) {
			found.behind = behind;
			found.root = roots[found.waiting];
		}
		found.waiting++;
		if (waited_s > found.longest_s)
			found.longest_s = waited_s;
	}
	return found;
}

static str shown(const struct postgres_look *look, const struct postgres_answer *answer,
		 size_t row)
{
	struct arena *arena = look->call->arena;

	return secrets_mask(arena, postgres_shown(arena, cell(answer, row, QUERY),
						  QUERY_SHOWN_BYTES));
}

static str seconds(const struct postgres_look *look, double s)
{
	return duration_format(look->call->arena,
			       isfinite(s) && s > 0 ? (duration_ms)s * SECOND_MS : 0);
}

static void tell_blocking(struct postgres_look *look,
			  const struct postgres_answer *answer,
			  const struct blocking *blocking)
{
	size_t row = row_of(answer, blocking->root);

	postgres_add(look, "waiting_for_lock", (double)blocking->waiting, "sessions");
	if (blocking->waiting == 0)
		return;
	postgres_add(look, "longest_wait", blocking->longest_s, "seconds");
	probe_add_text(look->call, look->facts, STR("postgres.blocking_pid"),
		       blocking->root);
	postgres_say(look, "%zu sessions wait for a lock, the longest for " STR_FMT,
		     blocking->waiting, STR_ARG(seconds(look, blocking->longest_s)));
	if (str_is(blocking->root, "0"))
		postgres_say(look, "a prepared transaction is in their way");
	else if (row == answer->rows)
		postgres_say(look, "pid " STR_FMT " is in their way",
			     STR_ARG(blocking->root));
	else
		postgres_say(
			look,
			"pid " STR_FMT " (" STR_FMT ", " STR_FMT " of " STR_FMT
			", transaction open for " STR_FMT
			") is in the way of %zu: " STR_FMT,
			STR_ARG(blocking->root), STR_ARG(cell(answer, row, STATE)),
			STR_ARG(cell(answer, row, APPLICATION)),
			STR_ARG(cell(answer, row, WHO)),
			STR_ARG(seconds(look, postgres_real(answer, row, TRANSACTION_S))),
			blocking->behind, STR_ARG(shown(look, answer, row)));
}

/* The longest of those that work, and the oldest of those that hold a transaction open
 * and do nothing. */
static void tell_longest(struct postgres_look *look, const struct postgres_answer *answer)
{
	double work_s = 0, open_s = 0;
	size_t working = answer->rows, open = 0;

	for (size_t i = 0; i < answer->rows; i++) {
		double statement_s = postgres_real(answer, i, STATEMENT_S);
		double transaction_s = postgres_real(answer, i, TRANSACTION_S);

		if (holds_open(answer, i)) {
			open++;
			open_s = transaction_s > open_s ? transaction_s : open_s;
		} else if (!waits(answer, i) && statement_s > work_s) {
			work_s = statement_s;
			working = i;
		}
	}
	postgres_add(look, "idle_in_transaction", (double)open, "sessions");
	postgres_add(look, "oldest_idle_in_transaction", open_s, "seconds");
	postgres_add(look, "longest_query", work_s, "seconds");
	if (open > 0)
		postgres_say(look,
			     "%zu sessions hold a transaction open and do nothing, the "
			     "oldest for " STR_FMT,
			     open, STR_ARG(seconds(look, open_s)));
	if (working < answer->rows)
		postgres_say(look,
			     "the longest statement has run for " STR_FMT " (pid " STR_FMT
			     ", " STR_FMT "): " STR_FMT,
			     STR_ARG(seconds(look, work_s)),
			     STR_ARG(cell(answer, working, PID)),
			     STR_ARG(cell(answer, working, APPLICATION)),
			     STR_ARG(shown(look, answer, working)));
}

static void show_session(struct postgres_look *look, const struct postgres_answer *answer,
			 size_t row)
{
	text_addf(
		look->body,
		"  pid " STR_FMT " " STR_FMT " of " STR_FMT ", " STR_FMT " for " STR_FMT,
		STR_ARG(cell(answer, row, PID)), STR_ARG(cell(answer, row, APPLICATION)),
		STR_ARG(cell(answer, row, WHO)), STR_ARG(cell(answer, row, STATE)),
		STR_ARG(seconds(look, postgres_real(answer, row, STATEMENT_S))));
	if (waits(answer, row))
		text_addf(look->body, ", waits for pid " STR_FMT,
			  STR_ARG(cell(answer, row, BLOCKERS)));
	else if (cell(answer, row, WAITS_FOR).length > 0)
		text_addf(look->body, ", waits for " STR_FMT,
			  STR_ARG(cell(answer, row, WAITS_FOR)));
	text_addf(look->body, ": " STR_FMT "\n", STR_ARG(shown(look, answer, row)));
}

/* First who is in the way and who waits, then the oldest transactions. */
static void show_sessions(struct postgres_look *look,
			  const struct postgres_answer *answer, str root)
{
	size_t shown_count = 0;

	text_addf(look->body, "%zu sessions are not idle\n", answer->rows);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < answer->rows && shown_count < SESSIONS_SHOWN_MAX;
		     i++) {
			bool is_first = waits(answer, i) ||
					str_equal(cell(answer, i, PID), root) ||
					(root.length > 0 &&
					 is_blocked_by(answer, i, root));

			if (is_first != (pass == 0))
				continue;
			show_session(look, answer, i);
			shown_count++;
		}
}

void postgres_tell_sessions(struct postgres_look *look,
			    const struct postgres_answer *answer)
{
	struct blocking blocking = find_blocking(look->call->arena, answer);
	size_t hidden = 0;

	for (size_t i = 0; i < answer->rows; i++)
		hidden += str_is(cell(answer, i, QUERY), "<insufficient privilege>");
	tell_blocking(look, answer, &blocking);
	tell_longest(look, answer);
	show_sessions(look, answer, blocking.root);
	if (hidden > 0)
		postgres_say(look,
			     "what %zu sessions do is hidden from this account, which is "
			     "no member of pg_monitor",
			     hidden);
}
