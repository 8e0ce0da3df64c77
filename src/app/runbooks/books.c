#include "app/runbooks/books.h"

#include "app/note.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/suggest.h"
#include "core/evidence/evidence.h"

/* -- keeping -- */

str book_base_name(str path)
{
	while (str_cut(path, '/', &(str){ 0 }, &path))
		;
	return path;
}

str book_name_of(str file)
{
	static const char *const endings[] = { ".md", ".markdown" };

	while (str_starts_with(file, STR("./")) || str_starts_with(file, STR("/")))
		file = str_slice(file, str_starts_with(file, STR("/")) ? 1 : 2,
				 file.length);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (str_ends_with(file, str_of(endings[i])))
			return str_slice(file, 0,
					 file.length - str_of(endings[i]).length);
	return file;
}

static bool check_name(struct work *work, str name)
{
	for (size_t i = 0; i < name.length; i++)
		if ((unsigned char)name.bytes[i] <= ' ' || name.bytes[i] == 0x7f)
			return fail(work, ERROR_INVALID,
				    "name: '" STR_FMT
				    "' must be without blanks: it is typed",
				    STR_ARG(str_clip(name, 60)));
	if (name.length == 0 || name.length > RUNBOOK_NAME_BYTES_MAX)
		return fail(work, ERROR_INVALID, "name: must have 1 to %d bytes",
			    RUNBOOK_NAME_BYTES_MAX);
	return !str_starts_with(name, STR("-")) ||
	       fail(work, ERROR_INVALID, "name: must not begin with '-'");
}

bool block_is_step(const struct runbook_block *block)
{
	static const char *const documents[] = { "markdown", "md",   "json", "csv",
						 "xml",      "html", "diff", "log",
						 "mermaid",  "toml", "ini" };

	if (block->language == RUNBOOK_OTHER)
		for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
			if (str_is(block->info, documents[i]))
				return false;
	return block->language != RUNBOOK_OUTPUT;
}

bool block_named(const struct runbook *runbook, const struct runbook_block *block,
		 str word, struct runbook_block *ret_block)
{
	for (size_t i = 0; i < runbook->block_count; i++)
		if (str_equal(runbook->blocks[i].id, word)) {
			*ret_block = runbook->blocks[i];
			return true;
		}
	*ret_block = (struct runbook_block){
		.language = RUNBOOK_SHELL,
		.code = word,
		.parameters = block->parameters,
		.parameter_count = block->parameter_count,
	};
	return str_contains(word, STR(" "));
}

static int64_t count_steps(const struct runbook *runbook)
{
	int64_t count = 0;

	for (size_t i = 0; i < runbook->block_count; i++)
		count += block_is_step(&runbook->blocks[i]);
	return count;
}

/* The file as it is: who reads it here must read what stands there. */
static bool keep_source(struct work *work, str digest, str source)
{
	struct content known, content = {
		.hash = digest,
		.bytes = source,
		.size = (int64_t)source.length,
		.kept_at = work->now,
	};
	bool is_known;

	if (!store_content_find(work, digest, &known, &is_known))
		return false;
	return is_known || store_add(work, &content_shape, &content);
}

static bool keep(struct work *work, struct stored_runbook *stored, bool is_known,
		 str source)
{
	struct runbook *runbook;

	if (!str_is_utf8(source))
		return fail(work, ERROR_INVALID, STR_FMT ": it is not UTF-8",
			    STR_ARG(stored->name));
	if (!runbook_read(work->arena, stored->name, source, &runbook, &work->error))
		return false;
	stored->digest = runbook->digest;
	stored->title = str_clip(runbook->title, RUNBOOK_TITLE_BYTES_MAX);
	stored->steps = count_steps(runbook);
	stored->repairs = (int64_t)runbook->repairs;
	stored->changed_by = work->actor.name;
	stored->changed_at = work->now;
	stored->gone = false;
	if (!keep_source(work, stored->digest, source) ||
	    !(is_known ? store_save(work, &stored_runbook_shape, stored)
		       : store_add(work, &stored_runbook_shape, stored)))
		return while_doing(work, "keep the runbook " STR_FMT,
				   STR_ARG(stored->name));
	return note(work, "runbook.kept", 0, STR(""), { "name", stored->name },
		    { "title", stored->title }, { "digest", stored->digest },
		    { "steps", text_of_int(work, stored->steps) },
		    { "origin", str_of(runbook_origin_names[stored->origin]) });
}

