/* What differs between an object as it is and as it would be: for people, for the way
 * back, and for telling whether it moved. */
#include "actuators/kubernetes_parts.h"
#include "base/hash.h"
#include "core/evidence/evidence.h"
#include "formats/json.h"

enum {
	PATH_BYTES_MAX = 500,
	VALUE_BYTES_MAX = 120,
	WATCHED_BYTES_MAX = 200,
	DEPTH_MAX = 40
};

#define APPLIED "kubectl.kubernetes.io/last-applied-configuration"

const struct tree *kubernetes_metadata(const struct tree *object, const char *name)
{
	return tree_get(tree_get(object, "metadata"), name);
}

/* -- equal or not -- */

static bool equal_lists(const struct tree *one, const struct tree *other)
{
	for (size_t i = 0; i < tree_count(one); i++)
		if (!kubernetes_equal(tree_nth(one, i), tree_nth(other, i)))
			return false;
	return true;
}

static const struct tree *member(const struct tree *map, str name)
{
	for (size_t i = 0; i < tree_count(map); i++)
		if (str_equal(tree_nth_name(map, i), name))
			return tree_nth(map, i);
	return NULL;
}

static bool equal_maps(const struct tree *one, const struct tree *other)
{
	for (size_t i = 0; i < tree_count(one); i++)
		if (!kubernetes_equal(tree_nth(one, i),
				      member(other, tree_nth_name(one, i))))
			return false;
	return true;
}

/* Whatever the order of names is. */
bool kubernetes_equal(const struct tree *one, const struct tree *other)
{
	if (!one || !other || one->kind != other->kind)
		return one == other;
	switch (one->kind) {
	case TREE_NULL: return true;
	case TREE_BOOL: return one->boolean == other->boolean;
	case TREE_INT: return one->number == other->number;
	case TREE_REAL: return one->real == other->real;
	case TREE_TEXT: return str_equal(one->text, other->text);
	case TREE_LIST:
		return tree_count(one) == tree_count(other) && equal_lists(one, other);
	case TREE_MAP:
		return tree_count(one) == tree_count(other) && equal_maps(one, other);
	}
	return false;
}

struct tree *kubernetes_without(struct arena *arena, const struct tree *map,
				const char *name)
{
	struct tree *copy = tree_map(arena);

	for (size_t i = 0; i < tree_count(map); i++)
		if (!str_is(tree_nth_name(map, i), name))
			tree_put_str(arena, copy, tree_nth_name(map, i),
				     map->list.items[i].value);
	return copy;
}

/* -- in lines -- */

/* A walk through both at once. */
struct walk {
	struct arena *arena;
	struct text *lines;
};

