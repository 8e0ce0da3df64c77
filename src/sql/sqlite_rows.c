#include "sql/sqlite_private.h"

#include <math.h>
#include <stdlib.h>

struct sqlite_rows {
	struct sql_rows base;
	sqlite3_stmt *handle;
	struct statement *kept; /* NULL when the handle is ours alone */
	int state;              /* what the last sqlite3_step() said */
	bool untouched;         /* the row of that step has not been handed out yet */
	const struct sqlite_problem *problem; /* why the rows ended before their end */
};

/* "$2" may be the first parameter that occurs: finds the value of each. */
static uint16_t *order_of(sqlite3_stmt *handle)
{
	int count = sqlite3_bind_parameter_count(handle);
	uint16_t *order = calloc((size_t)count + 1, sizeof(*order));

	if (!order)
		abort();
	for (int i = 0; i < count; i++) {
		const char *name = sqlite3_bind_parameter_name(handle, i + 1);
		int64_t number;

		if (!name || name[0] != '$' || !str_to_int(str_of(name + 1), &number) ||
		    number < 1 || number > count) {
			free(order);
			return NULL;
		}
		order[i] = (uint16_t)(number - 1);
	}
	return order;
}

/* PostgreSQL refuses a second statement in one text; so do we. */
static bool is_one_statement(struct sqlite_db *db, const sqlite3_stmt *first,
			     const char *rest)
{
	sqlite3_stmt *second = NULL;

	if (!first)
		return false;
	if (str_trim(str_of(rest)).length == 0)
		return true;

	int code = sqlite3_prepare_v2(db->handle, rest, -1, &second, NULL);

	sqlite3_finalize(second);
	return code == SQLITE_OK && !second;
}

static sqlite3_stmt *prepare(struct sqlite_db *db, const char *text, unsigned flags,
			     uint16_t **ret_order, struct error *error)
{
	sqlite3_stmt *handle = NULL;
	const char *rest = NULL;
	int code = sqlite3_prepare_v3(db->handle, text, -1, flags, &handle, &rest);

	if (code != SQLITE_OK) {
		sqlite_failed(db, code, text, error);
		return NULL;
	}

	const char *problem = NULL;
	uint16_t *order = NULL;

	if (!is_one_statement(db, handle, rest))
		problem = "not exactly one statement";
	else if (!(order = order_of(handle)))
		problem = "parameters are not $1, $2, ...";
	if (problem) {
		sqlite3_finalize(handle);
		sql_failed(&db->base, ERROR_INTERNAL, SQL_SAYS_REFUSED, problem, text,
			   error);
		return NULL;
	}
	*ret_order = order;
	return handle;
}

/* The kept statement, or a new one that is kept from now on. When the kept one is busy
 * under rows that are still being read, a copy is made that is not kept. */
static bool find_statement(struct sqlite_db *db, const char *text,
			   struct sqlite_rows *rows, uint16_t **ret_order,
			   struct error *error)
{
	struct statement *kept = statements_find(&db->statements, text);

	if (kept && !kept->busy) {
		rows->kept = kept;
		rows->handle = kept->handle;
		*ret_order = kept->order;
		kept->busy = true;
		return true;
	}

	unsigned flags = kept ? 0 : SQLITE_PREPARE_PERSISTENT;

	rows->handle = prepare(db, text, flags, ret_order, error);
	if (!rows->handle)
		return false;
	if (!kept)
		rows->kept = statements_place(&db->statements, text);
	if (rows->kept) {
		sqlite3_finalize(rows->kept->handle);
		rows->kept->handle = rows->handle;
		rows->kept->order = *ret_order;
		rows->kept->busy = true;
	}
	return true;
}

static int bind(sqlite3_stmt *handle, int index, const struct sql_value *value,
		sqlite3_destructor_type ownership)
{
	/* A NULL pointer would make the value NULL. */
	const char *bytes = value->text.length > 0 ? value->text.bytes : "";

	switch (value->type) {
	case SQL_INT: return sqlite3_bind_int64(handle, index, value->number);
	case SQL_REAL: return sqlite3_bind_double(handle, index, value->real);
	case SQL_TEXT:
		return sqlite3_bind_text64(handle, index, bytes, value->text.length,
					   ownership, SQLITE_UTF8);
	case SQL_BLOB:
		return sqlite3_bind_blob64(handle, index, bytes, value->text.length,
					   ownership);
	case SQL_NULL: break;
	}
	return sqlite3_bind_null(handle, index);
}

static void let_go(struct sqlite_rows *rows)
{
	if (!rows->kept) {
		sqlite3_finalize(rows->handle);
		return;
	}
	sqlite3_reset(rows->handle);
	sqlite3_clear_bindings(rows->handle);
	rows->kept->busy = false;
}

/* Finds the statement and gives it its values. On failure nothing is left to let go. */
static bool make_ready(struct sqlite_db *db, const char *text, struct sql_values values,
		       sqlite3_destructor_type ownership, struct sqlite_rows *rows,
		       struct error *error)
{
	uint16_t *order = NULL;

	if (!find_statement(db, text, rows, &order, error))
		return false;

	int count = sqlite3_bind_parameter_count(rows->handle);
	int code = (size_t)count == values.count ? SQLITE_OK : SQLITE_RANGE;

