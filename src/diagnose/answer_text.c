/* The answer for a terminal, for somebody who was woken: what is broken first, by which
 * numbers, which change is to blame, and what was not looked at. */
#include "base/text.h"
#include "diagnose/answer.h"
#include "diagnose/finding_samples.h"

#include <math.h>

enum {
	ANSWER_BYTES_MAX = 1 << 20,
	COLUMNS = 96,
	CHART_COLUMNS = 60,
	INDENT = 6,
	CHANGES_SHOWN = 5,
	EXAMPLES_SHOWN = 5,
	EXAMPLE_BYTES_MAX = 200,
};

static void tell(struct arena *arena, const struct answer *answer,
		 struct told_finding told, struct told_list *list)
{
	told.number = list->count + 1;
	told.command = arena_format(arena, "stanch diagnose show " STR_FMT " F%zu",
				    STR_ARG(answer->paths), told.number);
	*list_add(arena, list) = told;
}

struct told_list findings_told(struct arena *arena, const struct answer *answer)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	struct told_list list = { 0 };

	for (size_t i = 0; i < diagnosis->suspect_count && i < answer->top; i++)
		for (size_t k = 0; k < diagnosis->suspects[i].finding_count; k++)
			tell(arena, answer,
			     (struct told_finding){
				     .finding = &diagnosis->suspects[i].findings[k],
				     .suspect = i },
			     &list);
	for (size_t i = 0; i < diagnosis->resource_count; i++)
		tell(arena, answer,
		     (struct told_finding){ .finding = &diagnosis->resources[i].finding,
					    .resource = &diagnosis->resources[i],
					    .suspect = TOLD_NO_SUSPECT },
		     &list);
	return list;
}

/* Words, broken at spaces so that no line is longer than COLUMNS; the first line begins
 * where the text stands. */
static void add_wrapped(struct text *text, size_t indent, size_t column, str words)
{
	str word = { 0 };
	bool is_first = true;

	while (str_next(&words, ' ', &word)) {
		size_t characters = 0;

		for (size_t i = 0; i < word.length; i++)
			characters += ((unsigned char)word.bytes[i] & 0xc0) != 0x80;
		if (!is_first && column + 1 + characters > COLUMNS) {
			text_addf(text, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!is_first) {
			text_add_char(text, ' ');
			column++;
		}
		text_add(text, word);
		column += characters;
		is_first = false;
	}
	text_add_char(text, '\n');
}

static void add_sentence(struct text *text, size_t indent, str words)
{
	if (words.length == 0)
		return;
	text_addf(text, "%*s", (int)indent, "");
	add_wrapped(text, indent, indent, words);
}

static str range_told(struct arena *arena, const struct chart *chart)
{
	double least = 0, most = 0;

	if (!chart_range(chart, &least, &most))
		return STR("");
	return arena_format(arena,
			    "%s … %s"
			    "%s" STR_FMT,
			    chart_number(arena, least).bytes,
			    chart_number(arena, most).bytes,
			    chart->unit.length > 0 ? " " : "", STR_ARG(chart->unit));
}

static void add_chart(struct arena *arena, struct text *text, const struct answer *answer,
		      const struct told_finding *told)
{
	struct chart chart = { 0 };
	str line, marks;

	if (!chart_of_finding(arena, answer, told, &chart))
		return;
	line = chart_line(arena, &chart, CHART_COLUMNS);
	marks = chart_line_marks(arena, &chart, CHART_COLUMNS);
	if (line.length == 0)
		return;
	text_addf(text, "%*s" STR_FMT "  " STR_FMT "\n", INDENT, "", STR_ARG(line),
		  STR_ARG(range_told(arena, &chart)));
	if (marks.length > 0)
		text_addf(text, "%*s" STR_FMT "\n", INDENT, "", STR_ARG(marks));
}

static void add_finding(struct arena *arena, struct text *text,
			const struct answer *answer, const struct told_finding *told)
{
	const struct finding *finding = told->finding;
	/* What is as full as it can be is so by its numbers, and not beyond chance. */
	bool is_full = told->resource && told->resource->kind == RESOURCE_SATURATED;
	str strength = is_full ? STR("")
			       : arena_format(arena, " (%.1f)", finding->strength);
	str at = instant_format_time(arena, finding->onset);
	bool has_onset = finding->onset > 0 && !str_contains(finding->says, at);
	str since = has_onset ? arena_format(arena, ", since " STR_FMT, STR_ARG(at))
			      : STR("");
	str says = str_ends_with(finding->says, STR("."))
			   ? str_slice(finding->says, 0, finding->says.length - 1)
			   : finding->says;

	text_addf(text, "  F%-3zu", told->number);
	add_wrapped(text, INDENT, INDENT,
		    arena_format(arena, STR_FMT STR_FMT STR_FMT, STR_ARG(says),
				 STR_ARG(since), STR_ARG(strength)));
	add_chart(arena, text, answer, told);
}

static void add_resources(struct arena *arena, struct text *text,
			  const struct answer *answer, const struct told_list *told)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	bool grows = false;

	if (diagnosis->resource_count == 0)
		return;
	for (size_t i = 0; i < diagnosis->resource_count; i++)
		grows |= diagnosis->resources[i].kind == RESOURCE_GROWS;
	text_addf(text, "\nWhat runs out%s\n",
		  grows ? "; in brackets how far what grows is beyond chance" : "");
	for (size_t i = 0; i < told->count; i++)
		if (told->items[i].resource)
			add_finding(arena, text, answer, &told->items[i]);
}

