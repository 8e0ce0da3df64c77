/* stanch.yaml as a whole. */
#include "config/address.h"
#include "config/file.h"
#include "config/names.h"
#include "config/parts.h"

#include "base/limits.h"

/* A libpq string or URL; the password comes from where libpq looks for it. */
static void read_database(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	if (!reader_text(reader, spot, &config->database))
		return;
	if (address_has_password(config->database) ||
	    str_contains(config->database, STR("password=")) ||
	    str_contains(config->database, STR("password =")))
		reader_tell(reader, spot,
			    "a secret never stands in this file: use passfile= or the "
			    "variable PGPASSFILE");
}

static void read_public_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	reader_url(reader, spot, &config->public_url);
}

/* Whether and how mail is encrypted on its way stands in front. */
static bool is_relay(str relay)
{
	static const char *const schemes[] = { "smtp://", "smtps://",
					       "smtp+starttls://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		str scheme = str_of(schemes[i]);

		if (str_starts_with(relay, scheme))
			return address_is_host_port(
				str_slice(relay, scheme.length, relay.length));
	}
	return address_is_host_port(relay);
}

static void check_mail_address(struct reader *reader, const struct spot *spot,
			       const char *key, str address)
{
	if (address.length > 0 && !str_contains(address, STR("@")))
		reader_tell_of(reader, spot, key,
			       "must be an address such as stanch@example.org");
}

/* Certificates are public, so they may be large; and they must be some. */
static void read_ca_file(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;
	struct error error = { 0 };
	str name, pem;

	if (!reader_text(reader, spot, &name))
		return;
	if (!file_read(reader->scratch, path_join(reader->scratch, reader->folder, name),
		       CONFIG_BYTES_MAX, &pem, &error))
		reader_tell(reader, spot, "%s", error.text);
	else if (!str_contains(pem, STR("-----BEGIN CERTIFICATE-----")))
		reader_tell(reader, spot, "holds no certificate in PEM");
	else
		config->smtp_ca = arena_copy(reader->arena, pem);
}

static void settle_smtp(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct config *config = owner;
	bool by_file = spot_under(spot, "password_file").tree;
	bool by_env = spot_under(spot, "password_env").tree;

	if (config->smtp_relay.length > 0 && !is_relay(config->smtp_relay))
		reader_tell_of(reader, spot, "relay",
			       "must be a host and a port, such as 127.0.0.1:25, or "
			       "smtps:// or smtp+starttls:// in front of them");
	check_mail_address(reader, spot, "from", config->smtp_from);
	check_mail_address(reader, spot, "reply_to", config->smtp_reply_to);
	if (by_file && by_env)
		reader_tell_of(reader, spot, "password_env",
			       "is given beside password_file: one of them is enough");
	if ((by_file || by_env) && !spot_under(spot, "user").tree)
		reader_tell_of(reader, spot, "user", "is missing beside a password");
}

static void settle_commands(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot commands = spot_under(file, "commands");

	for (size_t i = 0; i < config->command_count; i++) {
		struct spot entry = { .in = &commands,
				      .name = config->commands_allowed[i].name,
				      .tree = tree_nth(commands.tree, i) };
		str program = config->commands_allowed[i].value;

		if (program.length > 0 && !str_starts_with(program, STR("/")))
			reader_tell(reader, &entry,
				    "must be the whole path of a program, such as "
				    "/usr/bin/kubectl");
	}
}

static void settle_config(struct reader *reader, const struct spot *file, void *owner)
{
	struct config *config = owner;

	if (config->listener_count == 0 && !spot_under(file, "listen").tree) {
		config->listeners = arena_one(reader->arena, struct listener);
		config->listener_count = 1;
		config->listeners[0] = (struct listener){
			.address = STR("127.0.0.1:9099"),
			.classes = LISTENER_CLASSES_ALL,
		};
	}
	reader_tell_twice(reader, file, "audiences", "name",
			  NAMED(config->audiences, config->audience_count));
	check_people(reader, file);
	check_door_keys(reader, file);
	check_mappings(reader, file);
	check_own_eyes(reader, file);
	check_intervals(reader, file);
	check_names(reader, file);
	check_escalation(reader, file);
	settle_on_call(reader, file);
	check_routes(reader, file);
	check_all_contacts(reader, file);
	settle_services(reader, file);
	settle_vocabulary(reader, file);
	settle_commands(reader, file);
	check_changeable(reader, file);
	check_clusters(reader, file);
	check_runbooks(reader, file);
	check_feeds(reader, file);
	check_autonomy(reader, file);
	check_status_page(reader, file);
	check_grafana(reader, file);
}

