/* A diagnosis: what stands out in a case, who is suspected and why, each with the numbers
 * and with what shows them again. Pure: the same case gives the same diagnosis, and the
 * order of its arrays, the units of its series and the names of its entities change
 * nothing but the words.
 *
 * Several evidences look at the case (metrics, calls, logs), each in a unit of its own.
 * To be comparable, each is divided by what it reaches on quiet windows of the same
 * system: a strength of 1 is the edge of a quiet day, whatever was measured. "Nothing
 * stands out" is an answer. */
#ifndef CORE_DIAGNOSIS_DIAGNOSIS_H
#define CORE_DIAGNOSIS_DIAGNOSIS_H

#include "core/diagnosis/case.h"

enum finding_kind {
	FINDING_METRIC,      /* a series moved */
	FINDING_CALL_GAP,    /* a call takes longer outside than the called one works */
	FINDING_CALL_ERRORS, /* a larger share of the calls fails */
	FINDING_OPERATION_SLOW,  /* an operation takes longer by itself */
	FINDING_CALLS_STOPPED,   /* an operation no longer calls what it used to call */
	FINDING_LINES_NEW,       /* lines of a kind that were not there, or many more */
	FINDING_LINES_VANISHED,  /* lines of a kind that belong to the work are missing */
	FINDING_LINES_OF_ERRORS, /* more lines speak of errors */
	FINDING_KINDS,
};
extern const char *const finding_kind_names[]; /* "call-gap"; ends in NULL */

struct finding {
	str entity;
	enum finding_kind kind;
	enum metric_kind metric; /* of FINDING_METRIC */
	/* In multiples of what it reaches on the edge of a quiet day. */
	double strength;
	str says;    /* one sentence with numbers and units */
	str subject; /* the series' name, the template of the lines, the operation */
	str other;   /* the other end of a call, or "" */
	double before, after;
	str unit;
	/* Of a series, when it became another one; of new lines the first, of vanished
	 * ones the last; 0: unknown. */
	instant_ms onset;
	str show; /* the command that shows it again: for whoever filled in the case */
};

struct suspect {
	str entity;
	double score;
	const struct finding *findings; /* the strongest first */
	size_t finding_count;
	str why;
};

/* Something of which there was data until the incident, and none since. */
struct silent {
	str entity;
	instant_ms last; /* when it was last heard of */
	str says;        /* one sentence */
};

enum resource_kind {
	RESOURCE_GROWS,     /* more and more of it is used, up to now: a leak, a disk */
	RESOURCE_SATURATED, /* as much of it is used as there is */
	RESOURCE_KINDS,
};
extern const char *const resource_kind_names[]; /* "grows"; ends in NULL */

/* Something that is used up. It ranks nobody and is no alarm: what fills for hours need
 * not be what broke at once. */
struct resource {
	enum resource_kind kind;
	/* A series (FINDING_METRIC): the onset is since when; before and after are what
	 * was left of it in use at the onset, and what is in use now; the strength is how
	 * far it is beyond chance, or the share of the samples at the limit that would
	 * do.
	 */
	struct finding finding;
	/* In the finding's unit and an hour, with its interval of 95 %: below 0 of what
	 * is free. NaN when it does not grow. */
	double per_hour, per_hour_low, per_hour_high;
	/* A sample of the series times this is in the finding's unit. */
	double factor;
	double limit;   /* in the finding's unit; NaN: not known, and then not guessed */
	str limit_name; /* the series that says so; "" of a share or of what is free */
	/* How many the work needs at once, of what is saturated: its rate times how long
	 * each takes. NaN when the entity's series do not tell both. */
	double needed;
	/* When it is full, if it goes on so; 0: not known, or too far away to say.
	 * INSTANT_MAX: perhaps never. */
	instant_ms full_soonest, full, full_latest;
};

/* How far a change is to blame. The beliefs of all changes and diagnosis.no_change sum
 * to 1. */
struct guilt {
	const struct case_change *change;
	double belief;
	str why;
};

struct diagnosis {
	bool anything; /* false: nothing stands out, and the lists below may be empty */
	str summary;   /* in plain words, a few sentences */

	instant_ms onset; /* 0: unknown */
	str onset_says;

	const struct finding *findings; /* of all suspects, the strongest first */
	size_t finding_count;
	const struct suspect *suspects; /* ranked */
	size_t suspect_count;
	double threshold; /* from which score on a suspect stands out */

	/* Series, and entities by their spans and lines, of which something is known both
	 * before and since. 0: nothing could be compared, and that nothing stands out
	 * means nothing; the summary says so. */
	size_t compared;
	/* Who fell silent is worth a look, whatever else stands out. */
	const struct silent *silent;
	size_t silent_count;
	const struct resource *resources; /* the most urgent first */
	size_t resource_count;
	/* Of how many series there was enough to tell whether they grow, and whether they
	 * are saturated. 0: that none does or is means nothing. */
	size_t judged[RESOURCE_KINDS];
	size_t ended;   /* series that ended, of whomever */
	str ended_says; /* of those of whom is not told as silent, or "" */

	/* Spans of which nobody knows who asked: their parent is not there, or they are
	 * their own forebears. */
	size_t spans_orphaned, spans_circled;

	size_t changes_left_out;    /* beyond the limit: those furthest away in time */
	const struct guilt *guilty; /* ranked */
	size_t guilty_count;
	double no_change; /* says nothing when guilty_count is 0: none was judged */

	str cause_outside; /* what points outside of what was measured, or "" */
	str calibration;   /* from how many quiet windows the strengths were learnt */
};

/* Fails only when the case is beyond the limits in base/limits.h, or when its windows are
 * empty. */
bool diagnose(struct arena *arena, const struct diagnosis_case *known,
	      struct diagnosis *ret_diagnosis, struct error *error) MUST_CHECK;

#endif
