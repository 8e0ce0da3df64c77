/* Any block becomes programs with their arguments, or is refused with a reason; and the
 * script that is classed in its place is read as the very same programs. */
#include "base/scoped.h"
#include "formats/json.h"
#include "runbook/step.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_be_stored_whole(struct arena *arena, const struct step *step)
{
	str stored = json_write(arena, step_tree(arena, step));
	struct error error;
	struct step again;

	must(step_of_tree(arena, json_parse(arena, stored, &error), &again));
	must(str_equal(json_write(arena, step_tree(arena, &again)), stored));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const str names[] = { STR_INIT("SECRET") };
	static const struct step_secrets secrets = { names, 1 };
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size };
	struct step step, again;
	struct error error = { 0 };

	if (!step_read_http(arena, source, &step, &error))
		must(error.kind != ERROR_NONE && error.text[0]);
	error = (struct error){ 0 };
	if (!step_read_shell(arena, source, &secrets, &step, &error)) {
		must(error.kind != ERROR_NONE && error.text[0]);
		return 0;
	}
	must(step.count > 0);
	if (str_is_utf8(source))
		must_be_stored_whole(arena, &step);
	/* What reads the script may refuse it; it never reads anything else in it. */
	if (step_read_shell(arena, step_script(arena, &step), &secrets, &again, &error))
		must(str_equal(step_script(arena, &again), step_script(arena, &step)));
	return 0;
}