bool books_import(struct work *work, str name, str source,
		  struct stored_runbook *ret_stored)
{
	struct stored_runbook stored = { .name = name };
	bool is_known;

	if (!check_name(work, name) ||
	    !store_runbook_named(work, name, &stored, &is_known))
		return false;
	if (is_known && stored.origin == RUNBOOK_OF_FILE && !stored.gone)
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " is the file " STR_FMT
				    ": change it there, and load the configuration again",
			    STR_ARG(name), STR_ARG(stored.path));
	stored.name = name;
	stored.origin = RUNBOOK_IMPORTED;
	stored.path = STR("");
	if (!keep(work, &stored, is_known, source))
		return false;
	*ret_stored = stored;
	return true;
}

/* -- following files -- */

/* A file that cannot be read as a runbook stops no configuration. */
static bool follow_file(struct work *work, const struct runbook_file *file)
{
	struct stored_runbook stored = { .name = file->name };
	str digest = sha256_hex(work->arena, sha256_of(file->source));
	bool is_known;

	if (!check_name(work, file->name) ||
	    !store_runbook_named(work, file->name, &stored, &is_known))
		return false;
	if (is_known && !stored.gone && stored.origin == RUNBOOK_OF_FILE &&
	    str_equal(stored.digest, digest) && str_equal(stored.path, file->path))
		return true;
	stored.name = file->name;
	stored.origin = RUNBOOK_OF_FILE;
	stored.path = file->path;
	return keep(work, &stored, is_known, file->source);
}

static bool is_followed(const struct config *config, str name)
{
	for (size_t i = 0; i < config->runbook_count; i++)
		if (str_equal(config->runbooks[i].name, name))
			return true;
	return false;
}

