/* load PORT THREADS BATCH ALERTS FIRST [RATE KNOWN [LEDGER]]: sends that many alerts with
 * instances numbered from FIRST, and prints one line of JSON. Without RATE (or with 0)
 * each goes once and as fast as the answers come (closed loop). With it so many alerts a
 * second are sent, the same KNOWN ones again and again, and a latency counts from when
 * its batch was due. Alerts are as Prometheus sends them, about 450 bytes, with an
 * annotation whose value changes at every send; they are laid out before the clock
 * starts, so that a send costs the generator little beside the system call.
 *
 * LEDGER is a file that gets a line "FROM COUNT" for each batch that was answered with
 * 200. With it a server that goes away ends the run and is no failure: that is the load
 * of the test that kills it. */
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

enum {
	THREADS_MAX = 64,
	ALERT_ROOM = 700,
	HEAD_ROOM = 256,
	ANSWER_ROOM = 65536,
	NUMBER_DIGITS = 9,
	NUMBERS_PER_ALERT_MAX = 8,
};

/* One alert as it is sent, and where in it the digits stand that differ. */
static struct {
	char bytes[ALERT_ROOM];
	size_t length;
	size_t numbers[NUMBERS_PER_ALERT_MAX], number_count;
	size_t value, ends_at;
} alert;

static struct {
	int port, batch;
	int64_t alerts, first;
	int64_t rate, known; /* 0 for a closed loop */
	int64_t start_us;
	FILE *ledger; /* NULL: none is kept */
	atomic_llong next;
	atomic_llong refused;
	atomic_bool is_gone; /* the server, of a run that keeps a ledger */
	int64_t *took_us;    /* one for each request */
	instant_ms starts_at;
} load;

/* -1 when the server is gone, which only a run with a ledger survives. */
static int connect_to_server(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)load.port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int yes = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	if (load.ledger) {
		close(fd);
		return -1;
	}
	perror("connect");
	exit(3);
}

/* '#' stands for the digits of the number, '@' for those of the changing value. */
static void lay_out_alert(str starts_at, str ends_at)
{
	int length = snprintf(
		alert.bytes, sizeof(alert.bytes),
		"{\"annotations\":{\"description\":\"Node n######### has @@ %% of its "
		"disk "
		"in use for more than ten minutes\",\"runbook_url\":"
		"\"https://runbooks.example.org/disk\",\"summary\":\"disk #########\"},"
		"\"endsAt\":\"" STR_FMT "\",\"startsAt\":\"" STR_FMT "\","
		"\"generatorURL\":\"http://prometheus:9090/"
		"graph?g0.expr=disk\",\"labels\":{"
		"\"alertname\":\"DiskFull\",\"cluster\":\"lab\",\"instance\":"
		"\"node-#########:9100\",\"job\":\"node\",\"service\":\"bench\","
		"\"severity\":\"warning\"}}",
		STR_ARG(ends_at), STR_ARG(starts_at));
	const char *at = alert.bytes;

	alert.length = (size_t)length;
	alert.value = (size_t)(strchr(at, '@') - alert.bytes);
	alert.ends_at = (size_t)(strstr(at, "endsAt") - alert.bytes) +
			sizeof("endsAt':'") - 1;
	while ((at = strchr(at, '#'))) {
		alert.numbers[alert.number_count++] = (size_t)(at - alert.bytes);
		at += NUMBER_DIGITS;
	}
}

static void put_digits(char *into, int64_t number, int digits)
{
	while (digits-- > 0) {
		into[digits] = (char)('0' + number % 10);
		number /= 10;
	}
}

/* In whole seconds, since only then all are spelled equally long. */
static str ends_at_of_now(struct arena *arena)
{
	instant_ms seconds = clock_now() / SECOND_MS;

	return instant_format(arena, seconds * SECOND_MS + 4 * MINUTE_MS);
}

static int64_t number_of(int64_t nth)
{
	return load.first + (load.known > 0 ? nth % load.known : nth);
}

/* A request with "count" alerts, but for what differs from one to the next. */
struct request {
	char *bytes;
	size_t head, length;
	int64_t count;
};

static void lay_out(struct request *request, int64_t count)
{
	size_t stride = alert.length + 1, body = (size_t)count * stride + 1;

	if (request->count == count)
		return;
	request->count = count;
	request->head = (size_t)snprintf(
		request->bytes, HEAD_ROOM,
		"POST /api/v2/alerts HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n[",
		load.port, body);
	for (int64_t i = 0; i < count; i++) {
		char *place = request->bytes + request->head + (size_t)i * stride;

		memcpy(place, alert.bytes, alert.length);
		place[alert.length] = ',';
	}
	request->length = request->head + body - 1;
	request->bytes[request->length - 1] = ']';
}

