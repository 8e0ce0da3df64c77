#include "formats/garbled.h"

#include "base/text.h"
#include "formats/place.h"

/* What the bytes from 0x80 on mean there. */
static const uint16_t mac_roman[128] = {
	0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2,
	0x00e4, 0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec,
	0x00ee, 0x00ef, 0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9,
	0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df,
	0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1,
	0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa,
	0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248,
	0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153,
	0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178,
	0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a, 0x201e,
	0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc,
	0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
	0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
};

/* From 0xa0 on it is Latin 1. The five that mean nothing stay what they are, as
 * browsers have it. */
static const uint16_t windows_1252[32] = {
	0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
	0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

/* Some characters that together are the bytes of one. */
struct sequence {
	size_t length; /* in the text; 0: none begins here */
	uint32_t is;
	size_t byte_count;
	char bytes[4];
};

struct evidence {
	size_t sequences;
	size_t certain; /* three bytes or more, and a sign that people use */
	size_t letters; /* of two bytes, within a word */
	size_t others;  /* characters of neither */
};

typedef bool (*byte_reader)(uint32_t character, unsigned char *ret_byte);

static bool byte_of_mac_roman(uint32_t character, unsigned char *ret_byte)
{
	for (size_t i = 0; i < 128; i++) {
		if (mac_roman[i] != character)
			continue;
		*ret_byte = (unsigned char)(0x80 + i);
		return true;
	}
	return false;
}

static bool byte_of_windows_1252(uint32_t character, unsigned char *ret_byte)
{
	if (character >= 0xa0 && character <= 0xff) {
		*ret_byte = (unsigned char)character;
		return true;
	}
	for (size_t i = 0; i < 32; i++) {
		if (windows_1252[i] != character)
			continue;
		*ret_byte = (unsigned char)(0x80 + i);
		return true;
	}
	return false;
}

static const struct encoding {
	const char *name;
	byte_reader byte_of;
} encodings[] = {
	{ "MacRoman", byte_of_mac_roman },
	{ "Windows-1252", byte_of_windows_1252 },
};

enum { ENCODINGS = sizeof(encodings) / sizeof(encodings[0]) };

/* The character at the beginning, and how many bytes it has; a byte that begins none
 * stands for itself. */
static size_t character_of(str text, uint32_t *ret_character)
{
	unsigned char lead = (unsigned char)text.bytes[0];
	size_t length = utf8_length(lead);
	uint32_t character;

	*ret_character = lead;
	if (length == 1 || !str_is_utf8(str_slice(text, 0, length)))
		return 1;
	character = lead & (0xffu >> (length + 1));
	for (size_t i = 1; i < length; i++)
		character = character << 6 | ((unsigned char)text.bytes[i] & 0x3f);
	*ret_character = character;
	return length;
}

static struct sequence sequence_at(byte_reader byte_of, str text)
{
	struct sequence sequence = { 0 };
	size_t at = 0, wanted = 1;

	while (sequence.byte_count < wanted && at < text.length) {
		uint32_t character;
		size_t length = character_of(str_slice(text, at, text.length),
					     &character);
		unsigned char byte;

		if (character < 0x80 || length == 1 || !byte_of(character, &byte))
			return (struct sequence){ 0 };
		if (sequence.byte_count == 0)
			wanted = utf8_length(byte);
		sequence.bytes[sequence.byte_count++] = (char)byte;
		at += length;
	}
	if (wanted == 1 || sequence.byte_count < wanted ||
	    !str_is_utf8((str){ sequence.bytes, wanted }))
		return (struct sequence){ 0 };
	character_of((str){ sequence.bytes, wanted }, &sequence.is);
	sequence.length = sequence.is < 0xa0 ? 0 : at; /* none of the controls */
	return sequence;
}

/* Punctuation, arrows, lines of drawings, ticks and pictures. */
static bool is_certain(const struct sequence *sequence)
{
	uint32_t is = sequence->is;

	return (is >= 0x2000 && is <= 0x206f) || (is >= 0x20a0 && is <= 0x20bf) ||
	       (is >= 0x2100 && is <= 0x214f) || (is >= 0x2190 && is <= 0x22ff) ||
	       (is >= 0x2300 && is <= 0x23ff) || (is >= 0x2500 && is <= 0x27bf) ||
	       (is >= 0x2b00 && is <= 0x2bff) || is == 0xfe0f || is == 0xfeff ||
	       (is >= 0x1f000 && is <= 0x1faff);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_in_word(str text, size_t at, const struct sequence *sequence)
{
	size_t end = at + sequence->length;

	return sequence->is >= 0xc0 && sequence->is < 0x180 &&
	       ((at > 0 && is_letter(text.bytes[at - 1])) ||
		(end < text.length && is_letter(text.bytes[end])));
}

static struct evidence weigh(byte_reader byte_of, str text)
{
	struct evidence evidence = { 0 };

	for (size_t at = 0; at < text.length;) {
		struct sequence sequence = { 0 };

		if ((unsigned char)text.bytes[at] < 0x80) {
			at++;
			continue;
		}
		sequence = sequence_at(byte_of, str_slice(text, at, text.length));
		if (sequence.length == 0) {
			evidence.others++;
			at += utf8_length((unsigned char)text.bytes[at]);
			continue;
		}
		evidence.sequences++;
		evidence.certain += is_certain(&sequence);
		evidence.letters += is_in_word(text, at, &sequence);
		at += sequence.length;
	}
	return evidence;
}

/* A text that was read wrongly as a whole has nothing else in it. "l\u2019\u00e9cole"
 * alone would be one Armenian letter, so a few characters prove nothing; and where there
 * are others, somebody wrote on: then only what cannot be meant is put right. Where most
 * is right, the text speaks of such things. */
static bool is_whole(const struct evidence *evidence)
{
	return evidence->others == 0 && (evidence->certain > 0 || evidence->letters > 2);
}

static bool is_garbled(const struct evidence *evidence)
{
	return is_whole(evidence) ||
	       (evidence->certain > 1 && evidence->certain > evidence->others);
}

struct writer {
	struct arena *arena;
	struct text text;
	struct spots {
		struct spot {
			unsigned line;
			str was;
			size_t from, length; /* in the text that is written */
		} * items;
		size_t count, capacity;
	} spots;
	unsigned line;
};

static void add_spot(struct writer *writer, str was, const struct sequence *sequence)
{
	struct spot *last = writer->spots.count
				    ? &writer->spots.items[writer->spots.count - 1]
				    : NULL;

	if (!last || last->was.bytes + last->was.length != was.bytes) {
		last = list_add(writer->arena, &writer->spots);
		*last = (struct spot){
			.line = writer->line,
			.was = { was.bytes, 0 },
			.from = writer->text.length,
		};
	}
	last->was.length += was.length;
	last->length += sequence->byte_count;
	text_add(&writer->text, (str){ sequence->bytes, sequence->byte_count });
}

static void repair(struct writer *writer, const struct encoding *encoding, str text,
		   bool is_all)
{
	for (size_t at = 0; at < text.length;) {
		struct sequence sequence = { 0 };

		if ((unsigned char)text.bytes[at] >= 0x80)
			sequence = sequence_at(encoding->byte_of,
					       str_slice(text, at, text.length));
		if (sequence.length > 0 && (is_all || is_certain(&sequence))) {
			add_spot(writer, str_slice(text, at, sequence.length), &sequence);
			at += sequence.length;
			continue;
		}
		writer->line += text.bytes[at] == '\n';
		text_add_char(&writer->text, text.bytes[at++]);
	}
}

static const struct garbled_place *places_of(struct writer *writer)
{
	struct garbled_place *places = arena_many(writer->arena, struct garbled_place,
						  writer->spots.count);
	str text = text_of(&writer->text);

	for (size_t i = 0; i < writer->spots.count; i++) {
		const struct spot *spot = &writer->spots.items[i];

		places[i] = (struct garbled_place){
			.line = spot->line,
			.was = spot->was,
			.is = str_slice(text, spot->from, spot->length),
		};
	}
	return places;
}

void garbled_repair(struct arena *arena, str text, struct garbled *ret_garbled)
{
	struct evidence best = { 0 };
	const struct encoding *encoding = NULL;

	*ret_garbled = (struct garbled){ .encoding = "", .text = text };
	for (size_t i = 0; i < ENCODINGS; i++) {
		struct evidence evidence = weigh(encodings[i].byte_of, text);

		if (!is_garbled(&evidence) || evidence.sequences <= best.sequences)
			continue;
		best = evidence;
		encoding = &encodings[i];
	}
	if (!encoding)
		return;

	struct writer writer = {
		.arena = arena,
		.text = text_new(arena, text.length + 1),
		.line = 1,
	};

	repair(&writer, encoding, text, is_whole(&best));
	ret_garbled->encoding = encoding->name;
	ret_garbled->text = text_of(&writer.text);
	ret_garbled->places = places_of(&writer);
	ret_garbled->count = writer.spots.count;
}
