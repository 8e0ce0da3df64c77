/* What a page says, and its quiet end: the first line is all that a telephone shows. */
#include "app/note.h"
#include "app/telling/parts.h"
#include "core/paging/page.h"
#include "core/telling/words.h"
#include "formats/mustache.h"

enum { BRIEF_CHARACTERS = 160 };

static str first_line(str text)
{
	str line = str_trim(text), rest;

	(void)str_cut(line, '\n', &line, &rest);
	return str_trim(line);
}

/* The plainest page there is, when a profile has no template or a broken one: a page
 * goes out in any case. */
static str plain_text(struct work *work, const struct incident *incident,
		      const struct page *page, enum message_kind kind)
{
	return arena_format(
		work->arena,
		"%s" STR_FMT ": " STR_FMT " " STR_FMT " " STR_FMT ", stanch ack " STR_FMT
		"\n",
		kind == MESSAGE_RECOVERY ? "ended: " : "", STR_ARG(incident->service),
		STR_ARG(incident->title), STR_ARG(incident->severity),
		STR_ARG(incident->code),
		STR_ARG(page && page->code.length > 0 ? page->code : incident->code));
}

struct page_rendering {
	const struct template *template;
	struct tree *facts;
	str subject, text;
};

static bool render(struct work *work, struct page_rendering *rendering)
{
	struct error ignored;

	return rendering->template &&
	       mustache_render(work->arena, rendering->template->subject,
			       rendering->facts, MUSTACHE_PLAIN, &rendering->subject,
			       &ignored) &&
	       mustache_render(work->arena, rendering->template->text, rendering->facts,
			       MUSTACHE_PLAIN, &rendering->text, &ignored);
}

/* A long title gives way, so that severity, time and code are still to be read. */
static bool render_brief(struct work *work, const struct incident *incident,
			 struct page_rendering *rendering, str *ret_brief)
{
	str title = words_clip(work->arena, incident->title, BRIEF_CHARACTERS);
	str full;
	size_t length, room;

	if (!render(work, rendering))
		return false;
	*ret_brief = first_line(rendering->text);
	length = words_length(*ret_brief);
	if (length <= BRIEF_CHARACTERS)
		return true;
	full = rendering->text;
	room = words_length(incident->title);
	room = room > length - BRIEF_CHARACTERS ? room - (length - BRIEF_CHARACTERS) : 1;
	title = words_clip(work->arena, title, room);
	tree_put_text(work->arena, rendering->facts, "title", title);
	if (!render(work, rendering))
		return false;
	*ret_brief = words_clip(work->arena, first_line(rendering->text),
				BRIEF_CHARACTERS);
	rendering->text = full;
	return true;
}

bool telling_page_text(struct work *work, const struct incident *incident,
		       const struct page *page, enum message_kind kind,
		       const struct person_config *reader, struct page_words *ret_words)
{
	str spoken = reader && reader->language.length > 0 ? reader->language : STR("en");
	struct rendering_for for_whom = { .language = spoken,
					  .zone = reader ? reader->zone : NULL,
					  .page = page };
	struct page_rendering rendering = {
		.template = template_for(work, incident, kind, spoken, STR(""), false),
		.facts = facts_for(work, incident, &for_whom),
	};
	str brief;

	if (!render_brief(work, incident, &rendering, &brief)) {
		rendering.text = plain_text(work, incident, page, kind);
		rendering.subject = first_line(rendering.text);
		brief = words_clip(work->arena, rendering.subject, BRIEF_CHARACTERS);
	}
	*ret_words = (struct page_words){ .subject = str_trim(rendering.subject),
					  .text = rendering.text,
					  .brief = brief };
	return true;
}