static const struct key paging_key_items[] = {
	{ .name = "repeat",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, page_repeat),
	  .least = SECOND_MS,
	  .most = HOUR_MS,
	  .fallback = "60s" },
	{ .name = "rounds",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct config, page_rounds),
	  .least = 1,
	  .most = 100,
	  .fallback = "5" },
	{ .name = "ack_lapse",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, ack_lapse),
	  .most = DAY_MS,
	  .fallback = "20m" },
	{ .name = "limit",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct config, page_limit),
	  .most = 1000,
	  .fallback = "20" },
	{ .name = "limit_within",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, page_limit_within),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "5m" },
};
static const struct keys paging_keys = KEYS(struct config, paging_key_items, NULL);

static const struct key smtp_key_items[] = {
	{ .name = "relay",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_relay),
	  .required = true },
	{ .name = "from",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_from),
	  .required = true },
	{ .name = "reply_to",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_reply_to) },
	{ .name = "user",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct config, smtp_user) },
	{ .name = "ca_file", .kind = KEY_OWN, .read = read_ca_file },
	{ .name = "password_file",
	  .kind = KEY_SECRET_FILE,
	  .offset = offsetof(struct config, smtp_password) },
	{ .name = "password_env",
	  .kind = KEY_SECRET_ENV,
	  .offset = offsetof(struct config, smtp_password) },
};
static const struct keys smtp_keys = KEYS(struct config, smtp_key_items, settle_smtp);

#define CONFIG_LIST(member, member_count) \
	.offset = offsetof(struct config, member), \
	.count_offset = offsetof(struct config, member_count)

