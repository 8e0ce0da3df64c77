/* Which runbooks an incident calls for, and why: runbook/match.h judges, here is what is
 * known of the incident. */
#include "runbook/match.h"
#include "app/runbooks/books.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "formats/json.h"

/* What the incident says of itself: its title, and a summary of each alert. */
struct asked {
	struct match_alert alerts[ALERTS_LOOKED_AT_MAX];
	str texts[ALERTS_LOOKED_AT_MAX + 1];
	size_t count;
};

static bool read_asked(struct work *work, const struct incident *incident,
		       struct asked *asked)
{
	struct alert *alerts, full;
	size_t count;

	if (!store_of_incident(work, &alert_brief_shape, incident->id, &alerts, &count))
		return false;
	asked->texts[0] = incident->title;
	for (size_t i = 0; i < count && i < ALERTS_LOOKED_AT_MAX; i++) {
		const struct tree *annotations;
		struct error unheeded = { 0 };

		if (!store_get(work, &alert_shape, alerts[i].id, &full))
			return false;
		annotations = json_parse(work->arena, full.annotations, &unheeded);
		asked->alerts[i] = (struct match_alert){
			full.name, tree_get_text(annotations, "runbook_url")
		};
		asked->texts[i + 1] = full.summary;
		asked->count = i + 1;
	}
	return true;
}

static bool read_books(struct work *work, struct book **ret_books,
		       struct match_book **ret_judged, size_t *ret_count)
{
	struct stored_runbook *all;
	struct match_book *judged;
	struct book *books;

	if (!store_runbooks(work, &all, ret_count))
		return false;
	books = arena_many(work->arena, struct book, *ret_count + 1);
	judged = arena_many(work->arena, struct match_book, *ret_count + 1);
	for (size_t i = 0; i < *ret_count; i++) {
		if (!book_read(work, &all[i], &books[i]))
			return false;
		judged[i] = (struct match_book){ all[i].name, books[i].runbook };
	}
	*ret_books = books;
	*ret_judged = judged;
	return true;
}

bool books_match(struct work *work, const struct incident *incident,
		 struct book_match **ret_matches, size_t *ret_count)
{
	struct asked asked = { .count = 0 };
	struct match_question question = { .alerts = asked.alerts,
					   .service = incident->service,
					   .texts = asked.texts };
	const struct match *found;
	struct match_book *judged;
	struct book_match *matches;
	struct book *books;
	size_t count = 0;

	if (!read_asked(work, incident, &asked) ||
	    !read_books(work, &books, &judged, &count))
		return false;
	question.alert_count = asked.count;
	question.text_count = asked.count + 1;
	runbook_match(work->arena, &question, judged, count, &found, &count);
	if (count > BOOK_MATCHES_MAX)
		count = BOOK_MATCHES_MAX;
	matches = arena_many(work->arena, struct book_match, count + 1);
	for (size_t i = 0; i < count; i++) {
		matches[i] = (struct book_match){ .book = books[found[i].book],
						  .score = found[i].score,
						  .reason = found[i].reasons,
						  .section = found[i].section };
		if (!book_prefill(work, incident, &matches[i].book, NULL,
				  &matches[i].parameters))
			return false;
	}
	*ret_matches = matches;
	*ret_count = count;
	return true;
}