static void add_suspects(struct arena *arena, struct text *text,
			 const struct answer *answer, const struct told_list *told)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	size_t at = 0;

	if (told->count == 0)
		return;
	text_add(text,
		 STR("\nSuspects, and what stands out of each; in brackets how many "
		     "times what a quiet day reaches\n"));
	for (size_t i = 0; i < diagnosis->suspect_count && i < answer->top; i++) {
		const struct suspect *suspect = &diagnosis->suspects[i];

		text_addf(text, "%zu. " STR_FMT "%s\n", i + 1, STR_ARG(suspect->entity),
			  suspect->score < diagnosis->threshold
				  ? " – below what would raise an alarm"
				  : "");
		for (; at < told->count && told->items[at].suspect == i; at++)
			add_finding(arena, text, answer, &told->items[at]);
	}
	text_add(text, STR("  ^ onset   | a change\n"));
}

static void add_change(struct arena *arena, struct text *text, const struct guilt *guilt)
{
	const struct case_change *change = guilt->change;
	str owner = change->owner.length > 0
			    ? arena_format(arena, ", by " STR_FMT, STR_ARG(change->owner))
			    : STR("");

	text_addf(text, "%4.0f %% ", 100 * guilt->belief);
	add_wrapped(
		text, INDENT + 1, INDENT + 1,
		arena_format(
			arena,
			STR_FMT " (" STR_FMT " of " STR_FMT " at " STR_FMT STR_FMT
				") " STR_FMT,
			STR_ARG(change->id),
			STR_ARG(change->kind.length > 0 ? change->kind : STR("change")),
			STR_ARG(change->entity.length > 0 ? change->entity
							  : STR("nobody knows what")),
			STR_ARG(instant_format_time(arena, change->at)), STR_ARG(owner),
			STR_ARG(change->title)));
	add_sentence(text, INDENT + 1, guilt->why);
	if (change->undo.length > 0)
		add_sentence(
			text, INDENT + 1,
			arena_format(arena, "Undo: " STR_FMT, STR_ARG(change->undo)));
}

static void add_changes(struct arena *arena, struct text *text,
			const struct diagnosis *diagnosis)
{
	bool told_none = false;

	if (diagnosis->guilty_count == 0)
		return;
	text_add(text, STR("\nIs a change to blame?\n"));
	for (size_t i = 0; i < diagnosis->guilty_count && i < CHANGES_SHOWN; i++) {
		const struct guilt *guilt = &diagnosis->guilty[i];

		if (!told_none && diagnosis->no_change >= guilt->belief) {
			text_addf(text, "%4.0f %% no change is guilty\n",
				  100 * diagnosis->no_change);
			told_none = true;
		}
		add_change(arena, text, guilt);
	}
	if (!told_none)
		text_addf(text, "%4.0f %% no change is guilty\n",
			  100 * diagnosis->no_change);
}

