/* /api/v2/silences and /silence/ID: what amtool and other people's pages make of them. */
#include "faces/http/compat/am.h"

#include "base/limits.h"
#include "faces/http/compat/am_silence.h"
#include "formats/json.h"

#include <stdlib.h>
#include <string.h>

/* How long one that is over stays in the list: Alertmanager's own default. */
#define OVER_SHOWN_MS (5 * DAY_MS)

/* Its library's, for what is of another type. */
enum { CODE_TYPE = 601 };

static void add_instant(struct text *text, const char *name, instant_ms instant)
{
	text_addf(text, "\"%s\":\"" STR_FMT "\"", name,
		  STR_ARG(am_instant(text->arena, instant)));
}

static void add_text(struct text *text, const char *name, str value)
{
	text_addf(text, "\"%s\":", name);
	json_add_quoted(text, value);
}

static void add_matcher(struct text *text, const struct matcher *matcher)
{
	bool is_regex = matcher->kind == MATCH_PATTERN ||
			matcher->kind == MATCH_NOT_PATTERN;
	bool is_equal = matcher->kind == MATCH_EQUAL || matcher->kind == MATCH_PATTERN;

	text_addf(text, "{\"isEqual\":%s,\"isRegex\":%s,", is_equal ? "true" : "false",
		  is_regex ? "true" : "false");
	add_text(text, "name", matcher->name);
	text_add_char(text, ',');
	add_text(text, "value", matcher->value);
	text_add_char(text, '}');
}

static void add_silence(struct text *text, const struct silence_rule *one, instant_ms now)
{
	const struct silence *silence = &one->silence;

	text_addf(text, "{\"id\":\"" STR_FMT "\",\"status\":{\"state\":\"%s\"},",
		  STR_ARG(silence->uid),
		  silence_state_names[silence_state(silence, now)]);
	add_instant(text, "updatedAt", silence->updated_at);
	text_add_char(text, ',');
	add_text(text, "comment", silence->comment);
	text_add_char(text, ',');
	add_text(text, "createdBy", silence->created_by);
	text_add_char(text, ',');
	add_instant(text, "endsAt", silence->ends_at);
	text_add(text, STR(",\"matchers\":["));
	for (size_t i = 0; i < one->matchers.count; i++) {
		if (i > 0)
			text_add_char(text, ',');
		add_matcher(text, &one->matchers.items[i]);
	}
	text_add(text, STR("],"));
	add_instant(text, "startsAt", silence->starts_at);
	text_add_char(text, '}');
}

/* -- GET -- */

struct shown {
	struct silence_rule *items;
	size_t count;
};

static bool read_shown(struct work *work, void *arguments)
{
	struct shown *shown = arguments;
	struct silence *silences;

	if (!store_silences_since(work, work->now - OVER_SHOWN_MS, &silences,
				  &shown->count))
		return false;
	return silence_rules(work, silences, shown->count, &shown->items);
}

/* A filter is held against the matchers' own names and values. */
static bool is_wanted(struct arena *arena, const struct silence_rule *one,
		      const struct matchers *filter)
{
	struct labels said = { 0 };

	for (size_t i = 0; i < one->matchers.count; i++)
		*list_add(arena, &said) = (struct label){ one->matchers.items[i].name,
							  one->matchers.items[i].value };
	return labels_match(&said, filter->items, filter->count);
}

struct sorted {
	const struct silence_rule *one;
	enum silence_state state;
};

/* Active ones first, then those to come, each by what happens next; then the others, the
 * last to end first. */
static int by_state(const void *a, const void *b)
{
	static const int places[] = {
		[SILENCE_PENDING] = 1, [SILENCE_ACTIVE] = 0, [SILENCE_EXPIRED] = 2
	};
	const struct sorted *left = a, *right = b;
	const struct silence *one = &left->one->silence, *other = &right->one->silence;

	if (left->state != right->state)
		return places[left->state] - places[right->state];
	if (left->state == SILENCE_PENDING)
		return (one->starts_at > other->starts_at) -
		       (one->starts_at < other->starts_at);

	int later = (one->ends_at > other->ends_at) - (one->ends_at < other->ends_at);

	return left->state == SILENCE_ACTIVE ? later : -later;
}

static struct sorted *sort(struct work *work, const struct shown *shown)
{
	struct sorted *sorted = arena_many(work->arena, struct sorted, shown->count + 1);

	for (size_t i = 0; i < shown->count; i++)
		sorted[i] = (struct sorted){
			.one = &shown->items[i],
			.state = silence_state(&shown->items[i].silence, work->now),
		};
	qsort(sorted, shown->count, sizeof(sorted[0]), by_state);
	return sorted;
}

