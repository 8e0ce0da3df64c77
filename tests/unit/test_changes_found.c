/* What systems say that changed: a cluster's rollouts, and what git printed. */
#include "check.h"
#include "formats/json.h"
#include "probes/git_log.h"
#include "probes/kubernetes_config.h"
#include "probes/rollouts.h"
#include "probes/statuspage.h"

enum { TEST_BYTES_MAX = 8 << 20 };
#define SINCE 1772600000000 /* 2026-03-04T04:53:20Z */

#define OBJECT(uid, name, more) \
	"{\"metadata\":{\"uid\":\"" uid "\",\"name\":\"" name \
	"\",\"namespace\":\"shop\"" more "},\"spec\":{}}"
#define HELD(uid, owner, at, annotations, containers) \
	"{\"metadata\":{\"uid\":\"" uid "\",\"creationTimestamp\":\"" at \
	"\",\"annotations\":{" annotations \
	"},\"ownerReferences\":[{\"controller\":true," \
	"\"uid\":\"" owner \
	"\"}]},\"spec\":{\"template\":{\"spec\":{\"containers\":[" containers "]}}}}"
#define NUMBER(number) "\"deployment.kubernetes.io/revision\":\"" number "\""
#define ORDERS(tag)    "{\"name\":\"orders\",\"image\":\"shop/orders:" tag "\"}"

static struct config no_services;

static struct found_changes read_rollouts(struct arena *arena, const char *kind,
					  const char *objects, const char *holders)
{
	struct probe_call call = { .arena = arena, .config = &no_services };
	struct found_changes found = { 0 };
	struct error error;
	struct rollouts rollouts = {
		.cluster = STR("prod"),
		.kind = kind,
		.since = SINCE,
		.objects = json_parse(arena, str_of(objects), &error),
		.holders = json_parse(arena, str_of(holders), &error)
	};

	CHECK(rollouts.objects && rollouts.holders);
	rollouts_read(&call, &rollouts, &found);
	return found;
}

static void a_rollout_is_a_change_with_its_way_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_rollouts(
		arena, "deployment", "[" OBJECT("d1", "orders", "") "]",
		"[" HELD(
			"r2", "d1", "2026-03-04T14:30:00Z",
			NUMBER("17") ",\"kubernetes.io/change-cause\":\"CI 4711\"",
			ORDERS("v2.3.4")) "," HELD("r1", "d1", "2026-02-01T00:00:00Z",
						   NUMBER("16"),
						   ORDERS("v2.3.3")) "," HELD("x1",
									      "other",
									      "2026-03-"
									      "04T14:31:"
									      "00Z",
									      NUMBER("9"),
									      ORDERS("v"
										     "9")) "]");
	const struct change *change = found.items;

	CHECK_INT(found.count, 1);
	if (found.count != 1)
		return;
	CHECK_STR(change->title, "Rollout of orders in shop: v2.3.3 → v2.3.4 (CI 4711)");
	CHECK_STR(instant_format(arena, change->at), "2026-03-04T14:30:00Z");
	CHECK_STR(change->service, "orders");
	CHECK_STR(change->revision, "v2.3.4");
	CHECK_STR(change->previous, "v2.3.3");
	CHECK_STR(change->target, "prod/shop/deployment/orders");
	CHECK_STR(change->diff, "orders: shop/orders:v2.3.3 → shop/orders:v2.3.4");
	CHECK_STR(change->undo_actuator, "kubernetes");
	CHECK_STR(change->undo_plan, "{\"do\":\"undo\",\"revision\":\"16\"}");
	CHECK_STR(change->source_id, "r2:17");
}

static void the_first_revision_has_no_way_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_rollouts(
		arena, "deployment", "[" OBJECT("d1", "orders", "") "]",
		"[" HELD("r1", "d1", "2026-03-04T14:30:00Z", NUMBER("1"),
			 ORDERS("v1")) "]");

	CHECK_INT(found.count, 1);
	CHECK(found.count == 1 && found.items[0].undo_actuator.length == 0 &&
	      found.items[0].previous.length == 0);
}

