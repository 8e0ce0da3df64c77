/* Does a page answer as it should? Redirects are answers like any other: they are not
 * followed. */
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "probes/probes.h"

enum { HEADERS_MAX = 50, SHOWN_BYTES_MAX = 100, HASH_SHOWN = 12 };

/* -- the request -- */

static void add_headers(const struct probe_call *call, struct http_header *headers,
			size_t *count)
{
	static const str prefix = STR_INIT("headers.");
	str bearer = probe_argument(call, "bearer");

	for (size_t i = 0; i < call->argument_count && *count < HEADERS_MAX; i++) {
		str name = call->arguments[i].name;

		if (str_starts_with(name, prefix))
			headers[(*count)++] = (struct http_header){
				str_slice(name, prefix.length, name.length),
				call->arguments[i].value
			};
	}
	if (bearer.length > 0)
		headers[(*count)++] = (struct http_header){
			STR("Authorization"),
			arena_format(call->arena, "Bearer " STR_FMT, STR_ARG(bearer))
		};
}

/* What is too long is judged by its beginning. */
static bool keep_piece(void *context, str piece)
{
	struct text *body = context;

	text_add(body, piece);
	return !body->full;
}

static bool fetch(const struct probe_call *call, str url, str *ret_body,
		  struct http_answer *ret_answer, struct error *error)
{
	struct http_header headers[HEADERS_MAX + 1];
	struct text body = text_new(call->arena, WATCH_BODY_BYTES_MAX);
	str method = probe_argument(call, "method");
	struct http_request request = {
		.method = method.length > 0 ? arena_c_string(call->arena, method) : "GET",
		.url = url,
		.headers = headers,
		.body = probe_argument(call, "body"),
		.has_body = probe_argument(call, "body").length > 0,
		.connect_ms = call->wait_ms,
		.total_ms = call->wait_ms,
		.answer_bytes_max = WATCH_BODY_BYTES_MAX,
		.connects_anew = true,
		.takes_any_certificate = str_is(probe_argument(call, "verify"), "false"),
		.ca_file = probe_argument(call, "ca"),
		.on_piece = keep_piece,
		.context = &body,
	};

	add_headers(call, headers, &request.header_count);
	if (!http_exchange(call->arena, &request, ret_answer, error))
		return false;
	*ret_body = text_of(&body);
	return true;
}

/* -- what is expected -- */

/* By default every success is. */
static bool is_expected_status(const struct probe_call *call, int status)
{
	str list = probe_argument(call, "status"), one;
	int64_t wanted;

	if (list.length == 0)
		return status >= 200 && status < 300;
	while (str_next(&list, '\n', &one))
		if (str_to_int(one, &wanted) && wanted == status)
			return true;
	return false;
}

static str statuses_in_words(const struct probe_call *call)
{
	str list = probe_argument(call, "status"), words = STR(""), one;

	if (list.length == 0)
		return STR("a success");
	while (str_next(&list, '\n', &one))
		words = arena_format(call->arena, STR_FMT "%s" STR_FMT, STR_ARG(words),
				     words.length > 0 ? " or " : "", STR_ARG(one));
	return words;
}

/* RFC 6901: "/" parts, in which ~1 is "/" and ~0 is "~". */
static str unescaped(struct arena *arena, str part)
{
	char *bytes = arena_many(arena, char, part.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < part.length; i++) {
		char c = part.bytes[i];

		if (c == '~' && i + 1 < part.length)
			c = part.bytes[++i] == '1' ? '/' : '~';
		bytes[length++] = c;
	}
	bytes[length] = '\0';
	return (str){ bytes, length };
}

static const struct tree *child_of(const struct tree *tree, str name)
{
	int64_t nth;

	if (tree && tree->kind == TREE_MAP)
		return tree_get(tree, name.bytes);
	if (tree && tree->kind == TREE_LIST && str_to_int(name, &nth) && nth >= 0)
		return tree_nth(tree, (size_t)nth);
	return NULL;
}

static const struct tree *pointed_at(struct arena *arena, const struct tree *tree,
				     str pointer)
{
	str rest = str_slice(pointer, 1, pointer.length), part;

	while (tree && str_next(&rest, '/', &part))
		tree = child_of(tree, unescaped(arena, part));
	return tree;
}

static str as_text(struct arena *arena, const struct tree *value)
{
	if (value->kind == TREE_TEXT)
		return value->text;
	return json_write(arena, value);
}

