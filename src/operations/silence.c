/* silence: what keeps alerts from paging for a while. */
#include "app/intake/silences.h"
#include "formats/json.h"
#include "operations/noun.h"

/* How long one that is over stays in the list, as in Alertmanager's. */
#define SILENCE_SHOWN_MS (5 * DAY_MS)

/* What each silence holds back, counted once for all of a list. */
struct holding {
	struct held_count *items;
	size_t count;
};

static int64_t held_by(const struct work *work, const struct holding *holding,
		       const struct silence *silence)
{
	str by = arena_format(work->arena, "silence:" STR_FMT, STR_ARG(silence->uid));

	for (size_t i = 0; i < holding->count; i++)
		if (str_equal(holding->items[i].by, by))
			return holding->items[i].alerts;
	return 0;
}

static bool silence_tree(struct work *work, const struct holding *holding,
			 const struct silence *silence, struct tree **ret_tree)
{
	struct arena *arena = work->arena;
	struct matchers matchers;
	struct tree *tree;

	if (!silence_matchers(work, silence, &matchers))
		return false;
	tree = row_tree(arena, &silence_shape, silence);
	tree_put_text(arena, tree, "matchers_text",
		      matchers_text(arena, matchers.items, matchers.count));
	tree_put_text(arena, tree, "state",
		      str_of(silence_state_names[silence_state(silence, work->now)]));
	tree_put_int(arena, tree, "holds", held_by(work, holding, silence));
	*ret_tree = tree;
	return true;
}

static bool answer_silence(struct work *work, const struct silence *silence,
			   struct tree *answer)
{
	struct holding holding;
	struct tree *tree;

	if (!store_alerts_held(work, &holding.items, &holding.count) ||
	    !silence_tree(work, &holding, silence, &tree))
		return false;
	tree_put(work->arena, answer, "silence", tree);
	return true;
}

/* -- add -- */

struct add_input {
	str matchers;
	duration_ms lasts;
	instant_ms until, from;
	str comment;
};
static const struct field add_fields[] = {
	{ .name = "matchers",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, matchers),
	  .required = true,
	  .help = "as Alertmanager writes them: 'alertname=\"Disk\",host=~\"a|b\"'" },
	{ .name = "for",
	  .kind = FIELD_DURATION,
	  .offset = offsetof(struct add_input, lasts),
	  .help = "how long: 2h" },
	{ .name = "until",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct add_input, until),
	  .help = "instead: when it ends, 2026-11-21T18:00:00Z" },
	{ .name = "from",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct add_input, from),
	  .help = "when it begins; left out: now" },
	{ .name = "comment",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, comment),
	  .help = "why; it must be said" },
};
static const struct shape add_shape = SHAPE("add", struct add_input, add_fields);

static bool read_times(struct work *work, const struct add_input *in,
		       struct silence *silence)
{
	silence->starts_at = in->from != 0 ? in->from : work->now;
	silence->ends_at = in->until != 0 ? in->until : silence->starts_at + in->lasts;
	if ((in->until != 0) == (in->lasts != 0))
		return fail(work, ERROR_INVALID,
			    "for: say either how long (--for 2h) or until when");
	if (in->lasts < 0)
		return fail(work, ERROR_INVALID, "for: must be above 0");
	if (silence->ends_at <= silence->starts_at || silence->ends_at <= work->now)
		return fail(work, ERROR_INVALID,
			    "until: must lie behind its begin and behind now");
	return true;
}

/* Whether the worst is kept quiet, too, is asked when it is made, not at night. */
static void tell_of_worst(struct work *work, const struct silence_rule *rule,
			  struct tree *answer)
{
	str why_not;

	if (!silence_covers_worst(work->arena, rule, &why_not))
		tree_put_text(work->arena, answer, "does_not_cover", why_not);
}

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct silence_rule rule = { .silence = { .comment = str_trim(in->comment),
						  .created_by = work->actor.name } };
	struct matchers *matchers = &rule.matchers;

	if (!read_times(work, in, &rule.silence))
		return false;
	if (!matchers_parse(work->arena, in->matchers, matchers, &work->error))
		return while_doing(work, "matchers");
	rule.silence.matchers = json_write(
		work->arena,
		matchers_tree(work->arena, matchers->items, matchers->count));
	if (!silence_make(work, &rule.silence))
		return false;
	tell_of_worst(work, &rule, answer);
	return answer_silence(work, &rule.silence, answer);
}