static bool forget_missing(struct work *work)
{
	struct stored_runbook *all;
	size_t count;

	if (!store_runbooks(work, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (all[i].origin != RUNBOOK_OF_FILE ||
		    is_followed(work->config, all[i].name))
			continue;
		all[i].gone = true;
		if (!store_save(work, &stored_runbook_shape, &all[i]) ||
		    !note(work, "runbook.gone", 0, STR(""), { "name", all[i].name },
			  { "path", all[i].path }))
			return false;
	}
	return true;
}

bool books_follow(struct work *work)
{
	for (size_t i = 0; i < work->config->runbook_count; i++) {
		const struct runbook_file *file = &work->config->runbooks[i];

		if (follow_file(work, file))
			continue;
		if (work->error.kind != ERROR_INVALID &&
		    work->error.kind != ERROR_TOO_LARGE)
			return false;
		if (!note(work, "runbook.refused", 0, STR(""), { "name", file->name },
			  { "problem",
			    arena_copy(work->arena, str_of(work->error.text)) }))
			return false;
		work->error = (struct error){ 0 };
	}
	return forget_missing(work);
}

/* -- opening -- */

bool book_read(struct work *work, const struct stored_runbook *stored,
	       struct book *ret_book)
{
	struct book book = { .stored = *stored };
	struct content content;
	struct runbook *runbook;
	struct step_record *records;
	bool is_there;

	if (!store_content_find(work, stored->digest, &content, &is_there))
		return false;
	if (!is_there)
		return fail(work, ERROR_INTERNAL,
			    "the file of the runbook " STR_FMT " is not kept any more",
			    STR_ARG(stored->name));
	if (!runbook_read(work->arena, stored->name, content.bytes, &runbook,
			  &work->error) ||
	    !store_runbook_records(work, stored->id, &records, &book.record_count))
		return false;
	book.runbook = runbook;
	book.records = records;
	*ret_book = book;
	return true;
}

static bool ends_in(str name, str word)
{
	return str_equal(name, word) ||
	       (name.length > word.length && str_ends_with(name, word) &&
		name.bytes[name.length - word.length - 1] == '/');
}

bool book_open(struct work *work, str word, struct book *ret_book)
{
	struct stored_runbook *all;
	struct suggestion suggestion = suggestion_for(word);
	const struct stored_runbook *found = NULL;
	size_t count, matching = 0;
	str name = book_name_of(word);

	if (!store_runbooks(work, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		suggestion_try(&suggestion, all[i].name);
		if (!ends_in(all[i].name, name))
			continue;
		matching++;
		if (!found || str_equal(all[i].name, name))
			found = &all[i];
	}
	if (!found)
		return fail(work, ERROR_NOT_FOUND,
			    "there is no runbook '" STR_FMT "'" STR_FMT,
			    STR_ARG(str_clip(word, 60)),
			    STR_ARG(suggestion_text(work->arena, &suggestion)));
	if (matching > 1 && !str_equal(found->name, name))
		return fail(work, ERROR_CONFLICT,
			    "%zu runbooks end in '" STR_FMT "': write the whole name",
			    matching, STR_ARG(name));
	return book_read(work, found, ret_book);
}

const struct step_record *book_record(const struct book *book, str block)
{
	for (size_t i = 0; i < book->record_count; i++)
		if (str_equal(book->records[i].block, block))
			return &book->records[i];
	return NULL;
}

/* -- what is wrong with it -- */

void book_lint(struct work *work, struct book *book)
{
	const struct runbook_lint_config *config = &work->config->runbook_lint;
	struct lint_settings settings = { .now = work->now,
					  .off = config->off,
					  .off_count = config->off_count };

	runbook_lint(work->arena, book->runbook, &settings, &book->findings,
		     &book->finding_count);
}

const struct finding *book_finding(const struct book *book,
				   const struct runbook_block *block,
				   enum finding_level level, size_t *from)
{
	while (*from < book->finding_count) {
		const struct finding *finding = &book->findings[(*from)++];

		if (finding->level <= level && finding->line >= block->line &&
		    finding->line <= block->line_end)
			return finding;
	}
	return NULL;
}

/* -- steps -- */

static bool is_called(const struct runbook_block *block, str word)
{
	int64_t line;

	if (str_equal(block->id, word))
		return true;
	return str_to_int(word, &line) && line >= block->line && line <= block->line_end;
}

bool book_step(struct work *work, const struct book *book, str word,
	       const struct runbook_block **ret_block)
{
	const struct runbook *runbook = book->runbook;
	str known = STR("");

	for (size_t i = 0; i < runbook->block_count; i++) {
		const struct runbook_block *block = &runbook->blocks[i];

		if (block_is_step(block) && is_called(block, word)) {
			*ret_block = block;
			return true;
		}
		if (block_is_step(block) && known.length < 300)
			known = arena_format(work->arena, STR_FMT "%s" STR_FMT,
					     STR_ARG(known), known.length > 0 ? ", " : "",
					     STR_ARG(block->id));
	}
	return fail(work, ERROR_NOT_FOUND,
		    STR_FMT " has no step '" STR_FMT "'; there are: " STR_FMT,
		    STR_ARG(book->stored.name), STR_ARG(str_clip(word, 60)),
		    STR_ARG(known));
}

str block_title(struct arena *arena, const struct book *book,
		const struct runbook_block *block)
{
	str title = block->title;

	if (title.length == 0 && block->section < book->runbook->section_count)
		title = book->runbook->sections[block->section].title;
	if (str_ends_with(title, STR(":")))
		title = str_slice(title, 0, title.length - 1);
	if (title.length == 0)
		title = arena_format(arena, "line %u", block->line);
	title = str_clip(title, STEP_TITLE_BYTES_MAX);
	if (block->condition.length == 0 || str_contains(block->condition, title))
		return block->condition.length > 0
			       ? str_clip(block->condition, STEP_TITLE_BYTES_MAX)
			       : title;
	return arena_format(arena, STR_FMT ": " STR_FMT,
			    STR_ARG(str_clip(block->condition, STEP_TITLE_BYTES_MAX)),
			    STR_ARG(title));
}
