/* What is stored is what the structs hold: nothing is left out, nothing moves. */
#include "check.h"

#include "core/access/person.h"
#include "core/action/action.h"
#include "core/action/fix.h"
#include "core/action/rollback.h"
#include "core/alerting/report.h"
#include "core/alerting/silence.h"
#include "core/diagnosis/hypothesis.h"
#include "core/diagnosis/why.h"
#include "core/evidence/evidence.h"
#include "core/incident/check.h"
#include "core/incident/command.h"
#include "core/incident/incident.h"
#include "core/learning/change.h"
#include "core/learning/item.h"
#include "core/learning/runbook.h"
#include "core/paging/page.h"
#include "core/paging/schedule.h"
#include "core/telling/message.h"

#include <stdalign.h>

static const struct shape *const shapes[] = {
	&action_shape,      &alert_shape,       &change_shape,
	&check_shape,       &rollback_shape,    &delivery_shape,
	&evidence_shape,    &hypothesis_shape,  &incident_shape,
	&item_shape,        &message_shape,     &milestone_shape,
	&page_shape,        &duty_holder_shape, &handoff_shape,
	&time_box_shape,    &override_shape,    &person_shape,
	&promise_shape,     &report_shape,      &stored_runbook_shape,
	&runbook_run_shape, &silence_shape,     &token_shape,
	&fix_shape,         &why_shape,
};

static size_t size_of(enum field_kind kind)
{
	switch (kind) {
	case FIELD_BOOL: return sizeof(bool);
	case FIELD_ENUM: return sizeof(enum page_state);
	case FIELD_TEXT:
	case FIELD_JSON: return sizeof(str);
	case FIELD_REAL: return sizeof(double);
	case FIELD_INT:
	case FIELD_INSTANT:
	case FIELD_DURATION: break;
	}
	return sizeof(int64_t);
}

static size_t align_of(enum field_kind kind)
{
	return kind == FIELD_BOOL   ? alignof(bool)
	       : kind == FIELD_ENUM ? alignof(enum page_state)
				    : alignof(int64_t);
}

static size_t round_up(size_t offset, size_t align)
{
	return (offset + align - 1) / align * align;
}

static void every_member_is_in_the_shape_in_its_order(void)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		size_t end = 0;

		for (size_t f = 0; f < shapes[i]->count; f++) {
			const struct field *field = &shapes[i]->fields[f];

			CHECK_CASE(field->offset == round_up(end, align_of(field->kind)),
				   field->name);
			end = field->offset + size_of(field->kind);
		}
		CHECK_CASE(round_up(end, alignof(int64_t)) == shapes[i]->size,
			   shapes[i]->name);
	}
}

static void every_row_begins_with_its_id(void)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		CHECK_CASE(str_is(str_of(shapes[i]->fields[0].name), "id"),
			   shapes[i]->name);
		CHECK_CASE(shapes[i]->fields[0].kind == FIELD_INT, shapes[i]->name);
	}
}

static void every_enum_has_names_that_differ(void)
{
	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		for (size_t f = 0; f < shapes[i]->count; f++) {
			const struct field *field = &shapes[i]->fields[f];

			if (field->kind != FIELD_ENUM)
				continue;
			CHECK_CASE(field->names && field->names[0], field->name);
			for (size_t n = 1; field->names[n]; n++)
				for (size_t m = 0; m < n; m++)
					CHECK_CASE(!str_equal(str_of(field->names[n]),
							      str_of(field->names[m])),
						   field->names[n]);
		}
}

static void every_value_of_each_enum_has_its_name(void)
{
	static const struct {
		const char *const *names;
		size_t last;
		const char *name;
	} cases[] = {
		{ action_class_names, ACTION_DATA_REPAIR, "data-repair" },
		{ action_state_names, ACTION_WITHDRAWN, "withdrawn" },
		{ action_verdict_names, VERDICT_CANNOT_TELL, "cannot-tell" },
		{ actor_kind_names, ACTOR_AGENT, "agent" },
		{ alert_state_names, ALERT_UNKNOWN, "unknown" },
		{ basis_names, BASIS_ESTIMATED, "estimated" },
		{ check_state_names, CHECK_NO_DATA, "no-data" },
		{ comparison_names, COMPARE_AT_LEAST, "at least" },
		{ delivery_purpose_names, DELIVERY_MESSAGE, "message" },
		{ delivery_state_names, DELIVERY_HELD, "held" },
		{ duty_role_names, DUTY_REPORTER, "reporter" },
		{ fix_source_names, FIX_FROM_REVIEW, "review" },
		{ fix_state_names, FIX_KEPT, "kept" },
		{ handoff_state_names, HANDOFF_WITHDRAWN, "withdrawn" },
		{ promise_kind_names, PROMISE_ETA, "eta" },
		{ rotation_unit_names, ROTATE_WEEKS, "weeks" },
		{ step_trigger_names, STEP_TIME_BOX, "time box" },
		{ time_box_state_names, TIME_BOX_OVER, "over" },
		{ evidence_state_names, EVIDENCE_FAILED, "failed" },
		{ hypothesis_state_names, HYPOTHESIS_CONFIRMED, "confirmed" },
		{ incident_state_names, INCIDENT_MERGED, "merged" },
		{ item_state_names, ITEM_DEPRIORITISED, "deprioritised" },
		{ message_kind_names, MESSAGE_RECOVERY, "recovery" },
		{ message_state_names, MESSAGE_SUPERSEDED, "superseded" },
		{ milestone_names, MILESTONE_FIX_DEPLOYED, "fix_deployed" },
		{ page_state_names, PAGE_STOPPED, "stopped" },
		{ promise_state_names, PROMISE_REPLACED, "replaced" },
		{ role_names, ROLE_ADMIN, "admin" },
		{ token_kind_names, TOKEN_ACK_LINK, "ack-link" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		CHECK_STR_EQ(str_of(cases[i].names[cases[i].last]),
			     str_of(cases[i].name));
		CHECK_CASE(!cases[i].names[cases[i].last + 1], cases[i].name);
		for (size_t n = 0; n < cases[i].last; n++)
			CHECK_CASE(cases[i].names[n], cases[i].name);
	}
}

static void secrets_and_inner_values_are_hidden(void)
{
	size_t hidden = 0;

	for (size_t i = 0; i < COUNT_OF(shapes); i++)
		for (size_t f = 0; f < shapes[i]->count; f++)
			hidden += shapes[i]->fields[f].hidden;
	CHECK_INT(hidden, 10);
	CHECK(token_shape.fields[1].hidden);
	CHECK_STR_EQ(str_of(token_shape.fields[1].name), STR("secret_hash"));
}

const struct test tests[] = {
	{ "every member is in the shape, in its order",
	  every_member_is_in_the_shape_in_its_order },
	{ "every row begins with its id", every_row_begins_with_its_id },
	{ "every enum has names that differ", every_enum_has_names_that_differ },
	{ "every value of each enum has its name",
	  every_value_of_each_enum_has_its_name },
	{ "secrets and inner values are hidden", secrets_and_inner_values_are_hidden },
	{ 0 },
};
