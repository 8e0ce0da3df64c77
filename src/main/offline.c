#include "main/offline.h"

#include "app/app.h"
#include "app/store.h"
#include "base/limits.h"
#include "main/adapters.h"
#include "main/options.h"
#include "main/problems.h"

#include <stdio.h>
#include <string.h>

/* "--name value" or "--name=value" anywhere; NULL when absent. */
static const char *option_value(int argc, char **argv, const char *name)
{
	size_t length = strlen(name);

	for (int i = 1; i < argc && argv[i]; i++) {
		if (strcmp(argv[i], name) == 0 && i + 1 < argc)
			return argv[i + 1];
		if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=')
			return argv[i] + length + 1;
	}
	return NULL;
}

static const char *first_word(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-')
			return argv[i];
		i += !strchr(argv[i], '=');
	}
	return NULL;
}

static int fail_with(const struct error *error)
{
	fprintf(stderr, "stanch: %s\n", error->text);
	return error_exit_code(error->kind);
}

int check_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct config_problems problems = { 0 };
	const char *path = first_word(argc, argv);

	if (!path) {
		fprintf(stderr, "usage: stanch check FILE\n");
		return 2;
	}

	scoped_config config = adapters_config(arena, path, &problems);

	if (!config) {
		problems_print(stderr, &problems);
		fprintf(stderr, "%zu problem%s\n", problems.count,
			problems.count == 1 ? "" : "s");
		return 1;
	}
	problems_print(stderr, &config->warnings);
	printf("%s is good. People %zu, schedules %zu, policies %zu, channels %zu, "
	       "services %zu, profiles %zu, patterns %zu.\nWho would be woken, and what "
	       "would reach nobody: 'stanch oncall simulate' and 'stanch oncall lint' "
	       "once it serves.\n",
	       path, config->person_count, config->schedule_count, config->policy_count,
	       config->channel_count, config->service_count, config->profile_count,
	       config->pattern_count);
	return 0;
}

static struct store *open_stopped(struct arena *arena, int argc, char **argv,
				  struct error *error)
{
	const char *directory = option_value(argc, argv, "--data");
	const char *database = option_value(argc, argv, "--database");
	struct store_options options = {
		.directory = directory ? str_of(directory) : default_directory(arena),
		.database = str_of(database),
		.readers = 1,
	};

	return store_open(arena, &options, error);
}

static bool verify(struct arena *arena, struct store *store, str head,
		   struct journal_report *ret_report, struct error *error)
{
	struct work work = { .arena = arena, .db = store_writer(store) };

	if (journal_verify(&work, head, ret_report))
		return true;
	*error = work.error;
	return false;
}

int verify_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct error error = { 0 };
	struct journal_report report;
	struct store *store = open_stopped(arena, argc, argv, &error);

	if (!store)
		return fail_with(&error);

	bool was_read = verify(arena, store, str_of(option_value(argc, argv, "--head")),
			       &report, &error);

	store_close(store);
	if (!was_read)
		return fail_with(&error);
	if (report.bad_seq != 0) {
		fprintf(stderr, "stanch: the journal is broken: " STR_FMT "\n",
			STR_ARG(report.problem));
		return 1;
	}
	printf("The journal is whole: %lld entries, %lld redacted, head " STR_FMT "\n",
	       (long long)report.entries, (long long)report.redacted,
	       STR_ARG(report.head));
	return 0;
}

int restore_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	const char *directory = option_value(argc, argv, "--data");
	const char *backup = first_word(argc, argv);
	struct error error = { 0 };

	if (!backup) {
		fprintf(stderr, "usage: stanch restore FILE --data DIR\n");
		return 2;
	}
	if (!directory)
		directory = default_directory(arena).bytes;
	if (!store_restore(backup, directory, &error))
		return fail_with(&error);
	printf("Restored %s into %s; what was there is kept as "
	       "stanch.db.before-restore\n",
	       backup, directory);
	return verify_main(argc, argv);
}
