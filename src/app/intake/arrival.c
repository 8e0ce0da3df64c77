#include "app/intake/arrival.h"

#include "app/intake/roster.h"
#include "app/intake/route.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "core/evidence/evidence.h"
#include "formats/json.h"

#include <inttypes.h>

/* Written as they come: a tree between would cost more than all the rest of a door. */
static str pairs_json(struct arena *arena, const struct labels *pairs)
{
	struct text text = text_new(arena, TURN_ARENA_BYTES_MAX);

	text_add_char(&text, '{');
	for (size_t i = 0; i < pairs->count; i++) {
		if (i > 0)
			text_add_char(&text, ',');
		json_add_quoted(&text, pairs->items[i].name);
		text_add_char(&text, ':');
		json_add_quoted(&text, pairs->items[i].value);
	}
	text_add_char(&text, '}');
	return text_of(&text);
}

static str summary_of(const struct alert_fact *fact, str name)
{
	static const char *const names[] = { "summary", "title", "description",
					     "message" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		str text = labels_get(&fact->annotations, names[i]);

		if (text.length > 0)
			return str_clip(text, 500);
	}
	return name;
}

static str name_of(const struct alert_fact *fact)
{
	str name = labels_get(&fact->labels, "alertname");

	return str_clip(name.length > 0 ? name : fact->labels.items[0].value, 200);
}

static str hex_of_number(struct arena *arena, uint64_t number)
{
	return arena_format(arena, "%016" PRIx64, number);
}

void arrival_prepare(struct work *work, struct arrival *arrival, str source)
{
	const struct alert_fact *fact = arrival->fact;
	struct alert *alert = &arrival->alert;
	struct arena *arena = work->arena;

	alert->key = roster_key_text(arena, arrival->key);
	alert->fingerprint = hex_of_number(arena, alert_fingerprint(&fact->labels));
	alert->content = (int64_t)arrival->content;
	alert->state = fact->firing ? ALERT_FIRING : ALERT_RESOLVED;
	alert->name = fact->labels.count > 0 ? name_of(fact) : fact->identity;
	alert->summary = summary_of(fact, alert->name);
	alert->service = route_service(work, &fact->labels);
	alert->source = source;
	alert->labels = pairs_json(arena, &fact->labels);
	alert->annotations = pairs_json(arena, &fact->annotations);
	alert->starts_at = fact->starts_at;
	alert->ends_at = fact->ends_at;
	alert->generator_url = fact->generator_url;
	alert->identity = fact->identity;
	arrival->noted = arrival_noted(arena, alert);
}

/* The record names what is large by its digest. */
static str labels_noted(struct arena *arena, const struct alert *alert)
{
	if (alert->labels.length <= NOTED_LABELS_BYTES_MAX)
		return alert->labels;
	return arena_format(arena, "sha256:" STR_FMT,
			    STR_ARG(sha256_hex(arena, sha256_of(alert->labels))));
}

str arrival_noted(struct arena *arena, const struct alert *alert)
{
	struct text text = text_new(arena, TURN_ARENA_BYTES_MAX);

	text_add(&text, STR("{\"name\":"));
	json_add_quoted(&text, secrets_mask(arena, alert->name));
	text_add(&text, STR(",\"summary\":"));
	json_add_quoted(&text, secrets_mask(arena, alert->summary));
	text_add(&text, STR(",\"service\":"));
	json_add_quoted(&text, secrets_mask(arena, alert->service));
	text_add(&text, STR(",\"source\":"));
	json_add_quoted(&text, secrets_mask(arena, alert->source));
	/* Labels tell alerts apart, so they stay as they are. */
	text_add(&text, STR(",\"labels\":"));
	json_add_quoted(&text, labels_noted(arena, alert));
	return text_of(&text);
}

str arrival_body(struct work *work, str noted, const struct alert *alert, str joined)
{
	struct text text = text_new(work->arena, TURN_ARENA_BYTES_MAX);

	text_add(&text, noted);
	text_addf(&text, ",\"id\":\"%" PRId64 "\",\"joined\":", alert->id);
	json_add_quoted(&text, joined);
	text_add_char(&text, '}');
	return text_of(&text);
}
