/* One request to an API of the configuration: its URL, its authorities, its token. */
#ifndef ACTUATORS_API_H
#define ACTUATORS_API_H

#include "actuators/actuators.h"
#include "net/http_client.h"

struct api_ask {
	const struct actuator_call *call;
	const struct api_config *api;
	const char *method; /* NULL: GET */
	str path;           /* behind the URL of the API, beginning with "/" */
	str body;           /* JSON; "" : none */
	const struct http_header *headers; /* beside the token's, Accept and the body's */
	size_t header_count;
	int64_t wait_ms;
};

/* True when an answer came that is no redirection: those are not followed, as they may
 * lead anywhere with our token. Where an answer holds the token, *** stands for it. A
 * request that changes something is sent once, by a connection of its own. In a drill
 * only this machine is asked. */
bool api_ask(const struct api_ask *ask, struct http_answer *ret_answer,
	     struct error *error) MUST_CHECK;

/* "403: the flag is locked": of an answer that is not what was hoped for. The message is
 * that of a JSON body, or its beginning. */
str api_says(struct arena *arena, const struct http_answer *answer);

#endif
