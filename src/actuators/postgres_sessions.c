/* Sessions: list, select, cancel, terminate. What was approved is a list of sessions,
 * each by its process and the instant it began, so that a number given out again is
 * never hit; to cancel also by the instant its statement began. What the plan asked
 * for must still fit each of them when it is applied. */
#include "actuators/postgres_parts.h"
#include "base/limits.h"
#include "base/regex.h"
#include "base/text.h"

#include <poll.h>

enum {
	PREVIEW_BYTES_MAX = 64 << 10,
	/* More than a person can look through; who means more narrows it by hand. */
	SESSIONS_MAX = 50,
	/* Read beyond that, since a regex is matched here. */
	ROWS_MAX = 1000,
	QUERY_SHOWN_BYTES = 80,
	/* After a cancel: the statement rolls back what it did. */
	CANCEL_MS = 2000,
	END_MS = 5000,
	LOOK_MS = 50,
};

struct session {
	str pid, began_us, statement_us;
	str database, user, application, client, state, query;
	int64_t age_s;
	const char *kept_for; /* why it is never touched; NULL: nothing keeps it */
};

/* Age is that of the statement, of a transaction that waits, else of the idleness. */
static const char select_sessions[] =
	"SELECT pid, (extract(epoch FROM backend_start) * 1000000)::bigint,"
	" coalesce((extract(epoch FROM query_start) * 1000000)::bigint, 0),"
	" datname, usename, application_name, coalesce(host(client_addr), 'local'),"
	" state, extract(epoch FROM clock_timestamp() - since)::bigint, query "
	"FROM (SELECT *, CASE WHEN state = 'active' THEN query_start"
	" WHEN state LIKE 'idle in transaction%' THEN xact_start"
	" ELSE state_change END AS since FROM pg_stat_activity) AS sessions "
	"WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
	" AND ($1 = '' OR datname = $1) AND ($2 = '' OR usename = $2)"
	" AND ($3 = '' OR application_name = $3) AND ($4 = '' OR state = $4)"
	" AND clock_timestamp() - since >= make_interval(secs => $5::float8)"
	" AND ($6 = '' OR pid::text = $6) ORDER BY since, pid LIMIT 1001";

/* -- what the plan asks for -- */

static const char *const filter_names[] = { "database",   "user", "application", "state",
					    "older_than", "pid",  "matches" };
enum { FILTERS = sizeof(filter_names) / sizeof(filter_names[0]) };
enum { BY_STATE = 3, BY_AGE = 4, BY_MATCH = 6 };

struct filters {
	str values[FILTERS];
	str seconds;
	const struct regex *matches; /* NULL: any */
};

static bool check_state(str state, struct error *error)
{
	static const char *const states[] = { "active", "idle", "idle in transaction",
					      "idle in transaction (aborted)" };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (str_is(state, states[i]))
			return true;
	return error_set(error, ERROR_INVALID,
			 "'state' is active, idle, idle in transaction or idle in "
			 "transaction (aborted)");
}

static bool read_filters(struct arena *arena, struct filters *filters,
			 struct error *error)
{
	str state = filters->values[BY_STATE], age = filters->values[BY_AGE];
	str pattern = filters->values[BY_MATCH];
	duration_ms duration = 0;

	if (state.length > 0 && !check_state(state, error))
		return false;
	if (age.length > 0 && !duration_parse(age, &duration, error))
		return error_wrap(error, "older_than");
	filters->seconds = arena_format(arena, "%.3f", (double)duration / 1000);
	if (pattern.length == 0)
		return true;
	filters->matches = regex_new(
		arena, arena_format(arena, "(?is).*(?:" STR_FMT ").*", STR_ARG(pattern)),
		error);
	return filters->matches || error_wrap(error, "matches");
}

static bool filters_of_plan(const struct actuator_call *call, bool must_narrow,
			    struct filters *ret_filters, struct error *error)
{
	struct filters filters = { 0 };
	bool is_narrow = false;

