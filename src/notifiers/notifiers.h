/* The table of channels that main hands to app/, and what channels share. */
#ifndef NOTIFIERS_NOTIFIERS_H
#define NOTIFIERS_NOTIFIERS_H

#include "app/ports.h"
#include "net/http_client.h"

const struct notifier *const *notifiers_all(size_t *ret_count);

/* -- where it goes -- */

/* An http or https URL without spaces, line breaks or a password. */
bool notifier_check_url(str address, struct error *error);
/* check_channel of those whose secret "url" says where it goes. */
bool notifier_check_secret_url(const struct channel_config *channel, struct error *error);
/* destination and needs_no_dns of those that post to their address, or to what the
 * channel calls "url". */
str notifier_url_destination(struct arena *arena, const struct contact *contact,
			     const struct config *config);
bool notifier_url_needs_no_dns(const struct contact *contact,
			       const struct config *config);
/* The same of an address that is known: "http hooks.example.org:8080". */
str notifier_destination_of(struct arena *arena, const char *protocol, str address);
/* Its host is written as numbers, or is this machine. */
bool notifier_is_numeric(str address);

/* In a drill nothing leaves this machine: false, and permanent, for another one. */
bool notifier_may_reach(const struct notice *notice, str address,
			struct send_outcome *ret_outcome, struct error *error);

/* -- what it needs; "" when the channel has none of that name -- */
str notifier_setting(const struct notice *notice, const char *name);
str notifier_secret(const struct notice *notice, const char *name);
/* "Bearer TOKEN" of the secret "token"; "" without one. */
str notifier_bearer(struct arena *arena, const struct notice *notice);

/* -- how it is sent -- */

/* One POST, bounded by NOTIFY_MS_MAX. 2xx is success; no answer, 408, 429 and 5xx are
 * worth another attempt, not before what Retry-After says. */
bool notifier_exchange(struct arena *arena, const struct http_request *request,
		       struct http_answer *ret_answer, struct send_outcome *ret_outcome,
		       struct error *error);
/* For whom the answer's body says nothing. */
bool notifier_post(struct arena *arena, const struct http_request *request,
		   struct send_outcome *ret_outcome, struct error *error);
/* A tree to a URL, for which the drill's rule is asked as well. Whoever answers 200 with
 * anything but "ok" did not take it. */
bool notifier_post_for_ok(struct arena *arena, const struct notice *notice, str url,
			  const struct tree *body, struct send_outcome *ret_outcome,
			  struct error *error);

/* -- what it says -- */

/* Of buttons, in the notice's language. */
str notifier_word_acknowledge(const struct notice *notice);
str notifier_word_room(const struct notice *notice);
/* The title of a card: the subject, with the code in it. */
str notifier_headline(struct arena *arena, const struct notice *notice);

#endif
