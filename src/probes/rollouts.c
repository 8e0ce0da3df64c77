#include "probes/rollouts.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

#include <stdlib.h>

enum { DIFF_BYTES_MAX = 4 << 10, TITLE_BYTES_MAX = 500 };

#define REVISION     "deployment.kubernetes.io/revision"
#define HISTORY      "deployment.kubernetes.io/revision-history"
#define CAUSE        "kubernetes.io/change-cause"
#define IRREVERSIBLE "stanch/irreversible"

/* One revision of an object. */
struct revision {
	const struct tree *holder, *template;
	int64_t number;
	instant_ms at;
	bool came_back; /* it ran before: its holder is older than this rollout */
};

/* Names of annotations have dots, so no path finds them. */
static str annotation(const struct tree *object, const char *name)
{
	const struct tree *all = tree_get(tree_get(object, "metadata"), "annotations");

	for (size_t i = 0; i < tree_count(all); i++)
		if (str_is(tree_nth_name(all, i), name) &&
		    tree_nth(all, i)->kind == TREE_TEXT)
			return tree_nth(all, i)->text;
	return STR("");
}

static str text_of_metadata(const struct tree *object, const char *name)
{
	return tree_get_text(tree_get(object, "metadata"), name);
}

static bool is_held_by(const struct tree *holder, str uid)
{
	const struct tree *owners = tree_get(tree_get(holder, "metadata"),
					     "ownerReferences");

	for (size_t i = 0; i < tree_count(owners); i++)
		if (tree_get_bool(tree_nth(owners, i), "controller", false) &&
		    str_equal(tree_get_text(tree_nth(owners, i), "uid"), uid))
			return uid.length > 0;
	return false;
}

static bool read_revision(const struct tree *holder, struct revision *revision)
{
	const struct tree *data = tree_get(holder, "data");
	struct error unreadable;

	*revision = (struct revision){ .holder = holder };
	revision->template = tree_get(tree_get(data ? data : holder, "spec"), "template");
	revision->number = tree_get_int(holder, "revision", 0);
	revision->came_back = annotation(holder, HISTORY).length > 0;
	if (!data && !str_to_int(annotation(holder, REVISION), &revision->number))
		return false;
	return revision->template && revision->number > 0 &&
	       instant_parse(text_of_metadata(holder, "creationTimestamp"), &revision->at,
			     &unreadable);
}

static int by_number(const void *a, const void *b)
{
	int64_t one = ((const struct revision *)a)->number;
	int64_t other = ((const struct revision *)b)->number;

	return (one > other) - (one < other);
}

/* When a Deployment last made progress, which is when it was rolled back: a ReplicaSet
 * that runs again keeps the time of its first life. */
static instant_ms progressed_at(const struct tree *object)
{
	const struct tree *all = tree_get(tree_get(object, "status"), "conditions");
	struct error unreadable;
	instant_ms at;

	for (size_t i = 0; i < tree_count(all); i++)
		if (str_is(tree_get_text(tree_nth(all, i), "type"), "Progressing") &&
		    instant_parse(tree_get_text(tree_nth(all, i), "lastUpdateTime"), &at,
				  &unreadable))
			return at;
	return 0;
}

/* -- what differs -- */

static const struct tree *containers(const struct revision *revision)
{
	return tree_get(tree_get(revision->template, "spec"), "containers");
}

static const struct tree *container_named(const struct revision *revision, str name)
{
	const struct tree *all = containers(revision);

	for (size_t i = 0; i < tree_count(all); i++)
		if (str_equal(tree_get_text(tree_nth(all, i), "name"), name))
			return tree_nth(all, i);
	return NULL;
}

static bool is_equal(struct arena *arena, const struct tree *one,
		     const struct tree *other)
{
	return str_equal(one ? json_write(arena, one) : STR(""),
			 other ? json_write(arena, other) : STR(""));
}

/* "v2.3.4" of "shop/orders:v2.3.4"; a digest by its beginning, and "" for no tag. */
static str tag_of(str image)
{
	for (size_t i = image.length; i > 0 && image.bytes[i - 1] != '/'; i--) {
		str tag = str_slice(image, i, image.length);

		if (image.bytes[i - 1] == '@')
			return str_clip(tag, 19); /* "sha256:" and 12 digits */
		if (image.bytes[i - 1] == ':' && !str_contains(image, STR("@")))
			return tag;
	}
	return STR("");
}

