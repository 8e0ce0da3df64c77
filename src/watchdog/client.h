/* What the watchdog asks of the server: like any stranger, over its address. */
#ifndef WATCHDOG_CLIENT_H
#define WATCHDOG_CLIENT_H

#include "base/clock.h"

/* GET /-/healthy answers 200. */
bool client_is_healthy(str server, struct error *error) MUST_CHECK;
/* Fires or ends the test alert; the nonce is in its summary. */
bool client_post_alert(str server, str door_key, str nonce, bool ends,
		       struct error *error) MUST_CHECK;
/* As a person does who follows the link and presses the button. The link's host may be
 * one that only people resolve; it is asked of the server's address. */
bool client_acknowledge(str server, str link, struct error *error) MUST_CHECK;

#endif
