/* Who is told when a duty passes from one to the other. What was told last is kept for
 * each schedule in the turn that tells it, so a restart tells nothing twice. */
#include "app/note.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "base/text.h"

enum {
	NOTICE_BYTES_MAX = 8 << 10,
	INCIDENTS_TOLD_MAX = 20,
	/* Changes looked at in one go: an hour's rotation for the time looked ahead. */
	STEPS_MAX = 5000,
};
/* Where nothing changes, it is looked again after so long. */
#define LOOK_AHEAD_MS (35 * DAY_MS)

/* What was told of a schedule last: who had the duty at that instant. */
struct told {
	bool any;
	instant_ms at;
	str person;
};

struct hand_over {
	bool has_changed;
	str before, person; /* "" : nobody */
	instant_ms from, until;
};

static const char *setting_of(struct work *work, const struct schedule *schedule)
{
	return arena_format(work->arena, "oncall.told:" STR_FMT, STR_ARG(schedule->name))
		.bytes;
}

static bool load_told(struct work *work, const struct schedule *schedule,
		      struct told *ret_told)
{
	str value, at;

	*ret_told = (struct told){ 0 };
	if (!store_setting_get(work, setting_of(work, schedule), &value))
		return false;
	ret_told->any = str_cut(value, ' ', &at, &ret_told->person) &&
			str_to_int(at, &ret_told->at);
	return true;
}

static bool keep_told(struct work *work, const struct schedule *schedule, str person)
{
	str value = arena_format(work->arena, "%lld " STR_FMT, (long long)work->now,
				 STR_ARG(person));

	return store_setting_put(work, setting_of(work, schedule), value);
}

/* A schedule with its overrides since an instant. */
struct look {
	const struct schedule *schedule;
	struct override *overrides;
	size_t count;
};

static struct duty duty_at(const struct look *look, instant_ms at)
{
	return schedule_duty(look->schedule, look->overrides, look->count, at);
}

/* The first instant from "at" on at which another person has the duty, at most "most". */
static instant_ms next_hand_over(const struct look *look, instant_ms at, instant_ms most)
{
	struct duty duty = duty_at(look, at);
	str person = duty.person;

	for (int i = 0; i < STEPS_MAX && duty.until < most; i++) {
		instant_ms next = duty.until;

		duty = duty_at(look, next);
		if (!str_equal(duty.person, person))
			return next;
	}
	return most;
}

/* How the duty of now came about since it was told. */
static struct hand_over look_back(const struct look *look, const struct told *told,
				  instant_ms now)
{
	instant_ms oldest = now - LOOK_AHEAD_MS;
	instant_ms at = told->at > oldest ? told->at : oldest;
	struct hand_over now_is = { .before = told->person,
				    .person = duty_at(look, now).person,
				    .from = now,
				    .until = next_hand_over(look, now,
							    now + LOOK_AHEAD_MS) };

	/* A clock that was set back tells nothing until it is there again. */
	if (!told->any || told->at > now)
		return now_is;
	now_is.has_changed = !str_equal(now_is.person, told->person);
	/* Changed by an override or a configuration: there is no hand-over behind us. */
	if (!str_equal(duty_at(look, at).person, told->person))
		return now_is;
	for (instant_ms next = next_hand_over(look, at, now + 1); next <= now;
	     next = next_hand_over(look, at, now + 1)) {
		now_is.before = duty_at(look, at).person;
		now_is.from = next;
		now_is.has_changed = true;
		at = next;
	}
	return now_is;
}

static bool look_at(struct work *work, const struct schedule *schedule,
		    const struct told *told, struct look *ret_look)
{
	instant_ms from = told->any && told->at < work->now ? told->at : work->now;

	*ret_look = (struct look){ .schedule = schedule };
	return store_overrides(work, schedule->name, from, &ret_look->overrides,
			       &ret_look->count);
}

/* -- what is said -- */

static bool is_korean(struct work *work, str person)
{
	const struct person_config *config = config_person(work->config, person);

	return config && str_is(config->language, "ko");
}

static bool add_incidents(struct work *work, struct text *text, bool korean)
{
	struct incident *incidents;
	size_t count;

	if (!store_incidents(work, true, INCIDENTS_TOLD_MAX, &incidents, &count))
		return false;
	if (count == 0)
		text_add(text, korean ? STR("진행 중인 장애: 없음\n")
				      : STR("Open incidents: none\n"));
	else
		text_add(text,
			 korean ? STR("진행 중인 장애:\n") : STR("Open incidents:\n"));
	for (size_t i = 0; i < count; i++) {
		const struct incident *one = &incidents[i];
		str holder = one->commander.length > 0 ? one->commander
			     : korean                  ? STR("담당자 없음")
						       : STR("nobody");

		text_addf(text, "- " STR_FMT " " STR_FMT " " STR_FMT " (" STR_FMT ")\n",
			  STR_ARG(one->code), STR_ARG(one->severity), STR_ARG(one->title),
			  STR_ARG(holder));
	}
	return true;
}

/* When it ends, or that no end is in sight. */
static str end_of(struct work *work, const struct schedule *schedule,
		  const struct hand_over *over, bool korean)
{
	if (over->until < work->now + LOOK_AHEAD_MS)
		return zone_format(work->arena, schedule->zone, over->until);
	return korean ? STR("별도 공지") : STR("further notice");
}

