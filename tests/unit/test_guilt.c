/* Which change is guilty: each case is a small incident with its changes, of which the
 * first named is expected, or "none". */
#include "check.h"

#include "base/limits.h"
#include "core/diagnosis/guilt.h"

#include <math.h>

enum { SAMPLES = 90, ONSET = 60, ALERT = 70, CHANGES_MAX = 4 };
#define AT(minute) ((instant_ms)1000 * HOUR_MS + (minute)*MINUTE_MS)

struct told {
	const char *id, *kind, *entity;
	int minute; /* the trouble begins at ONSET */
	const char *title, *file, *diff;
};

struct incident {
	const char *name, *metric, *line;
	bool nothing_wrong;
	double demand; /* of the front, since before the trouble; 0: as usual */
	struct told changes[CHANGES_MAX];
	const char *guilty;
};
static const struct incident cases[] = {
	{ .name = "the suspect's own, when nobody can read it",
	  .metric = "latency_p99_ms",
	  .changes = { { "a", "deploy", "orders", 55, "v2", NULL, NULL } },
	  .guilty = "a" },
	{ .name = "none, when there was none",
	  .metric = "latency_p99_ms",
	  .guilty = "none" },
	{ .name = "one that came after it began",
	  .metric = "latency_p99_ms",
	  .changes = { { "a", "deploy", "orders", 68, "v2", NULL, NULL } },
	  .guilty = "none" },
	{ .name = "one that came a minute after it began, by another clock",
	  .metric = "latency_p99_ms",
	  .changes = { { "a", "deploy", "orders", 61, "v2", NULL, NULL } },
	  .guilty = "a" },
	{ .name = "documentation is innocent",
	  .metric = "latency_p99_ms",
	  .changes = { { "a", "deploy", "orders", 58, "docs", "docs/a.md", "+timeout" } },
	  .guilty = "none" },
	{ .name = "something that has nothing to do with it",
	  .metric = "latency_p99_ms",
	  .changes = { { "a", "deploy", "billing", 59, "v2", NULL, NULL } },
	  .guilty = "none" },
	{ .name = "what it needs",
	  .metric = "latency_p99_ms",
	  .line = "ERROR query on table items timed out",
	  .changes = { { "a", "deploy", "db", 50, "drop the index", "0042.sql",
			 "-CREATE INDEX idx ON items (name);" } },
	  .guilty = "a" },
	{ .name = "the older one, since it does what went wrong",
	  .metric = "db_pool_wait_seconds",
	  .line = "ERROR acquire connection: pool exhausted",
	  .changes = { { "late", "deploy", "orders", 59, "tidy", "orders/handler.go",
			 "-\tdecode(body)\n+\tread(body)" },
		       { "pool", "deploy", "orders", 45, "simplify", "pkg/db/pool.go",
			 "-const defaultMaxConns = 50\n+const defaultMaxConns = 10" } },
	  .guilty = "pool" },
	{ .name = "the one that is about what went wrong",
	  .metric = "memory_heap_bytes",
	  .changes = { { "late", "deploy", "orders", 58, "tidy", "orders/handler.go",
			 "-\tdecode(body)\n+\tread(body)" },
		       { "leak", "deploy", "orders", 50, "remember", "orders/a.go",
			 "+\tseen = append(seen, body)" } },
	  .guilty = "leak" },
	{ .name = "less of a limit, not more of it",
	  .metric = "db_pool_wait_seconds",
	  .line = "ERROR acquire connection: pool exhausted",
	  .changes = { { "more", "deploy", "orders", 55, "pool", "orders/a.yaml",
			 "-max_conns: 50\n+max_conns: 60" },
		       { "less", "deploy", "orders", 50, "pool", "orders/b.yaml",
			 "-max_conns: 60\n+max_conns: 6" } },
	  .guilty = "less" },
	{ .name = "the one that names what the lines name",
	  .metric = "error_ratio",
	  .line = "ERROR relation \"order_favourites\" does not exist",
	  .changes = { { "other", "deploy", "orders", 58, "colours", "orders/view.py",
			 "+show(accent)" },
		       { "table", "deploy", "orders", 56, "favourites", "orders/dao.py",
			 "+SELECT id FROM order_favourites" } },
	  .guilty = "table" },
	{ .name = "a commit that the next deployment carried",
	  .metric = "error_ratio",
	  .line = "ERROR panic: proto: duplicate registration",
	  .changes = { { "bump", "commit", "", 20, "pins", "orders/go.mod",
			 "-google.golang.org/proto v1.31.0\n"
			 "+google.golang.org/proto v1.34.2" },
		       { "text", "deploy", "orders", 57, "words", "orders/text.go",
			 "-\tsay(\"hello\")\n+\tsay(\"good day\")" } },
	  .guilty = "bump" },
	{ .name = "a certificate that expired",
	  .metric = "error_ratio",
	  .line = "ERROR x509: certificate has expired or is not yet valid",
	  .changes = { { "tls", "deploy", "orders", 55, "ciphers", "orders/tls.go",
			 "-\tTLS_RSA_A,\n+\tTLS_RSA_B," } },
	  .guilty = "none" },
	{ .name = "a provider that says so itself",
	  .metric = "error_ratio",
	  .line = "ERROR POST https://api.example.com/v1/charges returned 503",
	  .changes = { { "retry", "deploy", "orders", 55, "retries", "orders/retry.go",
			 "-\tMaxAttempts: 2,\n+\tMaxAttempts: 3," },
		       { "page", "status", "example", 59,
			 "Elevated error rates on charges", NULL, "degraded" } },
	  .guilty = "none" },
	{ .name = "a provider whose name the lines hold",
	  .metric = "error_ratio",
	  .line = "ERROR charges through example came back empty",
	  .changes = { { "a", "deploy", "orders", 30, "tidy", "orders/a.go",
			 "-\tdecode(body)\n+\tread(body)" },
		       { "page", "status", "example", 59,
			 "Elevated error rates on charges", NULL, "degraded" } },
	  .guilty = "none" },
	{ .name = "a provider's trouble elsewhere is no excuse",
	  .metric = "db_pool_wait_seconds",
	  .line = "ERROR acquire connection: pool exhausted",
	  .changes = { { "less", "deploy", "orders", 50, "pool", "orders/b.yaml",
			 "-max_conns: 60\n+max_conns: 6" },
		       { "page", "status", "parcels", 59, "Elevated delays of labels",
			 NULL, "degraded" } },
	  .guilty = "less" },
	{ .name = "the demand grew",
	  .metric = "cpu_percent",
	  .demand = 4,
	  .changes = { { "a", "deploy", "orders", 30, "tidy", "orders/a.go",
			 "-\tdecode(body)\n+\tread(body)" } },
	  .guilty = "none" },
	{ .name = "a quiet hour with a deployment",
	  .metric = "latency_p99_ms",
	  .nothing_wrong = true,
	  .changes = { { "a", "deploy", "orders", 55, "pool", "orders/b.yaml",
			 "-max_conns: 60\n+max_conns: 6" } },
	  .guilty = "none" },
};

