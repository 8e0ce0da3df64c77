/* Whatever comes as a CloudEvent: binary (the first line is each attribute, the rest the
 * data), structured, and in a batch. */
#include "door.h"

static str binary_header(const void *request, const char *name)
{
	if (str_is(STR("ce-specversion"), name))
		return STR("1.0");
	if (str_is(STR("Content-Type"), name))
		return STR("application/json");
	return *(const str *)request;
}

static str structured_header(const void *request, const char *name)
{
	(void)request;
	return str_is(STR("Content-Type"), name) ? STR("application/cloudevents+json")
						 : STR("");
}

static str batch_header(const void *request, const char *name)
{
	(void)request;
	return str_is(STR("Content-Type"), name)
		       ? STR("application/cloudevents-batch+json")
		       : STR("");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	const struct source *source = fuzzed_source("cloudevents");
	str whole = { (const char *)bytes, size }, line = STR(""), rest = whole;
	struct door_call binary = { .arena = arena,
				    .method = "POST",
				    .request = &line,
				    .header = binary_header };
	struct door_call structured = { .arena = arena,
					.method = "POST",
					.header = structured_header };
	struct door_call batch = structured;

	batch.header = batch_header;
	str_cut(whole, '\n', &line, &rest);
	fuzz_door(source, &binary, rest);
	fuzz_door(source, &structured, whole);
	fuzz_door(source, &batch, whole);
	return 0;
}
