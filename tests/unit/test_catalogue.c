/* The patterns that are built in: each claim can come out true and can come out false,
 * and what it is judged by is asked. */
#include "check.h"

#include "app/investigation/in_play.h"
#include "config/config.h"
#include "config/file.h"
#include "core/diagnosis/hypothesis.h"
#include "runbook/promql.h"

#include <math.h>
#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30, HYPOTHESES_AT_LEAST = 60, VALUES_MAX = 64 };

/* A service that has every setting, so that everything fits. */
static const char whole[] =
	"services:\n"
	"  - name: orders\n"
	"    settings:\n"
	"      prometheus: \"http://127.0.0.1:9090\"\n"
	"      redis: 127.0.0.1:6379\n"
	"      database: orders\n"
	"      loki: \"http://127.0.0.1:3100\"\n"
	"      logs: '{app=\"orders\"}'\n"
	"      tempo: \"http://127.0.0.1:3200\"\n"
	"      traced_as: orders-api\n"
	"      cluster: prod\n"
	"      namespace: shop\n"
	"      wrong_records: wrong\n"
	"      state: state\n"
	"      write_switch: switch\n"
	"      app: job=\"orders\"\n"
	"      pods: namespace=\"shop\",pod=~\"orders-.*\"\n"
	"      workload: namespace=\"shop\",deployment=\"orders\"\n"
	"      hpa: namespace=\"shop\",horizontalpodautoscaler=\"orders\"\n"
	"      room: namespace=\"shop\"\n"
	"      nodes: node=~\".+\"\n"
	"      host: instance=~\"db1:9100\"\n"
	"      postgres_series: instance=\"db:9187\"\n"
	"      mysql_series: instance=\"db:9104\"\n"
	"      redis_series: instance=\"cache:9121\"\n"
	"      mongodb_series: instance=\"db:9216\"\n"
	"      kafka_group: consumergroup=\"billing\",topic=\"orders\"\n"
	"      kafka_brokers: job=\"kafka\"\n"
	"      rabbitmq_queue: queue=\"orders\"\n"
	"      rabbitmq_nodes: job=\"rabbitmq\"\n"
	"      jobs: namespace=\"shop\"\n"
	"      edge: instance=\"https://shop.example\"\n"
	"      coredns: job=\"coredns\"\n"
	"      elasticsearch_series: cluster=\"logs\"\n"
	"      mesh: destination_service_name=\"orders\"\n"
	"      argocd_apps: name=\"orders\"\n"
	"      apiserver: job=\"apiserver\"\n"
	"      etcd: job=\"etcd\"\n"
	"    patterns: fitting\n"
	"  - name: poor\n"
	"    settings: {prometheus: \"http://127.0.0.1:9090\", app: 'job=\"poor\"'}\n"
	"    patterns: fitting\n";

static struct config *configured(struct arena *arena)
{
	struct config_problems problems;
	struct config *config = config_parse(arena, STR("stanch.yaml"), str_of(whole),
					     &problems);

	if (!config) {
		check_failed(__FILE__, __LINE__, STR_FMT,
			     STR_ARG(problems.items[0].what));
		abort();
	}
	return config;
}

/* -- what is asked -- */

static str argument(const struct question *question, const char *name)
{
	for (size_t i = 0; i < question->argument_count; i++)
		if (str_is(question->arguments[i].name, name))
			return question->arguments[i].value;
	return STR("");
}

/* Of other probes the facts' names begin with the probe's, up to a "_", or with what it
 * reads. */
static bool gives(str probe, str fact)
{
	str system = probe;

	if (str_is(probe, "loki"))
		return str_starts_with(fact, STR("logs."));
	if (str_is(probe, "tempo"))
		return str_starts_with(fact, STR("traces."));

	str_cut(probe, '_', &system, &probe);
	return !str_is(system, "prometheus") && str_starts_with(fact, system);
}

