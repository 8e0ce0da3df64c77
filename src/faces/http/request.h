/* One request on its way through a face. Private to faces/http. */
#ifndef FACES_HTTP_REQUEST_H
#define FACES_HTTP_REQUEST_H

#include "faces/http/face.h"

#include "net/http_server.h"

#include <stdatomic.h>

struct http_face {
	struct http_face_options options;
	struct arena *arena;
	struct http_server *server;
	/* Live pages. Each holds a connection for hours, so they have a budget of
	 * their own and the rest stays free for acks and senders. */
	atomic_uint streams;
	str page_hash;              /* of all the page is made of; "" with web_dir */
	str page;                   /* index.html as it is served */
	struct status_copy *status; /* the status page as it was last rendered */
	struct limiter *limiter;    /* of door keys */
};

struct request {
	struct http_face *face;
	const struct http_route *route;
	const struct http_incoming *in;
	struct http_outgoing *out;
	struct work work; /* its actor is who asks, once the gate let them in */
	str rest;         /* of the path, behind the route's own part */
	str session;      /* the cookie's secret and its CSRF token; "" */
	str csrf;
	str token; /* the bearer's; "" */
};

/* Cookies know no port: a drill on the same host must not sign anybody out. */
const char *session_cookie(const struct request *request);

/* Who may come through before a route's own code runs. */
enum gate {
	GATE_OPEN,   /* anybody who reaches the listener */
	GATE_PERSON, /* a token, a session, or the local socket */
	GATE_DOOR,   /* a door's key in a header, or loopback when there is none */
	GATE_READER, /* of what Alertmanager serves: its door's key or a person's token,
		      * or loopback when there is no key; who changes must be a responder
		      */
	GATE_SENDER, /* the same, but the door looks itself: the key may be in the body */
};

struct http_route {
	const char *path;    /* ending in "/" and longer than that: all below it, of
			      * a door also itself, as some clients write a list */
	const char *methods; /* as the header Allow has it; a HEAD comes as a GET */
	unsigned classes;    /* listeners with one of them serve it */
	enum gate gate;
	void (*handle)(struct request *request);
	bool is_for_tests; /* local socket of a server under test only */
	bool is_link;      /* its path is a secret; nothing of it may be logged */
};

/* The one that takes the method, else another of the path; NULL when there is none. */
const struct http_route *route_find(const struct http_face *face, const char *method,
				    str path, str *ret_rest);
bool route_takes(const struct http_route *route, const char *method);
bool request_is(const struct request *request, const char *method);

/* -- answers -- */
void answer_tree(struct request *request, int status, const struct tree *tree);
void answer_bytes(struct request *request, int status, const char *type, str bytes);
/* By RFC 9457. Failures of ours are logged here and nowhere else. */
void answer_error(struct request *request, const struct error *error);
void answer_problem(struct request *request, int status, const char *name, str detail);
/* The body as a JSON object; empty when there is none. NULL: refused already. */
const struct tree *request_body(struct request *request);

/* -- who asks (auth.c, origin.c); false: refused already -- */
bool gate_let_in(struct request *request) MUST_CHECK;
bool origin_let_in(struct request *request) MUST_CHECK;
/* Whether the request came to this authority, "host:port". */
bool origin_is_authority(const struct request *request, str authority);
bool address_is_loopback_peer(str peer);
/* As a bearer, as Opsgenie's clients say it, or as the password of anybody; false when
 * there is none. */
bool gate_said_key(const struct request *request, str *ret_key);
/* The door whose key this is and still holds; NULL for none. */
const struct door_key *gate_door_key(struct request *request, str key);
bool door_key_opens(const struct door_key *key, const char *source);

/* -- the routes' own code -- */
void api_handle(struct request *request);
void session_me(struct request *request);
void session_begin(struct request *request);
void session_end(struct request *request);
/* The cookie that carries a session's secret; "" ends it. */
void session_set_cookie(struct request *request, str secret);
void events_handle(struct request *request);
void site_handle(struct request *request);
void asset_handle(struct request *request);
bool site_open(struct http_face *face, struct error *error) MUST_CHECK;
void login_link_handle(struct request *request);
void ack_link_handle(struct request *request);
void report_form_handle(struct request *request);
void calendar_handle(struct request *request);
void door_handle(struct request *request);
/* Whose door this path is, with what stands behind it; NULL when it is none. ret_key is
 * the last part of /hooks/NAME/KEY. */
const struct source *door_source(const struct ports *ports, str path, str *ret_rest,
				 str *ret_key);
/* Whether the body is of one of these types; Alertmanager's answer when it is not. */
bool type_let_in(struct request *request, const char *const *types) MUST_CHECK;
void am_status_handle(struct request *request);
void am_alerts_handle(struct request *request);
void am_groups_handle(struct request *request);
void am_receivers_handle(struct request *request);
void am_silences_handle(struct request *request);
void am_silence_handle(struct request *request);
void opsgenie_handle(struct request *request);
void status_handle(struct request *request);
struct status_copy *status_open(void);
void status_close(struct status_copy *copy);
/* One mail, by the key in the path. */
void mail_handle(struct request *request);
void metrics_handle(struct request *request);
void healthy_handle(struct request *request);
void ready_handle(struct request *request);
void openapi_handle(struct request *request);
void tools_handle(struct request *request);
void mattermost_handle(struct request *request);
void slack_command_handle(struct request *request);
void slack_interact_handle(struct request *request);
void twilio_sms_handle(struct request *request);
void twilio_status_handle(struct request *request);
void twilio_voice_handle(struct request *request);
void test_clock_handle(struct request *request);

#endif
