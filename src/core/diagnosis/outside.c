/* Signs that the cause lies outside: the calendar, a provider, the demand, the machines.
 */
#include "core/diagnosis/trouble.h"

#include "core/diagnosis/graph.h"
#include "stats/order.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

/* A provider's report belongs to a trouble that began so near to it. */
#define STATUS_EARLIER_MS (60 * MINUTE_MS)
#define STATUS_LATER_MS   (30 * MINUTE_MS)

/* So much more is asked for than before, that it is the demand. */
#define DEMAND_FACTOR 1.5

enum {
	HOST_BYTES_MAX = 80,
};

/* What the lines say, and what it weighs: how much likelier they are when no change is
 * guilty. All parts must be found in one line. */
static const struct {
	const char *one, *other; /* any of each, apart by '|'; other NULL: only one */
	double weight;
	const char *says;
} phrases[] = {
	/* A date passes without anybody's doing. */
	{ "certificate|x509|cert ", "expired|has expired|notafter|not yet valid", 4,
	  "a certificate has expired: that is the calendar, not a change" },
	{ "license|licence|subscription|domain name|password|api key|credential",
	  "expired", 2.5, "something has expired: that is the calendar, not a change" },
	{ "quota|limit for project|account limit", "exceeded|exhausted|reached|over", 2.5,
	  "a quota is used up" },
	{ "429|too many requests|rate limit",
	  "provider|upstream|third|vendor|https://|api.", 2,
	  "somebody outside limits the rate of requests" },
	{ "no such host|nxdomain|servfail|name resolution|name or service not "
	  "known|could "
	  "not resolve|dns lookup|dns resolution",
	  NULL, 2.5, "names are not resolved" },
	{ "node not ready|nodenotready|node is not ready|kubelet stopped|preempt|spot "
	  "instance|instance terminat|hardware|i/o error|input/output error|read-only "
	  "file "
	  "system|disk failure|ecc error|nic |link down|packet loss|kernel panic|machine "
	  "check|noisy neighbo|steal",
	  NULL, 3, "the machines or the network below fail" },
	{ "availability zone|us-east|us-west|eu-west|eu-central|ap-south|region",
	  "unavailable|503|degraded|impair|outage|slowdown|internalerror", 1.5,
	  "a region of a cloud answers badly" },
	{ "no space left|disk full|enospc|diskpressure|disk pressure", NULL, 1.5,
	  "a disk is full" },
	{ "clock skew|clock drift|time skew|ntp |chrony|used before issued|clock is",
	  NULL, 2.5, "clocks differ" },
	{ "ddos|bot traffic|crawler|scraper|flash sale|campaign|viral|traffic "
	  "spike|traffic "
	  "surge|surge in",
	  NULL, 1.5, "the lines speak of unusual demand" },
};

static void add_sign(struct outside_sign signs[OUTSIDE_SIGNS_MAX], size_t *count,
		     double weight, str says)
{
	if (*count < OUTSIDE_SIGNS_MAX)
		signs[(*count)++] = (struct outside_sign){ .weight = weight,
							   .says = says };
}

static bool line_says(str line, const char *one, const char *other)
{
	return words_begin_any(line, one) && (!other || words_begin_any(line, other));
}

static void of_phrases(const struct trouble *trouble,
		       struct outside_sign signs[OUTSIDE_SIGNS_MAX], size_t *count)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		bool is_said = line_says(trouble->text, phrases[i].one, phrases[i].other);

		for (size_t j = 0; j < trouble->line_count && !is_said; j++)
			is_said = line_says(trouble->lines[j], phrases[i].one,
					    phrases[i].other);
		if (is_said)
			add_sign(signs, count, phrases[i].weight,
				 str_of(phrases[i].says));
	}
}

/* -- providers -- */

bool change_is_status(const struct case_change *change)
{
	return str_is(change->kind, "status");
}

static bool says_trouble(const struct case_change *change)
{
	const char *const marks = "degrad|outage|impair|elevated|increased|disrupt|major|"
				  "incident|investigat|down";

	return words_in_any(change->title, marks) || words_in_any(change->text, marks);
}

