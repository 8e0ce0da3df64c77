/* The files of a drill: what Prometheus scrapes and when it alerts, and the
 * configuration of a stanch that looks after one service. */
#include "drill/world.h"

#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static const char prometheus_file[] =
	"# Written by stanch drill.\n"
	"global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
	"rule_files: [rules.yml]\n"
	"# stanch itself is the Alertmanager.\n"
	"alerting:\n"
	"  alertmanagers: [{static_configs: [{targets: [\"127.0.0.1:%u\"]}]}]\n"
	"scrape_configs:\n"
	"  - job_name: redis-cache\n"
	"    static_configs: [{targets: [\"127.0.0.1:%u\"]}]\n"
	"  - job_name: app\n"
	"    static_configs: [{targets: [\"127.0.0.1:%u\"]}]\n";

static const char rules_file[] =
	"# Written by stanch drill.\n"
	"groups:\n"
	"  - name: practice\n"
	"    rules:\n"
	"      - alert: RedisWritesFailing\n"
	"        expr: '" QUERY_FAILING " > 5'\n"
	"        for: 3s\n"
	"        labels: {service: redis-cache, severity: critical, team: platform}\n"
	"        annotations:\n"
	"          summary: 'Writes to the cache fail: {{ $value | printf \"%.0f\" }} "
	"%'\n"
	"          description: 'The APIs that stand on Redis answer with errors.'\n"
	"      - alert: CacheWritesStopped\n"
	"        expr: '" QUERY_ATTEMPTED " < 1'\n"
	"        for: 3s\n"
	"        labels: {service: redis-cache, severity: critical, team: platform}\n"
	"        annotations:\n"
	"          summary: 'Nothing writes to the cache: {{ $value | printf \"%.0f\" }} "
	"per "
	"second'\n"
	"          description: 'The cache of the APIs grows stale, errors follow.'\n";

static const char stanch_head[] =
	"# Written by stanch drill: one service, one person on call, and no address\n"
	"# outside this machine.\n"
	"drill: true\n"
	"listen: [\"127.0.0.1:%u\"]\n"
	"public_url: http://127.0.0.1:%u\n"
	"people:\n"
	"  - name: you\n"
	"    role: admin\n"
	"    contacts:\n"
	"      - email: you@practice.example\n"
	"      - webhook: http://127.0.0.1:%u/webhook\n"
	"      - ntfy: http://127.0.0.1:%u/ntfy/you\n"
	"on_call: [you]\n"
	"paging: {repeat: 60s, rounds: 5, ack_lapse: 20m}\n"
	"hold: %s\n"
	"smtp: {relay: \"127.0.0.1:%u\", from: stanch@practice.example}\n"
	"audiences:\n"
	"  - {name: everyone, contacts: [{email: everybody@practice.example}]}\n";

static const char stanch_service[] = "services:\n"
				     "  - name: redis-cache\n"
				     "    settings:\n"
				     "      redis: \"127.0.0.1:%u\"\n"
				     "      prometheus: http://127.0.0.1:%u\n"
				     "    patterns: [redis-memory]\n"
				     "    measurements:\n"
				     "      - name: writes failing\n"
				     "        query: '%s'\n"
				     "        unit: percent\n"
				     "        good: below 1\n"
				     "        hold: %s\n"
				     "        every: 2s\n"
				     "        proves_recovery: true\n"
				     "      - name: writes attempted\n"
				     "        query: '%s'\n"
				     "        unit: per second\n"
				     "        good: at least 10\n"
				     "        hold: %s\n"
				     "        every: 2s\n"
				     "        proves_recovery: true\n";

static bool write_file(const struct world *world, const char *name, str text,
		       struct error *error)
{
	str path = arena_format(world->arena, STR_FMT "/%s", STR_ARG(world->data), name);
	scoped_fd fd = open(path.bytes, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd >= 0 && write(fd, text.bytes, text.length) == (ssize_t)text.length)
		return true;
	return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
			 strerror(errno));
}

static str stanch_file(const struct world *world)
{
	const unsigned *ports = world->ports;
	unsigned inbox = inbox_port(world->inbox);
	str head = arena_format(world->arena, stanch_head, ports[CHILD_STANCH],
				ports[CHILD_STANCH], inbox, inbox, world->hold,
				ports[CHILD_MAIL]);
	str service = arena_format(world->arena, stanch_service, ports[CHILD_REDIS],
				   ports[CHILD_PROMETHEUS], QUERY_FAILING, world->hold,
				   QUERY_ATTEMPTED, world->hold);

	return arena_format(world->arena, STR_FMT STR_FMT, STR_ARG(head),
			    STR_ARG(service));
}

bool scenario_write(const struct world *world, struct error *error)
{
	str prometheus = arena_format(
		world->arena, prometheus_file, world->ports[CHILD_STANCH],
		world->ports[CHILD_EXPORTER], world->ports[CHILD_WRITER]);

	return write_file(world, "prometheus.yml", prometheus, error) &&
	       write_file(world, "rules.yml", str_of(rules_file), error) &&
	       write_file(world, "stanch.yaml", stanch_file(world), error);
}
