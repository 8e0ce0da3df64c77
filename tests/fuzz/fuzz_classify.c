/* Any bytes get a class with a reason; a command more never makes a script better, and a
 * script with "rm" behind it is no read. */
#include "base/scoped.h"
#include "formats/shell.h"
#include "runbook/classify.h"
#include "runbook/classify_verdict.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static enum action_class class_of(struct arena *arena, str source)
{
	struct classified found = { 0 };

	classify_shell(arena, source, &found);
	must(found.reason.length > 0);
	must(!found.is_refused || found.refusal.length > 0);
	return found.class;
}

/* How many pipelines it has; SIZE_MAX when it is no shell. */
static size_t pipelines_of(struct arena *arena, str source)
{
	struct shell_script script;
	struct error error = { 0 };

	return shell_parse(arena, source, &script, &error) ? script.count : SIZE_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size }, more, inside;
	enum action_class class = class_of(arena, source);
	size_t count = pipelines_of(arena, source);

	/* A line behind "# " may be a prompt's, and is a comment in a script. */
	if (count == SIZE_MAX || str_contains(source, STR("#")))
		return 0;
	more = arena_format(arena, STR_FMT "\nrm x", STR_ARG(source));
	if (pipelines_of(arena, more) == count + 1)
		must(class_of(arena, more) == ACTION_DESTRUCTIVE);
	inside = arena_format(arena, "echo \"$(\n" STR_FMT "\n)\"", STR_ARG(source));
	if (pipelines_of(arena, inside) == 1)
		must(!verdict_is_worse(class, class_of(arena, inside)));
	return 0;
}
