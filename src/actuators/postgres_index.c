/* Indexes, made and dropped while the table is in use. Names are checked against a
 * grammar and quoted; nothing of a plan is SQL.
 *
 * To build one may take longer than an action may: then it goes on over there, and the
 * action is unknown until somebody looks again. What a failure leaves is an index that
 * is invalid, kept up to date by every write and used by no query: it is named. */
#include "actuators/postgres_parts.h"
#include "base/limits.h"
#include "base/text.h"

enum {
	STATEMENT_BYTES_MAX = 8 << 10,
	IDENTIFIER_BYTES_MAX = 63, /* PostgreSQL cuts off the rest */
	COLUMNS_MAX = 8,
	/* Left of the action's time to say how it went. */
	REPORT_MS = 5000,
	/* Whoever looks at the building of an index after this has given up on it. */
	BUILD_MINUTES_MAX = 24 * 60,
};

/* -- what the plan asks for -- */

struct index_plan {
	str schema, table, name, method, column_list;
	str columns[COLUMNS_MAX];
	bool descends[COLUMNS_MAX];
	size_t column_count;
};

/* Letters, digits and "_", no digit first: as people name things. */
static bool check_identifier(str name, const char *what, struct error *error)
{
	bool is_good = name.length > 0 && name.length <= IDENTIFIER_BYTES_MAX &&
		       !(name.bytes[0] >= '0' && name.bytes[0] <= '9');

	for (size_t i = 0; is_good && i < name.length; i++) {
		char c = name.bytes[i];

		is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  (c >= '0' && c <= '9') || c == '_';
	}
	return is_good || error_set(error, ERROR_INVALID,
				    "'" STR_FMT "' is no name of %s: letters, digits and "
				    "_, at most 63",
				    STR_ARG(str_clip(name, 80)), what);
}

static bool read_table(const struct actuator_call *call, struct index_plan *plan,
		       struct error *error)
{
	str whole;

	if (!plan_need(call, "table", &whole, error))
		return false;
	plan->schema = STR("public");
	plan->table = whole;
	str_cut(whole, '.', &plan->schema, &plan->table);
	return check_identifier(plan->schema, "a schema", error) &&
	       check_identifier(plan->table, "a table", error);
}

/* "created_at desc, id" */
static bool read_columns(str list, struct index_plan *plan, struct error *error)
{
	str rest = list, one, name, order;

	plan->column_list = list;
	while (str_next(&rest, ',', &one)) {
		if (plan->column_count == COLUMNS_MAX)
			return error_set(error, ERROR_INVALID, "more than %d columns",
					 COLUMNS_MAX);
		one = str_trim(one);
		if (str_cut(one, ' ', &name, &order)) {
			order = str_trim(order);
			if (!str_is(order, "desc") && !str_is(order, "DESC"))
				return error_set(
					error, ERROR_INVALID,
					"behind a column stands desc or nothing");
			plan->descends[plan->column_count] = true;
			one = name;
		}
		if (!check_identifier(one, "a column", error))
			return false;
		plan->columns[plan->column_count++] = one;
	}
	return true;
}

static bool read_method(const struct actuator_call *call, struct index_plan *plan,
			struct error *error)
{
	static const char *const methods[] = { "btree", "hash", "gin",
					       "gist",  "brin", "spgist" };

	plan->method = plan_value(call, "method");
	if (plan->method.length == 0)
		plan->method = STR("btree");
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (str_is(plan->method, methods[i]))
			return true;
	return error_set(error, ERROR_INVALID,
			 "'method' is btree, hash, gin, gist, brin or spgist");
}

static str default_name(struct arena *arena, const struct index_plan *plan)
{
	struct text text = text_new(arena, STATEMENT_BYTES_MAX);

	text_add(&text, plan->table);
	for (size_t i = 0; i < plan->column_count; i++)
		text_addf(&text, "_" STR_FMT, STR_ARG(plan->columns[i]));
	text_add(&text, STR("_idx"));
	return text_of(&text);
}

