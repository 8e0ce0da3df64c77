/* channels: notifiers with an account, a template or a secret of their own. */
#include "config/address.h"
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

static const str by_file = STR_INIT("_file"), by_env = STR_INIT("_env");

/* "token_file" and "token_env" are the secret "token"; "" is none. */
static str secret_of(str key)
{
	if (str_ends_with(key, by_file))
		return str_slice(key, 0, key.length - by_file.length);
	if (str_ends_with(key, by_env))
		return str_slice(key, 0, key.length - by_env.length);
	return STR("");
}

static bool names_a_secret(str key)
{
	return secret_of(key).length > 0;
}

static void read_secret(struct reader *reader, const struct spot *entry,
			struct channel_config *channel)
{
	struct label secret = { .name = arena_copy(reader->arena,
						   secret_of(entry->name)) };
	bool was_read = str_ends_with(entry->name, by_file)
				? secret_from_file(reader, entry, &secret.value)
				: secret_from_env(reader, entry, &secret.value);

	for (size_t i = 0; was_read && i < channel->secret_count; i++)
		if (str_equal(channel->secrets[i].name, secret.name)) {
			reader_tell(reader, entry,
				    "is given by _file and by _env: one of them is "
				    "enough");
			return;
		}
	if (was_read)
		channel->secrets[channel->secret_count++] = secret;
}

static void check_settings(struct reader *reader, const struct spot *spot,
			   const struct channel_config *channel)
{
	struct spot settings = spot_under(spot, "settings");

	for (size_t i = 0; i < channel->setting_count; i++) {
		struct spot entry = spot_entry(&settings, i);

		if (name_is_secret(entry.name))
			reader_tell(reader, &entry,
				    "a secret never stands in this file: beside "
				    "'settings' write " STR_FMT "_file or " STR_FMT
				    "_env",
				    STR_ARG(entry.name), STR_ARG(entry.name));
		else if (address_has_password(channel->settings[i].value))
			reader_tell(reader, &entry,
				    "has a password in it: a secret never stands in "
				    "this file");
	}
}

static void settle_channel(struct reader *reader, const struct spot *spot, void *owner)
{
	struct channel_config *channel = owner;
	size_t count = tree_count(spot->tree);

	channel->secrets = arena_many(reader->arena, struct label, count);
	for (size_t i = 0; i < count; i++) {
		struct spot entry = spot_entry(spot, i);

		if (names_a_secret(entry.name))
			read_secret(reader, &entry, channel);
	}
	check_settings(reader, spot, channel);
	if (str_is(channel->name, "after"))
		reader_tell_of(reader, spot, "name",
			       "'after' says when a contact is used: take another name");
}

static const struct key channel_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct channel_config, name),
	  .required = true },
	{ .name = "kind",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct channel_config, kind),
	  .required = true },
	{ .name = "settings",
	  .kind = KEY_PAIRS,
	  .offset = offsetof(struct channel_config, settings),
	  .count_offset = offsetof(struct channel_config, setting_count) },
};
const struct keys channel_keys = {
	.items = channel_key_items,
	.count = sizeof(channel_key_items) / sizeof(channel_key_items[0]),
	.size = sizeof(struct channel_config),
	.knows = names_a_secret,
	.settle = settle_channel,
};
