/* Tables of two names: who calls whom, and what is a part of what. */
#include "diagnose/gather.h"

#include "base/limits.h"

enum { SCRATCH_BYTES = 1 << 30, FIRST = 0, SECOND = 1, COLUMNS = 2 };

/* Takes rows of two names; false when the file is no such table. */
static bool read_pairs(struct gathering *gathering, str path,
		       const struct column *pair_columns,
		       void (*take)(struct gathering *, str, str), struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	int places[COLUMNS];
	size_t taken = 0;

	if (!table_open(gathering, scratch, path, &table, error) ||
	    !table_find(&table, pair_columns, COLUMNS, places, error))
		return false;
	while (table_next(&table)) {
		str first = str_trim(table_field(&table, places[FIRST]));
		str second = str_trim(table_field(&table, places[SECOND]));

		if (first.length == 0 || second.length == 0) {
			remark(gathering, path, "rows left out",
			       "line %zu: one of the two names is missing",
			       table.row.line);
			continue;
		}
		if (taken++ == DIAGNOSE_PAIRS_MAX) {
			remark(gathering, path, "rows left out",
			       "from line %zu on: more than %d", table.row.line,
			       DIAGNOSE_PAIRS_MAX);
			break;
		}
		take(gathering, name_keep(&gathering->entities, first),
		     name_keep(&gathering->entities, second));
	}
	return true;
}

static void take_call(struct gathering *gathering, str caller, str callee)
{
	*list_add(gathering->arena,
		  &gathering->calls) = (struct case_call){ .caller = caller,
							   .callee = callee };
}

bool read_calls(struct gathering *gathering, str path, struct error *error)
{
	static const struct column call_columns[COLUMNS] = {
		{ { "caller", "from", "source" }, true },
		{ { "callee", "to", "target" }, true },
	};

	return read_pairs(gathering, path, call_columns, take_call, error);
}

static void take_part(struct gathering *gathering, str part, str whole)
{
	*list_add(gathering->arena,
		  &gathering->parts) = (struct case_part){ .part = part, .whole = whole };
}

bool read_parts(struct gathering *gathering, str path, struct error *error)
{
	static const struct column part_columns[COLUMNS] = {
		{ { "part", "pod" }, true },
		{ { "whole", "service" }, true },
	};

	return read_pairs(gathering, path, part_columns, take_part, error);
}