/* The usual ways to break things, and to be innocent: "late" is a decoy that was deployed
 * last, and does nothing of the kind. */
#define DECOY \
	{ \
		"late", "deploy", "orders", 58, "tidy the handler", "orders/handler.go", \
			"-\tif err := decode(body); err != nil {\n" \
			"-\t\twriteProblem(w, 400)\n-\t}\n" \
			"+\treq, err := decodeBody[Order](body)\n" \
			"+\tif err != nil {\n+\t\tproblem(w, StatusBad)\n+\t}" \
	}
static const struct incident kinds[] = {
	{ .name = "a leak, an hour before",
	  .metric = "memory_rss_bytes",
	  .line = "ERROR container killed: out of memory (OOMKilled)",
	  .changes = { { "guilty", "deploy", "orders", 5, "keep sessions", "orders/s.go",
			 "+\ts.sessions[id] = append(s.sessions[id], event)" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a body that is no longer closed",
	  .metric = "open_fds",
	  .line = "ERROR accept: too many open files",
	  .changes = { { "guilty", "deploy", "orders", 40, "simplify", "orders/c.go",
			 "-\tdefer resp.Body.Close()\n-\treturn parse(resp.Body)\n"
			 "+\treturn parse(resp.Body)" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "locks in another order",
	  .metric = "error_ratio",
	  .line = "ERROR deadlock detected: process waits for ShareLock on transaction",
	  .changes = { { "guilty", "deploy", "orders", 40, "batch", "orders/tx.go",
			 "-\tlockAccount(tx, from)\n-\tlockAccount(tx, to)\n"
			 "+\tlockAccount(tx, to)\n+\tlockAccount(tx, from)\n"
			 "+\tbatch.Commit(transaction)" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a table that is locked by its migration",
	  .metric = "latency_p99_ms",
	  .line = "ERROR canceling statement due to lock timeout on table orders",
	  .changes = { { "guilty", "deploy", "db", 52, "migration", "db/0043.sql",
			 "+ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT "
			 "'';" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "an expression that runs for ever",
	  .metric = "cpu_percent",
	  .changes = { { "guilty", "deploy", "orders", 50, "validate", "orders/v.go",
			 "+var re = regexp.MustCompile(`^(a+)+$`)\n"
			 "+\tif !re.MatchString(name) { return bad }" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a key that nobody else knows",
	  .metric = "error_ratio",
	  .line = "WARN 401 unauthorized: token signature is invalid",
	  .changes = { { "guilty", "config", "orders", 55, "rotate the signing key",
			 "orders/auth.yaml", "-jwt_key_id: 2026a\n+jwt_key_id: 2026b" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a host that does not exist",
	  .metric = "error_ratio",
	  .line = "ERROR dial tcp: lookup db-replica.internal: no such host",
	  .changes = { { "guilty", "config", "orders", 57, "use the replica",
			 "orders/db.yaml",
			 "-host: db-primary.internal\n+host: db-replica.internal" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a consumer that is thrown out",
	  .metric = "consumer_lag",
	  .line = "WARN consumer group is rebalancing, member left: poll timeout",
	  .changes = { { "guilty", "config", "orders", 50, "kafka", "orders/k.yaml",
			 "-max.poll.interval.ms: 300000\n+max.poll.interval.ms: 30000" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a limiter that is too tight",
	  .metric = "error_ratio",
	  .line = "WARN 429 rejected by the limiter",
	  .changes = { { "guilty", "config", "orders", 56, "limits", "orders/l.yaml",
			 "-rate_limit_rps: 500\n+rate_limit_rps: 50" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "repeats that multiply, though the front is asked for more",
	  .metric = "cpu_percent",
	  .demand = 2,
	  .line = "WARN retry 7 of 8 to orders: timeout",
	  .changes = { { "guilty", "config", "orders", 55, "retries", "orders/r.yaml",
			 "-max_retries: 3\n+max_retries: 8" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a token that lives too shortly",
	  .metric = "error_ratio",
	  .line = "WARN 401 token has expired",
	  .changes = { { "guilty", "config", "orders", 50, "sessions", "orders/a.yaml",
			 "-token_ttl: 60m\n+token_ttl: 60s" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a container with too little memory",
	  .metric = "container_restarts",
	  .line = "ERROR OOMKilled, back-off restarting failed container",
	  .changes = { { "guilty", "deploy", "orders", 50, "resources", NULL,
			 "orders: memory 2048 → 256" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a flag that is named by the lines",
	  .metric = "error_ratio",
	  .line = "ERROR split_tender: cannot convert total of basket",
	  .changes = { { "guilty", "flag", "orders", 57, "split_tender off->on", NULL,
			 NULL },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "a field that the other side does not know",
	  .metric = "error_ratio",
	  .line = "ERROR json: cannot unmarshal string into field quantity",
	  .changes = { { "guilty", "deploy", "shop", 56, "types", "shop/api.ts",
			 "-  quantity: number\n+  quantity: string" },
		       DECOY },
	  .guilty = "guilty" },
	{ .name = "names are not resolved, and nothing of it was changed",
	  .metric = "error_ratio",
	  .line = "ERROR lookup billing.svc: SERVFAIL from the resolver",
	  .changes = { DECOY },
	  .guilty = "none" },
	{ .name = "a machine that went away",
	  .metric = "error_ratio",
	  .line = "WARN node not ready: kubelet stopped posting status",
	  .changes = { DECOY },
	  .guilty = "none" },
	{ .name = "a quota of the cloud",
	  .metric = "error_ratio",
	  .line = "ERROR quota exceeded for instances in project 7",
	  .changes = { DECOY },
	  .guilty = "none" },
};

static struct case_series series_of(struct arena *arena, const char *entity,
				    const char *name, double usual, double factor,
				    int from)
{
	instant_ms *at = arena_many(arena, instant_ms, SAMPLES);
	double *values = arena_many(arena, double, SAMPLES);

	for (int i = 0; i < SAMPLES; i++) {
		at[i] = AT(i);
		values[i] = usual * (1 + 0.01 * (i * 7 % 5)) * (i >= from ? factor : 1);
	}
	return (struct case_series){ .entity = str_of(entity),
				     .name = str_of(name),
				     .kind = metric_kind_of(str_of(name), STR("")),
				     .at = at,
				     .values = values,
				     .count = SAMPLES };
}

static size_t read_changes(struct arena *arena, const struct told *told, bool backwards,
			   struct case_change *changes)
{
	size_t count = 0, all = 0;

	while (all < CHANGES_MAX && told[all].id)
		all++;
	for (; count < all; count++) {
		const struct told *one = &told[backwards ? all - 1 - count : count];
		str *file = arena_one(arena, str);

		*file = str_of(one->file);
		changes[count] = (struct case_change){ .id = str_of(one->id),
						       .kind = str_of(one->kind),
						       .entity = str_of(one->entity),
						       .title = str_of(one->title),
						       .text = str_of(one->diff),
						       .at = AT(one->minute),
						       .touches = file,
						       .touch_count = one->file != NULL };
	}
	return count;
}

static struct diagnosis judge(struct arena *arena, const struct incident *incident,
			      bool backwards, duration_ms later)
{
	static const struct case_call calls[] = {
		{ STR_INIT("shop"), STR_INIT("orders") },
		{ STR_INIT("orders"), STR_INIT("db") },
	};
	bool wrong = !incident->nothing_wrong;
	double demand = incident->demand > 0 ? incident->demand : 1;
	struct case_series series[] = {
		series_of(arena, "orders", incident->metric, 20, wrong ? 8 : 1, ONSET),
		series_of(arena, "shop", "requests_per_sec", 300, demand, ONSET - 5),
	};
	struct case_change changes[CHANGES_MAX];
	struct case_line line = { .entity = STR("orders"),
				  .text = str_of(incident->line),
				  .at = AT(ONSET + 2) };
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	struct diagnosis_case known = {
		.before = { AT(0), AT(30) },
		.during = { AT(ALERT - 10) + later, AT(ALERT + 5) + later },
		.alert_at = wrong ? AT(ALERT) + later : 0,
		.alert_entity = wrong ? STR("orders") : STR(""),
		.alert_metric = wrong ? str_of(incident->metric) : STR(""),
		.series = series,
		.series_count = 2,
		.calls = calls,
		.call_count = 2,
		.lines = &line,
		.line_count = incident->line != NULL,
		.changes = changes,
	};

	known.change_count = read_changes(arena, incident->changes, backwards, changes);
	CHECK_OK(diagnose(arena, &known, &diagnosis, &error), error);
	return diagnosis;
}

static void check_one(const struct incident *incident, bool backwards, duration_ms later)
{
	scoped_arena arena = arena_new(64 << 20);
	struct diagnosis diagnosis = judge(arena, incident, backwards, later);
	double all = diagnosis.no_change;
	bool is_none = diagnosis.guilty_count == 0 ||
		       diagnosis.no_change >= diagnosis.guilty[0].belief;
	str got = is_none ? STR("none") : diagnosis.guilty[0].change->id;
	str why = diagnosis.guilty_count ? diagnosis.guilty[0].why : STR("");

	for (size_t k = 0; k < diagnosis.guilty_count; k++)
		all += diagnosis.guilty[k].belief;
	if (!str_is(got, incident->guilty))
		check_failed(__FILE__, __LINE__,
			     "%s: " STR_FMT ", none %.2f, " STR_FMT "; outside: " STR_FMT,
			     incident->name, STR_ARG(got), diagnosis.no_change,
			     STR_ARG(why), STR_ARG(diagnosis.cause_outside));
	CHECK_CASE(fabs(all - 1) < 1e-9, incident->name);
	CHECK_CASE(!incident->nothing_wrong || diagnosis.no_change > 0.95,
		   incident->name);
}

static void check_all(bool backwards, duration_ms later)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_one(&cases[i], backwards, later);
}

static void the_usual_kinds_are_known(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		check_one(&kinds[i], false, 0);
}

static void the_guilty_one_comes_first(void)
{
	check_all(false, 0);
}

static void the_order_of_the_changes_does_not_matter(void)
{
	check_all(true, 0);
}

static void a_minute_more_or_less_does_not_matter(void)
{
	check_all(false, MINUTE_MS);
	check_all(false, -MINUTE_MS);
}

static void reasons_are_told(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct diagnosis diagnosis = judge(arena, &cases[7], false, 0);

	CHECK_STR(
		diagnosis.guilty[0].why,
		"it came 15:00 before it began; it changes orders itself; it is about "
		"connections, as the trouble is; it touches \"pool\", which the trouble "
		"names; defaultMaxConns goes from 50 to 10");
}

static void more_repeats_are_a_reason(void)
{
	static const struct incident repeats = {
		.metric = "cpu_percent",
		.changes = { { "more", "config", "orders", 55, "retries", "orders/r.yaml",
			       "-max_retries: 3\n+max_retries: 8" } },
	};
	scoped_arena arena = arena_new(64 << 20);
	struct diagnosis diagnosis = judge(arena, &repeats, false, 0);

	CHECK(str_contains(diagnosis.guilty[0].why, STR("max_retries goes from 3 to 8")));
}

/* The nearest before the alert are judged, however the list is ordered. */
static void of_too_many_the_nearest_are_judged(void)
{
	enum { MORE = 1000 };
	scoped_arena arena = arena_new(64 << 20);
	size_t count = DIAGNOSIS_CHANGES_MAX + MORE;
	struct case_change *changes = arena_many(arena, struct case_change, count);
	struct diagnosis_case known = { .alert_at = AT(0),
					.changes = changes,
					.change_count = count };
	size_t after = 0, before = 0;

	for (size_t i = 0; i < count; i++) {
		size_t nth = i * 7 % count;

		changes[i].id = arena_format(arena, "%zu", i);
		changes[i].at = nth < 10 ? AT(0) + (instant_ms)(nth + 1) * MINUTE_MS
					 : AT(0) - (instant_ms)nth * MINUTE_MS;
	}
	CHECK_INT(guilt_keep_nearest(arena, &known), MORE);
	CHECK_INT(known.change_count, DIAGNOSIS_CHANGES_MAX);
	for (size_t i = 0; i < known.change_count; i++) {
		after += known.changes[i].at > known.alert_at;
		before += known.changes[i].at <
			  AT(0) - (instant_ms)(DIAGNOSIS_CHANGES_MAX + 9) * MINUTE_MS;
	}
	CHECK_INT(after, 0);
	CHECK_INT(before, 0);
	CHECK_INT(known.changes[0].at, AT(0) - 10 * MINUTE_MS);
}

static void too_many_do_not_cost_the_answer(void)
{
	scoped_arena arena = arena_new(256 << 20);
	size_t count = DIAGNOSIS_CHANGES_MAX + 1;
	struct case_series series = series_of(arena, "orders", "cpu_percent", 20, 8,
					      ONSET);
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };
	struct diagnosis_case known = {
		.before = { AT(0), AT(30) },
		.during = { AT(ALERT - 10), AT(ALERT + 5) },
		.series = &series,
		.series_count = 1,
		.changes = arena_many(arena, struct case_change, count),
		.change_count = count,
	};

	CHECK_OK(diagnose(arena, &known, &diagnosis, &error), error);
	CHECK_INT(diagnosis.changes_left_out, 1);
}

const struct test tests[] = {
	{ "the guilty one comes first", the_guilty_one_comes_first },
	{ "the order of the changes does not matter",
	  the_order_of_the_changes_does_not_matter },
	{ "a minute more or less does not matter",
	  a_minute_more_or_less_does_not_matter },
	{ "the usual kinds are known", the_usual_kinds_are_known },
	{ "reasons are told", reasons_are_told },
	{ "of too many the nearest are judged", of_too_many_the_nearest_are_judged },
	{ "too many do not cost the answer", too_many_do_not_cost_the_answer },
	{ "more repeats are a reason", more_repeats_are_a_reason },
	{ NULL, NULL },
};
