/* receivers: each becomes the channels of a policy's first step. */
#include "config/address.h"
#include "config/file.h"
#include "config/import/import.h"

/* A kind of theirs that is one of ours: all it needs is one secret. */
struct integration {
	const char *list;   /* of theirs */
	const char *kind;   /* of ours */
	const char *secret; /* of ours */
	const char *inline_key, *file_key;
	const char *global_inline, *global_file; /* where it may stand instead; NULL */
};

static const struct integration integrations[] = {
	{ "slack_configs", "slack-webhook", "url", "api_url", "api_url_file",
	  "slack_api_url", "slack_api_url_file" },
	{ "pagerduty_configs", "pagerduty", "key", "routing_key", "routing_key_file",
	  NULL, NULL },
	{ "webhook_configs", "webhook", "url", "url", "url_file", NULL, NULL },
	{ "msteams_configs", "teams", "url", "webhook_url", "webhook_url_file", NULL,
	  NULL },
	{ "msteamsv2_configs", "teams", "url", "webhook_url", "webhook_url_file", NULL,
	  NULL },
	{ "mattermost_configs", "mattermost", "url", "webhook_url", "webhook_url_file",
	  "mattermost_webhook_url", "mattermost_webhook_url_file" },
};
static const struct integration slack_app = {
	"slack_configs",
	"slack",
	"token",
	"app_token",
	"app_token_file",
	"slack_app_token",
	"slack_app_token_file",
};

static bool says(const struct tree *map, const char *name)
{
	const struct tree *tree = name ? tree_get(map, name) : NULL;

	return tree && tree->kind != TREE_NULL;
}

/* -- secrets -- */

static str variable_of(struct import *import, str name)
{
	struct text text = text_new(import->arena, name.length + 16);

	text_add(&text, STR("STANCH_"));
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];

		if (c >= 'a' && c <= 'z')
			text_add_char(&text, (char)(c - 'a' + 'A'));
		else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			text_add_char(&text, c);
		else
			text_add_char(&text, '_');
	}
	return text_of(&text);
}

/* "<secret>" is what Alertmanager shows of a configuration instead of one. */
static bool is_blanked(str secret)
{
	return str_is(secret, "<secret>");
}

/* One file or variable for each secret of the source, however many use it. */
static str secret_name(struct import *import, const struct tree *tree, str wish)
{
	str *known = map_get(import->secrets, import_place(import, tree));

	if (known)
		return *known;
	known = arena_one(import->arena, str);
	*known = import_name(import, wish);
	map_put(import->secrets, import_place(import, tree), known);
	if (import->options->secrets.length > 0 && !is_blanked(tree->text))
		*list_add(import->arena,
			  &import->result.secrets) = (struct import_secret){ *known,
									     tree->text };
	return *known;
}

static void write_secret(struct import *import, struct text *text, const char *ours,
			 const struct tree *tree, str wish)
{
	str name = secret_name(import, tree, wish);

	if (import->options->secrets.length > 0 && !is_blanked(tree->text)) {
		text_addf(text, "%s_file: ", ours);
		write_text(text,
			   path_join(import->arena, import->options->secrets, name));
		return;
	}

	str variable = variable_of(import, name);

	text_addf(text, "%s_env: " STR_FMT, ours, STR_ARG(variable));
	import_leave(import, tree,
		     is_blanked(tree->text)
			     ? "the secret itself is not in this file: set the "
			       "variable " STR_FMT " of the server, or name a file"
			     : "a secret never stands in stanch.yaml: set the "
			       "variable " STR_FMT
			       " of the server, or import with --secrets DIR",
		     STR_ARG(variable));
}

/* Where a secret may stand, and what its file is called when it gets one. */
struct secret_source {
	const struct tree *map;
	const char *inline_key, *file_key; /* NULL: it has none */
	str wish;
};

