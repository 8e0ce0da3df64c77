#include "app/learning/postmortem_why.h"

#include "app/investigation/whys.h"
#include "base/text.h"
#include "formats/markdown_write.h"

static void add_line(struct arena *arena, struct text *out, const struct why_line *line)
{
	const struct why_step *step = &line->step;

	text_addf(out, "%*s- %s**" STR_FMT "** (%s)", (int)(2 * step->depth), "",
		  step->by ? "because " : "",
		  STR_ARG(markdown_text(arena, line->of.claim)),
		  hypothesis_state_names[line->of.state]);
	if (step->by)
		text_addf(out, " – " STR_FMT,
			  STR_ARG(markdown_text(arena, why_basis(arena, step->by))));
	if (step->is_last)
		text_add(out, STR(" – **the root, as far as was asked**"));
	if (step->is_again)
		text_add(out, STR(" – see above"));
	text_add(out, STR("\n"));
}

bool postmortem_add_whys(struct work *work, struct text *out,
			 const struct incident *incident)
{
	struct why_chain chain;

	if (!whys_chain(work, incident, &chain))
		return false;
	text_add(out, STR("\n## Why, and why that\n\n"));
	for (size_t i = 0; i < chain.count; i++)
		add_line(work->arena, out, &chain.lines[i]);
	if (chain.count == 0)
		text_add(out, STR("- unknown: nobody said what led to what\n"));
	return true;
}

bool postmortem_add_why_questions(struct work *work, struct text *out,
				  const struct incident *incident)
{
	struct why_chain chain;

	if (!whys_chain(work, incident, &chain))
		return false;
	for (size_t i = 0; i < chain.count; i++) {
		const struct why_line *line = &chain.lines[i];

		if (line->step.by && line->step.by->state == WHY_STATED)
			text_addf(out,
				  "- What shows that \"" STR_FMT
				  "\" led to it? It is stated by " STR_FMT
				  ", not confirmed.\n",
				  STR_ARG(markdown_text(work->arena, line->of.claim)),
				  STR_ARG(markdown_text(work->arena,
							line->step.by->said_by)));
	}
	if (chain.count > 0 && chain.asked != 0)
		text_addf(out, "- Why \"" STR_FMT "\"? Nobody asked on.\n",
			  STR_ARG(markdown_text(work->arena, chain.asked_claim)));
	return true;
}
