/* What is read out of any bytes are names that are known and views of the text. */
#include "config/config.h"

#include "base/limits.h"
#include "base/scoped.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 30 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static const struct config *services(void)
{
	static struct config *config;
	struct config_problems problems;

	if (!config) {
		scoped_arena scratch = arena_new(FUZZ_ARENA_BYTES);

		config = config_parse(
			scratch, STR("stanch.yaml"),
			STR("services:\n  - {name: order-service, aliases: [\"주문\"]}\n"
			    "  - {name: cart}\n  - {name: payment-gateway}\n"),
			&problems);
		must(config);
	}
	return config;
}

static void must_be_of(str text, const struct mention *mention, const struct terms *terms)
{
	bool is_known = mention->how == RECOGNISED_NOT;

	for (size_t i = 0; i < terms->count; i++)
		is_known = is_known || str_equal(mention->name, terms->items[i].name);
	must(is_known);
	must(mention->at + mention->words.length <= text.length);
	must(mention->words.length == 0 ||
	     mention->words.bytes == text.bytes + mention->at);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	const struct vocabulary *vocabulary = &services()->vocabulary;
	str text = { (const char *)bytes, size };
	struct text_reading reading = text_read(arena, text, vocabulary);

	must_be_of(text, &reading.service, &vocabulary->services);
	must_be_of(text, &reading.environment, &vocabulary->environments);
	must_be_of(text, &reading.symptom, &vocabulary->symptoms);
	must(reading.other_count <= READING_OTHERS_MAX);
	must(reading.open_count <= READING_OPEN_MAX);
	must(reading_explain(arena, &reading).length > 0);
	/* Whatever it says, it says the same of itself. */
	must(!readings_are_alike(arena, text, STR(""), STR(""), STR("")));
	return 0;
}