/* "key_file: …" of what stands there by one of two names; false when neither. */
static bool add_secret(struct import *import, struct text *text, const char *ours,
		       const struct secret_source *source)
{
	if (says(source->map, source->inline_key)) {
		const struct tree *tree = import_take(import, source->map,
						      source->inline_key);

		if (tree->kind == TREE_TEXT && tree->text.length > 0) {
			write_secret(import, text, ours, tree, source->wish);
			return true;
		}
		import_wrong(import, tree, "must be a text");
		return false;
	}
	if (!says(source->map, source->file_key))
		return false;
	text_addf(text, "%s_file: ", ours);
	write_text(text, path_join(import->arena, import->options->folder,
				   import_text(import, source->map, source->file_key)));
	return true;
}

/* -- channels -- */

static void add_target(struct import *import, struct import_receiver *receiver,
		       str target)
{
	for (size_t i = 0; i < receiver->targets.count; i++)
		if (str_equal(receiver->targets.items[i], target))
			return;
	*list_add(import->arena, &receiver->targets) = target;
}

static bool add_its_secret(struct import *import, struct text *text,
			   const struct integration *integration,
			   const struct tree *config, str name)
{
	const char *global = integration->global_inline;
	str wish = arena_format(import->arena, STR_FMT "-%s", STR_ARG(name),
				integration->secret);
	const struct secret_source own = { config, integration->inline_key,
					   integration->file_key, wish };
	const struct secret_source shared = { tree_get(import->root, "global"), global,
					      integration->global_file, str_of(global) };

	return add_secret(import, text, integration->secret, &own) ||
	       add_secret(import, text, integration->secret, &shared);
}

/* A bot's channel says where; what a webhook posts to is settled where it was made. */
static void add_settings(struct import *import, struct text *text,
			 const struct integration *integration, const struct tree *config)
{
	str channel = integration == &slack_app ? import_text(import, config, "channel")
						: STR("");

	if (channel.length > 0) {
		text_add(text, STR("    settings: {channel: "));
		write_text(text, channel);
		text_add(text, STR("}\n"));
	}
}

static void leave_differences(struct import *import,
			      const struct integration *integration,
			      const struct tree *config)
{
	const struct tree *resolved = import_take(import, config, "send_resolved");

	if (resolved && resolved->kind == TREE_BOOL && !resolved->boolean)
		import_leave(import, resolved,
			     "whoever was paged is told of the recovery as well");
	if (integration && str_is(str_of(integration->kind), "slack-webhook") &&
	    says(config, "channel"))
		import_leave(import, tree_get(config, "channel"),
			     "an incoming webhook posts to the channel that it was made "
			     "for; a bot (kind slack) can post to any");
	if (integration && str_is(str_of(integration->list), "msteams_configs"))
		import_leave(import, config,
			     "taken, but Office 365 connectors have ended: make a "
			     "workflow and give its address");
	if (integration && str_is(str_of(integration->kind), "webhook"))
		import_leave(import, config,
			     "taken, but it is posted stanch's JSON, not Alertmanager's: "
			     "teach the receiver, or write a template "
			     "(docs/channels.md)");
}

static void add_channel(struct import *import, struct import_receiver *receiver,
			const struct integration *integration, const struct tree *config)
{
	struct text secret = text_new(import->arena, IMPORT_BYTES_MAX);
	struct text *text = &import->channels;
	str name = import_name(import, arena_format(import->arena, STR_FMT "-%s",
						    STR_ARG(receiver->written),
						    integration->kind));

	if (!add_its_secret(import, &secret, integration, config, name)) {
		import_leave(import, config,
			     "it has no %s, and without one there is no channel of kind "
			     "%s",
			     integration->inline_key, integration->kind);
		return;
	}
	text_add(text, text->length == 0 ? STR("\nchannels:\n") : STR(""));
	text_addf(text, "  - name: ");
	write_text(text, name);
	write_origin(text, import, config);
	text_addf(text, "    kind: %s\n    " STR_FMT "\n", integration->kind,
		  STR_ARG(text_of(&secret)));
	add_settings(import, text, integration, config);
	leave_differences(import, integration, config);

	struct text target = text_new(import->arena, IMPORT_BYTES_MAX);

	write_text(&target, name);
	add_target(import, receiver, text_of(&target));
}

