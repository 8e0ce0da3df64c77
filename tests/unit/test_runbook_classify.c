/* runbook classify as it is asked for: a command or a line in, a class out. */
#include "check.h"

#include "operations/operation.h"

enum { TEST_BYTES_MAX = 1 << 28 };

static str answered(struct arena *arena, str line, const char *language)
{
	const struct operation *operation = operation_find(STR("runbook"),
							   STR("classify"));
	struct work work = { .arena = arena };
	struct tree *inputs = tree_map(arena), *answer = tree_map(arena);
	const void *input;

	tree_put_text(arena, inputs, "language", str_of(language));
	if (!operation_bind(&work, operation, inputs, &input))
		return str_of(work.error.text);
	operation->answer_line(&work, input, line, answer);
	return operation_text(arena, operation, answer, 80);
}

static void every_line_gets_one_line(void)
{
	static const struct {
		str line;
		const char *language, *begins;
	} cases[] = {
		{ STR_INIT("kubectl get pods"), "shell", "read\tkubectl get" },
		{ STR_INIT("kubectl get pods\r"), "shell", "read\tkubectl get" },
		{ STR_INIT(""), "shell", "read\tthere is no command" },
		{ STR_INIT("  "), "shell", "read\tthere is no command" },
		{ STR_INIT("no\tsuch \"a\nb\""), "shell", "destructive\t" },
		{ STR_INIT("$'a\\tb' c"), "shell", "destructive\twhat a b does" },
		{ STR_INIT("ls \xff"), "shell", "destructive\tnot understood" },
		{ STR_INIT("ls \0rm"), "shell", "destructive\tnot understood" },
		{ STR_INIT("if ls"), "shell", "destructive\tnot understood" },
		{ STR_INIT("UPDATE a SET b = 1 WHERE c = 2"), "sql", "data-repair\t" },
		{ STR_INIT("FLUSHALL"), "redis", "destructive\t" },
		{ STR_INIT("db.a.find()"), "mongosh", "read\t" },
		{ STR_INIT("up"), "promql", "read\t" },
		{ STR_INIT("a: b"), "yaml", "destructive\t" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		str got = answered(arena, cases[i].line, cases[i].language), first, rest;

		CHECK_CASE(str_starts_with(got, str_of(cases[i].begins)),
			   arena_c_string(arena, got));
		CHECK_CASE(str_cut(got, '\n', &first, &rest) && rest.length == 0,
			   arena_c_string(arena, got));
		CHECK_CASE(str_cut(got, '\t', &first, &rest) &&
				   !str_contains(rest, STR("\t")),
			   arena_c_string(arena, got));
	}
}

static void what_is_refused_says_how_it_would_do(void)
{
	const struct operation *operation = operation_find(STR("runbook"),
							   STR("classify"));
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct work work = { .arena = arena,
			     .actor = { .kind = ACTOR_PERSON, .role = ROLE_VIEWER } };
	struct tree *inputs = tree_map(arena), *answer;

	CHECK(!operation_run_alone(&work, operation, inputs, &answer));
	tree_put_text(arena, inputs, "command", STR("watch -n 5 kubectl get pods"));
	CHECK_OK(operation_run_alone(&work, operation, inputs, &answer), work.error);
	CHECK_STR(tree_get_text(answer, "class"), "read");
	CHECK(tree_get_bool(answer, "refused", false));
	CHECK_STR(tree_get_text(answer, "repaired"), "kubectl get pods");
}

const struct test tests[] = {
	{ "every line gets one line", every_line_gets_one_line },
	{ "what is refused says how it would do", what_is_refused_says_how_it_would_do },
	{ 0 },
};
