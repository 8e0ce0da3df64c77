/* What stood out, drawn: each finding of the diagnosis with its chart, from what is
 * stored with the incident. A picture is a file of its own beside the text, since neither
 * a forge nor a mail shows one that is inside; who has the text alone has the line of
 * blocks and the numbers. */
#ifndef APP_LEARNING_POSTMORTEM_CHARTS_H
#define APP_LEARNING_POSTMORTEM_CHARTS_H

#include "app/store.h"

struct text;

struct postmortem_chart {
	str file; /* "INC-2026-03-04-001.charts/F1.svg": beside the text */
	str svg, spark, marks;
	str words;            /* the numbers in it, for who cannot see it */
	struct tree *finding; /* as it is stored */
};

struct postmortem_charts {
	/* The newest diagnosis in which anything stands out, else the newest; NULL when
	 * none was made. */
	struct tree *diagnosis;
	int64_t evidence;
	instant_ms made_at;
	size_t unread;                  /* diagnoses that cannot be read as stored */
	bool is_newest;                 /* the one that stanch diagnose shows */
	struct postmortem_chart *items; /* one for each finding; without samples no svg */
	size_t count;
};
bool postmortem_charts_of(struct work *work, const struct incident *incident,
			  struct postmortem_charts *ret_charts) MUST_CHECK;

/* The section of the postmortem. */
bool postmortem_add_charts(struct work *work, struct text *out,
			   const struct incident *incident) MUST_CHECK;

/* The folder of the pictures beside the text: "INC-2026-03-04-001.charts" */
str postmortem_charts_folder(struct arena *arena, const struct incident *incident);

/* At most so many findings are drawn, F1 to F12. */
enum { POSTMORTEM_CHARTS_MAX = 12 };

#endif
