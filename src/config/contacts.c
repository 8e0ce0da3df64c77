/* contacts: how people and audiences are reached, and that a drill reaches nobody. */
#include "config/address.h"
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

#include "base/suggest.h"

static const char unreachable[] = "a drill reaches nobody outside this machine";

static void read_after(struct reader *reader, const struct spot *spot, duration_ms most,
		       struct contact *contact)
{
	const struct key after = { .offset = offsetof(struct contact, after),
				   .most = most };

	if (most > 0)
		read_duration(reader, spot, &after, contact);
	else
		reader_tell(reader, spot,
			    "is for the contacts of people only: leave it out");
}

/* "{ops-slack: , after: 1m}": a channel that says itself where it goes. */
static void read_address(struct reader *reader, const struct spot *entry,
			 struct contact *contact)
{
	if (entry->tree->kind != TREE_NULL &&
	    !reader_text(reader, entry, &contact->address))
		return;
	contact->channel = arena_copy(reader->arena, entry->name);
	if (address_has_password(contact->address))
		reader_tell(reader, entry,
			    "has a password in it: a secret never stands in this file");
}

static void read_contact_map(struct reader *reader, const struct spot *spot,
			     duration_ms most_after, struct contact *contact)
{
	struct spot address = { 0 };
	size_t channels = 0;

	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot entry = spot_entry(spot, i);

		if (str_is(entry.name, "after")) {
			read_after(reader, &entry, most_after, contact);
			continue;
		}
		address = entry;
		channels++;
	}
	if (channels == 1)
		read_address(reader, &address, contact);
	else
		reader_tell(reader, spot,
			    "must be one channel and its address, such as "
			    "{email: bob@example.org}");
}

void read_contact(struct reader *reader, const struct spot *spot, duration_ms most_after,
		  struct contact *contact)
{
	if (spot->tree->kind == TREE_MAP)
		read_contact_map(reader, spot, most_after, contact);
	else if (spot->tree->kind == TREE_TEXT)
		reader_text(reader, spot, &contact->channel);
	else
		reader_tell_kind(reader, spot,
				 "{channel: address} or the name of a channel");
}

void read_contacts(struct reader *reader, const struct spot *spot, const struct key *key,
		   void *owner)
{
	if (!reader_is_list(reader, spot))
		return;

	size_t count = tree_count(spot->tree);
	struct contact *contacts = arena_many(reader->arena, struct contact, count);

	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);

		read_contact(reader, &item, key->most, &contacts[i]);
	}
	value_set_list(owner, key, contacts, count);
}

/* A notifier's name alone says not where to: only a channel of ours can. */
static void check_address(struct reader *reader, const struct spot *spot,
			  const struct contact *contact)
{
	const struct config *config = reader->config;
	struct suggestion suggestion = suggestion_for(contact->channel);

	if (contact->address.length > 0 || config_channel(config, contact->channel))
		return;
	for (size_t i = 0; i < config->channel_count; i++)
		suggestion_try(&suggestion, config->channels[i].name);
	reader_tell(reader, spot,
		    "is none of 'channels', so it needs an address, such as "
		    "{email: bob@example.org}" STR_FMT,
		    STR_ARG(suggestion_text(reader->scratch, &suggestion)));
}

/* Mail goes through the relay, a channel of ours is looked at where it stands; all
 * else says in a URL where it goes. */
static bool stays_here(const struct config *config, const struct contact *contact)
{
	if (str_contains(contact->address, STR("://")))
		return address_is_loopback(contact->address);
	return str_is(contact->channel, "email") ||
	       config_channel(config, contact->channel);
}

void check_contact(struct reader *reader, const struct spot *spot,
		   const struct contact *contact)
{
	const struct config *config = reader->config;
	const struct channel_config *channel = config_channel(config, contact->channel);

	if (contact->channel.length == 0)
		return;
	check_address(reader, spot, contact);
	if (str_is(channel ? channel->kind : contact->channel, "email") &&
	    config->smtp_relay.length == 0)
		reader_tell(reader, spot, "no mail can be sent: smtp.relay is not given");
	if (config->drill && !stays_here(config, contact))
		reader_tell(reader, spot, "%s", unreachable);
}

static void check_list(struct reader *reader, const struct spot *owner,
		       const struct contact *contacts, size_t count)
{
	struct spot list = spot_under(owner, "contacts");

	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(&list, i);

		check_contact(reader, &item, &contacts[i]);
	}
}

/* Somebody who is called through none of them at once sleeps on. */
static void check_afters(struct reader *reader, const struct spot *person,
			 const struct contact *contacts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (contacts[i].after == 0 || contacts[i].channel.length == 0)
			return;
	if (count > 0)
		reader_tell_of(reader, person, "contacts",
			       "one of them must be used at once: leave 'after' out of "
			       "it");
}

static bool is_outside(str value)
{
	bool is_place = str_contains(value, STR("://")) || address_is_host_port(value);

	return is_place && !address_is_loopback(value);
}

/* Where a channel goes its settings say, or a secret that is a URL. */
static void check_drill_channel(struct reader *reader, const struct spot *spot,
				const struct channel_config *channel)
{
	size_t places = 0, outside = 0;

	for (size_t i = 0; i < channel->setting_count; i++) {
		places += str_contains(channel->settings[i].value, STR("://"));
		outside += is_outside(channel->settings[i].value);
	}
	for (size_t i = 0; i < channel->secret_count; i++) {
		places += str_contains(channel->secrets[i].value, STR("://"));
		outside += is_outside(channel->secrets[i].value);
	}
	if (outside > 0 || (places == 0 && !str_is(channel->kind, "email")))
		reader_tell(reader, spot, "%s%s", unreachable,
			    outside > 0 ? "" : ", and nothing here says where this goes");
}

static void tell_if_outside(struct reader *reader, const struct spot *file,
			    const char *map, const char *key, str place)
{
	struct spot spot = spot_under(file, map);

	if (place.length > 0 && !address_is_loopback(place))
		reader_tell_of(reader, &spot, key, "%s", unreachable);
}

static void check_drill(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot channels = spot_under(file, "channels");

	for (size_t i = 0; i < config->channel_count; i++) {
		struct spot item = spot_at(&channels, i);

		check_drill_channel(reader, &item, &config->channels[i]);
	}
	tell_if_outside(reader, file, "smtp", "relay", config->smtp_relay);
	tell_if_outside(reader, file, "status_page", "url", config->status_page.url);
	tell_if_outside(reader, file, "tracker", "url", config->tracker.url);
}

void check_all_contacts(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot people = spot_under(file, "people");
	struct spot audiences = spot_under(file, "audiences");

	for (size_t i = 0; i < config->person_count; i++) {
		const struct person_config *person = &config->people[i];
		struct spot item = spot_at(&people, i);

		check_list(reader, &item, person->contacts, person->contact_count);
		check_afters(reader, &item, person->contacts, person->contact_count);
	}
	for (size_t i = 0; i < config->audience_count; i++) {
		const struct audience *audience = &config->audiences[i];
		struct spot item = spot_at(&audiences, i);

		check_list(reader, &item, audience->contacts, audience->contact_count);
	}
	if (config->drill)
		check_drill(reader, file);
}
