/* channel: by what people are told, and how that does. */
#include "operations/noun.h"

#include "base/text.h"

enum { SETTINGS_BYTES_MAX = 2048, CHANNELS_SHOWN_MAX = 1000 };

/* -- kinds -- */

/* "token (secret, required)": as one looks for it in the configuration. */
static str settings_of(struct work *work, const struct notifier *notifier)
{
	struct text text = text_new(work->arena, SETTINGS_BYTES_MAX);
	const struct channel_setting *setting = notifier->settings;

	for (; setting && setting->name; setting++)
		text_addf(&text, "%s%s%s%s: %s", text.length > 0 ? "; " : "",
			  setting->name, setting->secret ? "_file" : "",
			  setting->required ? " (needed)" : "", setting->help);
	return text.length > 0 ? text_of(&text) : STR("none");
}

static bool kinds(struct work *work, const void *input, struct tree *answer)
{
	const struct ports *ports = work->app->ports;
	struct tree *list = tree_list(work->arena);

	(void)input;
	for (size_t i = 0; i < ports->notifier_count; i++) {
		const struct notifier *notifier = ports->notifiers[i];
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "kind", str_of(notifier->name));
		tree_put_text(work->arena, one, "help", str_of(notifier->help));
		tree_put_bool(work->arena, one, "needs_channel", notifier->needs_channel);
		tree_put_text(work->arena, one, "settings", settings_of(work, notifier));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "kinds", list);
	return true;
}

/* -- list -- */

struct use {
	int64_t sent, failed;
	str problem; /* the last failure's */
	instant_ms last_sent;
};

/* By the last deliveries; older ones say nothing of today. */
static struct use use_of(const struct delivery *deliveries, size_t count, str channel)
{
	struct use use = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct delivery *one = &deliveries[i];

		if (!str_equal(one->channel, channel))
			continue;
		use.sent += one->state == DELIVERY_SENT;
		use.failed += one->state == DELIVERY_FAILED;
		if (one->state == DELIVERY_SENT && use.last_sent == 0)
			use.last_sent = one->ended_at;
		if (use.problem.length == 0 && one->state != DELIVERY_SENT &&
		    one->attempts > 0)
			use.problem = one->problem;
	}
	return use;
}

static void add_use(struct work *work, str name, str kind, const struct use *use,
		    struct tree *list)
{
	struct tree *one = tree_map(work->arena);

	tree_put_text(work->arena, one, "channel", name);
	tree_put_text(work->arena, one, "kind", kind);
	tree_put_int(work->arena, one, "sent", use->sent);
	tree_put_int(work->arena, one, "failed", use->failed);
	if (use->last_sent != 0)
		tree_put_text(work->arena, one, "last_sent",
			      instant_format(work->arena, use->last_sent));
	tree_put_text(work->arena, one, "problem", use->problem);
	tree_add(work->arena, list, one);
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct config *config = work->config;
	const struct ports *ports = work->app->ports;
	struct tree *list = tree_list(work->arena);
	struct delivery *deliveries;
	struct use use;
	size_t count;

	(void)input;
	if (!store_latest(work, &delivery_shape, CHANNELS_SHOWN_MAX, &deliveries, &count))
		return false;
	for (size_t i = 0; i < config->channel_count; i++) {
		use = use_of(deliveries, count, config->channels[i].name);
		add_use(work, config->channels[i].name, config->channels[i].kind, &use,
			list);
	}
	/* Those that need no settings count as channels once they were used. */
	for (size_t i = 0; i < ports->notifier_count; i++) {
		str name = str_of(ports->notifiers[i]->name);

		use = use_of(deliveries, count, name);
		if (!config_channel(config, name) &&
		    use.sent + use.failed + (int64_t)use.problem.length > 0)
			add_use(work, name, name, &use, list);
	}
	tree_put(work->arena, answer, "channels", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "channel",
	  .verb = "list",
	  .help = "the channels in use: what the last thousand sends came to",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "channels",
		    .columns = { { "channel", "channel", 0 },
				 { "kind", "kind", 0 },
				 { "sent", "sent", 0 },
				 { "failed", "failed", 0 },
				 { "last_sent", "last sent", 0 },
				 { "problem", "last problem", 60 } },
		    .empty = "No channel is configured, and nothing was sent yet." } },
	{ .noun = "channel",
	  .verb = "kinds",
	  .help = "by what people can be told, and what each kind must be given",
	  .more = "A setting written NAME_file is a secret: it comes from that file, or "
		  "as NAME_env from the environment. docs/channels.md has the other "
		  "side of each: what to click in Slack, Teams, Twilio and PagerDuty.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = kinds,
	  .view = { .list = "kinds",
		    .columns = { { "kind", "kind", 0 },
				 { "help", "what it is", 0 },
				 { "settings", "settings", 70 } } } },
};

NOUN(channel, operations);
