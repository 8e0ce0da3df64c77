/* A whole server in this process for one test: a real store in a directory of its own,
 * the scribe's thread, and faces on loopback and on the local socket. */
#ifndef TESTS_FACE_FIXTURE_H
#define TESTS_FACE_FIXTURE_H

#include "check.h"

#include "app/access/access.h"
#include "app/engine/herald.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "base/limits.h"
#include "base/text.h"
#include "faces/http/face.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "sources/sources.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static const char people_yaml[] = "people:\n"
				  "  - {name: vera, role: viewer}\n"
				  "  - {name: rita, role: responder, contacts: "
				  "[{webhook: \"http://127.0.0.1:1/x\"}]}\n"
				  "  - {name: april, role: approver}\n"
				  "  - {name: ada, role: admin}\n"
				  "  - {name: bot, role: responder, agent: true}\n"
				  "on_call: [rita]\n"
				  "hosts: [stanch.example.org]\n";

struct served {
	struct arena *arena;
	char directory[64];
	struct ports ports;
	struct app app;
	pthread_t scribe;
	struct http_face *tcp, *local;
	unsigned port;
	bool herald_stopped;
	struct error error;
};

#define SERVED_MUST(f, condition) \
	do { \
		if (!(condition)) { \
			check_failed(__FILE__, __LINE__, "%s: %s", #condition, \
				     (f)->error.text); \
			exit(1); \
		} \
	} while (0)

static inline struct http_face *serve_on(struct served *f, const char *listen,
					 unsigned classes, bool is_local)
{
	struct http_face_options options = { .app = &f->app,
					     .listen = str_of(listen),
					     .classes = classes,
					     .is_local = is_local };
	struct http_face *face = http_face_start(&options, &f->error);

	SERVED_MUST(f, face);
	return face;
}

static inline void serve(struct served *f, const char *yaml)
{
	struct config_problems problems = { 0 };
	struct start start = { .ports = &f->ports,
			       .store = { .readers = 4 },
			       .version = STR("0.0.0-test") };
	str login;

	*f = (struct served){ .arena = arena_new(TURN_ARENA_BYTES_MAX) };
	snprintf(f->directory, sizeof(f->directory), "/tmp/stanch-face-XXXXXX");
	SERVED_MUST(f, mkdtemp(f->directory));
	f->ports.sources = sources_all(&f->ports.source_count);
	start.store.directory = str_of(f->directory);
	start.config = config_parse(f->arena, STR("test.yaml"), str_of(yaml), &problems);
	if (!start.config)
		error_set(&f->error, ERROR_INVALID, STR_FMT,
			  STR_ARG(problems.items[0].what));
	SERVED_MUST(f, start.config);
	SERVED_MUST(f, app_open(&f->app, f->arena, &start, &login, &f->error));
	f->scribe = thread_start("scribe", scribe_run, f->app.scribe);
	http_client_start();
	f->tcp = serve_on(f, "127.0.0.1:0",
			  ROUTE_CLASS_DOORS | ROUTE_CLASS_PEOPLE | ROUTE_CLASS_METRICS |
				  ROUTE_CLASS_PUBLIC | ROUTE_CLASS_CALLBACKS,
			  false);
	f->port = http_face_port(f->tcp);
	f->local = serve_on(
		f, arena_format(f->arena, "unix:%s/socket", f->directory).bytes, 0, true);
}

static inline void unserve(struct served *f)
{
	str remove = arena_format(f->arena, "rm -rf %s", f->directory);

	herald_stop(f->app.herald);
	http_face_stop(f->tcp);
	http_face_stop(f->local);
	scribe_stop(f->app.scribe);
	pthread_join(f->scribe, NULL);
	app_close(&f->app);
	SERVED_MUST(f, system(remove.bytes) == 0);
	arena_free(f->arena);
}

/* -- a client that shows everything, byte for byte -- */

struct reply {
	int status;
	str head, body;
	struct tree *tree; /* NULL when the body is no JSON */
};

static inline int connect_tcp(unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval wait = { .tv_sec = 20 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		check_failed(__FILE__, __LINE__, "no connection to port %u", port);
	return fd;
}

static inline int connect_local(const char *directory)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", directory);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		check_failed(__FILE__, __LINE__, "no connection to %s", address.sun_path);
	return fd;
}

static inline void send_all(int fd, str bytes)
{
	size_t sent = 0;

	while (sent < bytes.length) {
		ssize_t length = send(fd, bytes.bytes + sent, bytes.length - sent,
				      MSG_NOSIGNAL);

		if (length <= 0)
			return;
		sent += (size_t)length;
	}
}

