#include "faces/http/callbacks/slack_press.h"

#include "formats/json.h"

/* A message has few buttons, and one of them was pressed. */
static const struct tree *pressed(const struct tree *payload)
{
	const struct tree *actions = tree_get(payload, "actions");

	for (size_t i = 0; i < tree_count(actions); i++)
		if (tree_get_text(tree_nth(actions, i), "value").length > 0)
			return tree_nth(actions, i);
	return tree_nth(actions, 0);
}

bool slack_press_read(struct arena *arena, const struct form *form,
		      struct slack_press *ret_press, struct error *error)
{
	const struct tree *payload = json_parse(arena, form_get(form, "payload"), error);
	const struct tree *action;

	if (!payload)
		return error_wrap(error, "payload");
	if (!str_is(tree_get_text(payload, "type"), "block_actions"))
		return error_set(error, ERROR_INVALID,
				 "payload: only the press of a button is known");
	action = pressed(payload);
	*ret_press = (struct slack_press){
		.user = tree_get_text(tree_get(payload, "user"), "id"),
		.value = tree_get_text(action, "value"),
		.key = tree_get_text(payload, "trigger_id"),
		.response_url = tree_get_text(payload, "response_url"),
	};
	if (ret_press->key.length == 0)
		ret_press->key = tree_get_text(action, "action_ts");
	if (ret_press->user.length > 0 && ret_press->key.length > 0)
		return true;
	return error_set(error, ERROR_INVALID,
			 "payload: who pressed what, and when, is missing");
}