/* By a bot where it has a token, or where there is no other way. */
static const struct integration *way_of(const struct import *import,
					const struct integration *integration,
					const struct tree *config)
{
	const struct tree *global = tree_get(import->root, "global");

	if (!str_is(str_of(integration->list), "slack_configs"))
		return integration;
	if (says(config, "app_token") || says(config, "app_token_file"))
		return &slack_app;
	if (says(config, "api_url") || says(config, "api_url_file") ||
	    says(global, "slack_api_url") || says(global, "slack_api_url_file"))
		return integration;
	return says(global, "slack_app_token") || says(global, "slack_app_token_file")
		       ? &slack_app
		       : integration;
}

static void add_channels(struct import *import, struct import_receiver *receiver,
			 const struct integration *integration)
{
	const struct tree *list = import_list(import, receiver->tree, integration->list);

	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *config = tree_nth(list, i);

		import_taken(import, config);
		if (config->kind == TREE_MAP)
			add_channel(import, receiver, way_of(import, integration, config),
				    config);
		else
			import_wrong(import, config, "must be a map");
	}
}

/* -- mail -- */

/* "Ops <ops@example.org>" */
static str bare_address(str address)
{
	str before, after, inside;

	address = str_trim(address);
	if (str_cut(address, '<', &before, &after) &&
	    str_cut(after, '>', &inside, &before))
		return str_trim(inside);
	return address;
}

static void add_addresses(struct import *import, struct import_receiver *receiver,
			  const struct tree *config)
{
	str rest = import_text(import, config, "to"), one;
	size_t count = 0;

	for (; str_next(&rest, ',', &one); count++) {
		struct text target = text_new(import->arena, IMPORT_BYTES_MAX);

		text_add(&target, STR("{email: "));
		write_text(&target, bare_address(one));
		text_add_char(&target, '}');
		if (str_contains(one, STR("@")))
			add_target(import, receiver, text_of(&target));
		else
			import_leave(import, tree_get(config, "to"),
				     "one of it is no address such as ops@example.org");
	}
	if (count == 0)
		import_wrong(import, config, "has no address: 'to' is missing");
}

static bool same_text(const struct tree *a, const struct tree *b)
{
	return a->kind == b->kind &&
	       (a->kind == TREE_BOOL
			? a->boolean == b->boolean
			: a->kind == TREE_TEXT && str_equal(a->text, b->text));
}

/* There is one relay for all mail: the first that is said anywhere. */
static void adopt(struct import *import, const struct tree **ret_kept,
		  const struct tree *map, const char *name)
{
	const struct tree *tree = import_take(import, map, name);

	if (!tree)
		return;
	if (tree->kind == TREE_LIST || tree->kind == TREE_MAP) {
		import_wrong(import, tree, "must be a text");
		return;
	}
	if (!*ret_kept)
		*ret_kept = tree;
	else if (!same_text(tree, *ret_kept))
		import_leave(import, tree,
			     "all mail goes by one relay, with one sender and one login: "
			     "that of line %u is taken",
			     (*ret_kept)->line);
}

static void adopt_relay(struct import *import, const struct tree *map, const char *prefix)
{
	const struct {
		const char *name;
		const struct tree **kept;
	} parts[] = {
		{ "smarthost", &import->relay },
		{ "from", &import->from },
		{ "auth_username", &import->user },
		{ "auth_password", &import->password },
		{ "auth_password_file", &import->password_file },
		{ "require_tls", &import->tls },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		adopt(import, parts[i].kept, map,
		      arena_format(import->arena, "%s%s", prefix, parts[i].name).bytes);
}

static void add_mail(struct import *import, struct import_receiver *receiver)
{
	const struct tree *list = import_list(import, receiver->tree, "email_configs");

	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *config = tree_nth(list, i);

		import_taken(import, config);
		adopt_relay(import, config, "");
		add_addresses(import, receiver, config);
		leave_differences(import, NULL, config);
	}
	if (tree_count(list) > 0 && !import->relay)
		import_wrong(import, list, "there is no global.smtp_smarthost");
	if (tree_count(list) > 0 && !import->from)
		import_wrong(import, list, "there is no global.smtp_from");
}

