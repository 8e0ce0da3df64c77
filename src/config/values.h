/* Reads one value of a map into its field. Private to config/. */
#ifndef CONFIG_VALUES_H
#define CONFIG_VALUES_H

#include "config/reader.h"

void value_read(struct reader *reader, const struct spot *spot, const struct key *key,
		void *owner);

/* "must be a list, not a text" */
void reader_tell_kind(struct reader *reader, const struct spot *spot, const char *wanted);

/* A text that may be typed and be part of a path; false after telling. */
bool reader_name(struct reader *reader, const struct spot *spot, str *ret_name);

void read_duration(struct reader *reader, const struct spot *spot, const struct key *key,
		   void *owner);
void read_contacts(struct reader *reader, const struct spot *spot, const struct key *key,
		   void *owner);
/* Writes a list into the struct where the key says. */
void value_set_list(void *owner, const struct key *key, const void *items, size_t count);
/* "90s", "5m": in the largest unit that divides it. */
str duration_in_words(struct arena *arena, duration_ms duration);

/* What the file or the variable holds that is named here. Neither it nor its name is
 * told: some write the secret itself where its name belongs. */
bool secret_from_file(struct reader *reader, const struct spot *spot, str *ret_secret);
bool secret_from_env(struct reader *reader, const struct spot *spot, str *ret_secret);
/* "password", "api_token": what such a key holds is nobody else's business. */
bool name_is_secret(str name);

#endif
