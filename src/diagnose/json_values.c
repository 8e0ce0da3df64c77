/* JSON as one value, or as one value a line. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "formats/json.h"

enum { SCRATCH_BYTES = 1 << 30 };

/* A line that is no JSON is left out. */
static void read_lines(struct gathering *gathering, str path, str text, json_taker take,
		       void *context)
{
	str line = { 0 };

	for (size_t number = 1; str_next(&text, '\n', &line); number++) {
		scoped_arena arena = arena_new(SCRATCH_BYTES);
		struct error problem = { 0 };
		struct tree *tree;

		line = str_trim(line);
		if (line.length == 0)
			continue;
		tree = json_parse(arena, line, &problem);
		if (!tree)
			remark(gathering, path, "lines left out", "line %zu: %s", number,
			       problem.text);
		else if (!take(arena, tree, number - 1, context))
			return;
	}
}

bool json_values_read(struct gathering *gathering, str path, json_taker take,
		      void *context, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	struct error problem = { 0 }, of_line = { 0 };
	str text = { 0 }, first = { 0 }, rest = { 0 };
	struct tree *tree;

	if (!input_whole(scratch, path, DIAGNOSE_JSON_BYTES_MAX, &text, error))
		return false;
	tree = json_parse(scratch, text, &problem);
	if (tree)
		take(scratch, tree, 0, context);
	else if (str_cut(text, '\n', &first, &rest) &&
		 json_parse(scratch, first, &of_line))
		read_lines(gathering, path, text, take, context);
	else
		return error_set(error, ERROR_INVALID, STR_FMT ": %s", STR_ARG(path),
				 problem.text);
	return true;
}
