/* oncall: who is woken. */
#include "operations/noun.h"

static bool who(struct work *work, const void *input, struct tree *answer)
{
	const struct config *config = work->config;
	struct tree *list = tree_list(work->arena);

	(void)input;
	for (size_t i = 0; i < config->on_call_count; i++) {
		const struct person_config *person = config_person(config,
								   config->on_call[i]);
		struct tree *one = tree_map(work->arena);
		struct tree *channels = tree_list(work->arena);

		for (size_t c = 0; person && c < person->contact_count; c++)
			tree_add(work->arena, channels,
				 tree_text(work->arena, person->contacts[c].channel));
		tree_put_int(work->arena, one, "step", (int64_t)i + 1);
		tree_put_text(work->arena, one, "person", config->on_call[i]);
		tree_put(work->arena, one, "channels", channels);
		tree_put_text(work->arena, one, "after",
			      duration_format(work->arena, (duration_ms)i *
								   config->page_rounds *
								   config->page_repeat));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "on_call", list);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "oncall",
	  .verb = "who",
	  .help = "who is paged, in order, after how long, by which channels",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = who,
	  .view = { .list = "on_call",
		    .columns = { { "step", "#", 0 },
				 { "person", "person", 0 },
				 { "after", "after", 0 },
				 { "channels", "by", 0 } },
		    .empty = "Nobody is on call: nobody would be woken." } },
};

NOUN(oncall, operations);
