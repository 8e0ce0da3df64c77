#include "operations/spark.h"

#include "app/investigation/diagnosis.h"
#include "formats/chart.h"
#include "formats/json.h"

#include <math.h>

enum { LINE_WIDTH = 72, MARKS_MAX = 12, LABEL_BYTES_MAX = 40, SUMMED_UP_MAX = 3 };

static instant_ms instant_of(const struct tree *tree, const char *name)
{
	struct error unheeded;
	instant_ms at;

	return instant_parse(tree_get_text(tree, name), &at, &unheeded) ? at : 0;
}

static void add_marks(struct arena *arena, const struct tree *diagnosis,
		      struct chart *chart)
{
	const struct tree *changes = tree_get(diagnosis, "changes");
	struct chart_mark *marks = arena_many(arena, struct chart_mark, MARKS_MAX);
	instant_ms onset = instant_of(diagnosis, "onset");

	if (onset == 0)
		onset = instant_of(tree_get(diagnosis, "during"), "from");
	marks[chart->mark_count++] = (struct chart_mark){ .kind = CHART_ONSET,
							  .at = onset,
							  .label = STR("onset") };
	for (size_t i = 0; i < tree_count(changes) && chart->mark_count < MARKS_MAX;
	     i++) {
		const struct tree *change = tree_nth(changes, i);

		marks[chart->mark_count++] = (struct chart_mark){
			.kind = CHART_CHANGE,
			.at = instant_of(change, "at"),
			.label = str_clip(tree_get_text(change, "title"),
					  LABEL_BYTES_MAX),
		};
	}
	chart->marks = marks;
}

static void add_samples(struct arena *arena, const struct tree *stored,
			struct chart *chart)
{
	const struct tree *seconds = tree_get(stored, "at");
	const struct tree *numbers = tree_get(stored, "values");
	size_t count = tree_count(seconds);
	instant_ms *at = arena_many(arena, instant_ms, count + 1);
	double *values = arena_many(arena, double, count + 1);

	for (size_t i = 0; i < count && i < tree_count(numbers); i++) {
		const struct tree *second = tree_nth(seconds, i);
		const struct tree *number = tree_nth(numbers, i);

		if (second->kind != TREE_INT)
			continue;
		at[chart->count] = second->number * SECOND_MS;
		values[chart->count++] = number->kind == TREE_REAL ? number->real
					 : number->kind == TREE_INT
						 ? (double)number->number
						 : NAN;
	}
	chart->at = at;
	chart->values = values;
}

void spark_add(struct arena *arena, const struct tree *diagnosis, struct tree *finding)
{
	const struct tree *stored = tree_get(finding, "chart");
	struct chart chart = {
		.title = arena_format(arena, STR_FMT " of " STR_FMT,
				      STR_ARG(tree_get_text(finding, "subject")),
				      STR_ARG(tree_get_text(finding, "entity"))),
		.unit = tree_get_text(finding, "unit"),
	};

	if (tree_count(stored) == 0)
		return;
	add_samples(arena, stored, &chart);
	if (chart.count == 0)
		return;
	chart.from = chart.at[0];
	chart.to = chart.at[chart.count - 1] + 1;
	add_marks(arena, diagnosis, &chart);
	tree_put_text(arena, finding, "spark", chart_line(arena, &chart, LINE_WIDTH));
	tree_put_text(arena, finding, "marks",
		      chart_line_marks(arena, &chart, LINE_WIDTH));
	tree_put_text(arena, finding, "svg",
		      chart_svg(arena, &chart,
				arena_format(arena, "chart-" STR_FMT,
					     STR_ARG(tree_get_text(finding, "id")))));
}

bool spark_summary(struct work *work, const struct incident *incident,
		   struct tree *answer)
{
	struct tree *summary = tree_map(work->arena), *list = tree_list(work->arena);
	struct evidence evidence;
	struct tree *made;
	const struct tree *findings;
	size_t count;

	if (!diagnosis_latest(work, incident->id, &evidence, &count))
		return false;
	if (count == 0) {
		tree_put(work->arena, answer, "diagnosis", tree_null(work->arena));
		return true;
	}
	made = json_parse(work->arena, evidence.body, &work->error);
	if (!made)
		return while_doing(work, "the diagnosis as stored");
	findings = tree_get(made, "findings");
	for (size_t i = 0; i < tree_count(findings) && i < SUMMED_UP_MAX; i++) {
		struct tree *finding = findings->list.items[i].value;
		struct tree *one = tree_map(work->arena);

		spark_add(work->arena, made, finding);
		tree_put_text(work->arena, one, "id", tree_get_text(finding, "id"));
		tree_put_text(work->arena, one, "says", tree_get_text(finding, "says"));
		tree_put_text(work->arena, one, "spark", tree_get_text(finding, "spark"));
		tree_put_text(work->arena, one, "marks", tree_get_text(finding, "marks"));
		tree_add(work->arena, list, one);
	}
	tree_put_int(work->arena, summary, "evidence", evidence.id);
	tree_put_text(work->arena, summary, "says", evidence.meaning);
	tree_put_text(work->arena, summary, "made_at",
		      instant_format(work->arena, evidence.gathered_at));
	tree_put(work->arena, summary, "findings", list);
	tree_put(work->arena, answer, "diagnosis", summary);
	return true;
}
