#include "store_fixture.h"

#include "core/action/action.h"
#include "core/alerting/silence.h"
#include "core/diagnosis/hypothesis.h"
#include "core/evidence/evidence.h"
#include "core/incident/check.h"
#include "core/learning/item.h"
#include "core/paging/page.h"
#include "core/telling/message.h"

#include <math.h>

static const struct shape *const shapes[] = {
	&action_shape,   &alert_shape,    &change_shape,     &check_shape,
	&delivery_shape, &evidence_shape, &hypothesis_shape, &incident_shape,
	&item_shape,     &job_shape,      &message_shape,    &milestone_shape,
	&page_shape,     &person_shape,   &promise_shape,    &silence_shape,
	&timer_shape,    &token_shape,
};

enum { SHAPES = sizeof(shapes) / sizeof(shapes[0]), FIELDS_MAX = 64 };

/* -- rows of any shape, made from a number -- */

static void set_field(struct fixture *f, const struct field *field, char *row, size_t nth,
		      int64_t seed)
{
	void *place = row + field->offset;
	int64_t number = seed == 0 ? 0 : seed * 1000003 + (int64_t)nth;
	int value = 0;

	switch (field->kind) {
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_DURATION:
		/* As large as a hash may be, and negative. */
		*(int64_t *)place = seed == 2 ? INT64_MIN + (int64_t)nth : number;
		break;
	case FIELD_REAL: *(double *)place = seed == 0 ? NAN : (double)number / 7; break;
	case FIELD_BOOL: *(bool *)place = (number & 1) != 0; break;
	case FIELD_TEXT:
	case FIELD_JSON:
		*(str *)place = seed == 0 ? STR("")
					  : arena_format(f->arena,
							 "%s %lld 'q' \"Q\" $1 ü\n",
							 field->name, (long long)number);
		break;
	case FIELD_ENUM:
		while (seed > 0 && value < (int)nth && field->names[value + 1])
			value++;
		memcpy(place, &value, sizeof(value));
		break;
	}
}

static char *make_row(struct fixture *f, const struct shape *shape, int64_t seed)
{
	char *row = arena_alloc(f->arena, 1, shape->size, 16);

	for (size_t i = 1; i < shape->count; i++)
		set_field(f, &shape->fields[i], row, i, seed);
	return row;
}

static bool is_same(const struct field *field, const char *a, const char *b)
{
	const void *left = a + field->offset, *right = b + field->offset;

	switch (field->kind) {
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_DURATION: return *(const int64_t *)left == *(const int64_t *)right;
	case FIELD_REAL: {
		double one = *(const double *)left, other = *(const double *)right;

		return one == other || (isnan(one) && isnan(other));
	}
	case FIELD_BOOL: return *(const bool *)left == *(const bool *)right;
	case FIELD_TEXT:
	case FIELD_JSON: return str_equal(*(const str *)left, *(const str *)right);
	case FIELD_ENUM: return memcmp(left, right, sizeof(int)) == 0;
	}
	return false;
}

static void check_same(const struct shape *shape, const char *got, const char *want)
{
	for (size_t i = 0; i < shape->count; i++)
		if (!is_same(&shape->fields[i], got, want))
			check_failed(__FILE__, __LINE__, "%s.%s came back changed",
				     shape->name, shape->fields[i].name);
}

static void comes_back(struct fixture *f, const struct shape *shape, int64_t seed)
{
	char *row = make_row(f, shape, seed);
	char *read = arena_alloc(f->arena, 1, shape->size, 16);
	struct work *work = begin(f);

	/* All drifts are told at once, so the test goes on. */
	if (!store_add(work, shape, row)) {
		check_failed(__FILE__, __LINE__, "%s: %s", shape->name, work->error.text);
		store_roll_back(f->store);
		return;
	}
	commit(f);
	MUST(f, store_get(take(f), shape, *(int64_t *)row, read));
	give(f);
	check_same(shape, read, row);

	char *other = make_row(f, shape, seed + 5);

	*(int64_t *)other = *(int64_t *)row;
	MUST(f, store_save(begin(f), shape, other));
	commit(f);
	MUST(f, store_get(take(f), shape, *(int64_t *)row, read));
	give(f);
	check_same(shape, read, other);
}

