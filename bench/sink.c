/* sink [COUNT]: takes webhooks on so many free ports of loopback, answers each 200, and
 * prints when it came: microseconds of the monotonic clock, the path, and the service
 * that the body names. The ports are printed first. Ends with its standard input. */
#include "base/clock.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 1024, LISTENERS_MAX = 64, REQUEST_ROOM = 1 << 17, EVENTS = 64 };

struct connection {
	size_t length;
	char bytes[REQUEST_ROOM + 1];
};

static int listeners[LISTENERS_MAX], listener_count;
static struct connection *connections[CONNECTIONS_MAX];
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

static void drop(int fd)
{
	free(connections[fd]);
	connections[fd] = NULL;
	close(fd);
}

static void print_arrival(const char *head, const char *body)
{
	static const char mark[] = "\"service\":\"";
	const char *path = strchr(head, ' '), *service = strstr(body, mark);
	size_t path_length = path ? strcspn(path + 1, " \r") : 0;

	service = service ? service + sizeof(mark) - 1 : "";
	printf("%lld %.*s %.*s\n", (long long)clock_monotonic_us(), (int)path_length,
	       path ? path + 1 : "", (int)strcspn(service, "\""), service);
	fflush(stdout);
}

static size_t length_of_body(const char *head, const char *end)
{
	for (const char *line = head; line && line < end;
	     line = strstr(line, "\r\n") ? strstr(line, "\r\n") + 2 : NULL)
		if (strncasecmp(line, "Content-Length:", 15) == 0)
			return (size_t)strtoul(line + 15, NULL, 10);
	return 0;
}

/* All whole requests of what was read; false when the peer is to be dropped. */
static bool answer_requests(int fd, struct connection *connection)
{
	for (;;) {
		char *end, kept;
		size_t whole;

		connection->bytes[connection->length] = '\0';
		end = strstr(connection->bytes, "\r\n\r\n");
		if (!end)
			return connection->length < REQUEST_ROOM;
		end += 4;
		whole = (size_t)(end - connection->bytes) +
			length_of_body(connection->bytes, end);
		if (whole > connection->length)
			return whole <= REQUEST_ROOM && connection->length < REQUEST_ROOM;
		kept = connection->bytes[whole];
		connection->bytes[whole] = '\0';
		print_arrival(connection->bytes, end);
		connection->bytes[whole] = kept;
		if (send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL) < 0)
			return false;
		connection->length -= whole;
		memmove(connection->bytes, connection->bytes + whole, connection->length);
	}
}

static void take(int fd)
{
	struct connection *connection = connections[fd];
	ssize_t got = recv(fd, connection->bytes + connection->length,
			   REQUEST_ROOM - connection->length, 0);

	if (got > 0)
		connection->length += (size_t)got;
	if (got <= 0 || !answer_requests(fd, connection))
		drop(fd);
}

static void greet(int poll, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	if (fd < 0)
		return;
	if (fd < CONNECTIONS_MAX)
		connections[fd] = calloc(1, sizeof(struct connection));
	if (fd >= CONNECTIONS_MAX || !connections[fd] ||
	    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) != 0)
		close(fd);
}

static int listen_anywhere(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
	    listen(fd, SOMAXCONN) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
		perror("listen");
		exit(3);
	}
	printf(" %d", ntohs(address.sin_port));
	return fd;
}

static bool is_listener(int fd)
{
	for (int i = 0; i < listener_count; i++)
		if (listeners[i] == fd)
			return true;
	return false;
}

static void watch(int poll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

int main(int argc, char **argv)
{
	struct epoll_event events[EVENTS];
	int poll = epoll_create1(EPOLL_CLOEXEC);
	int wanted = argc > 1 ? atoi(argv[1]) : 1;

	for (; listener_count < wanted && listener_count < LISTENERS_MAX;
	     listener_count++) {
		listeners[listener_count] = listen_anywhere();
		watch(poll, listeners[listener_count]);
	}
	printf("\n");
	fflush(stdout);
	watch(poll, STDIN_FILENO);
	for (;;) {
		int count = epoll_wait(poll, events, EVENTS, -1);

		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == STDIN_FILENO)
				return 0;
			if (is_listener(events[i].data.fd))
				greet(poll, events[i].data.fd);
			else
				take(events[i].data.fd);
		}
	}
}
