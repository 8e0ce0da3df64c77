#include "drill/mailbox.h"

#include "base/hash.h"
#include "base/scoped.h"
#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAILS_MAX = 500, MAIL_BYTES_MAX = 256 << 10 };

/* The value of a header with its continuation lines; "" when absent. */
static str header_of(struct arena *arena, str headers, const char *name)
{
	struct text value = text_new(arena, MAIL_BYTES_MAX);
	str line, field, rest;
	bool is_inside = false;

	while (str_next(&headers, '\n', &line)) {
		bool goes_on = line.length > 0 &&
			       (line.bytes[0] == ' ' || line.bytes[0] == '\t');

		if (is_inside && goes_on) {
			text_add_char(&value, ' ');
			text_add(&value, str_trim(line));
			continue;
		}
		is_inside = !goes_on && str_cut(line, ':', &field, &rest) &&
			    field.length == strlen(name) &&
			    strncasecmp(field.bytes, name, field.length) == 0;
		if (is_inside)
			text_add(&value, str_trim(rest));
	}
	return text_of(&value);
}

/* "=?UTF-8?B?…?= =?UTF-8?B?…?=": the space between two such words is none. */
static str decode_words(struct arena *arena, str s)
{
	static const str begin = STR_INIT("=?UTF-8?B?");
	struct text text = text_new(arena, MAIL_BYTES_MAX);
	bool after_word = false;

	while (s.length > 0) {
		str word, rest, decoded;

		if (after_word && str_starts_with(str_trim(s), begin))
			s = str_slice(s, (size_t)(str_trim(s).bytes - s.bytes), s.length);
		after_word = str_starts_with(s, begin) &&
			     str_cut(str_slice(s, begin.length, s.length), '?', &word,
				     &rest) &&
			     str_starts_with(rest, STR("=")) &&
			     base64_parse(arena, word, &decoded);
		if (after_word) {
			text_add(&text, decoded);
			s = str_slice(rest, 1, rest.length);
			continue;
		}
		text_add_char(&text, s.bytes[0]);
		s = str_slice(s, 1, s.length);
	}
	return text_of(&text);
}

static str decode_quoted(struct arena *arena, str s)
{
	struct text text = text_new(arena, MAIL_BYTES_MAX);

	while (s.length > 0) {
		str byte;

		if (s.bytes[0] == '\r') {
			s = str_slice(s, 1, s.length);
		} else if (str_starts_with(s, STR("=\r\n")) ||
			   str_starts_with(s, STR("=\n"))) {
			s = str_slice(s, s.bytes[1] == '\r' ? 3 : 2, s.length);
		} else if (s.bytes[0] == '=' &&
			   hex_parse(arena, str_slice(s, 1, 2), &byte) &&
			   byte.length == 1) {
			text_add(&text, byte);
			s = str_slice(s, 3, s.length);
		} else {
			text_add_char(&text, s.bytes[0]);
			s = str_slice(s, 1, s.length);
		}
	}
	return text_of(&text);
}

/* The first address of the text that begins so. */
static str find_link(str text, str path)
{
	str line;

	while (str_next(&text, '\n', &line)) {
		str rest = line, word;

		while (str_next(&rest, ' ', &word))
			if (str_starts_with(word, STR("http://127.0.0.1:")) &&
			    str_contains(word, path))
				return str_trim(word);
	}
	return STR("");
}

struct letter letter_parse(struct arena *arena, str mail)
{
	const char *gap = memmem(mail.bytes, mail.length, "\r\n\r\n", 4);
	size_t width = 4;
	struct letter letter = { .channel = STR("email") };

	if (!gap) {
		gap = memmem(mail.bytes, mail.length, "\n\n", 2);
		width = 2;
	}

	size_t end = gap ? (size_t)(gap - mail.bytes) : mail.length;
	str headers = str_slice(mail, 0, end),
	    body = str_slice(mail, end + width, mail.length);
	str encoding = header_of(arena, headers, "Content-Transfer-Encoding");

	letter.to = header_of(arena, headers, "To");
	letter.subject = decode_words(arena, header_of(arena, headers, "Subject"));
	letter.key = header_of(arena, headers, "Message-ID");
	letter.urgent = str_is(header_of(arena, headers, "Importance"), "high");
	letter.text = str_is(encoding, "quoted-printable") ? decode_quoted(arena, body)
							   : body;
	letter.ack_link = find_link(letter.text, STR("/ack/"));
	letter.link = find_link(letter.text, STR("/room/"));
	return letter;
}

static bool read_mail(struct arena *arena, str path, struct letter *ret_letter)
{
	scoped_fd fd = open(path.bytes, O_RDONLY | O_CLOEXEC);
	struct stat found;
	ssize_t length;

	if (fd < 0 || fstat(fd, &found) != 0 || found.st_size > MAIL_BYTES_MAX)
		return false;

	char *bytes = arena_many(arena, char, (size_t)found.st_size + 1);

	length = read(fd, bytes, (size_t)found.st_size);
	if (length <= 0)
		return false;
	*ret_letter = letter_parse(arena, (str){ bytes, (size_t)length });
	ret_letter->at = (instant_ms)found.st_mtim.tv_sec * SECOND_MS +
			 found.st_mtim.tv_nsec / 1000000;
	return true;
}

static int compare_by_arrival(const void *a, const void *b)
{
	const struct letter *first = a, *second = b;

	return (first->at > second->at) - (first->at < second->at);
}

void mailbox_read(struct arena *arena, const char *maildir, struct letters *letters)
{
	str folder = arena_format(arena, "%s/new", maildir);
	DIR *open = opendir(folder.bytes);
	const struct dirent *entry;

	if (!open)
		return; /* the mail server makes it at its first mail */
	while (letters->count < MAILS_MAX && (entry = readdir(open))) {
		struct letter letter;

		if (entry->d_name[0] != '.' &&
		    read_mail(arena,
			      arena_format(arena, STR_FMT "/%s", STR_ARG(folder),
					   entry->d_name),
			      &letter))
			*list_add(arena, letters) = letter;
	}
	closedir(open);
	if (letters->count > 1)
		qsort(letters->items, letters->count, sizeof(letters->items[0]),
		      compare_by_arrival);
}
