/* How an incident moves from state to state. */
#include "check.h"

#include "core/incident/incident.h"

enum { STATES = INCIDENT_MERGED + 1, EVENTS = INCIDENT_MERGE + 1 };

static bool moves(enum incident_state from, enum incident_event event,
		  enum incident_state to)
{
	enum incident_state next;
	const char *sentence;

	return incident_advance(from, event, &next, &sentence) && next == to;
}

static bool stays(enum incident_state from, enum incident_event event)
{
	enum incident_state next;
	const char *sentence;

	return !incident_advance(from, event, &next, &sentence);
}

/* INV-12: whoever can stop the bleeding does, whatever is known. */
static void an_action_may_start_in_every_open_state(void)
{
	for (unsigned state = 0; state < STATES; state++) {
		bool may = moves(state, INCIDENT_ACTION_STARTED, INCIDENT_MITIGATING);

		CHECK_CASE(may == incident_is_open(state), incident_state_names[state]);
	}
}

static void every_open_state_can_be_resolved_dismissed_and_merged(void)
{
	for (unsigned state = 0; state < STATES; state++) {
		if (!incident_is_open(state))
			continue;
		CHECK_CASE(moves(state, INCIDENT_RESOLVE, INCIDENT_RESOLVED),
			   incident_state_names[state]);
		CHECK_CASE(moves(state, INCIDENT_DISMISS, INCIDENT_DISMISSED),
			   incident_state_names[state]);
		CHECK_CASE(moves(state, INCIDENT_MERGE, INCIDENT_MERGED),
			   incident_state_names[state]);
	}
}

static void nothing_leaves_an_end(void)
{
	static const enum incident_state ends[] = { INCIDENT_CLOSED, INCIDENT_DISMISSED,
						    INCIDENT_MERGED };

	for (size_t i = 0; i < COUNT_OF(ends); i++)
		for (unsigned event = 0; event < EVENTS; event++)
			CHECK_CASE(stays(ends[i], event), incident_state_names[ends[i]]);
}

static void a_night_goes_through_its_states(void)
{
	static const struct {
		enum incident_event event;
		enum incident_state to;
	} night[] = {
		{ INCIDENT_DECLARE, INCIDENT_DECLARED },
		{ INCIDENT_ACKNOWLEDGE, INCIDENT_INVESTIGATING },
		{ INCIDENT_CAUSE_SUPPORTED, INCIDENT_IDENTIFIED },
		{ INCIDENT_ACTION_STARTED, INCIDENT_MITIGATING },
		{ INCIDENT_ACTION_FAILED, INCIDENT_INVESTIGATING },
		{ INCIDENT_ACTION_STARTED, INCIDENT_MITIGATING },
		{ INCIDENT_ACTION_HELPED, INCIDENT_MITIGATED },
		{ INCIDENT_ALERTS_ENDED, INCIDENT_MONITORING },
		{ INCIDENT_ALERT_AGAIN, INCIDENT_REOPENED },
		{ INCIDENT_ACKNOWLEDGE, INCIDENT_INVESTIGATING },
		{ INCIDENT_ALERTS_ENDED, INCIDENT_MONITORING },
		{ INCIDENT_RESOLVE, INCIDENT_RESOLVED },
		{ INCIDENT_ALERT_AGAIN, INCIDENT_REOPENED },
		{ INCIDENT_RESOLVE, INCIDENT_RESOLVED },
		{ INCIDENT_CLOSE, INCIDENT_CLOSED },
	};
	enum incident_state state = INCIDENT_CANDIDATE;

	for (size_t i = 0; i < COUNT_OF(night); i++) {
		CHECK_CASE(moves(state, night[i].event, night[i].to),
			   incident_state_names[night[i].to]);
		state = night[i].to;
	}
}

