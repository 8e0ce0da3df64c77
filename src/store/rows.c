/* One set of functions for the rows of every shape. A column is named as its field;
 * the first field is the id. */
#include "store/store_private.h"

#include "base/limits.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { FIELDS_MAX = 64 };

struct store *store_of_turn(struct work *work)
{
	if (!work->effects) {
		fail(work, ERROR_INTERNAL, "a read may not write");
		return NULL;
	}
	assert(work->app->store->writer == work->db);
	return work->app->store;
}

size_t rows_clip(size_t most)
{
	return most < ROWS_PER_ANSWER_MAX ? most : ROWS_PER_ANSWER_MAX;
}

static str enum_name(const struct field *field, int value)
{
	for (int i = 0; i <= value; i++)
		assert(value >= 0 && field->names[i]);
	return str_of(field->names[value]);
}

static struct sql_value value_of(const struct field *field, const void *row)
{
	const void *place = (const char *)row + field->offset;

	switch (field->kind) {
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_DURATION: return sql_int(*(const int64_t *)place);
	case FIELD_REAL: {
		double real = *(const double *)place;

		return isnan(real) ? sql_null() : sql_real(real);
	}
	case FIELD_BOOL: return sql_int(*(const bool *)place);
	case FIELD_TEXT:
	case FIELD_JSON: return sql_text(*(const str *)place);
	case FIELD_ENUM: return sql_text(enum_name(field, *(const int *)place));
	}
	return sql_null();
}

static struct sql_values values_of(const struct shape *shape, const void *row,
				   struct sql_value items[FIELDS_MAX])
{
	assert(shape->count <= FIELDS_MAX && shape->fields[0].offset == 0);
	for (size_t i = 0; i < shape->count; i++)
		items[i] = value_of(&shape->fields[i], row);
	return (struct sql_values){ items, shape->count };
}

static bool read_enum(const struct field *field, str name, void *place)
{
	for (int i = 0; field->names[i]; i++) {
		if (!str_is(name, field->names[i]))
			continue;
		memcpy(place, &i, sizeof(i));
		return true;
	}
	return false;
}

static bool read_field(struct arena *arena, const struct field *field,
		       const struct sql_rows *rows, int column, void *place)
{
	switch (field->kind) {
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_DURATION: *(int64_t *)place = sql_row_int(rows, column); return true;
	case FIELD_REAL: *(double *)place = sql_row_real(rows, column); return true;
	case FIELD_BOOL: *(bool *)place = sql_row_int(rows, column) != 0; return true;
	case FIELD_TEXT:
	case FIELD_JSON: {
		str text = sql_row_text(rows, column);

		*(str *)place = arena ? arena_copy(arena, text) : text;
		return true;
	}
	case FIELD_ENUM: return read_enum(field, sql_row_text(rows, column), place);
	}
	return false;
}

/* Without an arena the row's texts are views, valid until the next row. */
static bool read_row(struct arena *arena, const struct shape *shape,
		     const struct sql_rows *rows, void *row, struct error *error)
{
	memset(row, 0, shape->size);
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *field = &shape->fields[i];

		if (read_field(arena, field, rows, (int)i, (char *)row + field->offset))
			continue;

		str name = str_clip(sql_row_text(rows, (int)i), 40);

		return error_set(error, ERROR_INTERNAL,
				 "%s %lld: '%s' holds '" STR_FMT
				 "', which this version does not know",
				 shape->name, (long long)sql_row_int(rows, 0),
				 field->name, STR_ARG(name));
	}
	return true;
}

bool row_find(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void *ret_row, bool *ret_found)
{
	scoped_rows rows = sql_query(work->db, statement_of(shape, pattern), values,
				     &work->error);

	if (!rows)
		return while_doing(work, "read %s", shape->name);
	if (!sql_next(rows)) {
		if (!sql_was_all(rows, &work->error))
			return while_doing(work, "read %s", shape->name);
		*ret_found = false;
		return true;
	}
	if (!read_row(work->arena, shape, rows, ret_row, &work->error))
		return false;
	*ret_found = true;
	return true;
}

bool row_walk(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void *ret_rows, size_t *ret_count)
{
	scoped_rows rows = sql_query(work->db, statement_of(shape, pattern), values,
				     &work->error);
	size_t count = 0, capacity = 0, held = arena_held_bytes(work->arena);
	bool is_full = false;
	char *items = NULL;

	if (!rows)
		return while_doing(work, "read %s", shape->name);
	while (!is_full && sql_next(rows)) {
		items = arena_grow(work->arena, items, shape->size, count, &capacity);
		if (!read_row(work->arena, shape, rows, items + count * shape->size,
			      &work->error))
			return false;
		is_full = arena_held_bytes(work->arena) - held > ROWS_BYTES_MAX;
		count++;
	}
	if (!is_full && !sql_was_all(rows, &work->error))
		return while_doing(work, "read %s", shape->name);
	memcpy(ret_rows, &items, sizeof(items));
	*ret_count = count;
	return true;
}

bool row_list(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void *ret_rows, size_t *ret_count)
{
	size_t held = arena_held_bytes(work->arena);

	if (!row_walk(work, shape, pattern, values, ret_rows, ret_count))
		return false;
	return arena_held_bytes(work->arena) - held <= ROWS_BYTES_MAX ||
	       fail(work, ERROR_TOO_LARGE, "%s: more than %d MiB of text, ask for less",
		    shape->name, ROWS_BYTES_MAX >> 20);
}

