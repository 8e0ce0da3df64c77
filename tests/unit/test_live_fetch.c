/* What is kept of what systems answer, whatever they answer. */
#include "check.h"

#include "app/app.h"
#include "app/investigation/live_fetch.h"
#include "base/limits.h"
#include "base/text.h"

enum { TEST_BYTES_MAX = 64 << 20, LENGTHY = 10000 };

static bool ask_lengthy(const struct probe_call *call, struct probe_finding *ret,
			struct error *error)
{
	struct text lengthy = text_new(call->arena, LENGTHY + 1);
	struct found_spans spans = { .trace_count = 1 };
	str s;

	(void)error;
	for (size_t i = 0; i < LENGTHY; i++)
		text_add(&lengthy, STR("x"));
	s = text_of(&lengthy);
	*list_add(call->arena, &spans) = (struct case_span){
		.trace = s, .id = s, .parent = s, .entity = s, .operation = s
	};
	*list_add(call->arena,
		  &spans) = (struct case_span){ .trace = STR("1a1f"),
						.id = STR("b"),
						.parent = STR("a"),
						.entity = STR("stock"),
						.operation = STR("reserve") };
	ret->spans = spans;
	return true;
}

enum { MANY = 60000 };

static bool ask_many(const struct probe_call *call, struct probe_finding *ret,
		     struct error *error)
{
	struct found_lines lines = { 0 };

	(void)error;
	for (size_t i = 0; i < MANY; i++)
		*list_add(call->arena, &lines) = (struct case_line){ .text = STR("x") };
	ret->lines = lines;
	return true;
}

static const struct probe many_probe = { .name = "loki_lines", .ask = ask_many };
static const struct probe lengthy_probe = { .name = "tempo_spans", .ask = ask_lengthy };
static const struct probe *const probes[] = { &lengthy_probe, &many_probe };
static const struct ports ports = { .probes = probes, .probe_count = COUNT_OF(probes) };

/* A hundred thousand of them have to fit into a job. */
static void of_a_lengthy_span_only_its_beginning_is_kept(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct app app = { .ports = &ports, .single_threaded = true };
	struct fetch fetch = { .probe = "tempo_spans", .url = STR("http://tempo") };
	struct fetching fetching = { .app = &app,
				     .arena = arena,
				     .end_us = clock_monotonic_us() + 10000000 };
	const struct case_span *span;

	fetch_all(&fetching, &fetch, 1);
	CHECK_OK(fetch.answered, fetch.error);
	CHECK_INT(fetch.spans.count, 2);
	span = &fetch.spans.items[0];
	CHECK_INT(span->trace.length, 64);
	CHECK_INT(span->id.length, 64);
	CHECK_INT(span->parent.length, 64);
	CHECK_INT(span->entity.length, DIAGNOSE_NAME_BYTES_MAX);
	CHECK_INT(span->operation.length, DIAGNOSE_NAME_BYTES_MAX);
	span = &fetch.spans.items[1];
	CHECK_STR(span->trace, "1a1f");
	CHECK_STR(span->operation, "reserve");
}

/* Who gives more than was asked for; of a part of the lines nothing can be said. */
static void lines_that_are_too_many_are_no_answer(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct app app = { .ports = &ports, .single_threaded = true };
	struct fetch fetches[] = { { .probe = "loki_lines", .url = STR("http://loki") },
				   { .probe = "loki_lines", .url = STR("http://loki") } };
	struct fetching fetching = { .app = &app,
				     .arena = arena,
				     .end_us = clock_monotonic_us() + 10000000 };

	fetch_all(&fetching, fetches, COUNT_OF(fetches));
	CHECK_OK(fetches[0].answered, fetches[0].error);
	CHECK_INT(fetches[0].lines.count, MANY);
	CHECK(!fetches[1].answered);
	CHECK_STR(str_of(fetches[1].error.text),
		  "60000 lines, and 60000 before them: more than the 100000 that are "
		  "taken");
	CHECK_INT(fetches[1].lines.count, 0);
	/* It is not ill. */
	CHECK_INT(fetching.unheard.count, 0);
}

const struct test tests[] = {
	{ "lines that are too many are no answer",
	  lines_that_are_too_many_are_no_answer },
	{ "of a lengthy span only its beginning is kept",
	  of_a_lengthy_span_only_its_beginning_is_kept },
	{ 0 },
};
