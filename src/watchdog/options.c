#include "watchdog/options.h"

#include "config/address.h"
#include "config/file.h"

#include <getopt.h>

enum { KEY_BYTES_MAX = 4096 };

struct given {
	const char *server, *every, *missing, *test_page, *listen, *door_key_file;
};

static bool read_words(int argc, char **argv, struct watchdog_options *options,
		       struct given *given, struct error *error)
{
	static const struct option table[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "server", required_argument, NULL, 's' },
		{ "every", required_argument, NULL, 'e' },
		{ "missing", required_argument, NULL, 'm' },
		{ "test-page", required_argument, NULL, 't' },
		{ "listen", required_argument, NULL, 'l' },
		{ "door-key-file", required_argument, NULL, 'k' },
		{ "once", no_argument, NULL, 'o' },
		{ 0 },
	};
	int letter;

	opterr = 0;
	optind = 1;
	while ((letter = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (letter) {
		case 'c': options->config = optarg; break;
		case 's': given->server = optarg; break;
		case 'e': given->every = optarg; break;
		case 'm': given->missing = optarg; break;
		case 't': given->test_page = optarg; break;
		case 'l': given->listen = optarg; break;
		case 'k': given->door_key_file = optarg; break;
		case 'o': options->once = true; break;
		default:
			return error_set(error, ERROR_INVALID,
					 "%s: not an option of 'stanch watchdog', or its "
					 "value is missing",
					 argv[optind - 1]);
		}
	}
	if (optind < argc)
		return error_set(error, ERROR_INVALID,
				 "%s: 'stanch watchdog' takes options only",
				 argv[optind]);
	return true;
}

static bool read_time(const char *name, const char *value, duration_ms least,
		      duration_ms *ret_time, struct error *error)
{
	if (!value)
		return true;
	if (!duration_parse(str_of(value), ret_time, error))
		return error_wrap(error, "%s", name);
	return (*ret_time >= least && *ret_time <= 7 * DAY_MS) ||
	       error_set(error, ERROR_INVALID, "%s: must be from %llds to 7d", name,
			 (long long)(least / SECOND_MS));
}

static bool read_times(const struct given *given, struct watchdog_options *options,
		       struct error *error)
{
	options->every = 30 * SECOND_MS;
	options->missing = 90 * SECOND_MS;
	if (!read_time("--every", given->every, SECOND_MS, &options->every, error) ||
	    !read_time("--missing", given->missing, SECOND_MS, &options->missing,
		       error) ||
	    !read_time("--test-page", given->test_page, MINUTE_MS, &options->test_every,
		       error))
		return false;
	return options->missing >= options->every ||
	       error_set(error, ERROR_INVALID,
			 "--missing: shorter than --every, so that one look alone would "
			 "page");
}

static bool read_server(struct arena *arena, const struct given *given,
			struct watchdog_options *options, struct error *error)
{
	if (!options->config || !given->server)
		return error_set(error, ERROR_INVALID,
				 "needs --config FILE, whose people it pages, and "
				 "--server URL, which it watches");
	options->server = arena_copy(arena, str_of(given->server));
	while (str_ends_with(options->server, STR("/")))
		options->server.length--;
	return (address_is_http(options->server) &&
		!address_has_password(options->server)) ||
	       error_set(error, ERROR_INVALID,
			 "--server: must be a URL such as http://10.0.0.5:9099");
}

static bool read_test_page(struct arena *arena, const struct given *given,
			   struct watchdog_options *options, struct error *error)
{
	if (!given->test_page)
		return (!given->listen && !given->door_key_file) ||
		       error_set(error, ERROR_INVALID,
				 "--listen and --door-key-file are for --test-page");
	if (!given->listen || !address_is_host_port(str_of(given->listen)))
		return error_set(error, ERROR_INVALID,
				 "--test-page: needs --listen, where its page arrives, "
				 "such as 127.0.0.1:9098");
	options->listen = str_of(given->listen);
	if (!given->door_key_file)
		return true;
	if (!file_read(arena, str_of(given->door_key_file), KEY_BYTES_MAX,
		       &options->door_key, error))
		return error_wrap(error, "--door-key-file");
	options->door_key = str_trim(options->door_key);
	return true;
}

bool watchdog_options_read(struct arena *arena, int argc, char **argv,
			   struct watchdog_options *ret_options, struct error *error)
{
	struct watchdog_options options = { 0 };
	struct given given = { 0 };

	if (!read_words(argc, argv, &options, &given, error) ||
	    !read_server(arena, &given, &options, error) ||
	    !read_times(&given, &options, error) ||
	    !read_test_page(arena, &given, &options, error))
		return false;
	*ret_options = options;
	return true;
}
