/* listen and door_keys: where alerts come in. */
#include "base/suggest.h"
#include "config/address.h"
#include "config/names.h"
#include "config/parts.h"

#include "base/hash.h"

const char *const listener_class_names[] = { "doors",  "people",    "metrics",
					     "public", "callbacks", NULL };

static unsigned class_of(struct reader *reader, const struct spot *spot)
{
	struct suggestion suggestion;
	str name;

	if (!reader_text(reader, spot, &name))
		return 0;
	suggestion = suggestion_for(name);
	for (size_t i = 0; listener_class_names[i]; i++) {
		if (str_is(name, listener_class_names[i]))
			return 1u << i;
		suggestion_try(&suggestion, str_of(listener_class_names[i]));
	}
	reader_tell(reader, spot,
		    "must be doors, people, metrics, public or callbacks" STR_FMT,
		    STR_ARG(suggestion_text(reader->scratch, &suggestion)));
	return 0;
}

static void read_for(struct reader *reader, const struct spot *spot, void *owner)
{
	struct listener *listener = owner;

	if (!reader_is_list(reader, spot))
		return;
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot item = spot_at(spot, i);

		listener->classes |= class_of(reader, &item);
	}
	if (tree_count(spot->tree) == 0)
		reader_tell(reader, spot, "is empty: nobody would be served");
}

static const struct key listener_key_items[] = {
	{ .name = "address",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct listener, address),
	  .required = true },
	{ .name = "for", .kind = KEY_OWN, .read = read_for },
};
const struct keys listener_keys = KEYS(struct listener, listener_key_items, NULL);

static void read_listener(struct reader *reader, const struct spot *spot,
			  struct listener *listener)
{
	bool short_form = spot->tree->kind != TREE_MAP;
	struct spot address = short_form ? *spot : spot_under(spot, "address");
	bool says_for = !short_form && spot_under(spot, "for").tree;

	if (!short_form)
		reader_map(reader, spot, &listener_keys, listener);
	else if (!reader_text(reader, spot, &listener->address))
		return;
	if (listener->address.length == 0)
		return;
	if (!address_is_host_port(listener->address)) {
		reader_tell(reader, &address,
			    "must be a host and a port, such as 127.0.0.1:9099, or "
			    "0.0.0.0:9099 for every address of this machine");
		return;
	}
	if (says_for)
		return;
	listener->classes = LISTENER_CLASSES_ALL;
	if (!address_is_loopback(listener->address))
		reader_tell(reader, spot,
			    "others can reach this address: say what it is for, such as "
			    "{address: " STR_FMT ", for: [doors]}",
			    STR_ARG(listener->address));
}

/* Port 0 is another one each time. */
static bool is_taken(const struct config *config, size_t nth)
{
	str address = config->listeners[nth].address;

	for (size_t i = 0; i < nth; i++)
		if (str_equal(config->listeners[i].address, address))
			return address.length > 0 && !str_ends_with(address, STR(":0"));
	return false;
}

void read_listeners(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	if (!reader_is_list(reader, spot))
		return;
	config->listener_count = tree_count(spot->tree);
	config->listeners = arena_many(reader->arena, struct listener,
				       config->listener_count);
	for (size_t i = 0; i < config->listener_count; i++) {
		struct spot item = spot_at(spot, i);

		read_listener(reader, &item, &config->listeners[i]);
		if (is_taken(config, i))
			reader_tell(reader, &item, "'" STR_FMT "' occurs twice",
				    STR_ARG(config->listeners[i].address));
	}
	if (config->listener_count == 0)
		reader_tell(reader, spot, "is empty: nobody could reach stanch");
}

enum { DOOR_KEY_BYTES_MIN = 8 };

/* Until here .hash holds the key itself. */
static void settle_door_key(struct reader *reader, const struct spot *spot, void *owner)
{
	struct door_key *door_key = owner;
	bool by_file = spot_under(spot, "key_file").tree;
	bool by_env = spot_under(spot, "key_env").tree;

	if (by_file == by_env)
		reader_tell(reader, spot, "needs key_file or key_env%s",
			    by_file ? ", not both" : "");
	if (door_key->hash.length == 0 || by_file == by_env)
		return;
	if (door_key->hash.length < DOOR_KEY_BYTES_MIN)
		reader_tell_of(reader, spot, by_file ? "key_file" : "key_env",
			       "names a key of less than %d bytes", DOOR_KEY_BYTES_MIN);
	door_key->hash = sha256_hex(reader->arena, sha256_of(door_key->hash));
}

static void read_until(struct reader *reader, const struct spot *spot, void *owner)
{
	struct door_key *door_key = owner;
	struct error error = { 0 };
	str text;

	if (reader_text(reader, spot, &text) &&
	    !instant_parse(text, &door_key->until, &error))
		reader_tell(reader, spot,
			    "must be an instant such as 2026-12-31T00:00:00Z");
}

/* While a key is changed, all of its name but the new one have an end. */
void check_door_keys(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot list = spot_under(file, "door_keys");

	for (size_t i = 0; i < config->door_key_count; i++) {
		const struct door_key *one = &config->door_keys[i];
		struct spot item = spot_at(&list, i);

		if (one->as.length > 0 && !config_person(config, one->as))
			reader_tell_of(reader, &item, "as",
				       "there is no person '" STR_FMT "'",
				       STR_ARG(one->as));
		for (size_t j = 0; j < i; j++)
			if (str_equal(config->door_keys[j].name, one->name) &&
			    config->door_keys[j].until == 0 && one->until == 0)
				reader_tell_of(reader, &item, "name",
					       "'" STR_FMT "' occurs twice: give the "
					       "old key an 'until'",
					       STR_ARG(one->name));
	}
}

static const struct key door_key_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct door_key, name),
	  .required = true },
	{ .name = "key_file",
	  .kind = KEY_SECRET_FILE,
	  .offset = offsetof(struct door_key, hash) },
	{ .name = "key_env",
	  .kind = KEY_SECRET_ENV,
	  .offset = offsetof(struct door_key, hash) },
	{ .name = "for",
	  .kind = KEY_NAMES,
	  .offset = offsetof(struct door_key, sources),
	  .count_offset = offsetof(struct door_key, source_count) },
	{ .name = "until", .kind = KEY_OWN, .read = read_until },
	{ .name = "secret_file",
	  .kind = KEY_SECRET_FILE,
	  .offset = offsetof(struct door_key, secret) },
	{ .name = "secret_env",
	  .kind = KEY_SECRET_ENV,
	  .offset = offsetof(struct door_key, secret) },
	{ .name = "per_minute",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct door_key, per_minute),
	  .most = 1000000 },
	{ .name = "as", .kind = KEY_NAME, .offset = offsetof(struct door_key, as) },
};
const struct keys door_key_keys = KEYS(struct door_key, door_key_key_items,
				       settle_door_key);
