#include "formats/setting_private.h"

#include "base/text.h"
#include "formats/json.h"
#include "formats/place.h"
#include "formats/pointer.h"
#include "formats/yaml.h"

#include <string.h>

bool setting_format_of(str file_name, enum setting_format *ret_format)
{
	static const struct {
		str end;
		enum setting_format format;
	} ends[] = {
		{ STR_INIT(".json"), SETTING_JSON },
		{ STR_INIT(".yaml"), SETTING_YAML },
		{ STR_INIT(".yml"), SETTING_YAML },
		{ STR_INIT(".env"), SETTING_ENV },
		{ STR_INIT(".properties"), SETTING_ENV },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends_with(file_name, ends[i].end)) {
			*ret_format = ends[i].format;
			return true;
		}
	return false;
}

/* -- where it stands -- */

static struct tree *parse(struct arena *arena, enum setting_format format, str text,
			  struct error *error)
{
	return format == SETTING_JSON ? json_parse(arena, text, error)
				      : yaml_parse(arena, text, error);
}

static const struct tree *node_at(struct arena *arena, const struct tree *tree, str key)
{
	if (str_starts_with(key, STR("/")))
		return pointer_find(tree, key);
	return tree_at(tree, arena_c_string(arena, key));
}

/* Lines end in "\n"; a file with other line ends is caught by the comparison after. */
static size_t offset_of(str text, const struct tree *node)
{
	size_t at = 0;

	for (unsigned line = 1; line < node->line && at < text.length; at++)
		line += text.bytes[at] == '\n';
	for (unsigned column = 1; column < node->column && at < text.length; column++)
		at += utf8_length((unsigned char)text.bytes[at]);
	return at < text.length ? at : text.length;
}

/* Behind the closing quote; 0 when there is none on this line. */
static size_t quoted_length(str rest, char quote, bool has_escapes)
{
	for (size_t i = 1; i < rest.length && rest.bytes[i] != '\n'; i++) {
		if (has_escapes && rest.bytes[i] == '\\') {
			i++;
			continue;
		}
		if (rest.bytes[i] != quote)
			continue;
		if (has_escapes || i + 1 == rest.length || rest.bytes[i + 1] != quote)
			return i + 1;
		i++;
	}
	return 0;
}

static size_t token_length(str rest)
{
	size_t i = 0;

	while (i < rest.length && !strchr(" \t\r\n,]}", rest.bytes[i]))
		i++;
	return i;
}

/* A plain text of YAML means its own bytes. */
static size_t written_length(enum setting_format format, str rest,
			     const struct tree *node)
{
	if (rest.length == 0)
		return 0;
	if (rest.bytes[0] == '"')
		return quoted_length(rest, '"', true);
	if (format == SETTING_YAML && rest.bytes[0] == '\'')
		return quoted_length(rest, '\'', false);
	if (node->kind != TREE_TEXT)
		return token_length(rest);
	return str_starts_with(rest, node->text) ? node->text.length : 0;
}

static str value_text(struct arena *arena, const struct tree *node)
{
	return node->kind == TREE_TEXT ? node->text : json_write(arena, node);
}

static bool find_in_tree(struct arena *arena, const struct setting_file *file, str key,
			 struct setting *ret_setting, struct error *error)
{
	struct tree *tree = parse(arena, file->format, file->text, error);
	const struct tree *node;
	struct setting setting;

	if (!tree)
		return false;
	node = node_at(arena, tree, key);
	if (!node)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no '" STR_FMT "' in it",
				 STR_ARG(str_clip(key, 100)));
	if (node->kind == TREE_MAP || node->kind == TREE_LIST)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is a %s, not a single value",
				 STR_ARG(str_clip(key, 100)), tree_kind_name(node->kind));
	setting = (struct setting){ .from = offset_of(file->text, node),
				    .line = node->line,
				    .value = value_text(arena, node),
				    .kind = node->kind };
	setting.length = written_length(
		file->format, str_slice(file->text, setting.from, file->text.length),
		node);
	if (setting.length == 0)
		return error_set(error, ERROR_INVALID,
				 "the value of '" STR_FMT
				 "' does not stand on one line there",
				 STR_ARG(str_clip(key, 100)));
	*ret_setting = setting;
	return true;
}

static bool has_line_break(str to)
{
	for (size_t i = 0; i < to.length; i++)
		if ((unsigned char)to.bytes[i] < ' ' || to.bytes[i] == 0x7f)
			return true;
	return !str_is_utf8(to);
}

bool setting_find(struct arena *arena, const struct setting_file *file, str key,
		  struct setting *ret_setting, struct error *error)
{
	if (key.length == 0 || has_line_break(key))
		return error_set(error, ERROR_INVALID, "the key is no line of text");
	if (file->format == SETTING_ENV)
		return setting_find_env(arena, file->text, key, ret_setting, error);
	return find_in_tree(arena, file, key, ret_setting, error);
}

/* -- how it is written -- */

static str quoted(struct arena *arena, str to)
{
	struct text text = text_new(arena, to.length * 6 + 3);

	json_add_quoted(&text, to);
	return text_of(&text);
}

