/* Whether a line of a log speaks of an error. */
#ifndef CORE_DIAGNOSIS_ERROR_WORDS_H
#define CORE_DIAGNOSIS_ERROR_WORDS_H

#include "base/str.h"

/* By words such as "error", "refused" and "timeout", also within a longer one and in any
 * case of letters. */
bool line_speaks_of_error(str line);
/* The same as a regular expression, for a system that is asked for such lines. */
#define ERROR_WORDS_REGEX \
	"(?i)error|exception|fail|fatal|panic|critical|refused|timeout|timed out|denied"

#endif
