#include "main/options.h"

#include <getopt.h>
#include <stdlib.h>

bool serve_options_read(int argc, char **argv, struct serve_options *ret_options,
			struct error *error)
{
	static const struct option table[] = {
		{ "data", required_argument, NULL, 'd' },
		{ "config", required_argument, NULL, 'c' },
		{ "listen", required_argument, NULL, 'l' },
		{ "web-dir", required_argument, NULL, 'w' },
		{ "manual-clock", required_argument, NULL, 'm' },
		{ "standby-of", required_argument, NULL, 's' },
		{ "standby-token-file", required_argument, NULL, 't' },
		{ 0 },
	};
	struct serve_options options = { 0 };
	int letter;

	opterr = 0;
	optind = 1;
	while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (letter) {
		case 'd': options.directory = optarg; break;
		case 'c': options.config = optarg; break;
		case 'w': options.web_directory = optarg; break;
		case 's': options.standby_of = optarg; break;
		case 't': options.standby_token_file = optarg; break;
		case 'm':
			options.manual_clock = true;
			options.clock_start = optarg;
			break;
		case 'l':
			if (options.listen_count == LISTENS_MAX)
				return error_set(error, ERROR_INVALID,
						 "--listen: at most %d times",
						 LISTENS_MAX);
			options.listens[options.listen_count++] = optarg;
			break;
		default:
			return error_set(
				error, ERROR_INVALID,
				"%s: not an option of 'stanch serve', or its value is "
				"missing",
				argv[optind - 1]);
		}
	}
	if (optind < argc)
		return error_set(error, ERROR_INVALID,
				 "%s: 'stanch serve' takes options only", argv[optind]);
	*ret_options = options;
	return true;
}

str default_directory(struct arena *arena)
{
	const char *own = getenv("STANCH_DATA");
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (own && *own)
		return arena_copy(arena, str_of(own));
	if (data && *data)
		return arena_format(arena, "%s/stanch", data);
	return arena_format(arena, "%s/.local/share/stanch", home ? home : "");
}