static bool read_plan(const struct actuator_call *call, struct index_plan *ret_plan,
		      struct error *error)
{
	struct index_plan plan = { 0 };
	str columns = plan_value(call, "columns");

	if (!read_table(call, &plan, error) || !read_method(call, &plan, error) ||
	    (columns.length > 0 && !read_columns(columns, &plan, error)))
		return false;
	plan.name = plan_value(call, "name");
	if (plan.name.length == 0)
		plan.name = default_name(call->arena, &plan);
	if (!check_identifier(plan.name, "an index", error))
		return false;
	*ret_plan = plan;
	return true;
}

/* -- what is there -- */

struct found_index {
	bool is_there, is_valid,
		has_purpose; /* the last: a constraint or replica uses it */
	str oid, definition;
	int64_t size_bytes, scans;
	str progress; /* while it is built: "building index: 120 of 4000 blocks" */
};

static bool find_index(struct arena *arena, struct postgres *db, str schema, str name,
		       struct found_index *ret_index, struct error *error)
{
	static const char statement[] =
		"SELECT i.indexrelid, i.indisvalid, i.indisprimary OR i.indisunique OR"
		" i.indisreplident OR EXISTS (SELECT 1 FROM pg_constraint AS c"
		" WHERE c.conindid = i.indexrelid), pg_get_indexdef(i.indexrelid),"
		" pg_relation_size(i.indexrelid), coalesce(s.idx_scan, 0),"
		" coalesce(p.phase || ': ' || p.blocks_done || ' of ' ||"
		" p.blocks_total || ' blocks', '') "
		"FROM pg_index AS i JOIN pg_class AS r ON r.oid = i.indexrelid"
		" JOIN pg_namespace AS n ON n.oid = r.relnamespace"
		" LEFT JOIN pg_stat_user_indexes AS s ON s.indexrelid = i.indexrelid"
		" LEFT JOIN pg_stat_progress_create_index AS p"
		" ON p.index_relid = i.indexrelid "
		"WHERE n.nspname = $1 AND r.relname = $2";
	const str values[] = { schema, name };
	struct postgres_answer rows;

	*ret_index = (struct found_index){ 0 };
	if (!postgres_ask(arena, db, statement, VALUES(values, 2), &rows, error))
		return false;
	if (rows.rows == 1)
		*ret_index = (struct found_index){
			.is_there = true,
			.oid = postgres_cell(&rows, 0, 0),
			.is_valid = postgres_yes(&rows, 0, 1),
			.has_purpose = postgres_yes(&rows, 0, 2),
			.definition = postgres_cell(&rows, 0, 3),
			.size_bytes = postgres_int(&rows, 0, 4),
			.scans = postgres_int(&rows, 0, 5),
			.progress = postgres_cell(&rows, 0, 6),
		};
	return true;
}

struct found_table {
	str oid, kind;
	int64_t size_bytes, rows;
	str invalid; /* names of leftovers */
};

static bool find_table(struct arena *arena, struct postgres *db,
		       const struct index_plan *plan, struct found_table *ret_table,
		       struct error *error)
{
	static const char statement[] =
		"SELECT r.oid, r.relkind, pg_table_size(r.oid), r.reltuples::bigint,"
		" coalesce((SELECT string_agg(x.relname, ', ' ORDER BY x.relname)"
		" FROM pg_index AS i JOIN pg_class AS x ON x.oid = i.indexrelid"
		" WHERE i.indrelid = r.oid AND NOT i.indisvalid), '') "
		"FROM pg_class AS r JOIN pg_namespace AS n ON n.oid = r.relnamespace "
		"WHERE n.nspname = $1 AND r.relname = $2";
	const str values[] = { plan->schema, plan->table };
	struct postgres_answer rows;