/* A provider says so itself; its words are those of the lines. */
static void of_status(struct arena *arena, const struct diagnosis_case *known,
		      const struct trouble *trouble,
		      struct outside_sign signs[OUTSIDE_SIGNS_MAX], size_t *count)
{
	for (size_t i = 0; i < known->change_count; i++) {
		const struct case_change *change = &known->changes[i];
		struct words words = words_new(arena);
		size_t shared = 0;

		if (!change_is_status(change) || !says_trouble(change) ||
		    change->at < trouble->since - STATUS_EARLIER_MS ||
		    change->at > trouble->since + STATUS_LATER_MS)
			continue;
		words_add(arena, &words, change->entity);
		words_add(arena, &words, change->title);
		words_add(arena, &words, change->text);
		for (size_t j = 0; j < words.count; j++)
			shared += !words_are_usual(words.items[j]) &&
				  words_have(&trouble->words, words.items[j]);
		if (shared > 0)
			add_sign(signs, count, 4,
				 arena_format(arena,
					      STR_FMT
					      " reports trouble of its own: " STR_FMT,
					      STR_ARG(change->entity),
					      STR_ARG(change->title)));
	}
}

/* The first name of a host in the line that is none of ours: with a dot and a public end,
 * in front of which it is called. */
static str foreign_host(str line)
{
	static const char *const ends[] = { ".com", ".net",   ".org",
					    ".io",  ".cloud", ".dev" };

	for (size_t i = 0; i < line.length; i++) {
		size_t end = i;
		str host;

		if (!isalnum((unsigned char)line.bytes[i]) ||
		    (i > 0 && (isalnum((unsigned char)line.bytes[i - 1]) ||
			       line.bytes[i - 1] == '.' || line.bytes[i - 1] == '-')))
			continue;
		while (end < line.length &&
		       (isalnum((unsigned char)line.bytes[end]) ||
			line.bytes[end] == '.' || line.bytes[end] == '-'))
			end++;
		host = str_slice(line, i, end - i);
		for (size_t j = 0; j < sizeof(ends) / sizeof(ends[0]); j++)
			if (host.length < HOST_BYTES_MAX &&
			    str_ends_with(host, str_of(ends[j])) &&
			    !str_starts_with(host, STR("github.com")) &&
			    !str_starts_with(str_slice(line, end, 1), STR("/v0")))
				return host;
		i = end;
	}
	return STR("");
}

/* A module's path is no host that was called. */
static bool is_path_of_code(str line, str host)
{
	return str_starts_with(host, STR("golang.org")) || words_in(line, ".go:");
}

static void of_hosts(struct arena *arena, const struct trouble *trouble,
		     struct outside_sign signs[OUTSIDE_SIGNS_MAX], size_t *count)
{
	for (size_t i = 0; i < trouble->line_count; i++) {
		str host = foreign_host(trouble->lines[i]);

		if (host.length == 0 || is_path_of_code(trouble->lines[i], host) ||
		    !words_in_any(
			    trouble->lines[i],
			    "50|unavailable|timeout|timed out|deadline|429|slowdown|"
			    "refused|reset|unreachable|throttl"))
			continue;
		add_sign(signs, count, 2,
			 arena_format(arena,
				      "calls to " STR_FMT " fail, which is not ours",
				      STR_ARG(host)));
		return;
	}
}

/* -- demand -- */

/* Do those that nobody here calls get more requests? A service in the back may be called
 * more by its callers' doing, so it is asked only when nothing is known of them. */
static void of_demand(struct arena *arena, const struct diagnosis_case *known,
		      const struct trouble *trouble,
		      struct outside_sign signs[OUTSIDE_SIGNS_MAX], size_t *count)
{
	double demand = NAN, weight = 3;
	str who = trouble->suspect;

	for (size_t i = trouble->caller_count; i-- > 0 && !isfinite(demand);) {
		demand = graph_demand(arena, known, trouble->callers[i], trouble->since);
		who = trouble->callers[i];
	}
	if (!isfinite(demand)) {
		who = trouble->suspect;
		demand = graph_demand(arena, known, who, trouble->since);
		weight = trouble->caller_count == 0 ? 3 : 2;
	}
	if (demand >= DEMAND_FACTOR)
		add_sign(signs, count, weight,
			 arena_format(arena,
				      STR_FMT
				      " is asked for %.1f times as much as before: "
				      "the demand grew",
				      STR_ARG(who), demand));
}

static int by_weight(const void *a, const void *b)
{
	const struct outside_sign *one = a, *other = b;

	if (one->weight != other->weight)
		return one->weight > other->weight ? -1 : 1;
	return str_compare(one->says, other->says);
}

size_t outside_signs(struct arena *arena, const struct diagnosis_case *known,
		     const struct trouble *trouble,
		     struct outside_sign signs[OUTSIDE_SIGNS_MAX])
{
	size_t count = 0;

	of_status(arena, known, trouble, signs, &count);
	of_demand(arena, known, trouble, signs, &count);
	of_hosts(arena, trouble, signs, &count);
	of_phrases(trouble, signs, &count);
	qsort(signs, count, sizeof(*signs), by_weight);
	return count;
}
