#include "core/evidence/mask_private.h"

static const str mask = STR_INIT("***");

void mask_keep(struct masker *masker, size_t to)
{
	text_add(&masker->out, str_slice(masker->text, masker->at, to - masker->at));
	masker->at = to;
}

void mask_hide(struct masker *masker, size_t from, size_t to)
{
	mask_keep(masker, from);
	text_add(&masker->out, mask);
	masker->at = to;
}

struct quote mask_quote_at(str s, size_t at)
{
	struct quote quote = { 0 };

	while (byte_at(s, at + quote.backslashes) == '\\')
		quote.backslashes++;
	quote.mark = byte_at(s, at + quote.backslashes);
	if (!is_one_of(quote.mark, "\"'"))
		return (struct quote){ 0 };
	quote.length = quote.backslashes + 1;
	return quote;
}

/* Where the string ends that "quote" began: at the same quote, escaped as often. A
 * string that is cut off ends with its line. */
size_t mask_quoted_end(str s, size_t at, struct quote quote)
{
	size_t backslashes = 0;

	for (; at < s.length && !is_one_of(s.bytes[at], "\r\n"); at++) {
		if (s.bytes[at] == '\\') {
			backslashes++;
			continue;
		}
		if (s.bytes[at] == quote.mark &&
		    backslashes % (2 * (quote.backslashes + 1)) == quote.backslashes)
			return at - quote.backslashes;
		backslashes = 0;
	}
	return at;
}

/* Does what stands here look like the next "name=" or "name:"? */
static bool is_next_pair(str s, size_t at)
{
	size_t start = at;

	while (is_alnum(byte_at(s, at)) || is_one_of(byte_at(s, at), "_-."))
		at++;
	return at > start && is_one_of(byte_at(s, at), "=:");
}

/* A password may contain "," or ")"; such a byte ends the value only when what follows
 * cannot belong to it. */
static bool ends_value(str s, size_t at)
{
	char c = s.bytes[at], next = byte_at(s, at + 1);

	if (ends_word(c) || is_one_of(c, "\"'`"))
		return true;
	if (c == '\\')
		return is_one_of(next, "\"'nrt");
	if (c == '&' || c == ',' || c == ';')
		return ends_word(next) || is_one_of(next, "\"'\\") ||
		       is_next_pair(s, at + 1);
	if (is_one_of(c, ")]}>"))
		return ends_word(next) || is_one_of(next, ")]}>\"'`,;:.");
	return false;
}

size_t mask_plain_end(str s, size_t at)
{
	while (at < s.length && !ends_value(s, at))
		at++;
	return at;
}

/* The name of a secret, or the lack of one, is no secret. */
bool mask_is_no_secret(str value)
{
	static const str words[] = { STR_INIT("null"),    STR_INIT("nil"),
				     STR_INIT("none"),    STR_INIT("true"),
				     STR_INIT("false"),   STR_INIT("unset"),
				     STR_INIT("missing"), STR_INIT("required"),
				     STR_INIT("invalid"), STR_INIT("expired"),
				     STR_INIT("denied"),  STR_INIT("***") };
	static const struct {
		str start, end;
	} references[] = {
		{ STR_INIT("${"), STR_INIT("}") },
		{ STR_INIT("$("), STR_INIT(")") },
		{ STR_INIT("{{"), STR_INIT("}}") },
		{ STR_INIT("<"), STR_INIT(">") },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (equals_but_for_case(value, words[i]))
			return true;
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
		if (str_starts_with(value, references[i].start) &&
		    str_ends_with(value, references[i].end))
			return true;
	return value.length == 0;
}

void mask_hide_value(struct masker *masker, size_t from, size_t to)
{
	/* The closing "}}" of a reference may have looked like the end. */
	for (size_t more = 0; more <= 2; more++)
		if (mask_is_no_secret(str_slice(masker->text, from, to + more - from))) {
			mask_keep(masker, to + more);
			return;
		}
	mask_hide(masker, from, to);
}

/* "token: Bearer abc": the secret is the second word. */
static size_t behind_scheme(str s, size_t at)
{
	size_t end = mask_plain_end(s, at);
	size_t second = skip_blanks(s, end);
	str first = str_slice(s, at, end - at);
	bool is_scheme = equals_but_for_case(first, STR("bearer")) ||
			 equals_but_for_case(first, STR("basic"));

	return is_scheme && second > end ? second : at;
}

void mask_hide_assigned(struct masker *masker, size_t at)
{
	str s = masker->text;
	struct quote quote = mask_quote_at(s, at);
	size_t from = at + quote.length;

	if (quote.mark) {
		mask_hide_value(masker, from, mask_quoted_end(s, from, quote));
		return;
	}
	/* Not one value but a list or a map: what is in it is looked at by itself. */
	if (byte_at(s, at) == '[' ||
	    (byte_at(s, at) == '{' && byte_at(s, at + 1) != '{')) {
		mask_keep(masker, at + 1);
		return;
	}
	from = behind_scheme(s, at);
	mask_hide_value(masker, from, mask_plain_end(s, from));
}