	if (!postgres_ask(arena, db, statement, VALUES(values, 2), &rows, error))
		return false;
	if (rows.rows == 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no table " STR_FMT "." STR_FMT,
				 STR_ARG(plan->schema), STR_ARG(plan->table));
	*ret_table = (struct found_table){ .oid = postgres_cell(&rows, 0, 0),
					   .kind = postgres_cell(&rows, 0, 1),
					   .size_bytes = postgres_int(&rows, 0, 2),
					   .rows = postgres_int(&rows, 0, 3),
					   .invalid = postgres_cell(&rows, 0, 4) };
	if (str_is(ret_table->kind, "p"))
		return error_set(error, ERROR_INVALID,
				 STR_FMT " is partitioned: PostgreSQL builds no index on "
					 "all of it without locking; take its partitions",
				 STR_ARG(plan->table));
	if (!str_is(ret_table->kind, "r") && !str_is(ret_table->kind, "m"))
		return error_set(error, ERROR_INVALID, STR_FMT " is no table",
				 STR_ARG(plan->table));
	return true;
}

static bool check_columns(struct arena *arena, struct postgres *db,
			  const struct index_plan *plan, const struct found_table *table,
			  struct error *error)
{
	for (size_t i = 0; i < plan->column_count; i++) {
		const str values[] = { table->oid, plan->columns[i] };
		struct postgres_answer rows;

		if (!postgres_ask(arena, db,
				  "SELECT 1 FROM pg_attribute WHERE attrelid = $1::oid "
				  "AND attname = $2 AND attnum > 0 AND NOT attisdropped",
				  VALUES(values, 2), &rows, error))
			return false;
		if (rows.rows == 0)
			return error_set(error, ERROR_NOT_FOUND,
					 STR_FMT " has no column " STR_FMT,
					 STR_ARG(plan->table), STR_ARG(plan->columns[i]));
	}
	return true;
}

/* It waits for every transaction that is older than itself. */
static bool oldest_transaction(struct arena *arena, struct postgres *db, str *ret_warning,
			       struct error *error)
{
	struct postgres_answer rows;

	if (!postgres_ask(arena, db,
			  "SELECT pid, extract(epoch FROM clock_timestamp() - "
			  "xact_start)::bigint FROM pg_stat_activity WHERE xact_start < "
			  "now() - interval '1 minute' AND pid <> pg_backend_pid() ORDER "
			  "BY xact_start LIMIT 1",
			  NO_VALUES, &rows, error))
		return false;
	if (rows.rows == 1) {
		str age = duration_format(arena, postgres_int(&rows, 0, 1) * SECOND_MS);
		str pid = postgres_cell(&rows, 0, 0);

		*ret_warning = arena_format(arena,
					    "it waits for open transactions: pid " STR_FMT
					    " has one for " STR_FMT,
					    STR_ARG(pid), STR_ARG(age));
	}
	return true;
}

/* -- statements -- */

static void add_columns(struct text *text, const struct index_plan *plan)
{
	for (size_t i = 0; i < plan->column_count; i++)
		text_addf(text, "%s\"" STR_FMT "\"%s", i > 0 ? ", " : "",
			  STR_ARG(plan->columns[i]), plan->descends[i] ? " DESC" : "");
}

static str create_statement(struct arena *arena, const struct index_plan *plan)
{
	struct text text = text_new(arena, STATEMENT_BYTES_MAX);

	text_addf(&text,
		  "CREATE INDEX CONCURRENTLY IF NOT EXISTS \"" STR_FMT "\" ON \"" STR_FMT
		  "\".\"" STR_FMT "\" USING " STR_FMT " (",
		  STR_ARG(plan->name), STR_ARG(plan->schema), STR_ARG(plan->table),
		  STR_ARG(plan->method));
	add_columns(&text, plan);
	text_add_char(&text, ')');
	return text_of(&text);
}

static str drop_statement(struct arena *arena, const struct index_plan *plan)
{
	return arena_format(arena,
			    "DROP INDEX CONCURRENTLY IF EXISTS \"" STR_FMT "\".\"" STR_FMT
			    "\"",
			    STR_ARG(plan->schema), STR_ARG(plan->name));
}

