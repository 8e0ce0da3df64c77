#include "probes/threads_text.h"

#include "base/text.h"

#include <stdlib.h>

enum { GROUPS_MAX = 2000, SHOWN_MAX = 5, FRAMES_SHOWN_MAX = 4, FRAME_BYTES_MAX = 120 };

/* So many with one stack are no coincidence. */
enum { MANY = 1000 };

struct group {
	int64_t count;
	str frames; /* lines that begin with '#' */
};

struct groups {
	struct group items[GROUPS_MAX];
	size_t count;
	int64_t total;
};

/* "#	0x47a5d5	internal/poll.runtime_pollWait+0x84	/usr/…/netpoll.go:343" */
static str function_of(str line)
{
	str piece, name = STR("");

	for (int i = 0; i < 3 && str_next(&line, '\t', &piece); i++)
		name = piece;
	str_cut(name, '+', &name, &piece);
	return str_clip(str_trim(name), FRAME_BYTES_MAX);
}

/* "48213 @ 0x4386f6 0x4067ad …" */
static bool read_count(str line, int64_t *ret_count)
{
	str number, rest;

	return str_cut(line, ' ', &number, &rest) && str_starts_with(rest, STR("@")) &&
	       str_to_int(number, ret_count) && *ret_count > 0;
}

static void read_groups(str text, struct groups *groups)
{
	struct group *group = NULL;
	str line;

	while (str_next(&text, '\n', &line)) {
		int64_t count;

		if (read_count(line, &count)) {
			group = groups->count < GROUPS_MAX
					? &groups->items[groups->count++]
					: NULL;
			if (group)
				*group = (struct group){ .count = count };
		} else if (group && str_starts_with(line, STR("#"))) {
			if (group->frames.length == 0)
				group->frames = line;
			else
				group->frames.length = (size_t)(line.bytes + line.length -
								group->frames.bytes);
		}
	}
}

static int by_count(const void *one, const void *other)
{
	const struct group *a = one, *b = other;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	return str_compare(a->frames, b->frames);
}

/* The first frame that is the program's own: what waits is always the runtime's. */
static str culprit_of(const struct group *group)
{
	static const char *const library[] = { "runtime.", "internal/", "sync.",
					       "net.",     "net/",      "bufio.",
					       "io.",      "time.",     "syscall.",
					       "os/",      "context.",  "database/sql." };
	str rest = group->frames, line;

	while (str_next(&rest, '\n', &line)) {
		str name = function_of(line);
		bool is_own = name.length > 0;

		for (size_t i = 0; i < sizeof(library) / sizeof(library[0]); i++)
			is_own = is_own && !str_starts_with(name, str_of(library[i]));
		if (is_own)
			return name;
	}
	rest = group->frames;
	return str_next(&rest, '\n', &line) ? function_of(line) : STR("unknown");
}

static void show(const struct group *group, struct text *body)
{
	str rest = group->frames, line;

	text_addf(body, "%lld with\n", (long long)group->count);
	for (int i = 0; i < FRAMES_SHOWN_MAX && str_next(&rest, '\n', &line); i++)
		text_addf(body, "    " STR_FMT "\n", STR_ARG(function_of(line)));
}

bool pprof_tell(const struct probe_call *call, str text, struct probe_finding *finding)
{
	struct groups *groups = arena_one(call->arena, struct groups);
	struct text body = text_new(call->arena, 16 << 10);
	str line = STR(""), rest = text;

	/* "goroutine profile: total 48213" */
	if (!str_next(&rest, '\n', &line) ||
	    !str_starts_with(line, STR("goroutine profile: total ")) ||
	    !str_to_int(str_trim(str_slice(line, 25, line.length)), &groups->total))
		return false;
	read_groups(rest, groups);
	if (groups->count > 1)
		qsort(groups->items, groups->count, sizeof(*groups->items), by_count);
	finding->has_data = true;
	probe_add_number(call, &finding->facts, STR("go.goroutines"),
			 (double)groups->total, "");
	finding->meaning = arena_format(call->arena, "%lld goroutines",
					(long long)groups->total);
	if (groups->count == 0)
		return true;

	str culprit = culprit_of(&groups->items[0]);

	probe_add_number(call, &finding->facts, STR("go.goroutines_alike"),
			 (double)groups->items[0].count, "");
	probe_add_text(call, &finding->facts, STR("go.goroutines_in"), culprit);
	finding->meaning = arena_format(
		call->arena, "%lld goroutines, %lld of them in " STR_FMT "%s",
		(long long)groups->total, (long long)groups->items[0].count,
		STR_ARG(culprit),
		groups->items[0].count >= MANY ? ": they are started and do not end"
					       : "");
	for (size_t i = 0; i < groups->count && i < SHOWN_MAX; i++)
		show(&groups->items[i], &body);
	finding->body = text_of(&body);
	return true;
}
