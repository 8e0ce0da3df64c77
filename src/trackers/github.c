/* Issues on GitHub, by its REST API of 2022-11-28. A POST whose answer was lost may have
 * been carried out all the same, so every attempt looks first: for the issue by the key
 * in its body, for the comment by the key in its text. */
#include "base/limits.h"
#include "base/text.h"
#include "base/thread.h"
#include "config/address.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "trackers/trackers.h"

#include <time.h>

enum {
	ANSWER_BYTES_MAX = 16 << 20, /* a hundred issues with long bodies */
	PER_PAGE = 100,
	/* Ours is among the newest: it was made since the incident opened. */
	PAGES_MAX = 3,
	TITLE_BYTES_MAX = 250,
	SHOWN_BYTES_MAX = 200,
	/* GitHub asks for a second between what creates content. */
	WRITE_EVERY_MS = 1000,
};

/* "At least one minute", where it does not say how long. */
#define LIMIT_WAIT_MS MINUTE_MS
/* Its quotas are of an hour: a later end is a wrong clock, there or here. */
#define LIMIT_WAIT_MS_MAX HOUR_MS

struct call {
	const struct tracker_call *tracker;
	struct send_outcome *outcome;
	struct error *error;
};

/* -- one request -- */

static struct lock pace_lock = { PTHREAD_MUTEX_INITIALIZER };
static int64_t next_write_us;

static int64_t take_place(void)
{
	scoped_lock(held, &pace_lock);

	int64_t now_us = clock_monotonic_us();
	int64_t mine_us = next_write_us > now_us ? next_write_us : now_us;

	next_write_us = mine_us + (int64_t)WRITE_EVERY_MS * 1000;
	return mine_us - now_us;
}

static void keep_pace(void)
{
	int64_t wait_us = take_place();
	struct timespec wait = { .tv_sec = wait_us / 1000000,
				 .tv_nsec = wait_us % 1000000 * 1000 };

	if (wait_us > 0)
		nanosleep(&wait, NULL);
}

static str api_of(const struct call *call)
{
	str url = call->tracker->config->tracker.url;

	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	return url.length > 0 ? url : STR("https://api.github.com");
}

static str url_for(const struct call *call, str path)
{
	return arena_format(call->tracker->arena, STR_FMT "/repos/" STR_FMT STR_FMT,
			    STR_ARG(api_of(call)),
			    STR_ARG(call->tracker->config->tracker.project),
			    STR_ARG(path));
}

/* A limit answers 403 like a missing right; only the rest of the answer tells. */
static duration_ms limit_wait(const struct http_answer *answer)
{
	if (answer->status != 403 && answer->status != 429)
		return 0;
	if (answer->retry_after > 0)
		return answer->retry_after;
	if (answer->quota_ends_at > clock_now()) {
		duration_ms wait = answer->quota_ends_at - clock_now();

		return wait < LIMIT_WAIT_MS_MAX ? wait : LIMIT_WAIT_MS_MAX;
	}
	return answer->status == 429 || str_contains(answer->body, STR("rate limit"))
		       ? LIMIT_WAIT_MS
		       : 0;
}

static const char *meaning_of(int status)
{
	switch (status) {
	case 401: return "the token is not taken";
	case 403: return "the token may not do this";
	case 404: return "no such project, or the token may not see it";
	case 410: return "issues are switched off in that project";
	case 422: return "it does not take this issue";
	default: break;
	}
	return status >= 300 && status < 400 ? "the project moved: give its new name"
					     : "answered";
}

static bool refuse(struct call *call, const struct http_answer *answer)
{
	struct error unheeded;
	const struct tree *body = json_parse(call->tracker->arena, answer->body,
					     &unheeded);
	str said = str_clip(tree_get_text(body, "message"), SHOWN_BYTES_MAX);

	call->outcome->retry_after = limit_wait(answer);
	call->outcome->permanent = answer->status < 500 && answer->status != 408 &&
				   call->outcome->retry_after == 0;
	return error_set(call->error,
			 call->outcome->permanent ? ERROR_INVALID : ERROR_UNAVAILABLE,
			 "%s: %d " STR_FMT,
			 call->outcome->retry_after > 0 ? "a limit is reached"
							: meaning_of(answer->status),
			 answer->status, STR_ARG(said));
}

