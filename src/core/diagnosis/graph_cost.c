/* Bookkeeping along the calls: what each one costs more than usual, and what of that its
 * callees cost. */
#include "core/diagnosis/graph_private.h"

#include "stats/order.h"

#include <math.h>
#include <stdlib.h>

enum {
	/* So many quiet pieces are enough to know their edge; the latest count. */
	PIECES_MAX = 400,
	/* Fewer say nothing about it: only the floors do. */
	PIECES_MIN = 5,
};

struct account {
	struct track measure, calls;
	double usual;       /* of the measure, before */
	double usual_calls; /* in one step */
	double edge;        /* what a quiet piece costs at its edge */
	double strength;    /* what it costs now, in edges */
	bool is_awaited;    /* by all on some way from the target */
	double *now;        /* what each moment costs more; 0 below the edge */
	double own, passed; /* shares of what the target costs more */
};

struct books {
	const struct graph *graph;
	enum metric_kind kind;
	double whole; /* what a share counts to: 1 or 100; 1 for what is no share */
	bool counts_calls;
	struct places reached;    /* the target first */
	struct account *accounts; /* of what is reached */
	size_t *nth_of;           /* from a place in the graph to one in accounts */
	struct moments {
		instant_ms *at;
		size_t count;
	} now;
	struct moments *pieces; /* quiet ones, as long as now */
	size_t piece_count;
};

/* -- opening -- */

static const struct case_series *series_named(const struct graph *graph, size_t place,
					      str name)
{
	const struct places *series = &graph->items[place].series;

	for (size_t i = 0; i < series->count; i++)
		if (str_equal(graph->known->series[series->items[i]].name, name))
			return &graph->known->series[series->items[i]];
	return NULL;
}

/* Of several the first by name, so that their order does not matter. */
static const struct case_series *traffic_of(const struct graph *graph, size_t place)
{
	const struct places *series = &graph->items[place].series;
	const struct case_series *found = NULL;

	for (size_t i = 0; i < series->count; i++) {
		const struct case_series *one = &graph->known->series[series->items[i]];

		if (series_kind(one) == METRIC_TRAFFIC &&
		    (!found || str_compare(one->name, found->name) < 0))
			found = one;
	}
	return found;
}

static bool is_in(struct case_window window, instant_ms at)
{
	return at >= window.from && at < window.to;
}

static double usual_of(struct arena *arena, const struct track *track,
		       struct case_window before)
{
	double *values = arena_many(arena, double, track->count + 1);
	size_t count = 0;

	for (size_t i = 0; i < track->count; i++)
		if (is_in(before, track->at[i]))
			values[count++] = track->values[i];
	return stats_median(values, count);
}

static void open_account(const struct books *books, size_t place, str measure,
			 struct account *account)
{
	const struct graph *graph = books->graph;
	const struct case_series *series = series_named(graph, place, measure);
	const struct case_series *traffic = traffic_of(graph, place);

	*account = (struct account){ .usual = NAN, .usual_calls = NAN };
	if (series)
		account->measure = track_of(graph->arena, series);
	if (series && account->measure.count > 0)
		account->usual = usual_of(graph->arena, &account->measure,
					  graph->known->before);
	if (!traffic || !books->counts_calls)
		return;
	account->calls = track_of(graph->arena, traffic);
	account->usual_calls = usual_of(graph->arena, &account->calls,
					graph->known->before);
}

static double largest(const struct track *track)
{
	double most = 0;

	for (size_t i = 0; i < track->count; i++)
		if (track->values[i] > most)
			most = track->values[i];
	return most;
}

/* Shares come as 0 … 1 or as per cent; failures that are more are numbers of them. */
static double whole_of(const struct books *books, bool *ret_is_share)
{
	double most = 0;

	*ret_is_share = books->kind != METRIC_LATENCY;
	if (books->kind == METRIC_LATENCY)
		return 1;
	for (size_t i = 0; i < books->reached.count; i++)
		most = fmax(most, largest(&books->accounts[i].measure));
	if (books->kind == METRIC_AVAILABILITY)
		return most > 0 ? most : 1;
	*ret_is_share = most <= 1;
	return 1;
}

static bool open_books(struct books *books, size_t target)
{
	const struct graph *graph = books->graph;
	const struct diagnosis_case *known = graph->known;
	const struct case_series *series = series_named(graph, target,
							known->alert_metric);
	bool has_callee = false, is_share;

	if (!series)
		return false;
	books->kind = series_kind(series);
	if (books->kind != METRIC_LATENCY && books->kind != METRIC_AVAILABILITY &&
	    books->kind != METRIC_ERRORS)
		return false;
	books->counts_calls = traffic_of(graph, target) != NULL;
	books->reached = graph_reach(graph, target, false);
	books->accounts = arena_many(graph->arena, struct account, books->reached.count);
	books->nth_of = arena_many(graph->arena, size_t, graph->count);
	for (size_t i = 0; i < books->reached.count; i++) {
		books->nth_of[books->reached.items[i]] = i;
		open_account(books, books->reached.items[i], series->name,
			     &books->accounts[i]);
		has_callee = has_callee || (i > 0 && books->accounts[i].measure.count);
	}
	books->whole = whole_of(books, &is_share);
	books->counts_calls = books->counts_calls &&
			      (is_share || books->kind == METRIC_LATENCY);
	return has_callee && books->counts_calls && isfinite(books->accounts[0].usual);
}

