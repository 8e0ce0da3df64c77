/* A step as a script, as a text, and as it is stored; and steps of other languages. */
#include "base/limits.h"
#include "base/text.h"
#include "formats/shell.h"
#include "runbook/step_private.h"

static const char *const joined_names[] = { "next", "on-failure", NULL };

/* -- as a script -- */

/* A line that the document does not hold. */
static str delimiter_for(struct arena *arena, str document)
{
	str delimiter = STR("END");

	for (int i = 0; str_contains(document, delimiter); i++)
		delimiter = arena_format(arena, "END%d", i);
	return delimiter;
}

static void write_pipeline(struct arena *arena, struct text *text,
			   const struct step_pipeline *pipeline, bool with_document)
{
	str end = delimiter_for(arena, pipeline->input);

	for (size_t i = 0; i < pipeline->count; i++) {
		const struct step_stage *stage = &pipeline->stages[i];

		text_add(text, i > 0 ? STR(" | ") : STR(""));
		text_add(text, shell_quote(arena, stage->argv, stage->argc));
		text_add(text, stage->joins_errors ? STR(" 2>&1") : STR(""));
		if (i == 0 && pipeline->input.length > 0)
			text_addf(text, " <<'" STR_FMT "'", STR_ARG(end));
	}
	if (pipeline->input.length > 0 && with_document)
		text_addf(text, "\n" STR_FMT "%s" STR_FMT, STR_ARG(pipeline->input),
			  str_ends_with(pipeline->input, STR("\n")) ? "" : "\n",
			  STR_ARG(end));
}

str step_script(struct arena *arena, const struct step *step)
{
	struct text text = text_new(arena, STEP_BYTES_MAX);

	for (size_t i = 0; i < step->count; i++) {
		write_pipeline(arena, &text, &step->pipelines[i], true);
		text_add_char(&text, '\n');
	}
	return text_of(&text);
}

str step_text(struct arena *arena, const struct step *step)
{
	struct text text = text_new(arena, STEP_BYTES_MAX);
	str directory = STR("");

	for (size_t i = 0; i < step->count; i++) {
		const struct step_pipeline *pipeline = &step->pipelines[i];

		if (i > 0)
			text_add(&text, pipeline->joined == STEP_ON_FAILURE ? STR("\n|| ")
									    : STR("\n"));
		if (pipeline->is_check)
			text_add(&text, STR("then checks: "));
		if (!str_equal(pipeline->directory, directory))
			text_addf(&text, "in " STR_FMT ": ",
				  STR_ARG(pipeline->directory));
		directory = pipeline->directory;
		write_pipeline(arena, &text, pipeline, true);
	}
	return text_of(&text);
}

/* -- other languages -- */

static struct step step_of_one(struct arena *arena, const struct step_stage *stage,
			       str input)
{
	struct step_stage *stages = arena_one(arena, struct step_stage);
	struct step_pipeline *pipeline = arena_one(arena, struct step_pipeline);

	stages[0] = *stage;
	*pipeline = (struct step_pipeline){
		.stages = stages, .count = 1, .input = input, .line = 1
	};
	return (struct step){ .pipelines = pipeline, .count = 1 };
}

static bool put_code(struct arena *arena, str word, str code, str *ret_word)
{
	static const str mark = STR_INIT("{{code}}");

	for (size_t i = 0; i + mark.length <= word.length; i++)
		if (str_equal(str_slice(word, i, mark.length), mark)) {
			str rest = str_slice(word, i + mark.length, word.length);

			*ret_word = arena_format(arena, STR_FMT STR_FMT STR_FMT,
						 STR_ARG(str_slice(word, 0, i)),
						 STR_ARG(code), STR_ARG(rest));
			return true;
		}
	*ret_word = word;
	return false;
}

struct step step_by_client(struct arena *arena, const str *client, size_t words, str code)
{
	str *argv = arena_many(arena, str, words);
	struct step_stage stage = { argv, words, false };
	bool is_argument = false;

	for (size_t i = 0; i < words; i++)
		is_argument |= put_code(arena, client[i], code, &argv[i]);
	return step_of_one(arena, &stage, is_argument ? STR("") : code);
}

/* -- http -- */

static void add_words(struct arena *arena, struct words *words, const char *option,
		      str value)
{
	*list_add(arena, words) = str_of(option);
	*list_add(arena, words) = value;
}

static bool is_method(str word)
{
	for (size_t i = 0; i < word.length; i++)
		if (word.bytes[i] < 'A' || word.bytes[i] > 'Z')
			return false;
	return word.length > 0;
}

static bool read_request_line(struct arena *arena, str line, struct words *argv,
			      str *ret_url, struct error *error)
{
	str method = STR("GET"), url = str_trim(line), version;

	if (str_cut(url, ' ', &method, &url))
		url = str_trim(url);
	if (str_cut(url, ' ', &url, &version) &&
	    !str_starts_with(str_trim(version), STR("HTTP/")))
		return error_set(error, ERROR_INVALID,
				 "line 1: behind the address stands something");
	if (!is_method(method) || !(str_starts_with(url, STR("http://")) ||
				    str_starts_with(url, STR("https://"))))
		return error_set(error, ERROR_INVALID,
				 "line 1: no request: write GET http://host/path");
	add_words(arena, argv, "-X", method);
	*ret_url = url;
	return true;
}

bool step_read_http(struct arena *arena, str code, struct step *ret_step,
		    struct error *error)
{
	struct words argv = { 0 };
	str rest = str_trim(code), line = STR(""), url, name, value;

