/* What is read once is read again from its own text, and nodes lie inside each other. */
#include "base/limits.h"
#include "base/scoped.h"
#include "runbook/promql.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static bool lies_inside(void *context, const struct promql *promql)
{
	const str *source = context;

	must(promql->begin <= promql->end && promql->end <= source->length);
	for (size_t i = 0; i < promql->count; i++)
		must(promql->arguments[i]->begin >= promql->begin &&
		     promql->arguments[i]->end <= promql->end);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	str source = { (const char *)bytes, size };
	struct error error = { 0 };
	struct promql *promql;
	size_t at = 0, before = 0;

	while (promql_next(arena, source, &at, &promql, &error) ||
	       error.kind != ERROR_NONE) {
		must(at > before || at == size);
		if (error.kind == ERROR_NONE) {
			promql_walk(promql, lies_inside, &source);
			(void)promql_check(arena, source, promql, &error);
		}
		if (at == size)
			break;
		before = at;
	}
	if (promql_parse(arena, source, &promql, &error))
		must(promql_parse(
			arena,
			str_slice(source, promql->begin, promql->end - promql->begin),
			&promql, &error));
	return 0;
}
