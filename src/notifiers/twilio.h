/* What SMS and calls by Twilio have in common. */
#ifndef NOTIFIERS_TWILIO_H
#define NOTIFIERS_TWILIO_H

#include "base/text.h"
#include "notifiers/notifiers.h"

enum { TWILIO_FORM_BYTES_MAX = 16 << 10 };

extern const struct channel_setting twilio_settings[];

/* A number as E.164 writes it: "+4917012345678". */
bool twilio_check_number(str address, struct error *error);
bool twilio_check_channel(const struct channel_config *channel, struct error *error);
str twilio_destination(struct arena *arena, const struct contact *contact,
		       const struct config *config);
/* A form with whom it is for, from whom, and where its fate is told. */
struct text twilio_form(struct arena *arena, const struct notice *notice);
/* Posts it to the account's "Messages" or "Calls"; the receipt is its sid there. Twilio
 * knows no idempotency key: after an answer that was lost the phone hears it twice. */
bool twilio_create(struct arena *arena, const struct notice *notice, const char *what,
		   str form, struct send_outcome *ret_outcome, struct error *error);
bool twilio_is_answered(const struct notice *notice); /* replies reach us */

#endif
