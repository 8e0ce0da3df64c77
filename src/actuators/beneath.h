/* A file beneath a folder, reached without following any symbolic link, and replaced as
 * a whole: whoever reads it sees the old one or the new one. */
#ifndef ACTUATORS_BENEATH_H
#define ACTUATORS_BENEATH_H

#include "base/arena.h"
#include "base/error.h"

#include <sys/stat.h>

struct beneath {
	struct arena *arena;
	str folder, name; /* "/etc/shop/flags", "eu/flags.yaml" */
};

struct beneath_file {
	str bytes;
	str sha256; /* of the bytes, as hex */
	struct stat status;
};

/* Refused: a name that is absolute or has "..", a symbolic link on the way, what is no
 * regular file, has a second name, or more than FLAG_FILE_BYTES_MAX bytes. */
bool beneath_read(const struct beneath *at, struct beneath_file *ret_file,
		  struct error *error) MUST_CHECK;

/* Writes a file beside it with its owner, group and mode, syncs that, and puts it in its
 * place. ERROR_CONFLICT when the file is not any more the one that was read. "job" names
 * the file beside it. *ret_done: the new one is in its place, even when what came after
 * failed. */
bool beneath_replace(const struct beneath *at, const struct beneath_file *was, str bytes,
		     int64_t job, bool *ret_done, struct error *error) MUST_CHECK;
/* Removes what a replacement left that was cut off. */
void beneath_clear(const struct beneath *at, int64_t job);

#endif
