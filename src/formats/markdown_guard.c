#include "formats/markdown_guard.h"

#include "base/limits.h"

#include <string.h>

/* Lines without an empty one between them: all that cmark-gfm may take for one
 * paragraph or one table. Code counts like text, since only cmark-gfm knows which is
 * which. */
struct run {
	unsigned line; /* of its first */
	size_t lines, pipes, marks;
	size_t columns; /* of the widest row of dashes in it */
	double cost;
};

bool markdown_next_line(str *rest, str *ret_line)
{
	size_t end = 0;

	if (rest->length == 0)
		return false;
	while (end < rest->length && rest->bytes[end] != '\n' && rest->bytes[end] != '\r')
		end++;
	*ret_line = str_slice(*rest, 0, end);
	if (end + 1 < rest->length && rest->bytes[end] == '\r' &&
	    rest->bytes[end + 1] == '\n')
		end++;
	*rest = str_slice(*rest, end + 1, rest->length);
	return true;
}

static size_t count_of(str line, const char *characters)
{
	size_t count = 0;

	for (size_t i = 0; i < line.length; i++)
		count += line.bytes[i] && strchr(characters, line.bytes[i]);
	return count;
}

/* "|---|:-:|", inside quotes and lists too. */
static bool is_row_of_dashes(str line)
{
	return count_of(line, "|:- \t>*+.)0123456789") == line.length &&
	       count_of(line, "-") > 0 && count_of(line, "|:") > 0;
}

static bool check_run(const struct run *run, struct error *error)
{
	if (run->columns > MARKDOWN_COLUMNS_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "line %u: a table of more than %d columns", run->line,
				 MARKDOWN_COLUMNS_MAX);
	if (run->columns * run->lines > MARKDOWN_CELLS_MAX ||
	    run->cost > MARKDOWN_ROW_COST_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "line %u: a table of more than %d cells", run->line,
				 MARKDOWN_CELLS_MAX);
	if (run->marks > MARKDOWN_MARKS_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "line %u: more than %d '[' and '<' in one paragraph",
				 run->line, MARKDOWN_MARKS_MAX);
	return true;
}

static void add_line(struct run *run, str line)
{
	if (is_row_of_dashes(line)) {
		size_t pipes = count_of(line, "|");

		if (pipes + 1 > run->columns + 2)
			run->columns = pipes - 1;
		/* All that stands before it is split into cells anew, and their list is
		 * walked for each. */
		run->cost += (double)run->pipes * (double)run->pipes;
	}
	run->lines++;
	run->pipes += count_of(line, "|");
	run->marks += count_of(line, "[<");
}

bool markdown_check_cost(str source, struct error *error)
{
	struct run run = { .line = 1 };
	str line;

	for (unsigned number = 1; markdown_next_line(&source, &line); number++) {
		if (str_trim(line).length > 0) {
			add_line(&run, line);
			continue;
		}
		if (!check_run(&run, error))
			return false;
		run = (struct run){ .line = number + 1 };
	}
	return check_run(&run, error);
}
