#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/garbled.h"
#include "formats/markdown.h"
#include "formats/yaml.h"
#include "runbook/read_private.h"

#include <string.h>

const char *const runbook_language_names[] = {
	[RUNBOOK_SHELL] = "shell", [RUNBOOK_PROMQL] = "promql",
	[RUNBOOK_LOGQL] = "logql", [RUNBOOK_TRACEQL] = "traceql",
	[RUNBOOK_SQL] = "sql",     [RUNBOOK_MONGOSH] = "mongosh",
	[RUNBOOK_REDIS] = "redis", [RUNBOOK_YAML] = "yaml",
	[RUNBOOK_HTTP] = "http",   [RUNBOOK_OUTPUT] = "output",
	[RUNBOOK_OTHER] = "other", NULL,
};

str runbook_language_of(const struct runbook_block *block)
{
	if (block->language == RUNBOOK_OTHER)
		return block->info;
	return str_of(runbook_language_names[block->language]);
}

const char *const runbook_part_names[] = {
	[RUNBOOK_TEXT] = "text",
	[RUNBOOK_SYMPTOMS] = "symptoms",
	[RUNBOOK_IMPACT] = "impact",
	[RUNBOOK_DIAGNOSIS] = "diagnosis",
	[RUNBOOK_RESOLUTION] = "resolution",
	[RUNBOOK_VERIFICATION] = "verification",
	[RUNBOOK_UNDO] = "undo",
	[RUNBOOK_ESCALATION] = "escalation",
	[RUNBOOK_PREVENTION] = "prevention",
	NULL,
};

const char *const parameter_type_names[] = {
	[PARAMETER_NAME] = "name",         [PARAMETER_INTEGER] = "integer",
	[PARAMETER_DURATION] = "duration", [PARAMETER_INSTANT] = "instant",
	[PARAMETER_ADDRESS] = "address",   [PARAMETER_SECRET] = "secret",
	[PARAMETER_TEXT] = "text",         NULL,
};

enum {
	CONDITION_BYTES_MAX = 300, /* a sentence; each block below has a copy */
	BOLD_WORDS_MAX = 3,        /* of a line that stands for a heading */
	LEVELS = 7,                /* of headings, from 1 */
	DEPTHS = 8, /* of lists in lists: deeper conditions belong to the last */
};

struct reader {
	struct arena *arena;
	struct runbook *runbook;
	struct alert_names alerts;
	struct sections {
		struct runbook_section *items;
		size_t count, capacity;
	} sections;
	struct blocks {
		struct runbook_block *items;
		size_t count, capacity;
	} blocks;
	struct parameters {
		struct runbook_parameter *items;
		size_t count, capacity;
	} parameters;
	size_t open[LEVELS]; /* the section open at each level; SIZE_MAX: none */
	struct text text;    /* of the last section */
	bool is_of_messages; /* templates of messages, from .messages_level down */
	unsigned messages_level;
	enum runbook_part part; /* of a bold line in this section; RUNBOOK_TEXT: none */
	str title;
	str conditions[DEPTHS];
	const struct markdown_block *last_condition;
};

/* -- sections -- */

static struct runbook_section *last_section(struct reader *reader)
{
	return &reader->sections.items[reader->sections.count - 1];
}

static void close_text(struct reader *reader)
{
	if (reader->sections.count > 0)
		last_section(reader)->text = text_of(&reader->text);
	reader->text = text_new(reader->arena, MARKDOWN_BYTES_MAX);
}

static void add_line(struct reader *reader, str line)
{
	if (line.length == 0)
		return;
	if (reader->text.length > 0)
		text_add_char(&reader->text, '\n');
	text_add(&reader->text, line);
}

static void forget_conditions(struct reader *reader, unsigned from)
{
	for (unsigned depth = from; depth < DEPTHS; depth++)
		reader->conditions[depth] = STR("");
}

/* A part stands below it, and it is none itself: it tells of an incident. */
static void mark_incident(struct reader *reader, size_t section, enum runbook_part part)
{
	if (section != SIZE_MAX && reader->sections.items[section].part == RUNBOOK_TEXT &&
	    (part == RUNBOOK_SYMPTOMS || part == RUNBOOK_DIAGNOSIS ||
	     part == RUNBOOK_RESOLUTION))
		reader->sections.items[section].is_incident = true;
}