	for (size_t i = 0; i < FILTERS; i++) {
		filters.values[i] = plan_value(call, filter_names[i]);
		is_narrow = is_narrow || filters.values[i].length > 0;
	}
	if (must_narrow && !is_narrow)
		return error_set(error, ERROR_INVALID,
				 "the plan must say which sessions: older_than, "
				 "database, user, application, state, matches or pid");
	*ret_filters = filters;
	return read_filters(call->arena, ret_filters, error);
}

static bool filters_approved(const struct actuator_call *call,
			     struct filters *ret_filters, struct error *error)
{
	const struct tree *said = tree_get(call->condition, "which");
	struct filters filters = { 0 };

	for (size_t i = 0; i < FILTERS; i++)
		filters.values[i] = tree_get_text(said, filter_names[i]);
	*ret_filters = filters;
	return read_filters(call->arena, ret_filters, error);
}

/* -- selecting -- */

static bool is_backup(const struct session *session)
{
	static const char *const programs[] = { "pg_dump",        "pg_basebackup",
						"pg_restore",     "pg_receivewal",
						"pg_recvlogical", "pgbackrest",
						"pgBackRest",     "barman",
						"wal-g" };

	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (str_starts_with(session->application, str_of(programs[i])))
			return true;
	return str_contains(session->query, STR("pg_backup_start")) ||
	       str_contains(session->query, STR("pg_start_backup"));
}

static const char *kept_for(const struct session *session)
{
	if (is_backup(session))
		return "a backup";
	if (str_starts_with(session->application, STR("stanch")))
		return "our own";
	return NULL;
}

struct selection {
	struct session *items;
	size_t count;
	size_t kept; /* of them: never touched */
};

static bool select_them(struct arena *arena, struct postgres *db,
			const struct filters *filters, struct selection *ret_selection,
			struct error *error)
{
	const str *v = filters->values;
	const str values[] = { v[0], v[1], v[2], v[BY_STATE], filters->seconds, v[5] };
	struct postgres_answer rows;
	struct selection found = { 0 };

	if (!postgres_ask(arena, db, select_sessions, VALUES(values, 6), &rows, error))
		return false;
	if (rows.rows > ROWS_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "more than %d sessions: say more precisely which",
				 ROWS_MAX);
	found.items = arena_many(arena, struct session, rows.rows + 1);
	for (size_t i = 0; i < rows.rows; i++) {
		struct session session = {
			.pid = postgres_cell(&rows, i, 0),
			.began_us = postgres_cell(&rows, i, 1),
			.statement_us = postgres_cell(&rows, i, 2),
			.database = postgres_cell(&rows, i, 3),
			.user = postgres_cell(&rows, i, 4),
			.application = postgres_cell(&rows, i, 5),
			.client = postgres_cell(&rows, i, 6),
			.state = postgres_cell(&rows, i, 7),
			.age_s = postgres_int(&rows, i, 8),
			.query = postgres_cell(&rows, i, 9),
		};

		if (filters->matches && !regex_matches(filters->matches, session.query))
			continue;
		session.kept_for = kept_for(&session);
		found.kept += session.kept_for != NULL;
		found.items[found.count++] = session;
	}
	*ret_selection = found;
	return true;
}

/* Of others' sessions an account without the right sees next to nothing. */
static bool count_unseen(struct arena *arena, struct postgres *db, int64_t *ret_count,
			 struct error *error)
{
	struct postgres_answer answer;

	if (!postgres_ask(arena, db,
			  "SELECT count(*) FROM pg_stat_activity "
			  "WHERE backend_type IS NULL",
			  NO_VALUES, &answer, error))
		return false;
	*ret_count = postgres_int(&answer, 0, 0);
	return true;
}

/* -- showing -- */

static str shown_query(struct arena *arena, str query)
{
	return secrets_mask(arena, postgres_shown(arena, query, QUERY_SHOWN_BYTES));
}

