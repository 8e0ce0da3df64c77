/* Sets a value in a file of flag_folders: JSON, YAML or an env file. The target is the
 * folder's name; a plan is {file, key, to}, and of a way back {file, key, raw}: the
 * bytes that stood there. */
#include "actuators/actuators.h"
#include "actuators/beneath.h"
#include "actuators/setting_diff.h"
#include "config/file.h"
#include "formats/json.h"
#include "formats/setting.h"

/* The file as it is now. */
struct order {
	struct arena *arena;
	struct beneath at;
	str path, key; /* "/etc/shop/flags/eu/flags.yaml" */
	struct beneath_file read;
	struct setting_file file;
};

static bool read_file(const struct actuator_call *call, str name, str key,
		      struct order *ret_order, struct error *error)
{
	const struct folder_config *folder = config_flag_folder(call->config,
								call->target);
	struct order order = { .arena = call->arena, .key = key };

	if (!folder)
		return error_set(error, ERROR_FORBIDDEN,
				 "the configuration names no flag folder '" STR_FMT "'",
				 STR_ARG(str_clip(call->target, 100)));
	if (call->config->drill)
		return error_set(error, ERROR_FORBIDDEN,
				 "this is a drill: files of this machine stay as they "
				 "are");
	if (!setting_format_of(name, &order.file.format))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' ends in none of .json, .yaml, .yml, .env "
				 "and .properties",
				 STR_ARG(str_clip(name, 100)));
	order.at = (struct beneath){ call->arena, folder->folder, name };
	order.path = path_join(call->arena, folder->folder, name);
	if (!beneath_read(&order.at, &order.read, error))
		return false;
	order.file.text = order.read.bytes;
	*ret_order = order;
	return true;
}

/* -- preview -- */

/* "to" as the file would say it, or the bytes that a way back knows. */
static bool raw_of(const struct actuator_call *call, const struct setting_file *file,
		   const struct setting *setting, str *ret_raw, struct error *error)
{
	str to = plan_value(call, "to"), raw = plan_value(call, "raw");

	if ((to.length > 0) == (raw.length > 0))
		return error_set(error, ERROR_INVALID,
				 "the plan says 'to' or 'raw', and not both");
	*ret_raw = raw;
	return raw.length > 0 ||
	       setting_spell(call->arena, file, setting, to, ret_raw, error);
}

static struct tree *undo_plan(const struct order *order, str raw)
{
	struct arena *arena = order->arena;
	struct tree *plan = tree_map(arena);

	tree_put_text(arena, plan, "file", order->at.name);
	tree_put_text(arena, plan, "key", order->key);
	tree_put_text(arena, plan, "raw", raw);
	return plan;
}

static void fill_preview(const struct order *order, str was, str raw,
			 struct actuator_preview *ret)
{
	struct arena *arena = order->arena;
	str argv[] = { STR("set"), order->path, order->key, raw };

	ret->argv = argv_tree(arena, argv, 4);
	ret->condition = tree_map(arena);
	tree_put_text(arena, ret->condition, "file", order->at.name);
	tree_put_text(arena, ret->condition, "sha256", order->read.sha256);
	tree_put_text(arena, ret->condition, "was", was);
	ret->class = ACTION_REVERSIBLE;
	ret->undo_text = STR("there is no way back: nothing stood there");
	if (was.length == 0)
		return;
	ret->undo = undo_plan(order, was);
	ret->undo_text = arena_format(arena,
				      "puts " STR_FMT
				      " back there; the file is then what it was, byte "
				      "for byte, unless somebody changes it meanwhile",
				      STR_ARG(str_clip(was, 100)));
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	struct actuator_preview found = { 0 };
	struct order order = { 0 };
	struct setting setting = { 0 };
	str name, key, was, raw = { 0 }, after = { 0 };

