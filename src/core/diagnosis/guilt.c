#include "core/diagnosis/guilt.h"

#include "base/limits.h"
#include "base/text.h"
#include "core/diagnosis/trouble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WHY_BYTES_MAX = 600, OWN_STEM_BYTES_MIN = 4 };

/* The weights, each with what it means in odds (e to it). */
#define OWN_WEIGHT         2.0  /* of the suspect itself: seven times as likely */
#define ALERTING_WEIGHT    1.0  /* of the one that raised the alert */
#define CALLEE_WEIGHT      1.2  /* of what the suspect needs */
#define CALLER_WEIGHT      0.8  /* of who asks the suspect: it may ask more */
#define SHARED_WEIGHT      0.7  /* in a library or setting that several share */
#define UNKNOWN_WEIGHT     0.0  /* nobody says of what */
#define ELSEWHERE_WEIGHT   -2.0 /* of something that has nothing to do with it */
#define UNDEPLOYED_WEIGHT  -0.7 /* a commit that no known deployment carries */
#define AFTER_ONSET_WEIGHT -4.0
#define AFTER_ALERT_WEIGHT -9.0

#define TOPIC_WEIGHT        1.5 /* it is about what went wrong */
#define TOPIC_MORE_WEIGHT   0.5
#define NAME_WEIGHT         1.5 /* it names what the failing lines name */
#define NAME_WEIGHT_MAX     2.5
#define SETTING_DOUBLE      2.0  /* times what it was: that is felt */
#define SETTING_MUCH        4.0  /* times: that is another thing */
#define SETTING_LESS_WEIGHT 1.5  /* a limit is half of what it was or less, or gone */
#define SETTING_MUCH_WEIGHT 0.7  /* a setting is four times what it was or more */
#define SETTING_MORE_WEIGHT -0.7 /* a limit is a little more: room, not want of it */
#define GUARD_WEIGHT        1.0  /* a check or a limit was taken out */
#define NO_DIFF_WEIGHT      -0.3

/* A change that can do nothing is guilty once in fifty times, because a reader of diffs
 * errs, too. */
static const double nature_weights[NATURES] = {
	[NATURE_CODE] = 0,         [NATURE_UNKNOWN] = NO_DIFF_WEIGHT,
	[NATURE_DOCS] = -4,        [NATURE_TESTS] = -4,
	[NATURE_BUILD] = -3,       [NATURE_LOOKS] = -3,
	[NATURE_COMMENTS] = -4,    [NATURE_FORMAT] = -3,
	[NATURE_TELEMETRY] = -1.5, [NATURE_INDEX] = -2,
	[NATURE_PATCH] = -0.7,     [NATURE_MOVED] = -0.7,
};

struct weighing {
	struct arena *arena;
	const struct diagnosis_case *known;
	const struct trouble *trouble;
	struct map *spread; /* word → in how many changes it is, as a pointer */
	const struct case_change **deploys; /* by time */
	size_t deploy_count;
	const struct case_change *carrier; /* of the change in hand, or NULL */
	double sum;
	struct text why;
};

static void __attribute__((format(printf, 3, 4)))
weigh(struct weighing *weighing, double weight, const char *format, ...)
{
	va_list args;

	weighing->sum += weight;
	if (!format)
		return;
	va_start(args, format);
	if (weighing->why.length > 0)
		text_add(&weighing->why, STR("; "));
	text_add(&weighing->why, arena_vformat(weighing->arena, format, args));
	va_end(args);
}

/* -- what it touches -- */

/* "services/checkout/order.go" and "checkoutservice", "orders-api" and "orders". */
static bool is_stem_of(str part, str entity)
{
	size_t shorter = part.length < entity.length ? part.length : entity.length;

	return shorter >= OWN_STEM_BYTES_MIN &&
	       strncasecmp(part.bytes, entity.bytes, shorter) == 0;
}