static void fill_in(struct request *request, int64_t from, int64_t count)
{
	scoped_arena arena = arena_new(1 << 16);
	str ends_at = ends_at_of_now(arena);
	int64_t value = clock_monotonic_us();

	lay_out(request, count);
	for (int64_t i = 0; i < count; i++) {
		char *place = request->bytes + request->head +
			      (size_t)i * (alert.length + 1);

		for (size_t n = 0; n < alert.number_count; n++)
			put_digits(place + alert.numbers[n], number_of(from + i),
				   NUMBER_DIGITS);
		put_digits(place + alert.value, value + i, 2);
		memcpy(place + alert.ends_at, ends_at.bytes, ends_at.length);
	}
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

static void note_acknowledged(int64_t from, int64_t count)
{
	if (load.ledger)
		fprintf(load.ledger, "%lld %lld\n", (long long)number_of(from),
			(long long)count);
}

/* One batch; false when the connection is of no use any more. */
static bool send_batch(int fd, struct request *request, int64_t from, int64_t count)
{
	int64_t start_us = wait_for_turn(from);
	size_t nth = (size_t)(from / load.batch);

	fill_in(request, from, count);
	if (load.rate == 0)
		start_us = clock_monotonic_us();

	bool is_sent = send_all(fd, request->bytes, request->length);
	int status = is_sent ? read_status(fd) : 0;

	load.took_us[nth] = clock_monotonic_us() - start_us;
	if (status == 200)
		note_acknowledged(from, count);
	else
		atomic_fetch_add(&load.refused, 1);
	return status == 200;
}

static void *send_until_done(void *unused)
{
	struct request request = { .bytes = malloc((size_t)load.batch * ALERT_ROOM +
						   HEAD_ROOM) };
	int fd = connect_to_server();

	(void)unused;
	while (fd >= 0 && !atomic_load(&load.is_gone)) {
		int64_t from = atomic_fetch_add(&load.next, load.batch);
		int64_t left = load.alerts - from;

		if (left <= 0)
			break;
		if (send_batch(fd, &request, from, left < load.batch ? left : load.batch))
			continue;
		close(fd);
		fd = connect_to_server();
	}
	if (fd < 0)
		atomic_store(&load.is_gone, true);
	else
		close(fd);
	free(request.bytes);
	return NULL;
}

static int by_length(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void print_figures(int64_t took_us)
{
	size_t all = (size_t)((load.alerts + load.batch - 1) / load.batch);
	size_t count = 0;

	for (size_t i = 0; i < all; i++)
		if (load.took_us[i] > 0)
			load.took_us[count++] = load.took_us[i];
	qsort(load.took_us, count, sizeof(*load.took_us), by_length);
	printf("{\"alerts_per_s\":%.0f,\"requests\":%zu,\"refused\":%lld,\"p50_ms\":%.3f,"
	       "\"p99_ms\":%.3f,\"max_ms\":%.3f,\"gone\":%s}\n",
	       (double)load.alerts * 1e6 / (double)took_us, count,
	       (long long)atomic_load(&load.refused),
	       (double)load.took_us[count / 2] / 1000,
	       (double)load.took_us[count * 99 / 100] / 1000,
	       (double)load.took_us[count > 0 ? count - 1 : 0] / 1000,
	       atomic_load(&load.is_gone) ? "true" : "false");
}

static void prepare(char **argv, int argc)
{
	scoped_arena arena = arena_new(1 << 16);

	load.port = atoi(argv[1]);
	load.batch = atoi(argv[3]);
	load.alerts = atoll(argv[4]);
	load.first = atoll(argv[5]);
	load.rate = argc > 7 ? atoll(argv[6]) : 0;
	load.known = argc > 7 ? atoll(argv[7]) : 0;
	load.ledger = argc > 8 ? fopen(argv[8], "w") : NULL;
	load.starts_at = 1795240000000;
	load.took_us = calloc((size_t)(load.alerts / load.batch + 2), sizeof(int64_t));
	lay_out_alert(instant_format(arena, load.starts_at), ends_at_of_now(arena));
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MAX];
	int thread_count = argc > 2 ? atoi(argv[2]) : 0;

	if ((argc != 6 && argc != 8 && argc != 9) || thread_count < 1 ||
	    thread_count > THREADS_MAX) {
		fprintf(stderr, "usage: load PORT THREADS BATCH ALERTS FIRST "
				"[RATE KNOWN [LEDGER]]\n");
		return 2;
	}
	prepare(argv, argc);
	load.start_us = clock_monotonic_us();
	for (int i = 0; i < thread_count; i++)
		pthread_create(&threads[i], NULL, send_until_done, NULL);
	for (int i = 0; i < thread_count; i++)
		pthread_join(threads[i], NULL);
	print_figures(clock_monotonic_us() - load.start_us);
	free(load.took_us);
	if (load.ledger)
		return fclose(load.ledger) != 0;
	return atomic_load(&load.refused) > 0;
}
