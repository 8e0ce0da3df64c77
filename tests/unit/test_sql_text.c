/* SQL is cut where PostgreSQL and MySQL would cut it; where they differ, it is broken. */
#include "check.h"

#include "base/text.h"
#include "runbook/sql.h"

static str shown(struct arena *arena, const char *source)
{
	static const char kinds[] = "wnt1sp\\!";
	struct sql_script script = sql_read(arena, str_of(source));
	struct text text = text_new(arena, 4096);

	for (size_t i = 0; i < script.count; i++) {
		const struct sql_statement *statement = &script.statements[i];

		text_add(&text, i > 0 ? STR(" / ") : STR(""));
		for (size_t k = 0; k < statement->count; k++)
			text_addf(&text, "%s%c:" STR_FMT, k > 0 ? " " : "",
				  kinds[statement->tokens[k].kind],
				  STR_ARG(statement->tokens[k].text));
	}
	if (script.is_broken)
		text_addf(&text, " broken %u", script.broken_line);
	return text_of(&text);
}

static void statements_are_cut_where_servers_cut_them(void)
{
	static const struct {
		const char *source, *want;
	} cases[] = {
		{ "SELECT 1", "w:SELECT 1:1" },
		{ "select 1; drop t;", "w:select 1:1 / w:drop w:t" },
		{ ";;", "" },
		{ "SELECT 'a;b''c'", "w:SELECT t:a;b''c" },
		{ "SELECT \"a;b\".c", "w:SELECT n:a;b s:. w:c" },
		{ "SELECT `a;b`", "w:SELECT n:a;b" },
		{ "SELECT 1 -- x; y\n;z", "w:SELECT 1:1 / w:z" },
		{ "SELECT 1 --x;y", "w:SELECT 1:1 s:-- w:x / w:y" },
		{ "SELECT 1 --it's\n;y", "w:SELECT 1:1 broken 1" },
		{ "SELECT 1 # '\n;drop t; #'", "w:SELECT 1:1 broken 1" },
		{ "SELECT a #>> '{b}'", "w:SELECT w:a s:#>> t:{b}" },
		{ "SELECT /* x; */ 1", "w:SELECT 1:1" },
		{ "SELECT /* /* */ 1 */", "w:SELECT broken 1" },
		{ "SELECT /*!50000 1 */ 2", "w:SELECT !:/*! 1:50000 1:1 s:*/ 1:2" },
		{ "SELECT 'it\\'s'", "w:SELECT broken 1" },
		{ "SELECT 'a\\\\'; b", "w:SELECT t:a\\\\ / w:b" },
		{ "SELECT E'it\\'s'; b", "w:SELECT t:E'it\\'s' / w:b" },
		{ "DO $x$ a; $x$; b", "w:DO t: a;  / w:b" },
		{ "SELECT $1, :name, ${A}, <pod-name>, x::int",
		  "w:SELECT p:$1 s:, p::name s:, p:${A} s:, p:pod-name s:, w:x s::: "
		  "w:int" },
		{ "SELECT a<b AND c>d", "w:SELECT w:a s:< w:b w:AND w:c s:> w:d" },
		{ "\\x on\nSELECT 1", "\\:\\x on / w:SELECT 1:1" },
		{ "SHOW STATUS\\G", "w:SHOW w:STATUS \\:\\G" },
		{ "SELECT 'open", "w:SELECT broken 1" },
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(shown(arena, cases[i].source), str_of(cases[i].want));
}

static void lines_are_counted(void)
{
	scoped_arena arena = arena_new(16 << 20);
	struct sql_script script = sql_read(arena, STR("\nSELECT\n 'a\nb';\n\nDROP t"));

	CHECK_INT(script.count, 2);
	CHECK_INT(script.statements[0].line, 2);
	CHECK_INT(script.statements[0].tokens[1].line, 3);
	CHECK_INT(script.statements[1].line, 6);
	CHECK_STR(script.statements[1].source, "DROP t");
}

const struct test tests[] = {
	{ "statements are cut where servers cut them",
	  statements_are_cut_where_servers_cut_them },
	{ "lines are counted", lines_are_counted },
	{ 0 },
};
