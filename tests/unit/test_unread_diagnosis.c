/* A diagnosis that cannot be read as it is stored: the room and the postmortem open all
 * the same, and say it. */
#include "store_fixture.h"

#include "app/learning/postmortem_charts.h"
#include "base/text.h"
#include "config/config.h"
#include "core/evidence/evidence.h"
#include "core/incident/incident.h"
#include "operations/spark.h"

#define FOUND \
	"{\"says\":\"orders stands " \
	"out\",\"findings\":[{\"id\":\"F1\",\"says\":\"slow\"}]}"
#define CUT "{\"says\":\"orders stands out\",\"findings\":[{\"id\":\"F1\",\"says\":\"***"

static const struct config no_config;

static struct incident add_incident(struct fixture *f)
{
	struct incident incident = { .code = STR("INC-2026-11-21-001"),
				     .title = STR("orders are slow"),
				     .service = STR("orders") };

	f->work.config = &no_config;
	MUST(f, store_add(begin(f), &incident_shape, &incident));
	commit(f);
	return incident;
}

static void add_diagnosis(struct fixture *f, const struct incident *incident,
			  const char *body)
{
	struct evidence evidence = { .incident = incident->id,
				     .state = EVIDENCE_GATHERED,
				     .title = STR("diagnosis"),
				     .probe = STR("diagnosis"),
				     .plan = STR("{}"),
				     .facts = STR("[]"),
				     .meaning = STR("orders stands out."),
				     .body = str_of(body),
				     .gathered_at = NOON };

	MUST(f, store_add(begin(f), &evidence_shape, &evidence));
	commit(f);
}

static struct tree *summary(struct fixture *f, const struct incident *incident)
{
	struct tree *answer = tree_map(f->arena);

	MUST(f, spark_summary(take(f), incident, answer));
	CHECK_INT(f->work.error.kind, ERROR_NONE);
	give(f);
	return answer;
}

static str section(struct fixture *f, const struct incident *incident)
{
	struct text out = text_new(f->arena, 1 << 16);

	MUST(f, postmortem_add_charts(take(f), &out, incident));
	CHECK_INT(f->work.error.kind, ERROR_NONE);
	give(f);
	return text_of(&out);
}

CLAIM(one_that_cannot_be_read_is_said)
{
	struct incident incident = add_incident(f);
	struct tree *answer;

	add_diagnosis(f, &incident, CUT);
	answer = summary(f, &incident);
	CHECK(str_starts_with(tree_get_text(tree_get(answer, "diagnosis"), "says"),
			      STR("orders stands out. Its findings cannot be read: ")));
	CHECK_INT(tree_count(tree_at(answer, "diagnosis.findings")), 0);
	CHECK(str_contains(section(f, &incident),
			   STR("unknown: what the diagnosis found cannot be read")));
}

CLAIM(an_older_one_is_drawn_instead)
{
	struct incident incident = add_incident(f);

	add_diagnosis(f, &incident, FOUND);
	CHECK_INT(tree_count(tree_at(summary(f, &incident), "diagnosis.findings")), 1);
	add_diagnosis(f, &incident, CUT);
	CHECK(str_contains(section(f, &incident), STR("### F1: slow")));
}

const struct test tests[] = {
	{ "one that cannot be read is said", one_that_cannot_be_read_is_said },
	{ "an older one is drawn instead", an_older_one_is_drawn_instead },
	{ 0 },
};
