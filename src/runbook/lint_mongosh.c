/* mongosh: calls of methods, found by their dots and brackets, past quotes and comments.
 */
#include "runbook/lint_private.h"

#include "base/limits.h"

#include <ctype.h>
#include <string.h>

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* Past the quote, comment or template that begins here; "at" itself when none does. */
static size_t past_text(str s, size_t at)
{
	char quote = s.bytes[at];

	if (quote == '/' && at + 1 < s.length && s.bytes[at + 1] == '/') {
		while (at < s.length && s.bytes[at] != '\n')
			at++;
		return at;
	}
	if (quote == '/' && at + 1 < s.length && s.bytes[at + 1] == '*') {
		for (at += 2; at + 1 < s.length; at++)
			if (s.bytes[at] == '*' && s.bytes[at + 1] == '/')
				return at + 2;
		return s.length;
	}
	if (quote != '"' && quote != '\'' && quote != '`')
		return at;
	for (at++; at < s.length && s.bytes[at] != quote; at++)
		at += s.bytes[at] == '\\';
	return at < s.length ? at + 1 : s.length;
}

/* From behind "(" to its ")". */
static size_t past_arguments(str s, size_t at)
{
	size_t depth = 1, end = at + LINT_ARGUMENTS_BYTES_MAX;

	while (at < s.length && at < end && depth > 0) {
		size_t next = past_text(s, at);

		if (next > at) {
			at = next;
			continue;
		}
		depth += s.bytes[at] == '(' || s.bytes[at] == '{' || s.bytes[at] == '[';
		depth -= s.bytes[at] == ')' || s.bytes[at] == '}' || s.bytes[at] == ']';
		at++;
	}
	return at;
}

/* "NAME(…)", and the text it stands in. */
struct method {
	str source;
	unsigned line; /* of the source's first */
	str name, arguments;
	size_t at, end; /* of the name's first byte; behind the ")" */
};

/* The next call of a method or function from *at on. */
static bool next_call(str s, size_t *at, struct method *ret_method)
{
	while (*at < s.length) {
		size_t next = past_text(s, *at), end = *at;

		if (next > *at) {
			*at = next;
			continue;
		}
		if (!is_name(s.bytes[*at])) {
			++*at;
			continue;
		}
		while (end < s.length && is_name(s.bytes[end]))
			end++;
		if (end < s.length && s.bytes[end] == '(') {
			*ret_method = (struct method){
				.source = s,
				.name = str_slice(s, *at, end - *at),
				.at = *at,
				.end = past_arguments(s, end + 1),
			};
			ret_method->arguments = str_trim(str_slice(
				s, end + 1,
				ret_method->end > end + 1 ? ret_method->end - end - 2
							  : 0));
			*at = end + 1;
			return true;
		}
		*at = end;
	}
	return false;
}

/* Where it stands, and what it is about: up to the end of its line. */
static struct spot spot_at(struct lint *lint, const struct method *call, size_t at)
{
	str source = call->source;
	size_t from = at, to = at;

	while (from > 0 && source.bytes[from - 1] != '\n')
		from--;
	while (to < source.length && source.bytes[to] != '\n')
		to++;
	return (struct spot){ .line = lint_line_of(source, at, call->line),
			      .found = lint_one_line(
				      lint->arena, str_slice(source, from, to - from)) };
}

/* -- const ledger = db.….aggregate([…]); ledger.total -- */

static bool is_of_cursors(str name)
{
	static const char *const names[] = {
		"toArray",
		"next",
		"tryNext",
		"hasNext",
		"forEach",
		"map",
		"itcount",
		"pretty",
		"batchSize",
		"close",
		"explain",
		"isExhausted",
		"objsLeftInBatch",
		"maxTimeMS",
		"isClosed",
		"sort",
		"limit",
		"skip",
		"project",
		"count",
		"size",
		"hint",
		"comment",
		"collation",
		"allowDiskUse",
		"readConcern",
		"readPref",
		NULL,
	};

	return lint_is_one_of(name, names);
}

/* The name in "const NAME = db.x." that stands before the call; "". */
static str variable_before(str s, size_t at)
{
	size_t from = at, end;

	while (from > 0 && s.bytes[from - 1] != '\n' && s.bytes[from - 1] != ';')
		from--;
	while (from < at && isspace((unsigned char)s.bytes[from]))
		from++;
	if (str_starts_with(str_slice(s, from, 6), STR("const ")))
		from += 6;
	else if (str_starts_with(str_slice(s, from, 4), STR("let ")) ||
		 str_starts_with(str_slice(s, from, 4), STR("var ")))
		from += 4;
	for (end = from; end < at && is_name(s.bytes[end]);)
		end++;
	if (end == from ||
	    !str_starts_with(str_trim(str_slice(s, end, at - end)), STR("=")))
		return STR("");
	return str_slice(s, from, end - from);
}