	for (int i = 0; code == SQLITE_OK && i < count; i++)
		code = bind(rows->handle, i + 1, &values.items[order[i]], ownership);
	if (!rows->kept)
		free(order);
	if (code == SQLITE_OK)
		return true;
	if (code == SQLITE_RANGE)
		sql_failed(&db->base, ERROR_INTERNAL, SQL_SAYS_REFUSED,
			   "as many values as parameters are needed", text, error);
	else
		sqlite_failed(db, code, text, error);
	let_go(rows);
	return false;
}

void sqlite_drop_statements(struct sqlite_db *db)
{
	for (size_t i = 0; i < db->statements.count; i++)
		sqlite3_finalize(db->statements.items[i].handle);
	statements_clear(&db->statements);
}

bool sqlite_run(struct sql *base, const char *text, struct sql_values values,
		int64_t *ret_count, struct error *error)
{
	struct sqlite_db *db = sqlite_of(base);
	struct sqlite_rows rows = { 0 };
	int64_t before = sqlite3_total_changes64(db->handle);

	/* The statement is over before we return, so nothing needs a copy. */
	if (!make_ready(db, text, values, SQLITE_STATIC, &rows, error))
		return false;
	do
		rows.state = sqlite3_step(rows.handle);
	while (rows.state == SQLITE_ROW);

	bool done = rows.state == SQLITE_DONE;

	if (!done)
		sqlite_failed(db, rows.state, text, error);
	/* sqlite3_changes64() still has the number of an earlier statement when this
	 * one changed nothing. */
	else if (ret_count)
		*ret_count = sqlite3_total_changes64(db->handle) == before
				     ? 0
				     : sqlite3_changes64(db->handle);
	let_go(&rows);
	return done;
}

struct sql_rows *sqlite_query(struct sql *base, const char *text,
			      struct sql_values values, struct error *error)
{
	struct sqlite_db *db = sqlite_of(base);
	struct sqlite_rows *rows = calloc(1, sizeof(*rows));

	if (!rows)
		abort();
	rows->base.db = base;
	/* Rows may be read when the values are gone, so SQLite copies them. */
	if (!make_ready(db, text, values, SQLITE_TRANSIENT, rows, error)) {
		free(rows);
		return NULL;
	}
	rows->state = sqlite3_step(rows->handle);
	if (rows->state == SQLITE_ROW || rows->state == SQLITE_DONE) {
		rows->untouched = true;
		return &rows->base;
	}
	sqlite_failed(db, rows->state, text, error);
	let_go(rows);
	free(rows);
	return NULL;
}

static void step_further(struct sqlite_rows *rows)
{
	struct sqlite_db *db = sqlite_of(rows->base.db);
	struct error unheeded; /* sqlite_was_all tells it; this is for the log */

	rows->state = sqlite3_step(rows->handle);
	if (rows->state == SQLITE_ROW || rows->state == SQLITE_DONE)
		return;
	rows->problem = sqlite_problem_of(db, rows->state);
	sqlite_failed(db, rows->state, sqlite3_sql(rows->handle), &unheeded);
}

bool sqlite_next(struct sql_rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	if (rows->untouched) {
		rows->untouched = false;
	} else if (rows->state == SQLITE_ROW) {
		step_further(rows);
	}
	/* Whoever keeps the empty rows must not keep the snapshot they came from. */
	if (rows->state == SQLITE_DONE)
		sqlite3_reset(rows->handle);
	return rows->state == SQLITE_ROW;
}

bool sqlite_was_all(const struct sql_rows *base, struct error *error)
{
	const struct sqlite_problem *problem = ((const struct sqlite_rows *)base)
						       ->problem;

	return !problem || error_set(error, problem->kind, "%s", problem->sentence);
}

static sqlite3_stmt *handle_of(const struct sql_rows *base)
{
	return ((const struct sqlite_rows *)base)->handle;
}

bool sqlite_row_is_null(const struct sql_rows *base, int column)
{
	return sqlite3_column_type(handle_of(base), column) == SQLITE_NULL;
}

int64_t sqlite_row_int(const struct sql_rows *base, int column)
{
	return sqlite3_column_int64(handle_of(base), column);
}

double sqlite_row_real(const struct sql_rows *base, int column)
{
	return sqlite_row_is_null(base, column)
		       ? NAN
		       : sqlite3_column_double(handle_of(base), column);
}

str sqlite_row_text(const struct sql_rows *base, int column)
{
	const unsigned char *bytes = sqlite3_column_text(handle_of(base), column);

	if (!bytes)
		return (str){ 0 };
	return (str){ (const char *)bytes,
		      (size_t)sqlite3_column_bytes(handle_of(base), column) };
}

str sqlite_row_blob(const struct sql_rows *base, int column)
{
	const char *bytes = sqlite3_column_blob(handle_of(base), column);

	if (!bytes)
		return (str){ 0 };
	return (str){ bytes, (size_t)sqlite3_column_bytes(handle_of(base), column) };
}

void sqlite_rows_free(struct sql_rows *base)
{
	struct sqlite_rows *rows = (struct sqlite_rows *)base;

	let_go(rows);
	free(rows);
}
