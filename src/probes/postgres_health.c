/* The parts of a look at a PostgreSQL beside its sessions: a statement each. All of them
 * read counters and catalogs only, none takes a lock on a table of somebody's. */
#include "probes/postgres_health.h"

#include <math.h>
#include <stdarg.h>

enum {
	CONNECTIONS_HIGH_PERCENT = 80,
	CACHE_LOW_PERCENT = 90,
	LAG_HIGH_S = 30,
	/* A thousand tables take some twenty milliseconds of a disk that is well. */
	SIZE_MS_MAX = 500,
	SLOT_HIGH_BYTES = 1 << 30,
	/* 2^31 is the end; PostgreSQL itself forces a vacuum at 200 million. */
	XID_AGE_HIGH = 1000 * 1000 * 1000,
};

double postgres_real(const struct postgres_answer *answer, size_t row, size_t column)
{
	double number;

	return str_to_real(postgres_cell(answer, row, column), &number) ? number : NAN;
}

void postgres_add(struct postgres_look *look, const char *name, double number,
		  const char *unit)
{
	if (isfinite(number))
		probe_add_number(look->call, look->facts,
				 arena_format(look->call->arena, "postgres.%s", name),
				 number, unit);
}

void postgres_say(struct postgres_look *look, const char *format, ...)
{
	va_list args;

	if (look->meaning->length > 0)
		text_add(look->meaning, STR("; "));
	va_start(args, format);
	text_add(look->meaning, arena_vformat(look->call->arena, format, args));
	va_end(args);
}

static str bytes_of(const struct postgres_look *look, double bytes)
{
	return quantity_format(look->call->arena, bytes, STR("bytes"));
}

/* -- connections -- */

static const char connections[] =
	"SELECT current_setting('server_version'),"
	" current_setting('max_connections')::int,"
	" count(*) FILTER (WHERE backend_type = 'client backend'),"
	" count(*) FILTER (WHERE state = 'active' AND pid <> pg_backend_pid()),"
	" count(*) FILTER (WHERE state = 'idle'),"
	" pg_is_in_recovery(),"
	" extract(epoch FROM clock_timestamp() - pg_postmaster_start_time()) "
	"FROM pg_stat_activity";

static void tell_connections(struct postgres_look *look,
			     const struct postgres_answer *answer)
{
	double most = postgres_real(answer, 0, 1), used = postgres_real(answer, 0, 2);
	double percent = most > 0 ? 100 * used / most : NAN;

	postgres_add(look, "connections_max", most, "");
	postgres_add(look, "connections", used, "");
	postgres_add(look, "connections_percent", percent, "percent");
	postgres_add(look, "active", postgres_real(answer, 0, 3), "sessions");
	postgres_add(look, "idle", postgres_real(answer, 0, 4), "sessions");
	postgres_add(look, "uptime", postgres_real(answer, 0, 6), "seconds");
	probe_add_text(look->call, look->facts, STR("postgres.role"),
		       postgres_yes(answer, 0, 5) ? STR("standby") : STR("primary"));
	text_addf(look->body, "PostgreSQL " STR_FMT ", %s\n",
		  STR_ARG(postgres_cell(answer, 0, 0)),
		  postgres_yes(answer, 0, 5) ? "standby" : "primary");
	postgres_say(look, "%.0f of %.0f connections in use%s", used, most,
		     percent >= CONNECTIONS_HIGH_PERCENT ? ", nearly all" : "");
}

/* -- this database -- */

/* A commit ratio needs some transactions to be one; so does the cache. */
static const char database[] =
	"SELECT datname, deadlocks, blks_hit, blks_read, xact_commit, xact_rollback,"
	" temp_bytes "
	"FROM pg_stat_database WHERE datname = current_database()";

static void tell_database(struct postgres_look *look,
			  const struct postgres_answer *answer)
{
	double hit = postgres_real(answer, 0, 2), read = postgres_real(answer, 0, 3);
	double done = postgres_real(answer, 0, 4), undone = postgres_real(answer, 0, 5);
	double cache = hit + read > 0 ? 100 * hit / (hit + read) : NAN;
	double rollbacks = done + undone > 0 ? 100 * undone / (done + undone) : NAN;

	postgres_add(look, "deadlocks", postgres_real(answer, 0, 1), "");
	postgres_add(look, "cache_hit_percent", cache, "percent");
	postgres_add(look, "rollback_percent", rollbacks, "percent");
	postgres_add(look, "temp_bytes", postgres_real(answer, 0, 6), "bytes");
	text_addf(look->body,
		  "database " STR_FMT ": %.0f deadlocks and " STR_FMT
		  " of temporary files since its counters began, %.1f %% of the blocks "
		  "from the cache\n",
		  STR_ARG(postgres_cell(answer, 0, 0)), postgres_real(answer, 0, 1),
		  STR_ARG(bytes_of(look, postgres_real(answer, 0, 6))), cache);
	if (cache < CACHE_LOW_PERCENT)
		postgres_say(look, "only %.0f %% of the blocks come from the cache",
			     cache);
}

