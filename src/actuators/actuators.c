#include "actuators/actuators.h"

#define ACTUATOR(name) extern const struct actuator name##_actuator;
#include "actuators/list.h"
#undef ACTUATOR

static const struct actuator *const actuators[] = {
#define ACTUATOR(name) &name##_actuator,
#include "actuators/list.h"
#undef ACTUATOR
};

const struct actuator *const *actuators_all(size_t *ret_count)
{
	*ret_count = sizeof(actuators) / sizeof(actuators[0]);
	return actuators;
}

str plan_value(const struct actuator_call *call, const char *name)
{
	for (size_t i = 0; i < call->plan_count; i++)
		if (str_is(call->plan[i].name, name))
			return call->plan[i].value;
	return STR("");
}

bool plan_need(const struct actuator_call *call, const char *name, str *ret_value,
	       struct error *error)
{
	str value = plan_value(call, name);

	if (value.length == 0)
		return error_set(error, ERROR_INVALID, "the plan does not say '%s'",
				 name);
	*ret_value = value;
	return true;
}

bool argv_read(struct arena *arena, const struct tree *list, str **ret_argv,
	       size_t *ret_argc)
{
	size_t count = tree_count(list);
	str *argv;

	if (!list || list->kind != TREE_LIST || count == 0)
		return false;
	argv = arena_many(arena, str, count);
	for (size_t i = 0; i < count; i++) {
		const struct tree *item = tree_nth(list, i);

		if (item->kind != TREE_TEXT)
			return false;
		argv[i] = item->text;
	}
	*ret_argv = argv;
	*ret_argc = count;
	return true;
}

struct tree *argv_tree(struct arena *arena, const str *argv, size_t argc)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < argc; i++)
		tree_add(arena, list, tree_text(arena, argv[i]));
	return list;
}
