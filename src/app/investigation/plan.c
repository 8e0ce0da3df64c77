#include "app/investigation/investigation.h"

#include "base/text.h"
#include "formats/json.h"

#include <string.h>

bool placeholders_fill(struct work *work, const struct service *service, str text,
		       str *ret_filled)
{
	struct text filled = text_new(work->arena, 16 << 10);
	str rest = text;

	while (rest.length > 0) {
		const char *open = memmem(rest.bytes, rest.length, "{{", 2);
		const char *close = open ? memmem(open,
						  rest.length -
							  (size_t)(open - rest.bytes),
						  "}}", 2)
					 : NULL;

		if (!close) {
			text_add(&filled, rest);
			break;
		}

		size_t before = (size_t)(open - rest.bytes);
		str name = str_trim((str){ open + 2, (size_t)(close - open) - 2 });
		str value = labels_setting(service->settings, service->setting_count,
					   arena_c_string(work->arena, name));

		if (value.length == 0)
			return fail(work, ERROR_INVALID,
				    "service " STR_FMT " has no setting '" STR_FMT "'",
				    STR_ARG(service->name), STR_ARG(name));
		text_add(&filled, str_slice(rest, 0, before));
		text_add(&filled, value);
		rest = str_slice(rest, before + (size_t)(close - open) + 2, rest.length);
	}
	*ret_filled = text_of(&filled);
	return true;
}

str plan_write(struct work *work, const struct label *plan, size_t count)
{
	struct tree *map = tree_map(work->arena);

	for (size_t i = 0; i < count; i++)
		tree_put_str(work->arena, map, plan[i].name,
			     tree_text(work->arena, plan[i].value));
	return json_write(work->arena, map);
}

bool plan_read(struct work *work, str json, struct label **ret_plan, size_t *ret_count)
{
	struct tree *map = json_parse(work->arena, json, &work->error);

	if (!map)
		return while_doing(work, "the plan as stored");

	size_t count = tree_count(map);
	struct label *plan = arena_many(work->arena, struct label, count + 1);

	for (size_t i = 0; i < count; i++) {
		const struct tree *value = tree_nth(map, i);

		plan[i].name = tree_nth_name(map, i);
		plan[i].value = value->kind == TREE_TEXT ? value->text : STR("");
	}
	*ret_plan = plan;
	*ret_count = count;
	return true;
}
