/* people: who they are, and how they are reached. */
#include "config/names.h"
#include "config/parts.h"

#include "base/map.h"

static void settle_person(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct person_config *person = owner;

	if (str_is(person->name, "stanch"))
		reader_tell_of(reader, spot, "name",
			       "'stanch' is what our own acts are signed with");
	if (person->is_agent && person->role > ROLE_RESPONDER)
		reader_tell_of(reader, spot, "role",
			       "an agent never approves: at most responder");
	check_language(reader, spot, person->language);
}

static const struct key person_keys[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct person_config, name),
	  .required = true },
	{ .name = "role",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct person_config, role),
	  .least = ROLE_VIEWER,
	  .choices = role_names,
	  .required = true },
	{ .name = "agent",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct person_config, is_agent) },
	{ .name = "system_user",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct person_config, system_user) },
	{ .name = "contacts",
	  .kind = KEY_CONTACTS,
	  .offset = offsetof(struct person_config, contacts),
	  .count_offset = offsetof(struct person_config, contact_count),
	  .most = HOUR_MS },
	{ .name = "language",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct person_config, language) },
	{ .name = "zone",
	  .kind = KEY_ZONE,
	  .offset = offsetof(struct person_config, zone),
	  .fallback = "UTC" },
};
const struct keys people_keys = KEYS(struct person_config, person_keys, settle_person);

static void check_system_users(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot people = spot_under(file, "people");
	struct map *seen = map_new(reader->scratch);

	for (size_t i = 0; i < config->person_count; i++) {
		struct spot person = spot_at(&people, i);
		str user = config->people[i].system_user;

		if (user.length == 0)
			continue;
		if (map_get(seen, user))
			reader_tell_of(reader, &person, "system_user",
				       "'" STR_FMT "' is somebody else already",
				       STR_ARG(user));
		map_put(seen, user, reader);
	}
}

void check_can_be_called(struct reader *reader, const struct spot *spot, str name)
{
	const struct person_config *person = config_person(reader->config, name);

	if (!person)
		return;
	if (person->is_agent)
		reader_tell(reader, spot, STR_FMT " is an agent: nobody would be woken",
			    STR_ARG(name));
	else if (person->contact_count == 0)
		reader_tell(reader, spot,
			    "nobody could reach " STR_FMT ": no contacts are given",
			    STR_ARG(name));
}

void check_people(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	reader_tell_twice(reader, file, "people", "name",
			  NAMED(config->people, config->person_count));
	check_system_users(reader, file);
}

/* "page: [alice]" must mean one thing. */
static void tell_if_taken(struct reader *reader, const struct spot *item, str name,
			  const char *what, bool is_taken)
{
	if (name.length > 0 && is_taken)
		reader_tell_of(reader, item, "name",
			       "'" STR_FMT "' is the name of a %s already: whom would it "
			       "call?",
			       STR_ARG(name), what);
}

void check_names(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot schedules = spot_under(file, "schedules");
	struct spot channels = spot_under(file, "channels");

	reader_tell_twice(reader, file, "schedules", "name",
			  NAMED(config->schedules, config->schedule_count));
	reader_tell_twice(reader, file, "channels", "name",
			  NAMED(config->channels, config->channel_count));
	for (size_t i = 0; i < config->schedule_count; i++) {
		struct spot item = spot_at(&schedules, i);
		str name = config->schedules[i].name;

		tell_if_taken(reader, &item, name, "person", config_person(config, name));
	}
	for (size_t i = 0; i < config->channel_count; i++) {
		struct spot item = spot_at(&channels, i);
		str name = config->channels[i].name;

		tell_if_taken(reader, &item, name, "person", config_person(config, name));
		tell_if_taken(reader, &item, name, "schedule",
			      config_schedule(config, name));
	}
}
