#include "operations/told.h"

#include "app/telling/telling.h"
#include "core/alerting/report.h"

enum { SHOWN_REPORTS_MAX = 20 };

void answer_open_questions(struct work *work, const struct open_question *open,
			   size_t count, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);

	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "about", str_of(open[i].about));
		tree_put_text(work->arena, one, "asks", open[i].asks);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "missing", list);
}

static struct tree *mention_tree(struct work *work, const struct mention *mention)
{
	struct tree *one = tree_map(work->arena);

	if (mention->how == RECOGNISED_NOT)
		return tree_null(work->arena);
	tree_put_text(work->arena, one, "name", mention->name);
	tree_put_text(work->arena, one, "words", mention->words);
	tree_put_int(work->arena, one, "at", (int64_t)mention->at);
	tree_put_text(work->arena, one, "how", str_of(recognition_names[mention->how]));
	return one;
}

void answer_reading(struct work *work, const struct text_reading *reading,
		    struct tree *answer)
{
	struct tree *tree = tree_map(work->arena), *others = tree_list(work->arena);

	tree_put(work->arena, tree, "service", mention_tree(work, &reading->service));
	tree_put(work->arena, tree, "environment",
		 mention_tree(work, &reading->environment));
	tree_put(work->arena, tree, "symptom", mention_tree(work, &reading->symptom));
	for (size_t i = 0; i < reading->other_count; i++)
		tree_add(work->arena, others, mention_tree(work, &reading->others[i]));
	tree_put(work->arena, tree, "others", others);
	tree_put_text(work->arena, tree, "verdict",
		      str_of(reading_verdict_names[reading->verdict]));
	tree_put(work->arena, answer, "reading", tree);
	tree_put_text(work->arena, answer, "why", reading_explain(work->arena, reading));
	answer_open_questions(work, reading->open, reading->open_count, answer);
}

static bool add_counts(struct work *work, int64_t incident, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	int64_t counts[REPORT_TEST + 1], all = 0;

	if (!store_reports_by_source(work, incident, counts))
		return false;
	for (int i = 0; i <= REPORT_TEST; i++) {
		struct tree *one = tree_map(work->arena);

		all += counts[i];
		if (counts[i] == 0)
			continue;
		tree_put_text(work->arena, one, "source", str_of(report_source_names[i]));
		tree_put_int(work->arena, one, "count", counts[i]);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "report_counts", list);
	if (all > 0)
		tree_put_int(work->arena, answer, "report_count", all);
	return true;
}

bool room_add_reports(struct work *work, const struct incident *incident,
		      struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct report *reports;
	str tickets;
	size_t count;

	if (!store_of_incident(work, &report_shape, incident->id, &reports, &count))
		return false;
	for (size_t i = count > SHOWN_REPORTS_MAX ? count - SHOWN_REPORTS_MAX : 0;
	     i < count; i++)
		tree_add(work->arena, list,
			 row_tree(work->arena, &report_shape, &reports[i]));
	tree_put(work->arena, answer, "reports", list);
	if (!add_counts(work, incident->id, answer) ||
	    !reported_tickets(work, incident->id, &tickets))
		return false;
	tree_put_text(work->arena, answer, "tickets", tickets);
	return true;
}