static size_t parent_of(const struct reader *reader, unsigned level)
{
	while (--level > 0)
		if (reader->open[level] != SIZE_MAX)
			return reader->open[level];
	return SIZE_MAX;
}

static struct runbook_section *add_section(struct reader *reader, str title,
					   unsigned level, unsigned line)
{
	struct runbook_section *section;

	close_text(reader);
	section = list_add(reader->arena, &reader->sections);
	*section = (struct runbook_section){
		.title = title, .level = level, .line = line, .parent = SIZE_MAX
	};
	reader->title = title;
	reader->part = RUNBOOK_TEXT;
	forget_conditions(reader, 0);
	return section;
}

static void read_heading(struct reader *reader, const struct markdown_block *heading)
{
	unsigned level = heading->level;
	struct runbook_section *section = add_section(reader, heading->text, level,
						      heading->line);
	enum runbook_part part;

	section->parent = parent_of(reader, level);
	for (unsigned below = level; below < LEVELS; below++)
		reader->open[below] = SIZE_MAX;
	reader->open[level] = reader->sections.count - 1;

	if (reader->is_of_messages && level <= reader->messages_level)
		reader->is_of_messages = false;
	if (!reader->is_of_messages && title_is_of_messages(heading->text)) {
		reader->is_of_messages = true;
		reader->messages_level = level;
	}
	part = reader->is_of_messages ? RUNBOOK_TEXT : part_of_title(heading->text);
	mark_incident(reader, section->parent, part);
	if (part == RUNBOOK_TEXT && !reader->is_of_messages &&
	    section->parent != SIZE_MAX)
		part = reader->sections.items[section->parent].part;
	section->part = part;
	/* "### If Kafka is down" */
	if (!condition_of(heading->text, true, &reader->conditions[0]))
		reader->conditions[0] = STR("");
	alerts_in_title(&reader->alerts, heading->text, reader->runbook->title);
}

/* -- text -- */

static size_t words_of(str text)
{
	size_t words = text.length > 0;

	for (size_t i = 0; i < text.length; i++)
		words += text.bytes[i] == ' ';
	return words;
}

/* "**Symptoms:**" for a heading; "**Severity**: high" is none, nor is a step of a list
 * or a sentence. */
static void read_bold(struct reader *reader, const struct markdown_block *block)
{
	enum runbook_part part;

	if (reader->is_of_messages || block->level > 0 ||
	    block->strong.length + 1 < block->text.length ||
	    words_of(block->strong) > BOLD_WORDS_MAX)
		return;
	part = part_of_title(block->strong);
	if (part == RUNBOOK_TEXT)
		return;
	reader->part = part;
	mark_incident(reader, reader->sections.count - 1, part);
}

static void read_text(struct reader *reader, const struct markdown_block *block)
{
	unsigned depth = block->level < DEPTHS ? block->level : DEPTHS - 1;
	bool is_bold = block->strong.length > 0;
	str condition = STR(""), title = block->text;

	add_line(reader, block->text);
	alerts_in_text(&reader->alerts, block->text);
	if (str_ends_with(title, STR(":")))
		title.length--;
	if (title.length > 0)
		reader->title = title;
	forget_conditions(reader, depth + 1);
	if (!condition_of(is_bold ? block->strong : block->text, is_bold, &condition)) {
		if (is_bold)
			read_bold(reader, block);
		return;
	}
	reader->conditions[depth] = str_clip(condition, CONDITION_BYTES_MAX);
	reader->last_condition = block;
}

static void read_row(struct reader *reader, const struct markdown_block *row)
{
	struct text line = text_new(reader->arena, MARKDOWN_BYTES_MAX);

	for (size_t i = 0; i < row->cell_count; i++)
		text_addf(&line, "%s" STR_FMT, i > 0 ? " | " : "",
			  STR_ARG(row->cells[i]));
	add_line(reader, str_trim(text_of(&line)));
	alerts_in_text(&reader->alerts, text_of(&line));
}

/* -- code -- */

