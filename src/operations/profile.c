/* profile: a team's way of working, as data. */
#include "operations/noun.h"

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);

	(void)input;
	for (size_t i = 0; i < work->config->profile_count; i++) {
		const struct profile *profile = &work->config->profiles[i];
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "name", profile->name);
		tree_put_text(work->arena, one, "title", profile->title);
		tree_put_text(work->arena, one, "hash", str_slice(profile->hash, 0, 12));
		tree_put_int(work->arena, one, "keywords",
			     (int64_t)profile->keyword_count);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "profiles", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "profile",
	  .verb = "list",
	  .help = "the profiles an incident may be run by",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = list,
	  .view = { .list = "profiles",
		    .columns = { { "name", "profile", 0 },
				 { "title", "title", 0 },
				 { "keywords", "keywords", 0 },
				 { "hash", "text", 0 } } } },
};

NOUN(profile, operations);