static bool ask(struct call *call, const char *method, str path, const struct tree *body,
		const struct tree **ret_answer)
{
	const struct tracker_call *tracker = call->tracker;
	struct http_header headers[] = {
		{ STR("Accept"), STR("application/vnd.github+json") },
		{ STR("X-GitHub-Api-Version"), STR("2022-11-28") },
		{ STR("Authorization"),
		  arena_format(tracker->arena, "Bearer " STR_FMT,
			       STR_ARG(tracker->config->tracker.token)) },
		{ STR("Content-Type"), STR("application/json") },
	};
	struct http_request request = {
		.method = method,
		.url = url_for(call, path),
		.headers = headers,
		.header_count = body ? 4 : 3,
		.body = body ? json_write(tracker->arena, body) : STR(""),
		.has_body = body != NULL,
		.total_ms = NOTIFY_MS_MAX,
		.answer_bytes_max = ANSWER_BYTES_MAX,
	};
	struct http_answer answer;

	if (body)
		keep_pace();
	if (!http_exchange(tracker->arena, &request, &answer, call->error))
		return false;
	if (answer.status < 200 || answer.status >= 300)
		return refuse(call, &answer);
	*ret_answer = json_parse(tracker->arena, answer.body, call->error);
	return *ret_answer || error_wrap(call->error, "its answer");
}

/* Nothing of a drill leaves this machine. */
static bool may_reach(struct call *call)
{
	if (!call->tracker->config->drill || address_is_loopback(api_of(call)))
		return true;
	call->outcome->permanent = true;
	return error_set(call->error, ERROR_FORBIDDEN,
			 "this is a drill: only addresses on this machine are told");
}

/* -- opening -- */

static str mark_of(const struct call *call, const char *what)
{
	return arena_format(call->tracker->arena, "<!-- " STR_FMT "%s -->",
			    STR_ARG(call->tracker->key), what);
}

static str first_label(const struct call *call)
{
	const struct tracker_config *config = &call->tracker->config->tracker;

	return config->label_count > 0 ? config->labels[0] : STR("incident");
}

/* The oldest with our key, if ever there should be two. A pull request is listed as an
 * issue too and is none. */
static const struct tree *ours_among(const struct call *call, const struct tree *issues)
{
	str mark = mark_of(call, "");
	const struct tree *found = NULL;

	for (size_t i = 0; i < tree_count(issues); i++) {
		const struct tree *issue = tree_nth(issues, i);

		if (!tree_get(issue, "pull_request") &&
		    str_contains(tree_get_text(issue, "body"), mark))
			found = issue;
	}
	return found;
}

static bool find_issue(struct call *call, const struct tree **ret_issue)
{
	struct arena *arena = call->tracker->arena;
	str label = url_encode(arena, first_label(call));
	const struct tree *issues;

	*ret_issue = NULL;
	for (int page = 1; page <= PAGES_MAX && !*ret_issue; page++) {
		str path = arena_format(arena,
					"/issues?labels=" STR_FMT
					"&state=all&sort=created&direction=desc"
					"&per_page=%d&page=%d",
					STR_ARG(label), PER_PAGE, page);

		if (!ask(call, "GET", path, NULL, &issues))
			return error_wrap(call->error, "look for the issue");
		*ret_issue = ours_among(call, issues);
		if (tree_count(issues) < PER_PAGE)
			break;
	}
	return true;
}

static bool create_issue(struct call *call, const struct tree **ret_issue)
{
	const struct tracker_call *tracker = call->tracker;
	const struct tracker_config *config = &tracker->config->tracker;
	struct arena *arena = tracker->arena;
	struct tree *body = tree_map(arena), *labels = tree_list(arena);

	tree_add(arena, labels, tree_text(arena, first_label(call)));
	for (size_t i = 1; i < config->label_count; i++)
		tree_add(arena, labels, tree_text(arena, config->labels[i]));
	if (tracker->severity.length > 0)
		tree_add(arena, labels, tree_text(arena, tracker->severity));
	tree_put_text(arena, body, "title", str_clip(tracker->title, TITLE_BYTES_MAX));
	tree_put_text(arena, body, "body",
		      arena_format(arena, STR_FMT "\n\n" STR_FMT "\n",
				   STR_ARG(str_clip(tracker->text, MESSAGE_BYTES_MAX)),
				   STR_ARG(mark_of(call, ""))));
	tree_put(arena, body, "labels", labels);
	return ask(call, "POST", STR("/issues"), body, ret_issue) ||
	       error_wrap(call->error, "open the issue");
}

