/* server: how stanch itself does. */
#include "app/changes/feed.h"
#include "app/engine/scribe.h"
#include "app/engine/start.h"
#include "app/intake/roster.h"
#include "app/standby/standby.h"
#include "operations/noun.h"

static void add_scribe(struct work *work, struct tree *answer)
{
	struct scribe_figures figures = scribe_figures(work->app->scribe);
	struct tree *scribe = tree_map(work->arena);

	tree_put_int(work->arena, scribe, "groups", figures.groups);
	tree_put_int(work->arena, scribe, "turns", figures.turns);
	tree_put_int(work->arena, scribe, "failed_turns", figures.failed_turns);
	tree_put_int(work->arena, scribe, "failed_commits", figures.failed_commits);
	tree_put_int(work->arena, scribe, "queue", figures.queue_depth);
	tree_put(work->arena, answer, "scribe", scribe);
}

static void warn(struct work *work, struct tree *warnings, const char *sentence)
{
	tree_add(work->arena, warnings, tree_text(work->arena, str_of(sentence)));
}

static bool add_feed_warnings(struct work *work, struct tree *warnings)
{
	const struct changes_config *changes = &work->config->changes;
	struct feed_state state;

	for (size_t i = 0; i < changes->feed_count; i++) {
		if (!feed_look(work, &changes->feeds[i], &state))
			return false;
		if (state.problem.length > 0)
			tree_add(work->arena, warnings,
				 tree_text(work->arena,
					   arena_format(work->arena,
							"the change feed " STR_FMT
							" is not read: " STR_FMT,
							STR_ARG(changes->feeds[i].name),
							STR_ARG(state.problem))));
	}
	return true;
}

static bool add_warnings(struct work *work, struct tree *answer)
{
	const struct config *config = work->config;
	struct tree *warnings = tree_list(work->arena);

	if (config->policies[0].steps[0].target_count == 0)
		warn(work, warnings, "nobody is on call: a page would reach nobody");
	if (config->service_count == 0)
		warn(work, warnings,
		     "no service is configured: nothing is measured, no recovery "
		     "can be proven");
	if (config->door_key_count == 0)
		warn(work, warnings,
		     "the doors take alerts without a key, on loopback only");
	if (!add_feed_warnings(work, warnings))
		return false;
	tree_put(work->arena, answer, "warnings", warnings);
	return true;
}

/* Only of a standby. */
static bool add_standby(struct work *work, struct tree *answer)
{
	struct standby_state state;
	str heard;

	if (!work->app->ports->primary.read)
		return true;
	if (!standby_look(work, &state))
		return false;
	heard = duration_format(work->arena, work->now - state.heard_at);
	tree_put_text(work->arena, answer, "standby",
		      state.took_over ? arena_format(work->arena,
						     "the primary is silent for " STR_FMT
						     ": this standby pages",
						     STR_ARG(heard))
				      : arena_format(work->arena,
						     "heard of the primary " STR_FMT
						     " ago: it pages",
						     STR_ARG(heard)));
	tree_put_bool(work->arena, answer, "took_over", state.took_over);
	return true;
}

static bool status(struct work *work, const void *input, struct tree *answer)
{
	struct incident *incidents;
	size_t count;
	int64_t seq;
	str hash;

	(void)input;
	if (!store_incidents(work, true, 1000, &incidents, &count) ||
	    !journal_head(work, &seq, &hash) || !add_standby(work, answer))
		return false;
	tree_put_text(work->arena, answer, "version", work->app->version);
	tree_put_text(work->arena, answer, "started_at",
		      instant_format(work->arena, work->app->started_at));
	tree_put_text(work->arena, answer, "uptime",
		      duration_format(work->arena, work->now - work->app->started_at));
	tree_put_bool(work->arena, answer, "drill", work->config->drill);
	tree_put_text(work->arena, answer, "directory", work->app->directory);
	tree_put_text(work->arena, answer, "config",
		      work->config->path.length > 0 ? work->config->path
						    : STR("built-in defaults"));
	tree_put_int(work->arena, answer, "database_bytes",
		     store_bytes(work->app->store));
	tree_put_int(work->arena, answer, "entries", seq);
	tree_put_int(work->arena, answer, "open_incidents", (int64_t)count);
	tree_put_int(work->arena, answer, "open_alerts",
		     (int64_t)roster_count(work->app->roster));
	add_scribe(work, answer);
	return add_warnings(work, answer);
}

