/* Public runbooks, when they are at hand, have the faults that were found in them by
 * hand, on those lines: they are known by their digests and are not kept here. */
#include "base/limits.h"
#include "check.h"
#include "runbook/lint.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEST_BYTES_MAX = 1 << 30 };

static const struct known {
	const char *digest; /* of the file, its beginning */
	unsigned line;
	const char *rule;
} known[] = {
	{ "719b351a8719", 1, "document-link" },
	{ "719b351a8719", 105, "shell-placeholder" },
	{ "719b351a8719", 111, "kubectl-logs-for-oom" },
	{ "719b351a8719", 111, "shell-placeholder" },
	{ "719b351a8719", 165, "promql-metric-of-other-runtime" },
	{ "719b351a8719", 165, "promql-rate-as-percentage" },
	{ "719b351a8719", 246, "prose-action" },
	{ "719b351a8719", 269, "shell-endless" },
	{ "719b351a8719", 280, "document-link" },
	{ "6745eb7a29c8", 92, "document-letters" },
	{ "6745eb7a29c8", 106, "kubectl-logs-one-pod" },
	{ "6745eb7a29c8", 106, "shell-count-as-rate" },
	{ "6745eb7a29c8", 109, "promql-api-path" },
	{ "6745eb7a29c8", 109, "promql-url" },
	{ "6745eb7a29c8", 112, "promql-api-path" },
	{ "6745eb7a29c8", 173, "prose-cadence" },
	{ "6745eb7a29c8", 226, "shell-placeholder" },
	{ "6745eb7a29c8", 233, "kubectl-sort-by" },
	{ "6745eb7a29c8", 249, "kubectl-namespace" },
	{ "6745eb7a29c8", 249, "shell-exec-tty" },
	{ "6745eb7a29c8", 249, "shell-placeholder" },
	{ "6745eb7a29c8", 250, "shell-exec-tty" },
	{ "6745eb7a29c8", 290, "kubectl-secrets" },
	{ "6745eb7a29c8", 291, "kubectl-secrets" },
	{ "6745eb7a29c8", 336, "kubectl-undo" },
	{ "6745eb7a29c8", 355, "kubectl-all-containers" },
	{ "6745eb7a29c8", 367, "shell-placeholder" },
	{ "6745eb7a29c8", 394, "sql-terminate" },
	{ "6745eb7a29c8", 406, "redis-flush" },
	{ "6745eb7a29c8", 409, "shell-exec-tty" },
	{ "6745eb7a29c8", 483, "shell-endless" },
	{ "6745eb7a29c8", 486, "shell-endless" },
	{ "6745eb7a29c8", 516, "shell-placeholder" },
	{ "6745eb7a29c8", 648, "gh-assignee" },
	{ "8445bd7a9f12", 12, "document-letters" },
	{ "8445bd7a9f12", 12, "prose-objective" },
	{ "8445bd7a9f12", 52, "promql-quantile-without-le" },
	{ "8445bd7a9f12", 56, "promql-rate-as-percentage" },
	{ "8445bd7a9f12", 124, "kubectl-owner" },
	{ "8445bd7a9f12", 138, "prose-objective" },
	{ "8445bd7a9f12", 141, "prose-objective" },
	{ "8445bd7a9f12", 165, "promql-in-shell" },
	{ "8445bd7a9f12", 165, "promql-rate-of-gauge" },
	{ "8445bd7a9f12", 169, "redis-policy" },
	{ "8445bd7a9f12", 230, "prose-objective" },
	{ "8445bd7a9f12", 255, "redis-limit" },
	{ "8445bd7a9f12", 267, "promql-quantile-without-le" },
	{ "8445bd7a9f12", 271, "promql-ratio-without-sum" },
	{ "8445bd7a9f12", 275, "promql-metric" },
	{ "8445bd7a9f12", 292, "promql-metric" },
	{ "8445bd7a9f12", 366, "prose-weekend" },
	{ "8445bd7a9f12", 367, "prose-weekend" },
	{ "dc71c8c969e1", 17, "document-link" },
	{ "dc71c8c969e1", 110, "kubectl-undo" },
	{ "dc71c8c969e1", 179, "document-link" },
	{ "dc71c8c969e1", 322, "prose-date" },
	{ "dc71c8c969e1", 323, "prose-date" },
	{ "dc71c8c969e1", 324, "prose-date" },
	{ "dc71c8c969e1", 419, "document-link" },
	{ "dc71c8c969e1", 453, "prose-severities" },
	{ "43685deefafe", 18, "prose-wakes-nobody" },
	{ "43685deefafe", 45, "kubectl-namespace" },
	{ "43685deefafe", 54, "shell-exec-tty" },
	{ "43685deefafe", 54, "shell-expands-here" },
	{ "43685deefafe", 62, "kubectl-logs-ten-lines" },
	{ "43685deefafe", 65, "shell-grep-exit" },
	{ "43685deefafe", 65, "shell-placeholder" },
	{ "43685deefafe", 68, "kubectl-all-containers" },
	{ "43685deefafe", 87, "shell-exec-tty" },
	{ "43685deefafe", 106, "shell-exec-tty" },
	{ "43685deefafe", 106, "shell-expands-here" },
	{ "43685deefafe", 111, "kafka-producer" },
	{ "43685deefafe", 111, "shell-obsolete" },
	{ "43685deefafe", 166, "mongosh-profiler" },
	{ "43685deefafe", 184, "mongosh-placeholder" },
	{ "43685deefafe", 222, "shell-placeholder" },
	{ "43685deefafe", 225, "shell-exec-tty" },
	{ "43685deefafe", 225, "shell-heap-dump" },
	{ "43685deefafe", 229, "shell-placeholder" },
	{ "43685deefafe", 232, "shell-placeholder" },
	{ "43685deefafe", 277, "shell-dollar-in-quotes" },
	{ "43685deefafe", 302, "mongosh-cursor" },
	{ "43685deefafe", 312, "mongosh-loop" },
	{ "43685deefafe", 333, "document-letters" },
	{ "43685deefafe", 352, "prose-cadence" },
	{ "43685deefafe", 389, "prose-action" },
	{ "43685deefafe", 441, "shell-endless" },
	{ "43685deefafe", 450, "shell-interactive" },
	{ "43685deefafe", 456, "shell-placeholder" },
	{ "43685deefafe", 459, "shell-heap-dump" },
};