static void add_line(struct text *diff, str line)
{
	if (diff->length > 0)
		text_add_char(diff, '\n');
	text_add(diff, line);
}

static void compare_container(const struct probe_call *call, const struct tree *was,
			      const struct tree *is, struct text *diff)
{
	str name = tree_get_text(is, "name"), image = tree_get_text(is, "image");

	if (!was) {
		add_line(diff, arena_format(call->arena,
					    "container " STR_FMT " is new: " STR_FMT,
					    STR_ARG(name), STR_ARG(image)));
		return;
	}
	if (!str_equal(image, tree_get_text(was, "image")))
		add_line(diff,
			 arena_format(call->arena, STR_FMT ": " STR_FMT " → " STR_FMT,
				      STR_ARG(name), STR_ARG(tree_get_text(was, "image")),
				      STR_ARG(image)));
	/* Of values only the names: what is in an environment may be a secret. */
	for (size_t i = 0; i < tree_count(is); i++) {
		str key = tree_nth_name(is, i);
		const struct tree *before = tree_get(was,
						     arena_c_string(call->arena, key));

		if (!str_is(key, "image") &&
		    !is_equal(call->arena, before, tree_nth(is, i)))
			add_line(diff, arena_format(call->arena,
						    STR_FMT ": " STR_FMT " changed",
						    STR_ARG(name), STR_ARG(key)));
	}
}

static str diff_of(const struct probe_call *call, const struct revision *was,
		   const struct revision *is)
{
	struct text diff = text_new(call->arena, DIFF_BYTES_MAX);

	for (size_t i = 0; i < tree_count(containers(is)); i++) {
		const struct tree *one = tree_nth(containers(is), i);

		compare_container(call, container_named(was, tree_get_text(one, "name")),
				  one, &diff);
	}
	if (diff.length == 0)
		add_line(&diff, STR("no container differs"));
	return text_of(&diff);
}

/* The tag of the first image that differs; where none does the revision's number. */
static void name_revisions(const struct probe_call *call, const struct revision *was,
			   const struct revision *is, struct change *change)
{
	change->revision = arena_format(call->arena, "%lld", (long long)is->number);
	if (was)
		change->previous = arena_format(call->arena, "%lld",
						(long long)was->number);
	for (size_t i = 0; i < tree_count(containers(is)); i++) {
		const struct tree *one = tree_nth(containers(is), i);
		const struct tree *before = was ? container_named(
							  was, tree_get_text(one, "name"))
						: NULL;
		str tag = tag_of(tree_get_text(one, "image"));
		str tag_before = tag_of(tree_get_text(before, "image"));

		if (tag.length == 0 || str_equal(tag, tag_before) ||
		    (was && tag_before.length == 0))
			continue;
		change->revision = tag;
		change->previous = tag_before;
		return;
	}
}

/* -- as changes -- */

static bool is_named(const struct service *service, str name)
{
	if (str_equal(service->name, name))
		return true;
	for (size_t i = 0; i < service->alias_count; i++)
		if (str_equal(service->aliases[i], name))
			return true;
	return false;
}

static void add_label(const struct probe_call *call, struct labels *labels,
		      const char *name, str value)
{
	*list_add(call->arena, labels) = (struct label){ str_of(name), value };
}

/* The service that an alert with the labels of its pods would belong to; else one of its
 * name; else the name is the service's. */
static str service_of(const struct probe_call *call, const struct rollouts *rollouts,
		      const struct tree *object)
{
	const struct config *config = call->config;
	str name = text_of_metadata(object, "name"), unused;
	struct labels labels = { 0 };
	const struct service *service;

	add_label(call, &labels, "cluster", rollouts->cluster);
	add_label(call, &labels, "namespace", text_of_metadata(object, "namespace"));
	add_label(call, &labels, rollouts->kind, name);
	add_label(call, &labels, "app",
		  tree_get_text(tree_get(tree_get(object, "metadata"), "labels"), "app"));
	if (!labels_settle(&labels, &unused))
		return name;
	service = config_service_for(config, &labels);
	for (size_t i = 0; !service && i < config->service_count; i++)
		if (is_named(&config->services[i], name))
			service = &config->services[i];
	return service ? service->name : name;
}