/* -- moments -- */

static void take_moments(struct arena *arena, const struct track *track,
			 struct case_window window, struct moments *moments)
{
	moments->at = arena_many(arena, instant_ms, track->count + 1);
	moments->count = 0;
	for (size_t i = 0; i < track->count; i++)
		if (is_in(window, track->at[i]))
			moments->at[moments->count++] = track->at[i];
}

/* Each quiet window in pieces as long as what is looked at. */
static void take_pieces(struct books *books)
{
	const struct diagnosis_case *known = books->graph->known;
	struct arena *arena = books->graph->arena;
	const struct case_window *quiet = known->quiet_count ? known->quiet
							     : &known->before;
	size_t quiet_count = known->quiet_count ? known->quiet_count : 1;

	books->pieces = arena_many(arena, struct moments, PIECES_MAX);
	for (size_t i = quiet_count; i-- > 0;) {
		struct moments all;

		take_moments(arena, &books->accounts[0].measure, quiet[i], &all);
		while (all.count >= books->now.count && books->piece_count < PIECES_MAX) {
			all.count -= books->now.count;
			books->pieces[books->piece_count++] = (struct moments){
				.at = all.at + all.count, .count = books->now.count
			};
		}
	}
}

/* -- costs -- */

/* More seconds, or more failures, than usual at one moment. */
static double cost_at(const struct books *books, const struct account *account,
		      instant_ms at)
{
	double value = track_at(&account->measure, at), usual = account->usual, more,
	       calls;

	if (!isfinite(value))
		return 0;
	/* Who was never called before costs all that it costs now. */
	if (!isfinite(usual))
		usual = books->kind == METRIC_AVAILABILITY ? books->whole : 0;
	more = (books->kind == METRIC_AVAILABILITY ? usual - value : value - usual) /
	       books->whole;
	if (!(more > 0))
		return 0;
	calls = track_at(
		account->calls.count ? &account->calls : &books->accounts[0].calls, at);
	return isfinite(calls) && calls >= 0 ? more * calls : 0;
}

static double cost_of(const struct books *books, const struct account *account,
		      const struct moments *moments)
{
	double cost = 0;

	for (size_t i = 0; i < moments->count; i++)
		cost += cost_at(books, account, moments->at[i]);
	return cost;
}

/* What is too little to be worth a word, for as many moments as now. */
static double floor_of(const struct books *books)
{
	const struct account *target = &books->accounts[0];
	double share = books->kind == METRIC_LATENCY ? GRAPH_TIME_FLOOR * target->usual
						     : GRAPH_FAILURES_FLOOR;
	double calls = isfinite(target->usual_calls) ? target->usual_calls : 1;

	return share * calls * (double)books->now.count;
}

/* The edges of all, and from which strength on the quiet pieces are left behind. */
static double learn_edges(struct books *books)
{
	struct arena *arena = books->graph->arena;
	double floor = floor_of(books);
	double *costs = arena_many(arena, double, books->piece_count + 1);
	double *most = arena_many(arena, double, books->piece_count + 1);

	for (size_t i = 0; i < books->reached.count; i++) {
		struct account *account = &books->accounts[i];
		double *kept = arena_many(arena, double, books->piece_count + 1);

		for (size_t j = 0; j < books->piece_count; j++)
			costs[j] = kept[j] = cost_of(books, account, &books->pieces[j]);
		account->edge = floor;
		if (books->piece_count >= PIECES_MIN)
			account->edge = fmax(floor,
					     stats_quantile(costs, books->piece_count,
							    GRAPH_QUIET_QUANTILE));
		for (size_t j = 0; j < books->piece_count && account->is_awaited; j++)
			most[j] = fmax(most[j], kept[j] / account->edge);
	}
	if (books->piece_count < PIECES_MIN)
		return GRAPH_STRENGTH_MIN;
	return fmax(GRAPH_STRENGTH_MIN,
		    stats_quantile(most, books->piece_count, GRAPH_QUIET_QUANTILE));
}

/* A caller that answers ten times faster does not wait. Nearest first, so a caller is
 * judged before those it calls. */
static void mark_awaited(struct books *books)
{
	const struct graph *graph = books->graph;

	books->accounts[0].is_awaited = true;
	for (size_t i = 0; i < books->reached.count; i++) {
		const struct places *callees = &graph->items[books->reached.items[i]]
							.callees;
		double usual = books->accounts[i].usual;

		for (size_t j = 0; j < callees->count && books->accounts[i].is_awaited;
		     j++) {
			struct account *callee =
				&books->accounts[books->nth_of[callees->items[j]]];

			if (books->kind != METRIC_LATENCY || !isfinite(usual) ||
			    !isfinite(callee->usual) ||
			    callee->usual <= GRAPH_NOT_AWAITED_FACTOR * usual)
				callee->is_awaited = true;
		}
	}
}

