#include "stats/template_name.h"

#include "base/text.h"
#include "stats/template_value.h"
#include "stats/templates.h"

struct naming {
	const struct template_name *name;
	const struct template_scan *scan;
	struct text text;
	size_t written; /* so much of the example */
	size_t value;   /* the next of the scan's */
	size_t run;
};

/* Spaces in a row are one: they line up what is left out here. */
static void put_text(struct naming *naming, size_t to)
{
	str example = naming->name->example;

	for (size_t i = naming->written; i < to; i++) {
		char c = example.bytes[i];

		if (c == ' ' && i > 0 && example.bytes[i - 1] == ' ')
			continue;
		text_add_char(&naming->text, c);
	}
	naming->written = to;
}

/* What stands before "from" as it is, then a value's place instead of what follows. Of
 * "host:port" it is the place of both. */
static void put_place(struct naming *naming, size_t from, size_t to)
{
	str before = str_slice(naming->name->example, naming->written,
			       from - naming->written);

	if (!str_is(before, ":") || !str_ends_with(text_of(&naming->text), STR("<*>"))) {
		put_text(naming, from);
		text_add(&naming->text, STR("<*>"));
	}
	naming->written = to;
}

static bool run_differs(const struct naming *naming)
{
	return naming->run >= TEMPLATE_RUNS_MAX ||
	       (naming->name->runs_differ >> naming->run & 1);
}

/* A bracket that was opened in it. */
static size_t closed(const struct naming *naming, size_t from, size_t to)
{
	str example = naming->name->example;
	int open = 0;

	for (size_t i = from; i < to; i++) {
		open += example.bytes[i] == '(' || example.bytes[i] == '[';
		open -= example.bytes[i] == ')' || example.bytes[i] == ']';
	}
	while (open-- > 0 && to < example.length &&
	       (example.bytes[to] == ')' || example.bytes[to] == ']'))
		to++;
	return to;
}

/* Of a run that always looks the same, what may belong to the text is shown as text. */
static void name_run(struct naming *naming, const struct template_token *run)
{
	const struct template_scan *scan = naming->scan;

	if (run->from >= naming->written && run_differs(naming))
		put_place(naming, run->from, closed(naming, run->from, run->to));
	while (naming->value < scan->value_count &&
	       scan->values[naming->value].to <= run->to) {
		const struct template_value *value = &scan->values[naming->value++];

		if (value->sure && value->from >= naming->written)
			put_place(naming, value->from, value->to);
	}
}

/* The punctuation around a word stays. */
static void name_word(struct naming *naming, const struct template_token *word)
{
	str example = naming->name->example;
	uint32_t from = word->from, to = word->to;

	while (from < to && byte_class(example.bytes[from]) & BYTE_SEPARATOR)
		from++;
	while (to > from && byte_class(example.bytes[to - 1]) & BYTE_SEPARATOR)
		to--;
	if (from >= naming->written)
		put_place(naming, from, to);
}

static bool is_value(const struct naming *naming, size_t token)
{
	return token < naming->scan->token_count &&
	       (naming->scan->tokens[token].is_value || naming->name->varies[token]);
}

static void name_values(struct naming *naming, size_t first, size_t last)
{
	const struct template_token *tokens = naming->scan->tokens;

	if (naming->name->joined && first != last)
		put_place(naming, tokens[first].from,
			  closed(naming, tokens[first].from, tokens[last].to));
	for (size_t i = first; i <= last; i++) {
		if (tokens[i].is_value)
			name_run(naming, &tokens[i]);
		else
			name_word(naming, &tokens[i]);
	}
	naming->run++;
}

str template_name_text(struct arena *arena, const struct template_name *name,
		       uint64_t seed, struct template_scan *scan)
{
	struct naming naming = { .name = name, .scan = scan };

	naming.text = text_new(arena, TEMPLATE_LINE_BYTES_MAX * 2);
	template_scan(name->example, seed, scan);
	for (size_t i = 0; i < scan->token_count; i++) {
		size_t last = i;

		if (!is_value(&naming, i))
			continue;
		while (is_value(&naming, last + 1))
			last++;
		name_values(&naming, i, last);
		i = last;
	}
	if (!scan->clipped)
		put_text(&naming, name->example.length);
	return str_clip(str_trim(text_of(&naming.text)), TEMPLATE_TEXT_BYTES_MAX);
}
