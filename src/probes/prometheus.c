/* Asks Prometheus for the value of an expression now. "No series" is an answer of
 * its own and never zero; several series are named, never merged. */
#include "probes/prometheus.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "net/http_client.h"

#include <math.h>

enum { SERIES_SHOWN_MAX = 5, MEANING_BYTES_MAX = 2000, SHOWN_BYTES_MAX = 200 };

static bool fetch(const struct probe_call *call, str url, const char *path, str form,
		  struct http_answer *ret_answer, struct error *error)
{
	struct http_header headers[] = {
		{ STR("Content-Type"), STR("application/x-www-form-urlencoded") },
		{ STR("Accept"), STR("application/json") },
	};
	struct http_request request = {
		.method = "POST",
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = form,
		.has_body = true,
		.total_ms = call->wait_ms,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
	};

	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	request.url = arena_format(call->arena, STR_FMT "%s", STR_ARG(url), path);
	return http_exchange(call->arena, &request, ret_answer, error);
}

/* Prometheus says what is wrong in its envelope; a proxy before it may not. */
static bool fail_answer(const struct tree *answer, str body, int status,
			struct error *error)
{
	enum error_kind kind = status >= 400 && status < 500 ? ERROR_INVALID
							     : ERROR_UNAVAILABLE;
	str said = tree_get_text(answer, "error");

	if (said.length > 0)
		return error_set(error, kind, STR_FMT ": " STR_FMT,
				 STR_ARG(tree_get_text(answer, "errorType")),
				 STR_ARG(said));
	return error_set(error, kind, "answered %d: " STR_FMT, status,
			 STR_ARG(str_clip(str_trim(body), SHOWN_BYTES_MAX)));
}

struct value {
	double number;
	instant_ms at;
};

/* [1795240082.214, "2"] */
static bool read_value(const struct tree *pair, struct value *ret_value,
		       struct error *error)
{
	const struct tree *at = tree_nth(pair, 0), *text = tree_nth(pair, 1);
	double seconds;

	if (at && at->kind == TREE_INT)
		seconds = (double)at->number;
	else if (at && at->kind == TREE_REAL)
		seconds = at->real;
	else
		return error_set(error, ERROR_UNAVAILABLE, "a value without its time");
	if (!text || text->kind != TREE_TEXT || !(seconds >= 0) ||
	    seconds > (double)INSTANT_MAX / 1000)
		return error_set(error, ERROR_UNAVAILABLE, "a value that cannot be read");
	ret_value->at = (instant_ms)llround(seconds * 1000);
	if (str_is(text->text, "NaN"))
		ret_value->number = NAN;
	else if (str_is(text->text, "+Inf") || str_is(text->text, "-Inf"))
		ret_value->number = INFINITY;
	else if (!str_to_real(text->text, &ret_value->number))
		return error_set(error, ERROR_UNAVAILABLE, "'" STR_FMT "' is no number",
				 STR_ARG(str_clip(text->text, SHOWN_BYTES_MAX)));
	return true;
}

static str no_data(struct probe_finding *finding, str reason)
{
	finding->sample.problem = reason;
	return reason;
}

static void find_one(const struct probe_call *call, struct value value,
		     struct probe_finding *finding)
{
	str unit = probe_argument(call, "unit");
	str fact = probe_argument(call, "fact");
	struct fact shown = { .number = value.number, .unit = unit };

	finding->sample.at = value.at;
	if (isnan(value.number)) {
		finding->meaning = no_data(finding, STR("the result is not a number"));
		return;
	}
	if (isinf(value.number)) {
		finding->meaning = no_data(finding, STR("the result is infinite"));
		return;
	}
	finding->has_data = finding->sample.has_value = true;
	finding->sample.value = value.number;
	if (fact.length > 0)
		probe_add_number(call, &finding->facts, fact, value.number,
				 arena_c_string(call->arena, unit));
	/* The name is the evidence's title already. */
	finding->meaning = fact_format(call->arena, &shown);
}

static void add_series(struct text *meaning, const struct probe_call *call,
		       const struct tree *metric, struct value value)
{
	struct fact shown = { .number = value.number,
			      .unit = probe_argument(call, "unit") };

	text_add(meaning, STR("{"));
	for (size_t i = 0; i < tree_count(metric); i++) {
		const struct tree *label = tree_nth(metric, i);

		text_addf(meaning, "%s" STR_FMT "=", i > 0 ? ", " : "",
			  STR_ARG(tree_nth_name(metric, i)));
		if (label->kind == TREE_TEXT)
			json_add_quoted(meaning, label->text);
	}
	text_addf(meaning, "} ");
	if (isfinite(value.number))
		text_add(meaning, fact_format(call->arena, &shown));
	else
		text_add(meaning, STR("not a number"));
}

static bool find_several(const struct probe_call *call, const struct tree *list,
			 struct probe_finding *finding, struct error *error)
{
	struct text meaning = text_new(call->arena, MEANING_BYTES_MAX);
	size_t count = tree_count(list);