static bool is_path_of(str path, str entity)
{
	str rest = path, part = { 0 };

	while (str_next(&rest, '/', &part))
		if (is_stem_of(part, entity))
			return true;
	return false;
}

static bool touches(const struct case_change *change, str entity)
{
	if (entity.length == 0)
		return false;
	if (str_equal(change->entity, entity))
		return true;
	for (size_t i = 0; i < change->touch_count; i++)
		if (str_equal(change->touches[i], entity) ||
		    is_path_of(change->touches[i], entity))
			return true;
	return false;
}

static bool touches_any(const struct case_change *change, const str *names, size_t count,
			str *ret_name)
{
	for (size_t i = 0; i < count; i++)
		if (touches(change, names[i])) {
			*ret_name = names[i];
			return true;
		}
	return false;
}

static bool is_shared(const struct case_change *change)
{
	static const char *const folders[] = { "pkg",    "lib",    "libs",     "shared",
					       "common", "vendor", "platform", "core" };

	for (size_t i = 0; i < change->touch_count; i++) {
		str rest = change->touches[i], part = { 0 };

		while (str_next(&rest, '/', &part))
			for (size_t j = 0; j < sizeof(folders) / sizeof(folders[0]); j++)
				if (str_is(part, folders[j]) && rest.length > 0)
					return true;
	}
	return false;
}

static int by_time(const void *a, const void *b)
{
	const struct case_change *one = *(const struct case_change *const *)a,
				 *other = *(const struct case_change *const *)b;

	if (one->at != other->at)
		return one->at < other->at ? -1 : 1;
	return str_compare(one->id, other->id);
}

static void take_deploys(struct weighing *weighing)
{
	const struct diagnosis_case *known = weighing->known;

	weighing->deploys = arena_many(weighing->arena, const struct case_change *,
				       known->change_count + 1);
	for (size_t i = 0; i < known->change_count; i++)
		if (str_is(known->changes[i].kind, "deploy"))
			weighing->deploys[weighing->deploy_count++] = &known->changes[i];
	qsort(weighing->deploys, weighing->deploy_count,
	      sizeof(const struct case_change *), by_time);
}

/* A commit runs from the first deployment behind it of what it belongs to; what several
 * share, from the first one of the suspect. */
static const struct case_change *carrier_of(const struct weighing *weighing,
					    const struct case_change *commit)
{
	bool shared;

	if (!str_is(commit->kind, "commit"))
		return NULL;
	shared = is_shared(commit);
	for (size_t i = 0; i < weighing->deploy_count; i++) {
		const struct case_change *deploy = weighing->deploys[i];

		if (deploy->at < commit->at)
			continue;
		if (touches(commit, deploy->entity) ||
		    (shared && str_equal(deploy->entity, weighing->trouble->suspect)))
			return deploy;
	}
	return NULL;
}

static void weigh_place(struct weighing *weighing, const struct case_change *change)
{
	const struct trouble *trouble = weighing->trouble;
	str name = { 0 };

	if (touches(change, trouble->suspect))
		weigh(weighing, OWN_WEIGHT, "it changes " STR_FMT " itself",
		      STR_ARG(trouble->suspect));
	else if (touches_any(change, trouble->callees, trouble->callee_count, &name))
		weigh(weighing, CALLEE_WEIGHT,
		      "it changes " STR_FMT ", which " STR_FMT " needs", STR_ARG(name),
		      STR_ARG(trouble->suspect));
	else if (touches(change, weighing->known->alert_entity))
		weigh(weighing, ALERTING_WEIGHT,
		      "it changes " STR_FMT ", which raised the alert",
		      STR_ARG(weighing->known->alert_entity));
	else if (touches_any(change, trouble->callers, trouble->caller_count, &name))
		weigh(weighing, CALLER_WEIGHT,
		      "it changes " STR_FMT ", which asks " STR_FMT, STR_ARG(name),
		      STR_ARG(trouble->suspect));
	else if (is_shared(change))
		weigh(weighing, SHARED_WEIGHT, "it changes what several share");
	else if (change->entity.length == 0)
		weigh(weighing, UNKNOWN_WEIGHT, "nobody says what it runs in");
	else
		weigh(weighing, ELSEWHERE_WEIGHT,
		      "it changes " STR_FMT ", which has nothing to do with " STR_FMT,
		      STR_ARG(change->entity), STR_ARG(trouble->suspect));
	if (!str_is(change->kind, "commit"))
		return;
	if (weighing->carrier)
		weigh(weighing, 0, "the next deployment carries it");
	else
		weigh(weighing, UNDEPLOYED_WEIGHT, "no known deployment carries it");
}

