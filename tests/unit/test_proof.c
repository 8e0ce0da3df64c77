/* Claims of a runbook against systems that answer as they are told to. */
#include "app/runbooks/proof.h"
#include "check.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 28, ANSWERS_MAX = 8 };

static struct {
	/* A part of the question, and whether there is something. */
	struct {
		const char *part;
		bool is_there;
	} there[ANSWERS_MAX];
	enum error_kind refuses; /* ERROR_NONE: it answers */
	int status;
	int asked;
} world;

static str argument(const struct probe_call *call, const char *name)
{
	for (size_t i = 0; i < call->argument_count; i++)
		if (str_is(call->arguments[i].name, name))
			return call->arguments[i].value;
	return STR("");
}

static bool answer(str question, struct probe_finding *ret_finding, struct error *error)
{
	world.asked++;
	if (world.refuses != ERROR_NONE)
		return error_set(error, world.refuses, "it is down");
	for (size_t i = 0; i < ANSWERS_MAX && world.there[i].part; i++)
		if (str_contains(question, str_of(world.there[i].part)))
			ret_finding->has_data = world.there[i].is_there;
	return true;
}

static bool ask_promql(const struct probe_call *call, struct probe_finding *ret_finding,
		       struct error *error)
{
	return answer(argument(call, "promql"), ret_finding, error);
}

static bool ask_object(const struct probe_call *call, struct probe_finding *ret_finding,
		       struct error *error)
{
	ret_finding->meaning = STR("not found");
	return answer(argument(call, "path"), ret_finding, error);
}

static bool ask_http(const struct probe_call *call, struct probe_finding *ret_finding,
		     struct error *error)
{
	struct fact *fact = list_add(call->arena, &ret_finding->facts);

	*fact = (struct fact){ .name = STR("http.status"), .number = world.status };
	return answer(argument(call, "http"), ret_finding, error);
}

static const struct probe promql = { .name = "promql", .ask = ask_promql };
static const struct probe object = { .name = "kubernetes_object", .ask = ask_object };
static const struct probe http = { .name = "http", .ask = ask_http };
static const struct probe *const probes[] = { &http, &object, &promql };

static struct label settings[] = { { STR_INIT("prometheus"), STR_INIT("http://p") } };
static struct service services[] = { { .settings = settings, .setting_count = 1 } };
static struct cluster clusters[] = { { .name = STR_INIT("prod") } };
static str hosts[] = { STR_INIT("wiki.acme.io") };

static struct proof prove(struct arena *arena, struct claim claim)
{
	static struct proof proof;
	const struct config config = {
		.services = services,
		.service_count = 1,
		.clusters = clusters,
		.cluster_count = 1,
		.runbook_proof = { .hosts = hosts, .host_count = 1 },
	};
	const struct ports ports = { .probes = probes, .probe_count = COUNT_OF(probes) };

	proof_ask(&ports, arena, &config,
		  &(struct claims_asked){ &claim, 1, PROVE_MS_MAX }, &proof);
	return proof;
}

static const str codes[] = { STR_INIT("code") };
static const struct claim series = { .kind = CLAIM_SERIES,
				     .metric = STR_INIT("r_total"),
				     .selection = STR_INIT("r_total{code=\"500\"}"),
				     .labels = codes,
				     .label_count = 1 };

