/* The table of actuators that main hands to app/, and what actuators share. */
#ifndef ACTUATORS_ACTUATORS_H
#define ACTUATORS_ACTUATORS_H

#include "app/ports.h"

const struct actuator *const *actuators_all(size_t *ret_count);

/* "" when the plan does not name it. */
str plan_value(const struct actuator_call *call, const char *name);
bool plan_need(const struct actuator_call *call, const char *name, str *ret_value,
	       struct error *error);

/* A list of texts into an array in the arena; false when it is anything else. */
bool argv_read(struct arena *arena, const struct tree *list, str **ret_argv,
	       size_t *ret_argc);
struct tree *argv_tree(struct arena *arena, const str *argv, size_t argc);

#endif