/* In this order they are read: each after what it names. */
static const struct key config_key_items[] = {
	{ .name = "listen",
	  .kind = KEY_OWN,
	  .read = read_listeners,
	  .of = &listener_keys },
	{ .name = "hosts", .kind = KEY_TEXTS, CONFIG_LIST(hosts, host_count) },
	{ .name = "public_url", .kind = KEY_OWN, .read = read_public_url },
	{ .name = "database", .kind = KEY_OWN, .read = read_database },
	{ .name = "drill", .kind = KEY_YES_NO, .offset = offsetof(struct config, drill) },
	{ .name = "people",
	  .kind = KEY_LIST,
	  CONFIG_LIST(people, person_count),
	  .of = &people_keys },
	{ .name = "channels",
	  .kind = KEY_LIST,
	  CONFIG_LIST(channels, channel_count),
	  .of = &channel_keys },
	{ .name = "schedules",
	  .kind = KEY_LIST,
	  CONFIG_LIST(schedules, schedule_count),
	  .of = &schedule_keys },
	{ .name = "on_call", .kind = KEY_NAMES, CONFIG_LIST(on_call, on_call_count) },
	{ .name = "paging", .kind = KEY_MAP, .of = &paging_keys },
	{ .name = "escalation",
	  .kind = KEY_LIST,
	  CONFIG_LIST(policies, policy_count),
	  .of = &policy_keys },
	{ .name = "flapping", .kind = KEY_MAP, .of = &flapping_keys },
	{ .name = "storm", .kind = KEY_MAP, .of = &storm_keys },
	{ .name = "resolve_timeout",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, resolve_timeout),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "5m" },
	{ .name = "hold",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, hold),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "5m" },
	{ .name = "smtp", .kind = KEY_MAP, .of = &smtp_keys },
	{ .name = "audiences",
	  .kind = KEY_OWN,
	  .read = read_audiences,
	  .of = &audience_keys },
	{ .name = "status_page", .kind = KEY_MAP, .of = &status_page_keys },
	{ .name = "tracker", .kind = KEY_MAP, .of = &tracker_keys },
	{ .name = "grafana", .kind = KEY_MAP, .of = &grafana_keys },
	{ .name = "door_keys",
	  .kind = KEY_LIST,
	  CONFIG_LIST(door_keys, door_key_count),
	  .of = &door_key_keys },
	{ .name = "sources",
	  .kind = KEY_LIST,
	  CONFIG_LIST(sources, source_count),
	  .of = &source_keys },
	{ .name = "watches",
	  .kind = KEY_LIST,
	  CONFIG_LIST(watches, watch_count),
	  .of = &watch_keys },
	{ .name = "mappings",
	  .kind = KEY_LIST,
	  CONFIG_LIST(mappings, mapping_count),
	  .of = &mapping_keys },
	{ .name = "heartbeats",
	  .kind = KEY_LIST,
	  CONFIG_LIST(heartbeats, heartbeat_count),
	  .of = &heartbeat_keys },
	{ .name = "time_intervals",
	  .kind = KEY_LIST,
	  CONFIG_LIST(intervals, interval_count),
	  .of = &interval_keys },
	{ .name = "maintenance",
	  .kind = KEY_LIST,
	  CONFIG_LIST(maintenance, maintenance_count),
	  .of = &maintenance_keys },
	{ .name = "inhibit",
	  .kind = KEY_LIST,
	  CONFIG_LIST(inhibit, inhibit_count),
	  .of = &inhibit_keys },
	{ .name = "routes",
	  .kind = KEY_LIST,
	  CONFIG_LIST(routes, route_count),
	  .of = &route_keys },
	{ .name = "services",
	  .kind = KEY_LIST,
	  CONFIG_LIST(services, service_count),
	  .of = &service_keys },
	{ .name = "service_map", .kind = KEY_MAP, .of = &service_map_keys },
	{ .name = "changes", .kind = KEY_MAP, .of = &changes_keys },
	{ .name = "autonomy",
	  .kind = KEY_LIST,
	  CONFIG_LIST(autonomy, autonomy_count),
	  .of = &autonomy_keys },
	{ .name = "temporary_fixes", .kind = KEY_MAP, .of = &temporary_fixes_keys },
	{ .name = "environments",
	  .kind = KEY_OWN,
	  .read = read_environments,
	  .of = &environment_keys },
	{ .name = "reports", .kind = KEY_MAP, .of = &reports_keys },
	{ .name = "commands",
	  .kind = KEY_PAIRS,
	  CONFIG_LIST(commands_allowed, command_count) },
	{ .name = "databases",
	  .kind = KEY_LIST,
	  CONFIG_LIST(databases, database_count),
	  .of = &database_keys },
	{ .name = "redis_servers",
	  .kind = KEY_LIST,
	  CONFIG_LIST(redis_servers, redis_server_count),
	  .of = &redis_server_keys },
	{ .name = "http_actions",
	  .kind = KEY_LIST,
	  CONFIG_LIST(http_actions, http_action_count),
	  .of = &http_action_keys },
	{ .name = "flag_folders",
	  .kind = KEY_LIST,
	  CONFIG_LIST(flag_folders, flag_folder_count),
	  .of = &flag_folder_keys },
	{ .name = "repositories",
	  .kind = KEY_LIST,
	  CONFIG_LIST(repositories, repository_count),
	  .of = &repository_keys },
	{ .name = "argocd",
	  .kind = KEY_LIST,
	  CONFIG_LIST(argocd, argocd_count),
	  .of = &argocd_keys },
	{ .name = "clusters",
	  .kind = KEY_LIST,
	  CONFIG_LIST(clusters, cluster_count),
	  .of = &cluster_keys },
	{ .name = "runbooks",
	  .kind = KEY_TEXTS,
	  CONFIG_LIST(runbook_paths, runbook_path_count) },
	{ .name = "runbook_clients", .kind = KEY_OWN, .read = read_runbook_clients },
	{ .name = "runbook_secrets",
	  .kind = KEY_LIST,
	  CONFIG_LIST(runbook_secrets, runbook_secret_count),
	  .of = &runbook_secret_keys },
	{ .name = "runbook_classes",
	  .kind = KEY_PAIRS,
	  CONFIG_LIST(runbook_classes, runbook_class_count) },
	{ .name = "runbook_proof", .kind = KEY_MAP, .of = &runbook_proof_keys },
	{ .name = "runbook_lint", .kind = KEY_MAP, .of = &runbook_lint_keys },
};
const struct keys config_keys = KEYS(struct config, config_key_items, settle_config);
