/* time_intervals, and mute_time_intervals as they were called before 0.24: the shape is
 * the same, so it is written as it stands. */
#include "config/import/import.h"

#include "base/zone.h"

/* A list of days, months or years; as texts, since 1 and '1:7' may stand together. */
static void add_ranges(struct import *import, const struct tree *stretch,
		       const char *name, const char **separator)
{
	const struct tree *list = import_list(import, stretch, name);
	struct text *text = &import->intervals_text;

	if (tree_count(list) == 0)
		return;
	text_addf(text, "%s%s: [", *separator, name);
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);

		text_add(text, i > 0 ? STR(", ") : STR(""));
		if (item->kind == TREE_INT)
			text_addf(text, "'%lld'", (long long)item->number);
		else if (item->kind == TREE_TEXT)
			write_text(text, item->text);
		else
			import_wrong(import, item, "must be a text such as '1:7'");
	}
	text_add_char(text, ']');
	*separator = ", ";
}

static void add_times(struct import *import, const struct tree *stretch,
		      const char **separator)
{
	const struct tree *list = import_list(import, stretch, "times");
	struct text *text = &import->intervals_text;

	if (tree_count(list) == 0)
		return;
	text_addf(text, "%stimes: [", *separator);
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);

		import_taken(import, item);
		text_addf(text, "%s{start_time: ", i > 0 ? ", " : "");
		write_text(text, import_text(import, item, "start_time"));
		text_add(text, STR(", end_time: "));
		write_text(text, import_text(import, item, "end_time"));
		text_add_char(text, '}');
	}
	text_add_char(text, ']');
	*separator = ", ";
}

static void add_location(struct import *import, const struct tree *stretch,
			 const char *separator)
{
	str location = import_text(import, stretch, "location");
	struct error error = { 0 };

	if (location.length == 0)
		return;
	if (str_is(location, "Local") || !zone_load(import->arena, location, &error)) {
		import_leave(
			import, tree_get(stretch, "location"),
			"there is no time zone of this name here, so UTC holds: name "
			"one such as Europe/Berlin");
		return;
	}
	text_addf(&import->intervals_text, "%slocation: ", separator);
	write_text(&import->intervals_text, location);
}

static void add_stretch(struct import *import, const struct tree *stretch)
{
	const char *separator = "";

	if (stretch->kind != TREE_MAP) {
		import_wrong(import, stretch, "must be a map");
		return;
	}
	import_taken(import, stretch);
	text_add(&import->intervals_text, STR("      - {"));
	add_times(import, stretch, &separator);
	add_ranges(import, stretch, "weekdays", &separator);
	add_ranges(import, stretch, "days_of_month", &separator);
	add_ranges(import, stretch, "months", &separator);
	add_ranges(import, stretch, "years", &separator);
	add_location(import, stretch, separator);
	text_add(&import->intervals_text, STR("}\n"));
}

static void add_interval(struct import *import, const struct tree *interval)
{
	struct text *text = &import->intervals_text;
	str name = import_text(import, interval, "name");
	const struct tree *list = import_list(import, interval, "time_intervals");

	import_taken(import, interval);
	if (name.length == 0) {
		import_wrong(import, interval, "has no name");
		return;
	}
	if (map_get(import->intervals, name))
		import_wrong(import, interval, "has a name that stands there twice");
	map_put(import->intervals, name, import);
	text_add(text, text->length == 0 ? STR("\ntime_intervals:\n") : STR(""));
	text_add(text, STR("  - name: "));
	write_text(text, name);
	write_origin(text, import, interval);
	text_add(text, STR("    time_intervals:"));
	text_add(text, tree_count(list) > 0 ? STR("\n") : STR(" []\n"));
	for (size_t i = 0; i < tree_count(list); i++)
		add_stretch(import, tree_nth(list, i));
}

void import_intervals(struct import *import)
{
	static const char *const names[] = { "time_intervals", "mute_time_intervals" };

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		const struct tree *list = import_list(import, import->root, names[n]);

		for (size_t i = 0; i < tree_count(list); i++)
			add_interval(import, tree_nth(list, i));
	}
}
