#include "notifiers/sms_text.h"

#include "base/text.h"

static const str cut_mark = STR_INIT("...");

/* Takes one character off the front. Bytes that are no UTF-8 count one by one. */
static uint32_t next_char(str *rest)
{
	unsigned char first = (unsigned char)rest->bytes[0];
	size_t length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	uint32_t c = length == 1 ? first : first & (0xffu >> (length + 1));

	if (length > rest->length)
		length = 1;
	for (size_t i = 1; i < length; i++)
		c = c << 6 | ((unsigned char)rest->bytes[i] & 0x3f);
	*rest = str_slice(*rest, length, rest->length);
	return c;
}

/* The GSM alphabet beyond ASCII's letters, digits and signs. */
static const uint16_t gsm_others[] = {
	0xa1,  0xa3,  0xa4,  0xa5,  0xa7,  0xbf,  0xc4,  0xc5,  0xc6,  0xc7,
	0xc9,  0xd1,  0xd6,  0xd8,  0xdc,  0xdf,  0xe0,  0xe4,  0xe5,  0xe6,
	0xe8,  0xe9,  0xec,  0xf1,  0xf2,  0xf6,  0xf8,  0xf9,  0xfc,  0x393,
	0x394, 0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9,
};

static bool is_other(uint32_t c)
{
	for (size_t i = 0; i < sizeof(gsm_others) / sizeof(gsm_others[0]); i++)
		if (gsm_others[i] == c)
			return true;
	return false;
}

/* 0: not in the alphabet; 2: behind an escape. */
static size_t gsm_units(uint32_t c)
{
	static const char escaped[] = "^{}\\[~]|";

	for (size_t i = 0; i + 1 < sizeof(escaped); i++)
		if (c == (unsigned char)escaped[i])
			return 2;
	if (c == 0x20ac) /* the euro */
		return 2;
	if (c == '\n' || c == '\r' || (c >= ' ' && c < 0x7f && c != '`'))
		return 1;
	return is_other(c) ? 1 : 0;
}

static size_t units_of(uint32_t c, bool is_gsm)
{
	if (is_gsm)
		return gsm_units(c);
	return c > 0xffff ? 2 : 1;
}

static size_t count_units(str s, bool is_gsm)
{
	size_t units = 0;

	while (s.length > 0)
		units += units_of(next_char(&s), is_gsm);
	return units;
}

bool sms_is_gsm(str s, size_t *ret_units)
{
	bool is_gsm = true;

	for (str rest = s; rest.length > 0;)
		is_gsm = gsm_units(next_char(&rest)) > 0 && is_gsm;
	*ret_units = count_units(s, is_gsm);
	return is_gsm;
}

/* One of them in a text would halve what a message holds. */
static const char *plainer(uint32_t c)
{
	switch (c) {
	case '\t':
	case 0xa0: /* a space that does not break */
	case 0x202f: return " ";
	case '`':
	case 0x2018:
	case 0x2019:
	case 0x201a: return "'";
	case 0x201c:
	case 0x201d:
	case 0x201e: return "\"";
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2212: return "-";
	case 0x2026: return "...";
	case 0x2192: return "->";
	case 0x2190: return "<-";
	case 0xb7:
	case 0x2022: return "*";
	case 0xd7: return "x";
	case 0x2264: return "<=";
	case 0x2265: return ">=";
	default: return NULL;
	}
}

str sms_plain(struct arena *arena, str s)
{
	struct text text = text_new(arena, s.length * 3 + 1);

	while (s.length > 0) {
		str before = s;
		const char *other = plainer(next_char(&s));

		text_add(&text, other ? str_of(other)
				      : str_slice(before, 0, before.length - s.length));
	}
	return text_of(&text);
}

/* The longest beginning that takes no more than so many units. */
static str clip_units(str s, size_t room, bool is_gsm)
{
	str rest = s;
	size_t taken = 0;

	while (rest.length > 0) {
		size_t left = rest.length;

		taken += units_of(next_char(&rest), is_gsm);
		if (taken > room)
			return str_slice(s, 0, s.length - left);
	}
	return s;
}

str sms_fit(struct arena *arena, str text, str tail)
{
	str whole = arena_format(arena, STR_FMT STR_FMT, STR_ARG(text), STR_ARG(tail));
	size_t units, most, room;
	bool is_gsm = sms_is_gsm(whole, &units);

	most = is_gsm ? SMS_GSM_MAX : SMS_WIDE_MAX;
	if (units <= most)
		return whole;
	room = count_units(tail, is_gsm) + cut_mark.length;
	room = room < most ? most - room : 0;
	return arena_format(arena, STR_FMT "..." STR_FMT,
			    STR_ARG(str_trim(clip_units(text, room, is_gsm))),
			    STR_ARG(tail));
}