static void list(struct request *request)
{
	struct work *work = &request->work;
	struct matchers filter = { 0 };
	struct text text = text_new(work->arena, 8 * (size_t)ROWS_BYTES_MAX);
	struct shown shown;
	const struct sorted *sorted;
	bool said_one = false;

	if (!am_filter_read(request, &filter))
		return;
	if (!app_read(work->app, work, read_shown, &shown)) {
		am_fail(request, &work->error);
		return;
	}
	sorted = sort(work, &shown);
	text_add_char(&text, '[');
	for (size_t i = 0; i < shown.count; i++) {
		if (!is_wanted(work->arena, sorted[i].one, &filter))
			continue;
		if (said_one)
			text_add_char(&text, ',');
		said_one = true;
		add_silence(&text, sorted[i].one, work->now);
	}
	text_add(&text, STR("]\n"));
	am_send(request, 200, text_of(&text));
}

/* -- POST -- */

static bool set(struct work *work, void *arguments)
{
	struct silence *silence = arguments;

	return silence->uid.length > 0 ? silence_change(work, silence)
				       : silence_make(work, silence);
}

static void answer_failure(struct request *request)
{
	struct work *work = &request->work;

	switch (work->error.kind) {
	case ERROR_NOT_FOUND: am_say(request, 404, STR("silence not found")); return;
	case ERROR_INVALID:
	case ERROR_TOO_LARGE:
	case ERROR_LIMITED:
		am_say(request, 400,
		       arena_format(work->arena, "silence invalid: %s",
				    work->error.text));
		return;
	default: am_fail(request, &work->error);
	}
}

static void refuse(struct request *request, const struct am_refusal *refusal)
{
	if (refusal->code == 0)
		am_say(request, refusal->status, refusal->message);
	else
		am_refuse(request, refusal->status, refusal->code, refusal->message);
}

static void post(struct request *request)
{
	static const char *const types[] = { "application/json", NULL };
	struct work *work = &request->work;
	struct am_refusal refusal;
	struct silence silence;
	struct tree *answer = tree_map(work->arena);

	if (!type_let_in(request, types))
		return;
	if (!am_silence_read(work->arena, request->in->body, work->now, &silence,
			     &refusal)) {
		refuse(request, &refusal);
		return;
	}
	if (!app_change(work->app, work, "silence.set", set, &silence, true)) {
		answer_failure(request);
		return;
	}
	tree_put_text(work->arena, answer, "silenceID", silence.uid);
	am_answer(request, 200, answer);
}

void am_silences_handle(struct request *request)
{
	if (request_is(request, "POST"))
		post(request);
	else
		list(request);
}

/* -- one -- */

struct named {
	str uid;
	struct silence_rule one;
	bool found;
};

static bool read_one(struct work *work, void *arguments)
{
	struct named *named = arguments;

	return store_silence_find(work, named->uid, &named->one.silence, &named->found) &&
	       (!named->found ||
		silence_matchers(work, &named->one.silence, &named->one.matchers));
}

/* Twice is no fault: it has ended, as was wanted. */
static bool expire(struct work *work, void *arguments)
{
	struct named *named = arguments;

	if (!read_one(work, named))
		return false;
	return !named->found ||
	       silence_state(&named->one.silence, work->now) == SILENCE_EXPIRED ||
	       silence_expire(work, &named->one.silence);
}

static void show(struct request *request, const struct named *named)
{
	struct text text = text_new(request->work.arena, (size_t)ROWS_BYTES_MAX);

	add_silence(&text, &named->one, request->work.now);
	text_add_char(&text, '\n');
	am_send(request, 200, text_of(&text));
}

void am_silence_handle(struct request *request)
{
	struct work *work = &request->work;
	struct named named = { .uid = request->rest };
	bool reads = request_is(request, "GET"), done;

	if (!uuid_is_valid(named.uid)) {
		am_refuse(request, 422, CODE_TYPE,
			  arena_format(work->arena,
				       "silenceID in path must be of type uuid: "
				       "\"" STR_FMT "\"",
				       STR_ARG(str_clip(named.uid, 100))));
		return;
	}
	done = reads ? app_read(work->app, work, read_one, &named)
		     : app_change(work->app, work, "silence.expire", expire, &named,
				  true);
	if (!done)
		am_fail(request, &work->error);
	else if (reads && named.found)
		show(request, &named);
	else if (reads)
		answer_bytes(request, 404, "", STR(""));
	else if (named.found)
		answer_bytes(request, 200, "", STR(""));
	else /* as Alertmanager 0.25 has it */
		am_say(request, 500, STR("silence not found"));
}
