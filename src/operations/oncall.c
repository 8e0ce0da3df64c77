/* oncall: who is woken, now and later. */
#include "operations/oncall_parts.h"

#include "app/app.h"
#include "app/paging/feed.h"
#include "app/paging/outlook.h"
#include "base/text.h"

enum { NAMES_BYTES_MAX = 512, DAYS_MAX = 366, DAYS_SHOWN = 14 };

const struct zone *oncall_zone(const struct work *work, const struct policy *policy)
{
	for (size_t s = 0; s < policy->step_count; s++)
		for (size_t i = 0; i < policy->steps[s].target_count; i++) {
			const struct target *target = &policy->steps[s].targets[i];
			const struct schedule *schedule = target->kind == TARGET_SCHEDULE
								  ? config_schedule(
									    work->config,
									    target->name)
								  : NULL;

			if (schedule)
				return schedule->zone;
		}
	return zone_utc();
}

bool oncall_schedule_named(struct work *work, str name,
			   const struct schedule **ret_schedule)
{
	const struct config *config = work->config;
	struct text names = text_new(work->arena, NAMES_BYTES_MAX);

	*ret_schedule = config_schedule(config, name);
	if (*ret_schedule)
		return true;
	for (size_t i = 0; i < config->schedule_count; i++)
		text_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(config->schedules[i].name));
	if (config->schedule_count == 0)
		text_add(&names, STR("no schedule is configured"));
	return fail(work, ERROR_INVALID,
		    "schedule: there is none named " STR_FMT " (" STR_FMT ")",
		    STR_ARG(str_clip(name, 60)), STR_ARG(text_of(&names)));
}

/* -- who -- */

struct who_input {
	instant_ms at;
};
static const struct field who_fields[] = {
	{ .name = "at",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct who_input, at),
	  .help = "at that time (2026-11-22T03:00:00Z, or 8h from now); left out: now" },
};
static const struct shape who_shape = SHAPE("who", struct who_input, who_fields);

static void add_channels(struct work *work, const struct called *called, struct tree *one)
{
	const struct person_config *person = config_person(work->config, called->person);
	struct tree *channels = tree_list(work->arena);
	struct text by = text_new(work->arena, NAMES_BYTES_MAX);

	for (size_t i = 0; person && i < person->contact_count; i++) {
		const struct contact *contact = &person->contacts[i];

		tree_add(work->arena, channels, tree_text(work->arena, contact->channel));
		text_addf(&by, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(contact->channel));
		if (contact->after > 0)
			text_addf(&by, " after " STR_FMT,
				  STR_ARG(duration_format(work->arena, contact->after)));
	}
	if (called->person.length == 0) {
		tree_add(work->arena, channels,
			 tree_text(work->arena, called->channel.channel));
		text_add(&by, called->channel.channel);
	}
	tree_put(work->arena, one, "channels", channels);
	tree_put_text(work->arena, one, "by", text_of(&by));
}

static struct tree *step_tree(struct work *work, const struct policy *policy, size_t step)
{
	struct tree *one = tree_map(work->arena);

	tree_put_text(work->arena, one, "policy", policy->name);
	tree_put_int(work->arena, one, "step", (int64_t)step + 1);
	tree_put_text(work->arena, one, "level", policy->steps[step].level);
	tree_put_text(work->arena, one, "trigger",
		      outlook_trigger(work->arena, policy, step));
	tree_put_text(work->arena, one, "after",
		      duration_format(work->arena, policy->steps[step].after));
	tree_put_text(work->arena, one, "need", policy->steps[step].need);
	return one;
}

static bool add_step(struct work *work, const struct policy *policy, size_t step,
		     instant_ms at, struct tree *list)
{
	struct calls calls;

	if (!oncall_calls(work, policy, step, NULL, at, &calls))
		return false;
	for (size_t i = 0; i < calls.count; i++) {
		const struct called *called = &calls.items[i];
		struct tree *one = step_tree(work, policy, step);

		tree_put_text(
			work->arena, one, "person",
			called->person.length > 0
				? called->person
				: outlook_channel_name(work->arena, &called->channel));
		tree_put_text(work->arena, one, "because", called->because);
		add_channels(work, called, one);
		tree_add(work->arena, list, one);
	}
	for (size_t i = 0; i < calls.missing.count; i++) {
		struct tree *one = step_tree(work, policy, step);

		tree_put_text(work->arena, one, "person", STR("NOBODY"));
		tree_put_text(work->arena, one, "because", calls.missing.items[i]);
		tree_put(work->arena, one, "channels", tree_list(work->arena));
		tree_add(work->arena, list, one);
	}
	return true;
}