/* As pg_get_indexdef spells it, so that only an index of ours is taken for one. */
static bool expected_definition(struct arena *arena, struct postgres *db,
				const struct index_plan *plan, str *ret_definition,
				struct error *error)
{
	const str values[] = { plan->name, plan->schema, plan->table };
	struct text text = text_new(arena, STATEMENT_BYTES_MAX);
	struct postgres_answer answer;

	if (!postgres_ask(arena, db,
			  "SELECT format('CREATE INDEX %I ON %I.%I USING ', $1::text, "
			  "$2::text, $3::text)",
			  VALUES(values, 3), &answer, error))
		return false;
	text_add(&text, postgres_cell(&answer, 0, 0));
	text_addf(&text, STR_FMT " (", STR_ARG(plan->method));
	for (size_t i = 0; i < plan->column_count; i++) {
		if (!postgres_ask(arena, db, "SELECT quote_ident($1)",
				  VALUES(&plan->columns[i], 1), &answer, error))
			return false;
		text_addf(&text, "%s" STR_FMT "%s", i > 0 ? ", " : "",
			  STR_ARG(postgres_cell(&answer, 0, 0)),
			  plan->descends[i] ? " DESC" : "");
	}
	text_add_char(&text, ')');
	*ret_definition = text_of(&text);
	return true;
}

static struct tree *plan_tree(struct arena *arena, const char *deed,
			      const struct index_plan *plan)
{
	struct tree *tree = tree_map(arena);

	tree_put_text(arena, tree, "do", str_of(deed));
	tree_put_text(arena, tree, "table",
		      arena_format(arena, STR_FMT "." STR_FMT, STR_ARG(plan->schema),
				   STR_ARG(plan->table)));
	tree_put_text(arena, tree, "name", plan->name);
	tree_put_text(arena, tree, "columns", plan->column_list);
	tree_put_text(arena, tree, "method", plan->method);
	return tree;
}

static struct tree *argv_of(struct arena *arena, const char *deed, str statement)
{
	const str argv[] = { str_of(deed), statement };

	return argv_tree(arena, argv, 2);
}

/* -- create -- */

static bool refuse_present(const struct index_plan *plan, const struct found_index *index,
			   struct error *error)
{
	if (index->is_valid)
		return error_set(error, ERROR_CONFLICT,
				 "the index " STR_FMT " is there already: " STR_FMT,
				 STR_ARG(plan->name), STR_ARG(index->definition));
	if (index->progress.length > 0)
		return error_set(error, ERROR_CONFLICT,
				 "the index " STR_FMT " is being built (" STR_FMT ")",
				 STR_ARG(plan->name), STR_ARG(index->progress));
	/* IF NOT EXISTS would find it and do nothing. */
	return error_set(error, ERROR_CONFLICT,
			 "an earlier try left the index " STR_FMT
			 " invalid: drop it first (do: drop-index, table: " STR_FMT
			 "." STR_FMT ", name: " STR_FMT ")",
			 STR_ARG(plan->name), STR_ARG(plan->schema), STR_ARG(plan->table),
			 STR_ARG(plan->name));
}

static bool warn_of_create(struct arena *arena, struct postgres *db,
			   const struct found_table *table, struct actuator_preview *ret,
			   struct error *error)
{
	if (!oldest_transaction(arena, db, &ret->warning, error))
		return false;
	if (table->invalid.length > 0)
		ret->warning = arena_format(
			arena, STR_FMT "%sinvalid indexes are there: " STR_FMT,
			STR_ARG(ret->warning), ret->warning.length > 0 ? "; " : "",
			STR_ARG(table->invalid));
	return true;
}

static bool create_preview(const struct actuator_call *call, struct postgres *db,
			   struct actuator_preview *ret, struct error *error)
{
	struct arena *arena = call->arena;
	struct index_plan plan = { 0 };
	struct found_table table = { 0 };
	struct found_index index = { 0 };
	str statement, size;

