#include "net/mime.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"

#include <string.h>
#include <time.h>

enum {
	/* 45 bytes are 60 characters of base64; with =?UTF-8?B? and ?= that is 72,
	 * and RFC 2047 allows 75. */
	WORD_BYTES_MAX = 45,
	/* Longer subjects are encoded too, since only encoded words can be folded. */
	SUBJECT_PLAIN_MAX = 60,
	SUBJECT_BYTES_MAX = 900,
	LINE_MAX_CHARACTERS = 75, /* and "=": RFC 2045 allows 76 */
	ADDRESS_BYTES_MAX = 254,  /* RFC 5321 4.5.3.1.3 */
	REFERENCES_MAX = 8,
};

/* Printable ASCII without white space and brackets. */
static bool is_word(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] <= 0x20 || s.bytes[i] >= 0x7f || s.bytes[i] == '<' ||
		    s.bytes[i] == '>')
			return false;
	return s.length > 0;
}

static bool check_address(const char *which, str address, struct error *error)
{
	str user, host;

	if (is_word(address) && address.length <= ADDRESS_BYTES_MAX &&
	    str_cut(address, '@', &user, &host) && user.length > 0 && host.length > 0)
		return true;
	return error_set(error, ERROR_INVALID, "'%s' is no mail address like name@host",
			 which);
}

static bool is_id(str s)
{
	return is_word(s) && s.length <= ADDRESS_BYTES_MAX;
}

static bool are_ids(str rest)
{
	str id;
	size_t count = 0;

	while (str_next(&rest, ' ', &id))
		if (!is_id(id) || ++count > REFERENCES_MAX)
			return false;
	return true;
}

static bool check_mail(const struct mail *mail, struct error *error)
{
	if (!check_address("from", mail->from, error) ||
	    !check_address("to", mail->to, error) ||
	    (mail->reply_to.length > 0 &&
	     !check_address("reply_to", mail->reply_to, error)))
		return false;
	if (mail->list_id.length > 0 && !is_id(mail->list_id))
		return error_set(error, ERROR_INVALID, "a list's name is no word");
	if (!is_id(mail->message_id) ||
	    (mail->in_reply_to.length > 0 && !is_id(mail->in_reply_to)) ||
	    !are_ids(mail->references))
		return error_set(error, ERROR_INVALID, "a message id is no word");
	return true;
}

/* Line breaks and other control characters become spaces: a subject is one line. */
static str one_line(struct arena *arena, str s)
{
	str copy = arena_copy(arena, str_clip(s, SUBJECT_BYTES_MAX));
	char *bytes = (char *)(uintptr_t)copy.bytes;

	for (size_t i = 0; i < copy.length; i++)
		if ((unsigned char)bytes[i] < 0x20 || bytes[i] == 0x7f)
			bytes[i] = ' ';
	return str_trim(copy);
}

static bool needs_words(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if ((unsigned char)s.bytes[i] >= 0x80)
			return true;
	return s.length > SUBJECT_PLAIN_MAX || str_contains(s, STR("=?"));
}

static void add_subject(struct text *text, str subject)
{
	str rest = one_line(text->arena, subject);

	text_add(text, STR("Subject: "));
	if (!needs_words(rest)) {
		text_add(text, rest);
		text_add(text, STR("\r\n"));
		return;
	}
	while (rest.length > 0) {
		str piece = str_clip(rest, WORD_BYTES_MAX);

		if (piece.length == 0) /* not UTF-8: cut anywhere */
			piece = str_slice(rest, 0, WORD_BYTES_MAX);
		rest = str_slice(rest, piece.length, rest.length);
		piece = base64_of(text->arena, piece);
		text_addf(text, "=?UTF-8?B?" STR_FMT "?=%s", STR_ARG(piece),
			  rest.length > 0 ? "\r\n " : "\r\n");
	}
}

static void add_date(struct text *text, instant_ms date)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = date / SECOND_MS;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	text_addf(text, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday],
		  tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
		  tm.tm_sec);
}

/* One on each line: none is so long that it must be broken. */
static void add_ids(struct text *text, const char *name, str rest)
{
	const char *before = name;
	str id;

	while (str_next(&rest, ' ', &id)) {
		text_addf(text, "%s%s <" STR_FMT ">\r\n", before,
			  before == name ? ":" : "", STR_ARG(id));
		before = "";
	}
}

/* Whoever gets what is meant for many is not to answer by a machine, and may sort it. A
 * page is for one person and must not be sorted away with newsletters. */
static void add_kind(struct text *text, const struct mail *mail)
{
	text_add(text, STR("Auto-Submitted: auto-generated\r\n"
			   "X-Auto-Response-Suppress: OOF, AutoReply\r\n"));
	if (mail->list_id.length > 0)
		text_addf(text, "List-Id: <" STR_FMT ">\r\nPrecedence: list\r\n",
			  STR_ARG(mail->list_id));
	if (mail->urgent)
		text_add(text, STR("X-Priority: 1\r\nImportance: high\r\n"));
}

static void add_headers(struct text *text, const struct mail *mail)
{
	add_date(text, mail->date);
	text_addf(text, "From: <" STR_FMT ">\r\nTo: <" STR_FMT ">\r\n",
		  STR_ARG(mail->from), STR_ARG(mail->to));
	if (mail->reply_to.length > 0)
		text_addf(text, "Reply-To: <" STR_FMT ">\r\n", STR_ARG(mail->reply_to));
	add_subject(text, mail->subject);
	add_ids(text, "Message-ID", mail->message_id);
	add_ids(text, "In-Reply-To", mail->in_reply_to);
	add_ids(text, "References", mail->references);
	add_kind(text, mail);
	text_add(text, STR("MIME-Version: 1.0\r\n"
			   "Content-Type: text/plain; charset=utf-8\r\n"
			   "Content-Transfer-Encoding: quoted-printable\r\n\r\n"));
}

static bool stays_plain(str line, size_t at)
{
	char c = line.bytes[at];

	if (c == ' ' || c == '\t')
		return at + 1 < line.length; /* white space at a line's end gets lost */
	return c > 0x20 && c < 0x7f && c != '=';
}

static void add_line(struct text *text, str line)
{
	size_t column = 0;

	for (size_t at = 0; at < line.length; at++) {
		bool plain = stays_plain(line, at);
		size_t width = plain ? 1 : 3;

		if (column + width > LINE_MAX_CHARACTERS) {
			text_add(text, STR("=\r\n"));
			column = 0;
		}
		if (plain)
			text_add_char(text, line.bytes[at]);
		else
			text_addf(text, "=%02X", (unsigned char)line.bytes[at]);
		column += width;
	}
	text_add(text, STR("\r\n"));
}

bool mime_write(struct arena *arena, const struct mail *mail, str *ret_message,
		struct error *error)
{
	/* Three characters for each byte, and the soft line breaks. */
	struct text text = text_new(arena, (size_t)MESSAGE_BYTES_MAX * 4);
	str rest = mail->text, line;

	if (!check_mail(mail, error))
		return false;
	if (mail->text.length > MESSAGE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE, "the text is over %d KiB",
				 MESSAGE_BYTES_MAX >> 10);
	add_headers(&text, mail);
	while (rest.length > 0 && str_next(&rest, '\n', &line)) {
		if (str_ends_with(line, STR("\r")))
			line.length--;
		add_line(&text, line);
	}
	if (text.full)
		return error_set(error, ERROR_TOO_LARGE, "the mail is too long");
	*ret_message = text_of(&text);
	return true;
}