/* When another has it; a duty's own end is only where it might change. */
#define HAND_OVER_SEEN_MS (35 * DAY_MS)

static bool add_duty(struct work *work, const struct schedule *schedule, instant_ms at,
		     struct tree *list)
{
	struct tree *one = tree_map(work->arena);
	struct shifts shifts;

	if (!oncall_shifts(work, schedule, at, at + HAND_OVER_SEEN_MS, &shifts))
		return false;

	const struct shift *now = &shifts.items[0];
	bool ends = shifts.count > 1;

	tree_put_text(work->arena, one, "schedule", schedule->name);
	tree_put_text(work->arena, one, "person", now->person);
	tree_put_text(work->arena, one, "layer", now->layer);
	tree_put_text(work->arena, one, "zone", zone_name(schedule->zone));
	if (now->override != 0)
		tree_put_int(work->arena, one, "override", now->override);
	if (ends)
		tree_put_text(work->arena, one, "until",
			      instant_format(work->arena, now->until));
	tree_put_text(work->arena, one, "until_local",
		      ends ? zone_format(work->arena, schedule->zone, now->until)
			   : STR(""));
	tree_put_text(work->arena, one, "next", ends ? shifts.items[1].person : STR(""));
	tree_add(work->arena, list, one);
	return true;
}

/* "on call: carol · holds INC-…: bob": the one does not follow from the other. */
static bool add_holders(struct work *work, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct incident *incidents;
	size_t count;

	if (!store_incidents(work, true, 100, &incidents, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "incident", incidents[i].code);
		tree_put_text(work->arena, one, "person", incidents[i].commander);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "holders", list);
	return true;
}

static bool who(struct work *work, const void *input, struct tree *answer)
{
	const struct who_input *in = input;
	const struct config *config = work->config;
	struct tree *steps = tree_list(work->arena), *duties = tree_list(work->arena);
	instant_ms at = in->at != 0 ? in->at : work->now;

	for (size_t i = 0; i < config->schedule_count; i++)
		if (!add_duty(work, &config->schedules[i], at, duties))
			return false;
	for (size_t p = 0; p < config->policy_count; p++)
		for (size_t s = 0; s < config->policies[p].step_count; s++)
			if (!add_step(work, &config->policies[p], s, at, steps))
				return false;
	tree_put_text(work->arena, answer, "at", instant_format(work->arena, at));
	tree_put(work->arena, answer, "on_call", steps);
	tree_put(work->arena, answer, "schedules", duties);
	return add_holders(work, answer);
}

/* -- calendar -- */

struct calendar_input {
	str schedule;
	instant_ms from;
	int64_t days;
};
static const struct field calendar_fields[] = {
	{ .name = "schedule",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct calendar_input, schedule),
	  .help = "only this one; left out: all" },
	{ .name = "from",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct calendar_input, from),
	  .help = "from then on (2026-11-22T00:00:00Z); left out: now" },
	{ .name = "days",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct calendar_input, days),
	  .help = "for so many days; left out: 14" },
};
static const struct shape calendar_shape = SHAPE("calendar", struct calendar_input,
						 calendar_fields);

static void add_shift(struct work *work, const struct schedule *schedule,
		      const struct shift *shift, struct tree *list)
{
	struct arena *arena = work->arena;
	struct tree *one = tree_map(arena);
	bool is_gap = shift->person.length == 0;

	tree_put_text(arena, one, "schedule", schedule->name);
	tree_put_text(arena, one, "person", shift->person);
	tree_put_text(arena, one, "shown", is_gap ? STR("NOBODY") : shift->person);
	tree_put_text(arena, one, "layer", shift->layer);
	if (shift->override != 0)
		tree_put_int(arena, one, "override", shift->override);
	tree_put_bool(arena, one, "gap", is_gap);
	tree_put_text(arena, one, "from", instant_format(arena, shift->from));
	tree_put_text(arena, one, "until", instant_format(arena, shift->until));
	tree_put_text(arena, one, "from_local",
		      zone_format(arena, schedule->zone, shift->from));
	tree_put_text(arena, one, "until_local",
		      zone_format(arena, schedule->zone, shift->until));
	tree_put_text(arena, one, "lasts",
		      duration_format(arena, shift->until - shift->from));
	tree_add(arena, list, one);
}

