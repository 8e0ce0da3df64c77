/* Where things are: "host:port" and URLs, looked at without asking anybody. */
#ifndef CONFIG_ADDRESS_H
#define CONFIG_ADDRESS_H

#include "base/str.h"

/* "127.0.0.1:9099", "[::1]:0", "example.org:80": a host and a port to 65535. */
bool address_is_host_port(str address);
/* Of host:port or of a URL: does it stay on this machine? */
bool address_is_loopback(str address);
bool address_is_http(str address);
/* http://alice:secret@host: such a password would be shown and stored. */
bool address_has_password(str address);

#endif
