/* The text of a mail out of its MIME parts. */
#include "formats/mail_parts.h"

#include "base/text.h"

#include <string.h>

struct found_text {
	struct arena *arena;
	str plain, html;
	bool has_plain, has_html;
};

/* charset="utf-8" of a Content-Type; "" when it is not given. */
static str parameter(str value, const char *name)
{
	str rest, one, got, said;

	if (!str_cut(value, ';', &one, &rest))
		return STR("");
	while (str_next(&rest, ';', &one)) {
		if (!str_cut(one, '=', &got, &said) || !mail_equal(str_trim(got), name))
			continue;
		said = str_trim(said);
		if (said.length >= 2 && said.bytes[0] == '"' &&
		    said.bytes[said.length - 1] == '"')
			said = str_slice(said, 1, said.length - 2);
		return said;
	}
	return STR("");
}

static str decode(struct arena *arena, const struct mail_headers *headers, str body)
{
	str encoding = mail_header(headers, "Content-Transfer-Encoding", 0);
	str charset = parameter(mail_header(headers, "Content-Type", 0), "charset");

	if (mail_equal(encoding, "base64"))
		body = mail_decode_base64(arena, body);
	else if (mail_equal(encoding, "quoted-printable"))
		body = mail_decode_quoted(arena, body, false);
	return mail_to_utf8(arena, charset, body);
}

/* Up to the next line that is the boundary; false when no part is left. ret_is_last: it
 * was the closing one, or the end. */
static bool next_part(str *rest, str boundary, str *ret_part, bool *ret_is_last)
{
	str whole = *rest, line;

	*ret_is_last = false;
	while (mail_next_line(rest, &line)) {
		if (!str_starts_with(line, STR("--")) ||
		    !str_starts_with(str_slice(line, 2, line.length), boundary))
			continue;
		*ret_part = (str){ whole.bytes, (size_t)(line.bytes - whole.bytes) };
		line = str_trim(str_slice(line, 2 + boundary.length, line.length));
		*ret_is_last = str_is(line, "--");
		if (line.length == 0 || *ret_is_last)
			return true;
	}
	*ret_part = whole;
	*ret_is_last = true;
	return whole.length > 0;
}

static void look_into(struct found_text *found, const struct mail_headers *headers,
		      str body, unsigned depth);

static void look_into_parts(struct found_text *found, str boundary, str body,
			    unsigned depth)
{
	str part;
	bool is_last;

	if (boundary.length == 0 || depth == MAIL_DEPTH_MAX ||
	    !next_part(&body, boundary, &part, &is_last))
		return;
	while (!is_last && !found->has_plain &&
	       next_part(&body, boundary, &part, &is_last)) {
		struct mail_headers headers = mail_take_headers(found->arena, &part);

		look_into(found, &headers, part, depth + 1);
	}
}

static void look_into(struct found_text *found, const struct mail_headers *headers,
		      str body, unsigned depth)
{
	str type = mail_type(found->arena, headers);

	if (str_starts_with(type, STR("multipart/"))) {
		look_into_parts(
			found,
			parameter(mail_header(headers, "Content-Type", 0), "boundary"),
			body, depth);
		return;
	}
	if (mail_starts(mail_header(headers, "Content-Disposition", 0), "attachment"))
		return;
	if (str_is(type, "text/plain") && !found->has_plain) {
		found->plain = decode(found->arena, headers, body);
		found->has_plain = true;
	}
	if (str_is(type, "text/html") && !found->has_html) {
		found->html = decode(found->arena, headers, body);
		found->has_html = true;
	}
}

/* -- HTML, for programs that send nothing else -- */

static bool ends_line(str tag)
{
	static const char *const tags[] = { "br",  "br/", "p",   "/p",  "div", "/div",
					    "/tr", "hr",  "/li", "/h1", NULL };
	str name = tag, rest;

	str_cut(tag, ' ', &name, &rest);
	for (size_t i = 0; tags[i]; i++)
		if (mail_equal(name, tags[i]))
			return true;
	return false;
}

/* What stands in them is not for readers, or is not the writer's. */
static const char *hidden_until(str tag)
{
	if (mail_starts(tag, "style"))
		return "/style";
	if (mail_starts(tag, "head"))
		return "/head";
	return mail_starts(tag, "script") ? "/script" : NULL;
}

static void skip_to(str *rest, const char *end)
{
	str before, tag;

	while (str_cut(*rest, '<', &before, rest))
		if (mail_starts(*rest, end) && str_cut(*rest, '>', &tag, rest))
			return;
	*rest = STR("");
}

static void add_html_text(struct text *text, str piece)
{
	static const struct {
		const char *entity;
		const char *means;
	} entities[] = { { "&nbsp;", " " }, { "&amp;", "&" },   { "&lt;", "<" },
			 { "&gt;", ">" },   { "&quot;", "\"" }, { "&#39;", "'" } };

	for (size_t i = 0; i < piece.length; i++) {
		str rest = str_slice(piece, i, piece.length);
		size_t e = 0;

		while (e < sizeof(entities) / sizeof(entities[0]) &&
		       !str_starts_with(rest, str_of(entities[e].entity)))
			e++;
		if (e < sizeof(entities) / sizeof(entities[0])) {
			text_add(text, str_of(entities[e].means));
			i += strlen(entities[e].entity) - 1;
			continue;
		}
		/* Line breaks in the source are spaces. */
		text_add_char(text, piece.bytes[i] == '\n' ? ' ' : piece.bytes[i]);
	}
}

/* A quotation is marked as in plain text, so that it is cut off as there. */
static str without_tags(struct arena *arena, str html)
{
	struct text text = text_new(arena, html.length * 2);
	str piece, tag;

	while (str_cut(html, '<', &piece, &html)) {
		const char *end = hidden_until(html);

		add_html_text(&text, piece);
		if (!str_cut(html, '>', &tag, &html))
			return text_of(&text);
		if (end)
			skip_to(&html, end);
		else if (mail_starts(tag, "blockquote")) {
			text_add(&text, STR("\n> \n"));
			skip_to(&html, "/blockquote");
		} else if (ends_line(tag))
			text_add_char(&text, '\n');
	}
	add_html_text(&text, html);
	return text_of(&text);
}

str mail_text(struct arena *arena, const struct mail_headers *headers, str body,
	      str *ret_source)
{
	struct found_text found = { .arena = arena };

	look_into(&found, headers, body, 0);
	*ret_source = found.has_plain ? found.plain : found.html;
	return found.has_plain ? found.plain : without_tags(arena, found.html);
}
