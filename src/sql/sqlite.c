#include "base/limits.h"
#include "sql/sqlite_private.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Of SQLite's virtual machine: about 50 us between two looks at the clock. */
enum { STEPS_BETWEEN_LOOKS = 1000 };

static const struct sqlite_problem problems[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, ERROR_CONFLICT, SQL_SAYS_EXISTS },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, ERROR_CONFLICT, SQL_SAYS_EXISTS },
	{ SQLITE_CONSTRAINT_ROWID, ERROR_CONFLICT, SQL_SAYS_EXISTS },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, ERROR_CONFLICT, SQL_SAYS_DANGLING },
	{ SQLITE_CONSTRAINT_NOTNULL, ERROR_CONFLICT, SQL_SAYS_MISSING },
	{ SQLITE_CONSTRAINT, ERROR_CONFLICT, SQL_SAYS_NOT_VALID },
	{ SQLITE_BUSY, ERROR_TIMEOUT, SQL_SAYS_BUSY },
	{ SQLITE_LOCKED, ERROR_TIMEOUT, SQL_SAYS_BUSY },
	{ SQLITE_INTERRUPT, ERROR_TIMEOUT, SQL_SAYS_TOO_SLOW },
	{ SQLITE_FULL, ERROR_UNAVAILABLE, SQL_SAYS_FULL },
	{ SQLITE_IOERR, ERROR_UNAVAILABLE, SQL_SAYS_DISK },
	{ SQLITE_READONLY, ERROR_UNAVAILABLE, SQL_SAYS_READ_ONLY },
	{ SQLITE_CANTOPEN, ERROR_UNAVAILABLE, "the database file cannot be opened" },
	{ SQLITE_NOTADB, ERROR_UNAVAILABLE, "the file is not a database" },
	{ SQLITE_CORRUPT, ERROR_UNAVAILABLE, "the database file is damaged" },
	{ SQLITE_TOOBIG, ERROR_TOO_LARGE, SQL_SAYS_TOO_LARGE },
};

/* The extended code is looked for first, then the plain one in its low byte. */
const struct sqlite_problem *sqlite_problem_of(const struct sqlite_db *db, int code)
{
	static const struct sqlite_problem full = { SQLITE_FULL, ERROR_UNAVAILABLE,
						    SQL_SAYS_FULL };
	static const struct sqlite_problem other = { SQLITE_ERROR, ERROR_INTERNAL,
						     SQL_SAYS_REFUSED };
	const int wanted[] = { code, code & 0xff };

	if ((code & 0xff) == SQLITE_IOERR && sqlite3_system_errno(db->handle) == ENOSPC)
		return &full;
	for (size_t look = 0; look < 2; look++)
		for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++)
			if (problems[i].code == wanted[look])
				return &problems[i];
	return &other;
}

bool sqlite_failed(struct sqlite_db *db, int code, const char *statement,
		   struct error *error)
{
	const struct sqlite_problem *problem = sqlite_problem_of(db, code);

	/* After a failed sync the kernel may have dropped the pages that it did not
	 * write, so trying again would only seem to succeed. */
	if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
		db->sync_failed = true;
	return sql_failed(&db->base, problem->kind, problem->sentence,
			  sqlite3_errmsg(db->handle), statement, error);
}

static void sqlite_close(struct sql *base)
{
	struct sqlite_db *db = sqlite_of(base);

	sqlite_drop_statements(db);
	sqlite3_close_v2(db->handle);
	free(db);
}

static bool sqlite_is_broken(const struct sql *base)
{
	return ((const struct sqlite_db *)base)->sync_failed;
}

static bool sqlite_in_transaction(const struct sql *base)
{
	return !sqlite3_get_autocommit(((const struct sqlite_db *)base)->handle);
}

static int is_too_late(void *argument)
{
	const struct sqlite_db *db = argument;

	return clock_monotonic_us() >= db->base.deadline_us;
}

static void sqlite_set_deadline(struct sql *base, int64_t monotonic_us)
{
	struct sqlite_db *db = sqlite_of(base);

	if (monotonic_us == 0)
		sqlite3_progress_handler(db->handle, 0, NULL, NULL);
	else
		sqlite3_progress_handler(db->handle, STEPS_BETWEEN_LOOKS, is_too_late,
					 db);
}

static bool sqlite_script(struct sql *base, const char *script, struct error *error)
{
	struct sqlite_db *db = sqlite_of(base);
	int code = sqlite3_exec(db->handle, script, NULL, NULL, NULL);

	return code == SQLITE_OK || sqlite_failed(db, code, script, error);
}

