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

	add_silent(arena, answer->diagnosis, &list);
	add_absent(arena, &answer->files->known, &list);
	add_remarks(arena, answer->files, &list);
	return list;
}
