#include "drill/world.h"

#include "base/clock.h"
#include "base/scoped.h"
#include "drill/writer.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "net/redis.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum {
	READY_MS_MAX = 30000, /* a cold disk and Prometheus */
	ASK_MS_MAX = 2000,
	LOOK_MS = 50,
	ANSWER_BYTES_MAX = 1 << 20,
	SCRATCH_BYTES_MAX = 16 << 20,
	RESTARTS_MAX = 50,
	/* 19 of 32 MiB are there at once, so that it is full soon; all keys need 40. */
	WARM_KEYS = 1500,
	ALL_KEYS = 3200,
	/* With a stopped writer Redis has to look well: a third is used. */
	SMALL_WARM_KEYS = 700,
	SMALL_ALL_KEYS = 800,
};

const char *const cause_names[] = { "memory", "writer-stopped", NULL };

static str address_of(const struct world *world, int child)
{
	return arena_format(world->arena, "127.0.0.1:%u", world->ports[child]);
}

/* All are held at once, so that no two get the same. */
static bool choose_ports(struct world *world, struct error *error)
{
	int fds[CHILDREN];
	size_t opened = 0;
	bool good = true;

	for (; good && opened < CHILDREN; opened++) {
		struct sockaddr_in address = {
			.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)
		};
		socklen_t length = sizeof(address);
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

		fds[opened] = fd;
		good = fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0 &&
		       getsockname(fd, (struct sockaddr *)&address, &length) == 0;
		world->ports[opened] = ntohs(address.sin_port);
	}
	if (!good)
		error_set(error, ERROR_UNAVAILABLE, "no free port: %s", strerror(errno));
	for (size_t i = 0; i < opened; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return good;
}

static const char *program(const struct world *world, const char *name)
{
	return arena_format(world->arena, "%s/%s", world->servers, name).bytes;
}

static const char *own_program(const struct world *world)
{
	char *path = arena_many(world->arena, char, 4096);
	ssize_t length = readlink("/proc/self/exe", path, 4095);

	return length > 0 ? path : "/proc/self/exe";
}

static const char *format(const struct world *world, const char *before, str after)
{
	return arena_format(world->arena, "%s" STR_FMT, before, STR_ARG(after)).bytes;
}

static const char *below(const struct world *world, const char *name)
{
	return arena_format(world->arena, STR_FMT "/%s", STR_ARG(world->data), name)
		.bytes;
}

static const char *number(const struct world *world, int64_t n)
{
	return arena_format(world->arena, "%lld", (long long)n).bytes;
}

static bool start_redis(struct world *world, struct error *error)
{
	const char *argv[] = { program(world, "redis-server"),
			       "--bind",
			       "127.0.0.1",
			       "--port",
			       number(world, world->ports[CHILD_REDIS]),
			       "--maxmemory",
			       "32mb",
			       "--maxmemory-policy",
			       "noeviction",
			       "--save",
			       "",
			       "--appendonly",
			       "no",
			       "--dir",
			       below(world, "redis"),
			       NULL };

	return child_start(&world->children[CHILD_REDIS], argv, error);
}

static bool start_exporter(struct world *world, struct error *error)
{
	const char *argv[] = { program(world, "prometheus-redis-exporter"),
			       "-redis.addr",
			       format(world, "redis://", address_of(world, CHILD_REDIS)),
			       "-web.listen-address",
			       address_of(world, CHILD_EXPORTER).bytes,
			       NULL };

	return child_start(&world->children[CHILD_EXPORTER], argv, error);
}

static bool start_writer(struct world *world, struct error *error)
{
	bool is_small = world->cause == CAUSE_WRITER_STOPPED;
	const char *argv[] = { own_program(world),
			       "drill",
			       "writer",
			       "--redis",
			       address_of(world, CHILD_REDIS).bytes,
			       "--listen",
			       address_of(world, CHILD_WRITER).bytes,
			       "--warm",
			       number(world, is_small ? SMALL_WARM_KEYS : WARM_KEYS),
			       "--keys",
			       number(world, is_small ? SMALL_ALL_KEYS : ALL_KEYS),
			       NULL };

	return child_start(&world->children[CHILD_WRITER], argv, error);
}

