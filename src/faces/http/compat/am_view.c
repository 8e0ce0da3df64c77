#include "faces/http/compat/am.h"

#include "app/intake/stored.h"
#include "formats/json.h"

static void add_names(struct text *text, const char *name, const struct am_names *names)
{
	text_addf(text, "\"%s\":[", name);
	for (size_t i = 0; i < names->count; i++) {
		if (i > 0)
			text_add_char(text, ',');
		json_add_quoted(text, names->items[i]);
	}
	text_add_char(text, ']');
}

static void add_instant(struct text *text, const char *name, instant_ms instant)
{
	text_addf(text, "\"%s\":\"" STR_FMT "\"", name,
		  STR_ARG(am_instant(text->arena, instant)));
}

void am_receiver_add(struct text *text, enum urgency urgency)
{
	text_add(text, STR("{\"name\":"));
	json_add_quoted(text, am_receiver(urgency));
	text_add_char(text, '}');
}

static bool is_held(const struct am_view *view)
{
	return view->silenced_by.count + view->inhibited_by.count + view->muted_by.count >
	       0;
}

static void add_status(struct text *text, const struct am_view *view)
{
	text_add(text, STR("\"status\":{"));
	add_names(text, "inhibitedBy", &view->inhibited_by);
	text_add_char(text, ',');
	add_names(text, "mutedBy", &view->muted_by);
	text_add_char(text, ',');
	add_names(text, "silencedBy", &view->silenced_by);
	text_addf(text, ",\"state\":\"%s\"}", is_held(view) ? "suppressed" : "active");
}

/* Labels and annotations are kept as the JSON that is said here. */
void am_view_add(struct text *text, const struct am_view *view)
{
	const struct alert *alert = view->alert;

	text_addf(text, "{\"annotations\":" STR_FMT ",", STR_ARG(alert->annotations));
	add_instant(text, "endsAt", alert->ends_at);
	text_addf(text, ",\"fingerprint\":\"" STR_FMT "\",\"receivers\":[",
		  STR_ARG(alert->fingerprint));
	am_receiver_add(text, view->urgency);
	text_add(text, STR("],"));
	add_instant(text, "startsAt", alert->starts_at);
	text_add_char(text, ',');
	add_status(text, view);
	text_add_char(text, ',');
	add_instant(text, "updatedAt", alert->changed_at);
	if (alert->generator_url.length > 0) {
		text_add(text, STR(",\"generatorURL\":"));
		json_add_quoted(text, alert->generator_url);
	}
	text_addf(text, ",\"labels\":" STR_FMT "}", STR_ARG(alert->labels));
}

static bool is_wanted(const struct am_wish *wish, const struct am_view *view)
{
	if ((!wish->active && !is_held(view)) ||
	    (!wish->silenced && view->silenced_by.count > 0) ||
	    (!wish->inhibited && view->inhibited_by.count > 0) ||
	    (!wish->muted && view->muted_by.count > 0))
		return false;
	if (wish->receiver && !regex_matches(wish->receiver, am_receiver(view->urgency)))
		return false;
	return labels_match(&view->labels, wish->filter.items, wish->filter.count);
}

/* All silences that cover it, as Alertmanager names them. */
static void find_silences(struct work *work, const struct am_wish *wish, int64_t rank,
			  struct am_view *view)
{
	str unheeded;

	for (size_t i = 0; i < wish->silence_count; i++) {
		const struct silence_rule *one = &wish->silences[i];

		if (labels_match(&view->labels, one->matchers.items,
				 one->matchers.count) &&
		    silence_covers(work->arena, one, &view->labels, rank, work->now,
				   &unheeded))
			*list_add(work->arena, &view->silenced_by) = one->silence.uid;
	}
}

/* What else holds it back, as alert.suppressed names it; flapping and maintenance are
 * times at which nobody is called. */
static void find_others(struct work *work, struct am_view *view)
{
	str kind = view->alert->suppressed, name = kind;

	if (kind.length == 0)
		return;
	str_cut(kind, ':', &kind, &name);
	if (str_is(kind, "inhibited"))
		*list_add(work->arena, &view->inhibited_by) = name;
	else if (!str_is(kind, "silence"))
		*list_add(work->arena, &view->muted_by) = name;
}

bool am_view_of(struct work *work, const struct am_wish *wish, const struct alert *alert,
		struct am_view *view, bool *ret_wanted)
{
	struct alert_fact fact;
	int64_t rank;

	if (!stored_fact(work, alert, &fact))
		return false;
	*view = (struct am_view){ .alert = alert,
				  .labels = fact.labels,
				  .urgency = urgency_choose(work->config, &fact.labels,
							    &rank) };
	find_silences(work, wish, rank, view);
	find_others(work, view);
	*ret_wanted = is_wanted(wish, view);
	return true;
}
