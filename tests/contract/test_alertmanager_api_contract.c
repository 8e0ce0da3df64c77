/* What a real Alertmanager answered to the same requests in the same order. README.md
 * says what each promise means. */
#include "face_fixture.h"

enum { RECORDING_BYTES_MAX = 256 << 10, UUID_BYTES = 36, INSTANT_BYTES = 24 };

static const struct tree *recording(struct arena *arena)
{
	char *bytes = arena_many(arena, char, RECORDING_BYTES_MAX);
	FILE *file = fopen(FIXTURES "/alertmanager/0.25-api.json", "r");
	struct error error = { 0 };
	const struct tree *tree;
	size_t length;

	if (!file)
		return NULL;
	length = fread(bytes, 1, RECORDING_BYTES_MAX, file);
	fclose(file);
	tree = json_parse(arena, (str){ bytes, length }, &error);
	CHECK_OK(tree, error);
	return tree;
}

/* "d" a digit, "x" a hex digit, all else itself. */
static bool has_form(str s, const char *form)
{
	size_t length = strlen(form);

	for (size_t i = 0; i < length && i < s.length; i++) {
		bool is_digit = s.bytes[i] >= '0' && s.bytes[i] <= '9';
		bool is_hex = is_digit || (s.bytes[i] >= 'a' && s.bytes[i] <= 'f');

		if (form[i] == 'd' ? !is_digit
				   : (form[i] == 'x' ? !is_hex : s.bytes[i] != form[i]))
			return false;
	}
	return s.length >= length;
}

/* Without what two servers cannot have in common, and what 0.25 did not say yet. */
static str comparable(struct arena *arena, str answer)
{
	static const str later = STR_INIT("\"mutedBy\":[],");
	struct text text = text_new(arena, answer.length + 1);

	for (size_t at = 0; at < answer.length;) {
		str rest = str_slice(answer, at, answer.length);

		if (has_form(rest, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")) {
			text_add(&text, STR("UUID"));
			at += UUID_BYTES;
		} else if (has_form(rest, "dddd-dd-ddTdd:dd:dd.dddZ")) {
			text_add(&text, STR("TIME"));
			at += INSTANT_BYTES;
		} else if (str_starts_with(rest, later)) {
			at += later.length;
		} else {
			text_add_char(&text, answer.bytes[at++]);
		}
	}
	return text_of(&text);
}

/* What one answer gives to the next request. */
struct given {
	str id, start;
};

static str filled(struct arena *arena, str s, const struct given *given)
{
	struct text text = text_new(arena, s.length + 256);

	for (size_t at = 0; at < s.length;) {
		str rest = str_slice(s, at, s.length);

		if (str_starts_with(rest, STR("{id}"))) {
			text_add(&text, given->id);
			at += 4;
		} else if (str_starts_with(rest, STR("{start}"))) {
			text_add(&text, given->start);
			at += 7;
		} else {
			text_add_char(&text, s.bytes[at++]);
		}
	}
	return text_of(&text);
}

static void take(struct given *given, const struct reply *reply)
{
	str id = tree_get_text(reply->tree, "silenceID");
	str start = tree_get_text(reply->tree, "startsAt");

	if (id.length > 0 && given->id.length == 0)
		given->id = id;
	if (start.length > 0)
		given->start = start;
}

static void check_promise(struct served *f, const struct tree *one,
			  const struct reply *reply)
{
	struct error unheeded;
	str name = tree_get_text(one, "name"), promise = tree_get_text(one, "promise");
	str theirs = comparable(f->arena, tree_get_text(one, "answer"));
	str ours = comparable(f->arena, reply->body), sentence = str_trim(theirs);
	bool is_as_promised = true;

	if (str_is(promise, "same"))
		is_as_promised = str_equal(ours, theirs);
	else if (str_is(promise, "contains"))
		is_as_promised = str_contains(
			ours, str_slice(sentence, 1, sentence.length - 2));
	else if (str_is(promise, "shape"))
		is_as_promised = tree_get_int(reply->tree, "code", 0) ==
					 tree_get_int(
						 json_parse(f->arena, theirs, &unheeded),
						 "code", -1) &&
				 tree_get_text(reply->tree, "message").length > 0;
	else
		is_as_promised = reply->tree && reply->tree->kind == TREE_TEXT;
	if (!is_as_promised)
		check_failed(__FILE__, __LINE__,
			     STR_FMT ": ours " STR_FMT "theirs " STR_FMT, STR_ARG(name),
			     STR_ARG(ours), STR_ARG(theirs));
}

static struct reply play(struct served *f, const struct tree *one, struct given *given)
{
	str line = filled(f->arena, tree_get_text(one, "request"), given);
	str body = filled(f->arena, tree_get_text(one, "body"), given);
	/* A body that is empty has its type, too. */
	bool has_type = body.length == 0 && tree_get(one, "body");
	struct reply reply = ask(f, line.bytes,
				 has_type ? "Content-Type: application/json\r\n" : "",
				 body.bytes);

	take(given, &reply);
	return reply;
}

SERVED(the_answers_are_alertmanagers)
{
	const struct tree *all = recording(f->arena);
	struct given given = { .id = STR(""), .start = STR("") };

	CHECK(tree_count(all) > 50);
	for (size_t i = 0; i < tree_count(all); i++) {
		const struct tree *one = tree_nth(all, i);
		bool differs = str_is(tree_get_text(one, "promise"), "differs");
		struct reply reply = play(f, one, &given);
		int64_t status = differs ? 400 : tree_get_int(one, "status", 0);

		CHECK_CASE(reply.status == status, tree_get_text(one, "name").bytes);
		check_promise(f, one, &reply);
	}
}

const struct test tests[] = {
	{ "the answers are Alertmanager's", the_answers_are_alertmanagers },
	{ 0 },
};