static bool start_mail(struct world *world, struct error *error)
{
	const char *argv[] = { program(world, "smtp-server"),
			       address_of(world, CHILD_MAIL).bytes, below(world, "mail"),
			       NULL };

	return child_start(&world->children[CHILD_MAIL], argv, error);
}

static bool start_stanch(struct world *world, struct error *error)
{
	const char *argv[] = { own_program(world),
			       "serve",
			       "--data",
			       world->data.bytes,
			       "--config",
			       below(world, "stanch.yaml"),
			       NULL };

	return child_start(&world->children[CHILD_STANCH], argv, error);
}

static bool start_prometheus(struct world *world, struct error *error)
{
	const char *argv[] = {
		program(world, "prometheus"),
		format(world, "--config.file=", str_of(below(world, "prometheus.yml"))),
		format(world, "--storage.tsdb.path=", str_of(below(world, "prometheus"))),
		format(world,
		       "--web.listen-address=", address_of(world, CHILD_PROMETHEUS)),
		/* When stanch was away at the first send, the next one comes soon. */
		"--rules.alert.resend-delay=5s", "--log.level=warn", NULL
	};

	return child_start(&world->children[CHILD_PROMETHEUS], argv, error);
}

static bool get(const struct world *world, int child, const char *path,
		struct arena *arena, struct http_answer *ret_answer)
{
	struct error unheeded;
	struct http_request request = { .url = arena_format(arena,
							    "http://127.0.0.1:%u%s",
							    world->ports[child], path),
					.total_ms = ASK_MS_MAX,
					.answer_bytes_max = ANSWER_BYTES_MAX };

	return http_exchange(arena, &request, ret_answer, &unheeded) &&
	       ret_answer->status == 200;
}

static bool answers_ping(const struct world *world, int child, struct arena *arena)
{
	struct error unheeded;
	scoped_redis redis = redis_open(address_of(world, child), STR(""), ASK_MS_MAX,
					&unheeded);
	str argv[] = { STR("PING") };
	struct redis_reply reply;

	return redis && redis_command(arena, redis, argv, 1, &reply, &unheeded);
}

static bool sees_redis(const struct world *world, int child, struct arena *arena)
{
	struct http_answer answer;

	return get(world, child, "/metrics", arena, &answer) &&
	       str_contains(answer.body, STR("\nredis_up 1\n"));
}

static bool shows_metrics(const struct world *world, int child, struct arena *arena)
{
	struct http_answer answer;

	return get(world, child, "/metrics", arena, &answer);
}

static bool takes_connections(const struct world *world, int child, struct arena *arena)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)world->ports[child]),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	scoped_fd fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)arena;
	return fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

static bool is_ready(const struct world *world, int child, struct arena *arena)
{
	struct http_answer answer;

	return get(world, child, "/-/ready", arena, &answer);
}

static const struct {
	const char *name;
	bool (*start)(struct world *world, struct error *error);
	bool (*ready)(const struct world *world, int child, struct arena *arena);
} servers[CHILDREN] = {
	[CHILD_REDIS] = { "redis", start_redis, answers_ping },
	[CHILD_EXPORTER] = { "exporter", start_exporter, sees_redis },
	[CHILD_WRITER] = { "writer", start_writer, shows_metrics },
	[CHILD_MAIL] = { "mail", start_mail, takes_connections },
	[CHILD_STANCH] = { "stanch", start_stanch, is_ready },
	[CHILD_PROMETHEUS] = { "prometheus", start_prometheus, is_ready },
};

static bool fail_ended(const struct world *world, int child, struct error *error)
{
	return error_set(error, ERROR_UNAVAILABLE, "%s " STR_FMT, servers[child].name,
			 STR_ARG(child_end(world->arena, &world->children[child])));
}

static bool wait_ready(struct world *world, int child, bool (*stopped)(void),
		       struct error *error)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES_MAX);
	int64_t until_us = clock_monotonic_us() + (int64_t)READY_MS_MAX * 1000;

	while (!servers[child].ready(world, child, arena)) {
		if (stopped())
			return error_set(error, ERROR_CONFLICT, "stopped");
		if (!child_runs(&world->children[child]))
			return fail_ended(world, child, error);
		if (clock_monotonic_us() > until_us)
			return error_set(error, ERROR_TIMEOUT,
					 "%s does not answer after %d s",
					 servers[child].name, READY_MS_MAX / 1000);
		poll(NULL, 0, LOOK_MS);
		arena_reset(arena);
	}
	return true;
}

