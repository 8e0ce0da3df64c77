#include "app/ports_private.h"

#include "base/suggest.h"
#include "runbook/lint.h"

/* Five tables of pointers to structs that begin with their name. */
#define FIND(noun) \
	const struct noun *ports_##noun(const struct ports *ports, str name) \
	{ \
		for (size_t i = 0; i < ports->noun##_count; i++) \
			if (str_is(name, ports->noun##s[i]->name)) \
				return ports->noun##s[i]; \
		return NULL; \
	}

FIND(source)
FIND(probe)
FIND(notifier)
FIND(tracker)
FIND(actuator)

const struct notifier *ports_channel(const struct ports *ports,
				     const struct config *config, str channel,
				     const struct channel_config **ret_channel)
{
	const struct channel_config *settings = config_channel(config, channel);
	const struct notifier *notifier = ports_notifier(ports, settings ? settings->kind
									 : channel);

	if (!notifier || (notifier->needs_channel && !settings))
		return NULL;
	*ret_channel = settings;
	return notifier;
}

str door_header(const struct door_call *call, const char *name)
{
	return call->header(call->request, name);
}

/* -- what is wrong with a configuration -- */

void checking_tell(const struct checking *checking, str where, str what)
{
	*list_add(checking->arena, checking->problems) = (struct config_problem){
		.file = checking->config->path, .where = where, .what = what
	};
}

/* What is told outlives the configuration, which is refused. */
void checking_tell_at(const struct checking *checking, const struct config_place *place,
		      str where, str what)
{
	*list_add(checking->arena, checking->problems) = (struct config_problem){
		.file = arena_copy(checking->arena, place->file),
		.line = place->line,
		.column = place->column,
		.where = where,
		.what = what
	};
}

static str suggest_notifier(const struct checking *checking, str wanted)
{
	struct suggestion suggestion = suggestion_for(wanted);

	for (size_t i = 0; i < checking->ports->notifier_count; i++)
		suggestion_try(&suggestion, str_of(checking->ports->notifiers[i]->name));
	return suggestion_text(checking->arena, &suggestion);
}

/* A name may be both: "headers", and those that are secret. */
static const struct channel_setting *setting_named(const struct notifier *notifier,
						   str name, bool secret)
{
	const struct channel_setting *setting = notifier->settings, *found = NULL;

	for (; setting && setting->name; setting++)
		if (str_is(name, setting->name) && (!found || setting->secret == secret))
			found = setting;
	return found;
}

static str suggest_setting(const struct checking *checking,
			   const struct notifier *notifier, str wanted)
{
	const struct channel_setting *setting = notifier->settings;
	struct suggestion suggestion = suggestion_for(wanted);

	for (; setting && setting->name; setting++)
		suggestion_try(&suggestion, str_of(setting->name));
	return suggestion_text(checking->arena, &suggestion);
}

/* What was given is known, and is a secret only where one is expected. */
static void check_given(const struct checking *checking, const struct notifier *notifier,
			str where, const struct label *given, bool secret)
{
	const struct channel_setting *setting = setting_named(notifier, given->name,
							      secret);

	where = arena_format(checking->arena, STR_FMT "." STR_FMT, STR_ARG(where),
			     STR_ARG(given->name));
	if (!setting)
		checking_tell(checking, where,
			      arena_format(checking->arena, "%s has no such %s" STR_FMT,
					   notifier->name, secret ? "secret" : "setting",
					   STR_ARG(suggest_setting(checking, notifier,
								   given->name))));
	else if (setting->secret && !secret)
		checking_tell(checking, where,
			      arena_format(checking->arena,
					   "is a secret: write %s_file or %s_env beside "
					   "'settings'",
					   setting->name, setting->name));
	else if (!setting->secret && secret)
		checking_tell(checking, where,
			      arena_format(checking->arena,
					   "is no secret: write %s in 'settings'",
					   setting->name));
}

/* False when one is missing: then nothing more can be said of it. */
static bool check_required(const struct checking *checking,
			   const struct notifier *notifier,
			   const struct channel_config *channel, str where)
{
	const struct channel_setting *setting = notifier->settings;
	bool complete = true;

	for (; setting && setting->name; setting++) {
		str value = setting->secret ? channel_secret(channel, setting->name)
					    : channel_setting(channel, setting->name);

		if (!setting->required || value.length > 0)
			continue;
		complete = false;
		checking_tell(checking, where,
			      arena_format(checking->arena, "%s needs %s%s: %s",
					   notifier->name, setting->name,
					   setting->secret ? "_file or the like" : "",
					   setting->help));
	}
	return complete;
}

static void check_channel(const struct checking *checking,
			  const struct channel_config *channel, str where)
{
	const struct notifier *notifier = ports_notifier(checking->ports, channel->kind);
	struct error error = { 0 };

	if (!notifier) {
		checking_tell(
			checking,
			arena_format(checking->arena, STR_FMT ".kind", STR_ARG(where)),
			arena_format(checking->arena,
				     "nothing sends by '" STR_FMT "'" STR_FMT,
				     STR_ARG(channel->kind),
				     STR_ARG(suggest_notifier(checking, channel->kind))));
		return;
	}
	for (size_t i = 0; i < channel->setting_count; i++)
		check_given(checking, notifier, where, &channel->settings[i], false);
	for (size_t i = 0; i < channel->secret_count; i++)
		check_given(checking, notifier, where, &channel->secrets[i], true);
	if (check_required(checking, notifier, channel, where) &&
	    notifier->check_channel && !notifier->check_channel(channel, &error))
		checking_tell(checking, where,
			      arena_copy(checking->arena, str_of(error.text)));
}

static bool says_where(const struct notifier *notifier,
		       const struct channel_config *channel)
{
	const char *name = notifier->address_setting;

	if (!notifier->address_is_optional)
		return false;
	return !name || (channel && (channel_setting(channel, name).length > 0 ||
				     channel_secret(channel, name).length > 0));
}

static void check_contact(const struct checking *checking, str channel_name, str address,
			  str where)
{
	const struct channel_config *channel = NULL;
	const struct notifier *notifier = ports_channel(checking->ports, checking->config,
							channel_name, &channel);
	struct error error = { 0 };

	if (!notifier) {
		const struct notifier *bare = ports_notifier(checking->ports,
							     channel_name);

		/* A channel of an unknown kind was told where it stands. */
		if (!config_channel(checking->config, channel_name))
			checking_tell(
				checking, where,
				arena_format(
					checking->arena,
					bare ? "'" STR_FMT "' needs a channel with "
					       "its settings" STR_FMT
					     : "there is no channel '" STR_FMT
					       "'" STR_FMT,
					STR_ARG(channel_name),
					STR_ARG(bare ? STR("")
						     : suggest_notifier(checking,
									channel_name))));
		return;
	}
	if (address.length == 0 && says_where(notifier, channel))
		return;
	if (notifier->check_address && !notifier->check_address(address, &error))
		checking_tell(checking, where,
			      arena_copy(checking->arena, str_of(error.text)));
}

static void check_contacts(const struct checking *checking, const char *list, size_t nth,
			   const struct contact *contacts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_contact(checking, contacts[i].channel, contacts[i].address,
			      arena_format(checking->arena, "%s[%zu].contacts[%zu]", list,
					   nth, i));
}

static void check_policy(const struct checking *checking, size_t nth,
			 const struct policy *policy)
{
	for (size_t s = 0; s < policy->step_count; s++)
		for (size_t t = 0; t < policy->steps[s].target_count; t++) {
			const struct target *target = &policy->steps[s].targets[t];

			if (target->kind == TARGET_CHANNEL)
				check_contact(checking, target->name, target->address,
					      arena_format(checking->arena,
							   "escalation[%zu].steps[%zu]"
							   ".page[%zu]",
							   nth, s, t));
		}
}

static void check_source(const struct checking *checking, size_t nth, str kind)
{
	if (!ports_source(checking->ports, kind))
		checking_tell(
			checking, arena_format(checking->arena, "sources[%zu].kind", nth),
			arena_format(checking->arena, "there is no source '" STR_FMT "'",
				     STR_ARG(kind)));
}

static void check_door_key(const struct checking *checking, size_t nth,
			   const struct door_key *door_key)
{
	for (size_t i = 0; i < door_key->source_count; i++) {
		str name = door_key->sources[i];
		struct suggestion suggestion = suggestion_for(name);

		if (ports_source(checking->ports, name))
			continue;
		for (size_t s = 0; s < checking->ports->source_count; s++)
			suggestion_try(&suggestion,
				       str_of(checking->ports->sources[s]->name));
		checking_tell(
			checking,
			arena_format(checking->arena, "door_keys[%zu].for[%zu]", nth, i),
			arena_format(
				checking->arena,
				"there is no source '" STR_FMT "'" STR_FMT, STR_ARG(name),
				STR_ARG(suggestion_text(checking->arena, &suggestion))));
	}
}

/* A rule that is not there would go on saying what somebody wanted it not to. */
static void check_lint(const struct checking *checking)
{
	const struct runbook_lint_config *lint = &checking->config->runbook_lint;
	size_t count;
	const struct lint_rule *rules = lint_rules(&count);

	for (size_t i = 0; i < lint->off_count; i++) {
		size_t k = 0;

		while (k < count && !str_is(lint->off[i], rules[k].name))
			k++;
		if (k == count)
			checking_tell(
				checking,
				arena_format(checking->arena, "runbook_lint.off[%zu]", i),
				arena_format(checking->arena,
					     "there is no rule '" STR_FMT
					     "' (stanch runbook rules)",
					     STR_ARG(str_clip(lint->off[i], 60))));
	}
}

void ports_check(const struct ports *ports, const struct config *config,
		 struct arena *arena, struct config_problems *problems)
{
	struct checking checking = { ports, config, arena, problems };

	for (size_t i = 0; i < config->channel_count; i++)
		check_channel(&checking, &config->channels[i],
			      arena_format(arena, "channels[%zu]", i));
	for (size_t i = 0; i < config->person_count; i++)
		check_contacts(&checking, "people", i, config->people[i].contacts,
			       config->people[i].contact_count);
	for (size_t i = 0; i < config->audience_count; i++)
		check_contacts(&checking, "audiences", i, config->audiences[i].contacts,
			       config->audiences[i].contact_count);
	for (size_t i = 0; i < config->policy_count; i++)
		check_policy(&checking, i, &config->policies[i]);
	for (size_t i = 0; i < config->door_key_count; i++)
		check_door_key(&checking, i, &config->door_keys[i]);
	for (size_t i = 0; i < config->source_count; i++)
		check_source(&checking, i, config->sources[i].kind);
	for (size_t i = 0; i < config->watch_count; i++)
		check_watch(&checking, &config->watches[i],
			    arena_format(arena, "watches[%zu]", i));
	check_patterns(&checking);
	check_lint(&checking);
	if (config->tracker.kind.length > 0 &&
	    !ports_tracker(ports, config->tracker.kind))
		checking_tell(&checking, STR("tracker.kind"),
			      arena_format(arena, "there is no tracker '" STR_FMT "'",
					   STR_ARG(config->tracker.kind)));
}
