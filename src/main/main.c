/* stanch: one program, many commands. */
#include "drill/drill.h"
#include "faces/cli/cli.h"
#include "main/adapters.h"
#include "main/offline.h"
#include "main/problems.h"
#include "main/server.h"
#include "main/version.h"
#include "runner/hands.h"
#include "watchdog/watchdog.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Started by the server, never by a person. */
static int hands_command(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return hands_main(HANDS_SOCKET);
}

static int version_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("stanch %s\n", STANCH_VERSION);
	return 0;
}

static struct config *watchdog_config(struct arena *arena, const char *path)
{
	struct config_problems problems = { 0 };
	struct config *config = adapters_config(arena, path, &problems);

	if (!config)
		problems_print(stderr, &problems);
	return config;
}

static int watchdog_command(int argc, char **argv)
{
	struct ports ports = { 0 };
	struct watchdog_needs needs = { &ports, watchdog_config };

	adapters_fill(&ports);
	return watchdog_main(argc, argv, &needs);
}

/* "INC-2026-11-21-001": capitals and a date. */
static bool is_code(const char *word)
{
	size_t capitals = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return capitals >= 2 && word[capitals] == '-' &&
	       strspn(word + capitals, "-0123456789") == strlen(word + capitals);
}

/* Files are read here; of an incident and of a service the server is asked. */
static int diagnose_command(int argc, char **argv)
{
	enum { WORDS_MAX = 30 };
	static char noun[] = "diagnosis", show[] = "show", window[] = "window";
	bool is_window = argc > 1 && strncmp(argv[1], "--service", 9) == 0;
	char *words[WORDS_MAX + 4] = { argv[0], noun, is_window ? window : show };

	if (argc < 2 || argc > WORDS_MAX || access(argv[1], F_OK) == 0 ||
	    (!is_window && !is_code(argv[1]) && strcmp(argv[1], "last") != 0))
		return diagnose_main(argc, argv);
	for (int i = 1; i < argc; i++)
		words[i + 2] = argv[i];
	return cli_main(argc + 2, words);
}

/* All others are operations: the command line knows them by itself. */
static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "check", check_main },          { "diagnose", diagnose_command },
	{ "drill", drill_main },          { "hands", hands_command },
	{ "import", import_main },        { "restore", restore_main },
	{ "serve", serve_main },          { "version", version_main },
	{ "watchdog", watchdog_command },
};

static bool asks_stopped_server(int argc, char **argv)
{
	if (argc < 3 || strcmp(argv[1], "journal") != 0 || strcmp(argv[2], "verify") != 0)
		return false;
	for (int i = 3; i < argc; i++)
		if (strncmp(argv[i], "--data", 6) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	if (asks_stopped_server(argc, argv))
		return verify_main(argc - 2, argv + 2);
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return cli_main(argc, argv);
}