struct backup_input {
	str path;
};
static const struct field backup_fields[] = {
	{ .name = "path",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct backup_input, path),
	  .required = true,
	  .help = "the file to write; must not exist" },
};
static const struct shape backup_shape = SHAPE("backup", struct backup_input,
					       backup_fields);

static bool note_backup(struct work *work, void *arguments)
{
	return note(work, "backup.made", 0, STR(""), { "path", *(const str *)arguments });
}

static bool backup(struct work *work, const void *input, struct tree *answer)
{
	const struct backup_input *in = input;
	str path = in->path;
	const char *c_path = arena_c_string(work->arena, path);

	if (access(c_path, F_OK) == 0)
		return fail(work, ERROR_CONFLICT, STR_FMT " exists already",
			    STR_ARG(path));
	if (!store_backup(work->app->store, c_path, &work->error))
		return false;
	tree_put_text(work->arena, answer, "path", path);
	return app_change(work->app, work, "backup.note", note_backup, &path, false);
}

static bool reload(struct work *work, const void *input, struct tree *answer)
{
	struct config_problems problems = { 0 };
	str path = work->config->path;
	struct config *config;

	(void)input;
	config = config_load(work->arena,
			     path.length > 0 ? arena_c_string(work->arena, path) : NULL,
			     &problems);
	if (!config) {
		const struct config_problem *first = &problems.items[0];

		return fail(work, ERROR_INVALID,
			    "the old configuration goes on: " STR_FMT ":%u:%u: " STR_FMT
			    ": " STR_FMT " (%zu in all)",
			    STR_ARG(first->file), first->line, first->column,
			    STR_ARG(first->where), STR_ARG(first->what), problems.count);
	}
	tree_put_text(work->arena, answer, "hash", arena_copy(work->arena, config->hash));
	return app_reload(work->app, work, config);
}

static bool heartbeat(struct work *work, const void *input, struct tree *answer)
{
	(void)input;
	return standby_heartbeat(work, answer);
}

static const struct operation operations[] = {
	{ .noun = "server",
	  .verb = "heartbeat",
	  .help = "what a standby asks every two seconds: who has which incident",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = heartbeat,
	  .view = { .list = "incidents",
		    .columns = { { "code", "incident", 0 },
				 { "service", "service", 0 },
				 { "paging", "paging", 0 },
				 { "holder", "held by", 0 } },
		    .empty = "No open incident." } },
	{ .noun = "server",
	  .verb = "status",
	  .alias = "status",
	  .help = "how the server does, and what would hurt at 3 a.m.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = status,
	  .view = { .template =
			    "stanch {{version}}, up {{uptime}}, data in {{directory}}, "
			    "configuration {{config}}\n"
			    "{{open_incidents}} open incidents, {{open_alerts}} alerts "
			    "known, "
			    "{{entries}} journal entries, {{database_bytes}} bytes\n"
			    "{{#standby}}{{standby}}\n{{/standby}}"
			    "{{#warnings}}warning: {{.}}\n{{/warnings}}" } },
	{ .noun = "server",
	  .verb = "backup",
	  .alias = "backup",
	  .help = "a consistent copy of the database, while it runs",
	  .effect = OPERATION_WORKS,
	  .least = ROLE_ADMIN,
	  .people_only = true,
	  .input = &backup_shape,
	  .run = backup,
	  .view = { .template = "Backup written to {{path}}\n" } },
	{ .noun = "server",
	  .verb = "reload",
	  .help = "check the configuration and use it; a bad one changes nothing",
	  .effect = OPERATION_WORKS,
	  .least = ROLE_ADMIN,
	  .people_only = true,
	  .run = reload,
	  .view = { .template = "Configuration {{hash}} is active.\n" } },
};

NOUN(server, operations);
