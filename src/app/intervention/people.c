/* Whom an action needs beside the one who asks for it: somebody to approve it too, or
 * somebody above who must know. */
#include "app/intervention/people.h"

#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "app/paging/paging.h"
#include "base/text.h"

static bool may_be_called(const struct config *config, const struct wanted_people *wanted,
			  str name)
{
	const struct person_config *person = config_person(config, name);

	if (!person || person->is_agent || person->contact_count == 0)
		return false;
	if (wanted->are_approvers && person->role < ROLE_APPROVER)
		return false;
	return !str_equal(name, wanted->neither) && !str_equal(name, wanted->nor);
}

static bool call_step(struct work *work, const struct incident *incident,
		      const struct calls *calls, const struct wanted_people *wanted,
		      struct text *names)
{
	for (size_t i = 0; i < calls->count; i++) {
		str name = calls->items[i].person;

		if (!may_be_called(work->config, wanted, name))
			continue;
		if (!paging_wake(work, incident, name, wanted->subject, wanted->text))
			return false;
		text_add(names, text_of(names).length > 0 ? STR(", ") : STR(""));
		text_add(names, name);
	}
	return true;
}

bool people_call(struct work *work, const struct incident *incident,
		 const struct wanted_people *wanted, str *ret_names)
{
	const struct policy *policy = escalation_policy(work, incident);
	struct text names = text_new(work->arena, TEXT_INPUT_BYTES_MAX);

	for (size_t step = wanted->from_step;
	     step < policy->step_count && text_of(&names).length == 0; step++) {
		struct calls calls = { 0 };

		if (!oncall_calls(work, policy, step, NULL, work->now, &calls) ||
		    !call_step(work, incident, &calls, wanted, &names))
			return false;
	}
	*ret_names = text_of(&names);
	return true;
}
