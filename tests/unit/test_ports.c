/* What only the adapters know of a configuration: the names in patterns and bundles. */
#include "app/ports.h"
#include "check.h"

#include "actuators/actuators.h"
#include "probes/probes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TEST_BYTES_MAX = 1 << 30 };

/* A stanch.yaml in a folder of its own, with files beside it. */
struct place {
	char folder[32];
};

static void put(const struct place *place, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", place->folder, name);

	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) == EOF || fclose(file) != 0)
		abort();
}

static struct place begin(void)
{
	struct place place;
	char path[64];

	strcpy(place.folder, "/tmp/stanch-ports-XXXXXX");
	if (!mkdtemp(place.folder))
		abort();
	for (const char *const *name =
		     (const char *const[]){ "patterns", "bundles", NULL };
	     *name; name++) {
		snprintf(path, sizeof(path), "%s/%s", place.folder, *name);
		if (mkdir(path, 0700) != 0)
			abort();
	}
	put(&place, "stanch.yaml", "people: [{name: vera, role: viewer}]\n");
	return place;
}

static void end(const struct place *place)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -r %s", place->folder);
	if (system(command) != 0)
		abort();
}

static struct config_problems problems_of(struct arena *arena, const struct place *place)
{
	struct config_problems problems = { 0 };
	struct ports ports = { 0 };
	char path[64];

	snprintf(path, sizeof(path), "%s/stanch.yaml", place->folder);

	scoped_config config = config_load(arena, path, &problems);

	for (size_t i = 0; i < problems.count; i++)
		check_failed(__FILE__, __LINE__, STR_FMT,
			     STR_ARG(problems.items[i].what));
	ports.probes = probes_all(&ports.probe_count);
	ports.actuators = actuators_all(&ports.actuator_count);
	if (config)
		ports_check(&ports, config, arena, &problems);
	return problems;
}

static void what_is_built_in_names_probes_and_actuators_that_there_are(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct place place = begin();
	struct config_problems problems = problems_of(arena, &place);

	for (size_t i = 0; i < problems.count; i++)
		check_failed(__FILE__, __LINE__, STR_FMT ":%u: " STR_FMT,
			     STR_ARG(problems.items[i].file), problems.items[i].line,
			     STR_ARG(problems.items[i].what));
	end(&place);
}

#define CLAIM_OF_IT \
	"hypotheses:\n  - key: h\n    claim: c\n" \
	"    supported_by: [{fact: f, says: s, equals: a}]\n" \
	"    refuted_by: [{fact: f, says: s, equals: b}]\n"

static void a_name_that_nobody_has_is_told_where_it_stands(void)
{
	static const struct {
		const char *name, *text, *where, *what;
		unsigned line, column;
	} cases[] = {
		{ "bundles/a.yaml",
		  "title: x\nquestions:\n  - probe: redis\n    title: x\n"
		  "  - probe: postgrs\n    title: y\n",
		  "questions[1].probe",
		  "there is no probe 'postgrs'; did you mean postgres?", 5, 12 },
		{ "patterns/a.yaml",
		  "title: x\nquestions: [{title: t, probe: "
		  "kubernetes_pod}]\n" CLAIM_OF_IT,
		  "questions[0].probe",
		  "there is no probe 'kubernetes_pod'; did you mean kubernetes_pods?", 2,
		  31 },
		{ "patterns/a.yaml",
		  "title: x\nquestions: [{title: t, probe: "
		  "oracle-of-delphi}]\n" CLAIM_OF_IT,
		  "questions[0].probe", "there is no probe 'oracle-of-delphi'", 2, 31 },
		{ "patterns/a.yaml",
		  "title: x\n" CLAIM_OF_IT "actions:\n"
		  "  - {key: a, title: t, actuator: reddis, target: t, class: read,\n"
		  "     risk: r, expected: e, plan: {}, when_supported: h}\n",
		  "actions[0].actuator",
		  "there is no actuator 'reddis'; did you mean redis?", 8, 34 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct place place = begin();
		struct config_problems problems;

		put(&place, cases[i].name, cases[i].text);
		problems = problems_of(arena, &place);
		CHECK_INT(problems.count, 1);
		if (problems.count == 1) {
			CHECK(str_ends_with(problems.items[0].file,
					    str_of(cases[i].name)));
			CHECK_STR_EQ(problems.items[0].where, str_of(cases[i].where));
			CHECK_STR_EQ(problems.items[0].what, str_of(cases[i].what));
			CHECK_INT(problems.items[0].line, cases[i].line);
			CHECK_INT(problems.items[0].column, cases[i].column);
		}
		end(&place);
	}
}

const struct test tests[] = {
	{ "what is built in names probes and actuators that there are",
	  what_is_built_in_names_probes_and_actuators_that_there_are },
	{ "a name that nobody has is told where it stands",
	  a_name_that_nobody_has_is_told_where_it_stands },
	{ 0 },
};
