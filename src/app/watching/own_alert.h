/* An alert of our own eyes: of a heartbeat, a watch, a sender that fell silent. It is
 * told apart by its identity, said once, and ended by us. */
#ifndef APP_WATCHING_OWN_ALERT_H
#define APP_WATCHING_OWN_ALERT_H

#include "app/app.h"

struct own_alert {
	const char *source; /* "heartbeat": also the label that names it */
	str name;           /* of the heartbeat; alertname, too */
	str summary;
	const struct own_labels *own;
};

/* Inside a turn, whoever's it is: stanch says it. */
bool own_alert_fire(struct work *work, const struct own_alert *alert) MUST_CHECK;
bool own_alert_end(struct work *work, const char *source, str name) MUST_CHECK;

#endif