static void show(struct arena *arena, struct text *text, const struct session *session)
{
	str age = duration_format(arena, session->age_s * SECOND_MS);
	str query = shown_query(arena, session->query);

	text_addf(text,
		  "\n  pid " STR_FMT "  " STR_FMT "@" STR_FMT " from " STR_FMT
		  " (" STR_FMT ")  " STR_FMT " for " STR_FMT "  " STR_FMT,
		  STR_ARG(session->pid), STR_ARG(session->user),
		  STR_ARG(session->database), STR_ARG(session->client),
		  STR_ARG(session->application), STR_ARG(session->state), STR_ARG(age),
		  STR_ARG(query));
	if (session->kept_for)
		text_addf(text, "  left alone: %s", session->kept_for);
}

static str shown(struct arena *arena, const char *what, const struct selection *selection)
{
	struct text text = text_new(arena, PREVIEW_BYTES_MAX);

	text_addf(&text, "%s  %zu session%s", what, selection->count - selection->kept,
		  selection->count - selection->kept == 1 ? "" : "s");
	for (size_t i = 0; i < selection->count; i++)
		show(arena, &text, &selection->items[i]);
	return text_of(&text);
}

/* -- the preview -- */

/* "4711/1764385200123456", and to cancel "/" and its statement's beginning. */
static str id_of(struct arena *arena, const struct session *session, bool by_statement)
{
	str id = arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(session->pid),
			      STR_ARG(session->began_us));

	if (!by_statement)
		return id;
	return arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(id),
			    STR_ARG(session->statement_us));
}

static struct tree *filters_tree(struct arena *arena, const struct filters *filters)
{
	struct tree *which = tree_map(arena);

	for (size_t i = 0; i < FILTERS; i++)
		if (filters->values[i].length > 0)
			tree_put_text(arena, which, filter_names[i], filters->values[i]);
	return which;
}

static bool check_selection(const struct actuator_call *call, struct postgres *db,
			    const struct selection *selection, struct error *error)
{
	size_t count = selection->count - selection->kept;
	int64_t unseen = 0;

	if (count > SESSIONS_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "%zu sessions match, more than %d: say more precisely "
				 "which",
				 count, SESSIONS_MAX);
	if (count > 0)
		return true;
	if (!count_unseen(call->arena, db, &unseen, error))
		return false;
	if (unseen > 0)
		return error_set(error, ERROR_FORBIDDEN,
				 "no session that this account sees matches; %lld are "
				 "hidden from it (grant it pg_read_all_stats)",
				 (long long)unseen);
	return error_set(error, ERROR_NOT_FOUND, "no session matches%s",
			 selection->kept > 0 ? " that is no backup and not our own" : "");
}

static bool draft(const struct actuator_call *call, struct postgres *db,
		  struct filters *filters, const struct postgres_deed *deed,
		  struct actuator_preview *ret, struct error *error)
{
	struct arena *arena = call->arena;
	bool by_statement = deed == &postgres_cancel;
	struct selection selection = { 0 };

	if (!select_them(arena, db, filters, &selection, error))
		return false;
	ret->preview = shown(arena, deed->name, &selection);
	ret->argv = tree_list(arena);
	tree_add(arena, ret->argv, tree_text(arena, str_of(deed->name)));
	for (size_t i = 0; i < selection.count; i++)
		if (!selection.items[i].kept_for && deed != &postgres_list)
			tree_add(arena, ret->argv,
				 tree_text(arena, id_of(arena, &selection.items[i],
							by_statement)));
	ret->condition = tree_map(arena);
	tree_put(arena, ret->condition, "which", filters_tree(arena, filters));
	return deed == &postgres_list || check_selection(call, db, &selection, error);
}

static bool list_preview(const struct actuator_call *call, struct postgres *db,
			 struct actuator_preview *ret, struct error *error)
{
	struct filters filters = { 0 };

	ret->undo_text = STR("nothing is changed");
	return filters_of_plan(call, false, &filters, error) &&
	       draft(call, db, &filters, &postgres_list, ret, error);
}