static bool open_issue(const struct tracker_call *tracker, str *ret_issue, str *ret_url,
		       struct send_outcome *ret_outcome, struct error *error)
{
	struct call call = { tracker, ret_outcome, error };
	const struct tree *issue;
	int64_t number;

	*ret_outcome = (struct send_outcome){ 0 };
	if (!may_reach(&call) || !find_issue(&call, &issue) ||
	    (!issue && !create_issue(&call, &issue)))
		return false;
	number = tree_get_int(issue, "number", 0);
	if (number == 0)
		return error_set(error, ERROR_UNAVAILABLE,
				 "open the issue: the answer has no number");
	*ret_issue = arena_format(tracker->arena, "%lld", (long long)number);
	*ret_url = tree_get_text(issue, "html_url");
	return true;
}

/* -- closing -- */

static str issue_path(const struct call *call, const char *rest)
{
	return arena_format(call->tracker->arena, "/issues/" STR_FMT "%s",
			    STR_ARG(call->tracker->issue), rest);
}

static bool was_commented(struct call *call, const struct tree *issue, bool *ret_was)
{
	struct arena *arena = call->tracker->arena;
	int64_t count = tree_get_int(issue, "comments", 0);
	/* Ours is the last but for what people wrote since. */
	int64_t last_page = (count + PER_PAGE - 1) / PER_PAGE;
	str mark = mark_of(call, " closed");
	const struct tree *comments = NULL;

	*ret_was = false;
	for (int64_t page = last_page; page > 0 && page > last_page - 2; page--) {
		str rest = arena_format(arena, "/comments?per_page=%d&page=%lld",
					PER_PAGE, (long long)page);

		if (!ask(call, "GET", issue_path(call, rest.bytes), NULL, &comments))
			return error_wrap(call->error, "read its comments");
		for (size_t i = 0; i < tree_count(comments); i++)
			if (str_contains(tree_get_text(tree_nth(comments, i), "body"),
					 mark))
				*ret_was = true;
	}
	return true;
}

static bool comment(struct call *call)
{
	struct arena *arena = call->tracker->arena;
	struct tree *body = tree_map(arena);
	const struct tree *unheeded;

	tree_put_text(
		arena, body, "body",
		arena_format(arena, STR_FMT "\n\n" STR_FMT "\n",
			     STR_ARG(str_clip(call->tracker->text, MESSAGE_BYTES_MAX)),
			     STR_ARG(mark_of(call, " closed"))));
	return ask(call, "POST", issue_path(call, "/comments"), body, &unheeded) ||
	       error_wrap(call->error, "write the last comment");
}

static bool end_issue(struct call *call)
{
	struct arena *arena = call->tracker->arena;
	struct tree *body = tree_map(arena);
	const struct tree *unheeded;

	tree_put_text(arena, body, "state", STR("closed"));
	tree_put_text(arena, body, "state_reason", STR("completed"));
	return ask(call, "PATCH", issue_path(call, ""), body, &unheeded) ||
	       error_wrap(call->error, "close the issue");
}

static bool close_issue(const struct tracker_call *tracker,
			struct send_outcome *ret_outcome, struct error *error)
{
	struct call call = { tracker, ret_outcome, error };
	const struct tree *issue = NULL;
	bool commented;

	*ret_outcome = (struct send_outcome){ 0 };
	if (!may_reach(&call))
		return false;
	if (!ask(&call, "GET", issue_path(&call, ""), NULL, &issue))
		return error_wrap(error, "look at the issue");
	if (!was_commented(&call, issue, &commented) || (!commented && !comment(&call)))
		return false;
	/* Somebody may have closed it already, and for another reason. */
	return str_is(tree_get_text(issue, "state"), "closed") || end_issue(&call);
}

const struct tracker github_tracker = {
	.name = "github",
	.open = open_issue,
	.close = close_issue,
};
