/* stanch.yaml as a whole. */
#include "config/address.h"
#include "config/file.h"
#include "config/names.h"
#include "config/parts.h"

/* A libpq string or URL; the password comes from where libpq looks for it. */
static void read_database(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	if (!reader_text(reader, spot, &config->database))
		return;
	if (address_has_password(config->database) ||
	    str_contains(config->database, STR("password=")) ||
	    str_contains(config->database, STR("password =")))
		reader_tell(reader, spot,
			    "a secret never stands in this file: use passfile= or the "
			    "variable PGPASSFILE");
}

static void read_public_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	if (!reader_text(reader, spot, &config->public_url))
		return;
	if (!address_is_http(config->public_url) ||
	    address_has_password(config->public_url))
		reader_tell(reader, spot,
			    "must be a URL such as "
			    "https://stanch.example.org");
	/* Links are made by adding "/room/…". */
	while (str_ends_with(config->public_url, STR("/")))
		config->public_url.length--;
}

static void settle_smtp(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct config *config = owner;
	bool by_file = spot_under(spot, "password_file").tree;
	bool by_env = spot_under(spot, "password_env").tree;

	if (config->smtp_relay.length > 0 && !address_is_host_port(config->smtp_relay))
		reader_tell_of(reader, spot, "relay",
			       "must be a host and a port, such as 127.0.0.1:25");
	if (config->smtp_from.length > 0 && !str_contains(config->smtp_from, STR("@")))
		reader_tell_of(reader, spot, "from",
			       "must be an address such as stanch@example.org");
	if (by_file && by_env)
		reader_tell_of(reader, spot, "password_env",
			       "is given beside password_file: one of them is enough");
	if ((by_file || by_env) && !spot_under(spot, "user").tree)
		reader_tell_of(reader, spot, "user", "is missing beside a password");
}

static void settle_commands(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot commands = spot_under(file, "commands");

	for (size_t i = 0; i < config->command_count; i++) {
		struct spot entry = { .in = &commands,
				      .name = config->commands_allowed[i].name,
				      .tree = tree_nth(commands.tree, i) };
		str program = config->commands_allowed[i].value;

		if (program.length > 0 && !str_starts_with(program, STR("/")))
			reader_tell(reader, &entry,
				    "must be the whole path of a program, such as "
				    "/usr/bin/kubectl");
	}
}

/* A drill must not wake anybody. Mail goes through the relay; other channels say
 * where they go in a URL. */
static void check_contacts(struct reader *reader, const struct spot *list,
			   const struct contact *contacts, size_t count)
{
	const struct config *config = reader->config;

	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(list, i);

		if (str_is(contacts[i].channel, "email") &&
		    config->smtp_relay.length == 0)
			reader_tell(reader, &item,
				    "no mail can be sent: smtp.relay is not given");
		if (config->drill && str_contains(contacts[i].address, STR("://")) &&
		    !address_is_loopback(contacts[i].address))
			reader_tell(reader, &item,
				    "a drill reaches nobody outside this machine");
	}
}

static void check_all_contacts(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot people = spot_under(file, "people");
	struct spot audiences = spot_under(file, "audiences");
	struct spot smtp = spot_under(file, "smtp");

	for (size_t i = 0; i < config->person_count; i++) {
		struct spot person = spot_at(&people, i);
		struct spot contacts = spot_under(&person, "contacts");

		check_contacts(reader, &contacts, config->people[i].contacts,
			       config->people[i].contact_count);
	}
	check_contacts(reader, &audiences, config->audiences, config->audience_count);
	if (config->drill && config->smtp_relay.length > 0 &&
	    !address_is_loopback(config->smtp_relay))
		reader_tell_of(reader, &smtp, "relay",
			       "a drill reaches nobody outside this machine");
}

