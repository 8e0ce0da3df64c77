/* What a mapping finds in an item, as a change: a run of Terraform, an event of a cloud's
 * audit log. */
#include "sources/generic_private.h"

#include "base/hash.h"
#include "formats/json.h"
#include "formats/pointer.h"

enum { TITLE_BYTES_MAX = 300, WORD_BYTES_MAX = 200, DIFF_BYTES_MAX = 4000 };

/* What stands where its pointer says, or the text that stands in its place. */
static str field_of(const struct generic_reading *reading, const struct tree *item,
		    const char *name, size_t bytes_max)
{
	const struct mapping *mapping = reading->mapping;
	struct arena *arena = reading->call->arena;

	for (size_t i = 0; i < mapping->change_count; i++) {
		const struct label *field = &mapping->change[i];

		if (!str_is(field->name, name))
			continue;
		if (!str_starts_with(field->value, STR("/")))
			return field->value;
		return str_clip(event_clean(arena, str_trim(generic_word(reading, item,
									 field->value))),
				bytes_max);
	}
	return STR("");
}

/* A run that was only planned, an event that only reads: nothing changed. */
static bool is_one(const struct generic_reading *reading, const struct tree *item)
{
	const struct mapping *mapping = reading->mapping;
	str word;

	if (mapping->status.length == 0)
		return true;
	word = str_trim(generic_word(reading, item, mapping->status));
	if (mapping->firing_count > 0)
		return generic_has_word(mapping->firing, mapping->firing_count, word);
	return !generic_has_word(mapping->resolved, mapping->resolved_count, word);
}

static str service_of(const struct generic_reading *reading, const struct tree *item)
{
	struct event event = { .arena = reading->call->arena };

	generic_labels(reading, item, &event);
	return event_service(&event, reading->call->config);
}

/* Without one, what is the same to the letter is no second change. */
static str source_id_of(const struct generic_reading *reading, const struct tree *item,
			str identity)
{
	struct arena *arena = reading->call->arena;

	if (identity.length == 0)
		identity = json_write(arena, item);
	return sha256_hex(arena, sha256_of(identity));
}

void generic_change(const struct generic_reading *reading, const struct tree *item)
{
	instant_ms at = event_instant(pointer_find(item, reading->mapping->starts_at),
				      reading->call->now);
	str title = event_line(reading->call->arena,
			       field_of(reading, item, "title", TITLE_BYTES_MAX),
			       TITLE_BYTES_MAX);
	str kind = field_of(reading, item, "kind", WORD_BYTES_MAX), identity;

	if (!is_one(reading, item) || !generic_identity(reading, item, &identity))
		return;
	if (title.length == 0) {
		generic_fault(reading, "title", STR("nothing stands where it should"));
		return;
	}
	*list_add(reading->call->arena, &reading->batch->changes) = (struct change){
		.at = at != 0 ? at : reading->call->now,
		.service = service_of(reading, item),
		.kind = kind.length > 0 ? kind : STR("infrastructure"),
		.title = title,
		.author = field_of(reading, item, "author", WORD_BYTES_MAX),
		.url = field_of(reading, item, "url", DIFF_BYTES_MAX),
		.target = field_of(reading, item, "target", WORD_BYTES_MAX),
		.revision = field_of(reading, item, "revision", WORD_BYTES_MAX),
		.previous = field_of(reading, item, "previous", WORD_BYTES_MAX),
		.diff = field_of(reading, item, "diff", DIFF_BYTES_MAX),
		.source_id = source_id_of(reading, item, identity),
	};
}
