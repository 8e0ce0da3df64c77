/* status: what the public sees. */
#include "core/telling/status.h"

#include "app/telling/status.h"
#include "base/limits.h"
#include "base/text.h"
#include "operations/noun.h"

/* Where somebody else's server gets the page from, and whether it is up to date. */
static bool add_files(struct work *work, struct tree *page)
{
	str problem, written;
	instant_ms at;

	if (!store_setting_get(work, "status.problem", &problem) ||
	    !store_setting_get(work, "status.written_at", &written))
		return false;
	tree_put_text(work->arena, page, "directory",
		      work->config->status_page.directory);
	tree_put_text(work->arena, page, "problem", problem);
	tree_put_text(work->arena, page, "written_at",
		      str_to_int(written, &at) ? instant_format(work->arena, at)
					       : STR("never"));
	return true;
}

/* The public still reads of these what is no longer so. */
static bool add_behind(struct work *work, struct tree *page)
{
	const struct tree *open = tree_get(page, "open");
	struct tree *behind = tree_list(work->arena);

	for (size_t i = 0; i < tree_count(open); i++) {
		str code = tree_get_text(tree_nth(open, i), "code");
		struct incident incident;

		if (!store_incident_find(work, code, &incident))
			return false;
		if (!incident_is_open(incident.state))
			tree_add(work->arena, behind, tree_text(work->arena, code));
	}
	tree_put(work->arena, page, "behind", behind);
	return true;
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	struct tree *page = status_page_tree(work);

	(void)input;
	if (!page || !add_files(work, page) || !add_behind(work, page))
		return false;
	tree_put(work->arena, answer, "page", page);
	return true;
}

static str joined(struct arena *arena, const str *names, size_t count)
{
	struct text text = text_new(arena, TEXT_INPUT_BYTES_MAX);

	for (size_t i = 0; i < count; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(names[i]));
	return text_of(&text);
}

static bool components(struct work *work, const void *input, struct tree *answer)
{
	const struct status_page *page = &work->config->status_page;
	const struct tree *tree = status_page_tree(work);
	const struct tree *list = tree_get(tree, "components");
	struct tree *rows = tree_list(work->arena);

	(void)input;
	if (!tree)
		return false;
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct component *component = &page->components[i];
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", component->name);
		tree_put_text(work->arena, one, "state",
			      tree_get_text(tree_nth(list, i), "state"));
		tree_put_text(work->arena, one, "services",
			      joined(work->arena, component->services,
				     component->service_count));
		tree_add(work->arena, rows, one);
	}
	tree_put(work->arena, answer, "components", rows);
	return true;
}

static const char show_text[] =
	"{{#page}}{{title}}: {{summary}}\n{{url}}, as of {{as_of}}, last update "
	"{{updated_text}}\n"
	"{{#components}}  {{name}}: {{state}}\n{{/components}}"
	"{{#open}}\n{{code}} {{title}}: {{status}}, impact {{impact}}\n"
	"{{#updates}}  {{at}} {{status}}: {{text}}\n{{/updates}}{{/open}}"
	"{{#behind}}\n{{.}} is over, and the public was not told: send it a message\n"
	"{{/behind}}"
	"{{#directory}}\nFiles: {{directory}}, written {{written_at}}"
	"{{#problem}}; NOT WRITTEN: {{problem}}{{/problem}}\n{{/directory}}{{/page}}";

static const struct operation operations[] = {
	{ .noun = "status",
	  .verb = "show",
	  .help = "the public status page, as the public sees it",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = show,
	  .view = { .template = show_text } },
	{ .noun = "status",
	  .verb = "components",
	  .help = "what the page shows, and which services' incidents touch it",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = components,
	  .view = { .list = "components",
		    .columns = { { "name", "component", 0 },
				 { "state", "state", 0 },
				 { "services", "services", 0 } },
		    .empty = "The status page has no component." } },
};

NOUN(status, operations);
