/* A listening socket: "127.0.0.1:0", "[::1]:9093", "localhost:9093", ":9093" for
 * all addresses, or "unix:/path". */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/error.h"
#include "base/str.h"

struct listener {
	int fd;
	unsigned port;   /* the one it got; 0 for a Unix socket */
	char *unix_path; /* from malloc; NULL for TCP */
};

/* A Unix socket has mode 0600 from its first moment. One that a dead server left is
 * replaced; one that somebody listens on, or a file that is no socket, is not. */
bool listener_open(str where, struct listener *ret_listener,
		   struct error *error) MUST_CHECK;

#endif
