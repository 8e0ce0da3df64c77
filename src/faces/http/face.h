/* What is served over HTTP: the API, the page, live events, the doors of senders, the
 * links in pages, metrics, and the tools of agents. One face is one listener. */
#ifndef FACES_HTTP_FACE_H
#define FACES_HTTP_FACE_H

#include "app/app.h"

struct http_face;

struct http_face_options {
	struct app *app;
	str listen;          /* "127.0.0.1:0" or "unix:/path" */
	unsigned classes;    /* ROUTE_CLASS_… of config.h; for the Unix socket all */
	bool is_local;       /* the Unix socket: its peers are known by their user */
	const char *web_dir; /* serves the page from this folder; NULL: embedded */
	bool test_clock;     /* POST /test/clock on the local socket */
};

/* The app must outlive the face. */
struct http_face *http_face_start(const struct http_face_options *options,
				  struct error *error) MUST_CHECK;
unsigned http_face_port(const struct http_face *face);
/* Call herald_stop() first: then live pages end within a second. */
void http_face_stop(struct http_face *face);

#endif
