/* What messages and calls of Twilio have in common. */
#ifndef FACES_HTTP_CALLBACKS_TWILIO_H
#define FACES_HTTP_CALLBACKS_TWILIO_H

#include "faces/http/callbacks/callback.h"

/* The address as Twilio called it, below public_url. */
str twilio_called_url(struct request *request);
/* By the channel of this name, or (when "") by any channel of the account; false:
 * refused already. */
bool twilio_check_proof(struct request *request, const struct form *form,
			str name) MUST_CHECK;
void twilio_answer(struct request *request, struct text *twiml);

#endif
