/* What is told of a diagnosis from files: to a person who is tired, as text; to a
 * program, as JSON; and as small charts. */
#ifndef DIAGNOSE_ANSWER_H
#define DIAGNOSE_ANSWER_H

#include "core/diagnosis/diagnosis.h"
#include "core/diagnosis/span_kin.h"
#include "diagnose/files.h"
#include "formats/chart.h"

struct answer {
	const struct diagnose_files *files;
	const struct diagnosis *diagnosis;
	str windows_say; /* where the windows come from that were compared */
	str paths;       /* as they were given, quoted for a shell: for commands */
	size_t top;      /* suspects shown */
	struct span_kin drawn_spans;
};

/* Findings are called F1, F2, … in the order of their suspects; behind them come what
 * runs out. */
struct told_finding {
	const struct finding *finding;
	const struct resource *resource; /* NULL for what a suspect is suspected for */
	size_t suspect;                  /* from 0; TOLD_NO_SUSPECT for a resource */
	size_t number;                   /* from 1 */
	str command;                     /* that shows it again */
};

#define TOLD_NO_SUSPECT SIZE_MAX

struct told_list {
	struct told_finding *items;
	size_t count, capacity;
};

/* Of the first answer->top suspects, and all that runs out. */
struct told_list findings_told(struct arena *arena, const struct answer *answer);

str answer_text(struct arena *arena, const struct answer *answer);
/* Described in docs/diagnose.md. */
str answer_json(struct arena *arena, const struct answer *answer);
/* One finding in full: its chart, its numbers, its lines. */
str answer_finding(struct arena *arena, const struct answer *answer,
		   const struct told_finding *told);

/* What a finding is about, as a series, with onset and changes marked, and with the line
 * and the limit of what runs out; false when it cannot be drawn. */
bool chart_of_finding(struct arena *arena, const struct answer *answer,
		      const struct told_finding *told, struct chart *ret_chart);

/* For answer->drawn_spans: of the time that charts show. */
struct span_kin spans_to_draw(struct arena *arena, const struct diagnose_files *files);

struct sentence_list {
	str *items;
	size_t count, capacity;
};
/* What was not looked at, or not as it stands in the files, and why: whole sentences. */
struct sentence_list not_looked_at(struct arena *arena, const struct answer *answer);
/* Of these, what the files themselves gave rise to. */
struct sentence_list remarks_told(struct arena *arena, const struct answer *answer);

/* Adds whether the alert is of a service, or of a time, that the files do not know. */
void doubt_alert(struct arena *arena, const struct diagnose_files *files,
		 struct sentence_list *list);

#endif