/* A ReplicaSet that runs again keeps its old time, and gets a new number. */
static void what_was_rolled_back_changed_when_it_made_progress(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_rollouts(
		arena, "deployment",
		"[{\"metadata\":{\"uid\":\"d1\",\"name\":\"orders\",\"namespace\":"
		"\"shop\"},"
		"\"status\":{\"conditions\":[{\"type\":\"Progressing\","
		"\"lastUpdateTime\":\"2026-03-04T15:31:00Z\"}]}}]",
		"[" HELD("r1", "d1", "2026-02-01T00:00:00Z",
			 NUMBER("18") ",\"deployment.kubernetes.io/revision-history\":"
				      "\"16\"",
			 ORDERS("v2.3.3")) "," HELD("r2", "d1", "2026-02-02T00:00:00Z",
						    NUMBER("17"), ORDERS("v2.3.4")) "]");

	CHECK_INT(found.count, 1);
	if (found.count != 1)
		return;
	CHECK_STR(instant_format(arena, found.items[0].at), "2026-03-04T15:31:00Z");
	CHECK_STR(found.items[0].revision, "v2.3.3");
	CHECK_STR(found.items[0].previous, "v2.3.4");
}

static void what_differs_beside_the_image_is_named_and_no_value_shown(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_rollouts(
		arena, "statefulset", "[" OBJECT("s1", "db", "") "]",
		"[{\"metadata\":{\"uid\":\"c2\",\"creationTimestamp\":"
		"\"2026-03-04T14:30:00Z\",\"ownerReferences\":[{\"controller\":true,"
		"\"uid\":\"s1\"}]},\"revision\":2,\"data\":{\"spec\":{\"template\":{"
		"\"spec\":{\"containers\":[{\"name\":\"db\",\"image\":\"db:1\",\"env\":[{"
		"\"name\":\"PASSWORD\",\"value\":\"hunter2\"}]}]}}}}},"
		"{\"metadata\":{\"uid\":\"c1\",\"creationTimestamp\":"
		"\"2026-03-01T00:00:00Z\",\"ownerReferences\":[{\"controller\":true,"
		"\"uid\":\"s1\"}]},\"revision\":1,\"data\":{\"spec\":{\"template\":{"
		"\"spec\":{\"containers\":[{\"name\":\"db\",\"image\":\"db:1\"}]}}}}}]");

	CHECK_INT(found.count, 1);
	if (found.count != 1)
		return;
	CHECK_STR(found.items[0].diff, "db: env changed");
	CHECK_STR(found.items[0].revision, "2");
	CHECK_STR(found.items[0].previous, "1");
	CHECK_STR(found.items[0].undo_target, "prod/shop/statefulset/db");
}

static void a_change_may_say_that_there_is_no_way_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_rollouts(
		arena, "deployment", "[" OBJECT("d1", "orders", "") "]",
		"[" HELD("r2", "d1", "2026-03-04T14:30:00Z",
			 NUMBER("2") ",\"stanch/irreversible\":\"drops a column\"",
			 ORDERS("v2")) "," HELD("r1", "d1", "2026-03-01T00:00:00Z",
						NUMBER("1"), ORDERS("v1")) "]");

	CHECK(found.count == 1 && str_is(found.items[0].irreversible, "drops a column"));
}

static void what_is_no_rollout_is_passed_over(void)
{
	static const char *const holders[] = {
		"[]",
		"[{}]",
		"[1,null,\"x\"]",
		"[" HELD("r1", "d1", "yesterday", NUMBER("1"), ORDERS("v1")) "]",
		"[" HELD("r1", "d1", "2026-03-04T14:30:00Z", NUMBER("x"),
			 ORDERS("v1")) "]",
		"[" HELD("r1", "d1", "2026-03-04T14:30:00Z", NUMBER("0"),
			 ORDERS("v1")) "]",
		"[{\"metadata\":{\"ownerReferences\":{\"a\":1}}}]",
	};

	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct found_changes found = read_rollouts(
			arena, "deployment", "[" OBJECT("d1", "orders", "") ",{},7]",
			holders[i]);

		CHECK_CASE(found.count == 0, holders[i]);
	}
}

/* -- git -- */

#define SHA "0123456789abcdef0123456789abcdef01234567"

