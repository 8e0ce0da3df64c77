#include "actuators/setting_diff.h"

#include "base/text.h"
#include "core/evidence/evidence.h"

enum {
	LINE_BYTES_MAX = 300, /* JSON on one line */
	DIFF_BYTES_MAX = 32 << 10,
};

static bool is_secret(struct arena *arena, str line)
{
	return !str_equal(secrets_mask(arena, line), line);
}

static void add_line(struct text *text, unsigned number, char sign, str line)
{
	if (str_ends_with(line, STR("\r")))
		line.length--;
	text_addf(text, "\n%4u %c " STR_FMT "%s", number, sign,
		  STR_ARG(str_clip(line, LINE_BYTES_MAX)),
		  line.length > LINE_BYTES_MAX ? " …" : "");
}

/* From where both differ on, in lines that are too long to be shown whole. */
static void from_difference(str *a, str *b)
{
	size_t same = 0, from;

	if (a->length <= LINE_BYTES_MAX && b->length <= LINE_BYTES_MAX)
		return;
	while (same < a->length && same < b->length && a->bytes[same] == b->bytes[same])
		same++;
	from = same > 60 ? same - 60 : 0;
	/* Not into the middle of a character. */
	while (from > 0 && ((unsigned char)a->bytes[from] & 0xc0) == 0x80)
		from--;
	*a = str_slice(*a, from, a->length);
	*b = str_slice(*b, from, b->length);
}

bool setting_diff(struct arena *arena, str name, str before, str after, str *ret_diff,
		  struct error *error)
{
	struct text text = text_new(arena, DIFF_BYTES_MAX);
	str was, now, last = STR("");
	bool was_different = false;

	text_add(&text, name);
	for (unsigned number = 1;
	     str_next(&before, '\n', &was) && str_next(&after, '\n', &now); number++) {
		bool differs = !str_equal(was, now);

		if (differs && (is_secret(arena, was) || is_secret(arena, now)))
			return error_set(error, ERROR_FORBIDDEN,
					 "line %u holds a secret: that is not for an "
					 "action",
					 number);
		if (differs && !was_different && number > 1)
			add_line(&text, number - 1, ' ', secrets_mask(arena, last));
		if (!differs && was_different)
			add_line(&text, number, ' ', secrets_mask(arena, was));
		last = was;
		was_different = differs;
		if (!differs)
			continue;
		from_difference(&was, &now);
		add_line(&text, number, '-', was);
		add_line(&text, number, '+', now);
	}
	*ret_diff = text_of(&text);
	return true;
}
