/* What a runbook takes for granted: one text, and what it claims. */
#include "check.h"
#include "formats/markdown.h"
#include "runbook/claims.h"

enum { TEST_BYTES_MAX = 1 << 28, CLAIMS_MAX = 4 };

static const struct {
	enum runbook_language language;
	const char *code;
	struct {
		unsigned line;
		const char *what; /* selection or path */
	} claims[CLAIMS_MAX];
} cases[] = {
	{ RUNBOOK_PROMQL, "up", { { 1, "up" } } },
	{ RUNBOOK_PROMQL,
	  "# errors\nsum(rate(r_total{code=~\"5..\",job=\"a\"}[5m] offset 1h))\n/ "
	  "sum(rate(r_total[5m]))",
	  { { 2, "r_total{code=~\"5..\",job=\"a\"}" }, { 3, "r_total" } } },
	/* what is still to be filled in picks nothing */
	{ RUNBOOK_PROMQL,
	  "rate(x_total{pod=\"<pod>\",job=\"a\"}[5m])",
	  { { 1, "x_total{job=\"a\"}" } } },
	{ RUNBOOK_PROMQL,
	  "x{path=\"a\\\\b\\\"c\"}",
	  { { 1, "x{path=\"a\\\\b\\\"c\"}" } } },
	/* asked when it is not there */
	{ RUNBOOK_PROMQL, "absent(up{job=\"a\"}) or y", { { 1, "y" } } },
	/* once, whatever is asked of it */
	{ RUNBOOK_PROMQL, "rate(x[5m])\n\ndelta(x[1h])", { { 1, "x" } } },
	{ RUNBOOK_PROMQL, "rate(x[5m)", { { 0 } } },
	{ RUNBOOK_SHELL,
	  "kubectl get deploy api -n prod",
	  { { 1, "/apis/apps/v1/namespaces/prod/deployments/api" } } },
	{ RUNBOOK_SHELL,
	  "echo\nkubectl -n prod rollout undo deployment/api --to-revision 3",
	  { { 2, "/apis/apps/v1/namespaces/prod/deployments/api" } } },
	{ RUNBOOK_SHELL,
	  "kubectl logs deployment/api | grep x",
	  { { 1, "/apis/apps/v1/deployments/api" } } },
	{ RUNBOOK_SHELL,
	  "for p in a; do kubectl describe cm settings --namespace=x; done",
	  { { 1, "/api/v1/namespaces/x/configmaps/settings" } } },
	{ RUNBOOK_SHELL, "kubectl cordon node-1", { { 1, "/api/v1/nodes/node-1" } } },
	{ RUNBOOK_SHELL,
	  "kubectl set image deployment/api api=x:1",
	  { { 1, "/apis/apps/v1/deployments/api" } } },
	/* a pod's name is an example; a list names nothing; a variable may be anything */
	{ RUNBOOK_SHELL, "kubectl describe pod api-5d8f-x -n prod", { { 0 } } },
	{ RUNBOOK_SHELL,
	  "kubectl get pods -n prod\nkubectl get pods -l app=api",
	  { { 0 } } },
	{ RUNBOOK_SHELL, "kubectl get deploy $NAME", { { 0 } } },
	{ RUNBOOK_SHELL, "kubectl get deploy <name> -n prod", { { 0 } } },
	{ RUNBOOK_SHELL, "kubectl get deploy ../../secrets/x", { { 0 } } },
	{ RUNBOOK_SHELL, "kubectl get widgets big", { { 0 } } },
	{ RUNBOOK_SHELL, "kubectl delete deploy api", { { 0 } } },
};

static void a_claim_is_what_is_certain(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct runbook_block block = { .language = cases[i].language,
					       .code = str_of(cases[i].code),
					       .code_line = 1 };
		struct runbook runbook = { .blocks = &block, .block_count = 1 };
		const struct claim *claims;
		size_t count, expected = 0;

		while (expected < CLAIMS_MAX && cases[i].claims[expected].line > 0)
			expected++;
		runbook_claims(arena, &runbook, &claims, &count);
		CHECK_INT(count, expected);
		for (size_t c = 0; c < count && c < expected; c++) {
			CHECK_INT(claims[c].line, cases[i].claims[c].line);
			CHECK_STR_EQ(claims[c].kind == CLAIM_SERIES ? claims[c].selection
								    : claims[c].path,
				     str_of(cases[i].claims[c].what));
		}
	}
}

static void a_query_that_is_too_large_claims_nothing(void)
{
	enum { REPEATS = 20000 };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	char *bytes = arena_many(arena, char, REPEATS * 4);
	struct runbook_block block = { .language = RUNBOOK_PROMQL, .code_line = 1 };
	struct runbook runbook = { .blocks = &block, .block_count = 1 };
	const struct claim *claims;
	size_t count;

	for (size_t i = 0; i < REPEATS * 4; i++)
		bytes[i] = "a + "[i % 4];
	block.code = (str){ bytes, REPEATS * 4 };
	runbook_claims(arena, &runbook, &claims, &count);
	CHECK_INT(count, 0);
}

static void a_link_is_claimed_unless_it_is_an_example(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct markdown markdown;
	struct error error = { 0 };
	struct runbook runbook = { .markdown = &markdown };
	const struct claim *claims;
	size_t count;

	CHECK(markdown_parse(arena,
			     STR("[a](https://wiki.acme.io/a#top)\n\n[b](./b.md)\n\n"
				 "[c](https://example.com/x) [d](https://x.io/$id)\n"),
			     &markdown, &error));
	runbook_claims(arena, &runbook, &claims, &count);
	CHECK_INT(count, 1);
	CHECK_STR_EQ(claims[0].path, STR("https://wiki.acme.io/a"));
	CHECK_STR_EQ(claims[0].text, STR("link https://wiki.acme.io/a"));
}

static void a_path_says_whether_it_needs_a_namespace(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	bool needs_namespace;

	CHECK_STR_EQ(kubernetes_object_path(arena, STR("deployments.apps"), STR("x"),
					    STR("y"), &needs_namespace),
		     STR("/apis/apps/v1/namespaces/x/deployments/y"));
	CHECK(!needs_namespace);
	(void)kubernetes_object_path(arena, STR("svc"), STR(""), STR("y"),
				     &needs_namespace);
	CHECK(needs_namespace);
	CHECK_STR_EQ(kubernetes_object_path(arena, STR("no"), STR("x"), STR("y"),
					    &needs_namespace),
		     STR("/api/v1/nodes/y"));
	CHECK(!needs_namespace);
}

const struct test tests[] = {
	{ "claims: a claim is what is certain", a_claim_is_what_is_certain },
	{ "claims: a query that is too large claims nothing",
	  a_query_that_is_too_large_claims_nothing },
	{ "claims: a link is claimed unless it is an example",
	  a_link_is_claimed_unless_it_is_an_example },
	{ "claims: a path says whether it needs a namespace",
	  a_path_says_whether_it_needs_a_namespace },
	{ 0 },
};