/* -- when -- */

static void weigh_time(struct weighing *weighing, const struct case_change *change)
{
	instant_ms at = weighing->carrier ? weighing->carrier->at : change->at;
	duration_ms lag = weighing->trouble->since - at;

	if (weighing->known->alert_at && at > weighing->known->alert_at) {
		weigh(weighing, AFTER_ALERT_WEIGHT, "it came after the alert");
	} else if (lag < -GUILT_SLACK_MS) {
		weigh(weighing, AFTER_ONSET_WEIGHT, "it came %s after it began",
		      duration_format(weighing->arena, -lag).bytes);
	} else {
		double late = lag > 0 ? (double)lag / (double)GUILT_DECAY_MS : 0;

		weigh(weighing, -log(1 + late), "it came %s before it began",
		      duration_format(weighing->arena, lag > 0 ? lag : 0).bytes);
	}
}

/* -- what it does -- */

static void weigh_settings(struct weighing *weighing,
			   const struct change_reading *reading)
{
	const struct setting_change *worst = NULL;
	double worst_weight = 0;

	for (size_t i = 0; i < reading->setting_count; i++) {
		const struct setting_change *setting = &reading->settings[i];
		double ratio = setting->before != 0 ? setting->after / setting->before
						    : 0;
		double weight = 0;

		if (setting->is_limit &&
		    (setting->is_gone || ratio <= 1 / SETTING_DOUBLE))
			weight = SETTING_LESS_WEIGHT;
		else if (ratio >= SETTING_MUCH ||
			 (ratio > 0 && ratio <= 1 / SETTING_MUCH) ||
			 (setting->is_load && ratio >= SETTING_DOUBLE))
			weight = SETTING_MUCH_WEIGHT;
		else if (setting->is_limit && ratio > 1 && ratio <= SETTING_DOUBLE)
			weight = SETTING_MORE_WEIGHT;
		if (weight != 0 && (!worst || weight > worst_weight)) {
			worst = setting;
			worst_weight = weight;
		}
	}
	if (!worst)
		return;
	if (worst->is_gone)
		weigh(weighing, worst_weight,
		      STR_FMT " is no longer set (was " STR_FMT ")", STR_ARG(worst->key),
		      STR_ARG(worst->before_says));
	else
		weigh(weighing, worst_weight,
		      STR_FMT " goes from " STR_FMT " to " STR_FMT, STR_ARG(worst->key),
		      STR_ARG(worst->before_says), STR_ARG(worst->after_says));
}

static void weigh_topics(struct weighing *weighing, const struct change_reading *reading)
{
	uint64_t both = topics_of_change(&reading->words) & weighing->trouble->topics;
	const char *first = topic_named(both, 0), *second = topic_named(both, 1);

	if (first && second)
		weigh(weighing, TOPIC_WEIGHT + TOPIC_MORE_WEIGHT,
		      "it is about %s and %s, as the trouble is", first, second);
	else if (first)
		weigh(weighing, TOPIC_WEIGHT, "it is about %s, as the trouble is", first);
}

