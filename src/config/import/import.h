/* What the parts of an import share. Private to config/import/. */
#ifndef CONFIG_IMPORT_IMPORT_H
#define CONFIG_IMPORT_IMPORT_H

#include "base/map.h"
#include "base/text.h"
#include "config/import/alertmanager.h"

/* Who is paged by a policy that is written: one receiver, or those that several routes
 * name together. */
struct import_receiver {
	str name;    /* as Alertmanager calls it */
	str written; /* as a name of ours */
	const struct tree *tree;
	bool is_quiet; /* it has no configurations: nobody is told */
	struct {
		str *items;
		size_t count, capacity;
	} targets; /* each as the YAML of one */
};

struct import_policy {
	str name;
	const struct import_receiver *receivers[ROUTE_DEPTH_MAX];
	size_t receiver_count;
	duration_ms repeat;
};

/* A repeat_interval of the source and the policy that it went into. */
struct import_repeat {
	const struct tree *tree;
	size_t policy;
	duration_ms interval;
};

struct import {
	struct arena *arena;
	const struct import_options *options;
	const struct tree *root;
	struct map *marks;
	struct imported result;
	struct config_problems wrong;
	struct {
		struct import_receiver *items;
		size_t count, capacity;
	} receivers;
	struct {
		struct import_policy *items;
		size_t count, capacity;
	} policies;
	struct {
		struct import_repeat *items;
		size_t count, capacity;
	} repeats;
	struct map
		*secrets;  /* by the place in the source: one file, however often used */
	struct map *names; /* of channels, policies and files that are taken */
	struct map *intervals;
	const struct tree *relay, *from, *user, *password, *password_file, *tls;
	size_t route_count;
	struct text smtp, channels, policies_text, intervals_text, inhibit, routes;
};

/* -- what was taken, and what was not (ledger.c) -- */

/* The value behind the name, which counts as taken from now on; NULL when there is none
 * or only "name:". What is in a map or list has to be taken as well. */
const struct tree *import_take(struct import *import, const struct tree *map,
			       const char *name);
/* Of a map or list: it and what is in it, each of which has to be taken. */
void import_taken(struct import *import, const struct tree *tree);
/* The same with all that is in it. */
void import_take_whole(struct import *import, const struct tree *tree);
/* A scalar as it was written; "" after telling that it is none, and when there is none.
 */
str import_text(struct import *import, const struct tree *map, const char *name);
/* The list behind the name; NULL when there is none, after telling when it is no list. */
const struct tree *import_list(struct import *import, const struct tree *map,
			       const char *name);
/* "1h30m", "1d", "2w"; false when there is none, after telling when it is none. */
bool import_duration(struct import *import, const struct tree *map, const char *name,
		     duration_ms *ret_duration);
/* It was not taken over, or not as it stands; why, and what to do. */
void import_leave(struct import *import, const struct tree *tree, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Alertmanager would not take it either. */
void import_wrong(struct import *import, const struct tree *tree, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A key for maps: this very place of the source. */
str import_place(struct import *import, const struct tree *tree);
/* At the end: fills result.left and wrong. */
void import_settle(struct import *import);

/* -- how it is written (write.c) -- */

enum { IMPORT_BYTES_MAX = 16 << 20 };

/* A scalar that reads as this text whatever it holds. */
void write_text(struct text *text, str s);
/* Behind "#" on one line. */
void write_comment(struct text *text, str s);
/* "['a', 'b']" */
void write_list(struct text *text, const str *items, size_t count);
/* "  # alertmanager.yml:12" and the end of the line. */
void write_origin(struct text *text, const struct import *import,
		  const struct tree *tree);
/* A name of ours made of another's, which no other has yet: "team a/b" is team-a-b. */
str import_name(struct import *import, str wish);

/* -- the parts, in this order -- */
void import_intervals(struct import *import);
void import_inhibit(struct import *import);
void import_receivers(struct import *import);
void import_smtp(struct import *import);
void import_routes(struct import *import);
void import_policies(struct import *import);

/* Those of "matchers" and of the older maps; false after telling. */
bool import_matchers(struct import *import, const struct tree *map, const char *list,
		     const char *equal, const char *pattern, struct matchers *matchers);
void write_matchers(struct text *text, struct arena *arena,
		    const struct matchers *matchers);

#endif