static void settle_config(struct reader *reader, const struct spot *file, void *owner)
{
	struct config *config = owner;

	if (config->listener_count == 0 && !spot_under(file, "listen").tree) {
		config->listeners = arena_one(reader->arena, struct listener);
		config->listener_count = 1;
		config->listeners[0] = (struct listener){
			.address = STR("127.0.0.1:9099"),
			.classes = ROUTE_CLASS_DOORS | ROUTE_CLASS_PEOPLE |
				   ROUTE_CLASS_METRICS,
		};
	}
	reader_tell_twice(reader, file, "door_keys", "name",
			  NAMED(config->door_keys, config->door_key_count));
	check_people(reader, file);
	check_all_contacts(reader, file);
	settle_services(reader, file);
	settle_commands(reader, file);
}

static const struct key paging_key_items[] = {
	{ .name = "repeat",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, page_repeat),
	  .least = SECOND_MS,
	  .most = HOUR_MS,
	  .fallback = "60s" },
	{ .name = "rounds",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct config, page_rounds),
	  .least = 1,
	  .most = 100,
	  .fallback = "5" },
	{ .name = "ack_lapse",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, ack_lapse),
	  .most = DAY_MS,
	  .fallback = "20m" },
};
static const struct keys paging_keys = KEYS(struct config, paging_key_items, NULL);

static const struct key smtp_key_items[] = {
	{ .name = "relay",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_relay),
	  .required = true },
	{ .name = "from",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_from),
	  .required = true },
	{ .name = "user",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_user) },
	{ .name = "password_file",
	  .kind = KEY_SECRET_FILE,
	  .offset = offsetof(struct config, smtp_password) },
	{ .name = "password_env",
	  .kind = KEY_SECRET_ENV,
	  .offset = offsetof(struct config, smtp_password) },
};
static const struct keys smtp_keys = KEYS(struct config, smtp_key_items, settle_smtp);

#define CONFIG_LIST(member, member_count) \
	.offset = offsetof(struct config, member), \
	.count_offset = offsetof(struct config, member_count)

/* In this order they are read: services after what they stand on. */
static const struct key config_key_items[] = {
	{ .name = "listen",
	  .kind = KEY_OWN,
	  .read = read_listeners,
	  .of = &listener_keys },
	{ .name = "hosts", .kind = KEY_TEXTS, CONFIG_LIST(hosts, host_count) },
	{ .name = "public_url", .kind = KEY_OWN, .read = read_public_url },
	{ .name = "database", .kind = KEY_OWN, .read = read_database },
	{ .name = "drill", .kind = KEY_YES_NO, .offset = offsetof(struct config, drill) },
	{ .name = "people",
	  .kind = KEY_LIST,
	  CONFIG_LIST(people, person_count),
	  .of = &people_keys },
	{ .name = "on_call", .kind = KEY_NAMES, CONFIG_LIST(on_call, on_call_count) },
	{ .name = "paging", .kind = KEY_MAP, .of = &paging_keys },
	{ .name = "resolve_timeout",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, resolve_timeout),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "5m" },
	{ .name = "hold",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, hold),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "5m" },
	{ .name = "smtp", .kind = KEY_MAP, .of = &smtp_keys },
	{ .name = "audiences",
	  .kind = KEY_CONTACTS,
	  CONFIG_LIST(audiences, audience_count) },
	{ .name = "door_keys",
	  .kind = KEY_LIST,
	  CONFIG_LIST(door_keys, door_key_count),
	  .of = &door_key_keys },
	{ .name = "routes",
	  .kind = KEY_LIST,
	  CONFIG_LIST(routes, route_count),
	  .of = &route_keys },
	{ .name = "services",
	  .kind = KEY_LIST,
	  CONFIG_LIST(services, service_count),
	  .of = &service_keys },
	{ .name = "commands",
	  .kind = KEY_PAIRS,
	  CONFIG_LIST(commands_allowed, command_count) },
};
const struct keys config_keys = KEYS(struct config, config_key_items, settle_config);