static str scalar(const struct tree *tree)
{
	return tree && tree->kind == TREE_TEXT ? tree->text : STR("");
}

static void add_login(struct import *import)
{
	struct text *text = &import->smtp;

	if (scalar(import->user).length == 0) {
		if (import->password)
			import_leave(import, import->password,
				     "a password without an auth_username");
		return;
	}
	text_add(text, STR("  user: "));
	write_text(text, scalar(import->user));
	text_add_char(text, '\n');
	if (scalar(import->password).length > 0) {
		text_add(text, STR("  "));
		write_secret(import, text, "password", import->password,
			     STR("smtp-password"));
		text_add_char(text, '\n');
	} else if (scalar(import->password_file).length > 0) {
		text_add(text, STR("  password_file: "));
		write_text(text, path_join(import->arena, import->options->folder,
					   scalar(import->password_file)));
		text_add_char(text, '\n');
	}
}

/* Half of a relay is none. */
static void leave_relay(struct import *import)
{
	const struct tree *const parts[] = { import->relay,         import->from,
					     import->user,          import->password,
					     import->password_file, import->tls };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i])
			import_leave(import, parts[i],
				     "mail needs both a smarthost and a from");
}

/* Alertmanager demands STARTTLS unless it is told not to; port 465 is TLS at once. */
void import_smtp(struct import *import)
{
	struct text *text = &import->smtp;
	str relay = scalar(import->relay);
	bool plain = import->tls && import->tls->kind == TREE_BOOL &&
		     !import->tls->boolean;

	if (relay.length == 0 || scalar(import->from).length == 0) {
		leave_relay(import);
		return;
	}
	if (!address_is_host_port(relay))
		import_wrong(import, import->relay,
			     "must be a host and a port, such as mail.example.org:587");
	text_add(text, STR("\nsmtp:"));
	write_origin(text, import, import->relay);
	text_add(text, STR("  relay: "));
	write_text(text, arena_format(import->arena, "%s" STR_FMT,
				      str_ends_with(relay, STR(":465")) ? "smtps://"
				      : plain                           ? "smtp://"
					      : "smtp+starttls://",
				      STR_ARG(relay)));
	text_add(text, STR("\n  from: "));
	write_text(text, bare_address(scalar(import->from)));
	text_add_char(text, '\n');
	add_login(import);
}

/* -- receivers -- */

static bool has_configs(const struct tree *receiver)
{
	for (size_t i = 0; i < tree_count(receiver); i++)
		if (str_ends_with(tree_nth_name(receiver, i), STR("_configs")) &&
		    tree_count(tree_nth(receiver, i)) > 0)
			return true;
	return false;
}

static void add_receiver(struct import *import, const struct tree *tree)
{
	str name = import_text(import, tree, "name");
	struct import_receiver *receiver;

	import_taken(import, tree);
	if (name.length == 0) {
		import_wrong(import, tree, "has no name");
		return;
	}
	for (size_t i = 0; i < import->receivers.count; i++)
		if (str_equal(import->receivers.items[i].name, name))
			import_wrong(import, tree, "has a name that stands there twice");
	receiver = list_add(import->arena, &import->receivers);
	receiver->name = name;
	receiver->written = import_name(import, name);
	receiver->tree = tree;
	receiver->is_quiet = !has_configs(tree);
}

void import_receivers(struct import *import)
{
	const struct tree *list = import_list(import, import->root, "receivers");
	const struct tree *global = import_take(import, import->root, "global");

	if (global && global->kind != TREE_MAP)
		import_wrong(import, global, "must be a map");
	if (global)
		adopt_relay(import, global, "smtp_");
	/* First their names, so that no channel takes one of them. */
	for (size_t i = 0; i < tree_count(list); i++)
		add_receiver(import, tree_nth(list, i));
	for (size_t i = 0; i < import->receivers.count; i++) {
		struct import_receiver *receiver = &import->receivers.items[i];

		for (size_t j = 0; j < sizeof(integrations) / sizeof(integrations[0]);
		     j++)
			add_channels(import, receiver, &integrations[j]);
		add_mail(import, receiver);
	}
}