static inline struct reply read_reply(struct arena *arena, int fd)
{
	struct text all = text_new(arena, 16 << 20);
	struct reply reply = { 0 };
	struct error unheeded;
	char piece[16384];
	ssize_t length;
	int64_t status = 0;

	while ((length = recv(fd, piece, sizeof(piece), 0)) > 0)
		text_add(&all, (str){ piece, (size_t)length });

	str whole = text_of(&all);

	str_to_int(str_slice(whole, 9, 3), &status);
	reply.status = (int)status;
	for (size_t i = 0; i + 4 <= whole.length; i++) {
		if (memcmp(whole.bytes + i, "\r\n\r\n", 4) != 0)
			continue;
		reply.head = str_slice(whole, 0, i + 2);
		reply.body = str_slice(whole, i + 4, whole.length);
		break;
	}
	reply.tree = json_parse(arena, reply.body, &unheeded);
	return reply;
}

/* "headers" are whole lines; those not given are as a usual client sends them. */
static inline str request_text(struct arena *arena, unsigned port, const char *line,
			       const char *headers, str body)
{
	struct text text = text_new(arena, 200 << 20);

	text_addf(&text, "%s HTTP/1.1\r\n", line);
	if (!strstr(headers, "Host:"))
		text_addf(&text, "Host: 127.0.0.1:%u\r\n", port);
	if (body.length > 0 && !strstr(headers, "Content-Type:"))
		text_add(&text, STR("Content-Type: application/json\r\n"));
	if (strncmp(line, "GET", 3) != 0)
		text_addf(&text, "Content-Length: %zu\r\n", body.length);
	text_addf(&text, "Connection: close\r\n%s\r\n", headers);
	text_add(&text, body);
	return text_of(&text);
}

static inline struct reply ask_bytes(struct served *f, unsigned port, const char *line,
				     const char *headers, str body)
{
	scoped_fd fd = connect_tcp(port);

	send_all(fd, request_text(f->arena, port, line, headers, body));
	return read_reply(f->arena, fd);
}

/* ask(f, "POST /api/v1/incident/note", "Cookie: …\r\n", "{…}") */
static inline struct reply ask(struct served *f, const char *line, const char *headers,
			       const char *body)
{
	return ask_bytes(f, f->port, line, headers, str_of(body));
}

static inline struct reply ask_local(struct served *f, const char *line,
				     const char *headers, const char *body)
{
	scoped_fd fd = connect_local(f->directory);

	send_all(fd, request_text(f->arena, 0, line, headers, str_of(body)));
	return read_reply(f->arena, fd);
}

/* The value of a header of the answer; "" when absent. */
static inline str header_of(const struct reply *reply, const char *name)
{
	str rest = reply->head, line, got, value;

	while (str_next(&rest, '\n', &line))
		if (str_cut(line, ':', &got, &value) && str_is(got, name))
			return str_trim(value);
	return STR("");
}

/* -- changes made directly -- */

struct made_token {
	str person, secret, csrf;
	enum token_kind kind;
};

static inline bool make_token_turn(struct work *work, void *arguments)
{
	struct made_token *token = arguments;

	return access_make_token(work, token->kind, token->person, HOUR_MS,
				 &token->secret, &token->csrf);
}

static inline struct made_token make_token(struct served *f, const char *person,
					   enum token_kind kind)
{
	struct made_token token = { .person = str_of(person), .kind = kind };
	struct work work = { .arena = f->arena, .actor = actor_stanch() };

	if (!app_change(&f->app, &work, "test.token", make_token_turn, &token, true))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
	return token;
}

/* "Authorization: Bearer …\r\n" of a new token. */
static inline const char *bearer(struct served *f, const char *person)
{
	struct made_token token = make_token(f, person, TOKEN_API);

	return arena_format(f->arena, "Authorization: Bearer " STR_FMT "\r\n",
			    STR_ARG(token.secret))
		.bytes;
}

static inline bool read_head_turn(struct work *work, void *arguments)
{
	str hash;

	return journal_head(work, arguments, &hash);
}

/* How many entries the journal has: what changed anything has written one. */
static inline int64_t entries(struct served *f)
{
	struct work work = { .arena = f->arena };
	int64_t seq = -1;

	if (!app_read(&f->app, &work, read_head_turn, &seq))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
	return seq;
}

#define SERVED(name) \
	static void name##_served(struct served *f); \
	static void name(void) \
	{ \
		struct served served; \
\
		serve(&served, people_yaml); \
		name##_served(&served); \
		unserve(&served); \
	} \
	static void name##_served(struct served *f)

#endif
