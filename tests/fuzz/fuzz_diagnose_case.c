/* A case of anything: windows that overlap or lie anywhere, values and times that are
 * none, spans that are their own parents, lines of bytes. It is diagnosed, or refused
 * with a reason; beliefs sum to 1, and what is ranked is in its order. */
#include "base/scoped.h"
#include "core/diagnosis/diagnosis.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum {
	FUZZ_ARENA_BYTES = 1 << 30,
	/* Of each sort: the input says how many. */
	SERIES_MAX = 6,
	SAMPLES_MAX = 60,
	SPANS_MAX_HERE = 60,
	LINES_MAX = 60,
	OTHERS_MAX = 5,
};

#define NOON 1795262400000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Reads its input; at its end all is 0. */
struct input {
	struct arena *arena;
	const uint8_t *bytes;
	size_t size;
};

static unsigned byte_of(struct input *input)
{
	if (input->size == 0)
		return 0;
	input->size--;
	return *input->bytes++;
}

static size_t count_of(struct input *input, size_t most)
{
	return input->size == 0 ? 0 : byte_of(input) % (most + 1);
}

/* Mostly within some hours of noon, at times anything. */
static instant_ms time_of(struct input *input)
{
	unsigned kind = byte_of(input);
	uint64_t any = 0;

	if (kind == 255) {
		for (size_t i = 0; i < sizeof(any); i++)
			any = any << 8 | byte_of(input);
		return (int64_t)any;
	}
	if (kind == 254)
		return NOON - DAY_MS + (instant_ms)byte_of(input) * MINUTE_MS;
	return NOON - 4 * HOUR_MS +
	       ((instant_ms)kind << 8 | (instant_ms)byte_of(input)) * 250;
}

/* Of a window: those are checked by whoever takes them in. */
static instant_ms instant_of(struct input *input)
{
	instant_ms at = time_of(input);

	return at < 0 || at > INSTANT_MAX ? NOON : at;
}

static double value_of(struct input *input)
{
	static const double odd[] = { NAN, INFINITY, -INFINITY, 1e308, -1e308, 5e-324 };
	unsigned kind = byte_of(input);

	if (kind < sizeof(odd) / sizeof(odd[0]))
		return odd[kind];
	return (double)kind * (kind % 7 == 0 ? 1e6 : 1) - 100;
}

static str name_of(struct input *input)
{
	static const char *const names[] = { "",      "shop", "db", "requests failing",
					     "cpu_s", "a",    "b",  "memory bytes" };
	unsigned kind = byte_of(input);
	size_t length;
	str rest;

	if (kind < 200)
		return str_of(names[kind % (sizeof(names) / sizeof(names[0]))]);
	length = kind - 200 < input->size ? kind - 200 : input->size;
	rest = (str){ (const char *)input->bytes, length };
	input->bytes += length;
	input->size -= length;
	return rest;
}

static struct case_window window_of(struct input *input)
{
	instant_ms from = instant_of(input);

	return (struct case_window){ from, instant_of(input) };
}

static struct case_series series_of(struct input *input)
{
	size_t count = count_of(input, SAMPLES_MAX);
	instant_ms *at = arena_many(input->arena, instant_ms, count + 1);
	double *values = arena_many(input->arena, double, count + 1);
	struct case_series series = { .entity = name_of(input),
				      .name = name_of(input),
				      .unit = name_of(input),
				      .at = at,
				      .values = values,
				      .count = count };

	for (size_t i = 0; i < count; i++) {
		at[i] = time_of(input);
		values[i] = value_of(input);
	}
	return series;
}

static struct case_span span_of(struct input *input)
{
	struct case_span span = { .trace = name_of(input),
				  .id = name_of(input),
				  .parent = name_of(input),
				  .entity = name_of(input),
				  .operation = name_of(input),
				  .failed = byte_of(input) % 2 };

	span.took_us = time_of(input) % (DAY_MS * 2000);
	if (__builtin_mul_overflow(time_of(input), 1000, &span.start_us))
		span.start_us = INT64_MAX;
	return span;
}

static struct case_line line_of(struct input *input)
{
	return (struct case_line){ .entity = name_of(input),
				   .text = name_of(input),
				   .at = time_of(input),
				   .trace = name_of(input),
				   .span = name_of(input) };
}

static struct case_change change_of(struct input *input)
{
	return (struct case_change){ .id = name_of(input),
				     .kind = byte_of(input) % 2 ? STR("deploy")
								: name_of(input),
				     .entity = name_of(input),
				     .title = name_of(input),
				     .text = name_of(input),
				     .at = time_of(input) };
}

/* Fills an array of so many in the arena. */
#define FILL(input, type, most, one, ret_items, ret_count) \
	do { \
		size_t many = count_of(input, most); \
		struct type *items = arena_many((input)->arena, struct type, many + 1); \
\
		for (size_t i = 0; i < many; i++) \
			items[i] = one(input); \
		(ret_items) = items; \
		(ret_count) = many; \
	} while (0)

static struct case_call call_of(struct input *input)
{
	return (struct case_call){ name_of(input), name_of(input) };
}

static struct case_coverage coverage_of(struct input *input)
{
	return (struct case_coverage){ name_of(input), window_of(input) };
}

static struct diagnosis_case case_of(struct input *input)
{
	struct diagnosis_case known = { .during = window_of(input),
					.before = window_of(input),
					.alert_at = time_of(input),
					.alert_entity = name_of(input),
					.alert_metric = name_of(input),
					.alert_text = name_of(input),
					.spans_are_sampled = byte_of(input) % 2 };

	FILL(input, case_window, OTHERS_MAX, window_of, known.quiet, known.quiet_count);
	FILL(input, case_series, SERIES_MAX, series_of, known.series, known.series_count);
	FILL(input, case_span, SPANS_MAX_HERE, span_of, known.spans, known.span_count);
	FILL(input, case_line, LINES_MAX, line_of, known.lines, known.line_count);
	FILL(input, case_coverage, OTHERS_MAX, coverage_of, known.covered,
	     known.covered_count);
	FILL(input, case_call, OTHERS_MAX, call_of, known.calls, known.call_count);
	FILL(input, case_change, OTHERS_MAX, change_of, known.changes,
	     known.change_count);
	return known;
}

static void check(const struct diagnosis *diagnosis)
{
	double beliefs = diagnosis->no_change;

	for (size_t i = 0; i < diagnosis->guilty_count; i++)
		beliefs += diagnosis->guilty[i].belief;
	assert(diagnosis->guilty_count == 0 || fabs(beliefs - 1) < 1e-6);
	for (size_t i = 0; i < diagnosis->finding_count; i++) {
		assert(!isnan(diagnosis->findings[i].strength));
		assert(diagnosis->findings[i].kind < FINDING_KINDS);
	}
	assert(!diagnosis->anything || diagnosis->suspect_count > 0);
	assert(diagnosis->summary.length > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct input input = { arena, bytes, size };
	struct diagnosis_case known = case_of(&input);
	struct diagnosis diagnosis = { 0 };
	struct error error = { 0 };

	if (diagnose(arena, &known, &diagnosis, &error))
		check(&diagnosis);
	else
		assert(error.text[0] != 0);
	return 0;
}