	if (!read_plan(call, &plan, error))
		return false;
	if (plan.column_count == 0)
		return error_set(error, ERROR_INVALID, "the plan does not say 'columns'");
	if (!find_table(arena, db, &plan, &table, error) ||
	    !check_columns(arena, db, &plan, &table, error) ||
	    !find_index(arena, db, plan.schema, plan.name, &index, error))
		return false;
	if (index.is_there)
		return refuse_present(&plan, &index, error);
	if (!warn_of_create(arena, db, &table, ret, error))
		return false;
	statement = create_statement(arena, &plan);
	size = quantity_format(arena, (double)table.size_bytes, STR("bytes"));
	ret->preview = arena_format(arena,
				    "runs  " STR_FMT "\n  on a table of " STR_FMT
				    " and about %lld rows; reads and writes go on",
				    STR_ARG(statement), STR_ARG(size),
				    (long long)(table.rows > 0 ? table.rows : 0));
	ret->argv = argv_of(arena, "create-index", statement);
	ret->condition = tree_map(arena);
	tree_put_text(arena, ret->condition, "table", table.oid);
	tree_put_text(arena, ret->condition, "schema", plan.schema);
	tree_put_text(arena, ret->condition, "name", plan.name);
	ret->undo = plan_tree(arena, "drop-index", &plan);
	ret->undo_text = arena_format(arena, "drops the index " STR_FMT ", concurrently",
				      STR_ARG(plan.name));
	return true;
}

struct index_order {
	str statement, schema, name;
};

static bool read_order(const struct actuator_call *call, const char *begins,
		       struct index_order *ret_order, struct error *error)
{
	struct index_order order = { .schema = tree_get_text(call->condition, "schema"),
				     .name = tree_get_text(call->condition, "name") };
	str *argv;
	size_t argc;

	if (!argv_read(call->arena, call->argv, &argv, &argc) || argc != 2 ||
	    !str_starts_with(argv[1], str_of(begins)) ||
	    str_contains(argv[1], STR(";")) ||
	    !check_identifier(order.schema, "a schema", error) ||
	    !check_identifier(order.name, "an index", error))
		return error_set(error, ERROR_INVALID,
				 "what was approved is no %sof ours", begins);
	order.statement = argv[1];
	*ret_order = order;
	return true;
}

/* Waits as long as the action may. What is not done then goes on by itself. */
static bool run(const struct actuator_call *call, struct postgres *db, str statement,
		struct actuator_result *ret, struct error *error)
{
	const int64_t build_ms = BUILD_MINUTES_MAX * MINUTE_MS;

	/* Its waits for older transactions are waits for locks, too: cut short, they
	 * would leave an invalid index. They hold up nobody but other changes of the
	 * table. */
	if (!postgres_limit(db, build_ms, build_ms, error))
		return false;
	if (postgres_ask_within(call->arena, db,
				call->wait_ms / 2 > REPORT_MS ? call->wait_ms - REPORT_MS
							      : call->wait_ms / 2,
				arena_c_string(call->arena, statement), error))
		return true;
	ret->unknown = postgres_is_lost(db);
	if (ret->unknown)
		error_wrap(error, "it may still be running over there: look again");
	return false;
}

/* After a failure: does it leave something behind? */
static bool name_leftover(const struct actuator_call *call,
			  const struct index_order *order, struct error *error)
{
	struct error unheeded = { 0 };
	struct found_index index = { 0 };
	scoped_postgres db = postgres_of(call, &unheeded);

	if (db &&
	    find_index(call->arena, db, order->schema, order->name, &index, &unheeded) &&
	    index.is_there && !index.is_valid)
		error_wrap(error,
			   "it left the index " STR_FMT
			   " invalid, to be dropped by drop-index",
			   STR_ARG(order->name));
	return false;
}

static bool still_absent(const struct actuator_call *call, struct postgres *db,
			 const struct index_order *order, struct error *error)
{
	str oid = tree_get_text(call->condition, "table");
	struct postgres_answer rows;
	struct found_index index = { 0 };

	if (!postgres_ask(call->arena, db, "SELECT 1 FROM pg_class WHERE oid = $1::oid",
			  VALUES(&oid, 1), &rows, error) ||
	    !find_index(call->arena, db, order->schema, order->name, &index, error))
		return false;
	if (rows.rows == 0)
		return error_set(error, ERROR_CONFLICT,
				 "the table is another one than at the preview");
	if (index.is_there)
		return error_set(error, ERROR_CONFLICT,
				 "there was no index " STR_FMT
				 " at the preview and there is one now",
				 STR_ARG(order->name));
	return true;
}

