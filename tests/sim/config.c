/* The configuration of the simulated server. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

/* Two zones with other changing nights, so that a night near the end of March or October
 * crosses one; a layer with a gap, which is passed over; a person reached by three
 * channels in turn, and one who cannot be reached by any that works. */
static const char text[] =
	"people:\n"
	"  - {name: alice, role: approver, contacts: [{sim: alice}, "
	"{sim2: alice, after: 1m}]}\n"
	"  - {name: bob, role: admin, language: ko, contacts: [{sim: bob}, {sim2: "
	"bob}]}\n"
	"  - {name: carol, role: approver, contacts: [{sim2: carol}]}\n"
	"  - {name: dave, role: responder, contacts: [{sim: dave}]}\n"
	"schedules:\n"
	"  - name: primary\n"
	"    zone: Europe/Berlin\n"
	"    layers:\n"
	"      - {name: week, people: [alice, bob, carol], rotate: every 7h, start: "
	"2026-01-05 02:30}\n"
	"      - {name: nights, people: [carol, alice], rotate: daily, start: 2026-01-01 "
	"09:00, only: ['every day 22:00-03:00']}\n"
	"  - name: office\n"
	"    zone: America/New_York\n"
	"    layers:\n"
	"      - {name: days, people: [bob, dave], rotate: weekly, start: 2026-01-05 "
	"09:00, only: ['mon-fri 09:00-17:00']}\n"
	"escalation:\n"
	"  - name: night\n"
	"    repeat: 60s\n"
	"    exhausted_after: 6m\n"
	"    ack_lapse: 5m\n"
	"    steps:\n"
	"      - {level: L1, page: [office]}\n"
	"      - {level: L1, page: [primary], unacknowledged_for: 2m}\n"
	"      - {level: L1, page: [alice, bob], unacknowledged_for: 4m}\n"
	"      - {level: L2, page: [dave], unmitigated_for: 10m}\n"
	"      - {level: L2, page: [carol], unacknowledged_for: 90s}\n"
	"      - {level: L3, page: [carol, dave], need: architecture}\n"
	"      - {level: L4, page: [bob], severity: 0}\n"
	"      - {level: L2, page: [primary], time_box_over: true}\n"
	"  - name: plain\n"
	"    repeat: 60s\n"
	"    exhausted_after: 4m\n"
	"    ack_lapse: 5m\n"
	"    steps:\n"
	"      - {level: L1, page: [{sim: '#ops'}]}\n"
	"      - {level: L1, page: [alice], unacknowledged_for: 2m}\n"
	"audiences:\n"
	"  - {name: everyone, contacts: [{sim: '#all'}]}\n"
	"  - {name: leadership, contacts: [{sim2: boss}]}\n"
	"paging: {limit: 12, limit_within: 5m}\n"
	"hold: 60s\n"
	"services:\n"
	"  - name: shop\n"
	"    match: {service: shop}\n"
	"    settings: {prometheus: 'http://127.0.0.1:1', redis: 'sim'}\n"
	"    measurements:\n"
	"      - {name: writes failing, query: q, unit: percent, good: below 1, hold: "
	"30s,\n"
	"         every: 10s, proves_recovery: true}\n"
	"  - {name: mail, match: {service: mail}, escalation: plain, depends_on: "
	"[shop]}\n"
	"flapping: {changes: 5, within: 10m, calm: 3m}\n"
	"inhibit:\n"
	"  - {name: a0, source: {alertname: A0}, target: {service: mail}}\n"
	"routes:\n"
	"  - {match: {service: quiet}, urgency: record}\n";

static const struct prediction failing = {
	.fact = STR_INIT("measure.writes_failing"),
	.comparison = COMPARE_AT_LEAST,
	.threshold = 50,
	.says = STR_INIT("most writes fail"),
};
static const struct hypothesis_rule rule = {
	.key = STR_INIT("full"),
	.claim = STR_INIT("it is full"),
	.mechanism = STR_INIT("nothing fits"),
	.predictions = &failing,
	.prediction_count = 1,
};

/* The pattern is built here, since a text alone has no folder beside it. */
static void add_pattern(struct config *config)
{
	struct pattern *pattern = arena_one(config->arena, struct pattern);
	struct action_rule *action = arena_one(config->arena, struct action_rule);
	struct hypothesis_rule *copy = arena_one(config->arena, struct hypothesis_rule);
	const struct pattern **list = arena_one(config->arena, const struct pattern *);

	*copy = rule;
	*action = (struct action_rule){ .key = STR("grow"),
					.title = STR("grow"),
					.actuator = STR("sim"),
					.target = STR("{{redis}}"),
					.class = ACTION_REVERSIBLE,
					.risk = STR("none"),
					.expected = STR("room"),
					.when_supported = STR("full") };
	*pattern = (struct pattern){ .name = STR("full"),
				     .title = STR("full"),
				     .hypotheses = copy,
				     .hypothesis_count = 1,
				     .actions = action,
				     .action_count = 1 };
	*list = pattern;
	config->services[0].patterns = list;
	config->services[0].pattern_count = 1;
}

static struct config *make(void)
{
	scoped_arena scratch = arena_new(64 << 20);
	struct config_problems problems = { 0 };
	struct config *config = config_parse(scratch, STR("sim.yaml"), str_of(text),
					     &problems);

	for (size_t i = 0; i < problems.count; i++)
		fprintf(stderr, "sim.yaml:%u: " STR_FMT ": " STR_FMT "\n",
			problems.items[i].line, STR_ARG(problems.items[i].where),
			STR_ARG(problems.items[i].what));
	if (!config)
		exit(1);
	add_pattern(config);
	return config;
}

/* Read once: a night has many lives, and a million nights as many again. */
struct config *sim_config(void)
{
	static struct config *made;

	if (!made)
		made = make();
	return config_keep(made);
}
