/* The document as a whole: its links, headings, fences, attributes and parts. */
#include "runbook/lint_private.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/tree.h"
#include "core/action/action.h"
#include "formats/markdown.h"
#include "formats/markdown_guard.h"
#include "runbook/classify.h"

#include <ctype.h>
#include <string.h>

static struct spot spot_on(struct lint *lint, unsigned line)
{
	str text = line > 0 && line <= lint->line_count ? lint->lines[line - 1] : STR("");

	return (struct spot){ .line = line > 0 ? line : 1,
			      .found = lint_one_line(lint->arena, text) };
}

/* -- links -- */

/* As GitHub makes an anchor of a heading: small letters, "-" for blanks, no signs. */
static str anchor_of(struct arena *arena, str title)
{
	struct text text = text_new(arena, title.length + 1);

	for (size_t i = 0; i < title.length; i++) {
		unsigned char c = (unsigned char)title.bytes[i];

		if (c == ' ')
			text_add_char(&text, '-');
		else if (isalnum(c) || c == '-' || c == '_' || c >= 0x80)
			text_add_char(&text, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	return text_of(&text);
}

struct anchors {
	str *items;
	size_t count, capacity;
};

static struct anchors anchors_of(struct lint *lint)
{
	struct anchors anchors = { 0 };

	for (size_t i = 0; i < lint->runbook->section_count && i < LINT_COMPARED_MAX; i++)
		*list_add(lint->arena, &anchors) = anchor_of(
			lint->arena, lint->runbook->sections[i].title);
	return anchors;
}

/* "heading-1" is the second of that title. */
static bool has_anchor(struct lint *lint, const struct anchors *anchors, str anchor)
{
	for (size_t i = 0; i < anchors->count; i++) {
		str own = anchors->items[i];

		if (str_equal(own, anchor) ||
		    (str_starts_with(anchor, own) && anchor.length > own.length + 1 &&
		     anchor.bytes[own.length] == '-' &&
		     isdigit((unsigned char)anchor.bytes[own.length + 1])))
			return true;
	}
	return lint_says(lint, "name=\"") || lint_says(lint, "id=\"") ||
	       lint_says(lint, "{#");
}

/* "%20" is a blank in a file's name. */
static str unescaped(struct arena *arena, str path)
{
	struct text text = text_new(arena, path.length + 1);

	for (size_t i = 0; i < path.length; i++) {
		bool is_blank = str_starts_with(str_slice(path, i, 3), STR("%20"));

		text_add_char(&text, is_blank ? ' ' : path.bytes[i]);
		i += is_blank ? 2 : 0;
	}
	return text_of(&text);
}

/* "https://…", "mailto:…", "//host", templates of site generators. */
static bool is_elsewhere(str target)
{
	for (size_t i = 0; i < target.length && target.bytes[i] != '/'; i++)
		if (target.bytes[i] == ':')
			return true;
	return target.length == 0 || str_starts_with(target, STR("//")) ||
	       str_contains(target, STR("{{")) || str_contains(target, STR("<")) ||
	       str_contains(target, STR("$")) || str_contains(target, STR("@"));
}

static void look_at_link(struct lint *lint, const struct anchors *anchors,
			 const struct markdown_link *link)
{
	str path = link->target, anchor = STR("");
	struct spot spot = spot_on(lint, link->line);

	if (is_elsewhere(path))
		return;
	(void)str_cut(path, '#', &path, &anchor);
	spot.found = link->target;
	if (path.length == 0) {
		/* Titles are known as text; of what else stands in them nobody knows. */
		if (anchor.length > 0 && !has_anchor(lint, anchors, anchor) &&
		    lint->runbook->section_count > 0)
			lint_report(lint, RULE_DOCUMENT_LINK, spot,
				    "no heading of this document is called so");
		return;
	}
	(void)str_cut(path, '?', &path, &anchor);
	/* A site's own paths begin at a root that only its generator knows. */
	if (str_starts_with(path, STR("/")) || !lint->settings->has_file)
		return;
	if (!lint->settings->has_file(lint->settings->context,
				      unescaped(lint->arena, path)))
		lint_report(lint, RULE_DOCUMENT_LINK, spot,
			    "there is no such file beside this document");
}

static void look_at_links(struct lint *lint)
{
	const struct markdown *markdown = lint->runbook->markdown;
	struct anchors anchors = anchors_of(lint);

	for (size_t i = 0; i < markdown->link_count && i < LINT_COMPARED_MAX; i++)
		look_at_link(lint, &anchors, &markdown->links[i]);
}

/* -- headings -- */

static void look_at_headings(struct lint *lint)
{
	const struct runbook *runbook = lint->runbook;

	for (size_t i = 0; i < runbook->section_count && i < LINT_COMPARED_MAX; i++)
		for (size_t k = 0; k < i; k++) {
			const struct runbook_section *one = &runbook->sections[i];
			const struct runbook_section *other = &runbook->sections[k];

			if (one->parent != other->parent || one->title.length == 0 ||
			    !str_equal(one->title, other->title))
				continue;
			lint_report(
				lint, RULE_DOCUMENT_HEADING, spot_on(lint, one->line),
				"a heading of the same name stands on line %u: a link "
				"or a colleague cannot say which is meant",
				other->line);
			break;
		}
}

/* "## Mitigation" and nothing below it. */
static void look_for_empty_sections(struct lint *lint)
{
	const struct markdown *markdown = lint->runbook->markdown;

	for (size_t i = 0; i < markdown->count; i++) {
		const struct markdown_block *block = &markdown->blocks[i];
		const struct markdown_block *next = i + 1 < markdown->count
							    ? &markdown->blocks[i + 1]
							    : NULL;

		if (block->kind != MARKDOWN_HEADING || block->level == 1 ||
		    block->is_quoted ||
		    (next &&
		     (next->kind != MARKDOWN_HEADING || next->level > block->level)))
			continue;
		lint_report(lint, RULE_DOCUMENT_EMPTY, spot_on(lint, block->line),
			    "nothing stands below this heading");
	}
}

/* -- blocks -- */

static bool is_fence(str line)
{
	line = str_trim(line);
	return str_starts_with(line, STR("```")) || str_starts_with(line, STR("~~~"));
}

/* A fence that nobody closed takes the rest of the document, headings and all. */
static void look_at_fence(struct lint *lint, const struct markdown_block *block)
{
	str rest = block->code, line;
	unsigned row = 0;

	if (block->line == 0 || block->line_end < lint->line_count ||
	    !is_fence(lint->lines[block->line - 1]) ||
	    is_fence(lint->lines[lint->line_count - 1]))
		return;
	for (; str_next(&rest, '\n', &line); row++)
		if (str_starts_with(line, STR("## ")) ||
		    str_starts_with(line, STR("### ")) ||
		    str_starts_with(line, STR("---"))) {
			lint_report(
				lint, RULE_DOCUMENT_FENCE, spot_on(lint, block->line),
				"this block is never closed: the rest of the document, "
				"from the heading on line %u on, is code to every "
				"reader",
				block->code_line + row);
			return;
		}
}

static void look_at_language(struct lint *lint, const struct runbook_block *block)
{
	static const char *const names[] = {
		[RUNBOOK_SHELL] = "sh",    [RUNBOOK_PROMQL] = "promql",
		[RUNBOOK_SQL] = "sql",     [RUNBOOK_MONGOSH] = "javascript",
		[RUNBOOK_REDIS] = "redis",
	};
	struct spot spot = spot_on(lint, block->line);

	if (!block->language_guessed || block->is_console ||
	    block->language >= sizeof(names) / sizeof(names[0]) ||
	    !names[block->language] || !is_fence(spot.found))
		return;
	spot.repaired = arena_format(lint->arena, "```%s", names[block->language]);
	lint_report(lint, RULE_DOCUMENT_LANGUAGE, spot,
		    "the block does not say its language; it reads like %s",
		    names[block->language]);
}

/* False when there is nothing to say. */
static bool classify(struct lint *lint, const struct runbook_block *block,
		     struct classified *ret_classified)
{
	*ret_classified = (struct classified){ 0 };
	if (block->language == RUNBOOK_SHELL)
		classify_shell(lint->arena, block->code, ret_classified);
	else if (block->language == RUNBOOK_SQL)
		classify_sql(lint->arena, block->code, ret_classified);
	else if (block->language == RUNBOOK_MONGOSH)
		classify_mongosh(lint->arena, block->code, ret_classified);
	else
		return false;
	/* It counts as destructive then, which says nothing about it. */
	return !str_contains(ret_classified->reason, STR("not known"));
}

static void look_at_attributes(struct lint *lint, const struct runbook_block *block)
{
	const struct runbook_attributes *attributes = &block->attributes;
	struct classified classified;

	if (attributes->unknown.length > 0)
		lint_report(lint, RULE_DOCUMENT_ATTRIBUTE, spot_on(lint, block->line),
			    "'" STR_FMT "' is no attribute or value that is known here",
			    STR_ARG(str_clip(attributes->unknown, 60)));
	if (!attributes->has_class || !classify(lint, block, &classified) ||
	    classified.class <= attributes->class)
		return;
	lint_report(lint, RULE_DOCUMENT_CLASS, spot_on(lint, block->line),
		    "class=%s promises less than line %u does: it counts as %s (" STR_FMT
		    ")",
		    action_class_names[attributes->class],
		    block->code_line + (classified.line > 0 ? classified.line - 1 : 0),
		    action_class_names[classified.class], STR_ARG(classified.reason));
}

static void look_at_blocks(struct lint *lint)
{
	const struct runbook *runbook = lint->runbook;

	for (size_t i = 0; i < runbook->block_count; i++) {
		look_at_language(lint, &runbook->blocks[i]);
		look_at_attributes(lint, &runbook->blocks[i]);
	}
	for (size_t i = 0; i < runbook->markdown->count; i++)
		if (runbook->markdown->blocks[i].kind == MARKDOWN_CODE)
			look_at_fence(lint, &runbook->markdown->blocks[i]);
}

/* -- what a runbook needs -- */

static bool has_part(const struct runbook *runbook, enum runbook_part part)
{
	for (size_t i = 0; i < runbook->section_count; i++)
		if (runbook->sections[i].part == part)
			return true;
	for (size_t i = 0; i < runbook->block_count; i++)
		if (runbook->blocks[i].part == part)
			return true;
	return false;
}

/* The first block of a resolution that changes something and has no way of its own. */
static const struct runbook_block *change_without(struct lint *lint, bool undo,
						  str *ret_reason)
{
	for (size_t i = 0; i < lint->runbook->block_count; i++) {
		const struct runbook_block *block = &lint->runbook->blocks[i];
		struct classified classified;

		if (block->part != RUNBOOK_RESOLUTION ||
		    (undo ? block->attributes.undo : block->attributes.verify).length >
			    0 ||
		    !classify(lint, block, &classified))
			continue;
		if (classified.class < (undo ? ACTION_DESTRUCTIVE : ACTION_REVERSIBLE))
			continue;
		*ret_reason = classified.reason;
		return block;
	}
	return NULL;
}

static void look_at_parts(struct lint *lint)
{
	const struct runbook *runbook = lint->runbook;
	const struct runbook_block *change;
	bool is_for_incidents = has_part(runbook, RUNBOOK_RESOLUTION) &&
				has_part(runbook, RUNBOOK_DIAGNOSIS);
	struct spot top = { .line = 1, .found = runbook->title };
	str reason = STR("");

	change = change_without(lint, true, &reason);
	if (change && !has_part(runbook, RUNBOOK_UNDO) && !lint_says(lint, "roll back") &&
	    !lint_says(lint, "rollback"))
		lint_report(lint, RULE_DOCUMENT_UNDO, spot_on(lint, change->line),
			    "this counts as destructive (" STR_FMT
			    "), and nothing says how it is taken back: a section "
			    "Rollback, or undo=NAME behind the fence",
			    STR_ARG(reason));
	change = change_without(lint, false, &reason);
	if (change && !has_part(runbook, RUNBOOK_VERIFICATION) &&
	    !lint_says(lint, "verify"))
		lint_report(lint, RULE_DOCUMENT_VERIFICATION, spot_on(lint, change->line),
			    "this changes something (" STR_FMT
			    "), and nothing says how to see that it helped: a section "
			    "Verification, or verify=NAME behind the fence",
			    STR_ARG(reason));
	if (change && !lint_says(lint, "escalat") && !lint_says(lint, "on-call") &&
	    !lint_says(lint, "pagerduty"))
		lint_report(lint, RULE_DOCUMENT_ESCALATION, top,
			    "nothing says whom to call when this does not help");
	if (is_for_incidents && runbook->alert_count == 0)
		lint_report(lint, RULE_DOCUMENT_ALERT, top,
			    "it names no alert, so nobody is led here: alerts: [NAME] "
			    "between the lines of --- at its beginning");
}

static void look_at_age(struct lint *lint)
{
	static const char *const names[] = { "last_verified", "last-verified",
					     "lastVerified", NULL };
	enum { FRESH_DAYS = 90 };
	struct error error = { 0 };

	for (size_t i = 0; lint->settings->now > 0 && names[i]; i++) {
		str day = tree_get_text(lint->runbook->front_matter, names[i]);
		instant_ms verified = 0;

		if (day.length < 10 ||
		    !instant_parse(arena_format(lint->arena, STR_FMT "T00:00:00Z",
						STR_ARG(str_slice(day, 0, 10))),
				   &verified, &error) ||
		    lint->settings->now - verified <= FRESH_DAYS * DAY_MS)
			continue;
		lint_report(lint, RULE_DOCUMENT_AGE,
			    (struct spot){ .line = 1, .found = lint->runbook->title },
			    "nobody has gone through it since " STR_FMT ", %lld days ago",
			    STR_ARG(str_slice(day, 0, 10)),
			    (long long)((lint->settings->now - verified) / DAY_MS));
	}
}

/* -- letters -- */

static void look_at_letters(struct lint *lint)
{
	const struct runbook *runbook = lint->runbook;
	str was = runbook->source, is = runbook->repaired, before, after;
	unsigned line = 1;

	if (runbook->repairs == 0)
		return;
	while (markdown_next_line(&was, &before) && markdown_next_line(&is, &after)) {
		if (!str_equal(before, after)) {
			lint_report(
				lint, RULE_DOCUMENT_LETTERS,
				(struct spot){
					.line = line,
					.found = lint_one_line(lint->arena, before),
					.repaired = lint_one_line(lint->arena, after) },
				"UTF-8 was once read as another encoding and saved "
				"again: %zu places are garbled",
				runbook->repairs);
			return;
		}
		line++;
	}
}

void lint_document(struct lint *lint)
{
	if (!lint->runbook->markdown)
		return;
	look_at_links(lint);
	look_at_headings(lint);
	look_for_empty_sections(lint);
	look_at_blocks(lint);
	look_at_parts(lint);
	look_at_age(lint);
	look_at_letters(lint);
}
