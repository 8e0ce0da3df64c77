/* Lines of a Loki around the onset, by LogQL: the ones before it and the ones since. */
#include "probes/loki.h"

#include "base/limits.h"
#include "formats/json.h"
#include "formats/log_line.h"
#include "net/http_client.h"

enum { SHOWN_BYTES_MAX = 200, NS_PER_MS = 1000000 };

static bool read_line(const struct probe_call *call, const struct tree *pair,
		      struct log_lines *lines)
{
	const struct tree *at = tree_nth(pair, 0), *text = tree_nth(pair, 1);
	struct log_line read;
	int64_t ns;

	if (!at || at->kind != TREE_TEXT || !text || text->kind != TREE_TEXT ||
	    !str_to_int(at->text, &ns) || ns < 0)
		return false;
	log_line_read(call->arena, text->text, call->now, &read);
	*list_add(call->arena, lines) = (struct timed_line){
		.at = ns / NS_PER_MS,
		.text = read.text,
		.raw = text->text,
		.is_error = read.level >= LINE_ERROR,
	};
	return true;
}

bool loki_read(const struct probe_call *call, str body, struct log_lines *lines,
	       size_t *ret_count, struct error *error)
{
	const struct tree *answer = json_parse(call->arena, body, error);
	const struct tree *data = tree_get(answer, "data");
	const struct tree *streams = tree_get(data, "result");
	size_t odd = 0;

	*ret_count = 0;
	if (!answer)
		return false;
	if (!str_is(tree_get_text(data, "resultType"), "streams") || !streams ||
	    streams->kind != TREE_LIST)
		return error_set(error, ERROR_INVALID,
				 "the query gives a " STR_FMT ", not lines",
				 STR_ARG(str_clip(tree_get_text(data, "resultType"),
						  SHOWN_BYTES_MAX)));
	for (size_t i = 0; i < tree_count(streams); i++) {
		const struct tree *values = tree_get(tree_nth(streams, i), "values");

		for (size_t l = 0; l < tree_count(values); l++) {
			if (!read_line(call, tree_nth(values, l), lines))
				odd++;
			(*ret_count)++;
		}
	}
	lines->odd += odd;
	return odd == 0 || odd < *ret_count ||
	       error_set(error, ERROR_UNAVAILABLE,
			 "none of its %zu lines can be read: another system's answer",
			 odd);
}

bool loki_fetch(const struct probe_call *call, const struct loki_part *part,
		struct log_lines *lines, bool *ret_is_cut, struct error *error)
{
	struct http_header headers[] = { { STR("Accept"), STR("application/json") },
					 { STR("X-Scope-OrgID"),
					   probe_argument(call, "tenant") } };
	str url = part->url;
	struct http_request request = {
		.headers = headers,
		.header_count = headers[1].value.length > 0 ? 2 : 1,
		.total_ms = part->wait_ms,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
	};
	struct http_answer answer;
	size_t count = 0;

	*ret_is_cut = false;
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	request.url = arena_format(
		call->arena,
		STR_FMT "/loki/api/v1/query_range?query=" STR_FMT
			"&start=%lld000000&end=%lld000000&limit=%d&direction=%s",
		STR_ARG(url), STR_ARG(url_encode(call->arena, part->query)),
		(long long)part->from, (long long)part->to, (int)LOG_LINES_MAX,
		part->direction);
	if (!http_exchange(call->arena, &request, &answer, error))
		return false;
	/* What is wrong it says in plain text. */
	if (answer.status != 200)
		return error_set(
			error,
			answer.status >= 400 && answer.status < 500 &&
					answer.status != 429
				? ERROR_INVALID
				: ERROR_UNAVAILABLE,
			"answered %d: " STR_FMT, answer.status,
			STR_ARG(str_clip(str_trim(answer.body), SHOWN_BYTES_MAX)));
	if (!loki_read(call, answer.body, lines, &count, error))
		return false;
	*ret_is_cut = count >= LOG_LINES_MAX;
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct log_lines lines = { 0 };
	struct log_window window = { 0 };
	str url = STR("");

	if (!probe_need(call, "url", &url, error) ||
	    !probe_need(call, "query", &finding.question, error) ||
	    !log_window_of(call, &window, error))
		return error_wrap(error, "loki");
	finding.target = secrets_mask(call->arena, url);

	struct loki_part before = { url,          finding.question, window.from,
				    window.onset, "backward",       call->wait_ms / 2 };
	struct loki_part during = { url,           finding.question, window.onset,
				    window.to + 1, "forward",        call->wait_ms / 2 };

	if (!loki_fetch(call, &before, &lines, &lines.before_is_cut, error) ||
	    !loki_fetch(call, &during, &lines, &lines.during_is_cut, error))
		return error_wrap(error, "loki " STR_FMT, STR_ARG(finding.target));
	log_lines_tell(call, &lines, &window, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe loki_probe = {
	.name = "loki",
	.help = "which kinds of log lines are new, vanished or more frequent since the "
		"onset: url, query, window, tenant",
	.by_hand = (const char *const[]){ "query", "window", NULL },
	.ask = ask,
};
