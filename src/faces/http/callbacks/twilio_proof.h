/* Twilio's signature: base64 of HMAC-SHA-1, with the account's auth token, over the URL
 * it called and the form's fields sorted by name. */
#ifndef FACES_HTTP_CALLBACKS_TWILIO_PROOF_H
#define FACES_HTTP_CALLBACKS_TWILIO_PROOF_H

#include "formats/form.h"

str twilio_signature(struct arena *arena, str token, str url, const struct form *form);
/* "url" is how we are reached as configured; Twilio may have left a port out of what it
 * signed, or put the scheme's own in. */
bool twilio_is_signed(struct arena *arena, str token, str url, const struct form *form,
		      str signature);

#endif
