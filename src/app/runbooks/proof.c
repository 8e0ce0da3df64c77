#include "app/runbooks/proof.h"

#include "base/limits.h"

const char *const proof_verdict_names[] = {
	[PROOF_HOLDS] = "holds",
	[PROOF_FAILS] = "fails",
	[PROOF_UNTOLD] = "untold",
	NULL,
};

enum { SYSTEMS_MAX = 32 };

/* Somebody who can be asked: a Prometheus by its address, a cluster by its name. */
struct witness {
	str name;
	bool is_silent; /* it gave no answer: it is not asked again */
	str problem;
};

struct asking {
	const struct ports *ports;
	struct arena *arena;
	const struct config *config;
	struct witness prometheus[SYSTEMS_MAX], clusters[SYSTEMS_MAX];
	size_t prometheus_count, cluster_count;
};

static void add_witness(struct witness *witnesses, size_t *count, str name)
{
	for (size_t i = 0; i < *count; i++)
		if (str_equal(witnesses[i].name, name))
			return;
	if (name.length > 0 && *count < SYSTEMS_MAX)
		witnesses[(*count)++] = (struct witness){ .name = name };
}

static void find_witnesses(struct asking *asking)
{
	const struct config *config = asking->config;

	add_witness(asking->prometheus, &asking->prometheus_count,
		    config->map.prometheus);
	for (size_t i = 0; i < config->service_count; i++)
		for (size_t s = 0; s < config->services[i].setting_count; s++)
			if (str_is(config->services[i].settings[s].name, "prometheus"))
				add_witness(asking->prometheus, &asking->prometheus_count,
					    config->services[i].settings[s].value);
	for (size_t i = 0; i < config->cluster_count; i++)
		add_witness(asking->clusters, &asking->cluster_count,
			    config->clusters[i].name);
}

/* -- one question to one system -- */

static bool ask(const struct asking *asking, const char *probe_name,
		const struct label *arguments, size_t count,
		struct probe_finding *ret_finding, struct error *error)
{
	const struct probe *probe = ports_probe(asking->ports, str_of(probe_name));
	struct probe_call call = { .arena = asking->arena,
				   .config = asking->config,
				   .arguments = arguments,
				   .argument_count = count,
				   .wait_ms = PROBE_MS_MAX,
				   .hands = &asking->ports->hands };

	*ret_finding = (struct probe_finding){ 0 };
	if (!probe)
		return error_set(error, ERROR_INTERNAL, "there is no probe %s",
				 probe_name);
	return probe->ask(&call, ret_finding, error);
}

/* Whoever is down or refuses us does so for all questions; a question that is refused
 * says nothing of the next. */
static void note_silence(struct witness *witness, const struct error *error,
			 struct arena *arena)
{
	witness->problem = str_of(arena_c_string(arena, str_of(error->text)));
	witness->is_silent = error->kind != ERROR_INVALID;
}

/* -- series -- */

/* Within a day: a series of errors is not there when there are none. */
static bool has_series(struct asking *asking, struct witness *witness, str selection,
		       bool *ret_has)
{
	const struct label arguments[] = {
		{ STR("prometheus"), witness->name },
		{ STR("promql"),
		  arena_format(asking->arena, "count(present_over_time(" STR_FMT "[1d]))",
			       STR_ARG(selection)) },
	};
	struct probe_finding finding;
	struct error error = { 0 };

	*ret_has = false;
	if (!ask(asking, "promql", arguments, sizeof(arguments) / sizeof(arguments[0]),
		 &finding, &error)) {
		note_silence(witness, &error, asking->arena);
		return false;
	}
	*ret_has = finding.has_data;
	return true;
}

static struct proof with(enum proof_verdict verdict, str why)
{
	return (struct proof){ .verdict = verdict, .why = why };
}

/* Which of its labels is there at all? */
static struct proof judge_labels(struct asking *asking, struct witness *witness,
				 const struct claim *claim)
{
	for (size_t i = 0; i < claim->label_count; i++) {
		bool has;

		if (!has_series(asking, witness,
				arena_format(asking->arena, STR_FMT "{" STR_FMT "!=\"\"}",
					     STR_ARG(claim->metric),
					     STR_ARG(claim->labels[i])),
				&has))
			return with(PROOF_UNTOLD, witness->problem);
		if (!has)
			return with(PROOF_FAILS,
				    arena_format(asking->arena,
						 STR_FMT " has no label " STR_FMT,
						 STR_ARG(claim->metric),
						 STR_ARG(claim->labels[i])));
	}
	return with(PROOF_UNTOLD, STR("its labels are there, but none with these values "
				      "within a day"));
}

static struct proof judge_series(struct asking *asking, struct witness *witness,
				 const struct claim *claim)
{
	bool has;

	if (!has_series(asking, witness, claim->selection, &has))
		return with(PROOF_UNTOLD, witness->problem);
	if (has)
		return with(PROOF_HOLDS, STR(""));
	if (claim->metric.length == 0)
		return with(PROOF_UNTOLD, STR("no series has these labels within a day"));
	if (claim->label_count > 0 && !has_series(asking, witness, claim->metric, &has))
		return with(PROOF_UNTOLD, witness->problem);
	if (!has)
		return with(PROOF_FAILS,
			    arena_format(asking->arena,
					 "there was no series " STR_FMT " within a day",
					 STR_ARG(claim->metric)));
	return judge_labels(asking, witness, claim);
}

