/* One pass over the text, word by word. A word is an identifier with "_", "-" and "."
 * inside; what follows it decides. It errs towards hiding, but prose, PromQL and
 * identity stay readable: a word counts only with a value that is assigned to it. */
#include "core/evidence/evidence.h"
#include "core/evidence/mask_private.h"

/* -- Authorization -- */

/* How much behind a scheme is the secret. */
enum scheme { SCHEME_UNKNOWN, SCHEME_ONE_WORD, SCHEME_WHOLE_LINE };

static enum scheme scheme_of(str s)
{
	static const struct {
		str name;
		enum scheme scheme;
	} schemes[] = {
		{ STR_INIT("bearer"), SCHEME_ONE_WORD },
		{ STR_INIT("basic"), SCHEME_ONE_WORD },
		{ STR_INIT("token"), SCHEME_ONE_WORD },
		{ STR_INIT("apikey"), SCHEME_ONE_WORD },
		{ STR_INIT("negotiate"), SCHEME_ONE_WORD },
		{ STR_INIT("digest"), SCHEME_WHOLE_LINE },
		{ STR_INIT("oauth"), SCHEME_WHOLE_LINE },
		{ STR_INIT("aws4-hmac-sha256"), SCHEME_WHOLE_LINE },
	};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (equals_but_for_case(s, schemes[i].name))
			return schemes[i].scheme;
	return SCHEME_UNKNOWN;
}

/* The header ends with its line, spelled out in a string of JSON, or with the quote
 * that it stands in. */
static size_t header_end(str s, size_t at, char quote)
{
	for (; at < s.length && !is_one_of(s.bytes[at], "\r\n"); at++) {
		if (quote != '\0' && s.bytes[at] == quote)
			break;
		if (s.bytes[at] == '\\' && is_one_of(byte_at(s, at + 1), "rn\""))
			break;
	}
	return at;
}

/* "Bearer abc": the scheme stays. What we do not know may be the secret itself. */
static void hide_credentials(struct masker *masker, size_t at, char quote)
{
	str s = masker->text;
	size_t first_end = mask_plain_end(s, at);
	size_t second = skip_blanks(s, first_end);
	str first = str_slice(s, at, first_end - at);

	if (second == first_end || mask_is_no_secret(first)) {
		mask_hide_value(masker, at, first_end);
		return;
	}
	switch (scheme_of(first)) {
	case SCHEME_ONE_WORD:
		mask_hide_value(masker, second, mask_plain_end(s, second));
		return;
	case SCHEME_WHOLE_LINE:
		mask_hide_value(masker, second, header_end(s, second, quote));
		return;
	case SCHEME_UNKNOWN: break;
	}
	mask_hide_value(masker, at, header_end(s, at, quote));
}

/* -- words and what is assigned to them -- */

enum word_kind { WORD_PLAIN, WORD_SECRET, WORD_AUTHORIZATION, WORD_REDIS };

static enum word_kind kind_of(str word)
{
	static const struct {
		str end;
		enum word_kind kind;
	} ends[] = {
		{ STR_INIT("password"), WORD_SECRET },
		{ STR_INIT("passwd"), WORD_SECRET },
		{ STR_INIT("passphrase"), WORD_SECRET },
		{ STR_INIT("secret"), WORD_SECRET },
		{ STR_INIT("token"), WORD_SECRET },
		{ STR_INIT("apikey"), WORD_SECRET },
		{ STR_INIT("api_key"), WORD_SECRET },
		{ STR_INIT("api-key"), WORD_SECRET },
		{ STR_INIT("accesskey"), WORD_SECRET },
		{ STR_INIT("access_key"), WORD_SECRET },
		{ STR_INIT("access-key"), WORD_SECRET },
		{ STR_INIT("secretkey"), WORD_SECRET },
		{ STR_INIT("secret_key"), WORD_SECRET },
		{ STR_INIT("secret-key"), WORD_SECRET },
		{ STR_INIT("privatekey"), WORD_SECRET },
		{ STR_INIT("private_key"), WORD_SECRET },
		{ STR_INIT("private-key"), WORD_SECRET },
		{ STR_INIT("authorization"), WORD_AUTHORIZATION },
		{ STR_INIT("requirepass"), WORD_REDIS },
		{ STR_INIT("masterauth"), WORD_REDIS },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_with_but_for_case(word, ends[i].end))
			return ends[i].kind;
	return WORD_PLAIN;
}

