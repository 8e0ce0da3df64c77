#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "formats/csv.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30 };

/* What is read, shown as "line:field|field" with a ";" behind each row; what is refused
 * as "!" and the error. */
static const struct {
	const char *name, *csv, *shown;
} cases[] = {
	{ "nothing", "", "" },
	{ "one field", "a", "1:a;" },
	{ "two rows", "a,b\nc,d\n", "1:a|b;2:c|d;" },
	{ "CRLF, and none at the end", "a,b\r\nc,d", "1:a|b;2:c|d;" },
	{ "empty fields", ",\n,,\n", "1:|;2:||;" },
	{ "empty lines are no rows", "\n\r\na\n\n\nb\n\r", "3:a;6:b;" },
	{ "a byte order mark",
	  "\xef\xbb\xbf"
	  "a,b\n",
	  "1:a|b;" },
	{ "quotes", "\"a,b\",\"c\nd\",\"e\"\"f\"\"\"\ng\n", "1:a,b|c\nd|e\"f\";3:g;" },
	{ "nothing in quotes", "\"\",\"\"\n", "1:|;" },
	{ "a quote inside a plain field", "5\" disk,a\"b\"\n", "1:5\" disk|a\"b\";" },
	{ "spaces belong to the field", " a , b \n", "1: a | b ;" },
	{ "a lone CR is a byte like any other", "a\rb,c\n", "1:a\rb|c;" },
	{ "text behind a quote", "a,b\nx,\"y\"z\nc,d\n",
	  "1:a|b;!line 2, column 6: after the closing quote comes neither a separator "
	  "nor "
	  "the end of the line;3:c|d;" },
	{ "a quote that is never closed costs its row only", "a\n\"b,c\nd,e\n",
	  "1:a;!line 2, column 1: this quote is not closed;3:d|e;" },
	{ "the place of a fault is in its own line", "\"a\nb\"c,d\ne\n",
	  "!line 2, column 3: after the closing quote comes neither a separator nor the "
	  "end "
	  "of the line;2:b\"c|d;3:e;" },
};

static void show_row(struct text *text, const struct csv_row *row)
{
	text_addf(text, "%zu:", row->line);
	for (size_t i = 0; i < row->count; i++)
		text_addf(text, "%s" STR_FMT, i ? "|" : "", STR_ARG(row->fields[i]));
	text_add_char(text, ';');
}

/* Fed in pieces that grow by so many bytes each. */
static str read_in_pieces(struct arena *arena, str csv_text, size_t piece_bytes)
{
	struct csv csv = csv_new(arena, ',');
	struct text text = text_new(arena, 64 << 10);
	size_t fed = piece_bytes < csv_text.length ? piece_bytes : csv_text.length;
	struct csv_row row = { 0 };
	struct error error = { 0 };
	enum csv_step step;

	csv_feed(&csv, str_slice(csv_text, 0, fed), fed == csv_text.length);
	while ((step = csv_next(&csv, &row, &error)) != CSV_END) {
		if (step == CSV_ROW)
			show_row(&text, &row);
		if (step == CSV_BAD)
			text_addf(&text, "!%s;", error.text);
		if (step == CSV_MORE) {
			size_t begin = fed - csv.text.length;

			fed += piece_bytes;
			fed = fed < csv_text.length ? fed : csv_text.length;
			csv_feed(&csv, str_slice(csv_text, begin, fed - begin),
				 fed == csv_text.length);
		}
	}
	return text_of(&text);
}

static void rows_are_read_as_they_stand(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(read_in_pieces(arena, str_of(cases[i].csv), 1000),
			     str_of(cases[i].shown));
}

static void pieces_give_the_same_rows(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		for (size_t piece = 1; piece < 9; piece++)
			CHECK_STR_EQ(read_in_pieces(arena, str_of(cases[i].csv), piece),
				     str_of(cases[i].shown));
}

static void the_separator_is_told_by_the_first_line(void)
{
	CHECK(csv_separator_of(STR("a,b,c")) == ',');
	CHECK(csv_separator_of(STR("a;b;c,d")) == ';');
	CHECK(csv_separator_of(STR("a\tb")) == '\t');
	CHECK(csv_separator_of(STR("a|b")) == '|');
	CHECK(csv_separator_of(STR("a")) == ',');
	CHECK(csv_separator_of(STR("")) == ',');
}

static str repeated(struct arena *arena, char c, size_t count)
{
	char *bytes = arena_many(arena, char, count);

	memset(bytes, c, count);
	return (str){ bytes, count };
}

static void a_field_that_is_too_long_costs_its_line(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 8 << 20);

	text_add(&text, STR("a\n"));
	text_add(&text, repeated(arena, 'x', CSV_FIELD_BYTES_MAX + 1));
	text_add(&text, STR(",y\nb\n"));
	for (size_t piece = 100000; piece < 8000000; piece *= 7)
		CHECK_STR(read_in_pieces(arena, text_of(&text), piece),
			  "1:a;!line 2, column 1: a field of more than 1 MiB;3:b;");
}

static void a_quote_is_given_up_after_a_mebibyte(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 8 << 20);

	text_add(&text, STR("a,\"b\n"));
	text_add(&text, repeated(arena, '\n', CSV_FIELD_BYTES_MAX + 1));
	text_add(&text, STR("b\n"));
	CHECK_STR(read_in_pieces(arena, text_of(&text), 3000000),
		  "!line 1, column 3: this quote is not closed within 1 MiB;1048579:b;");
}

static void a_row_has_a_maximum_of_fields(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, 8 << 20);

	text_add(&text, repeated(arena, ',', CSV_ROW_FIELDS_MAX));
	text_add(&text, STR("\nb\n"));
	CHECK_STR(read_in_pieces(arena, text_of(&text), 3000000),
		  "!line 1, column 1000001: a row of more than 1000000 fields;2:b;");
}

const struct test tests[] = {
	{ "rows are read as they stand", rows_are_read_as_they_stand },
	{ "pieces give the same rows", pieces_give_the_same_rows },
	{ "the separator is told by the first line",
	  the_separator_is_told_by_the_first_line },
	{ "a field that is too long costs its line",
	  a_field_that_is_too_long_costs_its_line },
	{ "a quote is given up after a mebibyte", a_quote_is_given_up_after_a_mebibyte },
	{ "a row has a maximum of fields", a_row_has_a_maximum_of_fields },
	{ NULL, NULL },
};