static bool cancel_preview(const struct actuator_call *call, struct postgres *db,
			   struct actuator_preview *ret, struct error *error)
{
	struct filters filters = { 0 };

	if (!filters_of_plan(call, true, &filters, error))
		return false;
	/* Of a session that runs nothing there is nothing to cancel. */
	if (filters.values[BY_STATE].length == 0)
		filters.values[BY_STATE] = STR("active");
	if (!str_is(filters.values[BY_STATE], "active"))
		return error_set(error, ERROR_INVALID,
				 "only an active session has a statement to cancel: for "
				 "others there is terminate");
	ret->undo_text = STR("there is no way back: what a cancelled statement did is "
			     "rolled back, and whoever sent it may send it again");
	return draft(call, db, &filters, &postgres_cancel, ret, error);
}

static bool terminate_preview(const struct actuator_call *call, struct postgres *db,
			      struct actuator_preview *ret, struct error *error)
{
	struct filters filters = { 0 };

	ret->undo_text = STR("there is no way back: what an ended session had not "
			     "committed is rolled back");
	ret->warning = STR("each is cancelled first; only who still matches then is "
			   "ended");
	return filters_of_plan(call, true, &filters, error) &&
	       draft(call, db, &filters, &postgres_terminate, ret, error);
}

/* -- applying -- */

struct order {
	const struct actuator_call *call;
	struct postgres *db;
	struct filters filters;
	bool by_statement;
	str *ids; /* approved */
	size_t count;
	struct text report;
	struct actuator_result *result;
};

static bool read_order(const struct actuator_call *call, struct postgres *db,
		       bool by_statement, struct order *ret_order, struct error *error)
{
	struct order order = { .call = call, .db = db, .by_statement = by_statement };
	str *argv;
	size_t argc;

	if (!argv_read(call->arena, call->argv, &argv, &argc) || argc < 2)
		return error_set(error, ERROR_INVALID,
				 "what was approved names no session");
	order.ids = argv + 1;
	order.count = argc - 1;
	order.report = text_new(call->arena, PREVIEW_BYTES_MAX);
	if (!filters_approved(call, &order.filters, error))
		return false;
	*ret_order = order;
	return true;
}

static const struct session *find(const struct order *order,
				  const struct selection *selection, str id)
{
	for (size_t i = 0; i < selection->count; i++) {
		const struct session *session = &selection->items[i];

		if (!session->kept_for &&
		    str_equal(id_of(order->call->arena, session, order->by_statement),
			      id))
			return session;
	}
	return NULL;
}

/* Those approved that still are as they were; *ret_ids then stands beside them. */
static bool still_there(struct order *order, str **ret_ids, size_t *ret_count,
			struct error *error)
{
	struct arena *arena = order->call->arena;
	struct selection selection = { 0 };
	str *ids = arena_many(arena, str, order->count);
	size_t count = 0;

	if (!select_them(arena, order->db, &order->filters, &selection, error))
		return false;
	for (size_t i = 0; i < order->count; i++)
		if (find(order, &selection, order->ids[i]))
			ids[count++] = order->ids[i];
	*ret_ids = ids;
	*ret_count = count;
	return true;
}

static str pid_of(str id)
{
	str pid = id, rest;

	str_cut(id, '/', &pid, &rest);
	return pid;
}

/* Looks and signals in one statement: nothing can come between. */
static bool signal_one(struct order *order, const char *statement, str id, bool *ret_hit,
		       struct error *error)
{
	struct postgres_answer answer;
	str values[3] = { { 0 } }, rest = id;
	size_t count = 0;

	while (count < 3 && str_next(&rest, '/', &values[count]))
		count++;
	if (!postgres_ask(order->call->arena, order->db, statement, VALUES(values, count),
			  &answer, error)) {
		order->result->unknown = postgres_is_lost(order->db);
		return error_wrap(error, "pid " STR_FMT, STR_ARG(pid_of(id)));
	}
	*ret_hit = answer.rows == 1 && postgres_yes(&answer, 0, 0);
	return true;
}