static bool has_no_file(void *context, str path)
{
	(void)context;
	(void)path;
	return false;
}

static bool is_found(const struct known *fault, const struct finding *findings,
		     size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (findings[i].line == fault->line &&
		    str_is(findings[i].rule, fault->rule))
			return true;
	return false;
}

static size_t check_known(const struct runbook *runbook, const struct finding *findings,
			  size_t count)
{
	size_t checked = 0;

	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!str_starts_with(runbook->digest, str_of(known[i].digest)))
			continue;
		checked++;
		if (!is_found(&known[i], findings, count))
			check_failed(__FILE__, __LINE__, "%s: no %s on line %u",
				     known[i].digest, known[i].rule, known[i].line);
	}
	return checked;
}

static size_t check_file(const char *path)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct lint_settings settings = { .has_file = has_no_file };
	char *bytes = arena_many(arena, char, MARKDOWN_BYTES_MAX);
	struct error error = { 0 };
	FILE *file = fopen(path, "r");
	const struct finding *findings;
	struct runbook *runbook;
	size_t length = 0, count;

	if (file) {
		length = fread(bytes, 1, MARKDOWN_BYTES_MAX, file);
		fclose(file);
	}
	if (length == 0 ||
	    !runbook_read(arena, STR("x.md"), (str){ bytes, length }, &runbook, &error))
		return 0;
	runbook_lint(arena, runbook, &settings, &findings, &count);
	return check_known(runbook, findings, count);
}

static void known_runbooks_have_their_faults(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const char *folder = getenv("STANCH_SEEDS");
	DIR *open = folder ? opendir(folder) : NULL;
	struct dirent *entry;
	size_t checked = 0;

	if (!folder) {
		check_skip("STANCH_SEEDS names no folder with them");
		return;
	}
	CHECK(open != NULL);
	while (open && (entry = readdir(open)))
		checked += check_file(arena_c_string(
			arena, arena_format(arena, "%s/%s", folder, entry->d_name)));
	if (open)
		closedir(open);
	CHECK_INT(checked, COUNT_OF(known));
}

const struct test tests[] = {
	{ "lint: known runbooks have their faults", known_runbooks_have_their_faults },
	{ 0 },
};