/* Words of the trouble that few changes have; a name of several words is worth more. */
static void weigh_names(struct weighing *weighing, const struct change_reading *reading)
{
	double weight = 0;
	str best = STR("");

	for (size_t i = 0; i < reading->words.count; i++) {
		str word = reading->words.items[i];
		size_t spread = (size_t)(uintptr_t)map_get(weighing->spread, word);
		bool is_name = word.length >= WORD_NAME_BYTES_MIN;

		if (!words_have(&weighing->trouble->words, word) || spread > 2 ||
		    words_are_usual(word) || is_path_of(word, weighing->trouble->suspect))
			continue;
		weight += (is_name ? NAME_WEIGHT : NAME_WEIGHT / 2) /
			  (spread ? (double)spread : 1);
		if (word.length > best.length)
			best = word;
	}
	if (weight > 0)
		weigh(weighing, fmin(weight, NAME_WEIGHT_MAX),
		      "it touches \"" STR_FMT "\", which the trouble names",
		      STR_ARG(best));
}

static void weigh_deed(struct weighing *weighing, const struct change_reading *reading)
{
	double nature = nature_weights[reading->nature];

	if (nature != 0)
		weigh(weighing, nature, "%s", change_nature_says[reading->nature]);
	if (nature <= -2)
		return;
	weigh_topics(weighing, reading);
	weigh_names(weighing, reading);
	weigh_settings(weighing, reading);
	if (reading->guard.length > 0)
		weigh(weighing, GUARD_WEIGHT, "it takes out \"" STR_FMT "\"",
		      STR_ARG(reading->guard));
}

/* -- all -- */

static struct map *spread_of(struct arena *arena, const struct change_reading *readings,
			     size_t count)
{
	struct map *spread = map_new(arena);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < readings[i].words.count; j++) {
			str word = readings[i].words.items[j];
			uintptr_t seen = (uintptr_t)map_get(spread, word);

			map_put(spread, word, (void *)(seen + 1));
		}
	return spread;
}

static double weigh_none(struct arena *arena, const struct diagnosis_case *known,
			 const struct trouble *trouble, struct diagnosis *diagnosis)
{
	struct outside_sign signs[OUTSIDE_SIGNS_MAX];
	size_t count = outside_signs(arena, known, trouble, signs);
	double weight = GUILT_NO_CHANGE;

	diagnosis->cause_outside = STR("");
	if (count > 0) {
		weight += signs[0].weight;
		diagnosis->cause_outside = signs[0].says;
	}
	if (count > 1) {
		weight += signs[1].weight / 2;
		diagnosis->cause_outside = arena_format(arena, STR_FMT "; " STR_FMT,
							STR_ARG(signs[0].says),
							STR_ARG(signs[1].says));
	}
	return weight;
}

static int by_belief(const void *a, const void *b)
{
	const struct guilt *one = a, *other = b;

	if (one->belief != other->belief)
		return one->belief > other->belief ? -1 : 1;
	if (one->change->at != other->change->at)
		return one->change->at > other->change->at ? -1 : 1;
	return str_compare(one->change->id, other->change->id);
}

/* From sums of weights to beliefs that sum to one with that of no change. */
static void share_belief(struct guilt *guilty, size_t count, struct diagnosis *diagnosis)
{
	double most = diagnosis->no_change, all;

	for (size_t i = 0; i < count; i++)
		most = fmax(most, guilty[i].belief);
	all = diagnosis->no_change = exp(diagnosis->no_change - most);
	for (size_t i = 0; i < count; i++)
		all += guilty[i].belief = exp(guilty[i].belief - most);
	diagnosis->no_change /= all;
	for (size_t i = 0; i < count; i++)
		guilty[i].belief /= all;
	qsort(guilty, count, sizeof(*guilty), by_belief);
	diagnosis->guilty = guilty;
	diagnosis->guilty_count = count;
}

/* A change, and how long it was before the trouble; what came after it is further away
 * than all that came before. */
struct distance {
	const struct case_change *change;
	uint64_t away;
};

static int by_distance(const void *a, const void *b)
{
	const struct distance *one = a, *other = b;

	if (one->away != other->away)
		return one->away < other->away ? -1 : 1;
	return str_compare(one->change->id, other->change->id);
}