static bool make_folders(const struct world *world, struct error *error)
{
	static const char *const names[] = { "redis", "prometheus", "logs" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (mkdir(below(world, names[i]), 0700) != 0)
			return error_set(error, ERROR_UNAVAILABLE, "%s: %s",
					 below(world, names[i]), strerror(errno));
	return true;
}

static bool prepare(struct world *world, struct error *error)
{
	for (int i = 0; i < CHILDREN; i++)
		world->children[i] = (struct child){
			.name = servers[i].name,
			.log = arena_format(world->arena, STR_FMT "/logs/%s.log",
					    STR_ARG(world->data), servers[i].name),
		};
	if (!make_folders(world, error) || !choose_ports(world, error))
		return false;
	world->inbox = inbox_start(below(world, "mail"), error);
	return world->inbox && scenario_write(world, error);
}

bool world_start(struct world *world, bool (*stopped)(void), const char **ret_failed,
		 struct error *error)
{
	*ret_failed = NULL;
	if (!prepare(world, error))
		return false;
	/* Who is asked by others comes before them; the slow ones start side by side. */
	for (int i = 0; i < CHILDREN; i++) {
		*ret_failed = servers[i].name;
		if (!servers[i].start(world, error) ||
		    (i == CHILD_REDIS && !wait_ready(world, i, stopped, error)))
			return false;
	}
	for (int i = 0; i < CHILDREN; i++) {
		*ret_failed = servers[i].name;
		if (!wait_ready(world, i, stopped, error))
			return false;
	}
	return true;
}

void world_stop(struct world *world)
{
	children_stop(world->children, CHILDREN);
	if (world->inbox)
		inbox_stop(world->inbox);
	world->inbox = NULL;
}

static bool start_again(struct world *world, bool *ret_restarted, struct error *error)
{
	const struct child *child = &world->children[CHILD_STANCH];

	if (!WIFSIGNALED(child->status))
		return fail_ended(world, CHILD_STANCH, error);
	if (++world->restarts > RESTARTS_MAX)
		return error_set(error, ERROR_UNAVAILABLE,
				 "stanch was killed more than %d times", RESTARTS_MAX);
	*ret_restarted = true;
	return start_stanch(world, error);
}

bool world_watch(struct world *world, bool *ret_restarted, const char **ret_failed,
		 struct error *error)
{
	*ret_restarted = false;
	for (int i = 0; i < CHILDREN; i++) {
		*ret_failed = servers[i].name;
		if (child_runs(&world->children[i]))
			continue;
		if (i != CHILD_STANCH)
			return fail_ended(world, i, error);
		if (!start_again(world, ret_restarted, error))
			return false;
	}
	return true;
}

bool world_set_writing(const struct world *world, bool on, struct error *error)
{
	scoped_arena arena = arena_new(SCRATCH_BYTES_MAX);
	struct http_request request = {
		.method = "POST",
		.url = arena_format(arena, "http://127.0.0.1:%u/%s",
				    world->ports[CHILD_WRITER], on ? "go" : "stop"),
		.total_ms = ASK_MS_MAX,
		.answer_bytes_max = ANSWER_BYTES_MAX
	};
	struct http_answer answer;

	if (!http_exchange(arena, &request, &answer, error))
		return error_wrap(error, "writer");
	return answer.status == 200 ||
	       error_set(error, ERROR_UNAVAILABLE, "writer: answered %d", answer.status);
}

bool world_measure(const struct world *world, struct arena *arena, const char *query,
		   double *ret_value)
{
	str path = arena_format(arena, "/api/v1/query?query=" STR_FMT,
				STR_ARG(url_encode(arena, str_of(query))));
	struct http_answer answer;
	struct error unheeded;
	const struct tree *body, *result, *value;

	if (!get(world, CHILD_PROMETHEUS, path.bytes, arena, &answer))
		return false;
	body = json_parse(arena, answer.body, &unheeded);
	result = tree_at(body, "data.result");
	value = tree_at(tree_nth(result, 0), "value.1");
	return tree_count(result) == 1 && value && value->kind == TREE_TEXT &&
	       str_to_real(value->text, ret_value);
}
