/* What the parts of the actuator postgres share. Private to actuators/postgres*.c. */
#ifndef ACTUATORS_POSTGRES_PARTS_H
#define ACTUATORS_POSTGRES_PARTS_H

#include "actuators/actuators.h"
#include "sql/postgres_ask.h"

/* To the database that is the call's target. */
struct postgres *postgres_of(const struct actuator_call *call,
			     struct error *error) MUST_CHECK;

/* One value of "do", as the actuator's own functions. */
struct postgres_deed {
	const char *name;
	enum action_class class;
	bool (*preview)(const struct actuator_call *call, struct postgres *db,
			struct actuator_preview *ret, struct error *error);
	bool (*apply)(const struct actuator_call *call, struct postgres *db,
		      struct actuator_result *ret, struct error *error);
	int (*was_done)(const struct actuator_call *call, struct postgres *db,
			str *ret_why);
};

extern const struct postgres_deed postgres_list, postgres_cancel, postgres_terminate;
extern const struct postgres_deed postgres_create_index, postgres_drop_index;

#endif
