/* Profiles, patterns, symptoms and bundles: those that are built in, and those in the
 * folders of these names beside stanch.yaml, which take the place of one of the same
 * name. Private to config/. */
#ifndef CONFIG_LIBRARY_H
#define CONFIG_LIBRARY_H

#include "config/reader.h"

enum { LIBRARY_FILES_MAX = 200 };

/* One YAML file; its name without ".yaml" is the name of what it describes. */
struct document {
	str name, file, text, hash;
	bool built_in;
	const struct tree *tree; /* NULL until it was read, and when it cannot be */
};

struct library {
	struct document *items;
	size_t count, capacity;
};

/* "folder" is "" for the built-in ones alone. */
struct library library_collect(struct reader *reader, const char *kind, str folder);
void read_profile_files(struct reader *reader, const struct library *library);
/* After stanch.yaml was read: who and what its profiles name must be there. */
void check_profile_names(struct reader *reader, const struct library *library);
void read_pattern_files(struct reader *reader, const struct library *library);
void read_bundle_files(struct reader *reader, const struct library *library);
void read_symptom_files(struct reader *reader, const struct library *library);
void library_read(const struct reader *reader, struct document *document,
		  const struct keys *keys, void *owner);

/* Of the same kind, for the same audience and language. */
bool template_is_like(const struct template *a, const struct template *b);

/* The file's tree, or NULL after telling. */
struct tree *reader_parse(struct reader *reader);
/* A problem with the file as a whole, or at the "line 3, column 7: " of the error. */
void reader_tell_file(struct reader *reader, const struct error *error);

#endif
