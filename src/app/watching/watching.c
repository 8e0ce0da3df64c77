#include "app/watching/watching.h"

#include "app/note.h"
#include "app/watching/heartbeats.h"
#include "app/watching/senders.h"
#include "app/watching/watches.h"

#define TEND_EVERY_MS (15 * SECOND_MS)

static const char alive_setting[] = "watching.alive_at";

/* The present when it was never written down. */
static bool last_alive(struct work *work, instant_ms *ret_at)
{
	str written;

	*ret_at = work->now;
	if (!store_setting_get(work, alive_setting, &written))
		return false;
	if (!str_to_int(written, ret_at))
		*ret_at = work->now;
	return true;
}

static bool tend_again(struct work *work)
{
	return store_setting_put(work, alive_setting, text_of_int(work, work->now)) &&
	       timer_set(work, "watching.tend", 0, 0, work->now + TEND_EVERY_MS);
}

bool watching_start(struct work *work)
{
	instant_ms alive_at;

	return last_alive(work, &alive_at) && heartbeats_arm(work, alive_at) &&
	       watches_arm(work) && senders_start(work) && tend_again(work);
}

bool watching_arm(struct work *work)
{
	return heartbeats_arm(work, work->now) && watches_arm(work);
}

bool watching_tend(struct work *work, const struct timer *timer)
{
	(void)timer;
	return senders_tend(work) && tend_again(work);
}
