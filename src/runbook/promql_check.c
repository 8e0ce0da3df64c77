/* What Prometheus knows, and what it refuses though it can be read. */
#include "runbook/promql_private.h"

#include "base/suggest.h"
#include "formats/place.h"

#include <string.h>

static const struct promql_function functions[] = {
	{ "abs", PROMQL_VECTOR, "v" },
	{ "absent", PROMQL_VECTOR, "v" },
	{ "absent_over_time", PROMQL_VECTOR, "r" },
	{ "acos", PROMQL_VECTOR, "v" },
	{ "acosh", PROMQL_VECTOR, "v" },
	{ "asin", PROMQL_VECTOR, "v" },
	{ "asinh", PROMQL_VECTOR, "v" },
	{ "atan", PROMQL_VECTOR, "v" },
	{ "atanh", PROMQL_VECTOR, "v" },
	{ "avg_over_time", PROMQL_VECTOR, "r" },
	{ "ceil", PROMQL_VECTOR, "v" },
	{ "changes", PROMQL_VECTOR, "r" },
	{ "clamp", PROMQL_VECTOR, "vss" },
	{ "clamp_max", PROMQL_VECTOR, "vs" },
	{ "clamp_min", PROMQL_VECTOR, "vs" },
	{ "cos", PROMQL_VECTOR, "v" },
	{ "cosh", PROMQL_VECTOR, "v" },
	{ "count_over_time", PROMQL_VECTOR, "r" },
	{ "day_of_month", PROMQL_VECTOR, "?v" },
	{ "day_of_week", PROMQL_VECTOR, "?v" },
	{ "day_of_year", PROMQL_VECTOR, "?v" },
	{ "days_in_month", PROMQL_VECTOR, "?v" },
	{ "deg", PROMQL_VECTOR, "v" },
	{ "delta", PROMQL_VECTOR, "r" },
	{ "deriv", PROMQL_VECTOR, "r" },
	{ "double_exponential_smoothing", PROMQL_VECTOR, "rss" },
	{ "exp", PROMQL_VECTOR, "v" },
	{ "first_over_time", PROMQL_VECTOR, "r" },
	{ "floor", PROMQL_VECTOR, "v" },
	{ "histogram_avg", PROMQL_VECTOR, "v" },
	{ "histogram_count", PROMQL_VECTOR, "v" },
	{ "histogram_fraction", PROMQL_VECTOR, "ssv" },
	{ "histogram_quantile", PROMQL_VECTOR, "sv" },
	{ "histogram_stddev", PROMQL_VECTOR, "v" },
	{ "histogram_stdvar", PROMQL_VECTOR, "v" },
	{ "histogram_sum", PROMQL_VECTOR, "v" },
	{ "holt_winters", PROMQL_VECTOR, "rss" },
	{ "hour", PROMQL_VECTOR, "?v" },
	{ "idelta", PROMQL_VECTOR, "r" },
	{ "increase", PROMQL_VECTOR, "r" },
	{ "info", PROMQL_VECTOR, "v?v" },
	{ "irate", PROMQL_VECTOR, "r" },
	{ "label_join", PROMQL_VECTOR, "vtt?t*" },
	{ "label_replace", PROMQL_VECTOR, "vtttt" },
	{ "last_over_time", PROMQL_VECTOR, "r" },
	{ "ln", PROMQL_VECTOR, "v" },
	{ "log10", PROMQL_VECTOR, "v" },
	{ "log2", PROMQL_VECTOR, "v" },
	{ "mad_over_time", PROMQL_VECTOR, "r" },
	{ "max_over_time", PROMQL_VECTOR, "r" },
	{ "min_over_time", PROMQL_VECTOR, "r" },
	{ "minute", PROMQL_VECTOR, "?v" },
	{ "month", PROMQL_VECTOR, "?v" },
	{ "pi", PROMQL_SCALAR, "" },
	{ "predict_linear", PROMQL_VECTOR, "rs" },
	{ "present_over_time", PROMQL_VECTOR, "r" },
	{ "quantile_over_time", PROMQL_VECTOR, "sr" },
	{ "rad", PROMQL_VECTOR, "v" },
	{ "rate", PROMQL_VECTOR, "r" },
	{ "resets", PROMQL_VECTOR, "r" },
	{ "round", PROMQL_VECTOR, "v?s" },
	{ "scalar", PROMQL_SCALAR, "v" },
	{ "sgn", PROMQL_VECTOR, "v" },
	{ "sin", PROMQL_VECTOR, "v" },
	{ "sinh", PROMQL_VECTOR, "v" },
	{ "sort", PROMQL_VECTOR, "v" },
	{ "sort_by_label", PROMQL_VECTOR, "v?t*" },
	{ "sort_by_label_desc", PROMQL_VECTOR, "v?t*" },
	{ "sort_desc", PROMQL_VECTOR, "v" },
	{ "sqrt", PROMQL_VECTOR, "v" },
	{ "stddev_over_time", PROMQL_VECTOR, "r" },
	{ "stdvar_over_time", PROMQL_VECTOR, "r" },
	{ "sum_over_time", PROMQL_VECTOR, "r" },
	{ "tan", PROMQL_VECTOR, "v" },
	{ "tanh", PROMQL_VECTOR, "v" },
	{ "time", PROMQL_SCALAR, "" },
	{ "timestamp", PROMQL_VECTOR, "v" },
	{ "ts_of_first_over_time", PROMQL_VECTOR, "r" },
	{ "ts_of_last_over_time", PROMQL_VECTOR, "r" },
	{ "ts_of_max_over_time", PROMQL_VECTOR, "r" },
	{ "ts_of_min_over_time", PROMQL_VECTOR, "r" },
	{ "vector", PROMQL_VECTOR, "s" },
	{ "year", PROMQL_VECTOR, "?v" },
};

