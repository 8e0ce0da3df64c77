/* autonomy: how far stanch goes by itself. */
#include "config/names.h"
#include "config/parts.h"

static void settle_autonomy(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct autonomy_rule *rule = owner;

	if (rule->worst > rule->least)
		reader_tell_of(reader, spot, "worst",
			       "is milder than 'least': no severity is both");
	if (rule->level != AUTONOMY_PRE_APPROVED)
		return;
	if (rule->class == ACTION_DESTRUCTIVE || rule->class == ACTION_DATA_REPAIR)
		reader_tell_of(reader, spot, "do",
			       "cannot be pre-approved for what is %s: two people "
			       "approve that",
			       action_class_names[rule->class]);
	if (rule->agreed_by.length == 0)
		reader_tell_of(reader, spot, "do",
			       "is pre-approved: 'agreed_by' must name the person who "
			       "answers for it");
}

#define COUNTED(member) \
	.offset = offsetof(struct autonomy_rule, member##s), \
	.count_offset = offsetof(struct autonomy_rule, member##_count)

static const struct key autonomy_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct autonomy_rule, name),
	  .required = true },
	{ .name = "class",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct autonomy_rule, class),
	  .choices = action_class_names,
	  .required = true },
	{ .name = "worst",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct autonomy_rule, worst),
	  .most = 3 },
	{ .name = "least",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct autonomy_rule, least),
	  .most = 3,
	  .fallback = "3" },
	{ .name = "services", .kind = KEY_TEXTS, COUNTED(service) },
	{ .name = "actuators", .kind = KEY_TEXTS, COUNTED(actuator) },
	{ .name = "keys", .kind = KEY_TEXTS, COUNTED(key) },
	{ .name = "do",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct autonomy_rule, level),
	  .choices = autonomy_names,
	  .required = true },
	{ .name = "agreed_by",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct autonomy_rule, agreed_by) },
};
const struct keys autonomy_keys = KEYS(struct autonomy_rule, autonomy_key_items,
				       settle_autonomy);

static void check_agreed(struct reader *reader, const struct spot *spot, str name)
{
	const struct config *config = reader->config;
	const struct person_config *person = config_person(config, name);

	if (!reader_knows(reader, spot, "person", name,
			  NAMED(config->people, config->person_count)) ||
	    !person)
		return;
	if (person->is_agent)
		reader_tell(reader, spot, "is an agent: agents never approve");
	else if (person->role < ROLE_APPROVER)
		reader_tell(reader, spot, "may not approve: the role is %s",
			    role_names[person->role]);
}

void check_autonomy(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot rules = spot_under(file, "autonomy");

	reader_tell_twice(reader, file, "autonomy", "name",
			  NAMED(config->autonomy, config->autonomy_count));
	for (size_t i = 0; i < config->autonomy_count; i++) {
		struct spot item = spot_at(&rules, i);
		struct spot person = spot_under(&item, "agreed_by");

		if (!person.tree)
			continue;
		check_agreed(reader, &person, config->autonomy[i].agreed_by);
	}
}
