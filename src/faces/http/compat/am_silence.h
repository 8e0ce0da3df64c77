/* The body of a silence that amtool and others post, read and refused as Alertmanager and
 * its library do it, so that their words fit what their users know. Pure. */
#ifndef FACES_HTTP_COMPAT_AM_SILENCE_H
#define FACES_HTTP_COMPAT_AM_SILENCE_H

#include "core/alerting/silence.h"

struct am_refusal {
	int status;
	int code; /* its library's; 0: it refuses itself, with a sentence alone */
	str message;
};

/* Fills uid ("" : a new one), matchers, comment, created_by, starts_at and ends_at. */
bool am_silence_read(struct arena *arena, str body, instant_ms now,
		     struct silence *ret_silence,
		     struct am_refusal *ret_refusal) MUST_CHECK;

#endif