/* The outer conditions hold as well as the inner ones. */
static str condition_here(struct reader *reader)
{
	struct text text = text_new(reader->arena, MARKDOWN_BYTES_MAX);

	for (unsigned depth = 0; depth < DEPTHS; depth++)
		if (reader->conditions[depth].length > 0)
			text_addf(&text, "%s" STR_FMT, text.length > 0 ? ", " : "",
				  STR_ARG(reader->conditions[depth]));
	return text_of(&text);
}

static bool is_console_word(str word)
{
	return words_equal(word, "console") || words_equal(word, "terminal") ||
	       words_include(word, "session") || words_equal(word, "shellsession");
}

static void read_language(struct reader *reader, struct runbook_block *block, str word)
{
	str typed;

	if (word.length > 0) {
		if (!language_of_word(word, &block->language))
			block->language = RUNBOOK_OTHER;
	} else {
		block->language_guessed = true;
		block->language = console_typed(reader->arena, block->code, false, &typed)
					  ? RUNBOOK_SHELL
					  : language_guess(block->code);
	}
	if (block->language == RUNBOOK_SHELL &&
	    console_typed(reader->arena, block->code, is_console_word(word), &typed)) {
		block->is_console = true;
		block->code = typed;
	}
}

static void add_parameters(struct reader *reader, const struct runbook_block *block)
{
	for (size_t i = 0; i < block->parameter_count; i++) {
		const struct runbook_parameter *parameter = &block->parameters[i];
		size_t known = 0;

		while (known < reader->parameters.count &&
		       !str_equal(reader->parameters.items[known].name, parameter->name))
			known++;
		if (known == reader->parameters.count && known < RUNBOOK_PARAMETERS_MAX)
			*list_add(reader->arena, &reader->parameters) = *parameter;
	}
}

static void read_code(struct reader *reader, const struct markdown_block *code)
{
	size_t section = reader->sections.count - 1;
	struct runbook_block *block = list_add(reader->arena, &reader->blocks);
	unsigned depth = code->level < DEPTHS ? code->level : DEPTHS - 1;
	str word, attributes;

	/* A fence at the margin ends the list; just below a condition that is a slip. */
	if (!reader->last_condition || reader->last_condition + 1 != code)
		forget_conditions(reader, depth + 1);
	info_cut(code->info, &word, &attributes);
	*block = (struct runbook_block){
		.number = reader->blocks.count,
		.info = code->info,
		.code = code->code,
		.line = code->line,
		.line_end = code->line_end,
		.code_line = code->code_line,
		.section = section,
		.part = reader->part != RUNBOOK_TEXT
				? reader->part
				: reader->sections.items[section].part,
		.condition = condition_here(reader),
		.title = reader->title,
		.attributes = attributes_read(reader->arena, attributes),
	};
	block->id = block->attributes.name.length > 0
			    ? block->attributes.name
			    : arena_format(reader->arena, "%u", block->line);
	read_language(reader, block, word);
	block->digest = sha256_hex(reader->arena, sha256_of(block->code));
	alerts_in_text(&reader->alerts, block->code);
	parameters_read(reader->arena, block);
	add_parameters(reader, block);
}

/* -- the whole -- */

static bool read_block(struct reader *reader, const struct markdown_block *block,
		       struct error *error)
{
	/* What stands before the first heading has a section without a title. */
	if (reader->sections.count == 0 && block->kind != MARKDOWN_HEADING)
		add_section(reader, STR(""), 0, block->line);
	switch (block->kind) {
	case MARKDOWN_HEADING: read_heading(reader, block); break;
	case MARKDOWN_PARAGRAPH: read_text(reader, block); break;
	case MARKDOWN_ITEM: forget_conditions(reader, block->level); break;
	case MARKDOWN_ROW: read_row(reader, block); break;
	case MARKDOWN_RULE: forget_conditions(reader, 0); break;
	case MARKDOWN_HTML: break;
	case MARKDOWN_CODE:
		if (reader->blocks.count == RUNBOOK_BLOCKS_MAX)
			return error_set(error, ERROR_TOO_LARGE,
					 "line %u: more than %d blocks of code",
					 block->line, RUNBOOK_BLOCKS_MAX);
		read_code(reader, block);
		break;
	}
	return true;
}