static void look_at_use(struct lint *lint, const struct method *call, str name)
{
	str source = call->source;
	size_t at = call->end;
	/* Near by: what is used a screen further on nobody types. */
	size_t to = at + LINT_ARGUMENTS_BYTES_MAX;

	while (at < to && at + name.length + 1 < source.length) {
		size_t next = past_text(source, at), end;
		struct spot spot;
		str field;

		if (next > at) {
			at = next;
			continue;
		}
		if (!str_equal(str_slice(source, at, name.length), name) ||
		    source.bytes[at + name.length] != '.' ||
		    (at > 0 &&
		     (is_name(source.bytes[at - 1]) || source.bytes[at - 1] == '.'))) {
			at++;
			continue;
		}
		for (end = at + name.length + 1;
		     end < source.length && is_name(source.bytes[end]);)
			end++;
		field = str_slice(source, at + name.length + 1,
				  end - at - name.length - 1);
		if (field.length == 0 || is_of_cursors(field)) {
			at = end;
			continue;
		}
		spot = spot_at(lint, call, at);
		spot.repaired = arena_format(lint->arena, STR_FMT ".next()." STR_FMT,
					     STR_ARG(name), STR_ARG(field));
		lint_report(lint, RULE_MONGOSH_CURSOR, spot,
			    STR_FMT
			    "() gives a cursor: " STR_FMT "." STR_FMT
			    " is undefined, and written to a document it becomes null",
			    STR_ARG(call->name), STR_ARG(name), STR_ARG(field));
		return;
	}
}

static void look_at_cursor(struct lint *lint, const struct method *call)
{
	str source = call->source;
	str name = variable_before(source, call->at);
	str behind = str_trim(str_slice(source, call->end, source.length));

	if ((!str_is(call->name, "aggregate") && !str_is(call->name, "find")) ||
	    name.length == 0 || str_starts_with(behind, STR(".")))
		return;
	look_at_use(lint, call, name);
}

/* -- profiler, filters, loops, old methods, placeholders -- */

static void look_at_profiler(struct lint *lint, const struct method *call)
{
	struct spot spot;

	if (!str_is(call->name, "setProfilingLevel") || call->arguments.length == 0 ||
	    strchr("0<$", call->arguments.bytes[0]) ||
	    lint_says(lint, "setProfilingLevel(0"))
		return;
	spot = spot_at(lint, call, call->at);
	spot.repaired = STR("db.setProfilingLevel(0)");
	lint_report(lint, RULE_MONGOSH_PROFILER, spot,
		    "the profiler stays on, and costs each operation a write, until "
		    "somebody switches it off: nothing here does");
}

static void look_at_filter(struct lint *lint, const struct method *call)
{
	static const char *const names[] = { "updateMany", "deleteMany", "remove",
					     "update", NULL };
	str filter = call->arguments;

	if (!lint_is_one_of(call->name, names) || filter.length < 2 ||
	    filter.bytes[0] != '{' ||
	    str_trim(str_slice(filter, 1, filter.length)).bytes[0] != '}')
		return;
	lint_report(lint, RULE_MONGOSH_NO_FILTER, spot_at(lint, call, call->at),
		    "an empty filter is every document of the collection");
}

static void look_at_loop(struct lint *lint, const struct method *call)
{
	static const char *const changes[] = { "deleteOne(",  "deleteMany(", "updateOne(",
					       "updateMany(", "remove(",     "insertOne(",
					       "replaceOne(", NULL };

	for (size_t i = 0; changes[i]; i++)
		if (str_contains(call->arguments, str_of(changes[i]))) {
			lint_report(lint, RULE_MONGOSH_LOOP,
				    spot_at(lint, call, call->at),
				    "each document that matches is changed at once, "
				    "however many there are, and nothing is kept: count "
				    "and look at them first, and keep a copy");
			return;
		}
}

static const struct {
	const char *name, *instead;
} old_methods[] = {
	{ "ensureIndex", "createIndex" },
	{ "dropDups", "" },
	{ "printSlaveReplicationInfo", "printSecondaryReplicationInfo" },
	{ "slaveOk", "db.getMongo().setReadPref('secondaryPreferred')" },
	{ "setSlaveOk", "db.getMongo().setReadPref('secondaryPreferred')" },
	{ "getPrevError", "" },
	{ "eval", "" },
};

static void look_at_age(struct lint *lint, const struct method *call)
{
	for (size_t i = 0; i < sizeof(old_methods) / sizeof(old_methods[0]); i++)
		if (str_is(call->name, old_methods[i].name)) {
			struct spot spot = spot_at(lint, call, call->at);

			spot.repaired = str_of(old_methods[i].instead);
			lint_report(lint, RULE_MONGOSH_OBSOLETE, spot,
				    "mongosh has no " STR_FMT "()%s%s",
				    STR_ARG(call->name),
				    spot.repaired.length > 0 ? ": " : "",
				    old_methods[i].instead);
		}
}

static void look_at_placeholder(struct lint *lint, const struct method *call)
{
	str given = call->arguments;

	if (given.length > 2 && given.bytes[0] == '<' &&
	    given.bytes[given.length - 1] == '>' &&
	    isalpha((unsigned char)given.bytes[1]))
		lint_report(lint, RULE_MONGOSH_PLACEHOLDER, spot_at(lint, call, call->at),
			    "typed as it stands, " STR_FMT
			    " is a syntax error: it must be filled first",
			    STR_ARG(given));
}

void lint_mongosh(struct lint *lint, str source, unsigned line)
{
	struct method call;
	size_t at = 0, loop_end = 0;

	while (next_call(source, &at, &call)) {
		call.line = line;
		look_at_cursor(lint, &call);
		look_at_profiler(lint, &call);
		look_at_filter(lint, &call);
		/* A loop in a loop is told once. */
		if (call.at >= loop_end && str_is(call.name, "forEach")) {
			look_at_loop(lint, &call);
			loop_end = call.end;
		}
		look_at_age(lint, &call);
		look_at_placeholder(lint, &call);
	}
}
