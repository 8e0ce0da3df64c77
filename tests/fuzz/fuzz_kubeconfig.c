/* What kubeconfig_read accepts can be asked: it has a server, and what is needed
 * together is there together. */
#include "base/scoped.h"
#include "formats/kubeconfig.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct kubeconfig_file file = { STR("/a/b"), { (const char *)bytes, size } };
	struct kubeconfig config = { 0 };
	struct error error = { 0 };

	if (!kubeconfig_read(arena, &file, 1, STR(""), &config, &error)) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		return 0;
	}
	must(str_starts_with(config.server, STR("http")) && config.context.length > 0);
	must((config.certificate.data.length + config.certificate.path.length > 0) ==
	     (config.key.data.length + config.key.path.length > 0));
	must(config.exec.command.length > 0 || config.exec.argument_count == 0);
	return 0;
}
