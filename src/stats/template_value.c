#include "stats/template_value.h"

#include <string.h>

enum {
	/* Up to so many digits are part of a name: eth0, ssh2, jk2_init, x86. */
	NAME_DIGITS_MAX = 2,
	/* A longer name with digits in it is an identifier that was made. */
	NAME_BYTES_MAX = 24,
	/* No English word of so many letters has but a to f. */
	HEX_WORD_BYTES_MIN = 8,
	/* Groups of an address with colons: a MAC address has six, a time three. */
	COLON_GROUPS_MIN = 4,
	COLON_GROUP_BYTES_MAX = 4,
};

#define SP         BYTE_SPACE
#define DI         BYTE_DIGIT
#define HX         BYTE_HEX
#define LE         BYTE_LETTER
#define SE         BYTE_SEPARATOR
#define SL         BYTE_SLASH
#define DO         BYTE_DOT
#define MK         BYTE_MARK
#define LINE_OF(c) c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c

/* Control bytes separate words as spaces do: they are no part of any. */
const unsigned char byte_classes[256] = {
	LINE_OF(SP),
	LINE_OF(SP),
	/*  ! " # $ % & ' ( ) * + , - . / */
	SP,
	SE,
	SE,
	SE,
	MK,
	MK,
	MK,
	SE,
	SE,
	SE,
	SE,
	MK,
	SE,
	MK,
	DO,
	SL,
	/* 0-9 : ; < = > ? */
	DI,
	DI,
	DI,
	DI,
	DI,
	DI,
	DI,
	DI,
	DI,
	DI,
	SE,
	SE,
	SE,
	SE,
	SE,
	SE,
	/* @ A-O */
	MK,
	HX,
	HX,
	HX,
	HX,
	HX,
	HX,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	/* P-Z [ \ ] ^ _ */
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	SE,
	MK,
	SE,
	MK,
	MK,
	/* ` a-o */
	SE,
	HX,
	HX,
	HX,
	HX,
	HX,
	HX,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	/* p-z { | } ~ DEL */
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	LE,
	SE,
	SE,
	SE,
	MK,
	SP,
	LINE_OF(LE),
	LINE_OF(LE),
	LINE_OF(LE),
	LINE_OF(LE),
	LINE_OF(LE),
	LINE_OF(LE),
	LINE_OF(LE),
	LINE_OF(LE),
};

static const str units[] = {
	STR_INIT("B"),
	STR_INIT("KB"),
	STR_INIT("kB"),
	STR_INIT("MB"),
	STR_INIT("GB"),
	STR_INIT("TB"),
	STR_INIT("PB"),
	STR_INIT("KiB"),
	STR_INIT("MiB"),
	STR_INIT("GiB"),
	STR_INIT("TiB"),
	STR_INIT("byte"),
	STR_INIT("bytes"),
	STR_INIT("ns"),
	STR_INIT("us"),
	STR_INIT("\xc2\xb5s"),
	STR_INIT("ms"),
	STR_INIT("s"),
	STR_INIT("sec"),
	STR_INIT("secs"),
	STR_INIT("second"),
	STR_INIT("seconds"),
	STR_INIT("min"),
	STR_INIT("mins"),
	STR_INIT("minute"),
	STR_INIT("minutes"),
	STR_INIT("h"),
	STR_INIT("hr"),
	STR_INIT("hrs"),
	STR_INIT("hour"),
	STR_INIT("hours"),
	STR_INIT("d"),
	STR_INIT("day"),
	STR_INIT("days"),
	STR_INIT("msec"),
	STR_INIT("msecs"),
	STR_INIT("millis"),
	STR_INIT("milliseconds"),
	STR_INIT("microseconds"),
	STR_INIT("nanoseconds"),
	STR_INIT("Hz"),
	STR_INIT("kHz"),
	STR_INIT("MHz"),
	STR_INIT("GHz"),
	STR_INIT("AM"),
	STR_INIT("PM"),
	STR_INIT("UTC"),
	STR_INIT("GMT"),
};