static bool is_asked(const struct pattern *pattern, str fact)
{
	/* The diagnosis is made without any pattern asking for it. */
	if (str_starts_with(fact, STR("diagnosis.")))
		return true;
	for (size_t i = 0; i < pattern->question_count; i++) {
		const struct question *question = &pattern->questions[i];

		if (str_equal(argument(question, "fact"), fact) ||
		    gives(question->probe, fact))
			return true;
	}
	return false;
}

static void every_fact_is_asked_for(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	size_t hypotheses = 0;

	for (size_t p = 0; p < config->pattern_count; p++) {
		const struct pattern *pattern = &config->patterns[p];

		hypotheses += pattern->hypothesis_count;
		for (size_t i = 0; i < pattern->hypothesis_count; i++) {
			const struct hypothesis_rule *rule = &pattern->hypotheses[i];

			for (size_t k = 0; k < rule->prediction_count; k++)
				if (!is_asked(pattern, rule->predictions[k].fact))
					check_failed(__FILE__, __LINE__,
						     STR_FMT ": nobody asks for " STR_FMT,
						     STR_ARG(rule->key),
						     STR_ARG(rule->predictions[k].fact));
		}
	}
	CHECK(hypotheses >= HYPOTHESES_AT_LEAST);
}

static str filled(struct arena *arena, const struct service *service, str query)
{
	for (size_t i = 0; i < service->setting_count; i++) {
		const char *name = arena_c_string(
			arena, arena_format(arena, "{{" STR_FMT "}}",
					    STR_ARG(service->settings[i].name)));
		const char *at;

		while ((at = memmem(query.bytes, query.length, name, strlen(name))))
			query = arena_format(
				arena, STR_FMT STR_FMT STR_FMT,
				STR_ARG(str_slice(query, 0, (size_t)(at - query.bytes))),
				STR_ARG(service->settings[i].value),
				STR_ARG(str_slice(
					query, (size_t)(at - query.bytes) + strlen(name),
					query.length)));
	}
	return query;
}

static void every_query_is_one(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	const struct service *service = &config->services[0];

	for (size_t p = 0; p < config->pattern_count; p++)
		for (size_t i = 0; i < config->patterns[p].question_count; i++) {
			const struct question *question = &config->patterns[p]
								   .questions[i];
			str query = filled(arena, service, argument(question, "query"));
			struct promql *promql = NULL;
			struct error error = { 0 };

			if (!str_is(question->probe, "prometheus"))
				continue;
			CHECK_OK(promql_parse(arena, query, &promql, &error) &&
					 promql_check(arena, query, promql, &error),
				 error);
		}
}

/* The same fact from two patterns must be the same question, so that it is asked once. */
static void a_fact_has_one_meaning(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	struct {
		str fact, query;
	} seen[1024];
	size_t count = 0;

	for (size_t p = 0; p < config->pattern_count; p++)
		for (size_t i = 0; i < config->patterns[p].question_count; i++) {
			str fact = argument(&config->patterns[p].questions[i], "fact");
			str query = argument(&config->patterns[p].questions[i], "query");

			if (fact.length == 0)
				continue;
			for (size_t k = 0; k < count; k++)
				if (str_equal(seen[k].fact, fact) &&
				    !str_equal(seen[k].query, query))
					check_failed(__FILE__, __LINE__,
						     STR_FMT " means two things",
						     STR_ARG(fact));
			seen[count].fact = fact;
			seen[count++].query = query;
		}
}

static void every_key_is_there_once(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	str keys[1024];
	size_t count = 0;

	for (size_t p = 0; p < config->pattern_count; p++)
		for (size_t i = 0; i < config->patterns[p].hypothesis_count; i++) {
			str key = config->patterns[p].hypotheses[i].key;

			for (size_t k = 0; k < count; k++)
				if (str_equal(keys[k], key))
					check_failed(__FILE__, __LINE__,
						     STR_FMT " is there twice",
						     STR_ARG(key));
			keys[count++] = key;
		}
}

/* -- how it comes out -- */

