/* Drafts: a template, chosen for who reads it, over the facts of now. */
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/telling/parts.h"
#include "base/text.h"
#include "formats/mustache.h"

static const struct template *template_in(const struct profile *profile,
					  enum message_kind kind, str language,
					  str audience)
{
	for (size_t i = 0; i < profile->template_count; i++) {
		const struct template *one = &profile->templates[i];
		str spoken = one->language.length > 0 ? one->language : STR("en");

		if (one->kind == kind && str_equal(spoken, language) &&
		    str_equal(one->audience, audience))
			return one;
	}
	return NULL;
}

/* A reader gets their language before the team's voice, and the public gets a text meant
 * for the public before any other. */
const struct template *template_for(const struct work *work,
				    const struct incident *incident,
				    enum message_kind kind, str language, str audience,
				    bool is_public)
{
	const struct profile *profiles[] = { incident_profile(work, incident),
					     config_profile(work->config,
							    STR("default")) };
	const str languages[] = { language, STR("en") };
	const str audiences[] = { audience, STR("") };

	for (size_t turn = 0; turn < 8; turn++) {
		/* The slowest wheel: the language, or for the public the audience. */
		size_t slow = turn / 4, middle = turn / 2 % 2;
		str spoken = languages[is_public ? middle : slow];
		str meant = audiences[is_public ? slow : middle];
		const struct profile *profile = profiles[turn % 2];
		const struct template *found = profile ? template_in(profile, kind,
								     spoken, meant)
						       : NULL;

		if (found)
			return found;
	}
	return NULL;
}

struct told {
	int64_t updates;  /* sent to this audience */
	int64_t messages; /* of any kind */
	instant_ms last;
};

static bool told_so_far(struct work *work, int64_t incident, str audience,
			struct told *ret)
{
	struct message *messages;
	struct told told = { 0 };
	size_t count;

