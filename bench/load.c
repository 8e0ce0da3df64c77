/* load PORT THREADS BATCH ALERTS FIRST [RATE KNOWN]: sends that many alerts with
 * instances numbered from FIRST, and prints one line of JSON. Without RATE each goes once
 * and as fast as the answers come (closed loop). With it so many alerts a second are
 * sent, the same KNOWN ones again and again, and a latency counts from when its batch was
 * due. Alerts are as Prometheus sends them, about 450 bytes, with an annotation whose
 * value changes at every send. */
#include "base/clock.h"
#include "base/scoped.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { THREADS_MAX = 64, ALERT_ROOM = 700, HEAD_ROOM = 256, ANSWER_ROOM = 65536 };

static struct {
	int port, batch;
	int64_t alerts, first;
	int64_t rate, known; /* 0 for a closed loop */
	int64_t start_us;
	atomic_llong next;
	atomic_llong refused;
	int64_t *took_us; /* one for each request */
	instant_ms starts_at;
} load;

static int connect_to_server(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)load.port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		perror("connect");
		exit(3);
	}
	return fd;
}

static int add_alert(char *into, int64_t number, str starts_at, str ends_at)
{
	return snprintf(
		into, ALERT_ROOM,
		"{\"annotations\":{\"description\":\"Node n%lld has %lld %% of its disk "
		"in use "
		"for more than ten "
		"minutes\",\"runbook_url\":\"https://runbooks.example.org/"
		"disk\",\"summary\":\"disk %lld\"},\"endsAt\":\"" STR_FMT
		"\",\"startsAt\":\"" STR_FMT
		"\",\"generatorURL\":\"http://prometheus:9090/"
		"graph?g0.expr=disk\",\"labels\":{\"alertname\":\"DiskFull\",\"cluster\":"
		"\"lab\","
		"\"instance\":\"node-%lld:9100\",\"job\":\"node\",\"service\":\"bench\","
		"\"severity\":\"warning\"}}",
		(long long)number, (long long)(clock_monotonic_us() % 100),
		(long long)number, STR_ARG(ends_at), STR_ARG(starts_at),
		(long long)number);
}

static int64_t number_of(int64_t nth)
{
	return load.first + (load.known > 0 ? nth % load.known : nth);
}

static size_t make_request(char *request, char *body, int64_t from, int64_t count)
{
	scoped_arena arena = arena_new(1 << 20);
	str starts_at = instant_format(arena, load.starts_at);
	str ends_at = instant_format(arena, clock_now() + 4 * MINUTE_MS);
	size_t length = 0;

	body[length++] = '[';
	for (int64_t i = 0; i < count; i++) {
		if (i > 0)
			body[length++] = ',';
		length += (size_t)add_alert(body + length, number_of(from + i), starts_at,
					    ends_at);
	}
	body[length++] = ']';

	int head = snprintf(
		request, HEAD_ROOM,
		"POST /api/v2/alerts HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		load.port, length);

	memcpy(request + head, body, length);
	return (size_t)head + length;
}

static bool send_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		length -= (size_t)sent;
	}
	return true;
}

/* Both servers answer with an empty body and a length. */
static int read_status(int fd)
{
	char answer[ANSWER_ROOM];
	size_t length = 0;

	while (length < sizeof(answer) - 1) {
		ssize_t got = recv(fd, answer + length, sizeof(answer) - 1 - length, 0);

		if (got <= 0)
			return 0;
		length += (size_t)got;
		answer[length] = '\0';
		if (strstr(answer, "\r\n\r\n"))
			return (int)strtol(answer + 9, NULL, 10);
	}
	return 0;
}

/* Returns from when its latency counts. */
static int64_t wait_for_turn(int64_t from)
{
	if (load.rate == 0)
		return clock_monotonic_us();

	int64_t due_us = load.start_us + from * 1000000 / load.rate;
	int64_t wait_us = due_us - clock_monotonic_us();

	if (wait_us > 0)
		usleep((useconds_t)wait_us);
	return due_us;
}

static void *send_until_done(void *unused)
{
	char *body = malloc((size_t)load.batch * ALERT_ROOM + 2);
	char *request = malloc((size_t)load.batch * ALERT_ROOM + HEAD_ROOM);
	int fd = connect_to_server();

	(void)unused;
	for (;;) {
		int64_t from = atomic_fetch_add(&load.next, load.batch);

		if (from >= load.alerts)
			break;

		int64_t left = load.alerts - from;
		int64_t start_us = wait_for_turn(from);
		size_t length = make_request(request, body, from,
					     left < load.batch ? left : load.batch);

		if (load.rate == 0)
			start_us = clock_monotonic_us();

		bool is_ok = send_all(fd, request, length) && read_status(fd) == 200;

		load.took_us[from / load.batch] = clock_monotonic_us() - start_us;
		if (is_ok)
			continue;
		atomic_fetch_add(&load.refused, 1);
		close(fd);
		fd = connect_to_server();
	}
	close(fd);
	free(request);
	free(body);
	return NULL;
}

static int by_length(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void print_figures(int64_t took_us)
{
	size_t count = (size_t)((load.alerts + load.batch - 1) / load.batch);

	qsort(load.took_us, count, sizeof(*load.took_us), by_length);
	printf("{\"alerts_per_s\":%.0f,\"requests\":%zu,\"refused\":%lld,\"p50_ms\":%.3f,"
	       "\"p99_ms\":%.3f,\"max_ms\":%.3f}\n",
	       (double)load.alerts * 1e6 / (double)took_us, count,
	       (long long)atomic_load(&load.refused),
	       (double)load.took_us[count / 2] / 1000,
	       (double)load.took_us[count * 99 / 100] / 1000,
	       (double)load.took_us[count - 1] / 1000);
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MAX];
	int thread_count = argc > 2 ? atoi(argv[2]) : 0;

	if ((argc != 6 && argc != 8) || thread_count < 1 || thread_count > THREADS_MAX) {
		fprintf(stderr,
			"usage: load PORT THREADS BATCH ALERTS FIRST [RATE KNOWN]\n");
		return 2;
	}
	load.port = atoi(argv[1]);
	load.batch = atoi(argv[3]);
	load.alerts = atoll(argv[4]);
	load.first = atoll(argv[5]);
	load.rate = argc == 8 ? atoll(argv[6]) : 0;
	load.known = argc == 8 ? atoll(argv[7]) : 0;
	load.starts_at = 1795240000000;
	load.took_us = calloc((size_t)(load.alerts / load.batch + 2), sizeof(int64_t));

	load.start_us = clock_monotonic_us();
	for (int i = 0; i < thread_count; i++)
		pthread_create(&threads[i], NULL, send_until_done, NULL);
	for (int i = 0; i < thread_count; i++)
		pthread_join(threads[i], NULL);
	print_figures(clock_monotonic_us() - load.start_us);
	free(load.took_us);
	return atomic_load(&load.refused) > 0;
}
