#include "formats/twiml.h"

enum { TWIML_BYTES_MAX = 16 << 10 };

/* XML 1.0, 2.2: no text may hold U+FFFE or U+FFFF, however they are written. */
static bool is_no_character(str rest)
{
	return str_starts_with(rest, STR("\xef\xbf\xbe")) ||
	       str_starts_with(rest, STR("\xef\xbf\xbf"));
}

static void add_escaped(struct text *text, str s)
{
	for (size_t i = 0; i < s.length; i++) {
		char c = s.bytes[i];

		if (is_no_character(str_slice(s, i, 3))) {
			text_add_char(text, ' ');
			i += 2;
			continue;
		}
		switch (c) {
		case '&': text_add(text, STR("&amp;")); break;
		case '<': text_add(text, STR("&lt;")); break;
		case '>': text_add(text, STR("&gt;")); break;
		case '"': text_add(text, STR("&quot;")); break;
		default: text_add_char(text, (unsigned char)c < ' ' ? ' ' : c);
		}
	}
}

struct text twiml_begin(struct arena *arena)
{
	struct text text = text_new(arena, TWIML_BYTES_MAX);

	text_add(&text, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>"));
	return text;
}

str twiml_end(struct text *twiml)
{
	text_add(twiml, STR("</Response>\n"));
	return text_of(twiml);
}

/* Read by the voice of another language nobody would understand it. */
static const char *voice_of(str language)
{
	return str_is(language, "ko") ? "ko-KR" : "en-US";
}

void twiml_say(struct text *twiml, str language, str words)
{
	text_addf(twiml, "<Say language=\"%s\">", voice_of(language));
	add_escaped(twiml, words);
	text_add(twiml, STR("</Say>"));
}

void twiml_message(struct text *twiml, str words)
{
	text_add(twiml, STR("<Message>"));
	add_escaped(twiml, words);
	text_add(twiml, STR("</Message>"));
}

void twiml_gather_begin(struct text *twiml, str action)
{
	text_add(twiml, STR("<Gather input=\"dtmf\" numDigits=\"1\" timeout=\"8\" "
			    "method=\"POST\" action=\""));
	add_escaped(twiml, action);
	text_add(twiml, STR("\">"));
}

void twiml_gather_end(struct text *twiml)
{
	text_add(twiml, STR("</Gather>"));
}