	*list_add(arena, &argv) = STR("curl");
	*list_add(arena, &argv) = STR("-sS");
	*list_add(arena, &argv) = STR("--fail-with-body");
	if (!str_next(&rest, '\n', &line) ||
	    !read_request_line(arena, line, &argv, &url, error))
		return error->kind != ERROR_NONE
			       ? false
			       : error_set(error, ERROR_INVALID, "there is no request");
	while (str_next(&rest, '\n', &line) && str_trim(line).length > 0) {
		if (!str_cut(line, ':', &name, &value))
			return error_set(error, ERROR_INVALID,
					 "'" STR_FMT "' is no header; before a body "
					 "stands an empty line",
					 STR_ARG(str_clip(str_trim(line), 60)));
		add_words(arena, &argv, "-H", str_trim(line));
	}
	if (str_trim(rest).length > 0)
		add_words(arena, &argv, "--data-binary", STR("@-"));
	add_words(arena, &argv, "--url", url);

	struct step_stage stage = { argv.items, argv.count, false };

	*ret_step = step_of_one(arena, &stage, str_trim(rest));
	return true;
}

/* -- a check behind it -- */

struct step step_with_check(struct arena *arena, const struct step *step,
			    const struct step *check)
{
	size_t count = step->count + check->count;
	struct step_pipeline *all = arena_many(arena, struct step_pipeline, count);
	str *notes = arena_many(arena, str, step->note_count + check->note_count + 1);
	size_t noted = 0;

	for (size_t i = 0; i < step->count; i++)
		all[i] = step->pipelines[i];
	for (size_t i = 0; i < check->count; i++) {
		all[step->count + i] = check->pipelines[i];
		all[step->count + i].is_check = true;
	}
	for (size_t i = 0; i < step->note_count; i++)
		notes[noted++] = step->notes[i];
	for (size_t i = 0; i < check->note_count; i++)
		notes[noted++] = check->notes[i];
	return (struct step){ all, count, notes, noted };
}

/* -- as it is stored -- */

static struct tree *stage_tree(struct arena *arena, const struct step_stage *stage)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < stage->argc; i++)
		tree_add(arena, list, tree_text(arena, stage->argv[i]));
	return list;
}

/* Which stages hand their errors on, as "0 2". */
static void put_errors(struct arena *arena, struct tree *one,
		       const struct step_pipeline *pipeline)
{
	str joined = STR("");

	for (size_t k = 0; k < pipeline->count; k++)
		if (pipeline->stages[k].joins_errors)
			joined = arena_format(arena, STR_FMT "%s%zu", STR_ARG(joined),
					      joined.length > 0 ? " " : "", k);
	if (joined.length > 0)
		tree_put_text(arena, one, "errors", joined);
}

static void read_errors(str joined, struct step_stage *stages, size_t count)
{
	int64_t nth;
	str word;

	while (str_next(&joined, ' ', &word))
		if (str_to_int(word, &nth) && nth >= 0 && (size_t)nth < count)
			stages[nth].joins_errors = true;
}

struct tree *step_tree(struct arena *arena, const struct step *step)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < step->count; i++) {
		const struct step_pipeline *pipeline = &step->pipelines[i];
		struct tree *one = tree_map(arena), *run = tree_list(arena);

		for (size_t k = 0; k < pipeline->count; k++)
			tree_add(arena, run, stage_tree(arena, &pipeline->stages[k]));
		tree_put(arena, one, "run", run);
		put_errors(arena, one, pipeline);
		if (pipeline->input.length > 0)
			tree_put_text(arena, one, "input", pipeline->input);
		if (pipeline->directory.length > 0)
			tree_put_text(arena, one, "in", pipeline->directory);
		if (pipeline->joined != STEP_NEXT)
			tree_put_text(arena, one, "joined",
				      str_of(joined_names[pipeline->joined]));
		if (pipeline->is_check)
			tree_put_bool(arena, one, "check", true);
		tree_add(arena, list, one);
	}
	return list;
}

static bool read_stage(struct arena *arena, const struct tree *list,
		       struct step_stage *ret_stage)
{
	size_t argc = tree_count(list);
	str *argv = arena_many(arena, str, argc + 1);

	if (!list || list->kind != TREE_LIST || argc == 0)
		return false;
	for (size_t i = 0; i < argc; i++) {
		if (tree_nth(list, i)->kind != TREE_TEXT)
			return false;
		argv[i] = tree_nth(list, i)->text;
	}
	*ret_stage = (struct step_stage){ argv, argc, false };
	return true;
}

static bool read_pipeline(struct arena *arena, const struct tree *one,
			  struct step_pipeline *ret_pipeline)
{
	const struct tree *run = tree_get(one, "run");
	size_t count = tree_count(run);
	struct step_stage *stages = arena_many(arena, struct step_stage, count + 1);
	bool on_failure = str_is(tree_get_text(one, "joined"),
				 joined_names[STEP_ON_FAILURE]);

	if (count == 0 || count > COMMAND_STAGES_MAX)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!read_stage(arena, tree_nth(run, i), &stages[i]))
			return false;
	read_errors(tree_get_text(one, "errors"), stages, count);
	*ret_pipeline = (struct step_pipeline){
		.stages = stages,
		.count = count,
		.input = tree_get_text(one, "input"),
		.directory = tree_get_text(one, "in"),
		.joined = on_failure ? STEP_ON_FAILURE : STEP_NEXT,
		.is_check = tree_get_bool(one, "check", false),
	};
	return true;
}

bool step_of_tree(struct arena *arena, const struct tree *tree, struct step *ret_step)
{
	size_t count = tree_count(tree);
	struct step_pipeline *all = arena_many(arena, struct step_pipeline, count + 1);

	if (!tree || tree->kind != TREE_LIST || count == 0)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!read_pipeline(arena, tree_nth(tree, i), &all[i]))
			return false;
	*ret_step = (struct step){ .pipelines = all, .count = count };
	return true;
}
