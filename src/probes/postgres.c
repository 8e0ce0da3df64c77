/* Looks at a PostgreSQL of "databases": connections, who waits for whom, replication,
 * tables without an index. In a session that may only read, with a limit for each
 * statement. */
#include "probes/postgres_health.h"

enum {
	BODY_BYTES_MAX = 64 << 10,
	MEANING_BYTES_MAX = 1500,
	/* Of the time there is: the first parts matter most, and a server in trouble may
	 * be slow with each. */
	SHARES = 4,
	/* What a statement may be late by before it counts as lost. */
	GRACE_MS = 1000,
};

static int64_t statement_ms(const struct probe_call *call)
{
	return call->wait_ms / SHARES;
}

static struct postgres *reach(const struct probe_call *call, str name,
			      struct error *error)
{
	const struct database_config *database = config_database(call->config, name);
	struct postgres_options options = { .application = "stanch-probe",
					    .statement_ms = statement_ms(call),
					    .lock_ms = statement_ms(call) / 2 };

	if (!database) {
		error_set(error, ERROR_INVALID,
			  "database: '" STR_FMT "' is not among 'databases'",
			  STR_ARG(str_clip(name, 100)));
		return NULL;
	}
	options.url = database->url;
	options.password = database->password;
	return postgres_connect(&options, error);
}

/* The parts with a limit of their own are the last. */
static bool limit(const struct probe_call *call, struct postgres *db,
		  const struct postgres_part *part, struct error *error)
{
	int64_t most_ms = part->most_ms;

	return most_ms == 0 || most_ms >= statement_ms(call) ||
	       postgres_limit(db, most_ms, most_ms, error);
}

/* A part that fails, for want of a right or of time, costs itself and is named. */
static void look_at(struct postgres_look *look, struct postgres *db, int64_t until_us,
		    const struct postgres_part *part)
{
	struct arena *arena = look->call->arena;
	struct postgres_answer answer = { 0 };
	struct error error = { 0 };

	if (clock_monotonic_us() >= until_us)
		error_set(&error, ERROR_TIMEOUT, "there was no time left");
	else if (limit(look->call, db, part, &error) &&
		 postgres_ask(arena, db, part->statement, NO_VALUES, &answer, &error)) {
		part->tell(look, &answer);
		return;
	}
	text_addf(look->body, "%s: not known: %s\n", part->name, error.text);
}

static bool look_all(const struct probe_call *call, struct postgres *db, int64_t until_us,
		     struct probe_finding *finding, struct error *error)
{
	struct text body = text_new(call->arena, BODY_BYTES_MAX);
	struct text meaning = text_new(call->arena, MEANING_BYTES_MAX);
	struct postgres_look look = { call, &finding->facts, &body, &meaning };

	if (!postgres_ask_within(call->arena, db, statement_ms(call),
				 "SET default_transaction_read_only = on", error))
		return false;
	for (size_t i = 0; i < postgres_part_count && !postgres_is_lost(db); i++)
		look_at(&look, db, until_us, &postgres_parts[i]);
	if (finding->facts.count == 0)
		return error_set(error, ERROR_UNAVAILABLE,
				 "none of it answered: " STR_FMT,
				 STR_ARG(str_clip(text_of(&body), 200)));
	if (postgres_is_lost(db))
		postgres_say(&look, "it stopped answering in the middle");
	finding->body = text_of(&body);
	finding->meaning = text_of(&meaning);
	finding->has_data = true;
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .question = STR("sessions, locks, replication, "
							 "tables and indexes") };
	/* A part that begins then still ends in time. */
	int64_t until_us = clock_monotonic_us() +
			   (call->wait_ms - call->wait_ms / SHARES - GRACE_MS) * 1000;

	if (!probe_need(call, "database", &finding.target, error))
		return error_wrap(error, "postgres");

	scoped_postgres db = reach(call, finding.target, error);

	if (!db || !look_all(call, db, until_us, &finding, error))
		return false;
	*ret_finding = finding;
	return true;
}

const struct probe postgres_probe = {
	.name = "postgres",
	.help = "connections, waits for locks, replication, missing and invalid indexes "
		"of a PostgreSQL: database",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