/* Steps over the quote behind a name, blanks, "=", ":", "==", "=>", ":=" or "=~", and
 * blanks; false when nothing is assigned. */
static bool find_assigned(str s, size_t at, size_t *ret_value)
{
	at = skip_blanks(s, at + mask_quote_at(s, at).length);
	if (!is_one_of(byte_at(s, at), "=:"))
		return false;
	at++;
	if (is_one_of(byte_at(s, at), "=>~"))
		at++;
	*ret_value = skip_blanks(s, at);
	return true;
}

/* "session:token:17" is the name of a thing: only the head of such a path is a key. */
static bool is_inside_path(str s, size_t word, size_t end)
{
	return word > 0 && s.bytes[word - 1] == ':' && byte_at(s, end) == ':' &&
	       !is_blank(byte_at(s, end + 1));
}

static bool mask_assigned(struct masker *masker, size_t word, size_t end,
			  enum word_kind kind)
{
	str s = masker->text;
	size_t value;

	if (is_inside_path(s, word, end) || !find_assigned(s, end, &value))
		return false;

	struct quote quote = mask_quote_at(s, value);
	char before = byte_at(s, word - 1); /* '\0' at the text's start */
	char around = '\0';

	if (is_one_of(before, "\"'"))
		around = before;

	if (kind != WORD_AUTHORIZATION)
		mask_hide_assigned(masker, value);
	else if (quote.mark)
		hide_credentials(masker, value + quote.length, quote.mark);
	else
		hide_credentials(masker, value, around);
	return true;
}

/* -- the pass -- */

/* Dashes in a row do not belong to a word: "x-----BEGIN". */
static size_t end_of_word(str s, size_t at)
{
	while (at < s.length &&
	       (is_alnum(s.bytes[at]) || s.bytes[at] == '_' ||
		(is_one_of(s.bytes[at], "-.") && is_alnum(byte_at(s, at + 1)))))
		at++;
	return at;
}

static void mask_word(struct masker *masker)
{
	str s = masker->text;
	size_t start = masker->at, end = end_of_word(s, start);
	str word = str_slice(s, start, end - start);
	enum word_kind kind = kind_of(word);

	if (str_equal(str_slice(s, end, 3), STR("://"))) {
		mask_keep(masker, end + 3);
		mask_url(masker, end + 3);
		return;
	}
	if (kind != WORD_PLAIN && mask_assigned(masker, start, end, kind))
		return;
	if (kind == WORD_REDIS && mask_redis(masker, start, end))
		return;
	if (!mask_scheme(masker, word, end))
		mask_aws_key_ids(masker, end);
}

str secrets_mask(struct arena *arena, str text)
{
	/* A secret of one byte grows to three. */
	struct masker masker = { .arena = arena,
				 .text = text,
				 .out = text_new(arena, 3 * text.length + 1) };

	while (masker.at < text.length) {
		char c = text.bytes[masker.at];

		if (c == '\\' && is_one_of(byte_at(text, masker.at + 1), "nrt"))
			mask_keep(&masker, masker.at + 2); /* an escaped line end */
		else if (is_alnum(c) || c == '_')
			mask_word(&masker);
		else if (c != '-' || !mask_private_key(&masker))
			mask_keep(&masker, masker.at + 1);
	}
	return text_of(&masker.out);
}

void secrets_mask_tree(struct arena *arena, struct tree *tree)
{
	if (tree->kind == TREE_TEXT)
		tree->text = secrets_mask(arena, tree->text);
	else if (tree->kind == TREE_LIST || tree->kind == TREE_MAP)
		for (size_t i = 0; i < tree_count(tree); i++)
			secrets_mask_tree(arena, tree->list.items[i].value);
}

void evidence_mask(struct arena *arena, struct evidence *evidence)
{
	evidence->question = secrets_mask(arena, evidence->question);
	evidence->meaning = secrets_mask(arena, evidence->meaning);
	evidence->problem = secrets_mask(arena, evidence->problem);
}