/* What the server counts and times, and what would say the whole once more. */
static bool is_servers(str name)
{
	static const char *const names[] = {
		"status",     "managedFields",     "resourceVersion",
		"generation", "creationTimestamp", APPLIED
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static str shown(struct walk *walk, const struct tree *value)
{
	str said = !value                     ? STR("(none)")
		   : value->kind == TREE_TEXT ? value->text
					      : json_write(walk->arena, value);

	return str_clip(secrets_mask(walk->arena, said), VALUE_BYTES_MAX);
}

/* Where everything lies deep below the same names, they tell nothing. */
static str shortened(struct arena *arena, str path)
{
	static const struct {
		str is;
		const char *shown;
	} begins[] = { { STR_INIT("spec.template.spec."), "" },
		       { STR_INIT("spec.template.metadata."), "template " },
		       { STR_INIT("spec.template."), "template " },
		       { STR_INIT("spec."), "" },
		       { STR_INIT("metadata."), "" } };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++)
		if (str_starts_with(path, begins[i].is))
			return arena_format(arena, "%s" STR_FMT, begins[i].shown,
					    STR_ARG(str_slice(path, begins[i].is.length,
							      PATH_BYTES_MAX)));
	return str_clip(path, PATH_BYTES_MAX);
}

static void add_line(struct walk *walk, str path, const struct tree *was,
		     const struct tree *is)
{
	str where = shortened(walk->arena, path);

	if (walk->lines->length > 0)
		text_add_char(walk->lines, '\n');
	/* What is in an environment may be a secret, and a whole container has one. */
	if (str_contains(path, STR(".env[")) || str_ends_with(path, STR(".env")) ||
	    str_ends_with(path, STR("]")))
		text_addf(walk->lines, STR_FMT "  %s", STR_ARG(where),
			  !was ? "is new"
			  : is ? "changes"
			       : "goes");
	else
		text_addf(walk->lines, STR_FMT "  " STR_FMT " → " STR_FMT, STR_ARG(where),
			  STR_ARG(shown(walk, was)), STR_ARG(shown(walk, is)));
}

static void differ(struct walk *walk, str path, const struct tree *was,
		   const struct tree *is, int depth);

static str joined(struct walk *walk, str path, str name)
{
	return path.length == 0 ? name
				: arena_format(walk->arena, STR_FMT "." STR_FMT,
					       STR_ARG(path), STR_ARG(name));
}

static void differ_maps(struct walk *walk, str path, const struct tree *was,
			const struct tree *is, int depth)
{
	for (size_t i = 0; i < tree_count(was); i++) {
		str name = tree_nth_name(was, i);

		if (!is_servers(name))
			differ(walk, joined(walk, path, name), tree_nth(was, i),
			       member(is, name), depth);
	}
	for (size_t i = 0; i < tree_count(is); i++) {
		str name = tree_nth_name(is, i);

		if (!is_servers(name) && !member(was, name))
			differ(walk, joined(walk, path, name), NULL, tree_nth(is, i),
			       depth);
	}
}

static bool are_named(const struct tree *list)
{
	for (size_t i = 0; i < tree_count(list); i++)
		if (tree_get_text(tree_nth(list, i), "name").length == 0)
			return false;
	return list && list->kind == TREE_LIST;
}

static const struct tree *item_named(const struct tree *list, str name)
{
	for (size_t i = 0; i < tree_count(list); i++)
		if (str_equal(tree_get_text(tree_nth(list, i), "name"), name))
			return tree_nth(list, i);
	return NULL;
}

/* Containers, variables and volumes are told apart by their names, not by places. */
static void differ_named(struct walk *walk, str path, const struct tree *was,
			 const struct tree *is, int depth)
{
	for (size_t i = 0; i < tree_count(was); i++) {
		str name = tree_get_text(tree_nth(was, i), "name");

		differ(walk,
		       arena_format(walk->arena, STR_FMT "[" STR_FMT "]", STR_ARG(path),
				    STR_ARG(name)),
		       tree_nth(was, i), item_named(is, name), depth);
	}
	for (size_t i = 0; i < tree_count(is); i++) {
		str name = tree_get_text(tree_nth(is, i), "name");

		if (!item_named(was, name))
			differ(walk,
			       arena_format(walk->arena, STR_FMT "[" STR_FMT "]",
					    STR_ARG(path), STR_ARG(name)),
			       NULL, tree_nth(is, i), depth);
	}
}

static bool is_map(const struct tree *tree)
{
	return tree && tree->kind == TREE_MAP;
}

/* A map that comes or goes is told by what is in it; an item of a list as a whole. */
static bool can_descend(str path, const struct tree *was, const struct tree *is)
{
	if (is_map(was) && is_map(is))
		return true;
	return !str_ends_with(path, STR("]")) &&
	       ((is_map(was) && !is && tree_count(was) > 0) ||
		(is_map(is) && !was && tree_count(is) > 0));
}

static void differ(struct walk *walk, str path, const struct tree *was,
		   const struct tree *is, int depth)
{
	if (kubernetes_equal(was, is))
		return;
	if (depth < DEPTH_MAX && can_descend(path, was, is))
		differ_maps(walk, path, was, is, depth + 1);
	else if (depth < DEPTH_MAX && are_named(was) && are_named(is))
		differ_named(walk, path, was, is, depth + 1);
	else
		add_line(walk, path, was, is);
}

void kubernetes_diff(struct arena *arena, const struct tree *was, const struct tree *is,
		     struct text *lines)
{
	struct walk walk = { arena, lines };

	differ_maps(&walk, STR(""), was, is, 0);
}

/* -- the way back -- */

static struct tree *merge(struct arena *arena, const struct tree *from,
			  const struct tree *to, int depth)
{
	struct tree *patch = tree_map(arena);

	for (size_t i = 0; i < tree_count(from); i++) {
		str name = tree_nth_name(from, i);
		const struct tree *is = tree_nth(from, i), *becomes = member(to, name);

		if (is_servers(name) || kubernetes_equal(is, becomes))
			continue;
		if (!becomes)
			tree_put_str(arena, patch, name, tree_null(arena));
		else if (is->kind == TREE_MAP && becomes->kind == TREE_MAP &&
			 depth < DEPTH_MAX)
			tree_put_str(arena, patch, name,
				     merge(arena, is, becomes, depth + 1));
		else
			tree_put_str(arena, patch, name,
				     (struct tree *)(uintptr_t)becomes);
	}
	for (size_t i = 0; i < tree_count(to); i++) {
		str name = tree_nth_name(to, i);

		if (!is_servers(name) && !member(from, name))
			tree_put_str(arena, patch, name, to->list.items[i].value);
	}
	return patch;
}

struct tree *kubernetes_merge_back(struct arena *arena, const struct tree *from,
				   const struct tree *to)
{
	struct tree *patch = merge(arena, from, to, 0);

	return tree_count(patch) > 0 ? patch : NULL;
}

/* -- what must not be written down -- */

static bool is_secret_pair(struct arena *arena, str name, const struct tree *value)
{
	str pair;

	if (!value || value->kind != TREE_TEXT)
		return false;
	pair = arena_format(arena, STR_FMT "=" STR_FMT, STR_ARG(name),
			    STR_ARG(value->text));
	return !str_equal(pair, secrets_mask(arena, pair));
}

static bool holds_secret(struct arena *arena, const struct tree *tree, int depth)
{
	bool is_map = tree && tree->kind == TREE_MAP;

	if (depth == DEPTH_MAX)
		return true;
	if (is_map &&
	    is_secret_pair(arena, tree_get_text(tree, "name"), tree_get(tree, "value")))
		return true;
	for (size_t i = 0; i < tree_count(tree); i++)
		if ((is_map &&
		     is_secret_pair(arena, tree_nth_name(tree, i), tree_nth(tree, i))) ||
		    holds_secret(arena, tree_nth(tree, i), depth + 1))
			return true;
	return false;
}

bool kubernetes_holds_secret(struct arena *arena, const struct tree *tree)
{
	return holds_secret(arena, tree, 0);
}

/* -- what an approval rests on -- */

void kubernetes_watch_value(struct arena *arena, struct tree *watched, const char *name,
			    const struct tree *value)
{
	str said = !value                     ? STR("(none)")
		   : value->kind == TREE_TEXT ? value->text
					      : json_write(arena, value);

	if (said.length > WATCHED_BYTES_MAX || (value && value->kind >= TREE_LIST))
		said = arena_format(arena, "sha256:" STR_FMT,
				    STR_ARG(sha256_hex(arena, sha256_of(said))));
	tree_put_text(arena, watched, name, said);
}

/* The images by themselves: whoever reads why it was refused wants to see them. */
void kubernetes_watch_template(const struct kubernetes_order *order,
			       const struct tree *object, struct tree *watched)
{
	struct arena *arena = order->arena;
	const struct tree *template = tree_at(object, "spec.template");
	const struct tree *containers = tree_at(template, "spec.containers");

	for (size_t i = 0; i < tree_count(containers); i++) {
		const struct tree *one = tree_nth(containers, i);

		kubernetes_watch_value(arena, watched,
				       arena_format(arena, "image of " STR_FMT,
						    STR_ARG(tree_get_text(one, "name")))
					       .bytes,
				       tree_get(one, "image"));
	}
	kubernetes_watch_value(arena, watched, "template", template);
	kubernetes_watch_value(arena, watched, "paused", tree_at(object, "spec.paused"));
}
