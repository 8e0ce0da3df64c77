/* Reads one value of a map into its field. Private to config/. */
#ifndef CONFIG_VALUES_H
#define CONFIG_VALUES_H

#include "config/reader.h"

void value_read(struct reader *reader, const struct spot *spot, const struct key *key,
		void *owner);

/* "must be a list, not a text" */
void reader_tell_kind(struct reader *reader, const struct spot *spot, const char *wanted);

/* "password", "api_token": what such a key holds is nobody else's business. */
bool name_is_secret(str name);

#endif