bool row_each(struct work *work, const struct shape *shape, const char *pattern,
	      struct sql_values values, void (*each)(void *context, const void *row),
	      void *context)
{
	scoped_rows rows = sql_query(work->db, statement_of(shape, pattern), values,
				     &work->error);
	void *row = arena_alloc(work->arena, 1, shape->size, alignof(max_align_t));

	if (!rows)
		return while_doing(work, "read %s", shape->name);
	while (sql_next(rows)) {
		if (!read_row(NULL, shape, rows, row, &work->error))
			return false;
		each(context, row);
	}
	return sql_was_all(rows, &work->error) ||
	       while_doing(work, "read %s", shape->name);
}

void row_own(struct arena *arena, const struct shape *shape, void *row)
{
	for (size_t i = 0; i < shape->count; i++) {
		str *text = (str *)((char *)row + shape->fields[i].offset);

		if (shape->fields[i].kind == FIELD_TEXT ||
		    shape->fields[i].kind == FIELD_JSON)
			*text = arena_copy(arena, *text);
	}
}

bool turn_run(struct work *work, const char *statement, struct sql_values values,
	      int64_t *ret_rows)
{
	int64_t unheeded = 0;

	return store_of_turn(work) &&
	       sql_run_counting(work->db, statement, values,
				ret_rows ? ret_rows : &unheeded, &work->error);
}

bool number_find(struct work *work, const char *statement, struct sql_values values,
		 int64_t *ret_number)
{
	scoped_rows rows = sql_query(work->db, statement, values, &work->error);

	if (!rows)
		return false;
	if (sql_next(rows)) {
		*ret_number = sql_row_int(rows, 0);
		return true;
	}
	return sql_was_all(rows, &work->error);
}

bool store_next_id(struct work *work, const struct shape *shape, int64_t *ret_id)
{
	struct store *store = store_of_turn(work);
	int64_t last = 0;
	size_t i = 0;

	if (!store)
		return false;
	while (i < store->now.id_count && store->now.ids[i].shape != shape)
		i++;
	if (i == store->now.id_count) {
		str name = arena_format(work->arena, "id:%s", shape->name);

		if (!number_find(work, "SELECT value FROM counter WHERE name = $1",
				 SQL(sql_text(name)), &last))
			return while_doing(work, "count " STR_FMT, STR_ARG(name));
		assert(i < SHAPES_MAX);
		store->now.id_count++;
		store->now.ids[i].shape = shape;
		store->now.ids[i].last = last;
	}
	store->now.ids[i].moved = true;
	*ret_id = ++store->now.ids[i].last;
	return true;
}

bool store_add_as(struct work *work, const struct shape *shape, const void *row)
{
	struct sql_value items[FIELDS_MAX];

	return turn_run(work,
			statement_of(shape, "INSERT INTO {table} ({columns}) "
					    "VALUES ({values})"),
			values_of(shape, row, items), NULL) ||
	       while_doing(work, "add %s", shape->name);
}

bool store_add(struct work *work, const struct shape *shape, void *row)
{
	int64_t id = 0;

	if (!store_next_id(work, shape, &id))
		return false;
	*(int64_t *)row = id;
	return store_add_as(work, shape, row);
}

static bool none_such(struct work *work, const struct shape *shape, int64_t id)
{
	return fail(work, ERROR_NOT_FOUND, "there is no %s %lld", shape->name,
		    (long long)id);
}

bool store_save(struct work *work, const struct shape *shape, const void *row)
{
	struct sql_value items[FIELDS_MAX];
	int64_t id = *(const int64_t *)row, saved = 0;

	if (shape == &incident_shape && work->effects)
		known_drop(work->app->store, id);
	if (!turn_run(work,
		      statement_of(shape, "UPDATE {table} SET {assignments} "
					  "WHERE id = $1"),
		      values_of(shape, row, items), &saved))
		return while_doing(work, "save %s %lld", shape->name, (long long)id);
	return saved == 1 || none_such(work, shape, id);
}

bool store_get(struct work *work, const struct shape *shape, int64_t id, void *ret_row)
{
	bool found = false;

	return row_find(work, shape, "SELECT {columns} FROM {table} WHERE id = $1",
			SQL(sql_int(id)), ret_row, &found) &&
	       (found || none_such(work, shape, id));
}

bool store_of_incident(struct work *work, const struct shape *shape, int64_t incident,
		       void *ret_rows, size_t *ret_count)
{
	return row_list(work, shape,
			"SELECT {columns} FROM {table} WHERE incident = $1 "
			"ORDER BY id LIMIT $2",
			SQL(sql_int(incident), sql_int(ROWS_PER_ANSWER_MAX)), ret_rows,
			ret_count);
}

bool store_latest(struct work *work, const struct shape *shape, size_t most,
		  void *ret_rows, size_t *ret_count)
{
	return row_list(work, shape,
			"SELECT {columns} FROM {table} ORDER BY id DESC LIMIT $1",
			SQL(sql_int((int64_t)rows_clip(most))), ret_rows, ret_count);
}
