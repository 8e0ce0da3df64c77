/* Another tool's configuration as a stanch.yaml: Alertmanager's, of 0.25 and later.
 *
 * Nothing is dropped without a word: each key of the source was taken over or is named
 * in "left", with its place and what to do. A secret of the source is never in the text:
 * it is handed over beside it, or the text names a variable that is still to be set. */
#ifndef CONFIG_IMPORT_ALERTMANAGER_H
#define CONFIG_IMPORT_ALERTMANAGER_H

#include "config/config.h"

struct import_options {
	str file;    /* how it is called in messages */
	str folder;  /* where the files are that it names; "" for here */
	str secrets; /* the folder in which its secrets will be; "" when nowhere */
};

struct import_secret {
	str name; /* of the file in that folder */
	str value;
};

struct imported {
	str yaml;
	struct config_problems left; /* in the order of the source */
	struct {
		struct import_secret *items;
		size_t count, capacity;
	} secrets; /* none without a folder for them */
};

/* False when it is no configuration that Alertmanager would take; then ret_wrong says
 * what is wrong with it, and where. */
bool import_alertmanager(struct arena *arena, const struct import_options *options,
			 str text, struct imported *ret_imported,
			 struct config_problems *ret_wrong) MUST_CHECK;

#endif
