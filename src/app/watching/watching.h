/* Our own eyes: what must be looked after while nobody sends anything. */
#ifndef APP_WATCHING_WATCHING_H
#define APP_WATCHING_WATCHING_H

#include "app/app.h"
#include "app/store.h"

/* At the start: nothing could be heard while we were down. */
bool watching_start(struct work *work) MUST_CHECK;
/* With a new configuration. */
bool watching_arm(struct work *work) MUST_CHECK;
/* Timer watching.tend, again and again: writes down that we live, and who sent what. */
bool watching_tend(struct work *work, const struct timer *timer) MUST_CHECK;

#endif
