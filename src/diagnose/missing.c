/* What a diagnosis does not rest on. */
#include "base/limits.h"
#include "diagnose/answer.h"

static void add(struct arena *arena, struct sentence_list *list, str sentence)
{
	*list_add(arena, list) = sentence;
}

static void add_absent(struct arena *arena, const struct diagnosis_case *known,
		       struct sentence_list *list)
{
	const struct {
		size_t count;
		const char *says;
	} parts[] = {
		{ known->series_count,
		  "No series: what was measured (CPU, memory, latency) is not judged." },
		{ known->span_count,
		  "No spans: which call became slow or fails is not judged." },
		{ known->line_count,
		  "No logs: lines that are new or missing are not judged." },
		{ known->change_count,
		  "No changes: whether one of them is guilty is not judged." },
		{ known->call_count + known->span_count,
		  "No calls and no spans: who depends on whom is not known." },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].count == 0)
			add(arena, list, str_of(parts[i].says));
}

/* Known, and of another time than the one that is compared. */
static void add_elsewhere(struct arena *arena, const struct diagnose_files *files,
			  struct sentence_list *list)
{
	static const struct {
		enum file_kind kind;
		const char *what;
	} sources[] = {
		{ FILE_SERIES, "samples" },
		{ FILE_SPANS, "spans" },
		{ FILE_LINES, "lines" },
	};
	struct case_window before = files->known.before, during = files->known.during;

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		struct case_window own = files->extents[sources[i].kind];
		bool is_before = own.from < before.to && own.to > before.from;
		bool is_during = own.from < during.to && own.to > during.from;

		if (own.to == 0 || (is_before && is_during))
			continue;
		add(arena, list,
		    arena_format(arena,
				 "No %s are of the time %s: they begin at " STR_FMT
				 " and end at " STR_FMT ".",
				 sources[i].what,
				 is_during   ? "before"
				 : is_before ? "since it went wrong"
					     : "that is compared",
				 STR_ARG(instant_format(arena, own.from / SECOND_MS *
								       SECOND_MS)),
				 STR_ARG(instant_format(arena, own.to / SECOND_MS *
								       SECOND_MS))));
	}
}

static void add_spans(struct arena *arena, const struct answer *answer,
		      struct sentence_list *list)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	size_t count = answer->files->known.span_count;

	if (diagnosis->spans_orphaned > 0)
		add(arena, list,
		    arena_format(arena,
				 "Of %zu of the %zu spans the parent is not there: who "
				 "waited for them is not known.",
				 diagnosis->spans_orphaned, count));
	if (diagnosis->spans_circled > 0)
		add(arena, list,
		    arena_format(arena,
				 "%zu of the %zu spans are their own forebears, in a "
				 "circle of parents: who waited for whom is wrong there.",
				 diagnosis->spans_circled, count));
}

static void add_silent(struct arena *arena, const struct diagnosis *diagnosis,
		       struct sentence_list *list)
{
	for (size_t i = 0; i < diagnosis->silent_count; i++)
		add(arena, list, diagnosis->silent[i].says);
	if (diagnosis->ended_says.length > 0)
		add(arena, list, diagnosis->ended_says);
	if (diagnosis->changes_left_out > 0)
		add(arena, list,
		    arena_format(arena,
				 "%zu changes were left out: the %d that came last "
				 "before the trouble are judged.",
				 diagnosis->changes_left_out, DIAGNOSIS_CHANGES_MAX));
}

static void add_remarks(struct arena *arena, const struct diagnose_files *files,
			struct sentence_list *list)
{
	for (size_t i = 0; i < files->remarks.count; i++) {
		const struct remark *remark = &files->remarks.items[i];
		/* An error of reading has the path already. */
		bool has_path = str_starts_with(remark->first, remark->path);
		str path = has_path ? STR("") : remark->path;
		str what = STR("");

		if (remark->count > 1)
			what = arena_format(arena, "%zu %s, the first: ", remark->count,
					    remark->what);
		add(arena, list,
		    arena_format(arena, STR_FMT "%s" STR_FMT STR_FMT ".", STR_ARG(path),
				 has_path ? "" : ": ", STR_ARG(what),
				 STR_ARG(remark->first)));
	}
}

struct sentence_list remarks_told(struct arena *arena, const struct answer *answer)
{
	struct sentence_list list = { 0 };

	add_remarks(arena, answer->files, &list);
	return list;
}

struct sentence_list not_looked_at(struct arena *arena, const struct answer *answer)
{
	struct sentence_list list = { 0 };

	doubt_alert(arena, answer->files, &list);
	add_silent(arena, answer->diagnosis, &list);
	add_absent(arena, &answer->files->known, &list);
	add_elsewhere(arena, answer->files, &list);
	add_spans(arena, answer, &list);
	add_remarks(arena, answer->files, &list);
	return list;
}
