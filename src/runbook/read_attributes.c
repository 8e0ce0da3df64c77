/* Attributes behind a fence, as runme has them: {"name":"x"} or {name=x class=read}. */
#include "base/text.h"
#include "base/tree.h"
#include "formats/json.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>

enum { UNKNOWN_BYTES_MAX = 1000 };

void info_cut(str info, str *ret_language, str *ret_attributes)
{
	size_t length = 0, open;

	info = str_trim(info);
	while (length < info.length && !strchr(" \t{,", info.bytes[length]))
		length++;
	*ret_language = str_slice(info, 0, length);
	*ret_attributes = STR("");
	for (open = length; open < info.length && info.bytes[open] != '{'; open++)
		;
	if (open == info.length)
		return;
	*ret_attributes = str_trim(str_slice(info, open, info.length));
	/* Pandoc's ```{.bash name=x} */
	if (length == 0 && str_starts_with(*ret_attributes, STR("{."))) {
		for (length = 2; length < ret_attributes->length &&
				 !strchr(" \t}", ret_attributes->bytes[length]);
		     length++)
			;
		*ret_language = str_slice(*ret_attributes, 2, length - 2);
	}
}

struct reading {
	struct arena *arena;
	struct runbook_attributes *attributes;
	struct text unknown;
};

static void add_unknown(struct reading *reading, str name, str value)
{
	if (reading->unknown.length > 0)
		text_add(&reading->unknown, STR(", "));
	text_add(&reading->unknown, str_clip(name, 60));
	if (value.length > 0)
		text_addf(&reading->unknown, "=" STR_FMT, STR_ARG(str_clip(value, 60)));
}

static bool take_class(struct reading *reading, str value)
{
	for (size_t i = 0; action_class_names[i]; i++)
		if (str_is(value, action_class_names[i])) {
			reading->attributes->has_class = true;
			reading->attributes->class = (enum action_class)i;
			return true;
		}
	return false;
}

static bool take_timeout(struct reading *reading, str value)
{
	struct error error;
	duration_ms timeout = 0;

	if (!duration_parse(value, &timeout, &error) || timeout <= 0)
		return false;
	reading->attributes->timeout = timeout;
	return true;
}

static bool is_one_of(str value, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (str_is(value, words[i]))
			return true;
	return false;
}

/* runme's own, which say how it runs a block; they mean nothing here. */
static const char *const others[] = {
	"id",
	"cwd",
	"interactive",
	"background",
	"tag",
	"category",
	"promptEnv",
	"interpreter",
	"excludeFromRunAll",
	"ignore",
	"transform",
	"mimeType",
	"terminalRows",
	"closeTerminalOnSuccess",
	"openTerminalOnError",
	NULL,
};

static void take(struct reading *reading, str name, str value)
{
	static const char *const empty_words[] = { "pass", "fail", "unknown", NULL };
	static const char *const approve_words[] = { "one", "two", NULL };
	struct runbook_attributes *attributes = reading->attributes;
	const struct {
		const char *name;
		str *into;
		const char *const *words;
	} texts[] = {
		{ "name", &attributes->name, NULL },
		{ "expect", &attributes->expect, NULL },
		{ "empty", &attributes->empty, empty_words },
		{ "approve", &attributes->approve, approve_words },
		{ "undo", &attributes->undo, NULL },
		{ "verify", &attributes->verify, NULL },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!str_is(name, texts[i].name))
			continue;
		if (value.length == 0 ||
		    (texts[i].words && !is_one_of(value, texts[i].words)))
			add_unknown(reading, name, value);
		else
			*texts[i].into = arena_copy(reading->arena, value);
		return;
	}
	if (str_is(name, "class")     ? take_class(reading, value)
	    : str_is(name, "timeout") ? take_timeout(reading, value)
				      : is_one_of(name, others))
		return;
	add_unknown(reading, name, value);
}

static str scalar(struct arena *arena, const struct tree *value)
{
	switch (value->kind) {
	case TREE_TEXT: return value->text;
	case TREE_BOOL: return value->boolean ? STR("true") : STR("false");
	case TREE_INT: return arena_format(arena, "%lld", (long long)value->number);
	case TREE_NULL:
	case TREE_REAL:
	case TREE_LIST:
	case TREE_MAP: break;
	}
	return STR("");
}

static bool is_json(str text)
{
	str inside = str_trim(str_slice(text, 1, text.length));

	return inside.length > 0 && (inside.bytes[0] == '"' || inside.bytes[0] == '}');
}

static void take_json(struct reading *reading, str text)
{
	struct error error;
	const struct tree *tree = json_parse(reading->arena, text, &error);

	if (!tree) {
		add_unknown(reading, text, STR(""));
		return;
	}
	for (size_t i = 0; i < tree_count(tree); i++)
		take(reading, tree_nth_name(tree, i),
		     scalar(reading->arena, tree_nth(tree, i)));
}

/* name, then =value or ="value with blanks"; false at the end. */
static bool next_pair(struct arena *arena, str *rest, str *ret_name, str *ret_value)
{
	size_t at = 0;
	struct text value = text_new(arena, rest->length + 1);
	char quote;

	*rest = str_trim(*rest);
	while (at < rest->length && !strchr("= \t,", rest->bytes[at]))
		at++;
	*ret_name = str_slice(*rest, 0, at);
	*ret_value = STR("");
	if (at == rest->length || rest->bytes[at] != '=') {
		*rest = str_slice(*rest, at + 1, rest->length);
		return ret_name->length > 0 || rest->length > 0;
	}
	at++;
	quote = at < rest->length && strchr("\"'", rest->bytes[at]) ? rest->bytes[at++]
								    : '\0';
	while (at < rest->length &&
	       (quote ? rest->bytes[at] != quote : !strchr(" \t,", rest->bytes[at]))) {
		if (quote && rest->bytes[at] == '\\' && at + 1 < rest->length)
			at++;
		text_add_char(&value, rest->bytes[at++]);
	}
	*ret_value = text_of(&value);
	*rest = str_slice(*rest, at + (quote != '\0'), rest->length);
	return true;
}

static void take_pairs(struct reading *reading, str text)
{
	str rest = str_slice(text, 1, text.length), name, value;

	if (!str_ends_with(rest, STR("}"))) {
		add_unknown(reading, text, STR(""));
		return;
	}
	rest.length--;
	while (next_pair(reading->arena, &rest, &name, &value))
		if (name.length > 0 && !str_starts_with(name, STR(".")))
			take(reading, name, value);
}

struct runbook_attributes attributes_read(struct arena *arena, str text)
{
	struct runbook_attributes attributes = { .name = STR("") };
	struct reading reading = { .arena = arena,
				   .attributes = &attributes,
				   .unknown = text_new(arena, UNKNOWN_BYTES_MAX) };

	if (text.length == 0)
		return attributes;
	if (is_json(text))
		take_json(&reading, text);
	else
		take_pairs(&reading, text);
	attributes.unknown = text_of(&reading.unknown);
	return attributes;
}
