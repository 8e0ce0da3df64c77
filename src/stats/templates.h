/* Log lines by the statement that wrote them: "took 5 ms" and "took 17 ms" are one
 * template, "took <*> ms". One configuration for whatever writes, learnt from the lines
 * themselves; see template_group.h for the method and template_value.h for what is a
 * value by its form.
 *
 * Lines are taken one by one and forgotten: what stays are the shapes, lines with their
 * values left out, of which millions of lines have a few thousand. When all are in, the
 * shapes are put together to templates. So memory is bounded by the TEMPLATE_… limits,
 * however many lines come; a line with a shape that has no room is counted in .beyond
 * and has no template.
 *
 * Which lines are together does not depend on their order, as long as none is beyond.
 * Only the numbers do: templates are in the order of their first lines. */
#ifndef STATS_TEMPLATES_H
#define STATS_TEMPLATES_H

#include "base/arena.h"
#include "base/limits.h"

#define TEMPLATE_NONE UINT32_MAX

struct log_template {
	str text;           /* with <*> for values; bytes as they came, UTF-8 or not */
	size_t lines;       /* at least 1 */
	size_t first, last; /* of all lines, counted from 0 */
};

struct templates {
	struct log_template *items;
	size_t count;
	const uint32_t *of_shape; /* the template of each shape */
	size_t shapes;
	size_t lines;   /* all that were taken */
	size_t empty;   /* of these: nothing but spaces */
	size_t beyond;  /* no room for what they look like */
	size_t clipped; /* longer than what is looked at; see template_scan.h */
};

/* Lives in the arena, as all that comes from it. */
struct template_miner;

struct template_miner *template_miner_new(struct arena *arena);
/* The line's shape, or TEMPLATE_NONE when it is empty or beyond. The line is not kept. */
uint32_t template_miner_add(struct template_miner *miner, str line);
/* May be called again after more lines; numbers of templates may then be others. */
void template_miner_group(const struct template_miner *miner, struct arena *arena,
			  struct templates *ret_templates);
/* For measurements: with another number of choices than the one of template_group.h. */
void template_miner_group_by(const struct template_miner *miner, struct arena *arena,
			     size_t choices, struct templates *ret_templates);

/* All at once. *ret_of_line has the template of each line, or TEMPLATE_NONE. */
void templates_of(struct arena *arena, const str *lines, size_t count,
		  struct templates *ret_templates, const uint32_t **ret_of_line);

/* "user 7 logged in" fits "user <*> logged in", with anything for "<*>" and behind it,
 * since the template may be the beginning of a longer line. */
bool template_fits(str template, str line);

#endif
