/* Any bytes are read or refused with a reason; a word's source is a piece of the text,
 * and what is read of one command, written as arguments, reads the same. */
#include "base/scoped.h"
#include "formats/shell.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_read_the_same(struct arena *arena, const struct shell_command *command)
{
	str *argv = arena_many(arena, str, command->count + 1);
	struct shell_script script;
	struct error error;

	for (size_t i = 0; i < command->count; i++) {
		if (!command->words[i].is_static)
			return;
		argv[i] = command->words[i].value;
	}
	if (command->count == 0 ||
	    !shell_parse(arena, shell_quote(arena, argv, command->count), &script,
			 &error))
		return;
	must(script.count == 1 && script.pipelines[0].count == 1);
	for (size_t i = 0; i < command->count && argv[0].length > 0; i++)
		must(script.pipelines[0].commands[0].count != command->count ||
		     str_equal(argv[i], script.pipelines[0].commands[0].words[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size };
	struct shell_script script = { 0 };
	struct error error = { 0 };

	if (!shell_parse(arena, source, &script, &error)) {
		must(error.kind != ERROR_NONE && error.text[0]);
		return 0;
	}
	for (size_t i = 0; i < script.count; i++)
		for (size_t k = 0; k < script.pipelines[i].count; k++)
			must_read_the_same(arena, &script.pipelines[i].commands[k]);
	return 0;
}
