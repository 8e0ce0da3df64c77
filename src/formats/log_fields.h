/* Lines of named fields: JSON and logfmt. */
#ifndef FORMATS_LOG_FIELDS_H
#define FORMATS_LOG_FIELDS_H

#include "base/arena.h"

enum log_field {
	LOG_FIELD_TEXT,
	LOG_FIELD_RAW, /* a line of a program, as it wrote it */
	LOG_FIELD_TIME,
	LOG_FIELD_LEVEL,
	LOG_FIELD_ERROR, /* what went wrong, when the text does not say */
	LOG_FIELD_TRACE,
	LOG_FIELD_SPAN,
	LOG_FIELDS,
};

/* Fields that are not there are "". Of several names of one field the first in the table
 * counts. False when the line is no such object, or has neither time, level nor text. */
bool log_fields_json(struct arena *arena, str line, str ret_fields[LOG_FIELDS]);
bool log_fields_logfmt(struct arena *arena, str line, str ret_fields[LOG_FIELDS]);

#endif