	if (!plan_need(call, "file", &name, error) ||
	    !plan_need(call, "key", &key, error) ||
	    !read_file(call, name, key, &order, error) ||
	    !setting_find(call->arena, &order.file, key, &setting, error) ||
	    !raw_of(call, &order.file, &setting, &raw, error))
		return false;
	was = str_slice(order.file.text, setting.from, setting.length);
	if (str_equal(raw, was))
		return error_set(error, ERROR_CONFLICT, STR_FMT " is " STR_FMT " already",
				 STR_ARG(key), STR_ARG(str_clip(raw, 100)));
	if (!setting_replace(call->arena, &order.file, key, raw, &after, error) ||
	    !setting_diff(call->arena, order.path, order.file.text, after, &found.preview,
			  error))
		return false;
	fill_preview(&order, was, raw, &found);
	*ret = found;
	return true;
}

/* -- apply -- */

/* What was approved, and the file as it is now. */
static bool read_order(const struct actuator_call *call, struct order *ret_order,
		       str *ret_raw, struct error *error)
{
	const struct folder_config *folder;
	struct order order = { 0 };
	str *argv, name = tree_get_text(call->condition, "file");
	size_t argc;

	if (!argv_read(call->arena, call->argv, &argv, &argc) || argc != 4 ||
	    !str_is(argv[0], "set"))
		return error_set(error, ERROR_INVALID,
				 "what was approved is no change of a file");
	folder = config_flag_folder(call->config, call->target);
	if (folder && !str_equal(path_join(call->arena, folder->folder, name), argv[1]))
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT " is another folder now than at the preview",
				 STR_ARG(call->target));
	if (!read_file(call, name, argv[2], &order, error))
		return false;
	*ret_raw = argv[3];
	*ret_order = order;
	return true;
}

static bool is_moved(const struct actuator_call *call, const struct order *order)
{
	return !str_equal(order->read.sha256, tree_get_text(call->condition, "sha256"));
}

static bool read_back(const struct order *order, str after, str raw,
		      struct actuator_result *ret, struct error *error)
{
	struct beneath_file now = { 0 };

	if (!beneath_read(&order->at, &now, error)) {
		ret->unknown = true;
		return false;
	}
	if (!str_equal(now.bytes, after))
		return error_set(error, ERROR_INVALID,
				 STR_FMT " was changed again by somebody else",
				 STR_ARG(order->at.name));
	ret->output = arena_format(
		order->arena,
		"written and read back: " STR_FMT " is " STR_FMT "; sha256 " STR_FMT,
		STR_ARG(order->key), STR_ARG(raw), STR_ARG(now.sha256));
	return true;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	struct order order = { 0 };
	str raw = { 0 }, after = { 0 };
	bool is_done = false;

	*ret = (struct actuator_result){ 0 };
	if (!read_order(call, &order, &raw, error))
		return false;
	if (is_moved(call, &order))
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT " is not any more what it was at the preview",
				 STR_ARG(order.at.name));
	if (!setting_replace(call->arena, &order.file, order.key, raw, &after, error))
		return false;
	if (!beneath_replace(&order.at, &order.read, after, call->job, &is_done, error)) {
		ret->unknown = is_done;
		return false;
	}
	return read_back(&order, after, raw, ret, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct order order = { 0 };
	struct setting setting = { 0 };
	struct error error = { 0 };
	str raw = { 0 }, now;

	if (!read_order(call, &order, &raw, &error) ||
	    !setting_find(call->arena, &order.file, order.key, &setting, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	beneath_clear(&order.at, call->job);
	*ret_why = arena_format(call->arena, STR_FMT " is " STR_FMT " now",
				STR_ARG(order.key), STR_ARG(setting.value));
	if (!is_moved(call, &order))
		return 0;
	now = str_slice(order.file.text, setting.from, setting.length);
	if (str_equal(now, raw))
		return 1;
	return str_equal(now, tree_get_text(call->condition, "was")) ? 0 : -1;
}

static enum action_class class_of(const struct actuator_call *call)
{
	return config_flag_folder(call->config, call->target) ? ACTION_REVERSIBLE
							      : ACTION_DESTRUCTIVE;
}

const struct actuator flag_file_actuator = {
	.name = "flag_file",
	.help = "a value in a JSON, YAML or env file of flag_folders: file, key, to",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.target_tells = true,
	.class_of = class_of,
};
