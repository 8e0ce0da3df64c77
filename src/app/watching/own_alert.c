#include "app/watching/own_alert.h"

#include "app/intake/intake.h"

static str identity_of(struct work *work, const char *source, str name)
{
	return arena_format(work->arena, "%s/" STR_FMT, source, STR_ARG(name));
}

static void add_label(struct work *work, struct labels *labels, str name, str value)
{
	*list_add(work->arena, labels) = (struct label){ name, value };
}

/* Whoever wrote the configuration has the last word on a label. */
static bool is_set_by_hand(const struct own_labels *own, const char *name)
{
	for (size_t i = 0; i < own->label_count; i++)
		if (str_is(own->labels[i].name, name))
			return true;
	return false;
}

static struct labels labels_of(struct work *work, const struct own_alert *alert)
{
	const struct own_labels *own = alert->own;
	const struct label given[] = { { STR("alertname"), alert->name },
				       { str_of(alert->source), alert->name },
				       { STR("service"), own->service },
				       { STR("severity"), own->severity } };
	struct labels labels = { 0 };
	str twice;

	for (size_t i = 0; i < sizeof(given) / sizeof(given[0]); i++)
		if (!is_set_by_hand(own, arena_c_string(work->arena, given[i].name)))
			add_label(work, &labels, given[i].name, given[i].value);
	for (size_t i = 0; i < own->label_count; i++)
		add_label(work, &labels, own->labels[i].name, own->labels[i].value);
	/* Names of a map in the file are there once. */
	(void)labels_settle(&labels, &twice);
	return labels;
}

static bool say(struct work *work, const char *source, struct alert_fact *fact)
{
	struct actor actor = work->actor;
	bool done;

	/* An identity belongs to who says it. */
	work->actor = actor_stanch();
	done = intake_take(work, str_of(source), fact);
	work->actor = actor;
	return done || while_doing(work, "the alert " STR_FMT, STR_ARG(fact->identity));
}

bool own_alert_fire(struct work *work, const struct own_alert *alert)
{
	struct alert_fact fact = {
		.identity = identity_of(work, alert->source, alert->name),
		.labels = labels_of(work, alert),
		.starts_at = work->now,
		.firing = true,
		.is_said_once = true,
	};

	add_label(work, &fact.annotations, STR("summary"), alert->summary);
	return say(work, alert->source, &fact);
}

bool own_alert_end(struct work *work, const char *source, str name)
{
	struct alert_fact fact = { .identity = identity_of(work, source, name),
				   .ends_at = work->now,
				   .is_said_once = true };

	return say(work, source, &fact);
}