static str single_quoted(struct arena *arena, str to)
{
	struct text text = text_new(arena, to.length * 2 + 3);

	text_add_char(&text, '\'');
	for (size_t i = 0; i < to.length; i++) {
		if (to.bytes[i] == '\'')
			text_add_char(&text, '\'');
		text_add_char(&text, to.bytes[i]);
	}
	text_add_char(&text, '\'');
	return text_of(&text);
}

/* Means itself, in any place of a YAML file. */
static bool is_plain_text(struct arena *arena, str to)
{
	struct error unheeded = { 0 };
	const struct tree *read;

	for (size_t i = 0; i < to.length; i++) {
		char c = to.bytes[i];
		bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			       (c >= '0' && c <= '9') || c == '_' || c == '/';

		if (!is_word && (i == 0 || (c != '.' && c != '-')))
			return false;
	}
	read = yaml_parse(arena, to, &unheeded);
	return read && read->kind == TREE_TEXT && str_equal(read->text, to);
}

static str spell_text(struct arena *arena, enum setting_format format, char first, str to)
{
	if (format == SETTING_YAML && first == '\'')
		return single_quoted(arena, to);
	if (format == SETTING_YAML && first != '"' && is_plain_text(arena, to))
		return to;
	return quoted(arena, to);
}

static bool is_kind(struct arena *arena, str to, enum tree_kind kind)
{
	struct error unheeded = { 0 };
	const struct tree *read = json_parse(arena, to, &unheeded);

	if (!read)
		return false;
	return read->kind == kind || (kind == TREE_REAL && read->kind == TREE_INT);
}

bool setting_spell(struct arena *arena, const struct setting_file *file,
		   const struct setting *setting, str to, str *ret_raw,
		   struct error *error)
{
	static const char *const wanted[] = {
		[TREE_BOOL] = "true or false",
		[TREE_INT] = "a whole number",
		[TREE_REAL] = "a number",
	};

	if (has_line_break(to))
		return error_set(error, ERROR_INVALID,
				 "the value must be of one line of text");
	if (file->format == SETTING_ENV)
		return setting_spell_env(arena, file->text, setting, to, ret_raw, error);
	if (setting->kind == TREE_TEXT) {
		*ret_raw = spell_text(arena, file->format,
				      file->text.bytes[setting->from], to);
		return true;
	}
	/* What is nothing yet may become anything. */
	if (setting->kind == TREE_NULL) {
		*ret_raw = is_kind(arena, to, TREE_BOOL) || is_kind(arena, to, TREE_REAL)
				   ? to
				   : quoted(arena, to);
		return true;
	}
	if (!is_kind(arena, to, setting->kind))
		return error_set(error, ERROR_INVALID,
				 "it is " STR_FMT " now: '" STR_FMT "' is not %s",
				 STR_ARG(setting->value), STR_ARG(str_clip(to, 60)),
				 wanted[setting->kind]);
	*ret_raw = str_trim(to);
	return true;
}

/* -- putting it there -- */

/* But for the one node, both say the same, in the same order. */
static bool are_same_but(const struct tree *a, const struct tree *b,
			 const struct tree *but)
{
	if (a == but)
		return b->kind != TREE_MAP && b->kind != TREE_LIST;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case TREE_NULL: return true;
	case TREE_BOOL: return a->boolean == b->boolean;
	case TREE_INT: return a->number == b->number;
	case TREE_REAL: return a->real == b->real;
	case TREE_TEXT: return str_equal(a->text, b->text);
	case TREE_LIST:
	case TREE_MAP: break;
	}
	if (tree_count(a) != tree_count(b))
		return false;
	for (size_t i = 0; i < tree_count(a); i++)
		if (!str_equal(tree_nth_name(a, i), tree_nth_name(b, i)) ||
		    !are_same_but(tree_nth(a, i), tree_nth(b, i), but))
			return false;
	return true;
}

static bool check_tree(struct arena *arena, enum setting_format format, str before,
		       str after, str key, struct error *error)
{
	const struct tree *a = parse(arena, format, before, error);
	const struct tree *b = a ? parse(arena, format, after, error) : NULL;

	if (!a || !b)
		return error_wrap(error, "with the new value");
	return are_same_but(a, b, node_at(arena, a, key)) ||
	       error_set(error, ERROR_INVALID,
			 "with the new value the file would say something else, too");
}

static str spliced(struct arena *arena, str text, const struct setting *setting, str raw)
{
	struct text after = text_new(arena, text.length + raw.length + 1);

	text_add(&after, str_slice(text, 0, setting->from));
	text_add(&after, raw);
	text_add(&after, str_slice(text, setting->from + setting->length, text.length));
	return text_of(&after);
}

bool setting_replace(struct arena *arena, const struct setting_file *file, str key,
		     str raw, str *ret_text, struct error *error)
{
	struct setting setting = { 0 };
	str after;

	if (has_line_break(raw))
		return error_set(error, ERROR_INVALID,
				 "the value must be of one line of text");
	if (!setting_find(arena, file, key, &setting, error))
		return false;
	after = spliced(arena, file->text, &setting, raw);
	if (file->format == SETTING_ENV
		    ? !setting_check_env(arena, file->text, after, key, &setting, error)
		    : !check_tree(arena, file->format, file->text, after, key, error))
		return false;
	*ret_text = after;
	return true;
}