static struct found_changes read_log(struct arena *arena, const char *output)
{
	static const struct label arguments[] = {
		{ STR_INIT("name"), STR_INIT("orders-config") },
		{ STR_INIT("service"), STR_INIT("orders") },
		{ STR_INIT("kind"), STR_INIT("config") },
	};
	struct probe_call call = { .arena = arena,
				   .arguments = arguments,
				   .argument_count = 3 };
	struct found_changes found = { 0 };

	git_log_read(&call, str_of(output), &found);
	return found;
}

static void a_commit_is_a_change(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_log(arena, SHA "\x1f"
							 "1772634600\x1f"
							 "Carol\x1fpool 10 → 20\x1f"
							 "needs the new schema\n");

	CHECK_INT(found.count, 1);
	if (found.count != 1)
		return;
	CHECK_STR(instant_format(arena, found.items[0].at), "2026-03-04T14:30:00Z");
	CHECK_STR(found.items[0].title, "pool 10 → 20");
	CHECK_STR(found.items[0].author, "Carol");
	CHECK_STR(found.items[0].revision, "0123456789ab");
	CHECK_STR(found.items[0].target, "orders-config");
	CHECK_STR(found.items[0].irreversible, "needs the new schema");
	CHECK_STR(found.items[0].source_id, SHA);
}

static void what_is_no_commit_is_a_fault_and_costs_no_other(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct found_changes found = read_log(arena, "warning: something\n" SHA "\x1f"
						     "x\x1f"
						     "a\x1f"
						     "b\x1f\n" SHA "\x1f"
						     "1772634600\x1f"
						     "a\x1f"
						     "b\x1f\n"
						     "\n");

	CHECK_INT(found.count, 1);
	CHECK_INT(found.faults, 2);
}

/* As Statuspage's v2 API lists them, cut to what is read. */
static void a_providers_incident_is_a_change(void)
{
	static const char page[] =
		"{\"page\":{\"id\":\"x\",\"name\":\"Payments Inc\"},\"incidents\":["
		"{\"id\":\"i1\",\"name\":\"Elevated errors\",\"impact\":\"major\","
		"\"created_at\":\"2026-03-04T15:10:00.000Z\","
		"\"started_at\":\"2026-03-04T15:02:00.000Z\","
		"\"shortlink\":\"https://stspg.io/i1\","
		"\"incident_updates\":[{\"status\":\"investigating\",\"body\":\"We see "
		"errors.\"},{\"status\":\"old\",\"body\":\"older\"}],"
		"\"components\":[{\"name\":\"API\"},{\"name\":\"Cards\"}]},"
		"{\"id\":\"i2\",\"name\":\"Of last year\","
		"\"created_at\":\"2025-03-04T15:10:00Z\"},"
		"{\"id\":\"i3\",\"name\":\"Still to come\","
		"\"created_at\":\"2026-03-05T15:10:00Z\"},"
		"{\"id\":\"i4\",\"name\":\"Bare\","
		"\"created_at\":\"2026-03-04T15:11:00+00:00\"},"
		"{\"id\":\"i5\",\"name\":\"When?\"},{\"name\":\"no id\"},7]}";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena, .now = SINCE + 12 * HOUR_MS };
	struct found_changes found = { 0 };
	struct error error;

	CHECK_OK(statuspage_read(&call, str_of(page), SINCE, &found, &error), error);
	CHECK_INT(found.count, 2);
	CHECK_INT(found.faults, 3);
	CHECK_STR(found.items[0].title, "Payments Inc: Elevated errors");
	CHECK_STR(instant_format(arena, found.items[0].at), "2026-03-04T15:02:00Z");
	CHECK_STR(found.items[0].kind, "status");
	CHECK_STR(found.items[0].target, "Payments Inc");
	CHECK_STR(found.items[0].source_id, "i1");
	CHECK_STR(found.items[0].url, "https://stspg.io/i1");
	CHECK_STR(found.items[0].diff,
		  "impact: major\ncomponents: API, Cards\ninvestigating: We see "
		  "errors.\n");
	CHECK_STR(found.items[1].diff, "impact: \n");
}

