/* What must still be done after the service is back. */
#ifndef CORE_LEARNING_ITEM_H
#define CORE_LEARNING_ITEM_H

#include "base/clock.h"
#include "base/shape.h"

enum item_state { ITEM_OPEN, ITEM_DONE, ITEM_DEPRIORITISED };
extern const char *const item_state_names[];

struct item {
	int64_t id;
	int64_t incident;
	str title;
	str owner;      /* "" is flagged: an item nobody owns is not done by anybody */
	instant_ms due; /* 0 is flagged too */
	enum item_state state;
	str why;
	str outcome; /* evidence of done, or the reason for not doing it */
	instant_ms created_at;
	instant_ms ended_at;
};
extern const struct shape item_shape;

#endif