static bool number_holds(const struct prediction *prediction, double value)
{
	switch (prediction->comparison) {
	case COMPARE_BELOW: return value < prediction->threshold;
	case COMPARE_AT_MOST: return value <= prediction->threshold;
	case COMPARE_ABOVE: return value > prediction->threshold;
	case COMPARE_AT_LEAST: return value >= prediction->threshold;
	}
	return false;
}

/* A value with which all predictions of this fact come out as wanted; NaN: none. */
static double value_for(const struct hypothesis_rule *rule, str fact, bool refutes)
{
	double values[VALUES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < rule->prediction_count; i++) {
		double at = rule->predictions[i].threshold;

		values[count++] = at;
		values[count++] = at - 0.01;
		values[count++] = at + 0.01;
	}
	for (size_t v = 0; v < count; v++) {
		bool fits = true;

		for (size_t i = 0; fits && i < rule->prediction_count; i++) {
			const struct prediction *one = &rule->predictions[i];

			if (str_equal(one->fact, fact) && one->refutes == refutes)
				fits = number_holds(one, values[v]);
			else if (str_equal(one->fact, fact) && one->refutes)
				fits = !number_holds(one, values[v]);
		}
		if (fits)
			return values[v];
	}
	return NAN;
}

static void add_fact(struct arena *arena, const struct hypothesis_rule *rule,
		     const struct prediction *prediction, struct facts *facts)
{
	struct fact *all = arena_many(arena, struct fact, facts->count + 1);

	for (size_t i = 0; i < facts->count; i++)
		all[i] = facts->items[i];
	all[facts->count] = (struct fact){
		.name = prediction->fact,
		.number = prediction->is_text ? NAN
					      : value_for(rule, prediction->fact,
							  prediction->refutes),
		.text = prediction->is_text
				? prediction->negated ? STR("another") : prediction->text
				: STR(""),
	};
	facts->items = all;
	facts->count++;
}

static struct facts facts_for(struct arena *arena, const struct hypothesis_rule *rule,
			      bool refutes)
{
	struct facts facts = { 0 };
	bool was_added = false;

	for (size_t i = 0; i < rule->prediction_count; i++) {
		const struct prediction *prediction = &rule->predictions[i];

		/* One refutation is enough, and two may contradict each other. */
		if (prediction->refutes != refutes || (refutes && was_added))
			continue;
		was_added = true;
		if (!facts_find(&facts, prediction->fact))
			add_fact(arena, rule, prediction, &facts);
	}
	return facts;
}

/* What refutes is not to be known for a claim to be supported: its facts are among those
 * of the predictions, or are given as not so. */
static void complete(struct arena *arena, const struct hypothesis_rule *rule,
		     struct facts *facts)
{
	for (size_t i = 0; i < rule->prediction_count; i++) {
		const struct prediction *one = &rule->predictions[i];

		if (one->refutes && !facts_find(facts, one->fact)) {
			struct prediction other = *one;

			other.refutes = false; /* of no prediction: outside of it */
			add_fact(arena, rule, &other, facts);
		}
	}
}

static void every_claim_can_come_out_both_ways(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);

	for (size_t p = 0; p < config->pattern_count; p++)
		for (size_t i = 0; i < config->patterns[p].hypothesis_count; i++) {
			const struct hypothesis_rule *rule = &config->patterns[p]
								      .hypotheses[i];
			struct facts good = facts_for(arena, rule, false);
			struct facts bad = facts_for(arena, rule, true);

			complete(arena, rule, &good);

			struct verdict for_it = hypothesis_test(arena, rule, &good);
			struct verdict against = hypothesis_test(arena, rule, &bad);

			if (for_it.state != HYPOTHESIS_SUPPORTED ||
			    against.state != HYPOTHESIS_REFUTED)
				check_failed(__FILE__, __LINE__,
					     STR_FMT ": " STR_FMT " / " STR_FMT,
					     STR_ARG(rule->key), STR_ARG(for_it.reason),
					     STR_ARG(against.reason));
		}
}

