/* The answer for a program. */
#include "base/tree.h"
#include "core/diagnosis/case.h"
#include "diagnose/answer.h"
#include "formats/json.h"

#include <math.h>

/* Its number in docs/diagnose.md: a field that changes its meaning raises it. */
enum { ANSWER_VERSION = 1 };

static void put_time(struct arena *arena, struct tree *map, const char *name,
		     instant_ms at)
{
	if (at > 0)
		tree_put_text(arena, map, name, instant_format(arena, at));
	else
		tree_put(arena, map, name, tree_null(arena));
}

static void put_window(struct arena *arena, struct tree *map, const char *name,
		       struct case_window window)
{
	struct tree *tree = tree_map(arena);

	put_time(arena, tree, "from", window.from);
	put_time(arena, tree, "to", window.to);
	tree_put(arena, map, name, tree);
}

static struct tree *finding_tree(struct arena *arena, const struct answer *answer,
				 const struct told_finding *told)
{
	const struct finding *finding = told->finding;
	struct tree *tree = tree_map(arena);
	struct chart chart = { 0 };

	tree_put_text(arena, tree, "id", arena_format(arena, "F%zu", told->number));
	tree_put_text(arena, tree, "service", finding->entity);
	tree_put_text(arena, tree, "kind", str_of(finding_kind_names[finding->kind]));
	if (finding->kind == FINDING_METRIC)
		tree_put_text(arena, tree, "metric_kind",
			      str_of(metric_kind_names[finding->metric]));
	tree_put_text(arena, tree, "subject", finding->subject);
	if (finding->other.length > 0)
		tree_put_text(arena, tree, "other", finding->other);
	tree_put_real(arena, tree, "strength", finding->strength);
	tree_put_text(arena, tree, "says", finding->says);
	tree_put_real(arena, tree, "before", finding->before);
	tree_put_real(arena, tree, "after", finding->after);
	tree_put_text(arena, tree, "unit", finding->unit);
	put_time(arena, tree, "onset", finding->onset);
	if (chart_of_finding(arena, answer, told, &chart))
		tree_put_text(arena, tree, "sparkline", chart_line(arena, &chart, 60));
	tree_put_text(arena, tree, "show", told->command);
	return tree;
}

static struct tree *suspects_tree(struct arena *arena, const struct answer *answer)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	struct told_list told = findings_told(arena, answer);
	struct tree *list = tree_list(arena);
	size_t at = 0;

	for (size_t i = 0; i < diagnosis->suspect_count && i < answer->top; i++) {
		const struct suspect *suspect = &diagnosis->suspects[i];
		struct tree *tree = tree_map(arena), *findings = tree_list(arena);

		tree_put_text(arena, tree, "service", suspect->entity);
		tree_put_real(arena, tree, "score", suspect->score);
		tree_put_bool(arena, tree, "stands_out",
			      diagnosis->anything &&
				      suspect->score >= diagnosis->threshold);
		tree_put_text(arena, tree, "why", suspect->why);
		for (; at < told.count && told.items[at].suspect == i; at++)
			tree_add(arena, findings,
				 finding_tree(arena, answer, &told.items[at]));
		tree_put(arena, tree, "findings", findings);
		tree_add(arena, list, tree);
	}
	return list;
}

static void put_number(struct arena *arena, struct tree *map, const char *name,
		       double number)
{
	if (isfinite(number))
		tree_put_real(arena, map, name, number);
	else
		tree_put(arena, map, name, tree_null(arena));
}

/* A finding, with when it ends. */
static struct tree *resource_tree(struct arena *arena, const struct answer *answer,
				  const struct told_finding *told)
{
	const struct resource *resource = told->resource;
	struct tree *tree = finding_tree(arena, answer, told);

	tree_put_text(arena, tree, "resource",
		      str_of(resource_kind_names[resource->kind]));
	put_number(arena, tree, "per_hour", resource->per_hour);
	put_number(arena, tree, "per_hour_low", resource->per_hour_low);
	put_number(arena, tree, "per_hour_high", resource->per_hour_high);
	put_number(arena, tree, "needed", resource->needed);
	put_number(arena, tree, "limit", resource->limit);
	tree_put_text(arena, tree, "limit_from", resource->limit_name);
	put_time(arena, tree, "full_soonest", resource->full_soonest);
	put_time(arena, tree, "full", resource->full);
	put_time(arena, tree, "full_latest",
		 resource->full_latest == INSTANT_MAX ? 0 : resource->full_latest);
	return tree;
}