static const struct promql_function aggregations[] = {
	{ "avg", PROMQL_VECTOR, "v" },     { "bottomk", PROMQL_VECTOR, "sv" },
	{ "count", PROMQL_VECTOR, "v" },   { "count_values", PROMQL_VECTOR, "tv" },
	{ "group", PROMQL_VECTOR, "v" },   { "limit_ratio", PROMQL_VECTOR, "sv" },
	{ "limitk", PROMQL_VECTOR, "sv" }, { "max", PROMQL_VECTOR, "v" },
	{ "min", PROMQL_VECTOR, "v" },     { "quantile", PROMQL_VECTOR, "sv" },
	{ "stddev", PROMQL_VECTOR, "v" },  { "stdvar", PROMQL_VECTOR, "v" },
	{ "sum", PROMQL_VECTOR, "v" },     { "topk", PROMQL_VECTOR, "sv" },
};

static const struct promql_function *find(const struct promql_function *table,
					  size_t count, str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, table[i].name))
			return &table[i];
	return NULL;
}

const struct promql_function *promql_function(str name)
{
	return find(functions, sizeof(functions) / sizeof(functions[0]), name);
}

const struct promql_function *promql_aggregation(str name)
{
	return find(aggregations, sizeof(aggregations) / sizeof(aggregations[0]), name);
}

struct checking {
	struct arena *arena;
	str source;
	struct error *error;
};

#define FAIL(checking, node, ...) \
	place_fail((checking)->source, (node)->begin, (checking)->error, ERROR_INVALID, \
		   __VA_ARGS__)

static enum promql_type type_of(char letter)
{
	switch (letter) {
	case 'r': return PROMQL_RANGE;
	case 's': return PROMQL_SCALAR;
	case 't': return PROMQL_TEXT;
	default: return PROMQL_VECTOR;
	}
}

static bool check_arguments(struct checking *checking, const struct promql *node,
			    const struct promql_function *function)
{
	const char *takes = function->takes;
	bool is_optional = false;
	enum promql_type type = PROMQL_VECTOR;

	for (size_t i = 0; i < node->count; i++) {
		if (*takes == '?') {
			is_optional = true;
			takes++;
		}
		if (*takes == '\0')
			return FAIL(checking, node, "%s() takes fewer arguments",
				    function->name);
		if (*takes != '*')
			type = type_of(*takes++);
		if (node->arguments[i]->type != type)
			return FAIL(checking, node->arguments[i],
				    "%s() wants %s here, and this is %s", function->name,
				    promql_type_names[type],
				    promql_type_names[node->arguments[i]->type]);
	}
	if (*takes != '\0' && *takes != '?' && *takes != '*' && !is_optional)
		return FAIL(checking, node, "%s() takes more arguments", function->name);
	return true;
}