static bool create_apply(const struct actuator_call *call, struct postgres *db,
			 struct actuator_result *ret, struct error *error)
{
	struct index_order order = { 0 };
	struct found_index index = { 0 };
	str size;

	if (!read_order(call, "CREATE INDEX CONCURRENTLY ", &order, error) ||
	    !still_absent(call, db, &order, error))
		return false;
	if (!run(call, db, order.statement, ret, error))
		return ret->unknown ? false : name_leftover(call, &order, error);
	if (!find_index(call->arena, db, order.schema, order.name, &index, error)) {
		ret->unknown = true;
		return false;
	}
	if (!index.is_there || !index.is_valid)
		return error_set(error, ERROR_INVALID,
				 "PostgreSQL said it is done and the index is %s",
				 index.is_there ? "invalid" : "not there");
	size = quantity_format(call->arena, (double)index.size_bytes, STR("bytes"));
	ret->output = arena_format(call->arena, "read back: valid, " STR_FMT ": " STR_FMT,
				   STR_ARG(size), STR_ARG(index.definition));
	return true;
}

/* Before its index appears it waits; this tells that from not running. */
static bool is_being_built(const struct actuator_call *call, struct postgres *db,
			   bool *ret_built, struct error *error)
{
	str oid = tree_get_text(call->condition, "table");
	struct postgres_answer rows;

	if (!postgres_ask(call->arena, db,
			  "SELECT 1 FROM pg_stat_progress_create_index WHERE relid = "
			  "$1::oid",
			  VALUES(&oid, 1), &rows, error))
		return false;
	*ret_built = rows.rows > 0;
	return true;
}

static int judge_create(const struct actuator_call *call, const struct found_index *index,
			str name, bool is_built, str *ret_why)
{
	struct arena *arena = call->arena;

	if (index->is_there && index->is_valid) {
		*ret_why = arena_format(arena, "the index is there and valid: " STR_FMT,
					STR_ARG(index->definition));
		return 1;
	}
	if (index->progress.length > 0 || is_built) {
		*ret_why = arena_format(arena, "it is being built (" STR_FMT ")",
					STR_ARG(index->progress));
		return -1;
	}
	*ret_why = index->is_there
			   ? arena_format(arena,
					  "it did not end well: the index " STR_FMT
					  " is invalid, to be dropped by drop-index",
					  STR_ARG(name))
			   : STR("there is no such index, and none is being built");
	return 0;
}

static int create_was_done(const struct actuator_call *call, struct postgres *db,
			   str *ret_why)
{
	struct error error = { 0 };
	struct index_order order = { 0 };
	struct found_index index = { 0 };
	bool is_built = false;

	if (read_order(call, "CREATE INDEX CONCURRENTLY ", &order, &error) &&
	    is_being_built(call, db, &is_built, &error) &&
	    find_index(call->arena, db, order.schema, order.name, &index, &error))
		return judge_create(call, &index, order.name, is_built, ret_why);
	*ret_why = arena_copy(call->arena, str_of(error.text));
	return -1;
}

/* -- drop -- */

static bool check_droppable(struct arena *arena, struct postgres *db,
			    const struct index_plan *plan,
			    const struct found_index *index, struct error *error)
{
	str expected = { 0 };

	if (!index->is_there)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no index " STR_FMT "." STR_FMT,
				 STR_ARG(plan->schema), STR_ARG(plan->name));
	if (index->has_purpose)
		return error_set(error, ERROR_FORBIDDEN,
				 "the index " STR_FMT
				 " keeps a constraint or a replica: it stays",
				 STR_ARG(plan->name));
	if (!index->is_valid)
		return index->progress.length == 0 ||
		       error_set(error, ERROR_CONFLICT,
				 "the index " STR_FMT " is being built (" STR_FMT ")",
				 STR_ARG(plan->name), STR_ARG(index->progress));
	if (plan->column_count == 0)
		return error_set(error, ERROR_INVALID,
				 "the index " STR_FMT " is valid: without 'columns', by "
				 "which it could be made again, only an invalid one is "
				 "dropped",
				 STR_ARG(plan->name));
	if (!expected_definition(arena, db, plan, &expected, error))
		return false;
	return str_equal(expected, index->definition) ||
	       error_set(error, ERROR_CONFLICT,
			 "the index is another one than the plan says: " STR_FMT,
			 STR_ARG(index->definition));
}

