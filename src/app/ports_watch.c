/* What is wrong with watches, as only their probes can know. */
#include "app/ports_private.h"

#include "base/suggest.h"

static bool is_setting(const struct watch_config *watch, const char *name)
{
	for (size_t i = 0; i < watch->setting_count; i++)
		if (str_is(watch->settings[i].name, name))
			return true;
	return false;
}

const struct probe *ports_watch(const struct ports *ports,
				const struct watch_config *watch)
{
	for (size_t i = 0; i < ports->probe_count; i++)
		if (ports->probes[i]->watch && is_setting(watch, ports->probes[i]->name))
			return ports->probes[i];
	return NULL;
}

/* "headers.Accept" is one of "headers". */
static const struct channel_setting *setting_of(const struct probe *probe, str name,
						bool secret)
{
	const struct channel_setting *setting = probe->watch;
	str rest;

	str_cut(name, '.', &name, &rest);
	for (; setting->name; setting++)
		if (str_is(name, setting->name) && setting->secret == secret)
			return setting;
	return NULL;
}

static str suggestion_of(const struct checking *checking, const struct probe *probe,
			 str wanted)
{
	struct suggestion suggestion = suggestion_for(wanted);

	for (size_t i = 0; probe->watch[i].name; i++)
		suggestion_try(&suggestion, str_of(probe->watch[i].name));
	return suggestion_text(checking->arena, &suggestion);
}

static void check_names(const struct checking *checking, const struct probe *probe,
			const struct label *given, size_t count, bool secret, str where)
{
	for (size_t i = 0; i < count; i++) {
		str name = given[i].name;

		if (setting_of(probe, name, secret))
			continue;
		checking_tell(
			checking,
			secret ? where
			       : arena_format(checking->arena, STR_FMT "." STR_FMT,
					      STR_ARG(where), STR_ARG(name)),
			arena_format(
				checking->arena,
				"a watch of the kind %s has no %s '" STR_FMT "'" STR_FMT,
				probe->name, secret ? "secret" : "key", STR_ARG(name),
				STR_ARG(suggestion_of(checking, probe, name))));
	}
}

static str value_of(const struct watch_config *watch,
		    const struct channel_setting *setting)
{
	return setting->secret ? labels_setting(watch->secrets, watch->secret_count,
						setting->name)
			       : labels_setting(watch->settings, watch->setting_count,
						setting->name);
}

static bool is_complete(const struct checking *checking, const struct probe *probe,
			const struct watch_config *watch, str where)
{
	bool complete = true;

	for (const struct channel_setting *one = probe->watch; one->name; one++) {
		if (!one->required || value_of(watch, one).length > 0)
			continue;
		complete = false;
		checking_tell(checking, where,
			      arena_format(checking->arena, "%s needs %s: %s",
					   probe->name, one->name, one->help));
	}
	return complete;
}

static void check_values(const struct checking *checking, const struct probe *probe,
			 const struct watch_config *watch, str where)
{
	struct probe_call call = { .arena = checking->arena,
				   .config = checking->config,
				   .arguments = watch->settings,
				   .argument_count = watch->setting_count,
				   .wait_ms = watch->timeout };
	struct error error = { 0 };

	if (probe->check && !probe->check(&call, &error))
		checking_tell(checking, where,
			      arena_copy(checking->arena, str_of(error.text)));
	if (probe->measures && !watch->has_good)
		checking_tell(checking, where,
			      arena_format(checking->arena,
					   "%s needs good: when its value is well, such "
					   "as \"below 1\"",
					   probe->name));
	if (!probe->measures && watch->has_good)
		checking_tell(
			checking,
			arena_format(checking->arena, STR_FMT ".good", STR_ARG(where)),
			arena_format(checking->arena, "%s measures no number",
				     probe->name));
}

static str kinds_in_words(const struct checking *checking)
{
	str words = STR("");

	for (size_t i = 0; i < checking->ports->probe_count; i++)
		if (checking->ports->probes[i]->watch)
			words = arena_format(checking->arena, STR_FMT "%s%s",
					     STR_ARG(words), words.length > 0 ? ", " : "",
					     checking->ports->probes[i]->name);
	return words;
}

void check_watch(const struct checking *checking, const struct watch_config *watch,
		 str where)
{
	const struct probe *probe = ports_watch(checking->ports, watch);

	if (!probe) {
		checking_tell(checking, where,
			      arena_format(checking->arena,
					   "needs one of " STR_FMT ": what is looked at",
					   STR_ARG(kinds_in_words(checking))));
		return;
	}
	check_names(checking, probe, watch->settings, watch->setting_count, false, where);
	check_names(checking, probe, watch->secrets, watch->secret_count, true, where);
	if (is_complete(checking, probe, watch, where))
		check_values(checking, probe, watch, where);
}