static uint64_t away(instant_ms at, instant_ms trouble)
{
	return at <= trouble ? (uint64_t)trouble - (uint64_t)at
			     : ((uint64_t)at - (uint64_t)trouble) | ((uint64_t)1 << 63);
}

struct case_change *changes_nearest(struct arena *arena,
				    const struct case_change *changes, size_t count,
				    instant_ms trouble, size_t most)
{
	struct distance *all = arena_many(arena, struct distance, count);
	struct case_change *kept = arena_many(arena, struct case_change, most);

	for (size_t i = 0; i < count; i++)
		all[i] = (struct distance){ &changes[i], away(changes[i].at, trouble) };
	qsort(all, count, sizeof(*all), by_distance);
	for (size_t i = 0; i < most; i++)
		kept[i] = *all[i].change;
	return kept;
}

size_t guilt_keep_nearest(struct arena *arena, struct diagnosis_case *known)
{
	size_t count = known->change_count;
	instant_ms trouble = known->alert_at != 0 ? known->alert_at : known->during.from;

	if (count <= DIAGNOSIS_CHANGES_MAX)
		return 0;
	known->changes = changes_nearest(arena, known->changes, count, trouble,
					 DIAGNOSIS_CHANGES_MAX);
	known->change_count = DIAGNOSIS_CHANGES_MAX;
	return count - DIAGNOSIS_CHANGES_MAX;
}

/* One change in the light of the trouble. */
static struct guilt judge(struct weighing *weighing, const struct case_change *change,
			  const struct change_reading *reading)
{
	weighing->sum = 0;
	weighing->carrier = carrier_of(weighing, change);
	weighing->why = text_new(weighing->arena, WHY_BYTES_MAX);
	weigh_time(weighing, change);
	weigh_place(weighing, change);
	weigh_deed(weighing, reading);
	return (struct guilt){ .change = change,
			       .belief = weighing->sum,
			       .why = text_of(&weighing->why) };
}

/* Whatever was changed, nothing is broken. */
static void acquit(struct arena *arena, const struct diagnosis_case *known,
		   struct diagnosis *diagnosis)
{
	struct guilt *guilty = arena_many(arena, struct guilt, known->change_count + 1);
	size_t count = 0;

	for (size_t i = 0; i < known->change_count; i++)
		if (!change_is_status(&known->changes[i]))
			guilty[count++] = (struct guilt){
				.change = &known->changes[i],
				.why = STR("nothing stands out that it could have done"),
			};
	diagnosis->no_change = GUILT_NOTHING_WRONG;
	diagnosis->cause_outside = STR("");
	share_belief(guilty, count, diagnosis);
}

void guilt_judge(struct arena *arena, const struct diagnosis_case *known,
		 struct diagnosis *diagnosis)
{
	struct change_reading *readings = arena_many(arena, struct change_reading,
						     known->change_count + 1);
	struct guilt *guilty = arena_many(arena, struct guilt, known->change_count + 1);
	struct weighing weighing = { .arena = arena, .known = known };
	struct trouble trouble;
	size_t count = 0;

	/* Of what nobody could see nobody is acquitted. */
	if (diagnosis->compared == 0 && !diagnosis->anything && known->alert_at == 0)
		return;
	if (!diagnosis->anything && known->alert_at == 0) {
		acquit(arena, known, diagnosis);
		return;
	}
	trouble = trouble_of(arena, known, diagnosis);
	for (size_t i = 0; i < known->change_count; i++)
		readings[i] = change_read(arena, &known->changes[i]);
	weighing.trouble = &trouble;
	take_deploys(&weighing);
	weighing.spread = spread_of(arena, readings, known->change_count);
	for (size_t i = 0; i < known->change_count; i++)
		if (!change_is_status(&known->changes[i]))
			guilty[count++] = judge(&weighing, &known->changes[i],
						&readings[i]);
	diagnosis->no_change = weigh_none(arena, known, &trouble, diagnosis);
	share_belief(guilty, count, diagnosis);
}
