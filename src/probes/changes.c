/* What changed before it broke, from the changes we were told of. The rows come with
 * the call, since only the store can be asked for them. */
#include "base/text.h"
#include "formats/json.h"
#include "probes/probes.h"

#include <math.h>
#include <stdlib.h>

enum { CHANGES_SHOWN_MAX = 3, MEANING_BYTES_MAX = 1000 };

struct nearest {
	const struct tree *row;
	int64_t before_ms; /* negative: after the onset */
};

static int by_distance(const void *a, const void *b)
{
	const struct nearest *left = a, *right = b;
	int64_t distance = llabs(left->before_ms), other = llabs(right->before_ms);

	return (distance > other) - (distance < other);
}

static struct nearest *sort_rows(struct arena *arena, const struct tree *rows)
{
	size_t count = tree_count(rows);
	struct nearest *nearest = arena_many(arena, struct nearest, count + 1);

	for (size_t i = 0; i < count; i++) {
		nearest[i].row = tree_nth(rows, i);
		nearest[i].before_ms = tree_get_int(nearest[i].row, "before_onset_ms", 0);
	}
	qsort(nearest, count, sizeof(*nearest), by_distance);
	return nearest;
}

static void add_change(struct text *text, struct arena *arena,
		       const struct nearest *change)
{
	str author = tree_get_text(change->row, "author");

	text_addf(text, STR_FMT " \"" STR_FMT "\"",
		  STR_ARG(tree_get_text(change->row, "kind")),
		  STR_ARG(str_clip(tree_get_text(change->row, "title"), 200)));
	if (author.length > 0)
		text_addf(text, " by " STR_FMT, STR_ARG(author));
	text_addf(text, " " STR_FMT " %s",
		  STR_ARG(duration_format(arena, llabs(change->before_ms))),
		  change->before_ms >= 0 ? "before" : "after");
}

static str meaning_of(struct arena *arena, const struct nearest *nearest, size_t count)
{
	struct text text = text_new(arena, MEANING_BYTES_MAX);

	for (size_t i = 0; i < count && i < CHANGES_SHOWN_MAX; i++) {
		if (i > 0)
			text_add(&text, STR("; "));
		add_change(&text, arena, &nearest[i]);
	}
	if (count > CHANGES_SHOWN_MAX)
		text_addf(&text, "; and %zu more", count - CHANGES_SHOWN_MAX);
	return text_of(&text);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	/* That nobody recorded a change is an answer too. */
	struct probe_finding finding = {
		.has_data = true,
		.target = STR("stanch"),
		.question = STR("changes from 60 min before it began"),
		.body = call->rows,
		.meaning = STR("none recorded in the 60 min before"),
		.sample.value = NAN,
	};
	const struct tree *rows = json_parse(
		call->arena, call->rows.length > 0 ? call->rows : STR("[]"), error);
	struct nearest *nearest;
	size_t count = tree_count(rows);

	if (!rows)
		return error_wrap(error, "changes");
	probe_add_number(call, &finding.facts, STR("changes.count"), (double)count, "");
	if (count > 0) {
		nearest = sort_rows(call->arena, rows);
		finding.meaning = meaning_of(call->arena, nearest, count);
		probe_add_text(call, &finding.facts, STR("changes.nearest"),
			       tree_get_text(nearest[0].row, "title"));
		probe_add_number(call, &finding.facts, STR("changes.nearest_before"),
				 (double)nearest[0].before_ms / 1000, "seconds");
	}
	*ret_finding = finding;
	return true;
}

const struct probe changes_probe = {
	.name = "changes",
	.help = "deployments and other changes before the incident began",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