static void read_front_matter(struct reader *reader, str front_matter)
{
	struct error error;
	struct tree *tree;

	if (front_matter.length == 0 || front_matter.length > FRONT_MATTER_BYTES_MAX)
		return;
	tree = yaml_parse(reader->arena, front_matter, &error);
	if (!tree || tree->kind != TREE_MAP)
		return;
	reader->runbook->front_matter = tree;
	alerts_in_front_matter(&reader->alerts, tree);
}

static void read_title(struct reader *reader, str name)
{
	str title = tree_get_text(reader->runbook->front_matter, "title");

	for (size_t i = 0; i < reader->sections.count; i++)
		if (reader->sections.items[i].level > 0 &&
		    reader->sections.items[i].title.length > 0) {
			title = reader->sections.items[i].title;
			break;
		}
	reader->runbook->title = title.length > 0 ? title : name;
}

static bool read_blocks(struct reader *reader, str name, struct error *error)
{
	const struct markdown *markdown = reader->runbook->markdown;
	str file = name, folder;

	while (str_cut(file, '/', &folder, &file))
		;
	reader->runbook->title = file;
	for (unsigned level = 0; level < LEVELS; level++)
		reader->open[level] = SIZE_MAX;
	read_front_matter(reader, markdown->front_matter);
	for (size_t i = 0; i < markdown->count; i++)
		if (!read_block(reader, &markdown->blocks[i], error))
			return error_wrap(error, STR_FMT, STR_ARG(str_clip(name, 100)));
	close_text(reader);
	read_title(reader, name);
	return true;
}

static bool is_text(str source, unsigned *ret_line)
{
	*ret_line = 1;
	for (size_t i = 0; i < source.length; i++) {
		if (source.bytes[i] == '\0')
			return false;
		*ret_line += source.bytes[i] == '\n';
	}
	return true;
}

/* cmark ends a line at a lone \r too (CommonMark 0.31, 2.1); a shell, and all that counts
 * lines here, does not. With one reading, what was looked at is what would run. */
static str with_ends_of_lines(struct arena *arena, str text)
{
	char *bytes = arena_many(arena, char, text.length + 1);

	for (size_t i = 0; i < text.length; i++) {
		char next = i + 1 < text.length ? text.bytes[i + 1] : '\0';

		bytes[i] = text.bytes[i] == '\r' && next != '\n' ? '\n' : text.bytes[i];
	}
	return (str){ bytes, text.length };
}

bool runbook_read(struct arena *arena, str name, str source, struct runbook **ret_runbook,
		  struct error *error)
{
	struct runbook *runbook = arena_one(arena, struct runbook);
	struct markdown *markdown = arena_one(arena, struct markdown);
	struct reader reader = { .arena = arena,
				 .runbook = runbook,
				 .alerts = { .arena = arena } };
	struct garbled garbled;
	unsigned line;

	if (!is_text(source, &line))
		return error_set(error, ERROR_INVALID,
				 STR_FMT
				 ": line %u: this is no text: it holds a zero byte",
				 STR_ARG(str_clip(name, 100)), line);
	runbook->source = source;
	runbook->digest = sha256_hex(arena, sha256_of(source));
	if (source.length <= MARKDOWN_BYTES_MAX) {
		garbled_repair(arena, source, &garbled);
		runbook->repaired = with_ends_of_lines(arena, garbled.text);
		runbook->repairs = garbled.count;
	} else {
		runbook->repaired = source;
	}
	if (!markdown_parse(arena, runbook->repaired, markdown, error))
		return error_wrap(error, STR_FMT, STR_ARG(str_clip(name, 100)));
	runbook->markdown = markdown;
	if (!read_blocks(&reader, name, error))
		return false;
	seals_add(arena, reader.blocks.items, reader.blocks.count);
	runbook->sections = reader.sections.items;
	runbook->section_count = reader.sections.count;
	runbook->blocks = reader.blocks.items;
	runbook->block_count = reader.blocks.count;
	runbook->parameters = reader.parameters.items;
	runbook->parameter_count = reader.parameters.count;
	runbook->alerts = reader.alerts.names.items;
	runbook->alert_count = reader.alerts.names.count;
	*ret_runbook = runbook;
	return true;
}