static void add_missing(struct arena *arena, struct text *text,
			const struct answer *answer)
{
	struct sentence_list list = not_looked_at(arena, answer);

	add_sentence(text, 0, answer->diagnosis->calibration);
	if (list.count == 0)
		return;
	text_add(text, STR("\nNot looked at, or to know\n"));
	for (size_t i = 0; i < list.count; i++) {
		text_add(text, STR("  - "));
		add_wrapped(text, 4, 4, list.items[i]);
	}
}

str answer_text(struct arena *arena, const struct answer *answer)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	struct text text = text_new(arena, ANSWER_BYTES_MAX);
	struct told_list told = findings_told(arena, answer);

	add_sentence(&text, 0, diagnosis->summary);
	if (diagnosis->onset > 0 && diagnosis->onset_says.length == 0)
		add_sentence(
			&text, 0,
			arena_format(arena, "It began at " STR_FMT ".",
				     STR_ARG(instant_format(arena, diagnosis->onset))));
	add_sentence(&text, 0, diagnosis->onset_says);
	add_sentence(&text, 0, diagnosis->cause_outside);
	add_sentence(&text, 0, answer->windows_say);
	if (diagnosis->anything) {
		add_suspects(arena, &text, answer, &told);
	}
	add_resources(arena, &text, answer, &told);
	add_changes(arena, &text, diagnosis);
	text_add_char(&text, '\n');
	add_missing(arena, &text, answer);
	if (told.count > 0 && (diagnosis->anything || diagnosis->resource_count > 0))
		text_addf(&text, "\nTo see a finding again: " STR_FMT "\n",
			  STR_ARG(told.items[diagnosis->anything ? 0 : told.count - 1]
					  .command));
	return text_of(&text);
}

/* -- one finding -- */

static void add_examples(struct text *text, const struct diagnosis_case *known,
			 const struct finding *finding, struct case_window window,
			 const char *heading)
{
	size_t found = 0;

	for (size_t i = 0; i < known->line_count; i++) {
		const struct case_line *line = &known->lines[i];

		if (line->at < window.from || line->at >= window.to ||
		    !is_line_of_finding(line, finding))
			continue;
		if (found == 0)
			text_addf(text, "\n%s\n", heading);
		if (found++ < EXAMPLES_SHOWN)
			text_addf(text, "  " STR_FMT "  " STR_FMT "\n",
				  STR_ARG(instant_format(text->arena, line->at)),
				  STR_ARG(str_clip(line->text, EXAMPLE_BYTES_MAX)));
	}
	if (found > EXAMPLES_SHOWN)
		text_addf(text, "  … %zu lines in all\n", found);
}

static void add_samples(struct arena *arena, struct text *text, const struct chart *chart)
{
	text_addf(text, "\nSamples%s" STR_FMT "%s\n", chart->unit.length > 0 ? " (" : "",
		  STR_ARG(chart->unit), chart->unit.length > 0 ? ")" : "");
	for (size_t i = 0; i < chart->count; i++) {
		if (isfinite(chart->values[i]))
			text_addf(text, "  " STR_FMT "  %.6g\n",
				  STR_ARG(instant_format(arena, chart->at[i])),
				  chart->values[i]);
	}
}

str answer_finding(struct arena *arena, const struct answer *answer,
		   const struct told_finding *told)
{
	const struct diagnosis_case *known = &answer->files->known;
	const struct finding *finding = told->finding;
	struct text text = text_new(arena, ANSWER_BYTES_MAX);
	struct chart chart = { 0 };
	bool is_of_lines = finding->kind == FINDING_LINES_NEW ||
			   finding->kind == FINDING_LINES_VANISHED ||
			   finding->kind == FINDING_LINES_OF_ERRORS;

	add_finding(arena, &text, answer, told);
	add_sentence(&text, INDENT,
		     arena_format(arena, "Before %.6g, after %.6g " STR_FMT,
				  finding->before, finding->after,
				  STR_ARG(finding->unit)));
	if (is_of_lines) {
		add_examples(&text, known, finding, known->before, "Lines before");
		add_examples(&text, known, finding, known->during, "Lines since");
	}
	if (chart_of_finding(arena, answer, told, &chart))
		add_samples(arena, &text, &chart);
	return text_of(&text);
}
