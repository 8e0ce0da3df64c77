/* The configuration of the simulated server. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

static const char text[] =
	"people:\n"
	"  - {name: alice, role: approver, contacts: [{sim: alice}]}\n"
	"  - {name: bob, role: admin, contacts: [{sim: bob}]}\n"
	"on_call: [alice, bob]\n"
	"paging: {repeat: 60s, rounds: 2, ack_lapse: 5m}\n"
	"hold: 60s\n"
	"services:\n"
	"  - name: shop\n"
	"    match: {service: shop}\n"
	"    settings: {prometheus: 'http://127.0.0.1:1', redis: 'sim'}\n"
	"    measurements:\n"
	"      - {name: writes failing, query: q, unit: percent, good: below 1, hold: "
	"30s,\n"
	"         every: 10s, proves_recovery: true}\n"
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

struct config *sim_config(struct arena *arena)
{
	struct config_problems problems = { 0 };
	struct config *config = config_parse(arena, STR("sim.yaml"), str_of(text),
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
