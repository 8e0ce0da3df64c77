/* Any block of any language is looked at without harm, and each finding says which rule
 * it is of, on a line that the text has. */
#include "base/limits.h"
#include "base/scoped.h"
#include "runbook/lint.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

/* 2026-11-29 */
#define FUZZ_NOW 1795910400000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static bool is_rule(str name)
{
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(name, rules[i].name))
			return true;
	return false;
}

static void check(struct arena *arena, const struct runbook *runbook)
{
	const struct lint_settings settings = { .now = FUZZ_NOW };
	const struct finding *findings;
	unsigned lines = 1;
	size_t count;

	for (size_t i = 0; i < runbook->repaired.length; i++)
		lines += runbook->repaired.bytes[i] == '\n';
	runbook_lint(arena, runbook, &settings, &findings, &count);
	must(count <= LINT_FINDINGS_MAX);
	for (size_t i = 0; i < count; i++) {
		must(is_rule(findings[i].rule) && findings[i].text.length > 0);
		must(findings[i].line >= 1 && findings[i].line <= lines + 1);
		must(i == 0 || findings[i - 1].line <= findings[i].line);
	}
}

/* The first byte says in which language the rest is, or that it is a document. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str code = { (const char *)bytes + 1, size > 0 ? size - 1 : 0 };
	struct runbook_block block = { .number = 1, .code = code, .code_line = 1 };
	struct runbook runbook = {
		.source = code, .repaired = code, .blocks = &block, .block_count = 1
	};
	struct runbook *read;
	struct error error = { 0 };

	if (size == 0)
		return 0;
	block.language = bytes[0] % (RUNBOOK_OTHER + 1);
	if (bytes[0] != '#')
		check(arena, &runbook);
	else if (runbook_read(arena, STR("fuzz.md"), code, &read, &error))
		check(arena, read);
	return 0;
}