static void a_series_is_there_or_what_is_missing_is_named(void)
{
	static const struct {
		const char *there[3];
		enum proof_verdict verdict;
		const char *why;
	} cases[] = {
		{ { "r_total{code=\"500\"}" }, PROOF_HOLDS, "" },
		{ { NULL }, PROOF_FAILS, "there was no series r_total within a day" },
		{ { "(r_total[" }, PROOF_FAILS, "r_total has no label code" },
		/* no errors today are no proof that the runbook is wrong */
		{ { "(r_total[", "r_total{code!=\"\"}" },
		  PROOF_UNTOLD,
		  "its labels are there, but none with these values within a day" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct proof proof;

		memset(&world, 0, sizeof(world));
		for (size_t a = 0; a < 3 && cases[i].there[a]; a++) {
			world.there[a].part = cases[i].there[a];
			world.there[a].is_there = true;
		}
		proof = prove(arena, series);
		CHECK_INT(proof.verdict, cases[i].verdict);
		CHECK_STR_EQ(proof.why, str_of(cases[i].why));
	}
}

static void who_is_down_is_not_asked_again_and_proves_nothing(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct claim claims[] = { series, series, series };
	struct proof proofs[3];
	const struct config config = { .services = services, .service_count = 1 };
	const struct ports ports = { .probes = probes, .probe_count = COUNT_OF(probes) };

	memset(&world, 0, sizeof(world));
	world.refuses = ERROR_TIMEOUT;
	proof_ask(&ports, arena, &config,
		  &(struct claims_asked){ claims, 3, PROVE_MS_MAX }, proofs);
	CHECK_INT(world.asked, 1);
	for (size_t i = 0; i < 3; i++) {
		CHECK_INT(proofs[i].verdict, PROOF_UNTOLD);
		CHECK_STR_EQ(proofs[i].why, STR("it is down"));
	}
	/* A question that it refuses says nothing of the next. */
	world.asked = 0;
	world.refuses = ERROR_INVALID;
	proof_ask(&ports, arena, &config,
		  &(struct claims_asked){ claims, 3, PROVE_MS_MAX }, proofs);
	CHECK_INT(world.asked, 3);
	CHECK_INT(proofs[2].verdict, PROOF_UNTOLD);
}

static void what_there_is_no_time_for_is_untold_and_not_asked(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct claim claims[] = { series, series };
	struct proof proofs[2];
	const struct config config = { .services = services, .service_count = 1 };
	const struct ports ports = { .probes = probes, .probe_count = COUNT_OF(probes) };

	memset(&world, 0, sizeof(world));
	proof_ask(&ports, arena, &config, &(struct claims_asked){ claims, 2, 0 }, proofs);
	CHECK_INT(world.asked, 0);
	for (size_t i = 0; i < 2; i++) {
		CHECK_INT(proofs[i].verdict, PROOF_UNTOLD);
		CHECK(proofs[i].claim == &claims[i]);
		CHECK_STR_EQ(proofs[i].why, STR("there was no time left to ask"));
	}
}

static void an_object_is_there_or_not(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct claim claim = { .kind = CLAIM_OBJECT, .path = STR("/api/v1/x") };

	memset(&world, 0, sizeof(world));
	CHECK_INT(prove(arena, claim).verdict, PROOF_FAILS);
	CHECK_STR_EQ(prove(arena, claim).why, STR("not found"));
	world.there[0].part = "/api/v1/x";
	world.there[0].is_there = true;
	CHECK_INT(prove(arena, claim).verdict, PROOF_HOLDS);
	world.refuses = ERROR_FORBIDDEN;
	CHECK_INT(prove(arena, claim).verdict, PROOF_UNTOLD);
}

static void only_hosts_that_are_named_are_asked(void)
{
	static const struct {
		const char *url;
		int status;
		enum proof_verdict verdict;
		int asked;
	} cases[] = {
		{ "https://wiki.acme.io/a", 200, PROOF_HOLDS, 1 },
		{ "https://wiki.acme.io", 302, PROOF_HOLDS, 1 },
		{ "https://wiki.acme.io/a", 403, PROOF_HOLDS, 1 },
		{ "https://wiki.acme.io/a", 404, PROOF_FAILS, 1 },
		{ "https://wiki.acme.io/a", 503, PROOF_UNTOLD, 1 },
		{ "https://other.acme.io/a", 200, PROOF_UNTOLD, 0 },
		{ "https://wiki.acme.io:8443/a", 200, PROOF_UNTOLD, 0 },
		{ "https://wiki.acme.io@169.254.169.254/", 200, PROOF_UNTOLD, 0 },
		{ "http://169.254.169.254/?https://wiki.acme.io", 200, PROOF_UNTOLD, 0 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		const struct claim claim = { .kind = CLAIM_LINK,
					     .path = str_of(cases[i].url) };

		memset(&world, 0, sizeof(world));
		world.status = cases[i].status;
		CHECK_INT(prove(arena, claim).verdict, cases[i].verdict);
		CHECK_INT(world.asked, cases[i].asked);
	}
}

static void without_anybody_to_ask_nothing_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct claim claims[] = { series, { .kind = CLAIM_OBJECT } };
	struct proof proofs[2];
	const struct config config = { 0 };
	const struct ports ports = { .probes = probes, .probe_count = COUNT_OF(probes) };

	proof_ask(&ports, arena, &config,
		  &(struct claims_asked){ claims, 2, PROVE_MS_MAX }, proofs);
	CHECK_STR_EQ(proofs[0].why, STR("no service names a Prometheus to ask"));
	CHECK_STR_EQ(proofs[1].why, STR("no cluster is named in 'clusters'"));
	CHECK_INT(proofs[0].verdict, PROOF_UNTOLD);
	CHECK_INT(proofs[1].verdict, PROOF_UNTOLD);
}

const struct test tests[] = {
	{ "proof: a series is there, or what is missing is named",
	  a_series_is_there_or_what_is_missing_is_named },
	{ "proof: who is down is not asked again and proves nothing",
	  who_is_down_is_not_asked_again_and_proves_nothing },
	{ "proof: what there is no time for is untold and not asked",
	  what_there_is_no_time_for_is_untold_and_not_asked },
	{ "proof: an object is there or not", an_object_is_there_or_not },
	{ "proof: only hosts that are named are asked",
	  only_hosts_that_are_named_are_asked },
	{ "proof: without anybody to ask nothing is told",
	  without_anybody_to_ask_nothing_is_told },
	{ 0 },
};
