#include "trackers/trackers.h"

#define TRACKER(name) extern const struct tracker name##_tracker;
#include "trackers/list.h"
#undef TRACKER

static const struct tracker *const trackers[] = {
#define TRACKER(name) &name##_tracker,
#include "trackers/list.h"
#undef TRACKER
};

const struct tracker *const *trackers_all(size_t *ret_count)
{
	*ret_count = sizeof(trackers) / sizeof(trackers[0]);
	return trackers;
}
