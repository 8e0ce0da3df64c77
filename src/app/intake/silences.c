#include "app/intake/silences.h"

#include "app/intake/noise.h"
#include "app/note.h"
#include "base/hash.h"
#include "base/limits.h"
#include "formats/json.h"

enum { UID_BYTES = 16 };

bool silence_matchers(struct work *work, const struct silence *silence,
		      struct matchers *ret)
{
	const struct tree *list = json_parse(work->arena, silence->matchers,
					     &work->error);

	return (list && matchers_of_tree(work->arena, list, ret, &work->error)) ||
	       while_doing(work, "silence %lld", (long long)silence->id);
}

bool silence_rules(struct work *work, const struct silence *silences, size_t count,
		   struct silence_rule **ret)
{
	struct silence_rule *rules = arena_many(work->arena, struct silence_rule,
						count + 1);

	for (size_t i = 0; i < count; i++) {
		rules[i].silence = silences[i];
		if (!silence_matchers(work, &silences[i], &rules[i].matchers))
			return false;
	}
	*ret = rules;
	return true;
}

bool silences_live(struct work *work, struct silence_rule **ret, size_t *ret_count)
{
	struct silence *silences;

	return store_silences_live(work, work->now, &silences, ret_count) &&
	       silence_rules(work, silences, *ret_count, ret);
}

bool silence_named(struct work *work, str word, struct silence *ret)
{
	int64_t id;
	bool found;

	if (str_to_int(word, &id))
		return store_get(work, &silence_shape, id, ret);
	if (!store_silence_find(work, word, ret, &found))
		return false;
	return found || fail(work, ERROR_NOT_FOUND, "there is no silence " STR_FMT,
			     STR_ARG(str_clip(word, 60)));
}

/* What the record says of it: its maker where that is not who acts. */
static bool note_silence(struct work *work, const char *kind,
			 const struct silence *silence, str early)
{
	struct matchers matchers = { 0 };
	bool is_own = str_equal(silence->created_by, work->actor.name);

	return silence_matchers(work, silence, &matchers) &&
	       note(work, kind, 0, subject_of(work, "silence", silence->id),
		    { "id", text_of_int(work, silence->id) }, { "uid", silence->uid },
		    { "by", is_own ? STR("") : silence->created_by },
		    { "matchers",
		      matchers_text(work->arena, matchers.items, matchers.count) },
		    { "from", instant_format(work->arena, silence->starts_at) },
		    { "until", instant_format(work->arena, silence->ends_at) },
		    { "comment", silence->comment }, { "early", early });
}

/* It came into force, or ended, by itself. What it held back goes its way. */
static bool silence_turned(struct work *work, const struct silence *silence, bool begins)
{
	return note_silence(work, begins ? "silence.begun" : "silence.expired", silence,
			    STR("")) &&
	       noise_reconsider(work);
}

static bool await_turn(struct work *work, const struct silence *silence)
{
	instant_ms due = silence_due(silence, work->now);

	return due == 0 ? timer_drop(work, "silence.due", silence->id)
			: timer_set(work, "silence.due", silence->id, 0, due);
}

static bool settle(struct work *work, struct silence *silence)
{
	struct matchers matchers;

	if (!silence_matchers(work, silence, &matchers))
		return false;
	silence->updated_at = work->now;
	return silence_check(silence, &matchers, work->now, &work->error);
}

static bool check_room(struct work *work)
{
	int64_t counts[SILENCE_EXPIRED + 1];

	return store_silences_count(work, counts) &&
	       (counts[SILENCE_PENDING] + counts[SILENCE_ACTIVE] < SILENCES_MAX ||
		fail(work, ERROR_LIMITED,
		     "%d silences are in force or to come: end some first",
		     SILENCES_MAX));
}

bool silence_make(struct work *work, struct silence *silence)
{
	unsigned char random[UID_BYTES];

	if (!settle(work, silence) || !check_room(work))
		return false;
	random_bytes(random, sizeof(random));
	silence->uid = uuid_format(work->arena, random);
	silence->created_at = work->now;
	silence->expired_at = 0;
	silence->expired_by = STR("");
	if (silence->starts_at < work->now)
		silence->starts_at = work->now;
	return store_add(work, &silence_shape, silence) && await_turn(work, silence) &&
	       note_silence(work, "silence.made", silence, STR("")) &&
	       noise_reconsider(work);
}

static bool save_changed(struct work *work, const struct silence *before,
			 struct silence *changed)
{
	changed->id = before->id;
	changed->created_at = before->created_at;
	changed->expired_at = 0;
	changed->expired_by = STR("");
	/* Said to the second, kept to the millisecond. */
	if (silence_state(before, work->now) == SILENCE_ACTIVE)
		changed->starts_at = before->starts_at;
	return settle(work, changed) && store_save(work, &silence_shape, changed) &&
	       await_turn(work, changed) &&
	       note_silence(work, "silence.changed", changed, STR("")) &&
	       noise_reconsider(work);
}

bool silence_change(struct work *work, struct silence *changed)
{
	struct silence before;
	bool found;

	if (!store_silence_find(work, changed->uid, &before, &found))
		return false;
	if (!found)
		return fail(work, ERROR_NOT_FOUND, "silence not found");
	if (silence_may_become(&before, changed, work->now))
		return save_changed(work, &before, changed);
	return (silence_state(&before, work->now) == SILENCE_EXPIRED ||
		silence_expire(work, &before)) &&
	       silence_make(work, changed);
}

bool silence_expire(struct work *work, struct silence *silence)
{
	instant_ms would_end = silence->ends_at;

	if (silence_state(silence, work->now) == SILENCE_EXPIRED)
		return fail(work, ERROR_CONFLICT, "silence %lld has ended already",
			    (long long)silence->id);
	silence->expired_at = silence->ends_at = silence->updated_at = work->now;
	silence->expired_by = work->actor.name;
	if (silence->starts_at > work->now)
		silence->starts_at = work->now;
	return store_save(work, &silence_shape, silence) &&
	       timer_drop(work, "silence.due", silence->id) &&
	       note_silence(work, "silence.expired", silence,
			    instant_format(work->arena, would_end)) &&
	       noise_reconsider(work);
}

bool silences_due(struct work *work, const struct timer *timer)
{
	struct silence silence;

	if (!store_get(work, &silence_shape, timer->ref, &silence))
		return work->error.kind == ERROR_NOT_FOUND;
	switch (silence_state(&silence, work->now)) {
	case SILENCE_PENDING: break; /* the clock was set back */
	case SILENCE_ACTIVE:
		if (!silence_turned(work, &silence, true))
			return false;
		break;
	case SILENCE_EXPIRED:
		if (!silence_turned(work, &silence, false))
			return false;
		break;
	}
	return await_turn(work, &silence);
}
