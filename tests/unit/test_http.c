#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/thread.h"
#include "check.h"
#include "net/http_client.h"
#include "net/http_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <zlib.h>

enum { TEST_BYTES_MAX = 256 << 20, BODY_MAX = 1000, WAIT_MS = 5000 };

/* The server under test. */

static atomic_int handled, streams_open;

static int64_t stream_ticks(void *context, char *into, size_t room)
{
	int *count = context;

	if (*count == 3) {
		usleep(100000);
		return 0;
	}
	return snprintf(into, room, "data: %d\n\n", ++*count);
}

static void stream_ended(void *context)
{
	free(context);
	atomic_fetch_sub(&streams_open, 1);
}

static void answer_stream(struct http_outgoing *out)
{
	out->content_type = STR("text/event-stream");
	out->stream = stream_ticks;
	out->stream_end = stream_ended;
	out->stream_context = calloc(1, sizeof(int));
	atomic_fetch_add(&streams_open, 1);
}

static void answer_query(const struct http_incoming *in, struct http_outgoing *out)
{
	str first = STR("-"), second = STR("-"), cookie = STR("-");

	http_query(in, "f", 0, &first);
	http_query(in, "f", 1, &second);
	http_cookie(in, "session", &cookie);
	out->body = arena_format(in->arena, "%s|" STR_FMT "|" STR_FMT "|" STR_FMT,
				 in->method, STR_ARG(first), STR_ARG(second),
				 STR_ARG(cookie));
}

static void handle(void *context, const struct http_incoming *in,
		   struct http_outgoing *ret_out)
{
	(void)context;
	atomic_fetch_add(&handled, 1);
	ret_out->status = 200;
	ret_out->content_type = STR("text/plain");
	if (str_is(in->path, "/stream"))
		answer_stream(ret_out);
	else if (str_is(in->path, "/query"))
		answer_query(in, ret_out);
	else if (str_is(in->path, "/evil"))
		http_add_header(ret_out, "Location", STR("/a\r\nSet-Cookie: x=1"));
	else if (str_is(in->path, "/peer"))
		ret_out->body = arena_format(in->arena, STR_FMT " %lld",
					     STR_ARG(in->peer), (long long)in->peer_uid);
	else if (str_is(in->path, "/slow"))
		usleep(400000);
	else
		ret_out->body = in->body.length > 0 ? in->body : in->path;
	if (in->body_was_cut)
		ret_out->status = 413;
	http_add_header(ret_out, "X-Type", http_header(in, "content-TYPE"));
}

static size_t body_max(void *context, const char *method, str path)
{
	(void)context;
	if (strcmp(method, "GET") == 0)
		return 0;
	return str_is(path, "/large") ? DOOR_BODY_BYTES_MAX : BODY_MAX;
}

static struct http_server *start(const char *listen)
{
	struct http_server_options options = {
		.listen = str_of(listen),
		.connections_max = 8,
		.connections_per_address_max = 20,
		.body_bytes_max = body_max,
		.handle = handle,
	};
	struct error error = { 0 };
	struct http_server *server = http_server_start(&options, &error);

	if (!server)
		check_failed(__FILE__, __LINE__, "%s", error.text);
	return server;
}

static void stop(struct http_server **server)
{
	http_server_stop(*server);
}

#define scoped_server scoped(stop) struct http_server *

/* Our client, in a thread of its own: its connections end with it. */

struct job {
	struct arena *arena;
	const struct http_request *request;
	struct http_answer answer;
	struct error error;
	bool answered;
};

static void *run_job(void *context)
{
	struct job *job = context;

	job->answered = http_exchange(job->arena, job->request, &job->answer,
				      &job->error);
	return NULL;
}

static struct job exchange(struct arena *arena, const struct http_request *request)
{
	struct job job = { .arena = arena, .request = request };

	pthread_join(thread_start("client", run_job, &job), NULL);
	return job;
}

static str url_of(struct arena *arena, const struct http_server *server, const char *path)
{
	return arena_format(arena, "http://127.0.0.1:%u%s", http_server_port(server),
			    path);
}

