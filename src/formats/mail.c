#include "formats/mail.h"

#include "formats/mail_parts.h"

#include "base/text.h"

#include <ctype.h>

enum {
	ADDRESS_BYTES_MAX = 254, /* RFC 5321 4.5.3.1.3 */
	LOCAL_BYTES_MAX = 64,    /* RFC 5321 4.5.3.1.1 */
	TOKEN_BYTES_MIN = 20,
	TOKEN_BYTES_MAX = 64,
};

/* -- who wrote it -- */

/* A quoted string or a comment, with all in it; s begins with one. */
static size_t length_of_aside(str s)
{
	char end = s.bytes[0] == '"' ? '"' : ')';
	size_t depth = 0;

	for (size_t i = 0; i < s.length; i++) {
		if (s.bytes[i] == '\\')
			i++;
		else if (end == ')' && s.bytes[i] == '(')
			depth++;
		else if (s.bytes[i] == end && i > 0 && (end == '"' || --depth == 0))
			return i + 1;
	}
	return s.length;
}

/* Without names in quotes and comments, where "<" and "," mean nothing. */
static str without_asides(struct arena *arena, str value)
{
	struct text text = text_new(arena, value.length + 1);

	for (size_t i = 0; i < value.length; i++) {
		if (value.bytes[i] == '"' || value.bytes[i] == '(')
			i += length_of_aside(str_slice(value, i, value.length)) - 1;
		else
			text_add_char(&text, mail_small(value.bytes[i]));
	}
	return str_trim(text_of(&text));
}

static bool is_address(str s)
{
	str local, host;

	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] <= ' ' || s.bytes[i] >= 0x7f || s.bytes[i] == '<' ||
		    s.bytes[i] == '>')
			return false;
	return s.length <= ADDRESS_BYTES_MAX && str_cut(s, '@', &local, &host) &&
	       local.length > 0 && host.length > 0 && !str_contains(host, STR("@"));
}

/* Several would leave it to chance who counts as the writer. */
static str address_in(struct arena *arena, str value)
{
	str s = without_asides(arena, value), before;

	if (str_contains(s, STR(",")) || str_contains(s, STR(";")))
		return STR("");
	if (str_cut(s, '<', &before, &s) && !str_cut(s, '>', &s, &before))
		return STR("");
	s = str_trim(s);
	return is_address(s) ? s : STR("");
}

static str writer(struct arena *arena, const struct mail_headers *headers)
{
	if (mail_header(headers, "From", 1).length > 0)
		return STR("");
	return address_in(arena, mail_header(headers, "From", 0));
}

/* -- whether a person wrote it (RFC 3834) -- */

static str first_word(str value)
{
	size_t length = 0;

	while (length < value.length && !isspace((unsigned char)value.bytes[length]) &&
	       value.bytes[length] != ';' && value.bytes[length] != '(')
		length++;
	return str_slice(value, 0, length);
}

static bool is_precedence(str word)
{
	return mail_equal(word, "bulk") || mail_equal(word, "junk") ||
	       mail_equal(word, "list") || mail_equal(word, "auto_reply");
}

static bool is_postmaster(str address)
{
	str local = address, host;

	str_cut(address, '@', &local, &host);
	return mail_equal(local, "mailer-daemon") || mail_equal(local, "postmaster");
}

static str said_by(struct arena *arena, const char *name, str value)
{
	return arena_format(arena, "%s: " STR_FMT, name, STR_ARG(str_clip(value, 80)));
}

/* Headers that only programs write, with anything but "no". */
static str automatic_header(struct arena *arena, const struct mail_headers *headers)
{
	static const char *const names[] = { "Auto-Submitted", "X-Autoreply",
					     "X-Autorespond", "X-Autoresponder",
					     "List-Id" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		str value = mail_header(headers, names[i], 0);

		if (value.length > 0 && !mail_equal(first_word(value), "no"))
			return said_by(arena, names[i],
				       mail_to_utf8(arena, STR("utf-8"), value));
	}
	return STR("");
}

static str automatic(struct arena *arena, const struct mail_headers *headers, str from)
{
	str found = automatic_header(arena, headers);
	str precedence = first_word(mail_header(headers, "Precedence", 0));
	str return_path = mail_header(headers, "Return-Path", 0);
	str sender = headers->envelope_sender;

	if (found.length > 0)
		return found;
	if (is_precedence(precedence))
		return said_by(arena, "Precedence", precedence);
	if (str_is(return_path, "<>") || str_is(sender, "<>"))
		return STR("Return-Path: <>");
	if (is_postmaster(from) || is_postmaster(sender))
		return said_by(arena, "From",
			       is_postmaster(from) ? from : STR("MAILER-DAEMON"));
	if (str_is(mail_type(arena, headers), "multipart/report"))
		return STR("Content-Type: multipart/report");
	return STR("");
}