static str target_of(const struct probe_call *call, const struct rollouts *rollouts,
		     const struct tree *object)
{
	return arena_format(call->arena, STR_FMT "/" STR_FMT "/%s/" STR_FMT,
			    STR_ARG(rollouts->cluster),
			    STR_ARG(text_of_metadata(object, "namespace")),
			    rollouts->kind, STR_ARG(text_of_metadata(object, "name")));
}

static str title_of(const struct probe_call *call, const struct tree *object,
		    const struct revision *is, const struct change *change)
{
	str cause = annotation(is->holder, CAUSE);
	str title = arena_format(
		call->arena,
		"Rollout of " STR_FMT " in " STR_FMT ": " STR_FMT "%s" STR_FMT,
		STR_ARG(text_of_metadata(object, "name")),
		STR_ARG(text_of_metadata(object, "namespace")), STR_ARG(change->previous),
		change->previous.length > 0 ? " → " : "", STR_ARG(change->revision));

	if (cause.length > 0)
		title = arena_format(call->arena, STR_FMT " (" STR_FMT ")",
				     STR_ARG(title), STR_ARG(cause));
	return str_clip(title, TITLE_BYTES_MAX);
}

static void add_undo(const struct probe_call *call, const struct revision *was,
		     struct change *change)
{
	struct tree *plan = tree_map(call->arena);

	tree_put_text(call->arena, plan, "do", STR("undo"));
	tree_put_text(call->arena, plan, "revision",
		      arena_format(call->arena, "%lld", (long long)was->number));
	change->undo_actuator = STR("kubernetes");
	change->undo_target = change->target;
	change->undo_plan = json_write(call->arena, plan);
}

static void add_change(const struct probe_call *call, const struct rollouts *rollouts,
		       const struct tree *object, const struct revision *was,
		       const struct revision *is, struct found_changes *found)
{
	struct change change = {
		.at = is->at,
		.kind = STR("deploy"),
		.system = STR("kubernetes"),
		.service = service_of(call, rollouts, object),
		.target = target_of(call, rollouts, object),
		.irreversible = annotation(is->holder, IRREVERSIBLE),
		.source_id = arena_format(call->arena, STR_FMT ":%lld",
					  STR_ARG(text_of_metadata(is->holder, "uid")),
					  (long long)is->number),
	};

	if (found->count == CHANGES_PER_LOOK_MAX) {
		found->is_cut = true;
		return;
	}
	if (change.irreversible.length == 0)
		change.irreversible = annotation(object, IRREVERSIBLE);
	name_revisions(call, was, is, &change);
	change.title = title_of(call, object, is, &change);
	if (was)
		change.diff = diff_of(call, was, is);
	*list_add(call->arena, found) = change;
}

static void read_object(const struct probe_call *call, const struct rollouts *rollouts,
			const struct tree *object, struct found_changes *found)
{
	size_t count = 0, most = tree_count(rollouts->holders);
	struct revision *all = arena_many(call->arena, struct revision, most + 1);
	instant_ms progressed = progressed_at(object);
	str uid = text_of_metadata(object, "uid");

	for (size_t i = 0; i < most; i++)
		if (is_held_by(tree_nth(rollouts->holders, i), uid) &&
		    read_revision(tree_nth(rollouts->holders, i), &all[count]))
			count++;
	if (count == 0)
		return;
	qsort(all, count, sizeof(*all), by_number);
	if (all[count - 1].came_back && progressed > all[count - 1].at)
		all[count - 1].at = progressed;
	for (size_t i = 0; i < count; i++) {
		const struct revision *was = i > 0 ? &all[i - 1] : NULL;

		if (all[i].at < rollouts->since)
			continue;
		add_change(call, rollouts, object, was, &all[i], found);
		if (i + 1 == count && was && !found->is_cut)
			add_undo(call, was, &found->items[found->count - 1]);
	}
}

void rollouts_read(const struct probe_call *call, const struct rollouts *rollouts,
		   struct found_changes *found)
{
	for (size_t i = 0; i < tree_count(rollouts->objects); i++)
		read_object(call, rollouts, tree_nth(rollouts->objects, i), found);
}
