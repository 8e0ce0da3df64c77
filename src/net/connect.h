/* One TCP connection, with or without TLS, whose every step keeps one deadline: the
 * name, the connection, the handshake, what is sent and what comes back. libcurl
 * inside. */
#ifndef NET_CONNECT_H
#define NET_CONNECT_H

#include "base/clock.h"
#include "base/error.h"
#include "base/scoped.h"

struct connection_options {
	str address; /* host:port */
	bool tls;
	bool takes_any_certificate;
	str ca_file; /* of the authorities that are trusted; "" : the machine's */
	int64_t wait_ms;
};
struct connection;

/* *ret_untrusted: it failed for its certificate, or because no encryption could be
 * agreed on. */
struct connection *connection_open(struct arena *arena,
				   const struct connection_options *options,
				   bool *ret_untrusted, struct error *error) MUST_CHECK;
bool connection_send(struct connection *connection, str bytes,
		     struct error *error) MUST_CHECK;
/* Until the text stands in what came; false with TIMEOUT, TOO_LARGE, or CONFLICT when
 * the other side ended before. *ret_came is what came, at most most_bytes. */
bool connection_await(struct connection *connection, str text, size_t most_bytes,
		      str *ret_came, struct error *error) MUST_CHECK;

struct certificate {
	str subject, issuer;
	instant_ms expires_at; /* 0: it could not be read */
};
/* The other side's own, of a connection with TLS. */
struct certificate connection_certificate(struct connection *connection);
void connection_close(struct connection *connection);

/* "Nov 29 12:00:00 2026 GMT", as OpenSSL writes it. */
bool certificate_date_parse(str text, instant_ms *ret_instant);

static inline void release_connection(struct connection **connection)
{
	if (*connection)
		connection_close(*connection);
}
#define scoped_connection scoped(release_connection) struct connection *

#endif