static str name_or_nobody(str name, bool korean)
{
	if (name.length > 0)
		return name;
	return korean ? STR("없음") : STR("nobody");
}

static bool tell_incoming(struct work *work, const struct schedule *schedule,
			  const struct hand_over *over)
{
	struct text text = text_new(work->arena, NOTICE_BYTES_MAX);
	bool korean = is_korean(work, over->person);
	str from = zone_format(work->arena, schedule->zone, over->from);
	str until = end_of(work, schedule, over, korean);
	str before = name_or_nobody(over->before, korean);
	str subject = arena_format(work->arena,
				   korean ? "당직 시작: " STR_FMT " (" STR_FMT "까지)"
					  : "You are on call for " STR_FMT
					    " until " STR_FMT,
				   STR_ARG(schedule->name), STR_ARG(until));

	text_addf(&text,
		  korean ? "당직: " STR_FMT "\n시작: " STR_FMT "\n종료: " STR_FMT
			   "\n이전 담당: " STR_FMT "\n"
			 : "You are on call for " STR_FMT " from " STR_FMT
			   " until " STR_FMT ".\nBefore you: " STR_FMT "\n",
		  STR_ARG(schedule->name), STR_ARG(from), STR_ARG(until),
		  STR_ARG(before));
	return add_incidents(work, &text, korean) &&
	       paging_tell(work, NULL, over->person, subject, text_of(&text));
}

static bool add_still_held(struct work *work, struct text *text,
			   const struct hand_over *over, bool korean)
{
	struct incident *incidents;
	size_t count;

	if (!store_incidents(work, true, INCIDENTS_TOLD_MAX, &incidents, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct incident *one = &incidents[i];

		if (!str_equal(one->commander, over->before))
			continue;
		text_addf(text,
			  korean ? "아직 " STR_FMT "을(를) 맡고 있습니다: stanch handoff "
				   "offer " STR_FMT " " STR_FMT "\n"
				 : "You still hold " STR_FMT
				   ". To pass it on: stanch handoff offer " STR_FMT
				   " " STR_FMT "\n",
			  STR_ARG(one->code), STR_ARG(one->code), STR_ARG(over->person));
	}
	return true;
}

static bool tell_outgoing(struct work *work, const struct schedule *schedule,
			  const struct hand_over *over)
{
	struct text text = text_new(work->arena, NOTICE_BYTES_MAX);
	bool korean = is_korean(work, over->before);
	str from = zone_format(work->arena, schedule->zone, over->from);
	str after = name_or_nobody(over->person, korean);
	str subject = arena_format(work->arena,
				   korean ? "당직 종료: " STR_FMT
					  : "Your duty for " STR_FMT " has ended",
				   STR_ARG(schedule->name));

	text_addf(&text,
		  korean ? "당직: " STR_FMT "\n종료: " STR_FMT "\n다음 담당: " STR_FMT
			   "\n"
			 : "Your duty for " STR_FMT " ended at " STR_FMT
			   ".\nAfter you: " STR_FMT "\n",
		  STR_ARG(schedule->name), STR_ARG(from), STR_ARG(after));
	return add_still_held(work, &text, over, korean) &&
	       paging_tell(work, NULL, over->before, subject, text_of(&text));
}

static bool tell(struct work *work, const struct schedule *schedule,
		 const struct hand_over *over)
{
	if (!note(work, "oncall.shift", 0, STR(""), { "schedule", schedule->name },
		  { "person", over->person }, { "before", over->before },
		  { "from", zone_format(work->arena, schedule->zone, over->from) },
		  { "until", end_of(work, schedule, over, false) }))
		return false;
	if (over->person.length > 0 && !tell_incoming(work, schedule, over))
		return false;
	return over->before.length == 0 || tell_outgoing(work, schedule, over);
}

/* -- when -- */

static bool arm_next(struct work *work, int64_t ref, instant_ms at)
{
	return timer_set(work, "oncall.shift", ref, 0, at);
}

static bool arm(struct work *work, const struct schedule *schedule, int64_t ref)
{
	struct told told;
	struct look look;

	if (!load_told(work, schedule, &told) || !look_at(work, schedule, &told, &look))
		return false;

	struct hand_over over = look_back(&look, &told, work->now);

	/* Of a new schedule nobody has to be told who has had it all along. */
	if (!told.any && !keep_told(work, schedule, over.person))
		return false;
	return arm_next(work, ref, over.has_changed ? work->now : over.until);
}

bool oncall_arm(struct work *work)
{
	for (size_t i = 0; i < work->config->schedule_count; i++)
		if (!arm(work, &work->config->schedules[i], (int64_t)i + 1))
			return false;
	return true;
}

bool oncall_shift_due(struct work *work, const struct timer *timer)
{
	const struct config *config = work->config;
	struct told told;
	struct look look;

	/* Of a schedule that is not there any more. */
	if (timer->ref < 1 || timer->ref > (int64_t)config->schedule_count)
		return true;

	const struct schedule *schedule = &config->schedules[timer->ref - 1];

	if (!load_told(work, schedule, &told) || !look_at(work, schedule, &told, &look))
		return false;

	struct hand_over over = look_back(&look, &told, work->now);

	if (over.has_changed && !tell(work, schedule, &over))
		return false;
	/* Ahead of its time the clock was set back: what was told stays. */
	if (told.at <= work->now && !keep_told(work, schedule, over.person))
		return false;
	return arm_next(work, timer->ref, over.until);
}
