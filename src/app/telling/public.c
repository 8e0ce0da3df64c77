/* Which names are ours, for the check of what the public is told. */
#include "core/telling/public.h"

#include "app/app.h"
#include "app/telling/parts.h"

static void add_name(struct work *work, struct own_names *names, str name,
		     const char *what)
{
	if (name.length > 0)
		*list_add(work->arena, names) = (struct own_name){ name, what };
}

/* "redis: cache-1:6379" holds a host, "namespace: production" does not. */
static bool holds_a_host(str value)
{
	return str_contains(value, STR(":")) || str_contains(value, STR("."));
}

static bool is_told_anyway(const struct config *config, str host)
{
	for (size_t i = 0; i < config->status_page.component_count; i++)
		if (str_equal(config->status_page.components[i].name, host))
			return true;
	for (size_t i = 0; i < config->service_count; i++)
		if (str_equal(config->services[i].name, host))
			return true;
	return false;
}

static void add_hosts(struct work *work, struct own_names *names)
{
	const struct config *config = work->config;
	str own = host_of(app_public_url(work));

	for (size_t i = 0; i < config->service_count; i++) {
		const struct service *service = &config->services[i];

		for (size_t j = 0; j < service->setting_count; j++) {
			str value = service->settings[j].value;
			str host = host_of(value);

			if (holds_a_host(value) && !is_told_anyway(config, host))
				add_name(work, names, host, "a host of ours");
		}
	}
	if (!str_equal(own, host_of(config->status_page.url)))
		add_name(work, names, own, "a host of ours");
}

static bool add_people(struct work *work, const struct incident *incident,
		       struct own_names *names)
{
	const struct config *config = work->config;
	struct person *people;
	size_t count;

	if (!store_people(work, &people, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		add_name(work, names, people[i].name, "a person");
	for (size_t i = 0; i < config->person_count; i++) {
		const struct person_config *person = &config->people[i];

		add_name(work, names, person->name, "a person");
		for (size_t j = 0; j < person->contact_count; j++)
			add_name(work, names, person->contacts[j].address,
				 "an address of a person");
	}
	add_name(work, names, incident->commander, "a person");
	return true;
}

bool public_text_check(struct work *work, const struct incident *incident,
		       const struct message *message)
{
	struct own_names names = { 0 };
	struct public_findings findings;
	str all = STR("");

	if (!add_people(work, incident, &names))
		return false;
	add_hosts(work, &names);
	findings = public_check(work->arena,
				arena_format(work->arena, STR_FMT "\n" STR_FMT,
					     STR_ARG(message->subject),
					     STR_ARG(message->text)),
				&names);
	if (findings.count == 0)
		return true;
	for (size_t i = 0; i < findings.count; i++)
		all = arena_format(work->arena, STR_FMT "%s" STR_FMT, STR_ARG(all),
				   i > 0 ? ", " : "", STR_ARG(findings.items[i]));
	return fail(work, ERROR_INVALID,
		    "text: the public would read " STR_FMT
		    ": change it, or send it with --confirmed",
		    STR_ARG(str_clip(all, 300)));
}