struct span {
	instant_ms from, until;
};

static bool add_shifts(struct work *work, const struct schedule *schedule,
		       struct span span, struct tree *list, int64_t *gaps)
{
	struct shifts shifts;

	if (!oncall_shifts(work, schedule, span.from, span.until, &shifts))
		return false;
	for (size_t i = 0; i < shifts.count; i++) {
		add_shift(work, schedule, &shifts.items[i], list);
		*gaps += shifts.items[i].person.length == 0;
	}
	return true;
}

static bool calendar(struct work *work, const void *input, struct tree *answer)
{
	const struct calendar_input *in = input;
	const struct config *config = work->config;
	const struct schedule *only = NULL;
	struct tree *list = tree_list(work->arena);
	int64_t days = in->days != 0 ? in->days : DAYS_SHOWN, gaps = 0;
	struct span span = { .from = in->from != 0 ? in->from : work->now };

	if (days < 1 || days > DAYS_MAX)
		return fail(work, ERROR_INVALID, "days: from 1 to %d", DAYS_MAX);
	if (in->schedule.length > 0 && !oncall_schedule_named(work, in->schedule, &only))
		return false;
	span.until = span.from + days * DAY_MS;
	for (size_t i = 0; i < config->schedule_count; i++)
		if ((!only || only == &config->schedules[i]) &&
		    !add_shifts(work, &config->schedules[i], span, list, &gaps))
			return false;
	tree_put_text(work->arena, answer, "from",
		      instant_format(work->arena, span.from));
	tree_put_text(work->arena, answer, "until",
		      instant_format(work->arena, span.until));
	tree_put_int(work->arena, answer, "days", days);
	tree_put_int(work->arena, answer, "gaps", gaps);
	tree_put_text(
		work->arena, answer, "gaps_say",
		gaps == 0 ? STR("No gap: somebody is on call all the time.")
			  : arena_format(work->arena, "%lld %s: NOBODY is on call then.",
					 (long long)gaps, gaps == 1 ? "gap" : "gaps"));
	tree_put(work->arena, answer, "shifts", list);
	return true;
}

/* -- feeds -- */

struct feed_input {
	str schedule, person;
};
static const struct field feed_fields[] = {
	{ .name = "schedule",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct feed_input, schedule),
	  .help = "of a schedule" },
	{ .name = "person",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct feed_input, person),
	  .help = "of a person; left out, and no schedule: yours" },
};
static const struct shape feed_shape = SHAPE("feed", struct feed_input, feed_fields);

static bool feed_of(struct work *work, const struct feed_input *in, struct feed *ret_feed)
{
	if (in->schedule.length > 0 && in->person.length > 0)
		return fail(work, ERROR_INVALID,
			    "person: a feed is of a schedule or of a person");
	ret_feed->of_person = in->schedule.length == 0;
	ret_feed->name = in->schedule.length > 0 ? in->schedule
			 : in->person.length > 0 ? in->person
						 : work->actor.name;
	/* The address is a secret that outlives the role of whoever reads it. */
	if (ret_feed->of_person && !str_equal(ret_feed->name, work->actor.name) &&
	    work->actor.role < ROLE_ADMIN)
		return fail(work, ERROR_FORBIDDEN,
			    "person: another's calendar is an admin's to give or revoke");
	return true;
}

static bool feed(struct work *work, const void *input, struct tree *answer)
{
	struct feed feed = { 0 };
	str secret;

	if (!feed_of(work, input, &feed) || !feed_secret(work, &feed, &secret))
		return false;
	tree_put_text(work->arena, answer, "url",
		      arena_format(work->arena, STR_FMT "/calendar/" STR_FMT ".ics",
				   STR_ARG(app_public_url(work)), STR_ARG(secret)));
	return true;
}

