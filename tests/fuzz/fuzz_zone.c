/* Whatever zone_parse accepts must be a clock: its changes come one after the other, what
 * it shows at an instant is found again, and no time on the wall leads astray by more
 * than two clocks can differ. */
#include "base/scoped.h"
#include "base/zone.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 1 << 28, CHANGES_WALKED = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void must_show(const struct zone *zone, instant_ms at)
{
	struct civil civil = zone_civil(zone, at), again;
	enum civil_fit fit;
	instant_ms found = zone_instant(zone, &civil, &fit);

	must(fit != CIVIL_SKIPPED && found <= at);
	must(fit == CIVIL_TWICE || found == at);
	again = zone_civil(zone, found);
	must(civil_wall_ms(&again) == civil_wall_ms(&civil));

	/* An hour on, on the wall: that may be skipped, but is not far. */
	found = zone_instant_of_wall(zone, civil_wall_ms(&civil) + HOUR_MS, &fit);
	must(llabs(found - at) <= 53 * HOUR_MS);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct error error = { 0 };
	struct zone *zone = zone_parse(arena, STR("Fuzzed"),
				       (str){ (const char *)bytes, size }, &error);
	instant_ms at = 0;

	if (!zone) {
		must(error.kind != ERROR_NONE && error.text[0] != '\0');
		return 0;
	}
	for (int i = 0; i < CHANGES_WALKED && at < INSTANT_MAX; i++) {
		instant_ms next = zone_next_change(zone, at);

		must(next > at && next <= INSTANT_MAX);
		must(zone_offset(zone, at) == zone_offset(zone, next - 1));
		must_show(zone, at / SECOND_MS * SECOND_MS);
		must_show(zone, next / SECOND_MS * SECOND_MS);
		must(str_is_utf8(zone_abbreviation(zone, at)));
		at = next;
	}
	must_show(zone, INSTANT_MAX / SECOND_MS * SECOND_MS);
	return 0;
}