static bool drop_preview(const struct actuator_call *call, struct postgres *db,
			 struct actuator_preview *ret, struct error *error)
{
	struct arena *arena = call->arena;
	struct index_plan plan = { 0 };
	struct found_index index = { 0 };
	str statement;

	if (!read_plan(call, &plan, error) ||
	    !find_index(arena, db, plan.schema, plan.name, &index, error) ||
	    !check_droppable(arena, db, &plan, &index, error))
		return false;
	statement = drop_statement(arena, &plan);
	ret->preview = arena_format(
		arena,
		"runs  " STR_FMT "\n  which is " STR_FMT ", %s, used by %lld scans",
		STR_ARG(statement), STR_ARG(index.definition),
		index.is_valid ? "valid" : "invalid", (long long)index.scans);
	ret->argv = argv_of(arena, "drop-index", statement);
	ret->condition = tree_map(arena);
	tree_put_text(arena, ret->condition, "schema", plan.schema);
	tree_put_text(arena, ret->condition, "name", plan.name);
	tree_put_text(arena, ret->condition, "index", index.oid);
	ret->undo_text = STR("there is nothing to put back: no query could use it");
	if (index.is_valid) {
		ret->undo = plan_tree(arena, "create-index", &plan);
		ret->undo_text = STR("builds the same index again, which takes its time");
	}
	return true;
}

static bool drop_apply(const struct actuator_call *call, struct postgres *db,
		       struct actuator_result *ret, struct error *error)
{
	struct index_order order = { 0 };
	struct found_index index = { 0 };

	if (!read_order(call, "DROP INDEX CONCURRENTLY ", &order, error) ||
	    !find_index(call->arena, db, order.schema, order.name, &index, error))
		return false;
	if (!index.is_there ||
	    !str_equal(index.oid, tree_get_text(call->condition, "index")))
		return error_set(error, ERROR_CONFLICT,
				 "the index " STR_FMT " is %s since the preview",
				 STR_ARG(order.name),
				 index.is_there ? "another one" : "gone");
	if (!run(call, db, order.statement, ret, error))
		return false;
	ret->output = arena_format(call->arena, "dropped; it was " STR_FMT,
				   STR_ARG(index.definition));
	return true;
}

static int drop_was_done(const struct actuator_call *call, struct postgres *db,
			 str *ret_why)
{
	struct error error = { 0 };
	struct index_order order = { 0 };
	struct found_index index = { 0 };

	if (!read_order(call, "DROP INDEX CONCURRENTLY ", &order, &error) ||
	    !find_index(call->arena, db, order.schema, order.name, &index, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	if (!index.is_there ||
	    !str_equal(index.oid, tree_get_text(call->condition, "index"))) {
		*ret_why = STR("the index is not there any more");
		return 1;
	}
	*ret_why = arena_format(call->arena, "the index is there and %s",
				index.is_valid ? "valid"
					       : "invalid: it may still be going");
	return index.is_valid ? 0 : -1;
}

const struct postgres_deed postgres_create_index = {
	.name = "create-index",
	.class = ACTION_REVERSIBLE,
	.preview = create_preview,
	.apply = create_apply,
	.was_done = create_was_done,
};
const struct postgres_deed postgres_drop_index = {
	.name = "drop-index",
	.class = ACTION_REVERSIBLE,
	.preview = drop_preview,
	.apply = drop_apply,
	.was_done = drop_was_done,
};
