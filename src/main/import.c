/* stanch import: another tool's configuration as a stanch.yaml. */
#include "base/limits.h"
#include "base/scoped.h"
#include "config/file.h"
#include "config/import/alertmanager.h"
#include "main/offline.h"
#include "main/problems.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_LEFT = 1, EXIT_WRONG = 2, EXIT_FAILED = 3 };

struct import_command {
	const char *source, *out, *secrets;
};

static bool read_command(int argc, char **argv, struct import_command *ret_command)
{
	static const struct option table[] = {
		{ "out", required_argument, NULL, 'o' },
		{ "secrets", required_argument, NULL, 's' },
		{ 0 },
	};
	int letter;

	opterr = 0;
	optind = 1;
	while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (letter) {
		case 'o': ret_command->out = optarg; break;
		case 's': ret_command->secrets = optarg; break;
		default: return false;
		}
	}
	ret_command->source = optind + 1 == argc ? argv[optind] : NULL;
	return ret_command->source;
}

static bool failed(const char *path)
{
	fprintf(stderr, "stanch: %s: %s\n", path, strerror(errno));
	return false;
}

/* Never over what is there: it may be somebody's work, or another's secret. */
static bool write_new(const char *path, mode_t mode, str bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0)
		return failed(path);
	while (bytes.length > 0) {
		ssize_t written = write(fd, bytes.bytes, bytes.length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			close(fd);
			return failed(path);
		}
		bytes = str_slice(bytes, (size_t)written, bytes.length);
	}
	return close(fd) == 0 || failed(path);
}

/* The whole path: stanch.yaml may come to lie anywhere. */
static bool folder_for_secrets(struct arena *arena, const char *path, str *ret_folder)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return failed(path);

	char *whole = realpath(path, NULL);

	if (!whole)
		return failed(path);
	*ret_folder = arena_copy(arena, str_of(whole));
	free(whole);
	return true;
}

static bool folder_of_source(struct arena *arena, const char *path, str *ret_folder)
{
	char *whole = realpath(path, NULL);

	if (!whole)
		return failed(path);
	*ret_folder = path_folder(arena_copy(arena, str_of(whole)));
	free(whole);
	return true;
}

static bool write_all(struct arena *arena, const struct import_command *command,
		      const struct import_options *options,
		      const struct imported *imported)
{
	if (command->out && !write_new(command->out, 0644, imported->yaml))
		return false;
	for (size_t i = 0; i < imported->secrets.count; i++) {
		const struct import_secret *secret = &imported->secrets.items[i];
		str path = path_join(arena, options->secrets, secret->name);

		if (!write_new(path.bytes, 0600, secret->value))
			return false;
	}
	return command->out || (fwrite(imported->yaml.bytes, 1, imported->yaml.length,
				       stdout) == imported->yaml.length &&
				fflush(stdout) == 0);
}

static void tell_left(const struct import_command *command,
		      const struct imported *imported)
{
	const char *out = command->out ? command->out : "the output";

	for (size_t i = 0; i < imported->left.count; i++) {
		const struct config_problem *one = &imported->left.items[i];

		fprintf(stderr,
			STR_FMT ":%u:%u: not taken over: " STR_FMT ": " STR_FMT "\n",
			STR_ARG(one->file), one->line, one->column, STR_ARG(one->where),
			STR_ARG(one->what));
	}
	if (imported->left.count == 0)
		fprintf(stderr, "All of %s was taken over into %s.\n", command->source,
			out);
	else
		fprintf(stderr,
			"%zu not taken over or not as it stands; all else of %s is in "
			"%s.\n",
			imported->left.count, command->source, out);
}

static int import_file(struct arena *arena, const struct import_command *command)
{
	struct import_options options = { .file = str_of(command->source) };
	struct config_problems wrong = { 0 };
	struct imported imported;
	struct error error = { 0 };
	str text;

	if (!file_read(arena, options.file, CONFIG_BYTES_MAX, &text, &error)) {
		fprintf(stderr, "stanch: %s\n", error.text);
		return EXIT_WRONG;
	}
	if (!folder_of_source(arena, command->source, &options.folder) ||
	    (command->secrets &&
	     !folder_for_secrets(arena, command->secrets, &options.secrets)))
		return EXIT_FAILED;
	if (!import_alertmanager(arena, &options, text, &imported, &wrong)) {
		problems_print(stderr, &wrong);
		return EXIT_WRONG;
	}
	if (!write_all(arena, command, &options, &imported))
		return EXIT_FAILED;
	tell_left(command, &imported);
	return imported.left.count > 0 ? EXIT_LEFT : 0;
}

int import_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct import_command command = { 0 };

	if (read_command(argc, argv, &command))
		return import_file(arena, &command);
	fprintf(stderr, "usage: stanch import alertmanager.yml [--out stanch.yaml] "
			"[--secrets DIR]\n");
	return EXIT_WRONG;
}
