/* runbook lint and runbook rules: what is wrong with a document, told without asking any
 * system. */
#include "operations/runbook_parts.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "formats/json.h"
#include "runbook/lint.h"

#include <string.h>
#include <unistd.h>

struct lint_input {
	str files; /* [{"name", "text"}] */
	str off;
	int least; /* of least_names */
};
/* All is the default, so it stands first. */
static const char *const least_names[] = { "hint", "warning", "error", NULL };
static const struct field lint_fields[] = {
	{ .name = "files",
	  .kind = FIELD_JSON,
	  .offset = offsetof(struct lint_input, files),
	  .required = true,
	  .is_file = true,
	  .help = "runbooks in Markdown" },
	{ .name = "off",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct lint_input, off),
	  .help = "rules that say nothing, with commas between" },
	{ .name = "least",
	  .kind = FIELD_ENUM,
	  .offset = offsetof(struct lint_input, least),
	  .names = least_names,
	  .help = "the least that is told: hint, warning or error; left out: hint" },
};
const struct shape runbook_lint_shape = SHAPE("lint", struct lint_input, lint_fields);

enum { LINK_ARENA_BYTES = 1 << 20 };

struct linting {
	struct work *work;
	struct tree *findings;
	str name;                 /* of the file at hand */
	enum finding_level least; /* what matters less is counted only */
	struct lint_settings settings;
	size_t counts[FINDING_HINT + 1];
};

/* Beside the document, on the machine where the command was typed. */
static bool has_file(void *context, str path)
{
	scoped_arena arena = arena_new(LINK_ARENA_BYTES);
	str name = *(const str *)context, folder = STR("");

	for (size_t i = name.length; i > 0 && folder.length == 0; i--)
		if (name.bytes[i - 1] == '/')
			folder = str_slice(name, 0, i);
	if (str_starts_with(path, STR("/")))
		folder = STR("");
	return access(arena_format(arena, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(path))
			      .bytes,
		      F_OK) == 0;
}

static void add_finding(struct linting *linting, const struct finding *finding)
{
	struct arena *arena = linting->work->arena;
	struct tree *one = tree_map(arena);

	linting->counts[finding->level]++;
	if (finding->level > linting->least)
		return;
	tree_put_text(arena, one, "file", linting->name);
	tree_put_int(arena, one, "line", finding->line);
	tree_put_int(arena, one, "line_end", finding->line_end);
	tree_put_text(arena, one, "level", str_of(finding_level_names[finding->level]));
	tree_put_text(arena, one, "rule", finding->rule);
	tree_put_text(arena, one, "text", arena_copy(arena, finding->text));
	tree_put_text(arena, one, "found", arena_copy(arena, finding->found));
	tree_put_text(arena, one, "repaired", arena_copy(arena, finding->repaired));
	tree_add(arena, linting->findings, one);
}

static bool lint_file(struct linting *linting, const struct tree *file)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	const struct finding *findings;
	struct runbook *runbook;
	size_t count;

	linting->name = tree_get_text(file, "name");
	if (!runbook_read(arena, linting->name, tree_get_text(file, "text"), &runbook,
			  &linting->work->error))
		return while_doing(linting->work, STR_FMT, STR_ARG(linting->name));
	runbook_lint(arena, runbook, &linting->settings, &findings, &count);
	for (size_t i = 0; i < count; i++)
		add_finding(linting, &findings[i]);
	return true;
}

static bool read_off(struct work *work, str names, struct lint_settings *settings)
{
	struct {
		str *items;
		size_t count, capacity;
	} off = { 0 };
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);
	str name;

	while (str_next(&names, ',', &name)) {
		bool is_rule = false;

		name = str_trim(name);
		for (size_t i = 0; i < count; i++)
			is_rule |= str_is(name, rules[i].name);
		if (!is_rule)
			return fail(work, ERROR_INVALID,
				    "off: there is no rule '" STR_FMT
				    "' (stanch runbook rules)",
				    STR_ARG(str_clip(name, 60)));
		*list_add(work->arena, &off) = name;
	}
	/* A server's own rules hold for whoever asks it. */
	for (size_t i = 0; work->config && i < work->config->runbook_lint.off_count; i++)
		*list_add(work->arena, &off) = work->config->runbook_lint.off[i];
	settings->off = off.items;
	settings->off_count = off.count;
	return true;
}

bool runbook_lint_files(struct work *work, const void *input, struct tree *answer)
{
	const struct lint_input *in = input;
	struct linting linting = { .work = work,
				   .findings = tree_list(work->arena),
				   .least = (enum finding_level)(FINDING_HINT -
								 in->least),
				   .settings = { .now = work->now } };
	struct tree *files = json_parse(work->arena, in->files, &work->error);

	if (!files)
		return while_doing(work, "files");
	if (files->kind != TREE_LIST)
		return fail(work, ERROR_INVALID, "files: a list of {\"name\", \"text\"}");
	linting.settings.context = &linting.name;
	/* A server has no business with the files beside somebody's document. */
	if (!work->app)
		linting.settings.has_file = has_file;
	if (!read_off(work, in->off, &linting.settings))
		return false;
	for (size_t i = 0; i < tree_count(files); i++)
		if (!lint_file(&linting, tree_nth(files, i)))
			return false;
	tree_put(work->arena, answer, "findings", linting.findings);
	tree_put_int(work->arena, answer, "files", (int64_t)tree_count(files));
	tree_put_int(work->arena, answer, "errors",
		     (int64_t)linting.counts[FINDING_ERROR]);
	tree_put_int(work->arena, answer, "warnings",
		     (int64_t)linting.counts[FINDING_WARNING]);
	tree_put_int(work->arena, answer, "hints", (int64_t)linting.counts[FINDING_HINT]);
	return true;
}

bool runbook_rules(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	size_t count;
	const struct lint_rule *all = lint_rules(&count);

	(void)input;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "rule", str_of(all[i].name));
		tree_put_text(work->arena, one, "level",
			      str_of(finding_level_names[all[i].level]));
		tree_put_text(work->arena, one, "help", str_of(all[i].help));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "rules", list);
	return true;
}
