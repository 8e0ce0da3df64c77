/* The page as an Atom feed, RFC 4287: one entry for each incident, which grows with its
 * updates under the same id. */
#include "app/telling/status_page.h"

#include "base/hash.h"

/* What is escaped twice may grow ninefold, and a feed that is cut is none. */
enum { CONTENT_BYTES_MAX = 256 << 10, UPDATE_BYTES_MAX = 8 << 10, MARKUP_BYTES = 100 };

/* A name-based UUID as RFC 9562 lets everybody make one (version 8): the same for the
 * same incident of the same server, wherever the page is served from. */
static str uuid_of(struct arena *arena, str page, str name)
{
	str hex = sha256_hex(arena,
			     sha256_of(arena_format(arena, STR_FMT " " STR_FMT,
						    STR_ARG(page), STR_ARG(name))));

	return arena_format(
		arena,
		"urn:uuid:" STR_FMT "-" STR_FMT "-8" STR_FMT "-8" STR_FMT "-" STR_FMT,
		STR_ARG(str_slice(hex, 0, 8)), STR_ARG(str_slice(hex, 8, 4)),
		STR_ARG(str_slice(hex, 12, 3)), STR_ARG(str_slice(hex, 15, 3)),
		STR_ARG(str_slice(hex, 18, 12)));
}

static void add_element(struct text *text, const char *name, str content)
{
	text_addf(text, "<%s>", name);
	status_add_escaped(text, content);
	text_addf(text, "</%s>\n", name);
}

static void add_link(struct text *text, const char *rel, const char *type, str url)
{
	text_addf(text, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
	status_add_escaped(text, url);
	text_add(text, STR("\"/>\n"));
}

static void add_lines(struct text *html, str said)
{
	str line;

	for (bool first = true; str_next(&said, '\n', &line); first = false) {
		if (!first)
			text_add(html, STR("<br>"));
		status_add_escaped(html, line);
	}
}

/* HTML inside XML: escaped once as HTML here and once more as text by its caller. */
static str content_of(const struct status_view *view,
		      const struct status_incident *incident, size_t *room)
{
	struct text html = text_new(view->arena, STATUS_FILE_BYTES_MAX);

	for (size_t i = incident->count; i > 0; i--) {
		const struct status_update *update = incident->updates[i - 1];
		str said = str_clip(str_trim(update->text), UPDATE_BYTES_MAX);

		if (said.length + MARKUP_BYTES > *room)
			break;
		*room -= said.length + MARKUP_BYTES;
		text_add(&html, STR("<p><strong>"));
		status_add_escaped(&html,
				   status_word(view, status_word_names[update->status]));
		text_addf(&html, "</strong> " STR_FMT "<br>",
			  STR_ARG(status_time(view, update->at)));
		add_lines(&html, said);
		text_add(&html, STR("</p>"));
	}
	return text_of(&html);
}

static void add_entry(const struct status_view *view, struct text *text,
		      const struct status_incident *incident, size_t *room)
{
	struct arena *arena = view->arena;
	str link = arena_format(arena, STR_FMT "#" STR_FMT, STR_ARG(view->url),
				STR_ARG(incident->code));

	text_add(text, STR("<entry>\n"));
	add_element(text, "id", uuid_of(arena, view->id, incident->id));
	add_element(text, "title", incident->title);
	add_element(text, "published", instant_format(arena, incident->started_at));
	add_element(text, "updated", instant_format(arena, incident->updated_at));
	add_link(text, "alternate", "text/html", link);
	text_add(text, STR("<content type=\"html\">"));
	status_add_escaped(text, content_of(view, incident, room));
	text_add(text, STR("</content>\n</entry>\n"));
}

str status_feed(const struct status_view *view)
{
	struct arena *arena = view->arena;
	struct text text = text_new(arena, STATUS_FILE_BYTES_MAX);
	size_t most = STATUS_INCIDENTS_TOLD_MAX, room = CONTENT_BYTES_MAX;

	text_add(&text, STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""));
	status_add_escaped(&text, view->language);
	text_add(&text, STR("\">\n"));
	add_element(&text, "id", uuid_of(arena, view->id, STR("feed")));
	add_element(&text, "title", view->page->title);
	add_element(&text, "updated",
		    instant_format(arena, view->updated_at != 0 ? view->updated_at
								: view->as_of));
	text_add(&text, STR("<author>"));
	add_element(&text, "name", view->page->title);
	text_add(&text, STR("</author>\n"));
	add_link(&text, "self", "application/atom+xml",
		 arena_format(arena, STR_FMT "/feed.atom", STR_ARG(view->url)));
	add_link(&text, "alternate", "text/html", view->url);
	for (size_t i = 0; i < view->incident_count && i < most; i++)
		add_entry(view, &text, &view->incidents[i], &room);
	text_add(&text, STR("</feed>\n"));
	return text_of(&text);
}