static struct tree *resources_tree(struct arena *arena, const struct answer *answer)
{
	struct told_list told = findings_told(arena, answer);
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < told.count; i++)
		if (told.items[i].resource)
			tree_add(arena, list,
				 resource_tree(arena, answer, &told.items[i]));
	return list;
}

static struct tree *changes_tree(struct arena *arena, const struct diagnosis *diagnosis)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < diagnosis->guilty_count; i++) {
		const struct guilt *guilt = &diagnosis->guilty[i];
		const struct case_change *change = guilt->change;
		struct tree *tree = tree_map(arena);

		tree_put_text(arena, tree, "id", change->id);
		tree_put_text(arena, tree, "kind", change->kind);
		tree_put_text(arena, tree, "service", change->entity);
		put_time(arena, tree, "at", change->at);
		tree_put_text(arena, tree, "title", change->title);
		tree_put_text(arena, tree, "owner", change->owner);
		tree_put_text(arena, tree, "undo", change->undo);
		tree_put_real(arena, tree, "belief", guilt->belief);
		tree_put_text(arena, tree, "why", guilt->why);
		tree_add(arena, list, tree);
	}
	return list;
}

static struct tree *silent_tree(struct arena *arena, const struct diagnosis *diagnosis)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < diagnosis->silent_count; i++) {
		struct tree *tree = tree_map(arena);

		tree_put_text(arena, tree, "service", diagnosis->silent[i].entity);
		put_time(arena, tree, "last", diagnosis->silent[i].last);
		tree_add(arena, list, tree);
	}
	return list;
}

static struct tree *read_tree(struct arena *arena, const struct diagnose_files *files)
{
	const struct diagnosis_case *known = &files->known;
	struct tree *tree = tree_map(arena);

	tree_put_int(arena, tree, "series", (int64_t)known->series_count);
	tree_put_int(arena, tree, "samples", (int64_t)files->point_count);
	tree_put_int(arena, tree, "spans", (int64_t)known->span_count);
	tree_put_int(arena, tree, "lines", (int64_t)known->line_count);
	tree_put_int(arena, tree, "calls", (int64_t)known->call_count);
	tree_put_int(arena, tree, "changes", (int64_t)known->change_count);
	return tree;
}

static struct tree *missing_tree(struct arena *arena, const struct answer *answer)
{
	struct sentence_list missing = not_looked_at(arena, answer);
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < missing.count; i++)
		tree_add(arena, list, tree_text(arena, missing.items[i]));
	return list;
}

str answer_json(struct arena *arena, const struct answer *answer)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	struct tree *tree = tree_map(arena);

	tree_put_int(arena, tree, "version", ANSWER_VERSION);
	tree_put_bool(arena, tree, "anything", diagnosis->anything);
	tree_put_text(arena, tree, "summary", diagnosis->summary);
	put_time(arena, tree, "onset", diagnosis->onset);
	tree_put_text(arena, tree, "onset_says", diagnosis->onset_says);
	put_window(arena, tree, "before", answer->files->known.before);
	put_window(arena, tree, "during", answer->files->known.during);
	tree_put_text(arena, tree, "windows_say", answer->windows_say);
	tree_put_real(arena, tree, "threshold", diagnosis->threshold);
	tree_put(arena, tree, "suspects", suspects_tree(arena, answer));
	tree_put(arena, tree, "silent", silent_tree(arena, diagnosis));
	tree_put(arena, tree, "resources", resources_tree(arena, answer));
	tree_put(arena, tree, "changes", changes_tree(arena, diagnosis));
	if (diagnosis->guilty_count > 0)
		tree_put_real(arena, tree, "no_change", diagnosis->no_change);
	else
		tree_put(arena, tree, "no_change", tree_null(arena));
	tree_put_text(arena, tree, "cause_outside", diagnosis->cause_outside);
	tree_put_text(arena, tree, "calibration", diagnosis->calibration);
	tree_put(arena, tree, "read", read_tree(arena, answer->files));
	tree_put(arena, tree, "not_looked_at", missing_tree(arena, answer));
	return json_write_pretty(arena, tree);
}