static double weigh(struct books *books)
{
	double most = 0;

	for (size_t i = 0; i < books->reached.count; i++) {
		struct account *account = &books->accounts[i];

		account->now = arena_many(books->graph->arena, double,
					  books->now.count + 1);
		account->strength = cost_of(books, account, &books->now) / account->edge;
		if (account->is_awaited)
			most = fmax(most, account->strength);
		if (account->strength < 1)
			continue;
		for (size_t j = 0; j < books->now.count; j++)
			account->now[j] = cost_at(books, account, books->now.at[j]);
	}
	return most;
}

/* What it costs more, as far as the target does so at the same moment, and what of that
 * its callees do not. */
static void share_out(struct books *books, double *target_now)
{
	double total = 0;

	for (size_t j = 0; j < books->now.count; j++) {
		target_now[j] = cost_at(books, &books->accounts[0], books->now.at[j]);
		total += target_now[j];
	}
	for (size_t i = 0; i < books->reached.count && total > 0; i++) {
		struct account *account = &books->accounts[i];
		const struct places
			*callees = &books->graph->items[books->reached.items[i]].callees;

		for (size_t j = 0; j < books->now.count; j++) {
			double all = fmin(account->now[j], target_now[j]), own = all;

			for (size_t k = 0; k < callees->count; k++)
				own -= fmin(
					books->accounts[books->nth_of[callees->items[k]]]
						.now[j],
					target_now[j]);
			account->passed += all / total;
			account->own += fmax(own, 0) / total;
		}
	}
}

/* -- the answer -- */

static double score_of(const struct account *account)
{
	double score = account->own + GRAPH_PASSED_SHARE * account->passed;

	return account->is_awaited ? score : score * GRAPH_PASSED_SHARE;
}

static double mean_now(const struct books *books, const struct account *account)
{
	double sum = 0;
	size_t count = 0;

	for (size_t i = 0; i < books->now.count; i++) {
		double value = track_at(&account->measure, books->now.at[i]);

		if (!isfinite(value))
			continue;
		sum += value;
		count++;
	}
	return count ? sum / (double)count : NAN;
}

static str share_says(struct arena *arena, const struct account *account)
{
	if (account->passed <= 0)
		return STR("it explains nothing of the alert");
	return arena_format(arena,
			    "%.0f %% of what went wrong at the alert's entity passes "
			    "through it, %.0f %% begins in it",
			    100 * fmin(account->passed, 1), 100 * fmin(account->own, 1));
}

static void take_suspect(const struct books *books, size_t nth, struct suspect *suspect)
{
	struct arena *arena = books->graph->arena;
	const struct account *account = &books->accounts[nth];
	struct finding *finding = arena_one(arena, struct finding);

	*suspect = (struct suspect){
		.entity = books->graph->items[books->reached.items[nth]].name,
		.score = score_of(account),
		.why = share_says(arena, account),
	};
	if (!account->measure.series || account->strength < 1)
		return;
	*finding = (struct finding){
		.entity = suspect->entity,
		.kind = FINDING_METRIC,
		.metric = books->kind,
		.strength = account->strength,
		.subject = account->measure.series->name,
		.before = isfinite(account->usual) ? account->usual : 0,
		.after = mean_now(books, account),
		.unit = account->measure.series->unit,
	};
	for (size_t i = 0; i < books->now.count && finding->onset == 0; i++)
		if (account->now[i] > 0)
			finding->onset = books->now.at[i];
	finding->says = arena_format(
		arena, STR_FMT " of " STR_FMT " %s from %.4g to %.4g%s" STR_FMT,
		STR_ARG(finding->subject), STR_ARG(finding->entity),
		finding->after > finding->before ? "rose" : "fell", finding->before,
		finding->after, finding->unit.length ? " " : "", STR_ARG(finding->unit));
	suspect->findings = finding;
	suspect->finding_count = 1;
}

static int by_score(const void *a, const void *b)
{
	const struct suspect *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return str_compare(one->entity, other->entity);
}

struct graph_answer graph_bookkeeping(const struct graph *graph, size_t target)
{
	struct books books = { .graph = graph };
	struct graph_answer answer = { .is_known = true };
	struct suspect *suspects;
	double threshold, most;

	if (!open_books(&books, target))
		return answer;
	take_moments(graph->arena, &books.accounts[0].measure, graph->known->during,
		     &books.now);
	if (books.now.count == 0)
		return answer;
	take_pieces(&books);
	mark_awaited(&books);
	threshold = learn_edges(&books);
	most = weigh(&books);
	share_out(&books, arena_many(graph->arena, double, books.now.count));

	suspects = arena_many(graph->arena, struct suspect, books.reached.count);
	for (size_t i = 0; i < books.reached.count; i++)
		take_suspect(&books, i, &suspects[i]);
	qsort(suspects, books.reached.count, sizeof(*suspects), by_score);
	answer.is_measured = true;
	answer.anything = most >= threshold;
	answer.threshold = threshold;
	answer.suspects = suspects;
	answer.suspect_count = books.reached.count;
	return answer;
}