static void what_is_no_status_page_is_said_so(void)
{
	static const char *const bodies[] = { "{}", "[]", "<html>", "{\"incidents\":[]}",
					      "{\"page\":{\"name\":\"x\"},"
					      "\"incidents\":{}}" };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena, .now = SINCE };
	struct found_changes found = { 0 };
	struct error error;

	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		CHECK_CASE(!statuspage_read(&call, str_of(bodies[i]), 0, &found, &error),
			   bodies[i]);
	CHECK_INT(found.count, 0);
}

#define WRITTEN(manager, at, fields) \
	"{\"manager\":\"" manager "\",\"time\":\"" at "\",\"fieldsV1\":{" fields "}}"
#define WRITTEN_OBJECT(uid, name, entries) \
	"{\"metadata\":{\"uid\":\"" uid "\",\"name\":\"" name \
	"\",\"namespace\":\"shop\",\"managedFields\":[" entries "]}}"

static void who_wrote_settings_of_a_cluster_is_told(void)
{
	static const char
		list[] =
			"[" WRITTEN_OBJECT("u1", "orders",
					   WRITTEN("helm", "2026-03-01T10:00:00Z",
						   "\"f:data\":{\".\":{},\"f:a\":{}}") "," WRITTEN("kubectl-edit",
												   "2026-03-04T14:30:00Z", "\"f:data\":{\"f:pool\":{},\"f:timeout\":{}}") "," WRITTEN("other", "2026-03-04T15:00:00Z", "\"f:metadata\":{\"f:labels\":{}}")) "," WRITTEN_OBJECT("u2", "old", WRITTEN("helm", "2026-03-01T10:00:00Z", "\"f:data\":{\"f:a\":{}}")) "," WRITTEN_OBJECT("u3",
																																														   "kube-root-ca.crt",
																																														   WRITTEN("kube-controller-manager",
																																															   "2026-03-04T14:30:00Z", "\"f:data\":{\"f:ca\":{}}")) "," WRITTEN_OBJECT("u4",
																																																								   "nobody",
																																																								   "") ",{},7," WRITTEN_OBJECT("u5",
																																																											       "odd",
																																																											       WRITTEN("x",
																																																												       "2026-03-04T14:30:00Z",
																																																												       "\"f:data\":7")) "]";
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena,
				   .config = &no_services,
				   .now = SINCE + 12 * HOUR_MS };
	struct found_changes found = { 0 };
	struct error error;
	struct config_objects objects = { .cluster = STR("prod"),
					  .kind = "ConfigMap",
					  .since = SINCE,
					  .objects = json_parse(arena, str_of(list),
								&error) };

	CHECK(objects.objects != NULL);
	config_objects_read(&call, &objects, &found);
	CHECK_INT(found.count, 2);
	CHECK_STR(found.items[0].title,
		  "ConfigMap orders in shop was written by kubectl-edit");
	CHECK_STR(found.items[0].author, "kubectl-edit, by hand");
	CHECK_STR(found.items[0].diff, "keys of its writer: pool, timeout");
	CHECK_STR(found.items[0].target, "prod/shop/ConfigMap/orders");
	CHECK_STR(found.items[0].kind, "config");
	CHECK_STR(instant_format(arena, found.items[0].at), "2026-03-04T14:30:00Z");
	CHECK_STR(found.items[1].diff, "");
}

const struct test tests[] = {
	{ "who wrote settings of a cluster is told",
	  who_wrote_settings_of_a_cluster_is_told },
	{ "a provider's incident is a change", a_providers_incident_is_a_change },
	{ "what is no status page is said so", what_is_no_status_page_is_said_so },
	{ "a rollout is a change with its way back",
	  a_rollout_is_a_change_with_its_way_back },
	{ "the first revision has no way back", the_first_revision_has_no_way_back },
	{ "what was rolled back changed when it made progress",
	  what_was_rolled_back_changed_when_it_made_progress },
	{ "what differs beside the image is named and no value shown",
	  what_differs_beside_the_image_is_named_and_no_value_shown },
	{ "a change may say that there is no way back",
	  a_change_may_say_that_there_is_no_way_back },
	{ "what is no rollout is passed over", what_is_no_rollout_is_passed_over },
	{ "a commit is a change", a_commit_is_a_change },
	{ "what is no commit is a fault and costs no other",
	  what_is_no_commit_is_a_fault_and_costs_no_other },
	{ 0 },
};
