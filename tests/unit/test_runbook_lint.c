/* runbook lint as it is asked for: files in, findings out. */
#include "check.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "operations/operation.h"

#include <unistd.h>

enum { TEST_BYTES_MAX = 1 << 28 };

static const char two_files[] =
	"{\"files\": [{\"name\": \"a.md\", \"text\": \"# A\\n```sh\\nrm -rf "
	"$X/\\n```\\n\"},"
	"{\"name\": \"b.md\", \"text\": \"```sh\\nkubectl rollout undo deploy/x -n a\\n"
	"```\\n\"}]%s}";

static bool ask(struct arena *arena, const char *inputs, struct work *work,
		struct tree **ret_answer)
{
	const struct operation *operation = operation_find(STR("runbook"), STR("lint"));
	struct error error;
	const struct tree *tree = json_parse(arena, str_of(inputs), &error);

	*work = (struct work){ .arena = arena,
			       .actor = { .kind = ACTOR_PERSON, .role = ROLE_VIEWER } };
	*ret_answer = tree_map(arena);
	return operation_run_alone(work, operation, tree, ret_answer);
}

static void findings_name_their_file_and_line(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str inputs = arena_format(arena, two_files, ", \"off\": \"runbook-owner\"");
	const struct tree *finding;
	struct tree *answer;
	struct work work;
	bool is_found = false;

	CHECK(!ask(arena, inputs.bytes, &work, &answer));
	CHECK(str_contains(str_of(work.error.text), STR("no rule 'runbook-owner'")));
	inputs = arena_format(arena, two_files, "");
	CHECK_OK(ask(arena, inputs.bytes, &work, &answer), work.error);
	CHECK_INT(tree_get_int(answer, "files", 0), 2);
	CHECK_INT(tree_get_int(answer, "errors", 0), 1);
	for (size_t i = 0; (finding = tree_nth(tree_get(answer, "findings"), i)); i++)
		is_found |= str_is(tree_get_text(finding, "file"), "b.md") &&
			    tree_get_int(finding, "line", 0) == 2 &&
			    str_is(tree_get_text(finding, "rule"), "kubectl-undo") &&
			    str_is(tree_get_text(finding, "level"), "warning");
	CHECK(is_found);
}

static void rules_and_levels_can_be_left_out(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str inputs = arena_format(arena, two_files, ", \"least\": \"error\"");
	struct tree *answer;
	struct work work;

	CHECK_OK(ask(arena, inputs.bytes, &work, &answer), work.error);
	CHECK_INT(tree_count(tree_get(answer, "findings")), 1);
	CHECK(tree_get_int(answer, "warnings", 0) > 0);
	inputs = arena_format(arena, two_files, ", \"off\": \"shell-remove-unset\"");
	CHECK_OK(ask(arena, inputs.bytes, &work, &answer), work.error);
	CHECK_INT(tree_get_int(answer, "errors", -1), 0);
	CHECK_OK(ask(arena,
		     "{\"files\": [{\"name\": \"a\", \"text\": \"# A\\n"
		     "<!-- stanch: off shell-remove-unset, shell-sudo -->\\n"
		     "```sh\\nrm -rf $X/\\n```\\n\"}], \"least\": \"error\"}",
		     &work, &answer),
		 work.error);
	CHECK_INT(tree_get_int(answer, "errors", -1), 0);
}

/* Silence about it would look like praise. */
static void a_query_that_is_too_long_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, TEST_BYTES_MAX);
	struct tree *answer;
	struct work work;

	text_add(&text, STR("{\"files\": [{\"name\": \"a\", \"text\": \"# A\\n\\n"
			    "```promql\\n"));
	while (text.length <= PROMQL_BYTES_MAX * 2)
		text_add(&text, STR("up +\\n"));
	text_add(&text, STR("up\\n```\\n\"}]}"));
	CHECK_OK(ask(arena, text_of(&text).bytes, &work, &answer), work.error);
	CHECK_INT(tree_get_int(answer, "warnings", -1), 1);
	CHECK_INT(tree_get_int(answer, "errors", -1), 0);
	CHECK(str_contains(json_write(arena, answer), STR("it was not looked at")));
}

static void what_is_no_list_of_files_is_refused(void)
{
	static const char *const inputs[] = { "{}", "{\"files\": 3}",
					      "{\"files\": \"x\"}" };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct tree *answer;
	struct work work;

	for (size_t i = 0; i < COUNT_OF(inputs); i++)
		CHECK_CASE(!ask(arena, inputs[i], &work, &answer), inputs[i]);
}

const struct test tests[] = {
	{ "runbook lint: findings name their file and line",
	  findings_name_their_file_and_line },
	{ "runbook lint: rules and levels can be left out",
	  rules_and_levels_can_be_left_out },
	{ "runbook lint: a query that is too long is told",
	  a_query_that_is_too_long_is_told },
	{ "runbook lint: what is no list of files is refused",
	  what_is_no_list_of_files_is_refused },
	{ 0 },
};