static const str days_and_months[] = {
	STR_INIT("Mon"),       STR_INIT("Tue"),      STR_INIT("Wed"),
	STR_INIT("Thu"),       STR_INIT("Fri"),      STR_INIT("Sat"),
	STR_INIT("Sun"),       STR_INIT("Jan"),      STR_INIT("Feb"),
	STR_INIT("Mar"),       STR_INIT("Apr"),      STR_INIT("May"),
	STR_INIT("Jun"),       STR_INIT("Jul"),      STR_INIT("Aug"),
	STR_INIT("Sep"),       STR_INIT("Oct"),      STR_INIT("Nov"),
	STR_INIT("Dec"),       STR_INIT("Monday"),   STR_INIT("Tuesday"),
	STR_INIT("Wednesday"), STR_INIT("Thursday"), STR_INIT("Friday"),
	STR_INIT("Saturday"),  STR_INIT("Sunday"),   STR_INIT("January"),
	STR_INIT("February"),  STR_INIT("March"),    STR_INIT("April"),
	STR_INIT("June"),      STR_INIT("July"),     STR_INIT("August"),
	STR_INIT("September"), STR_INIT("October"),  STR_INIT("November"),
	STR_INIT("December"),
};

/* What a value that is no text reads as in the usual languages. */
static const str literals[] = {
	STR_INIT("true"), STR_INIT("false"), STR_INIT("null"), STR_INIT("nil"),
	STR_INIT("True"), STR_INIT("False"), STR_INIT("None"), STR_INIT("NULL"),
	STR_INIT("TRUE"), STR_INIT("FALSE"), STR_INIT("NaN"),  STR_INIT("undefined"),
};

/* Ends of names of hosts; two letters after two more labels are a country. */
static const str host_ends[] = {
	STR_INIT("com"),         STR_INIT("net"),   STR_INIT("org"),      STR_INIT("edu"),
	STR_INIT("gov"),         STR_INIT("mil"),   STR_INIT("info"),     STR_INIT("biz"),
	STR_INIT("arpa"),        STR_INIT("local"), STR_INIT("internal"), STR_INIT("lan"),
	STR_INIT("localdomain"),
};

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

static bool is_one_of(str word, const str *table, size_t count)
{
	/* Most are told apart by their first byte, which saves asking for the rest. */
	for (size_t i = 0; i < count; i++)
		if (word.length == table[i].length && word.length > 0 &&
		    word.bytes[0] == table[i].bytes[0] && str_equal(word, table[i]))
			return true;
	return false;
}

static size_t count_byte(str s, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < s.length; i++)
		count += s.bytes[i] == byte;
	return count;
}

static size_t count_digits(str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.length; i++)
		count += byte_class(s.bytes[i]) == BYTE_DIGIT;
	return count;
}

/* "ns.example.com", "a.b.hk"; not "org.example.Class": a host's name is lower case and
 * its end comes last. */
static bool is_host(str s)
{
	const char *first_dot = memchr(s.bytes, '.', s.length);
	const char *last_dot = memrchr(s.bytes, '.', s.length);
	str begin, end;

	if (!first_dot || first_dot == s.bytes)
		return false;
	begin = (str){ s.bytes, (size_t)(first_dot - s.bytes) };
	end = (str){ last_dot + 1, (size_t)(s.bytes + s.length - last_dot - 1) };
	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i];

		if (!(c >= 'a' && c <= 'z') && c != '.' && c != '-')
			return false;
	}
	return !is_one_of(begin, host_ends, COUNT_OF(host_ends)) &&
	       (is_one_of(end, host_ends, COUNT_OF(host_ends)) ||
		(end.length == 2 && first_dot != last_dot));
}

/* Of the same bytes as a number: "5", "-1", "3.5", "2026-11-29"; or beginning as one:
 * "10ms", "0x1f", "4G"; or made, and not given by a person. */
static enum value_kind with_digits(str piece, unsigned has)
{
	if (!(has & (BYTE_HEX | BYTE_LETTER)))
		return VALUE_SURE;
	if (byte_class(piece.bytes[0]) != BYTE_HEX &&
	    byte_class(piece.bytes[0]) != BYTE_LETTER)
		return VALUE_SURE;
	if (piece.length > NAME_BYTES_MAX || count_digits(piece) > NAME_DIGITS_MAX)
		return VALUE_SURE;
	return VALUE_LIKE;
}

static bool is_path(str piece)
{
	return (piece.bytes[0] == '/' && piece.length > 1) || count_byte(piece, '/') >= 2;
}

static bool is_literal(str piece)
{
	return piece.length <= 9 && is_one_of(piece, literals, COUNT_OF(literals));
}