static struct job ask(struct arena *arena, const struct http_server *server,
		      const char *method, const char *path, str body)
{
	struct http_request request = {
		.method = method,
		.url = url_of(arena, server, path),
		.body = body,
		.has_body = body.length > 0,
		.total_ms = WAIT_MS,
		.answer_bytes_max = DOOR_BODY_BYTES_MAX,
	};

	return exchange(arena, &request);
}

/* A client that sends whatever it likes. */

static int dial(const struct http_server *server)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons(
					       (uint16_t)http_server_port(server)),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		check_failed(__FILE__, __LINE__, "cannot connect");
	return fd;
}

static bool send_raw(int fd, str bytes)
{
	while (bytes.length > 0) {
		ssize_t sent = send(fd, bytes.bytes, bytes.length, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes = str_slice(bytes, (size_t)sent, bytes.length);
	}
	return true;
}

/* What comes until the server closes, or "wanted" was seen, or the time is over. */
static str receive(struct arena *arena, int fd, const char *wanted, bool *ret_closed)
{
	struct text text = text_new(arena, 1 << 20);
	int64_t until_us = clock_monotonic_us() + (int64_t)WAIT_MS * 1000;
	char piece[4096];

	*ret_closed = false;
	while (clock_monotonic_us() < until_us) {
		struct pollfd poller = { .fd = fd, .events = POLLIN };
		ssize_t length;

		if (wanted && str_contains(text_of(&text), str_of(wanted)))
			break;
		if (poll(&poller, 1, 1000) <= 0)
			continue;
		length = recv(fd, piece, sizeof(piece), 0);
		*ret_closed = length <= 0;
		if (*ret_closed)
			break;
		text_add(&text, (str){ piece, (size_t)length });
	}
	return text_of(&text);
}

static int status_of(str answer)
{
	int64_t status = 0;

	if (!str_starts_with(answer, STR("HTTP/1.1 ")) ||
	    !str_to_int(str_slice(answer, 9, 3), &status))
		return 0;
	return (int)status;
}

static int raw_status(struct arena *arena, const struct http_server *server, str bytes,
		      bool *ret_closed)
{
	scoped_fd fd = dial(server);

	send_raw(fd, bytes);
	return status_of(receive(arena, fd, "\r\n\r\n", ret_closed));
}

/* The claims. */

static void a_request_is_answered(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	struct job job = ask(arena, server, NULL, "/hello", (str){ 0 });

	CHECK_OK(job.answered, job.error);
	CHECK_INT(job.answer.status, 200);
	CHECK_STR(job.answer.body, "/hello");
	CHECK_STR(job.answer.content_type, "text/plain");

	job = ask(arena, server, NULL, "/echo", STR("a body"));
	CHECK_OK(job.answered, job.error);
	CHECK_STR(job.answer.body, "a body");

	job = ask(arena, server, "HEAD", "/hello", (str){ 0 });
	CHECK_OK(job.answered, job.error);
	CHECK_INT(job.answer.status, 200);
	CHECK_STR(job.answer.body, "");

	job = ask(arena, server, "DELETE", "/hello", (str){ 0 });
	CHECK_STR(job.answer.body, "/hello");
	job = ask(arena, server, "PUT", "/hello", (str){ 0 });
	CHECK_STR(job.answer.body, "/hello");
}

static void an_ipv6_address_is_listened_on(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("[::1]:0");
	struct http_request request = {
		.url = arena_format(arena, "http://[::1]:%u/peer",
				    http_server_port(server)),
		.total_ms = WAIT_MS,
		.answer_bytes_max = 100,
	};
	struct job job = exchange(arena, &request);

	CHECK_OK(job.answered, job.error);
	CHECK_STR(job.answer.body, "::1 -1");
}

static void one_connection_carries_many_exchanges(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	scoped_fd fd = dial(server);
	bool closed;

	for (int i = 0; i < 50; i++) {
		str path = arena_format(arena, "/n%d", i);

		send_raw(fd, arena_format(arena,
					  "POST " STR_FMT " HTTP/1.1\r\nHost: a\r\n"
					  "Content-Length: 4\r\n\r\n%04d",
					  STR_ARG(path), i));
		str wanted = arena_format(arena, "\r\n\r\n%04d", i);

		CHECK(str_ends_with(receive(arena, fd, wanted.bytes, &closed), wanted));
		CHECK(!closed);
	}
}

static void query_and_cookies_are_decoded(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	scoped_fd fd = dial(server);
	bool closed;

	send_raw(fd,
		 STR("GET http://a/query?f=a%20b+c%26&g&f=%C3%A4 HTTP/1.1\r\nHost: a\r\n"
		     "Cookie: x=1; session=\"s=1\"; y=2\r\n\r\n"));
	CHECK(str_ends_with(receive(arena, fd, "|s=1", &closed),
			    STR("\r\n\r\nGET|a b c&|\xc3\xa4|s=1")));
	CHECK_STR(url_encode(arena, STR("a b/c?\xc3\xa4&~")), "a%20b%2Fc%3F%C3%A4%26~");
}

static const struct {
	const char *name;
	str bytes;
	int status;
} hostile[] = {
	{ "length and chunked",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
		   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"),
	  400 },
	{ "chunked and length",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
		   "Content-Length: 5\r\n\r\n0\r\n\r\n"),
	  400 },
	{ "two lengths",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
		   "Content-Length: 5\r\n\r\nabcde"),
	  400 },
	{ "two equal lengths",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
		   "content-length: 3\r\n\r\nabc"),
	  400 },
	{ "a list of lengths",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"),
	  400 },
	{ "a negative length",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\nabc"),
	  400 },
	{ "another encoding",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
	  400 },
	{ "a chunked that is not quite",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
		   "xchunked\r\n\r\n"),
	  400 },
	{ "two encodings",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
		   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	  400 },
	{ "two hosts", STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400 },
	{ "no host", STR_INIT("GET / HTTP/1.1\r\nX: a\r\n\r\n"), 400 },
	{ "NUL in a header",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\nY: c\r\n\r\n"), 400 },
	{ "NUL in the last header",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"), 400 },
	{ "NUL in a header's name",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX\0: a\r\n\r\n"), 400 },
	{ "a control character in a header",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\x01z\r\n\r\n"), 400 },
	{ "a carriage return in a header",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\rContent-Length: 3\r\n\r\n"), 400 },
	{ "DEL in a header", STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: a\x7f\r\n\r\n"),
	  400 },
	{ "a space before the colon",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc"), 400 },
	{ "NUL in the path", STR_INIT("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"), 400 },
	{ "half an escape", STR_INIT("GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n"), 400 },
	{ "a path that is not UTF-8", STR_INIT("GET /a%ff HTTP/1.1\r\nHost: a\r\n\r\n"),
	  400 },
	{ "a query that is not UTF-8",
	  STR_INIT("GET /?f=%ff HTTP/1.1\r\nHost: a\r\n\r\n"), 400 },
	{ "br",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: br\r\n"
		   "Content-Length: 3\r\n\r\nabc"),
	  415 },
	{ "not gzip",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n"
		   "Content-Length: 3\r\n\r\nabc"),
	  400 },
	{ "a body where none is taken",
	  STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"), 413 },
	{ "a body of a terabyte",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: "
		   "1099511627776\r\n\r\n"),
	  413 },
	{ "a body no number holds",
	  STR_INIT("POST /echo HTTP/1.1\r\nHost: a\r\n"
		   "Content-Length: 18446744073709551614\r\n\r\n"),
	  413 },
};

static void hostile_requests_never_reach_the_handler(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	int before = atomic_load(&handled);

	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		bool closed = false;
		scoped_fd fd = dial(server);
		str answer;

		send_raw(fd, hostile[i].bytes);
		answer = receive(arena, fd, NULL, &closed);
		if (status_of(answer) != hostile[i].status)
			check_failed(__FILE__, __LINE__, "%s: " STR_FMT, hostile[i].name,
				     STR_ARG(answer));
		CHECK_CASE(closed, hostile[i].name);
	}
	CHECK_INT(atomic_load(&handled), before);
}

static void plain_requests_reach_the_handler(void)
{
	static const str plain[] = {
		STR_INIT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		STR_INIT(
			"GET / HTTP/1.1\r\nHost:a\r\nX: \t a b \t \r\nY:\r\nZ: \r\n\r\n"),
		STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xa4\r\n\r\n"),
		STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nX: 2\r\n\r\n"),
		STR_INIT("POST /e HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
			 "chunked\r\n\r\n"
			 "3\r\nabc\r\n0\r\n\r\n"),
		STR_INIT("POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
		STR_INIT("GET /%C3%A4?a=%20&&=&b HTTP/1.1\r\nHost: a\r\n\r\n"),
		STR_INIT("GET /?q=%2Fx HTTP/1.0\r\n\r\n"),
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");

	for (size_t i = 0; i < COUNT_OF(plain); i++) {
		bool closed;

		if (raw_status(arena, server, plain[i], &closed) != 200)
			check_failed(__FILE__, __LINE__, "refused: " STR_FMT,
				     STR_ARG(plain[i]));
	}
}

static str repeated(struct arena *arena, char c, size_t times)
{
	char *bytes = arena_many(arena, char, times + 1);

	memset(bytes, c, times);
	return (str){ bytes, times };
}

static void headers_over_the_limit_are_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	bool closed;
	str many = arena_format(arena,
				"GET / HTTP/1.1\r\nHost: a\r\nX: " STR_FMT "\r\n\r\n",
				STR_ARG(repeated(arena, 'x', 40000)));
	str some = arena_format(arena,
				"GET / HTTP/1.1\r\nHost: a\r\nX: " STR_FMT "\r\n\r\n",
				STR_ARG(repeated(arena, 'x', 15000)));

	CHECK_INT(raw_status(arena, server, many, &closed), 431);
	CHECK_INT(raw_status(arena, server, some, &closed), 200);
}

static void a_body_over_the_limit_is_cut_and_said_so(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	struct job job = ask(arena, server, NULL, "/echo",
			     repeated(arena, 'a', BODY_MAX));

	CHECK_INT(job.answer.status, 200);
	CHECK_INT(job.answer.body.length, BODY_MAX);

	job = ask(arena, server, NULL, "/echo", repeated(arena, 'a', BODY_MAX + 1));
	CHECK_INT(job.answer.status, 413);
	CHECK_INT(job.answer.body.length, BODY_MAX);

	job = ask(arena, server, NULL, "/echo",
		  repeated(arena, 'a', (size_t)60 * BODY_MAX));
	CHECK_INT(job.answer.status, 413);
	CHECK_INT(job.answer.body.length, BODY_MAX);
}

static void chunks_without_end_are_not_read_forever(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	scoped_fd fd = dial(server);
	str chunk = arena_format(arena, "1000\r\n" STR_FMT "\r\n",
				 STR_ARG(repeated(arena, 'x', 4096)));
	int sent = 0;

	send_raw(fd, STR("POST /echo HTTP/1.1\r\nHost: a\r\n"
			 "Transfer-Encoding: chunked\r\n\r\n"));
	while (sent < 100000 && send_raw(fd, chunk))
		sent++;
	CHECK(sent < 100000);
}

static void a_large_body_comes_whole(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	str body = repeated(arena, 'x', 20 << 20);
	struct job job = ask(arena, server, "POST", "/large", body);

	CHECK_OK(job.answered, job.error);
	CHECK(str_equal(job.answer.body, body));
}

static void a_slow_body_is_waited_for(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	scoped_fd fd = dial(server);
	bool closed;

	send_raw(fd, STR("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
			 "Content-Length: 5\r\n\r\n"));
	CHECK(str_starts_with(receive(arena, fd, "\r\n\r\n", &closed),
			      STR("HTTP/1.1 100 ")));
	for (int i = 0; i < 5; i++) {
		send_raw(fd, str_slice(STR("abcde"), (size_t)i, 1));
		usleep(20000);
	}
	CHECK(str_ends_with(receive(arena, fd, "abcde", &closed), STR("\r\n\r\nabcde")));
	CHECK(!closed);
}

static str gzip(struct arena *arena, str s)
{
	size_t room = s.length / 2 + 1000;
	unsigned char *bytes = arena_many(arena, unsigned char, room);
	z_stream deflater = { .next_in = (unsigned char *)(uintptr_t)s.bytes,
			      .avail_in = (unsigned)s.length,
			      .next_out = bytes,
			      .avail_out = (unsigned)room };

	CHECK_INT(deflateInit2(&deflater, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY),
		  Z_OK);
	CHECK_INT(deflate(&deflater, Z_FINISH), Z_STREAM_END);
	deflateEnd(&deflater);
	return (str){ (char *)bytes, room - deflater.avail_out };
}

static struct job post_gzip(struct arena *arena, struct http_server *server, str body)
{
	struct http_header header = { STR("Content-Encoding"), STR("gzip") };
	struct http_request request = {
		.url = url_of(arena, server, "/echo"),
		.headers = &header,
		.header_count = 1,
		.body = body,
		.has_body = true,
		.total_ms = WAIT_MS,
		.answer_bytes_max = 1 << 20,
	};

	return exchange(arena, &request);
}

static void gzip_is_unpacked_under_the_same_limit(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	str packed = gzip(arena, repeated(arena, 'x', BODY_MAX));
	struct job job = post_gzip(arena, server, packed);

	CHECK_INT(job.answer.status, 200);
	CHECK_INT(job.answer.body.length, BODY_MAX);

	job = post_gzip(arena, server,
			gzip(arena, repeated(arena, 'x', (size_t)500 * BODY_MAX)));
	CHECK_INT(job.answer.status, 413);
	CHECK_INT(job.answer.body.length, BODY_MAX);

	job = post_gzip(arena, server, str_slice(packed, 0, packed.length - 1));
	CHECK_INT(job.answer.status, 400);
}

static void an_answer_cannot_be_split(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	scoped_fd fd = dial(server);
	bool closed;
	str answer;

	send_raw(fd, STR("GET /evil HTTP/1.1\r\nHost: a\r\n\r\n"));
	answer = receive(arena, fd, NULL, &closed);
	CHECK_INT(status_of(answer), 500);
	CHECK(!str_contains(answer, STR("Set-Cookie")));
}

struct three_events {
	char text[100];
	int64_t last_us;
};

static bool take_event(void *context, str piece)
{
	struct three_events *events = context;

	strncat(events->text, piece.bytes, piece.length);
	return !strstr(events->text, "data: 3\n\n");
}

static void a_stream_is_read_as_it_comes(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	struct three_events events = { 0 };
	struct http_request request = {
		.url = url_of(arena, server, "/stream"),
		.total_ms = WAIT_MS,
		.on_piece = take_event,
		.context = &events,
	};
	struct job job = exchange(arena, &request);

	CHECK_OK(job.answered, job.error);
	CHECK_INT(job.answer.status, 200);
	CHECK_STR(job.answer.content_type, "text/event-stream");
	CHECK_STR(str_of(events.text), "data: 1\n\ndata: 2\n\ndata: 3\n\n");
	for (int i = 0; i < 100 && atomic_load(&streams_open) > 0; i++)
		usleep(20000);
	CHECK_INT(atomic_load(&streams_open), 0);
}

static void a_stop_ends_streams_and_idle_connections_within_a_second(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct http_server *server = start("127.0.0.1:0");
	scoped_fd stream = dial(server), idle = dial(server), silent = dial(server);
	scoped_fd half = dial(server);
	int64_t began_us;
	bool closed;

	send_raw(stream, STR("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"));
	receive(arena, stream, "data: 3", &closed);
	send_raw(idle, STR("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));
	receive(arena, idle, "/x", &closed);
	send_raw(half, STR("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"));
	usleep(20000);

	began_us = clock_monotonic_us();
	http_server_stop(server);
	CHECK(clock_monotonic_us() - began_us < 1100000);
	CHECK_INT(atomic_load(&streams_open), 0);
	receive(arena, stream, NULL, &closed);
	CHECK(closed);
	receive(arena, idle, NULL, &closed);
	CHECK(closed);
	receive(arena, silent, NULL, &closed);
	CHECK(closed);
}

static void a_stop_lets_a_handler_finish_its_answer(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct http_server *server = start("127.0.0.1:0");
	scoped_fd fd = dial(server);
	int before = atomic_load(&handled);
	bool closed;

	send_raw(fd, STR("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"));
	for (int i = 0; i < 100 && atomic_load(&handled) == before; i++)
		usleep(5000);
	http_server_stop(server);
	CHECK_INT(status_of(receive(arena, fd, NULL, &closed)), 200);
	CHECK(closed);
}

static void one_connection_too_many_gets_a_503(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	int fds[9];
	bool closed;

	for (size_t i = 0; i < COUNT_OF(fds); i++) {
		fds[i] = dial(server);
		send_raw(fds[i], STR("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"));

		str answer = receive(arena, fds[i], "\r\n\r\n", &closed);

		CHECK_INT(status_of(answer), i < 8 ? 200 : 503);
	}
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		close(fds[i]);
}

static const char *socket_path(struct arena *arena, char *directory)
{
	if (!mkdtemp(directory))
		check_failed(__FILE__, __LINE__, "no directory");
	return arena_format(arena, "%s/s", directory).bytes;
}

static void the_unix_socket_is_private_and_knows_its_peer(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char directory[] = "/tmp/test_http.XXXXXX";
	const char *path = socket_path(arena, directory);
	str where = arena_format(arena, "unix:%s", path);
	struct http_server_options options = { .listen = where };
	struct http_server *server = start(where.bytes);
	struct http_request request = {
		.url = STR("http://stanch/peer"),
		.unix_socket = path,
		.total_ms = WAIT_MS,
		.answer_bytes_max = 100,
	};
	struct error error = { 0 };
	struct stat status = { 0 };
	struct job job = exchange(arena, &request);

	CHECK_OK(job.answered, job.error);
	CHECK_STR_EQ(job.answer.body, arena_format(arena, "local %u", getuid()));
	CHECK_INT(stat(path, &status), 0);
	CHECK_INT(status.st_mode & 0777, 0600);
	CHECK_INT(http_server_port(server), 0);
	CHECK(!http_server_start(&options, &error));
	CHECK(str_ends_with(str_of(error.text), STR("another server listens there")));
	http_server_stop(server);
	CHECK_INT(stat(path, &status), -1);

	/* A file that is no socket stays; a socket nobody listens on is replaced. */
	fclose(fopen(path, "w"));
	CHECK(!http_server_start(&options, &error));
	CHECK_INT(unlink(path), 0);

	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int stale = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	CHECK_INT(bind(stale, (struct sockaddr *)&address, sizeof(address)), 0);
	close(stale);
	server = start(where.bytes);
	job = exchange(arena, &request);
	CHECK_OK(job.answered, job.error);
	http_server_stop(server);
	rmdir(directory);
}

static void addresses_that_cannot_be_are_refused(void)
{
	scoped_server server = start("127.0.0.1:0");
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str taken = arena_format(arena, "127.0.0.1:%u", http_server_port(server));
	str wrong[] = { STR(""),        STR("127.0.0.1"), STR("127.0.0.1:x"),
			STR("a:65536"), STR("unix:"),     taken };

	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct http_server_options options = { .listen = wrong[i] };
		struct error error = { 0 };

		CHECK_CASE(!http_server_start(&options, &error), wrong[i].bytes);
		CHECK(str_starts_with(str_of(error.text), STR("listen on ")));
	}
}

static void failures_of_the_client_are_one_line_without_secrets(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_server server = start("127.0.0.1:0");
	struct http_header header = { STR("X"), STR("a\r\nY: b") };
	unsigned port = http_server_port(server);
	struct http_request requests[] = {
		{ .url = STR("http://bob:secret@127.0.0.1:1/secret?token=secret") },
		{ .url = STR("file:///etc/passwd") },
		{ .url = STR("not a url") },
		{ .url = arena_format(arena, "http://u:secret@127.0.0.1:%u/slow?secret",
				      port),
		  .total_ms = 100 },
		{ .url = arena_format(arena, "http://127.0.0.1:%u/0123456789secret",
				      port),
		  .method = "POST" },
		{ .url = url_of(arena, server, "/"),
		  .headers = &header,
		  .header_count = 1 },
		{ .url = STR("http://x/secret"), .unix_socket = "/nowhere/s" },
	};
	str wanted[] = {
		STR("GET http://127.0.0.1:1: could not connect: Connection refused"),
		STR("GET file://: not an http or https URL"),
		STR("GET its URL: not an http or https URL"),
		arena_format(arena,
			     "GET http://127.0.0.1:%u: no whole answer within 100 ms",
			     port),
		arena_format(
			arena,
			"POST http://127.0.0.1:%u: the answer is longer than 10 bytes",
			port),
		arena_format(arena,
			     "GET http://127.0.0.1:%u: header 1 holds a line break or is "
			     "no header",
			     port),
		STR("GET /nowhere/s: could not connect: No such file or directory"),
	};

	for (size_t i = 0; i < COUNT_OF(requests); i++) {
		requests[i].answer_bytes_max = 10;
		if (requests[i].total_ms == 0)
			requests[i].total_ms = WAIT_MS;

		struct job job = exchange(arena, &requests[i]);

		CHECK(!job.answered);
		CHECK_STR_EQ(str_of(job.error.text), wanted[i]);
	}
}

/* A full queue of connections that nobody accepts: the next one hangs. */
static void connecting_has_a_deadline(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_fd fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int waiting[3];
	struct job job;

	CHECK_INT(bind(fd, (struct sockaddr *)&address, size), 0);
	CHECK_INT(listen(fd, 0), 0);
	CHECK_INT(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	for (size_t i = 0; i < COUNT_OF(waiting); i++) {
		waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		(void)!connect(waiting[i], (struct sockaddr *)&address, size);
	}

	struct http_request request = {
		.url = arena_format(arena, "http://127.0.0.1:%u/",
				    ntohs(address.sin_port)),
		.connect_ms = 200,
		.total_ms = WAIT_MS,
	};

	job = exchange(arena, &request);
	CHECK(!job.answered);
	CHECK_INT(job.error.kind, ERROR_TIMEOUT);
	CHECK(str_ends_with(str_of(job.error.text),
			    STR(": could not connect within 200 ms")));
	for (size_t i = 0; i < COUNT_OF(waiting); i++)
		close(waiting[i]);
}

const struct test tests[] = {
	{ "a request is answered", a_request_is_answered },
	{ "an IPv6 address is listened on", an_ipv6_address_is_listened_on },
	{ "one connection carries many exchanges",
	  one_connection_carries_many_exchanges },
	{ "query and cookies are decoded", query_and_cookies_are_decoded },
	{ "hostile requests never reach the handler",
	  hostile_requests_never_reach_the_handler },
	{ "plain requests reach the handler", plain_requests_reach_the_handler },
	{ "headers over the limit are refused", headers_over_the_limit_are_refused },
	{ "a body over the limit is cut, and said so",
	  a_body_over_the_limit_is_cut_and_said_so },
	{ "chunks without end are not read forever",
	  chunks_without_end_are_not_read_forever },
	{ "a large body comes whole", a_large_body_comes_whole },
	{ "a slow body is waited for, after 100 Continue", a_slow_body_is_waited_for },
	{ "gzip is unpacked under the same limit",
	  gzip_is_unpacked_under_the_same_limit },
	{ "an answer cannot be split", an_answer_cannot_be_split },
	{ "a stream is read as it comes", a_stream_is_read_as_it_comes },
	{ "a stop ends streams and idle connections within a second",
	  a_stop_ends_streams_and_idle_connections_within_a_second },
	{ "a stop lets a handler finish its answer",
	  a_stop_lets_a_handler_finish_its_answer },
	{ "one connection too many gets a 503", one_connection_too_many_gets_a_503 },
	{ "the Unix socket is private and knows its peer",
	  the_unix_socket_is_private_and_knows_its_peer },
	{ "addresses that cannot be are refused", addresses_that_cannot_be_are_refused },
	{ "failures of the client are one line without secrets",
	  failures_of_the_client_are_one_line_without_secrets },
	{ "connecting has a deadline", connecting_has_a_deadline },
	{ 0 },
};