static bool revoke_feed(struct work *work, const void *input, struct tree *answer)
{
	struct feed feed = { 0 };

	if (!feed_of(work, input, &feed))
		return false;
	tree_put_text(work->arena, answer, "name", feed.name);
	return feed_revoke(work, &feed);
}

static const struct operation operations[] = {
	{ .noun = "oncall",
	  .verb = "who",
	  .help = "who is called, in order, why, by which channels, after how long",
	  .more = "The same functions answer here and when it pages. Whoever leads an "
		  "incident is called for it before those on duty.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &who_shape,
	  .run = who,
	  .view = { .list = "on_call",
		    .columns = { { "policy", "policy", 0 },
				 { "step", "#", 0 },
				 { "level", "level", 0 },
				 { "trigger", "when", 0 },
				 { "person", "who", 0 },
				 { "by", "by", 0 },
				 { "because", "because", 0 } },
		    .empty = "Nobody is on call: nobody would be woken.",
		    .template =
			    "{{#schedules}}on call for {{schedule}}: "
			    "{{#person}}{{person}}{{/person}}{{^person}}NOBODY{{/person}}"
			    "{{#until_local}} until {{until_local}}{{/until_local}}\n"
			    "{{/schedules}}{{#holders}}holds {{incident}}: "
			    "{{#person}}{{person}}{{/person}}{{^person}}NOBODY{{/person}}"
			    "\n{{/holders}}" } },
	{ .noun = "oncall",
	  .verb = "calendar",
	  .help = "shifts and gaps of the schedules, in their own zones",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &calendar_shape,
	  .run = calendar,
	  .view = { .list = "shifts",
		    .columns = { { "schedule", "schedule", 0 },
				 { "shown", "who", 0 },
				 { "from_local", "from", 0 },
				 { "until_local", "until", 0 },
				 { "lasts", "lasts", 0 },
				 { "layer", "layer", 0 } },
		    .empty = "No schedule is configured.",
		    .template = "{{gaps_say}}\n" } },
	{ .noun = "oncall",
	  .verb = "simulate",
	  .help = "who would be woken, minute by minute, if nobody answered",
	  .more = "Plays an incident over virtual time by the code that pages, until "
		  "everybody is alarmed. Nothing is written and nobody is called.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &oncall_simulate_shape,
	  .run = oncall_simulate,
	  .view = { .template =
			    "policy {{policy}}, from {{at_local}}\n{{#chains}}\n\n"
			    "{{level}} {{trigger}}{{#is_conditional}} (only then)"
			    "{{/is_conditional}}\n{{#calls}}  {{clock}}  +{{after}}  "
			    "{{level}}  {{who}}{{#by}} by {{by}}{{/by}}  ({{because}})"
			    "{{#is_alarm}}  ALARM: nobody answered{{/is_alarm}}\n"
			    "{{/calls}}{{#missing}}  NOBODY: {{.}}\n{{/missing}}"
			    "{{#was_cut}}  … and so on\n{{/was_cut}}{{/chains}}" } },
	{ .noun = "oncall",
	  .verb = "lint",
	  .help = "what of people, schedules and policies would wake nobody",
	  .more = "Ends with exit code 1 when there is an error.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = oncall_lint,
	  .no = "errors",
	  .view = { .list = "findings",
		    .columns = { { "kind", "kind", 0 },
				 { "where", "where", 0 },
				 { "what", "what", 80 } },
		    .empty = "Nothing to find fault with.",
		    .template = "{{verdict}}\n" } },
	{ .noun = "oncall",
	  .verb = "feed",
	  .help = "the address of a calendar to subscribe to",
	  .more = "Whoever has the address can read the calendar; 'oncall revoke' makes "
		  "another one.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .people_only = true,
	  .answers_once = true,
	  .input = &feed_shape,
	  .run = feed,
	  .view = { .template = "{{url}}\n" } },
	{ .noun = "oncall",
	  .verb = "revoke",
	  .help = "make the addresses of a calendar void; 'feed' gives a new one",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &feed_shape,
	  .run = revoke_feed,
	  .view = { .template = "Revoked: the calendar of {{name}} has a new address. "
				"See it: stanch oncall feed\n" } },
};

NOUN(oncall, operations);
