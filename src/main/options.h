/* What stands behind "stanch serve". */
#ifndef MAIN_OPTIONS_H
#define MAIN_OPTIONS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

enum { LISTENS_MAX = 8 };

struct serve_options {
	const char *directory; /* NULL: the default */
	const char *config;    /* NULL: built-in defaults */
	const char *listens[LISTENS_MAX];
	size_t listen_count; /* 0: as the configuration says */
	const char *web_directory;
	bool manual_clock;
	const char *clock_start; /* RFC 3339 */
	const char *standby_of;  /* URL of the primary; NULL: follows nobody */
	const char *standby_token_file;
};

bool serve_options_read(int argc, char **argv, struct serve_options *ret_options,
			struct error *error) MUST_CHECK;

/* $STANCH_DATA, else $XDG_DATA_HOME/stanch, else ~/.local/share/stanch. */
str default_directory(struct arena *arena);

#endif