/* Looks at every file of the database: with a hundred thousand tables that is seconds of
 * the disk of a server in trouble. So it comes last, with a little time of its own. */
static const char size[] = "SELECT pg_database_size(current_database())";

static void tell_size(struct postgres_look *look, const struct postgres_answer *answer)
{
	if (answer->rows == 0)
		return;
	postgres_add(look, "size", postgres_real(answer, 0, 0), "bytes");
	text_addf(look->body, "size: " STR_FMT "\n",
		  STR_ARG(bytes_of(look, postgres_real(answer, 0, 0))));
}

/* -- replication -- */

static const char replicas[] =
	"SELECT coalesce(application_name, ''), coalesce(state, ''),"
	" pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
	" ELSE pg_current_wal_lsn() END, replay_lsn),"
	" coalesce(extract(epoch FROM replay_lag), 0) "
	"FROM pg_stat_replication ORDER BY 3 DESC NULLS FIRST LIMIT 20";

static void tell_replicas(struct postgres_look *look,
			  const struct postgres_answer *answer)
{
	double bytes = 0, lag_s = 0;

	for (size_t i = 0; i < answer->rows; i++) {
		double behind = postgres_real(answer, i, 2);
		double late_s = postgres_real(answer, i, 3);

		bytes = behind > bytes ? behind : bytes;
		lag_s = late_s > lag_s ? late_s : lag_s;
		text_addf(look->body,
			  "replica " STR_FMT ": " STR_FMT ", " STR_FMT
			  " and %.1f s behind\n",
			  STR_ARG(postgres_cell(answer, i, 0)),
			  STR_ARG(postgres_cell(answer, i, 1)),
			  STR_ARG(bytes_of(look, behind)), late_s);
	}
	postgres_add(look, "replicas", (double)answer->rows, "");
	if (answer->rows == 0)
		return;
	postgres_add(look, "replication_lag_bytes", bytes, "bytes");
	postgres_add(look, "replication_lag", lag_s, "seconds");
	if (lag_s >= LAG_HIGH_S)
		postgres_say(look, "a replica is %.0f s behind", lag_s);
}

/* A standby that has replayed all it got is not behind, however long nothing came. */
static const char standby[] =
	"SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
	" ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) "
	"END,"
	" (SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming') "
	"WHERE pg_is_in_recovery()";

static void tell_standby(struct postgres_look *look, const struct postgres_answer *answer)
{
	double behind_s = postgres_real(answer, 0, 0);

	if (answer->rows == 0)
		return;
	postgres_add(look, "replication_lag", behind_s, "seconds");
	postgres_add(look, "streams", postgres_real(answer, 0, 1), "");
	if (postgres_real(answer, 0, 1) == 0)
		postgres_say(look, "this standby gets nothing from a primary");
	if (behind_s >= LAG_HIGH_S)
		postgres_say(look, "this standby is %.0f s behind", behind_s);
}

static const char slots[] =
	"SELECT slot_name, active, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()"
	" THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn) "
	"FROM pg_replication_slots WHERE restart_lsn IS NOT NULL "
	"ORDER BY 3 DESC LIMIT 20";

static void tell_slots(struct postgres_look *look, const struct postgres_answer *answer)
{
	double kept = postgres_real(answer, 0, 2);

	if (answer->rows == 0)
		return;
	postgres_add(look, "slot_kept_bytes", kept, "bytes");
	for (size_t i = 0; i < answer->rows; i++)
		text_addf(look->body, "slot " STR_FMT "%s keeps " STR_FMT " of WAL\n",
			  STR_ARG(postgres_cell(answer, i, 0)),
			  postgres_yes(answer, i, 1) ? "" : ", which nobody reads,",
			  STR_ARG(bytes_of(look, postgres_real(answer, i, 2))));
	if (kept >= SLOT_HIGH_BYTES)
		postgres_say(look, "slot " STR_FMT " keeps " STR_FMT " of WAL",
			     STR_ARG(postgres_cell(answer, 0, 0)),
			     STR_ARG(bytes_of(look, kept)));
}

/* -- tables and indexes -- */

/* A big table that is mostly read from end to end, and often: each scan reads at least
 * ten thousand rows, which an index would have spared if it asked for few. Sizes are by
 * the catalog: to measure them would need a lock. The counters are as old as the server;
 * what runs now is told by the statements that name the table. */
static const char scanned[] =
	"SELECT s.schemaname || '.' || s.relname, s.seq_scan, s.seq_tup_read / "
	"s.seq_scan,"
	" coalesce(s.idx_scan, 0), s.n_live_tup, c.relpages::bigint * 8192,"
	" (SELECT count(*) FROM pg_stat_activity a WHERE a.state = 'active'"
	" AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()"
	" AND a.query ~* ('\\m' ||"
	" regexp_replace(s.relname, '(\\W)', '\\\\\\1', 'g') || '\\M')) "
	"FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid "
	"WHERE s.seq_scan >= 20 AND s.n_live_tup >= 10000"
	" AND s.seq_tup_read / s.seq_scan >= 10000 AND s.seq_scan > coalesce(s.idx_scan, "
	"0) "
	"ORDER BY 7 DESC, s.seq_tup_read DESC LIMIT 5";