/* -- tokens -- */

static bool is_of_token(char c)
{
	return isalpha((unsigned char)c) || (c >= '2' && c <= '7');
}

static void add_token(struct arena *arena, struct received_mail *mail, str token)
{
	char *small = arena_many(arena, char, TOKEN_BYTES_MAX + 1);

	if (token.length < TOKEN_BYTES_MIN || token.length > TOKEN_BYTES_MAX ||
	    mail->token_count == MAIL_TOKENS_MAX)
		return;
	for (size_t i = 0; i < token.length; i++) {
		if (!is_of_token(token.bytes[i]))
			return;
		small[i] = mail_small(token.bytes[i]);
	}
	token.bytes = small;
	for (size_t i = 0; i < mail->token_count; i++)
		if (str_equal(mail->tokens[i], token))
			return;
	mail->tokens[mail->token_count++] = token;
}

/* What stands between "+" and "@". */
static void add_address_tokens(struct arena *arena, struct received_mail *mail, str value)
{
	for (size_t i = 0; i < value.length; i++) {
		size_t length = 0;

		if (value.bytes[i] != '@')
			continue;
		while (length < i && length <= TOKEN_BYTES_MAX &&
		       is_of_token(value.bytes[i - length - 1]))
			length++;
		if (length < i && value.bytes[i - length - 1] == '+')
			add_token(arena, mail, str_slice(value, i - length, length));
	}
}

static void add_marked_tokens(struct arena *arena, struct received_mail *mail, str text)
{
	static const size_t mark = sizeof("stanch:") - 1;
	str before, near, token, rest;

	while (str_cut(text, '[', &before, &text)) {
		near = str_slice(text, 0, mark + TOKEN_BYTES_MAX + 1);
		if (mail_starts(near, "stanch:") && str_cut(near, ']', &token, &rest))
			add_token(arena, mail, str_slice(token, mark, token.length));
	}
}

static void find_tokens(struct arena *arena, struct received_mail *mail,
			const struct mail_headers *headers, str source)
{
	static const char *const names[] = { "To", "Delivered-To", "X-Original-To",
					     "Envelope-To", "Cc" };

	mail->tokens = arena_many(arena, str, MAIL_TOKENS_MAX);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t nth = 0; nth < MAIL_TOKENS_MAX; nth++)
			add_address_tokens(arena, mail,
					   mail_header(headers, names[i], nth));
	add_marked_tokens(arena, mail, source);
}

/* -- the whole -- */

static str inside_brackets(str value)
{
	str before, id, rest;

	if (!str_cut(value, '<', &before, &rest) || !str_cut(rest, '>', &id, &rest))
		return str_trim(value);
	return str_trim(id);
}

bool mail_read(struct arena *arena, str message, struct received_mail *ret_mail,
	       struct error *error)
{
	str body = str_slice(message, 0, MAIL_BYTES_READ_MAX), source;
	struct mail_headers headers = mail_take_headers(arena, &body);
	struct received_mail mail = { 0 };

	if (headers.count == 0)
		return error_set(error, ERROR_INVALID,
				 "this is no mail: no header is in it");
	mail.from = writer(arena, &headers);
	mail.message_id = mail_to_utf8(
		arena, STR("utf-8"),
		inside_brackets(mail_header(&headers, "Message-ID", 0)));
	mail.subject = mail_decode_words(arena, mail_header(&headers, "Subject", 0));
	mail.automatic = automatic(arena, &headers, mail.from);
	mail.text = mail_text(arena, &headers, body, &source);
	mail.said = mail_said(arena, mail.text);
	find_tokens(arena, &mail, &headers, source);
	*ret_mail = mail;
	return true;
}

/* -- what we send, so that an answer brings it back -- */

str mail_reply_address(struct arena *arena, str address, str token)
{
	str local, host;

	if (token.length == 0 || !str_cut(address, '@', &local, &host) ||
	    local.length + 1 + token.length > LOCAL_BYTES_MAX)
		return address;
	return arena_format(arena, STR_FMT "+" STR_FMT "@" STR_FMT, STR_ARG(local),
			    STR_ARG(token), STR_ARG(host));
}

str mail_token_mark(struct arena *arena, str token)
{
	return arena_format(arena, "[stanch:" STR_FMT "]", STR_ARG(token));
}