	text_addf(&meaning, "%zu series: ", count);
	for (size_t i = 0; i < count && i < SERIES_SHOWN_MAX; i++) {
		const struct tree *series = tree_nth(list, i);
		struct value value = { 0 };

		if (!read_value(tree_get(series, "value"), &value, error))
			return false;
		if (i > 0)
			text_add(&meaning, STR("; "));
		add_series(&meaning, call, tree_get(series, "metric"), value);
	}
	if (count > SERIES_SHOWN_MAX)
		text_addf(&meaning, "; and %zu more", count - SERIES_SHOWN_MAX);
	finding->has_data = true;
	finding->meaning = text_of(&meaning);
	finding->sample.problem = arena_format(
		call->arena, "%zu series where one number is needed", count);
	return true;
}

static bool find(const struct probe_call *call, const struct tree *data,
		 struct probe_finding *finding, struct error *error)
{
	str type = tree_get_text(data, "resultType");
	const struct tree *result = tree_get(data, "result"), *pair = result;
	bool is_vector = str_is(type, "vector");
	struct value value = { 0 };

	if (!result || result->kind != TREE_LIST)
		return error_set(error, ERROR_UNAVAILABLE, "an answer without a result");
	if (!is_vector && !str_is(type, "scalar"))
		return error_set(error, ERROR_INVALID,
				 "the query gives a " STR_FMT ", not a number",
				 STR_ARG(type));
	if (is_vector && tree_count(result) == 0) {
		finding->meaning = no_data(finding, STR("no series"));
		return true;
	}
	if (is_vector && tree_count(result) > 1)
		return find_several(call, result, finding, error);
	if (is_vector)
		pair = tree_get(tree_nth(result, 0), "value");
	if (!read_value(pair, &value, error))
		return false;
	find_one(call, value, finding);
	return true;
}

static str query_form(const struct probe_call *call, const struct probe_finding *finding)
{
	return arena_format(call->arena, "query=" STR_FMT,
			    STR_ARG(url_encode(call->arena, finding->question)));
}

struct api_call {
	const char *path;
	str form;
};

static bool fetch_data(const struct probe_call *call, str url, struct api_call api,
		       struct probe_finding *finding, const struct tree **ret_data,
		       struct error *error)
{
	struct http_answer reply;
	struct error unreadable;
	const struct tree *answer;

	*ret_data = NULL;
	if (!fetch(call, url, api.path, api.form, &reply, error))
		return false;
	finding->body = reply.body;
	answer = json_parse(call->arena, reply.body, &unreadable);
	if (reply.status == 200 && !answer)
		return error_set(error, ERROR_UNAVAILABLE,
				 "its answer is no whole JSON: %s", unreadable.text);
	if (reply.status != 200 || !str_is(tree_get_text(answer, "status"), "success"))
		return fail_answer(answer, reply.body, reply.status, error);
	*ret_data = tree_get(answer, "data");
	return true;
}

bool prometheus_fetch(const struct probe_call *call, str url, const char *path,
		      struct probe_finding *finding, const struct tree **ret_data,
		      struct error *error)
{
	return fetch_data(call, url, (struct api_call){ path, query_form(call, finding) },
			  finding, ret_data, error);
}

bool prometheus_fetch_range(const struct probe_call *call, str url,
			    const struct prometheus_range *range,
			    struct probe_finding *finding, const struct tree **ret_data,
			    struct error *error)
{
	str form = arena_format(
		call->arena, STR_FMT "&start=%lld&end=%lld&step=%lld",
		STR_ARG(query_form(call, finding)), (long long)(range->from / SECOND_MS),
		(long long)(range->to / SECOND_MS), (long long)(range->step / SECOND_MS));

	return fetch_data(call, url, (struct api_call){ "/api/v1/query_range", form },
			  finding, ret_data, error);
}

bool prometheus_read_value(const struct tree *pair, double *ret_value, instant_ms *ret_at,
			   struct error *error)
{
	struct value value = { 0 };

	if (!read_value(pair, &value, error))
		return false;
	*ret_value = isfinite(value.number) ? value.number : NAN;
	*ret_at = value.at;
	return true;
}

static bool ask_server(const struct probe_call *call, str url, const char *path,
		       struct probe_finding *finding, struct error *error)
{
	const struct tree *data;

	return prometheus_fetch(call, url, path, finding, &data, error) &&
	       find(call, data, finding, error);
}

bool prometheus_ask(const struct probe_call *call, str url, const char *path, str query,
		    struct probe_finding *ret_finding, struct error *error)
{
	struct probe_finding finding = { .sample.value = NAN, .question = query };

	finding.target = secrets_mask(call->arena, url);
	if (!ask_server(call, url, path, &finding, error))
		return false;
	*ret_finding = finding;
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	str url, query;

	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "query", &query, error))
		return error_wrap(error, "prometheus");
	return prometheus_ask(call, url, PROMETHEUS_QUERY_PATH, query, ret_finding,
			      error) ||
	       error_wrap(error, "prometheus " STR_FMT,
			  STR_ARG(secrets_mask(call->arena, url)));
}

const struct probe prometheus_probe = {
	.name = "prometheus",
	.help = "the value of a PromQL expression now: url, query, unit, name, fact",
	.by_hand = (const char *const[]){ "query", "unit", NULL },
	.ask = ask,
};