static void what_is_known_late_does_not_set_it_back(void)
{
	CHECK(stays(INCIDENT_MITIGATING, INCIDENT_CAUSE_SUPPORTED));
	CHECK(stays(INCIDENT_MITIGATED, INCIDENT_CAUSE_SUPPORTED));
	CHECK(stays(INCIDENT_MITIGATED, INCIDENT_ACKNOWLEDGE));
	CHECK(stays(INCIDENT_MONITORING, INCIDENT_ACTION_HELPED));
	CHECK(stays(INCIDENT_MITIGATED, INCIDENT_ALERT_AGAIN));
	CHECK(stays(INCIDENT_INVESTIGATING, INCIDENT_ALERT_AGAIN));
	CHECK(stays(INCIDENT_RESOLVED, INCIDENT_ALERTS_ENDED));
	CHECK(stays(INCIDENT_RESOLVED, INCIDENT_RESOLVE));
	CHECK(stays(INCIDENT_MITIGATED, INCIDENT_CLOSE));
}

static void an_action_may_help_after_another_one_failed(void)
{
	CHECK(moves(INCIDENT_INVESTIGATING, INCIDENT_ACTION_HELPED, INCIDENT_MITIGATED));
	CHECK(moves(INCIDENT_REOPENED, INCIDENT_ACTION_HELPED, INCIDENT_MITIGATED));
}

static void alerts_that_end_before_the_ack_lead_to_monitoring(void)
{
	CHECK(moves(INCIDENT_CANDIDATE, INCIDENT_ALERTS_ENDED, INCIDENT_MONITORING));
	CHECK(moves(INCIDENT_DECLARED, INCIDENT_ALERTS_ENDED, INCIDENT_MONITORING));
}

static void the_list_of_transitions_is_what_advance_does(void)
{
	enum incident_state from, to;
	enum incident_event event;
	size_t listed = 0, legal = 0;

	for (; incident_transition_at(listed, &from, &event, &to); listed++)
		CHECK_CASE(moves(from, event, to), incident_state_names[from]);
	for (unsigned state = 0; state < STATES; state++)
		for (unsigned any = 0; any < EVENTS; any++)
			legal += !stays(state, any);
	/* As many: no pair of state and event is listed twice, none is left out. */
	CHECK_INT(listed, legal);
}

static void every_transition_has_a_sentence(void)
{
	for (unsigned state = 0; state < STATES; state++)
		for (unsigned event = 0; event < EVENTS; event++) {
			enum incident_state to;
			const char *sentence;

			if (incident_advance(state, event, &to, &sentence))
				CHECK_CASE(sentence && sentence[0],
					   incident_state_names[state]);
		}
}

static void a_code_has_its_day_and_grows_a_digit_after_999(void)
{
	scoped_arena arena = arena_new(1 << 20);
	instant_ms day = (instant_ms)20778 * DAY_MS + 1;

	CHECK_STR(incident_code(arena, "INC", day, 1), "INC-2026-11-21-001");
	CHECK_STR(incident_code(arena, "DRILL", day, 999), "DRILL-2026-11-21-999");
	CHECK_STR(incident_code(arena, "INC", day, 1000), "INC-2026-11-21-1000");
}

const struct test tests[] = {
	{ "an action may start in every open state",
	  an_action_may_start_in_every_open_state },
	{ "every open state can be resolved, dismissed and merged",
	  every_open_state_can_be_resolved_dismissed_and_merged },
	{ "nothing leaves an end", nothing_leaves_an_end },
	{ "a night goes through its states", a_night_goes_through_its_states },
	{ "what is known late does not set it back",
	  what_is_known_late_does_not_set_it_back },
	{ "an action may help after another one failed",
	  an_action_may_help_after_another_one_failed },
	{ "alerts that end before the ack lead to monitoring",
	  alerts_that_end_before_the_ack_lead_to_monitoring },
	{ "the list of transitions is what advance does",
	  the_list_of_transitions_is_what_advance_does },
	{ "every transition has a sentence", every_transition_has_a_sentence },
	{ "a code has its day and grows a digit after 999",
	  a_code_has_its_day_and_grows_a_digit_after_999 },
	{ 0 },
};