/* -- list -- */

struct list_input {
	bool all;
};
static const struct field list_fields[] = {
	{ .name = "all",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct list_input, all),
	  .help = "those that ended in the last five days too" },
};
static const struct shape list_shape = SHAPE("list", struct list_input, list_fields);

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct list_input *in = input;
	struct tree *list = tree_list(work->arena), *one;
	struct holding holding;
	struct silence *silences;
	size_t count;

	if (!store_alerts_held(work, &holding.items, &holding.count) ||
	    !(in->all ? store_silences_since(work, work->now - SILENCE_SHOWN_MS,
					     &silences, &count)
		      : store_silences_live(work, work->now, &silences, &count)))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!silence_tree(work, &holding, &silences[i], &one))
			return false;
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "silences", list);
	return true;
}

/* -- show, expire -- */

struct one_input {
	str silence;
};
static const struct field one_fields[] = {
	{ .name = "silence",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct one_input, silence),
	  .required = true,
	  .help = "its number or its name to amtool: stanch silence list" },
};
static const struct shape one_shape = SHAPE("silence", struct one_input, one_fields);

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct one_input *in = input;
	struct silence silence;

	return silence_named(work, in->silence, &silence) &&
	       answer_silence(work, &silence, answer);
}

static bool expire(struct work *work, const void *input, struct tree *answer)
{
	const struct one_input *in = input;
	struct silence silence;

	return silence_named(work, in->silence, &silence) &&
	       silence_expire(work, &silence) && answer_silence(work, &silence, answer);
}

static const struct operation operations[] = {
	{ .noun = "silence",
	  .verb = "add",
	  .help = "keep alerts from paging for a while; they are recorded as ever",
	  .more = "For example: stanch silence add 'alertname=\"Disk\"' --for 2h "
		  "--comment "
		  "\"the disk is being changed\". Alerts of rank 0 are covered only by "
		  "name "
		  "(= on alertname, and on service or instance) and for 24 h at most. "
		  "When "
		  "it ends, what still fires pages.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template = "Silence {{silence.id}} is {{silence.state}}: "
				"{{silence.matchers_text}} until {{silence.ends_at}}.\n"
				"{{#does_not_cover}}Does not cover {{does_not_cover}}.\n"
				"{{/does_not_cover}}" } },
	{ .noun = "silence",
	  .verb = "list",
	  .help = "what is kept from paging, by whom and until when",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &list_shape,
	  .run = list,
	  .view = { .list = "silences",
		    .columns = { { "id", "#", 0 },
				 { "state", "state", 0 },
				 { "created_by", "who", 0 },
				 { "ends_at", "until", 0 },
				 { "holds", "holds", 0 },
				 { "matchers_text", "matchers", 0 },
				 { "comment", "comment", 0 } },
		    .empty = "No silence." } },
	{ .noun = "silence",
	  .verb = "show",
	  .help = "one silence",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &one_shape,
	  .run = show,
	  .view = { .template =
			    "Silence {{silence.id}} ({{silence.uid}}) is "
			    "{{silence.state}}, made by {{silence.created_by}}: "
			    "{{silence.matchers_text}}\nfrom {{silence.starts_at}} until "
			    "{{silence.ends_at}}: {{silence.comment}}\n"
			    "Alerts held back: {{silence.holds}}\n"
			    "{{#silence.expired_by}}Ended by {{silence.expired_by}}.\n"
			    "{{/silence.expired_by}}" } },
	{ .noun = "silence",
	  .verb = "expire",
	  .help = "end a silence now: what it held back pages if it still fires",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &one_shape,
	  .run = expire,
	  .view = { .template = "Silence {{silence.id}} has ended.\n" } },
};

NOUN(silence, operations);