#define STILL_IT \
	"FROM pg_stat_activity WHERE pid = $1::int AND" \
	" (extract(epoch FROM backend_start) * 1000000)::bigint = $2::bigint"

static const char cancel_statement[] =
	"SELECT pg_cancel_backend(pid) " STILL_IT " AND state = 'active' AND"
	" (extract(epoch FROM query_start) * 1000000)::bigint = $3::bigint";
static const char cancel_session[] = "SELECT pg_cancel_backend(pid) " STILL_IT
				     " AND state = 'active'";
static const char terminate_session[] = "SELECT pg_terminate_backend(pid) " STILL_IT;

/* What is done to each, and what the report says then; NULL: nothing. */
struct signal {
	const char *statement, *done;
};

/* A refusal of one must not hide what was done to others. */
static bool signal_all(struct order *order, struct signal how, const str *ids,
		       size_t count, size_t *ret_hits, struct error *error)
{
	struct error first = { 0 };

	*ret_hits = 0;
	for (size_t i = 0; i < count; i++) {
		struct error one = { 0 };
		bool is_hit = false;
		str pid = pid_of(ids[i]);

		if (signal_one(order, how.statement, ids[i], &is_hit, &one)) {
			*ret_hits += is_hit;
			if (how.done)
				text_addf(&order->report, "pid " STR_FMT ": %s\n",
					  STR_ARG(pid),
					  is_hit ? how.done : "moved on by itself");
			continue;
		}
		text_addf(&order->report, "%s\n", one.text);
		if (first.kind == ERROR_NONE)
			first = one;
		if (order->result->unknown)
			break;
	}
	if (first.kind == ERROR_NONE)
		return true;
	*error = first;
	if (*ret_hits > 0 && error->kind == ERROR_CONFLICT)
		error->kind = ERROR_INVALID;
	return false;
}

static void report_gone(struct order *order, const str *ids, size_t count)
{
	for (size_t i = 0, k = 0; i < order->count; i++)
		if (k < count && str_equal(order->ids[i], ids[k]))
			k++;
		else
			text_addf(&order->report,
				  "pid " STR_FMT ": not touched, it has ended or moved "
				  "on since the preview\n",
				  STR_ARG(pid_of(order->ids[i])));
}

/* Until none of them is there any more, or the time is over. */
static bool wait_for_end(struct order *order, int64_t wait_ms, str **ret_ids,
			 size_t *ret_count, struct error *error)
{
	int64_t until_us = clock_monotonic_us() + wait_ms * 1000;

	for (;;) {
		if (!still_there(order, ret_ids, ret_count, error)) {
			order->result->unknown = true;
			return false;
		}
		if (*ret_count == 0 || clock_monotonic_us() > until_us)
			return true;
		poll(NULL, 0, LOOK_MS);
	}
}

static bool conclude(struct order *order, const str *left, size_t count,
		     struct error *error)
{
	for (size_t i = 0; i < count; i++)
		text_addf(&order->report, "pid " STR_FMT ": still there\n",
			  STR_ARG(pid_of(left[i])));
	order->result->output = str_trim(text_of(&order->report));
	if (count == 0)
		return true;
	return error_set(error, ERROR_INVALID, "%zu of %zu are still there: " STR_FMT,
			 count, order->count, STR_ARG(order->result->output));
}

static bool begin(struct order *order, str **ret_ids, size_t *ret_count,
		  struct error *error)
{
	if (!still_there(order, ret_ids, ret_count, error))
		return false;
	if (*ret_count == 0)
		return error_set(error, ERROR_CONFLICT,
				 "none of the sessions is any more as it was at the "
				 "preview");
	report_gone(order, *ret_ids, *ret_count);
	return true;
}

