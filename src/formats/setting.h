/* One value in a file of settings, changed so that every other byte stays as it was:
 * comments, order, quotes, line ends. JSON, YAML, and env files of NAME=value lines. */
#ifndef FORMATS_SETTING_H
#define FORMATS_SETTING_H

#include "base/error.h"
#include "base/tree.h"

enum setting_format {
	SETTING_JSON,
	SETTING_YAML,
	SETTING_ENV,
};

/* By the end of its name: .json, .yaml, .yml, .env, .properties; false for others. */
bool setting_format_of(str file_name, enum setting_format *ret_format);

struct setting_file {
	enum setting_format format;
	str text;
};

struct setting {
	size_t from, length; /* the bytes of the value as it is written, with quotes */
	unsigned line;
	str value; /* what they mean, as text */
	enum tree_kind kind;
};

/* Where the value of this key is: "NAME" in an env file, else "a.b.0.c" or, when it
 * begins with "/", a JSON pointer. Refused: a key that is not there or there twice, a
 * map or list, a value over several lines. */
bool setting_find(struct arena *arena, const struct setting_file *file, str key,
		  struct setting *ret_setting, struct error *error) MUST_CHECK;

/* How "to" is written in the place of that value: as its type and its quotes want it.
 * Refused: what is not of its type, and what cannot be written there. */
bool setting_spell(struct arena *arena, const struct setting_file *file,
		   const struct setting *setting, str to, str *ret_raw,
		   struct error *error) MUST_CHECK;

/* The text with these bytes in the place of the value. Refused when anything but this
 * one value would mean something else by that. */
bool setting_replace(struct arena *arena, const struct setting_file *file, str key,
		     str raw, str *ret_text, struct error *error) MUST_CHECK;

/* An env file with one line more at its end, "KEY=to". Refused for other files, and where
 * the key is there already. */
bool setting_append(struct arena *arena, const struct setting_file *file, str key, str to,
		    str *ret_text, struct error *error) MUST_CHECK;

#endif
