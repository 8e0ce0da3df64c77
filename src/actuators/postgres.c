/* Changes a PostgreSQL of "databases": which sessions go on, and which indexes there
 * are. The target is the database's name, the plan's "do" says what. */
#include "actuators/postgres_parts.h"

static const struct postgres_deed *const deeds[] = {
	&postgres_list,         &postgres_cancel,     &postgres_terminate,
	&postgres_create_index, &postgres_drop_index,
};

/* Of the plan, and of what was approved: there it stands first. */
static const struct postgres_deed *deed_named(str name)
{
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (str_is(name, deeds[i]->name))
			return deeds[i];
	return NULL;
}

static const struct postgres_deed *deed_approved(const struct actuator_call *call,
						 struct error *error)
{
	str *argv;
	size_t argc;
	const struct postgres_deed *deed = argv_read(call->arena, call->argv, &argv,
						     &argc)
						   ? deed_named(argv[0])
						   : NULL;

	if (!deed)
		error_set(error, ERROR_INVALID, "what was approved is none of ours");
	return deed;
}

struct postgres *postgres_of(const struct actuator_call *call, struct error *error)
{
	const struct database_config *database = config_database(call->config,
								 call->target);
	struct postgres_options options = { .application = "stanch-action",
					    .statement_ms = call->wait_ms / 6,
					    .lock_ms = call->wait_ms / 12 };

	if (!database) {
		error_set(error, ERROR_FORBIDDEN,
			  "the configuration names no database '" STR_FMT "'",
			  STR_ARG(str_clip(call->target, 100)));
		return NULL;
	}
	if (call->config->drill && !postgres_is_local(database->url)) {
		error_set(error, ERROR_FORBIDDEN,
			  "this is a drill: " STR_FMT " is not on this machine",
			  STR_ARG(call->target));
		return NULL;
	}
	options.url = database->url;
	options.password = database->password;
	return postgres_connect(&options, error);
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	const struct postgres_deed *deed;
	str name;

	if (!plan_need(call, "do", &name, error))
		return false;
	deed = deed_named(name);
	if (!deed)
		return error_set(error, ERROR_INVALID,
				 "'do' is list, cancel, terminate, create-index or "
				 "drop-index");

	scoped_postgres db = postgres_of(call, error);
	struct actuator_preview found = { .class = deed->class };

	if (!db || !deed->preview(call, db, &found, error))
		return false;
	*ret = found;
	return true;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	const struct postgres_deed *deed = deed_approved(call, error);

	*ret = (struct actuator_result){ 0 };
	if (!deed)
		return false;

	scoped_postgres db = postgres_of(call, error);

	return db && deed->apply(call, db, ret, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct error error = { 0 };
	const struct postgres_deed *deed = deed_approved(call, &error);
	scoped_postgres db = deed ? postgres_of(call, &error) : NULL;

	if (db)
		return deed->was_done(call, db, ret_why);
	*ret_why = arena_copy(call->arena, str_of(error.text));
	return -1;
}

static enum action_class class_of(const struct actuator_call *call)
{
	const struct postgres_deed *deed = deed_named(plan_value(call, "do"));

	return deed ? deed->class : ACTION_DESTRUCTIVE;
}

const struct actuator postgres_actuator = {
	.name = "postgres",
	.help = "a PostgreSQL of databases: do list, cancel or terminate (sessions that "
		"match older_than, database, user, application, state, matches), "
		"create-index or drop-index (table, columns, name, method)",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.class_of = class_of,
};