/* -- objects -- */

static struct proof judge_object(struct asking *asking, struct witness *witness,
				 const struct claim *claim)
{
	const struct label arguments[] = {
		{ STR("cluster"), witness->name },
		{ STR("path"), claim->path },
		{ STR("needs_namespace"),
		  claim->needs_namespace ? STR("true") : STR("false") },
	};
	struct probe_finding finding;
	struct error error = { 0 };

	if (!ask(asking, "kubernetes_object", arguments,
		 sizeof(arguments) / sizeof(arguments[0]), &finding, &error)) {
		note_silence(witness, &error, asking->arena);
		/* What this account may not see, it may see elsewhere. */
		witness->is_silent = witness->is_silent && error.kind != ERROR_FORBIDDEN;
		return with(PROOF_UNTOLD, witness->problem);
	}
	return with(finding.has_data ? PROOF_HOLDS : PROOF_FAILS, finding.meaning);
}

/* -- links -- */

/* "wiki.acme.io:8443" of an address; "" when somebody's name stands in it. */
static str host_of(str url)
{
	str scheme, rest;

	if (!str_cut(url, ':', &scheme, &rest) || !str_starts_with(rest, STR("//")))
		return STR("");
	rest = str_slice(rest, 2, rest.length);
	(void)str_cut(rest, '/', &rest, &url);
	(void)str_cut(rest, '?', &rest, &url);
	return str_contains(rest, STR("@")) ? STR("") : rest;
}

/* A document says which addresses are asked, and documents are written by many: only
 * those hosts are asked that the configuration names. */
static bool may_ask(const struct config *config, str host)
{
	for (size_t i = 0; i < config->runbook_proof.host_count; i++)
		if (str_equal(config->runbook_proof.hosts[i], host))
			return true;
	return false;
}

/* A page behind a login is there, too, and one that takes no HEAD. */
static struct proof judge_answer(struct arena *arena, int status)
{
	if (status == 404 || status == 410)
		return with(PROOF_FAILS, arena_format(arena, "it answered %d", status));
	if (status < 400 || status == 401 || status == 403 || status == 405)
		return with(PROOF_HOLDS, STR(""));
	return with(PROOF_UNTOLD, arena_format(arena, "it answered %d", status));
}

static struct proof judge_link(const struct asking *asking, const struct claim *claim)
{
	const struct label arguments[] = {
		{ STR("http"), claim->path },
		{ STR("method"), STR("HEAD") },
	};
	struct probe_finding finding;
	struct error error = { 0 };
	const struct fact *status;

	if (!may_ask(asking->config, host_of(claim->path)))
		return with(PROOF_UNTOLD,
			    STR("runbook_proof.hosts does not name its host, "
				"so it was not asked"));
	if (!ask(asking, "http", arguments, sizeof(arguments) / sizeof(arguments[0]),
		 &finding, &error))
		return with(PROOF_UNTOLD,
			    str_of(arena_c_string(asking->arena, str_of(error.text))));
	status = facts_find(&finding.facts, STR("http.status"));
	if (!status)
		return with(PROOF_UNTOLD, finding.meaning);
	return judge_answer(asking->arena, (int)status->number);
}

/* -- whoever knows -- */

typedef struct proof judge(struct asking *asking, struct witness *witness,
			   const struct claim *claim);

/* It holds when one says so, and fails when all that could be asked say so. */
static struct proof ask_all(struct asking *asking, const struct claim *claim,
			    struct witness *witnesses, size_t count, judge *by)
{
	struct proof sum = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct proof one = with(PROOF_UNTOLD, witnesses[i].problem);

		if (!witnesses[i].is_silent)
			one = by(asking, &witnesses[i], claim);
		if (one.verdict == PROOF_HOLDS)
			return one;
		if (i == 0 || one.verdict == PROOF_UNTOLD)
			sum = one;
	}
	return sum;
}

static struct proof prove(struct asking *asking, const struct claim *claim)
{
	switch (claim->kind) {
	case CLAIM_SERIES:
		if (asking->prometheus_count == 0)
			return with(PROOF_UNTOLD,
				    STR("no service names a Prometheus to ask"));
		return ask_all(asking, claim, asking->prometheus,
			       asking->prometheus_count, judge_series);
	case CLAIM_OBJECT:
		if (asking->cluster_count == 0)
			return with(PROOF_UNTOLD,
				    STR("no cluster is named in 'clusters'"));
		return ask_all(asking, claim, asking->clusters, asking->cluster_count,
			       judge_object);
	case CLAIM_LINK: break;
	}
	return judge_link(asking, claim);
}

void proof_ask(const struct ports *ports, struct arena *arena,
	       const struct config *config, const struct claims_asked *asked,
	       struct proof *ret_proofs)
{
	struct asking asking = { .ports = ports, .arena = arena, .config = config };

	int64_t until_us = clock_monotonic_us() + asked->wait_ms * 1000;

	find_witnesses(&asking);
	for (size_t i = 0; i < asked->count; i++) {
		ret_proofs[i] = clock_monotonic_us() < until_us
					? prove(&asking, &asked->items[i])
					: with(PROOF_UNTOLD,
					       STR("there was no time left to ask"));
		ret_proofs[i].claim = &asked->items[i];
	}
}
