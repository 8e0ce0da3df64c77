/* Brings the tables up, step by step: schema/0001.sql and those that follow. */
#include "store/store_private.h"

#include "base/asset.h"

#include <stdio.h>
#include <string.h>

static bool find_step(int64_t version, str *ret_step)
{
	char path[64];

	snprintf(path, sizeof(path), "schema/%04lld.sql", (long long)version);
	return asset_find(str_of(path), ret_step, NULL);
}

int64_t schema_newest(void)
{
	int64_t version = 0;
	str step;

	while (find_step(version + 1, &step))
		version++;
	return version;
}

bool schema_version(struct sql *db, int64_t *ret_version, struct error *error)
{
	scoped_rows rows = sql_query(db, "SELECT value FROM meta WHERE name = 'schema'",
				     SQL_NOTHING, error);
	int64_t version = 0;

	if (!rows)
		return false;
	if (!sql_next(rows)) {
		*ret_version = 0;
		return sql_was_all(rows, error);
	}
	if (!str_to_int(sql_row_text(rows, 0), &version))
		return error_set(error, ERROR_INTERNAL,
				 "the schema's version is no number");
	*ret_version = version;
	return true;
}

bool schema_refuse_newer(const char *where, int64_t version, struct error *error)
{
	if (version <= schema_newest())
		return true;
	return error_set(
		error, ERROR_CONFLICT,
		"%s holds data of a newer stanch (schema %lld, this one knows %lld)",
		where, (long long)version, (long long)schema_newest());
}

/* What the engines call differently. STRICT makes SQLite refuse a text in a number's
 * column, as PostgreSQL does. */
static str spelled_for(struct arena *arena, struct sql *db, str step)
{
	bool is_sqlite = strcmp(sql_engine(db), "sqlite") == 0;
	const struct placeholder tokens[] = {
		{ "int", is_sqlite ? STR("INTEGER") : STR("BIGINT") },
		{ "real", is_sqlite ? STR("REAL") : STR("DOUBLE PRECISION") },
		{ "blob", is_sqlite ? STR("BLOB") : STR("BYTEA") },
		{ "strict", is_sqlite ? STR("STRICT") : STR("") },
	};

	return tokens_expand(arena, step, tokens, 4);
}

static bool take_step(struct arena *arena, struct sql *db, int64_t version,
		      struct error *error)
{
	str number = arena_format(arena, "%lld", (long long)version);
	scoped_transaction tx = { .db = db };
	str step;

	if (!find_step(version, &step))
		return error_set(error, ERROR_INTERNAL, "there is no schema %lld",
				 (long long)version);
	if (!sql_begin(&tx, error) ||
	    !sql_script(db, spelled_for(arena, db, step).bytes, error) ||
	    !sql_run(db,
		     "INSERT INTO meta (name, value) VALUES ('schema', $1) "
		     "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		     SQL(sql_text(number)), error) ||
	    !sql_commit(&tx, error))
		return error_wrap(error, "schema %lld", (long long)version);
	return true;
}

static bool copy_before(struct arena *arena, struct sql *db, const char *directory,
			int64_t version, struct error *error)
{
	str path = arena_format(arena, "%s/before-schema-%lld.db", directory,
				(long long)version);

	/* Of an earlier try that ended before its step was taken. */
	unlink(path.bytes);
	return sql_backup(db, path.bytes, error) ||
	       error_wrap(error, "copy the data before the schema changes");
}

bool schema_bring_up(struct arena *arena, struct sql *db, const char *directory,
		     struct error *error)
{
	int64_t version = 0, newest = schema_newest();

	if (!sql_script(db,
			"CREATE TABLE IF NOT EXISTS meta "
			"(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
			error) ||
	    !schema_version(db, &version, error) ||
	    !schema_refuse_newer(directory[0] ? directory : "the database", version,
				 error))
		return false;
	if (version > 0 && version < newest && directory[0] &&
	    strcmp(sql_engine(db), "sqlite") == 0 &&
	    !copy_before(arena, db, directory, version, error))
		return false;
	while (version < newest)
		if (!take_step(arena, db, ++version, error))
			return false;
	return true;
}