/* "name@host", "domain\user", "\\host\share". */
static bool joins_names(str piece)
{
	const char *at = memchr(piece.bytes, '@', piece.length);

	return memchr(piece.bytes, '\\', piece.length) != NULL ||
	       (at && at > piece.bytes && at < piece.bytes + piece.length - 1);
}

enum value_kind value_kind_of(str piece, unsigned has)
{
	if (has & BYTE_DIGIT)
		return with_digits(piece, has);
	if ((has & BYTE_SLASH) && is_path(piece))
		return VALUE_SURE;
	if ((has & BYTE_MARK) && joins_names(piece))
		return VALUE_SURE;
	if ((has & BYTE_DOT) && is_host(piece))
		return VALUE_LIKE;
	if (has == BYTE_HEX && piece.length >= HEX_WORD_BYTES_MIN)
		return VALUE_SURE;
	return is_literal(piece) ? VALUE_SURE : VALUE_NONE;
}

bool value_is_unit(str word)
{
	return word.length <= 12 && is_one_of(word, units, COUNT_OF(units));
}

bool value_is_day_or_month(str word, str after)
{
	size_t from = 0, length = 0;
	str next;

	if (word.length < 3 || word.length > 9 || word.bytes[0] < 'A' ||
	    word.bytes[0] > 'W' ||
	    !is_one_of(word, days_and_months, COUNT_OF(days_and_months)))
		return false;
	while (from < after.length &&
	       (after.bytes[from] == ' ' || after.bytes[from] == ','))
		from++;
	next = str_slice(after, from, after.length);
	if (next.length > 0 && byte_class(next.bytes[0]) == BYTE_DIGIT)
		return true;
	while (length < next.length &&
	       byte_class(next.bytes[length]) & (BYTE_HEX | BYTE_LETTER))
		length++;
	return is_one_of(str_slice(next, 0, length), days_and_months,
			 COUNT_OF(days_and_months));
}

static bool is_in(char c, str set)
{
	return memchr(set.bytes, c, set.length) != NULL;
}

/* To where an address in angle brackets, in quotes or in a sentence ends. */
static size_t address_length(str text, size_t from)
{
	size_t end = from;

	while (end < text.length && !(byte_class(text.bytes[end]) & BYTE_SPACE) &&
	       !is_in(text.bytes[end], STR("\"'`<>()[]{},;|")))
		end++;
	while (end > from && is_in(text.bytes[end - 1], STR(".:!?")))
		end--;
	return end;
}

/* Groups of hexadecimal digits with colons between them. */
static size_t colon_groups_length(str text)
{
	size_t at = 0, groups = 0, length = 0;
	bool double_colon = false;

	while (at < text.length) {
		unsigned class = byte_class(text.bytes[at]);

		if (class & (BYTE_DIGIT | BYTE_HEX)) {
			groups += length == 0;
			if (++length > COLON_GROUP_BYTES_MAX)
				return 0;
		} else if (text.bytes[at] == ':') {
			double_colon = double_colon || (length == 0 && groups > 0);
			length = 0;
		} else {
			if (class & (BYTE_LETTER | BYTE_MARK))
				return 0;
			break;
		}
		at++;
	}
	while (at > 0 && text.bytes[at - 1] == ':' &&
	       !(at > 1 && text.bytes[at - 2] == ':'))
		at--;
	return groups >= COLON_GROUPS_MIN || (double_colon && groups >= 2) ? at : 0;
}

size_t value_beyond_piece(str text, size_t piece_length, unsigned has)
{
	str rest = str_slice(text, piece_length, text.length);

	if (rest.length < 2)
		return 0;
	if (text.bytes[0] == '/' && piece_length > 1 &&
	    is_in(rest.bytes[0], STR("?=:&#")))
		return address_length(text, piece_length);
	if (rest.bytes[0] != ':')
		return 0;
	if (rest.length > 3 && rest.bytes[1] == '/' && rest.bytes[2] == '/')
		return address_length(text, piece_length + 3);
	if (piece_length == 1 && rest.bytes[1] == '\\')
		return address_length(text, piece_length + 2);
	if (piece_length <= COLON_GROUP_BYTES_MAX && !(has & ~(BYTE_DIGIT | BYTE_HEX)))
		return colon_groups_length(text);
	return 0;
}
