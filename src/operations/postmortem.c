/* postmortem: the record nobody had to type. */
#include "app/learning/learning.h"
#include "app/learning/postmortem_charts.h"
#include "operations/noun.h"

/* The pictures that the text names, with the samples that they were made of. */
static struct tree *charts_tree(struct arena *arena,
				const struct postmortem_charts *charts)
{
	static const char *const kept[] = { "onset", "during", "changes" };
	struct tree *tree = tree_map(arena), *list = tree_list(arena);

	if (!charts->diagnosis)
		return tree_null(arena);
	tree_put_int(arena, tree, "evidence", charts->evidence);
	for (size_t i = 0; i < tree_count(charts->diagnosis); i++)
		for (size_t k = 0; k < sizeof(kept) / sizeof(kept[0]); k++)
			if (str_is(tree_nth_name(charts->diagnosis, i), kept[k]))
				tree_put(arena, tree, kept[k],
					 charts->diagnosis->list.items[i].value);
	for (size_t i = 0; i < charts->count; i++) {
		const struct postmortem_chart *one = &charts->items[i];
		struct tree *chart = tree_map(arena);

		if (one->svg.length == 0)
			continue;
		tree_put_text(arena, chart, "file", one->file);
		tree_put_text(arena, chart, "words", one->words);
		tree_put_text(arena, chart, "svg", one->svg);
		tree_put(arena, chart, "finding", one->finding);
		tree_add(arena, list, chart);
	}
	tree_put(arena, tree, "charts", list);
	return tree;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;
	struct postmortem_charts charts = { 0 };
	str markdown;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !postmortem_render(work, &incident, &markdown) ||
	    !postmortem_charts_of(work, &incident, &charts))
		return false;
	tree_put_text(work->arena, answer, "incident", incident.code);
	tree_put_text(work->arena, answer, "path", postmortem_path(work, &incident));
	tree_put_text(work->arena, answer, "markdown", markdown);
	tree_put(work->arena, answer, "diagnosis", charts_tree(work->arena, &charts));
	return true;
}

static bool write_anew(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;
	tree_put_text(work->arena, answer, "path", postmortem_path(work, &incident));
	return job_add(work, LANE_WORK, "postmortem", incident.id, incident.id,
		       work->now);
}

static const struct operation operations[] = {
	{ .noun = "postmortem",
	  .verb = "show",
	  .help = "the whole text, from the record as it is",
	  .more = "With --json the charts that it names too, as SVG and as samples.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = show,
	  .view = { .template = "{{markdown}}" } },
	{ .noun = "postmortem",
	  .verb = "write",
	  .help = "write the file anew, and the charts beside it",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_incident_shape,
	  .run = write_anew,
	  .view = { .template = "Writing {{path}}\n" } },
};

NOUN(postmortem, operations);