static int remember_wal_pages(void *argument, sqlite3 *handle, const char *name,
			      int pages)
{
	struct sqlite_db *db = argument;

	(void)handle;
	(void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

/* The answer of a PRAGMA, which does not fail when it is not obeyed. */
static bool has_wal(struct sqlite_db *db)
{
	struct error unheeded;
	scoped_rows rows = sqlite_query(&db->base, "PRAGMA journal_mode", SQL_NOTHING,
					&unheeded);

	return rows && sqlite_next(rows) && str_is(sqlite_row_text(rows, 0), "wal");
}

static const char every_connection[] =
	"PRAGMA foreign_keys = ON;"
	"PRAGMA temp_store = MEMORY;" /* a full disk must not stop a reader */
	"PRAGMA synchronous = FULL;"; /* a 2xx answer means it is on the disk */
static const char writing_connection[] = "PRAGMA page_size = 4096;"
					 "PRAGMA journal_mode = WAL;"
					 "PRAGMA cache_size = -4096;";
static const char reading_connection[] = "PRAGMA query_only = ON;"
					 "PRAGMA cache_size = -512;";

static int set_up(struct sqlite_db *db)
{
	struct sql_options options = db->base.options;
	bool reads = options.reads_only;
	int code = SQLITE_OK;

	/* "x" is a name, as in PostgreSQL, and never a text. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, STATEMENT_MS_MAX);
	/* Only sql_checkpoint moves the WAL, so that writing and checkpointing never
	 * race: SQLite before 3.51.3 could lose a commit there. */
	sqlite3_wal_autocheckpoint(db->handle, 0);
	if (reads)
		sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	else
		sqlite3_wal_hook(db->handle, remember_wal_pages, db);
	/* Before the WAL is first touched, or SQLite would want shared memory. */
	if (options.exclusive)
		code = sqlite3_exec(db->handle, "PRAGMA locking_mode = EXCLUSIVE", NULL,
				    NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db->handle, every_connection, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db->handle,
				    reads ? reading_connection : writing_connection, NULL,
				    NULL, NULL);
	return code;
}

/* SQLite counts its memory under a lock at each allocation, for figures nobody reads. It
 * is too late for that when a file system was registered before; then it goes on. */
static void configure_once(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static struct sql *sqlite_open(const char *path, struct sql_options options,
			       struct error *error)
{
	struct sqlite_db *db = calloc(1, sizeof(*db));
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	static pthread_once_t configured = PTHREAD_ONCE_INIT;

	if (!db || pthread_once(&configured, configure_once) != 0)
		abort();
	db->base.engine = &sqlite_engine;
	db->base.options = options;
	if (!options.reads_only)
		flags |= SQLITE_OPEN_CREATE;

	int code = sqlite3_open_v2(path, &db->handle, flags, options.vfs);

	if (code == SQLITE_OK)
		code = set_up(db);
	if (code != SQLITE_OK)
		sqlite_failed(db, code, "open", error);
	else if (strcmp(path, ":memory:") == 0 || has_wal(db))
		return &db->base;
	else
		error_set(error, ERROR_UNAVAILABLE, "it cannot have a write-ahead log");
	error_wrap(error, "open %s", path);
	sqlite_close(&db->base);
	return NULL;
}

static bool sqlite_checkpoint(struct sql *base, int pages_min, struct error *error)
{
	struct sqlite_db *db = sqlite_of(base);
	int pages = 0, moved = 0;

	if (db->wal_pages <= pages_min)
		return true;

	int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE,
					     &pages, &moved);

	/* A reader in its way is no failure: the next call goes on. */
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return true;
	if (code != SQLITE_OK)
		return sqlite_failed(db, code, "checkpoint", error);
	if (moved == pages)
		db->wal_pages = 0;
	return true;
}

static int copy(struct sqlite_db *from, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->handle, "main");

	if (!backup)
		return sqlite3_errcode(to);
	/* All in one step: what is written meanwhile does not make it begin anew. */
	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup);
}

static bool sqlite_backup(struct sql *base, const char *path, struct error *error)
{
	struct sqlite_db *db = sqlite_of(base);
	const char *vfs = db->base.options.vfs;
	sqlite3 *to = NULL;

	/* A copy never writes over something else, and only its owner may read it. */
	if (!vfs) {
		scoped_fd file = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC,
				      0600);

		if (file < 0)
			return error_set(error, ERROR_CONFLICT, "copy to %s: %s", path,
					 strerror(errno));
	}

	int code = sqlite3_open_v2(
		path, &to,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, vfs);

	if (code == SQLITE_OK)
		code = copy(db, to);
	sqlite3_close(to);
	if (code == SQLITE_OK)
		return true;
	if (!vfs)
		unlink(path);
	sqlite_failed(db, code, "backup", error);
	return error_wrap(error, "copy to %s", path);
}

const struct sql_engine sqlite_engine = {
	.name = "sqlite",
	.begin_write = "BEGIN IMMEDIATE",
	.begin_read = "BEGIN",
	.open = sqlite_open,
	.close = sqlite_close,
	.is_broken = sqlite_is_broken,
	.in_transaction = sqlite_in_transaction,
	.set_deadline = sqlite_set_deadline,
	.run = sqlite_run,
	.script = sqlite_script,
	.query = sqlite_query,
	.next = sqlite_next,
	.was_all = sqlite_was_all,
	.row_is_null = sqlite_row_is_null,
	.row_int = sqlite_row_int,
	.row_real = sqlite_row_real,
	.row_text = sqlite_row_text,
	.row_blob = sqlite_row_blob,
	.rows_free = sqlite_rows_free,
	.checkpoint = sqlite_checkpoint,
	.backup = sqlite_backup,
};
