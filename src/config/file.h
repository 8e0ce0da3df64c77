/* Files of people and secrets beside the configuration. */
#ifndef CONFIG_FILE_H
#define CONFIG_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* A regular file of at most "most" bytes. */
bool file_read(struct arena *arena, str path, size_t most, str *ret_bytes,
	       struct error *error) MUST_CHECK;

struct file_names {
	str *items;
	size_t count, capacity;
};

/* The files NAME.yaml in a folder, sorted, without the folder. A folder that is not
 * there has none. Fails with more than "most". */
bool folder_list_yaml(struct arena *arena, str folder, size_t most,
		      struct file_names *ret_names, struct error *error) MUST_CHECK;

/* The files with one of these endings (the last is NULL) in a folder and those in it,
 * sorted, without the folder: "kubernetes/pod-crash.md". Nothing hidden, and nothing
 * deeper than FOLDER_DEPTH_MAX. A folder that is not there has none. */
bool folder_walk(struct arena *arena, str folder, const char *const *endings, size_t most,
		 struct file_names *ret_names, struct error *error) MUST_CHECK;

/* "folder/name"; name alone when it is absolute or folder is "". */
str path_join(struct arena *arena, str folder, str name);
/* "/etc/stanch" of "/etc/stanch/stanch.yaml"; "" when there is no slash. */
str path_folder(str path);

#endif