/* -- which ones are taken -- */

static void what_fits_is_what_the_settings_fill(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	const struct service *poor = config_service(config, STR("poor"));

	CHECK_INT(config->services[0].pattern_count, config->pattern_count);
	CHECK(poor->pattern_count > 0);
	for (size_t i = 0; i < poor->pattern_count; i++) {
		CHECK(!str_is(poor->patterns[i]->name, "redis-memory"));
		CHECK(!str_is(poor->patterns[i]->name, "kubernetes-memory"));
	}
}

static const struct {
	const char *words, *first;
} chosen[] = {
	{ "OOMKilled container killed, exit code 137 orders", "kubernetes-memory" },
	{ "KubePodNotReady ErrImagePull pods pending", "kubernetes-start" },
	{ "PostgresqlTooManyConnections database deadlock", "postgres" },
	{ "KafkaConsumerLag messages of topic orders", "kafka" },
	{ "RabbitmqQueueBacklog unacked", "rabbitmq" },
	{ "ProbeFailed: TLS certificate of the site expired", "edge" },
	{ "CoreDNS servfail, name resolution fails", "dns" },
	{ "HikariCP connection pool acquire", "connection-pool" },
	{ "TracesFailing: exception in checkout, 500 errors, traces unavailable",
	  "traces" },
	{ "redis-cluster: cluster state is fail, slots are lost", "redis-cluster" },
};

static void the_words_of_an_alert_choose(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);

	for (size_t i = 0; i < sizeof(chosen) / sizeof(chosen[0]); i++) {
		struct in_play in_play = patterns_for(arena, &config->services[0],
						      str_of(chosen[i].words));

		CHECK(in_play.count > 0 && in_play.count <= 8);
		if (in_play.count > 0 && !str_is(in_play.items[0]->name, chosen[i].first))
			check_failed(__FILE__, __LINE__, "%s: " STR_FMT, chosen[i].words,
				     STR_ARG(in_play.items[0]->name));
	}
}

/* What needs no sign is always looked at, and nothing else is without one. */
static void without_a_sign_only_the_general_ones(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	struct in_play in_play = patterns_for(arena, &config->services[0],
					      STR("zebra xylophone"));

	CHECK(in_play.count > 0);
	for (size_t i = 0; i < in_play.count; i++)
		CHECK_INT(in_play.items[i]->sign_count, 0);
}

/* -- the manual -- */

static void the_manual_names_every_claim(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = configured(arena);
	struct error error = { 0 };
	str manual = { 0 };

	CHECK_OK(file_read(arena, STR(FIXTURES "/../../docs/patterns.md"), TEST_BYTES_MAX,
			   &manual, &error),
		 error);
	for (size_t p = 0; p < config->pattern_count; p++)
		for (size_t i = 0; i < config->patterns[p].hypothesis_count; i++) {
			str claim = config->patterns[p].hypotheses[i].claim;

			if (!memmem(manual.bytes, manual.length, claim.bytes,
				    claim.length))
				check_failed(__FILE__, __LINE__, STR_FMT, STR_ARG(claim));
		}
}

const struct test tests[] = {
	{ "catalogue: every fact is asked for", every_fact_is_asked_for },
	{ "catalogue: every query is one that Prometheus takes", every_query_is_one },
	{ "catalogue: a fact has one meaning", a_fact_has_one_meaning },
	{ "catalogue: every key is there once", every_key_is_there_once },
	{ "catalogue: every claim can come out both ways",
	  every_claim_can_come_out_both_ways },
	{ "catalogue: what fits is what the settings fill",
	  what_fits_is_what_the_settings_fill },
	{ "catalogue: the words of an alert choose", the_words_of_an_alert_choose },
	{ "catalogue: without a sign only the general ones",
	  without_a_sign_only_the_general_ones },
	{ "catalogue: the manual names every claim", the_manual_names_every_claim },
	{ 0 },
};