CLAIM(a_row_of_every_shape_comes_back_as_it_was_written)
{
	for (size_t i = 0; i < SHAPES; i++)
		for (int64_t seed = 0; seed < 3; seed++)
			comes_back(f, shapes[i], seed);
}

/* A column that no field fills would be lost in silence at the next save. */
CLAIM(a_table_has_no_column_that_its_shape_does_not_have)
{
	for (size_t i = 0; i < SHAPES; i++) {
		str statement = arena_format(
			f->arena,
			f->server ? "SELECT count(*) FROM information_schema.columns "
				    "WHERE table_schema = current_schema() AND "
				    "table_name = '%s'"
				  : "SELECT count(*) FROM pragma_table_info('%s')",
			shapes[i]->name);
		scoped_rows rows = sql_query(store_writer(f->store), statement.bytes,
					     SQL_NOTHING, &f->error);

		MUST(f, rows && sql_next(rows));
		CHECK_INT(sql_row_int(rows, 0), shapes[i]->count);
	}
}

static int64_t add_page(struct fixture *f, struct work *work, int64_t incident)
{
	struct page page = { .incident = incident };

	MUST(f, store_add(work, &page_shape, &page));
	return page.id;
}

CLAIM(rows_of_an_incident_come_by_id_and_the_latest_come_newest_first)
{
	struct work *work = begin(f);
	struct page *pages;
	size_t count;

	for (int64_t i = 0; i < 6; i++)
		add_page(f, work, i % 2);
	commit(f);
	work = take(f);
	MUST(f, store_of_incident(work, &page_shape, 1, &pages, &count));
	CHECK_INT(count, 3);
	CHECK_INT(pages[0].id, 2);
	CHECK_INT(pages[2].id, 6);
	MUST(f, store_latest(work, &page_shape, 2, &pages, &count));
	CHECK_INT(count, 2);
	CHECK_INT(pages[0].id, 6);
	CHECK_INT(pages[1].id, 5);
	give(f);
}

CLAIM(a_row_that_is_not_there_is_named)
{
	struct page page = { .id = 17 };

	CHECK(!store_get(take(f), &page_shape, 17, &page));
	give(f);
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no page 17");
	CHECK(!store_save(begin(f), &page_shape, &page));
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no page 17");
	store_roll_back(f->store);
}

CLAIM(a_read_may_not_write)
{
	struct page page = { 0 };
	int64_t number;

	CHECK(!store_add(take(f), &page_shape, &page));
	CHECK_ERROR(f, ERROR_INTERNAL, "a read may not write");
	CHECK(!store_setting_put(&f->work, "a", STR("b")));
	CHECK(!store_count_up(&f->work, STR("a"), &number));
	CHECK(!journal_write(&f->work, "incident.opened", 0, STR(""), NULL));
	give(f);
}

CLAIM(an_unknown_state_in_a_row_is_an_error_that_names_it)
{
	struct page page;

	add_page(f, begin(f), 1);
	commit(f);
	fixture_sql(f, "UPDATE page SET state = 'from tomorrow'");
	CHECK(!store_get(take(f), &page_shape, 1, &page));
	give(f);
	CHECK_ERROR(f, ERROR_INTERNAL,
		    "page 1: 'state' holds 'from tomorrow', which this version does not "
		    "know");
}

/* -- numbers -- */

