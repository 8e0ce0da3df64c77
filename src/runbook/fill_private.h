/* What the files share that put values into their places. */
#ifndef RUNBOOK_FILL_PRIVATE_H
#define RUNBOOK_FILL_PRIVATE_H

#include "base/text.h"
#include "runbook/places.h"

struct fill {
	struct arena *arena;
	str code;
	enum runbook_language language;
	const struct label *values;
	size_t value_count;
	struct text filled;
	struct text sampled; /* the same with harmless values, to compare with */
	struct text *out;    /* the one of both that is written now */
	size_t count;        /* of places with a value */
	str why_not;
};

/* Writes the value as it must stand there; false with fill->why_not. */
typedef bool (*fill_writer)(struct fill *fill, const struct place *place, str value);

bool fill_refuse(struct fill *fill, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The place as written. */
str fill_source(const struct fill *fill, const struct place *place);
/* Letters, digits and these. */
bool fill_is_of(str value, const char *more);
bool fill_is_number(str value);
bool fill_is_identifier(str value);
/* Nothing else stands in its word or text. */
bool fill_is_whole(const struct place *place);

/* fill_shell.c */
bool fill_shell_word(struct fill *fill, const struct place *place, str value);
bool fill_shell_quoted(struct fill *fill, const struct place *place, str value);
bool fill_shell_inside(struct fill *fill, const struct place *place, str value);
bool fill_shell_arithmetic(struct fill *fill, const struct place *place, str value);
/* A part of an address: its host, or encoded behind it. */
bool fill_address_part(struct fill *fill, str before, str value);
/* Does an address stand there, its scheme at least? */
bool fill_is_in_address(str before);

/* fill_program.c: arguments that are programs themselves */
enum program {
	PROGRAM_NONE,
	PROGRAM_SHELL,
	PROGRAM_SQL,
	PROGRAM_SCRIPT, /* JavaScript */
	PROGRAM_OTHER,
};
/* Of what language the word or text is that the place stands in. */
enum program fill_program_of(const struct fill *fill, const struct place *place);
/* Its command gives its words to a shell once more. */
bool fill_is_read_twice(const struct fill *fill, const struct place *place);
/* Does it stand in a text of that language, which has its quotes? */
bool fill_is_text_of(const struct fill *fill, const struct place *place,
		     enum runbook_language language);

/* fill_text.c */
bool fill_query_word(struct fill *fill, const struct place *place, str value);
bool fill_query_text(struct fill *fill, const struct place *place, str value);
bool fill_query_value(struct fill *fill, const struct place *place, str value);
bool fill_query_range(struct fill *fill, const struct place *place, str value);
bool fill_sql_word(struct fill *fill, const struct place *place, str value);
bool fill_sql_text(struct fill *fill, const struct place *place, str value);
bool fill_script_word(struct fill *fill, const struct place *place, str value);
bool fill_script_text(struct fill *fill, const struct place *place, str value);
bool fill_script_regex(struct fill *fill, const struct place *place, str value);
bool fill_redis_word(struct fill *fill, const struct place *place, str value);
bool fill_redis_text(struct fill *fill, const struct place *place, str value);
bool fill_yaml_plain(struct fill *fill, const struct place *place, str value);
bool fill_yaml_quoted(struct fill *fill, const struct place *place, str value);
bool fill_yaml_block(struct fill *fill, const struct place *place, str value);
bool fill_http_target(struct fill *fill, const struct place *place, str value);
bool fill_http_text(struct fill *fill, const struct place *place, str value);

/* fill_guard.c: is .filled built as .sampled is? */
bool fill_is_built_alike(const struct fill *fill);

#endif