static bool check_call(struct checking *checking, const struct promql *node)
{
	const struct promql_function *function = promql_function(node->name);
	struct suggestion suggestion = suggestion_for(node->name);

	if (function)
		return check_arguments(checking, node, function);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		suggestion_try(&suggestion, str_of(functions[i].name));
	return place_fail(checking->source, node->begin, checking->error, ERROR_NOT_FOUND,
			  "Prometheus has no function '" STR_FMT "'" STR_FMT,
			  STR_ARG(str_clip(node->name, 60)),
			  STR_ARG(suggestion_text(checking->arena, &suggestion)));
}

static bool is_set_operator(str name)
{
	return str_is(name, "and") || str_is(name, "or") || str_is(name, "unless");
}

static bool is_comparison(str name)
{
	return str_is(name, "==") || str_is(name, "!=") || str_is(name, "<") ||
	       str_is(name, ">") || str_is(name, "<=") || str_is(name, ">=");
}

static bool check_binary(struct checking *checking, const struct promql *node)
{
	enum promql_type left = node->arguments[0]->type,
			 right = node->arguments[1]->type;
	bool has_scalar = left == PROMQL_SCALAR || right == PROMQL_SCALAR;

	for (size_t i = 0; i < 2; i++)
		if (node->arguments[i]->type != PROMQL_SCALAR &&
		    node->arguments[i]->type != PROMQL_VECTOR)
			return FAIL(checking, node->arguments[i],
				    "'" STR_FMT
				    "' takes scalars and instant vectors, and "
				    "this is %s",
				    STR_ARG(node->name),
				    promql_type_names[node->arguments[i]->type]);
	if (node->is_bool && !is_comparison(node->name))
		return FAIL(checking, node, "bool stands behind a comparison only");
	if (is_comparison(node->name) && !node->is_bool && left == PROMQL_SCALAR &&
	    right == PROMQL_SCALAR)
		return FAIL(checking, node, "two scalars are compared with bool only");
	if (is_set_operator(node->name) && has_scalar)
		return FAIL(checking, node, "'" STR_FMT "' takes instant vectors only",
			    STR_ARG(node->name));
	if (is_set_operator(node->name) && (node->is_many_to_one || node->is_one_to_many))
		return FAIL(checking, node, "'" STR_FMT "' takes no group_left",
			    STR_ARG(node->name));
	if (node->grouping != PROMQL_UNGROUPED && has_scalar)
		return FAIL(checking, node, "labels are matched between vectors only");
	return true;
}

static bool check_node(void *context, const struct promql *node)
{
	struct checking *checking = context;

	switch (node->kind) {
	case PROMQL_CALL: return check_call(checking, node);
	case PROMQL_AGGREGATION:
		return check_arguments(checking, node, promql_aggregation(node->name));
	case PROMQL_BINARY: return check_binary(checking, node);
	case PROMQL_NEGATION:
		if (node->type == PROMQL_SCALAR || node->type == PROMQL_VECTOR)
			return true;
		return FAIL(checking, node, "a sign stands before a scalar or a vector");
	case PROMQL_SUBQUERY:
		if (node->arguments[0]->type == PROMQL_VECTOR)
			return true;
		return FAIL(checking, node,
			    "a subquery is of an instant vector, and "
			    "this is of %s",
			    promql_type_names[node->arguments[0]->type]);
	case PROMQL_NUMBER:
	case PROMQL_STRING:
	case PROMQL_SELECTOR:
	case PROMQL_GROUP: return true;
	}
	return true;
}

bool promql_check(struct arena *arena, str source, const struct promql *promql,
		  struct error *error)
{
	struct checking checking = { arena, source, error };

	return promql_walk(promql, check_node, &checking);
}
