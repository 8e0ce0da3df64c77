/* Whatever JSON a mapping may meet. */
#include "door.h"

static const char yaml[] =
	"mappings:\n"
	"  - name: events\n"
	"    list: /events\n"
	"    labels: {alertname: /trigger, a: /tags/0/a~1b}\n"
	"    annotations: {summary: /text}\n"
	"    defaults: {service: legacy}\n"
	"    status: /value\n"
	"    firing: [PROBLEM, '1']\n"
	"    resolved: [OK, '0']\n"
	"    starts_at: /clock\n"
	"    identity: /id\n"
	"    severity: /level\n"
	"    severities: {Disaster: critical}\n"
	"  - name: changes\n"
	"    labels: {service: /a}\n"
	"    change: {title: /title, author: /by/0, diff: /diff, kind: config}\n"
	"    status: /value\n"
	"    firing: [applied]\n"
	"    starts_at: /clock\n"
	"  - {name: plain, labels: {alertname: /name}, repeats: true}\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const queries[] = { "mapping=events", "mapping=plain",
					       "mapping=changes", "" };
	scoped_arena scratch = arena_new(FUZZ_ARENA_BYTES);
	struct config_problems problems = { 0 };
	static struct config *config;

	if (!config)
		config = config_parse(scratch, STR("fuzz.yaml"), str_of(yaml), &problems);
	must(config);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
		struct door_call call = { .arena = arena,
					  .query = str_of(queries[i]),
					  .config = config };

		fuzz_door(fuzzed_source("generic"), &call,
			  (str){ (const char *)bytes, size });
	}
	return 0;
}