	if (!store_of_incident(work, &message_shape, incident, &messages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (messages[i].state != MESSAGE_SENT ||
		    !str_equal(messages[i].audience, audience))
			continue;
		told.messages++;
		told.updates += messages[i].kind == MESSAGE_UPDATE;
		told.last = messages[i].sent_at;
	}
	*ret = told;
	return true;
}

static const struct zone *zone_for(struct work *work, const struct hearers *hearers)
{
	const struct zone *zone = work->config->status_page.zone;

	return hearers->is_public && zone ? zone : zone_utc();
}

/* What they were told of the end stays true until it is said otherwise. */
static bool eta_told(struct work *work, const struct message *message,
		     instant_ms *ret_eta)
{
	struct promise *promises;
	size_t count;

	*ret_eta = message->eta;
	if (message->eta != 0)
		return true;
	if (!store_promises_open(work, message->incident, &promises, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (promises[i].kind == PROMISE_ETA && promises[i].due > work->now &&
		    str_equal(promises[i].audience, message->audience))
			*ret_eta = promises[i].due;
	return true;
}

/* No template and no fault in one may stop an incident from opening: what is left is
 * the barest text, for a person to write out. */
static void render(struct work *work, const struct incident *incident,
		   const struct template *template, const struct rendering_for *rendering,
		   struct message *message)
{
	struct tree *facts = facts_for(work, incident, rendering);
	struct error problem = { .text = "the profile has none" };

	if (template &&
	    mustache_render(work->arena, template->subject, facts, MUSTACHE_PLAIN,
			    &message->subject, &problem) &&
	    mustache_render(work->arena, template->text, facts, MUSTACHE_PLAIN,
			    &message->text, &problem))
		return;
	message->subject = arena_format(
		work->arena, STR_FMT " " STR_FMT ": " STR_FMT, STR_ARG(incident->code),
		STR_ARG(incident->severity), STR_ARG(incident->title));
	message->text = arena_format(work->arena,
				     STR_FMT "\n\n(No template for %s: %s)\n",
				     STR_ARG(message->subject),
				     message_kind_names[message->kind], problem.text);
}

bool message_render(struct work *work, const struct incident *incident,
		    const struct hearers *hearers, struct message *message)
{
	const struct template *template = template_for(work, incident, message->kind,
						       hearers->language, hearers->name,
						       hearers->is_public);
	struct told told;
	instant_ms eta;

	if (!told_so_far(work, incident->id, hearers->name, &told) ||
	    !eta_told(work, message, &eta))
		return false;

	struct rendering_for rendering = {
		.audience = hearers->name,
		.language = hearers->language,
		.zone = zone_for(work, hearers),
		.next_update = message->next_update,
		.eta = eta,
		.since = told.last,
		.number = told.updates + 1,
	};

	str own_words = message->text;

	message->language = hearers->language;
	render(work, incident, template, &rendering, message);
	if (message->written_by.length > 0)
		message->text = own_words;
	return true;
}

bool message_waiting(struct work *work, int64_t incident, str audience,
		     struct message *ret_message, bool *ret_found)
{
	struct message *messages;
	size_t count;

	*ret_found = false;
	if (!store_of_incident(work, &message_shape, incident, &messages, &count))
		return false;
	for (size_t i = count; i > 0 && !*ret_found; i--) {
		if (!message_waits(&messages[i - 1]) ||
		    (audience.length > 0 &&
		     !str_equal(messages[i - 1].audience, audience)))
			continue;
		*ret_message = messages[i - 1];
		*ret_found = true;
	}
	return true;
}

static bool supersede(struct work *work, int64_t incident, str audience)
{
	struct message message;
	bool found;

	for (;;) {
		if (!message_waiting(work, incident, audience, &message, &found))
			return false;
		if (!found)
			return true;
		message.state = MESSAGE_SUPERSEDED;
		if (!store_save(work, &message_shape, &message))
			return false;
	}
}

static str approvers_of(struct work *work, const struct hearers *hearers)
{
	struct text text = text_new(work->arena, 4096);

	for (size_t i = 0; hearers->rule && i < hearers->rule->approver_count; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(hearers->rule->approvers[i]));
	return text.length > 0 ? text_of(&text) : STR("");
}

/* Who has heard nothing yet gets the first message whatever the occasion is. */
static bool first_or(struct work *work, const struct incident *incident,
		     const struct hearers *hearers, enum message_kind wanted,
		     enum message_kind *ret_kind)
{
	struct told told;

	*ret_kind = wanted;
	if (wanted != MESSAGE_UPDATE)
		return true;
	if (!told_so_far(work, incident->id, hearers->name, &told))
		return false;
	if (told.messages == 0)
		*ret_kind = MESSAGE_INITIAL;
	return true;
}

static duration_ms promised_by(struct work *work, const struct incident *incident,
			       const struct draft_wish *wish)
{
	if (!incident_is_open(incident->state) || wish->kind == MESSAGE_RESOLVED)
		return 0;
	return wish->next_update > 0 ? wish->next_update
				     : incident_level(work, incident)->cadence;
}

bool draft_one(struct work *work, const struct incident *incident,
	       const struct hearers *hearers, const struct draft_wish *wish,
	       struct message *ret_message)
{
	struct message message = {
		.incident = incident->id,
		.kind = wish->kind,
		.state = MESSAGE_DRAFT,
		.audience = hearers->name,
		.approvers = approvers_of(work, hearers),
		.text = wish->text,
		.written_by = wish->text.length > 0 ? work->actor.name : STR(""),
		.next_update = promised_by(work, incident, wish),
		.eta = wish->eta,
		.components = wish->components,
		.drafted_why = wish->why,
		.drafted_at = work->now,
	};

	if (!message_render(work, incident, hearers, &message) ||
	    !supersede(work, incident->id, hearers->name) ||
	    !store_add(work, &message_shape, &message))
		return false;
	*ret_message = message;
	return note(work, "message.drafted", incident->id,
		    subject_of(work, "message", message.id),
		    { "kind", str_of(message_kind_names[message.kind]) },
		    { "audience", message.audience }, { "why", wish->why });
}

bool telling_draft_as(struct work *work, const struct incident *incident,
		      const struct draft_wish *wish, struct message *ret_message)
{
	struct draft_wish fit = *wish;
	struct hearers hearers;

	if (wish->kind >= MESSAGE_PAGE)
		return fail(work, ERROR_INVALID, "kind: a %s is not a message",
			    message_kind_names[wish->kind]);
	if (wish->eta != 0 && wish->eta <= work->now)
		return fail(work, ERROR_INVALID, "eta: that was already");
	return hearers_find(work, incident, wish->audience, &hearers) &&
	       first_or(work, incident, &hearers, wish->kind, &fit.kind) &&
	       draft_one(work, incident, &hearers, &fit, ret_message);
}

bool telling_draft_for(struct work *work, const struct incident *incident,
		       enum message_kind kind, str audience, str why,
		       struct message *ret_message)
{
	struct draft_wish wish = { .kind = kind, .audience = audience, .why = why };

	return telling_draft_as(work, incident, &wish, ret_message);
}

bool telling_draft(struct work *work, const struct incident *incident,
		   enum message_kind kind, str why)
{
	struct hearers_list list = hearers_of(work, incident);

	for (size_t i = 0; i < list.count; i++) {
		struct draft_wish wish = { .audience = list.items[i].name, .why = why };
		struct message message;

		/* Who leads is nothing the public needs to follow. */
		if (kind == MESSAGE_HANDOFF && list.items[i].is_public)
			continue;
		if (!first_or(work, incident, &list.items[i], kind, &wish.kind) ||
		    !draft_one(work, incident, &list.items[i], &wish, &message))
			return false;
	}
	return kind != MESSAGE_INITIAL || promise_first(work, incident);
}
