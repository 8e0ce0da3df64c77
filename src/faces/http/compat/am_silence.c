#include "faces/http/compat/am_silence.h"

#include "base/limits.h"
#include "formats/json.h"

#include <string.h>

/* The codes of its library. */
enum { CODE_BODY = 400, CODE_REQUIRED = 602, CODE_TOO_FEW = 612 };

struct reading {
	struct arena *arena;
	const struct tree *body;
	struct am_refusal *refusal;
};

static bool refuse(const struct reading *reading, int status, int code, str message)
{
	*reading->refusal = (struct am_refusal){ status, code, message };
	return false;
}

static bool refuse_body(const struct reading *reading, const char *why)
{
	return refuse(reading, 400, CODE_BODY,
		      arena_format(reading->arena,
				   "parsing silence body from \"\" failed, because %s",
				   why));
}

static bool refuse_missing(const struct reading *reading, const char *name)
{
	return refuse(reading, 422, CODE_REQUIRED,
		      arena_format(reading->arena, "%s in body is required", name));
}

/* -- of the right kind, or not there -- */

static bool is_kind(const struct tree *map, const char *name, enum tree_kind kind)
{
	const struct tree *value = tree_get(map, name);

	return !value || value->kind == kind || value->kind == TREE_NULL;
}

static bool check_matcher_kinds(const struct reading *reading, const struct tree *one)
{
	if (one->kind != TREE_MAP)
		return refuse_body(reading, "a matcher must be an object");
	if (!is_kind(one, "name", TREE_TEXT) || !is_kind(one, "value", TREE_TEXT))
		return refuse_body(reading, "a matcher's name and value must be texts");
	return (is_kind(one, "isRegex", TREE_BOOL) &&
		is_kind(one, "isEqual", TREE_BOOL)) ||
	       refuse_body(reading, "isRegex and isEqual must be true or false");
}

/* PostgreSQL cannot hold a NUL. */
static bool check_text(const struct reading *reading, const char *name)
{
	str text = tree_get_text(reading->body, name);
	bool fits = text.length <= TEXT_INPUT_BYTES_MAX &&
		    (text.length == 0 || !memchr(text.bytes, 0, text.length));

	return (is_kind(reading->body, name, TREE_TEXT) && fits) ||
	       refuse_body(reading,
			   arena_format(reading->arena,
					"%s must be a text without NUL, at most 32 KiB",
					name)
				   .bytes);
}

static bool check_kinds(const struct reading *reading)
{
	static const char *const texts[] = { "id", "comment", "createdBy", "startsAt",
					     "endsAt" };
	const struct tree *matchers = tree_get(reading->body, "matchers");

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!check_text(reading, texts[i]))
			return false;
	if (!is_kind(reading->body, "matchers", TREE_LIST))
		return refuse_body(reading, "matchers must be a list");
	for (size_t i = 0; i < tree_count(matchers); i++)
		if (!check_matcher_kinds(reading, tree_nth(matchers, i)))
			return false;
	return true;
}

static bool read_instant(const struct reading *reading, const char *name, instant_ms *ret)
{
	str said = tree_get_text(reading->body, name);
	struct error error = { 0 };

	if (said.length == 0 || instant_parse(said, ret, &error))
		return true;
	error_wrap(&error, "%s", name);
	return refuse_body(reading, error.text);
}

/* -- there at all, in the order in which its library looks -- */

static bool is_there(const struct tree *map, const char *name)
{
	const struct tree *value = tree_get(map, name);

	return value && value->kind != TREE_NULL;
}

static bool check_matcher(const struct reading *reading, size_t nth)
{
	static const char *const wanted[] = { "isRegex", "name", "value" };
	const struct tree *one = tree_nth(tree_get(reading->body, "matchers"), nth);

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!is_there(one, wanted[i]))
			return refuse_missing(reading, arena_format(reading->arena,
								    "matchers.%zu.%s",
								    nth, wanted[i])
							       .bytes);
	return true;
}

static bool check_presence(const struct reading *reading)
{
	static const char *const wanted[] = { "comment", "createdBy", "endsAt",
					      "matchers" };
	size_t count = tree_count(tree_get(reading->body, "matchers"));

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!is_there(reading->body, wanted[i]))
			return refuse_missing(reading, wanted[i]);
	if (count == 0)
		return refuse(reading, 422, CODE_TOO_FEW,
			      STR("matchers in body should have at least 1 items"));
	for (size_t i = 0; i < count; i++)
		if (!check_matcher(reading, i))
			return false;
	return is_there(reading->body, "startsAt") || refuse_missing(reading, "startsAt");
}

/* -- what it means -- */

static bool check_times(const struct reading *reading, const struct silence *silence,
			instant_ms now)
{
	if (silence->starts_at >= silence->ends_at)
		return refuse(reading, 400, 0,
			      STR("Failed to create silence: start time must be before "
				  "end time"));
	return silence->ends_at >= now ||
	       refuse(reading, 400, 0,
		      STR("Failed to create silence: end time can't be in the past"));
}

static bool read_matchers(const struct reading *reading, str *ret_json)
{
	struct error error = { 0 };
	struct matchers matchers;

	if (!matchers_of_tree(reading->arena, tree_get(reading->body, "matchers"),
			      &matchers, &error))
		return refuse(
			reading, 400, 0,
			arena_format(reading->arena, "silence invalid: %s", error.text));
	*ret_json = json_write(
		reading->arena,
		matchers_tree(reading->arena, matchers.items, matchers.count));
	return true;
}

static bool parse(struct reading *reading, str body)
{
	struct error error = { 0 };

	if (body.length == 0)
		return refuse_missing(reading, "silence");
	reading->body = json_parse(reading->arena, body, &error);
	if (!reading->body)
		return refuse_body(reading, error.text);
	return reading->body->kind == TREE_MAP ||
	       refuse_body(reading, "a silence must be an object");
}

bool am_silence_read(struct arena *arena, str body, instant_ms now,
		     struct silence *ret_silence, struct am_refusal *ret_refusal)
{
	struct reading reading = { .arena = arena, .refusal = ret_refusal };
	struct silence silence = { 0 };

	if (!parse(&reading, body) || !check_kinds(&reading) ||
	    !read_instant(&reading, "startsAt", &silence.starts_at) ||
	    !read_instant(&reading, "endsAt", &silence.ends_at) ||
	    !check_presence(&reading) || !check_times(&reading, &silence, now) ||
	    !read_matchers(&reading, &silence.matchers))
		return false;
	silence.uid = tree_get_text(reading.body, "id");
	silence.comment = tree_get_text(reading.body, "comment");
	silence.created_by = tree_get_text(reading.body, "createdBy");
	*ret_silence = silence;
	return true;
}