/* "" when the body has it; else what is wrong with it. */
static str problem_of_value(const struct probe_call *call, str body)
{
	str pointer = probe_argument(call, "pointer");
	str wanted = probe_argument(call, "equals"), found;
	struct error error = { 0 };
	const struct tree *tree, *value;

	if (pointer.length == 0)
		return STR("");
	tree = json_parse(call->arena, body, &error);
	if (!tree)
		return STR("its body is no JSON");
	value = pointed_at(call->arena, tree, pointer);
	if (!value)
		return arena_format(call->arena, "its body has nothing at " STR_FMT,
				    STR_ARG(pointer));
	found = as_text(call->arena, value);
	if (str_equal(found, wanted))
		return STR("");
	return arena_format(call->arena, STR_FMT " is " STR_FMT ", not " STR_FMT,
			    STR_ARG(pointer), STR_ARG(str_clip(found, SHOWN_BYTES_MAX)),
			    STR_ARG(wanted));
}

static str problem_of(const struct probe_call *call, int status, str body)
{
	str contains = probe_argument(call, "contains");
	str lacks = probe_argument(call, "lacks");

	if (!is_expected_status(call, status))
		return arena_format(call->arena, "it answered %d, not " STR_FMT, status,
				    STR_ARG(statuses_in_words(call)));
	if (contains.length > 0 && !str_contains(body, contains))
		return arena_format(call->arena,
				    "its body does not contain '" STR_FMT "'",
				    STR_ARG(contains));
	if (lacks.length > 0 && str_contains(body, lacks))
		return arena_format(call->arena, "its body contains '" STR_FMT "'",
				    STR_ARG(lacks));
	return problem_of_value(call, body);
}

/* -- the probe -- */

static void judge(const struct probe_call *call, int status, str body,
		  struct probe_finding *finding)
{
	str hash = sha256_hex(call->arena, sha256_of(body));
	str problem = problem_of(call, status, body);

	finding->has_data = true;
	finding->body = body;
	finding->verdict = problem.length > 0 ? WATCH_WRONG : WATCH_WELL;
	finding->meaning = problem;
	if (problem.length == 0)
		finding->meaning = arena_format(
			call->arena, "it answered %d, %zu bytes, sha256 " STR_FMT, status,
			body.length, STR_ARG(str_clip(hash, HASH_SHOWN)));
	probe_add_number(call, &finding->facts, STR("http.status"), status, "");
	probe_add_text(call, &finding->facts, STR("http.body_sha256"), hash);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	str url = probe_argument(call, "http"), body;
	struct probe_finding finding = { .target = secrets_mask(call->arena, url) };
	struct http_answer answer = { 0 };

	if (fetch(call, url, &body, &answer, error)) {
		judge(call, answer.status, body, &finding);
	} else if (answer.is_untrusted) {
		finding.verdict = WATCH_UNTRUSTED;
		finding.meaning = arena_copy(call->arena, str_of(error->text));
	} else {
		return false;
	}
	*ret_finding = finding;
	return true;
}

static bool check_pointer(const struct probe_call *call, struct error *error)
{
	str pointer = probe_argument(call, "pointer");

	if (pointer.length > 0 && !str_starts_with(pointer, STR("/")))
		return error_set(error, ERROR_INVALID,
				 "pointer: must begin with '/', such as /status");
	if ((pointer.length > 0) != (probe_argument(call, "equals").length > 0))
		return error_set(error, ERROR_INVALID,
				 "pointer and equals belong together");
	return true;
}

static bool check(const struct probe_call *call, struct error *error)
{
	str list = probe_argument(call, "status"), one;
	int64_t status;

	while (str_next(&list, '\n', &one))
		if (!str_to_int(one, &status) || status < 100 || status > 599)
			return error_set(error, ERROR_INVALID,
					 "status: " STR_FMT " is no status of HTTP",
					 STR_ARG(one));
	return probe_check_url(call, "http", error) &&
	       probe_check_yes_no(call, "verify", error) && check_pointer(call, error);
}

static const struct channel_setting settings[] = {
	{ "http", true, false, "the URL that is fetched; redirects are not followed" },
	{ "method", false, false, "GET when it is left out" },
	{ "headers", false, false, "map of header to value; no secrets" },
	{ "bearer", false, true, "sent as Authorization: Bearer" },
	{ "body", false, false, "what is sent" },
	{ "status", false, false, "what it must answer, or a list; from 200 to 299" },
	{ "contains", false, false, "a text that must stand in the answer" },
	{ "lacks", false, false, "a text that must not stand there" },
	{ "pointer", false, false, "JSON pointer to a value of the answer: /status" },
	{ "equals", false, false, "what that value must be" },
	{ "verify", false, false, "false: any certificate will do" },
	{ "ca", false, false, "file with the authorities that are trusted" },
	{ 0 },
};

const struct probe http_probe = {
	.name = "http",
	.help = "whether a page answers as it should: http, method, headers, status, "
		"contains, lacks, pointer, equals, verify, ca",
	.by_hand = (const char *const[]){ NULL },
	.watch = settings,
	.check = check,
	.ask = ask,
};
