/* One HTTP exchange, blocking, with a deadline. libcurl inside: one easy handle per
 * thread, connections are kept. Only http and https, redirects only when asked. */
#ifndef NET_HTTP_CLIENT_H
#define NET_HTTP_CLIENT_H

#include "base/clock.h"
#include "base/error.h"

struct http_header {
	str name, value;
};

struct http_request {
	const char *method; /* NULL: GET, or POST when there is a body */
	str url;
	const char *unix_socket; /* NULL: TCP */
	const struct http_header *headers;
	size_t header_count;
	str body;
	bool has_body;
	int64_t connect_ms; /* 0: CONNECT_MS_MAX */
	int64_t total_ms;   /* must be given */
	size_t answer_bytes_max;
	/* By a connection of its own, so that its certificate is seen each time. */
	bool connects_anew;
	bool takes_any_certificate;
	str ca_file; /* of the authorities that are trusted; "" : the machine's */
	str ca_pem;  /* the same, as bytes */
	/* Who we are, for servers that ask for a certificate; "": nobody. */
	str certificate_pem, key_pem;
	/* The name that its certificate has; "": the host of the URL. */
	str tls_name;
	str proxy_url; /* "": as the environment says */
	/* Not NULL: called with each piece as it comes; false ends the exchange as a
	 * success. The answer's body then stays empty. */
	bool (*on_piece)(void *context, str piece);
	void *context;
};

struct http_answer {
	/* Of a failure: it is the certificate, or no encryption could be agreed on. */
	bool is_untrusted;
	/* Of a failure: a connection stood, so the request may have been carried out.
	 * One that was kept from an earlier exchange may have ended meanwhile, and then
	 * libcurl sends again by itself: what must not happen twice connects_anew. */
	bool may_have_arrived;
	int status;
	str body;
	str content_type;
	/* What Retry-After asked for, spelled as seconds or as a date; at most an hour,
	 * 0 when it was not there, cannot be read or has passed. */
	duration_ms retry_after;
	/* When a quota that is used up begins anew: X-RateLimit-Reset, while
	 * X-RateLimit-Remaining is 0. 0: there is none, or something is left. */
	instant_ms quota_ends_at;
};

/* True when an answer came, whatever its status. Else of the answer only the two that
 * speak of a failure are filled in. */
bool http_exchange(struct arena *arena, const struct http_request *request,
		   struct http_answer *ret_answer, struct error *error) MUST_CHECK;

/* application/x-www-form-urlencoded and path segments. */
str url_encode(struct arena *arena, str s);

/* Once, before threads. */
void http_client_start(void);

#endif
