/* The table of channels that main hands to app/, and what channels share. */
#ifndef NOTIFIERS_NOTIFIERS_H
#define NOTIFIERS_NOTIFIERS_H

#include "app/ports.h"
#include "net/http_client.h"

const struct notifier *const *notifiers_all(size_t *ret_count);

/* An http or https URL without spaces, line breaks or a password. */
bool notifier_check_url(str address, struct error *error);

/* In a drill nothing leaves this machine: false, and permanent, for another one. */
bool notifier_may_reach(const struct notice *notice, str address, bool *ret_permanent,
			struct error *error);

/* One POST. 2xx is success; no answer, 408, 429 and 5xx are worth another attempt. */
bool notifier_post(struct arena *arena, const struct http_request *request,
		   bool *ret_permanent, struct error *error);

#endif
