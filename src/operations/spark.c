#include "operations/spark.h"

#include "app/investigation/diagnosis.h"
#include "app/investigation/grafana.h"
#include "app/investigation/stored_chart.h"
#include "formats/json.h"

enum { SUMMED_UP_MAX = 3 };

void spark_add(struct work *work, const struct tree *diagnosis, struct tree *finding)
{
	struct arena *arena = work->arena;
	str grafana = grafana_explore(arena, work->config, diagnosis, finding);
	struct chart chart;

	if (grafana.length > 0)
		tree_put_text(arena, finding, "grafana", grafana);
	if (!stored_chart_of(arena, diagnosis, finding, &chart))
		return;
	tree_put_text(arena, finding, "spark",
		      chart_line(arena, &chart, CHART_LINE_WIDTH));
	tree_put_text(arena, finding, "marks",
		      chart_line_marks(arena, &chart, CHART_LINE_WIDTH));
	tree_put_text(arena, finding, "words",
		      stored_chart_words(arena, &chart, finding));
	tree_put_text(arena, finding, "svg", stored_chart_svg(arena, &chart, finding));
}

bool spark_summary(struct work *work, const struct incident *incident,
		   struct tree *answer)
{
	struct tree *summary = tree_map(work->arena), *list = tree_list(work->arena);
	struct evidence evidence;
	struct error unread;
	struct tree *made;
	const struct tree *findings;
	str says;
	size_t count;

	if (!diagnosis_latest(work, incident->id, &evidence, &count))
		return false;
	if (count == 0) {
		tree_put(work->arena, answer, "diagnosis", tree_null(work->arena));
		return true;
	}
	/* The room opens without its charts, too. */
	made = json_parse(work->arena, evidence.body, &unread);
	says = made ? evidence.meaning
		    : arena_format(work->arena,
				   STR_FMT " Its findings cannot be read: %s",
				   STR_ARG(evidence.meaning), unread.text);
	findings = tree_get(made, "findings");
	for (size_t i = 0; i < tree_count(findings) && i < SUMMED_UP_MAX; i++) {
		struct tree *finding = findings->list.items[i].value;
		struct tree *one = tree_map(work->arena);

		spark_add(work, made, finding);
		tree_put_text(work->arena, one, "id", tree_get_text(finding, "id"));
		tree_put_text(work->arena, one, "says", tree_get_text(finding, "says"));
		tree_put_text(work->arena, one, "spark", tree_get_text(finding, "spark"));
		tree_put_text(work->arena, one, "marks", tree_get_text(finding, "marks"));
		tree_add(work->arena, list, one);
	}
	tree_put_int(work->arena, summary, "evidence", evidence.id);
	tree_put_text(work->arena, summary, "says", says);
	tree_put_text(work->arena, summary, "made_at",
		      instant_format(work->arena, evidence.gathered_at));
	tree_put(work->arena, summary, "findings", list);
	tree_put(work->arena, answer, "diagnosis", summary);
	return true;
}
