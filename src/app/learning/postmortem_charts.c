#include "app/learning/postmortem_charts.h"

#include "app/investigation/grafana.h"
#include "app/investigation/stored_chart.h"
#include "base/text.h"
#include "core/evidence/evidence.h"
#include "formats/json.h"
#include "formats/markdown_write.h"

/* Who asks again and again after it is over shall not make it slow. */
enum { DIAGNOSES_READ_MAX = 20 };

str postmortem_charts_folder(struct arena *arena, const struct incident *incident)
{
	return arena_format(arena, STR_FMT ".charts", STR_ARG(incident->code));
}

/* -- reading -- */

static struct postmortem_chart chart_of(struct arena *arena,
					const struct incident *incident,
					const struct tree *diagnosis,
					struct tree *finding)
{
	struct postmortem_chart one = { .finding = finding };
	struct chart chart;

	if (!stored_chart_of(arena, diagnosis, finding, &chart))
		return one;
	one.file = arena_format(arena, STR_FMT "/" STR_FMT ".svg",
				STR_ARG(postmortem_charts_folder(arena, incident)),
				STR_ARG(tree_get_text(finding, "id")));
	one.svg = stored_chart_svg(arena, &chart, finding);
	one.spark = chart_line(arena, &chart, CHART_LINE_WIDTH);
	one.marks = chart_line_marks(arena, &chart, CHART_LINE_WIDTH);
	one.words = stored_chart_words(arena, &chart, finding);
	return one;
}

static void add_list(struct arena *arena, const struct incident *incident,
		     const char *name, struct postmortem_charts *charts)
{
	const struct tree *list = tree_get(charts->diagnosis, name);

	for (size_t i = 0; i < tree_count(list) && charts->count < POSTMORTEM_CHARTS_MAX;
	     i++)
		charts->items[charts->count++] = chart_of(
			arena, incident, charts->diagnosis, list->list.items[i].value);
}

/* What runs out is numbered behind what stands out. */
static void fill(struct arena *arena, const struct incident *incident,
		 struct postmortem_charts *charts)
{
	charts->items = arena_many(arena, struct postmortem_chart, POSTMORTEM_CHARTS_MAX);
	add_list(arena, incident, "findings", charts);
	add_list(arena, incident, "resources", charts);
}

/* After it is over nothing stands out any more: what did is in an older one. */
bool postmortem_charts_of(struct work *work, const struct incident *incident,
			  struct postmortem_charts *ret_charts)
{
	struct postmortem_charts charts = { 0 };
	struct evidence *evidence;
	size_t count, read = 0;

	if (!store_of_incident(work, &evidence_shape, incident->id, &evidence, &count))
		return false;
	for (size_t i = count; i > 0 && read < DIAGNOSES_READ_MAX; i--) {
		const struct evidence *one = &evidence[i - 1];
		struct error unread;
		struct tree *made;

		if (!str_is(one->probe, "diagnosis") || one->state != EVIDENCE_GATHERED)
			continue;
		made = json_parse(work->arena, one->body, &unread);
		read++;
		charts.unread += !made;
		if (!made)
			continue;
		if (charts.diagnosis && tree_count(tree_get(made, "findings")) == 0)
			continue;
		charts.diagnosis = made;
		charts.evidence = one->id;
		charts.made_at = one->gathered_at;
		charts.is_newest = read == 1;
		if (tree_count(tree_get(made, "findings")) > 0)
			break;
	}
	if (charts.diagnosis)
		fill(work->arena, incident, &charts);
	*ret_charts = charts;
	return true;
}

/* -- as Markdown -- */

/* A few of its log lines, as they were. */
static void add_lines(struct arena *arena, const struct tree *lines, struct text *out)
{
	if (tree_count(lines) > 0)
		text_add(out, STR("\n"));
	for (size_t i = 0; i < tree_count(lines); i++)
		text_addf(out, "- " STR_FMT "\n",
			  STR_ARG(markdown_code(arena, tree_nth(lines, i)->text)));
}

static void add_chart(struct work *work, const struct postmortem_charts *charts,
		      const struct postmortem_chart *one, struct text *out)
{
	struct arena *arena = work->arena;
	str grafana = grafana_explore(arena, work->config, charts->diagnosis,
				      one->finding);
	str query = tree_get_text(one->finding, "query");
	str show = tree_get_text(one->finding, "show");

	text_addf(out, "\n### " STR_FMT ": " STR_FMT "\n",
		  STR_ARG(markdown_text(arena, tree_get_text(one->finding, "id"))),
		  STR_ARG(markdown_text(arena, tree_get_text(one->finding, "says"))));
	if (one->svg.length > 0)
		text_addf(out,
			  "\n![" STR_FMT "](" STR_FMT ")\n\n```text\n" STR_FMT
			  "\n" STR_FMT "\n^ the onset, | a change\n```\n",
			  STR_ARG(markdown_text(arena, one->words)), STR_ARG(one->file),
			  STR_ARG(one->spark), STR_ARG(one->marks));
	add_lines(arena, tree_get(one->finding, "lines"), out);
	text_add(out, STR("\n"));
	if (query.length > 0)
		text_addf(out, "- asked: " STR_FMT "\n",
			  STR_ARG(markdown_code(arena, query)));
	if (grafana.length > 0)
		text_addf(out, "- [the same in Grafana](" STR_FMT ")\n",
			  STR_ARG(grafana));
	if (charts->is_newest && show.length > 0)
		text_addf(out, "- again: " STR_FMT "\n",
			  STR_ARG(markdown_code(arena, show)));
}

bool postmortem_add_charts(struct work *work, struct text *out,
			   const struct incident *incident)
{
	struct postmortem_charts charts = { 0 };
	str dashboard;

	if (!postmortem_charts_of(work, incident, &charts))
		return false;
	text_add(out, STR("\n## What stood out from quiet times\n\n"));
	if (!charts.diagnosis) {
		text_add(out,
			 charts.unread > 0
				 ? STR("- unknown: what the diagnosis found cannot be "
				       "read as it is stored\n")
				 : STR("- unknown: no diagnosis was made\n"));
		return true;
	}
	text_addf(out, STR_FMT " (evidence %lld of " STR_FMT ")\n",
		  STR_ARG(markdown_text(work->arena,
					tree_get_text(charts.diagnosis, "says"))),
		  (long long)charts.evidence,
		  STR_ARG(instant_format(work->arena, charts.made_at)));
	dashboard = grafana_dashboard(work->arena, work->config, incident->service,
				      charts.diagnosis);
	if (dashboard.length > 0)
		text_addf(out, "\n[Its dashboard in Grafana](" STR_FMT ")\n",
			  STR_ARG(dashboard));
	for (size_t i = 0; i < charts.count; i++)
		add_chart(work, &charts, &charts.items[i], out);
	return true;
}