CLAIM(an_undone_turn_gives_its_numbers_back)
{
	struct work *work = begin(f);
	int64_t number;

	CHECK_INT(add_page(f, work, 1), 1);
	MUST(f, store_count_up(work, STR("day"), &number));
	CHECK_INT(number, 1);

	MUST(f, store_savepoint(f->store, &f->error));
	CHECK_INT(add_page(f, work, 1), 2);
	MUST(f, store_count_up(work, STR("day"), &number));
	CHECK_INT(number, 2);
	MUST(f, store_undo(f->store, &f->error));

	MUST(f, store_savepoint(f->store, &f->error));
	CHECK_INT(add_page(f, work, 1), 2);
	MUST(f, store_count_up(work, STR("day"), &number));
	CHECK_INT(number, 2);
	MUST(f, store_release(f->store, &f->error));
	CHECK_INT(add_page(f, work, 1), 3);
	commit(f);
}

CLAIM(a_turn_that_failed_in_the_engine_is_undone_alone)
{
	struct work *work = begin(f);
	struct incident incident = { .code = STR("INC-1") };

	MUST(f, store_add(work, &incident_shape, &incident));
	MUST(f, store_savepoint(f->store, &f->error));
	CHECK(!store_add(work, &incident_shape, &incident)); /* the code is taken */
	MUST(f, store_undo(f->store, &f->error));
	MUST(f, store_savepoint(f->store, &f->error));
	incident.code = STR("INC-2");
	MUST(f, store_add(work, &incident_shape, &incident));
	CHECK_INT(incident.id, 2);
	MUST(f, store_release(f->store, &f->error));
	commit(f);
}

CLAIM(a_rolled_back_group_gives_its_numbers_back)
{
	CHECK_INT(add_page(f, begin(f), 1), 1);
	commit(f);
	CHECK_INT(add_page(f, begin(f), 1), 2);
	store_roll_back(f->store);
	CHECK_INT(add_page(f, begin(f), 1), 2);
	commit(f);
}

CLAIM(a_commit_that_failed_leaves_no_number_taken)
{
	CHECK_INT(add_page(f, begin(f), 1), 1);
	commit(f);
	CHECK_INT(add_page(f, begin(f), 1), 2);

	/* As a full disk has it: the transaction is gone and the memory is ahead. */
	struct error unheeded;

	if (sql_run(store_writer(f->store), "SELECT no_such_column FROM page",
		    SQL_NOTHING, &unheeded))
		CHECK(false);
	CHECK(!store_commit(f->store, &f->error));
	store_roll_back(f->store);
	store_forget(f->store);
	CHECK_INT(add_page(f, begin(f), 1), 2);
	commit(f);
}

CLAIM(numbers_go_on_after_a_start)
{
	int64_t number;

	CHECK_INT(add_page(f, begin(f), 1), 1);
	MUST(f, store_count_up(&f->work, STR("day"), &number));
	commit(f);
	fixture_reopen(f);
	CHECK_INT(add_page(f, begin(f), 1), 2);
	MUST(f, store_count_up(&f->work, STR("day"), &number));
	CHECK_INT(number, 2);
	commit(f);
}

const struct test tests[] = {
	{ "a row of every shape comes back as it was written",
	  a_row_of_every_shape_comes_back_as_it_was_written },
	{ "a table has no column that its shape does not have",
	  a_table_has_no_column_that_its_shape_does_not_have },
	{ "rows of an incident come by id and the latest come newest first",
	  rows_of_an_incident_come_by_id_and_the_latest_come_newest_first },
	{ "a row that is not there is named", a_row_that_is_not_there_is_named },
	{ "a read may not write", a_read_may_not_write },
	{ "an unknown state in a row is an error that names it",
	  an_unknown_state_in_a_row_is_an_error_that_names_it },
	{ "an undone turn gives its numbers back",
	  an_undone_turn_gives_its_numbers_back },
	{ "a turn that failed in the engine is undone alone",
	  a_turn_that_failed_in_the_engine_is_undone_alone },
	{ "a rolled back group gives its numbers back",
	  a_rolled_back_group_gives_its_numbers_back },
	{ "a commit that failed leaves no number taken",
	  a_commit_that_failed_leaves_no_number_taken },
	{ "numbers go on after a start", numbers_go_on_after_a_start },
	{ 0 },
};