static bool list_apply(const struct actuator_call *call, struct postgres *db,
		       struct actuator_result *ret, struct error *error)
{
	struct filters filters = { 0 };
	struct selection selection = { 0 };

	if (!filters_approved(call, &filters, error) ||
	    !select_them(call->arena, db, &filters, &selection, error))
		return false;
	ret->output = shown(call->arena, "list", &selection);
	return true;
}

static bool cancel_apply(const struct actuator_call *call, struct postgres *db,
			 struct actuator_result *ret, struct error *error)
{
	struct order order = { .call = call, .result = ret };
	str *ids;
	size_t count, hits;

	if (!read_order(call, db, true, &order, error))
		return false;
	order.result = ret;
	if (!begin(&order, &ids, &count, error))
		return false;
	if (!signal_all(&order, (struct signal){ cancel_statement, "cancelled" }, ids,
			count, &hits, error)) {
		ret->output = text_of(&order.report);
		return false;
	}
	return wait_for_end(&order, END_MS, &ids, &count, error) &&
	       conclude(&order, ids, count, error);
}

static bool terminate_apply(const struct actuator_call *call, struct postgres *db,
			    struct actuator_result *ret, struct error *error)
{
	struct order order = { .call = call, .result = ret };
	str *ids, *left;
	size_t count, left_count, hits = 0;

	if (!read_order(call, db, false, &order, error))
		return false;
	order.result = ret;
	if (!begin(&order, &ids, &count, error) ||
	    !signal_all(&order, (struct signal){ cancel_session, NULL }, ids, count,
			&hits, error) ||
	    !wait_for_end(&order, hits > 0 ? CANCEL_MS : 0, &left, &left_count, error))
		return false;
	for (size_t i = 0, k = 0; i < count; i++)
		if (k < left_count && str_equal(ids[i], left[k]))
			k++;
		else
			text_addf(&order.report,
				  "pid " STR_FMT ": cancelled, which was enough\n",
				  STR_ARG(pid_of(ids[i])));
	if (!signal_all(&order, (struct signal){ terminate_session, "ended" }, left,
			left_count, &hits, error)) {
		ret->output = text_of(&order.report);
		return false;
	}
	return wait_for_end(&order, END_MS, &left, &left_count, error) &&
	       conclude(&order, left, left_count, error);
}

/* -- was it done? -- */

static int judge_left(const struct actuator_call *call, struct postgres *db,
		      bool by_statement, str *ret_why)
{
	struct error error = { 0 };
	struct order order = { .call = call };
	str *ids;
	size_t count;

	if (!read_order(call, db, by_statement, &order, &error) ||
	    !still_there(&order, &ids, &count, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	*ret_why = arena_format(call->arena,
				"%zu of %zu approved sessions are still as they were",
				count, order.count);
	if (count == 0)
		return 1;
	return count == order.count ? 0 : -1;
}

static int list_was_done(const struct actuator_call *call, struct postgres *db,
			 str *ret_why)
{
	(void)call;
	(void)db;
	*ret_why = STR("it only reads");
	return 0;
}

static int cancel_was_done(const struct actuator_call *call, struct postgres *db,
			   str *ret_why)
{
	return judge_left(call, db, true, ret_why);
}

static int terminate_was_done(const struct actuator_call *call, struct postgres *db,
			      str *ret_why)
{
	return judge_left(call, db, false, ret_why);
}

const struct postgres_deed postgres_list = {
	.name = "list",
	.class = ACTION_READ,
	.preview = list_preview,
	.apply = list_apply,
	.was_done = list_was_done,
};
const struct postgres_deed postgres_cancel = {
	.name = "cancel",
	.class = ACTION_DESTRUCTIVE,
	.preview = cancel_preview,
	.apply = cancel_apply,
	.was_done = cancel_was_done,
};
const struct postgres_deed postgres_terminate = {
	.name = "terminate",
	.class = ACTION_DESTRUCTIVE,
	.preview = terminate_preview,
	.apply = terminate_apply,
	.was_done = terminate_was_done,
};
