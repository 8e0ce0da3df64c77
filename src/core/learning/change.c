#include "core/learning/change.h"

#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>

enum { SAYS_BYTES_MAX = 2000, TITLE_SHOWN = 120 };

static const struct field change_fields[] = {
	F(struct change, id, FIELD_INT),
	F(struct change, at, FIELD_INSTANT),
	F(struct change, service, FIELD_TEXT),
	F(struct change, kind, FIELD_TEXT),
	F(struct change, title, FIELD_TEXT),
	F(struct change, author, FIELD_TEXT),
	F(struct change, url, FIELD_TEXT),
	F(struct change, source, FIELD_TEXT),
	F(struct change, recorded_at, FIELD_INSTANT),
	F_HIDDEN(struct change, source_id, FIELD_TEXT),
	F(struct change, system, FIELD_TEXT),
	F(struct change, target, FIELD_TEXT),
	F(struct change, revision, FIELD_TEXT),
	F(struct change, previous, FIELD_TEXT),
	F(struct change, diff, FIELD_TEXT),
	F(struct change, undo_actuator, FIELD_TEXT),
	F(struct change, undo_target, FIELD_TEXT),
	F(struct change, undo_plan, FIELD_TEXT),
	F(struct change, irreversible, FIELD_TEXT),
};
const struct shape change_shape = SHAPE("change", struct change, change_fields);

const char *const change_system_names[] = {
	"kubernetes",  "git",    "github",     "argocd", "pagerduty", "flag",
	"cloudevents", "stated", "statuspage", "other",  NULL,
};

size_t change_system(str system)
{
	size_t nth = 0;

	while (nth + 1 < CHANGE_SYSTEMS && !str_is(system, change_system_names[nth]))
		nth++;
	return nth;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool revision_is_plain(str revision)
{
	if (revision.length == 0 || revision.length > REVISION_BYTES_MAX ||
	    !is_word(revision.bytes[0]) || str_contains(revision, STR("..")))
		return false;
	for (size_t i = 0; i < revision.length; i++)
		if (!is_word(revision.bytes[i]) &&
		    !str_contains(STR("._/:@+-"), str_slice(revision, i, 1)))
			return false;
	return true;
}

/* -- before something broke -- */

static bool concerns(const struct change_search *search, const struct change *change,
		     struct suspect_change *suspect)
{
	suspect->change = change;
	suspect->lag = search->onset - change->at;
	if (suspect->lag < 0 || suspect->lag > search->window)
		return false;
	suspect->relation = CHANGE_OWN;
	if (str_equal(change->service, search->service))
		return true;
	suspect->relation = CHANGE_ANYWHERE;
	if (change->service.length == 0)
		return true;
	suspect->relation = CHANGE_DEPENDENCY;
	suspect->on = change->service;
	for (size_t i = 0; i < search->need_count; i++)
		if (str_equal(change->service, search->needs[i]))
			return true;
	return false;
}

static int by_nearness(const void *a, const void *b)
{
	const struct suspect_change *one = a, *other = b;

	if (one->lag != other->lag)
		return one->lag < other->lag ? -1 : 1;
	if (one->relation != other->relation)
		return one->relation < other->relation ? -1 : 1;
	return (one->change->id < other->change->id) -
	       (one->change->id > other->change->id);
}

struct suspect_changes changes_before(struct arena *arena,
				      const struct change_search *search,
				      const struct change *changes, size_t count)
{
	struct suspect_changes found = { 0 };

	for (size_t i = 0; i < count; i++) {
		struct suspect_change suspect = { 0 };

		if (concerns(search, &changes[i], &suspect))
			*list_add(arena, &found) = suspect;
	}
	if (found.count > 0)
		qsort(found.items, found.count, sizeof(*found.items), by_nearness);
	return found;
}

static void add_name(struct text *text, const struct suspect_change *suspect)
{
	const struct change *change = suspect->change;

	text_add(text, change->kind);
	if (change->revision.length > 0)
		text_addf(text, " " STR_FMT, STR_ARG(change->revision));
	/* A commit's name says nothing; "Deploy v2.3.4" says it twice. */
	if (change->revision.length == 0 ||
	    !str_contains(change->title, change->revision))
		text_addf(text, " \"" STR_FMT "\"",
			  STR_ARG(str_clip(change->title, TITLE_SHOWN)));
	if (suspect->relation == CHANGE_DEPENDENCY)
		text_addf(text, " of " STR_FMT ", which it needs,", STR_ARG(suspect->on));
	if (suspect->relation == CHANGE_ANYWHERE)
		text_add(text, STR(" of an unnamed service"));
}

str change_says(struct arena *arena, const struct suspect_changes *suspects, size_t nth,
		duration_ms window)
{
	struct text text = text_new(arena, SAYS_BYTES_MAX);
	long long minutes = (long long)(window / MINUTE_MS);
	size_t told = 0;

	add_name(&text, &suspects->items[nth]);
	text_addf(&text, " was " STR_FMT " before it began",
		  STR_ARG(duration_format(arena, suspects->items[nth].lag)));
	if (suspects->count == 1)
		text_addf(&text, "; nothing else changed in the %lld min before",
			  minutes);
	for (size_t i = 0; i < suspects->count && told < CHANGES_TOLD_MAX; i++) {
		if (i == nth)
			continue;
		if (told++ == 0)
			text_addf(&text, "; also in the %lld min before: ", minutes);
		else
			text_add(&text, STR(", "));
		add_name(&text, &suspects->items[i]);
		text_addf(&text, " " STR_FMT " before",
			  STR_ARG(duration_format(arena, suspects->items[i].lag)));
	}
	if (suspects->count > told + 1)
		text_addf(&text, ", and %zu more", suspects->count - told - 1);
	return text_of(&text);
}