static void tell_scanned(struct postgres_look *look, const struct postgres_answer *answer)
{
	double running = answer->rows > 0 ? postgres_real(answer, 0, 6) : 0;

	postgres_add(look, "missing_index_candidates", (double)answer->rows, "tables");
	if (answer->rows == 0)
		return;
	probe_add_text(look->call, look->facts, STR("postgres.missing_index_table"),
		       postgres_cell(answer, 0, 0));
	/* That none runs at this moment says nothing of the next. */
	if (running > 0)
		postgres_add(look, "missing_index_statements", running, "statements");
	for (size_t i = 0; i < answer->rows; i++)
		text_addf(look->body,
			  "table " STR_FMT ": read from end to end " STR_FMT
			  " times, " STR_FMT " rows each time, by an index " STR_FMT
			  " times; " STR_FMT " rows, about " STR_FMT "; " STR_FMT
			  " statements that name it run now\n",
			  STR_ARG(postgres_cell(answer, i, 0)),
			  STR_ARG(postgres_cell(answer, i, 1)),
			  STR_ARG(postgres_cell(answer, i, 2)),
			  STR_ARG(postgres_cell(answer, i, 3)),
			  STR_ARG(postgres_cell(answer, i, 4)),
			  STR_ARG(bytes_of(look, postgres_real(answer, i, 5))),
			  STR_ARG(postgres_cell(answer, i, 6)));
	postgres_say(look, STR_FMT " may lack an index: %.0f rows are read in each scan",
		     STR_ARG(postgres_cell(answer, 0, 0)), postgres_real(answer, 0, 2));
}

static const char invalid[] = "SELECT n.nspname || '.' || c.relname, t.relname "
			      "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
			      "JOIN pg_class t ON t.oid = i.indrelid "
			      "JOIN pg_namespace n ON n.oid = c.relnamespace "
			      "WHERE NOT i.indisvalid ORDER BY 1 LIMIT 20";

static void tell_invalid(struct postgres_look *look, const struct postgres_answer *answer)
{
	postgres_add(look, "invalid_indexes", (double)answer->rows, "");
	for (size_t i = 0; i < answer->rows; i++)
		text_addf(look->body, "index " STR_FMT " of " STR_FMT " is not valid\n",
			  STR_ARG(postgres_cell(answer, i, 0)),
			  STR_ARG(postgres_cell(answer, i, 1)));
	if (answer->rows > 0)
		postgres_say(look, "index " STR_FMT " is not valid",
			     STR_ARG(postgres_cell(answer, 0, 0)));
}

static const char garbage[] =
	"SELECT schemaname || '.' || relname, n_dead_tup, n_live_tup,"
	" 100.0 * n_dead_tup / (n_dead_tup + n_live_tup) "
	"FROM pg_stat_user_tables WHERE n_dead_tup >= 10000 ORDER BY 4 DESC LIMIT 5";

static void tell_garbage(struct postgres_look *look, const struct postgres_answer *answer)
{
	postgres_add(look, "dead_rows_percent",
		     answer->rows > 0 ? postgres_real(answer, 0, 3) : 0, "percent");
	for (size_t i = 0; i < answer->rows; i++)
		text_addf(look->body,
			  "table " STR_FMT ": " STR_FMT " dead rows, " STR_FMT
			  " live ones\n",
			  STR_ARG(postgres_cell(answer, i, 0)),
			  STR_ARG(postgres_cell(answer, i, 1)),
			  STR_ARG(postgres_cell(answer, i, 2)));
}

static const char age[] = "SELECT datname, age(datfrozenxid) FROM pg_database "
			  "ORDER BY 2 DESC LIMIT 1";

static void tell_age(struct postgres_look *look, const struct postgres_answer *answer)
{
	double xids = postgres_real(answer, 0, 1);

	postgres_add(look, "xid_age", xids, "transactions");
	if (xids >= XID_AGE_HIGH)
		postgres_say(look,
			     "database " STR_FMT " was not vacuumed for %.0f "
			     "transactions and stops at 2147483648",
			     STR_ARG(postgres_cell(answer, 0, 0)), xids);
}

const struct postgres_part postgres_parts[] = {
	{ "connections", connections, tell_connections, 0 },
	{ "sessions", postgres_sessions_statement, postgres_tell_sessions, 0 },
	{ "database", database, tell_database, 0 },
	{ "replicas", replicas, tell_replicas, 0 },
	{ "standby", standby, tell_standby, 0 },
	{ "slots", slots, tell_slots, 0 },
	{ "invalid indexes", invalid, tell_invalid, 0 },
	{ "scanned tables", scanned, tell_scanned, 0 },
	{ "dead rows", garbage, tell_garbage, 0 },
	{ "age", age, tell_age, 0 },
	{ "size", size, tell_size, SIZE_MS_MAX },
};
const size_t postgres_part_count = sizeof(postgres_parts) / sizeof(postgres_parts[0]);
