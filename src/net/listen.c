#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "net/listen.h"

#include "base/scoped.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { LISTEN_BACKLOG = 511 };

static bool fail(str where, struct error *error, const char *reason)
{
	return error_set(error, ERROR_UNAVAILABLE, "listen on " STR_FMT ": %s",
			 STR_ARG(where), reason);
}

/* Takes it away from the scope that would close it. */
static int keep(int *fd)
{
	int kept = *fd;

	*fd = -1;
	return kept;
}

/* Refused means that nobody listens any more. */
static bool socket_is_stale(const struct sockaddr_un *address)
{
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return fd >= 0 &&
	       connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 &&
	       errno == ECONNREFUSED;
}

static bool make_room(const struct sockaddr_un *address, str where, struct error *error)
{
	struct stat status;

	if (lstat(address->sun_path, &status) < 0)
		return errno == ENOENT || fail(where, error, strerror(errno));
	if (!S_ISSOCK(status.st_mode))
		return fail(where, error, "a file that is no socket is in the way");
	if (!socket_is_stale(address))
		return fail(where, error, "another server listens there");
	return unlink(address->sun_path) == 0 || fail(where, error, strerror(errno));
}

static bool open_unix(str where, str path, struct listener *ret_listener,
		      struct error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (path.length == 0 || path.length >= sizeof(address.sun_path))
		return fail(where, error, "the path is empty or too long for a socket");
	memcpy(address.sun_path, path.bytes, path.length);
	if (fd < 0)
		return fail(where, error, strerror(errno));
	if (!make_room(&address, where, error))
		return false;
	/* Linux takes the mode of the file from the socket, so there is no moment at
	 * which others could connect. */
	if (fchmod(fd, 0600) < 0 ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, LISTEN_BACKLOG) < 0)
		return fail(where, error, strerror(errno));

	char *copy = strdup(address.sun_path);

	if (!copy)
		abort();
	*ret_listener = (struct listener){ .fd = keep(&fd), .unix_path = copy };
	return true;
}

static unsigned port_of(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = { .v6 = { 0 } };
	socklen_t size = sizeof(address);

	if (getsockname(fd, &address.any, &size) < 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
						       : address.v4.sin_port);
}

static bool open_address(str where, const struct addrinfo *info,
			 struct listener *ret_listener, struct error *error)
{
	scoped_fd fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;

	if (fd < 0)
		return fail(where, error, strerror(errno));
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0 ||
	    bind(fd, info->ai_addr, info->ai_addrlen) < 0 ||
	    listen(fd, LISTEN_BACKLOG) < 0)
		return fail(where, error, strerror(errno));
	*ret_listener = (struct listener){ .port = port_of(fd) };
	ret_listener->fd = keep(&fd);
	return true;
}

/* Splits at the last ':', since an IPv6 address has more of them. */
static bool split(str where, char *ret_host, char *ret_port, size_t room)
{
	size_t colon = where.length;
	str host, port;

	while (colon > 0 && where.bytes[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return false;
	host = str_slice(where, 0, colon - 1);
	port = str_slice(where, colon, where.length);
	if (host.length >= 2 && host.bytes[0] == '[' &&
	    host.bytes[host.length - 1] == ']')
		host = str_slice(host, 1, host.length - 2);
	if (port.length == 0 || port.length >= room || host.length >= room)
		return false;
	snprintf(ret_host, room, STR_FMT, STR_ARG(host));
	snprintf(ret_port, room, STR_FMT, STR_ARG(port));
	return true;
}

static bool open_tcp(str where, struct listener *ret_listener, struct error *error)
{
	struct addrinfo wanted = { .ai_socktype = SOCK_STREAM,
				   .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char host[256], port[256];
	int64_t number;
	int result;
	bool opened;

	if (!split(where, host, port, sizeof(host)) ||
	    !str_to_int(str_of(port), &number) || number < 0 || number > 65535)
		return error_set(error, ERROR_INVALID,
				 "listen on " STR_FMT
				 ": HOST:PORT or unix:/PATH expected",
				 STR_ARG(where));
	result = getaddrinfo(host[0] ? host : NULL, port, &wanted, &found);
	if (result != 0)
		return fail(where, error, gai_strerror(result));
	opened = open_address(where, found, ret_listener, error);
	freeaddrinfo(found);
	return opened;
}

bool listener_open(str where, struct listener *ret_listener, struct error *error)
{
	if (str_starts_with(where, STR("unix:")))
		return open_unix(where, str_slice(where, 5, where.length), ret_listener,
				 error);
	return open_tcp(where, ret_listener, error);
}
