/* watches: what stanch looks at by itself. Which keys a kind has, its probe says. */
#include "config/address.h"
#include "config/names.h"
#include "config/own_eyes.h"
#include "config/parts.h"
#include "config/values.h"

#include "base/suggest.h"

static const str by_file = STR_INIT("_file"), by_env = STR_INIT("_env");

/* Whatever is no common key belongs to the kind. */
static bool may_be_of_the_kind(str name)
{
	return name.length > 0;
}

static bool is_common(str name)
{
	for (size_t i = 0; i < watch_keys.count; i++)
		if (str_is(name, watch_keys.items[i].name))
			return true;
	return false;
}

/* -- the settings of the kind, flat: headers.Accept; a list by lines -- */

struct settings {
	struct label *items;
	size_t count, capacity;
};

static bool scalar_text(struct reader *reader, const struct spot *spot, str *ret_text)
{
	if (spot->tree->kind == TREE_BOOL) {
		*ret_text = spot->tree->boolean ? STR("true") : STR("false");
		return true;
	}
	return reader_text(reader, spot, ret_text);
}

static str listed(struct reader *reader, const struct spot *list)
{
	str all = STR("");

	for (size_t i = 0; i < tree_count(list->tree); i++) {
		struct spot item = spot_at(list, i);
		str text;

		if (scalar_text(reader, &item, &text))
			all = arena_format(reader->arena, STR_FMT "%s" STR_FMT,
					   STR_ARG(all), i > 0 ? "\n" : "",
					   STR_ARG(text));
	}
	return all;
}

static void check_no_secret(struct reader *reader, const struct spot *entry, str value)
{
	if (name_is_secret(entry->name))
		reader_tell(reader, entry,
			    "a secret never stands in this file: write NAME_file or "
			    "NAME_env");
	else if (address_has_password(value))
		reader_tell(reader, entry,
			    "has a password in it: a secret never stands in this file");
}

static void add_setting(struct reader *reader, const struct spot *entry,
			struct settings *settings)
{
	struct label setting = { .name = arena_copy(reader->arena, entry->name) };

	if (entry->tree->kind == TREE_LIST)
		setting.value = listed(reader, entry);
	else if (!scalar_text(reader, entry, &setting.value))
		return;
	check_no_secret(reader, entry, setting.value);
	*list_add(reader->arena, settings) = setting;
}

static void add_map(struct reader *reader, const struct spot *map,
		    struct settings *settings)
{
	for (size_t i = 0; i < tree_count(map->tree); i++) {
		struct spot entry = spot_entry(map, i);
		struct label setting = {
			.name = arena_format(reader->arena, STR_FMT "." STR_FMT,
					     STR_ARG(map->name), STR_ARG(entry.name))
		};

		if (!scalar_text(reader, &entry, &setting.value))
			continue;
		check_no_secret(reader, &entry, setting.value);
		*list_add(reader->arena, settings) = setting;
	}
}

static void add_secret(struct reader *reader, const struct spot *entry, str ending,
		       struct settings *secrets)
{
	struct label secret = { .name = arena_copy(
					reader->arena,
					str_slice(entry->name, 0,
						  entry->name.length - ending.length)) };

	if (ending.length == by_file.length
		    ? secret_from_file(reader, entry, &secret.value)
		    : secret_from_env(reader, entry, &secret.value))
		*list_add(reader->arena, secrets) = secret;
}

static void read_settings(struct reader *reader, const struct spot *spot,
			  struct watch_config *watch)
{
	struct settings settings = { 0 }, secrets = { 0 };

	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot entry = spot_entry(spot, i);

		if (is_common(entry.name))
			continue;
		if (str_ends_with(entry.name, by_file))
			add_secret(reader, &entry, by_file, &secrets);
		else if (str_ends_with(entry.name, by_env))
			add_secret(reader, &entry, by_env, &secrets);
		else if (entry.tree->kind == TREE_MAP)
			add_map(reader, &entry, &settings);
		else
			add_setting(reader, &entry, &settings);
	}
	watch->settings = settings.items;
	watch->setting_count = settings.count;
	watch->secrets = secrets.items;
	watch->secret_count = secrets.count;
}

/* -- the common keys -- */

static void read_n_of_m(struct reader *reader, const struct spot *spot,
			struct n_of_m *ret_n)
{
	struct error error = { 0 };
	str text;

	if (reader_text(reader, spot, &text) && !n_of_m_parse(text, ret_n, &error))
		reader_tell(reader, spot, "%s", error.text);
}

static void read_failures(struct reader *reader, const struct spot *spot, void *owner)
{
	read_n_of_m(reader, spot, &((struct watch_config *)owner)->rules.failures);
}

static void read_recoveries(struct reader *reader, const struct spot *spot, void *owner)
{
	read_n_of_m(reader, spot, &((struct watch_config *)owner)->rules.recoveries);
}

static void read_good(struct reader *reader, const struct spot *spot, void *owner)
{
	struct watch_config *watch = owner;

	watch->has_good = reader_comparison(reader, spot, &watch->comparison,
					    &watch->threshold);
}

static void settle_watch(struct reader *reader, const struct spot *spot, void *owner)
{
	struct watch_config *watch = owner;

	if (watch->rules.failures.of == 0)
		watch->rules.failures = (struct n_of_m){ 3, 5 };
	if (watch->rules.recoveries.of == 0)
		watch->rules.recoveries = (struct n_of_m){ 2, 3 };
	if (watch->timeout > watch->every && watch->every > 0)
		reader_tell_of(reader, spot, "timeout",
			       "must not be longer than 'every'");
	read_settings(reader, spot, watch);
}

static const struct key watch_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct watch_config, name),
	  .required = true },
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct watch_config, every),
	  .least = SECOND_MS,
	  .most = 7 * DAY_MS,
	  .fallback = "30s" },
	{ .name = "timeout",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct watch_config, timeout),
	  .least = 10,
	  .most = 30 * SECOND_MS,
	  .fallback = "5s" },
	{ .name = "failures", .kind = KEY_OWN, .read = read_failures },
	{ .name = "recoveries", .kind = KEY_OWN, .read = read_recoveries },
	{ .name = "latency_below",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct watch_config, latency_below),
	  .least = 1,
	  .most = 30 * SECOND_MS },
	{ .name = "good", .kind = KEY_OWN, .read = read_good },
	{ .name = "unit",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct watch_config, unit) },
	{ .name = "no_data",
	  .kind = KEY_CHOICE,
	  .offset = offsetof(struct watch_config, rules.no_data),
	  .choices = no_data_names,
	  .fallback = "alert" },
	OWN_KEYS(struct watch_config, "critical"),
};
const struct keys watch_keys = {
	.items = watch_key_items,
	.count = sizeof(watch_key_items) / sizeof(watch_key_items[0]),
	.size = sizeof(struct watch_config),
	.knows = may_be_of_the_kind,
	.settle = settle_watch,
};
