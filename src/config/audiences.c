/* audiences: whom messages are for, where those are and what they read. */
#include "config/names.h"
#include "config/parts.h"

#include "base/text.h"

enum { LANGUAGES_BYTES_MAX = 200 };

/* English is what everything falls back to. */
static bool is_written(const struct config *config, str language)
{
	if (language.length == 0 || str_is(language, "en"))
		return true;
	for (size_t i = 0; i < config->profile_count; i++)
		for (size_t j = 0; j < config->profiles[i].template_count; j++)
			if (str_equal(config->profiles[i].templates[j].language,
				      language))
				return true;
	return false;
}

static str languages(struct arena *arena, const struct config *config)
{
	struct text text = text_new(arena, LANGUAGES_BYTES_MAX);

	text_add(&text, STR("en"));
	for (size_t i = 0; i < config->profile_count; i++)
		for (size_t j = 0; j < config->profiles[i].template_count; j++) {
			str one = config->profiles[i].templates[j].language;

			if (one.length > 0 && !str_contains_word(text_of(&text), one))
				text_addf(&text, ", " STR_FMT, STR_ARG(one));
		}
	return text_of(&text);
}

void check_language(struct reader *reader, const struct spot *owner, str language)
{
	str known = languages(reader->scratch, reader->config);

	if (!is_written(reader->config, language))
		reader_tell_of(reader, owner, "language",
			       "no profile has a template in '" STR_FMT
			       "', only in: " STR_FMT,
			       STR_ARG(language), STR_ARG(known));
}

static void settle_audience(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct audience *audience = owner;

	check_language(reader, spot, audience->language);
}

static const struct key audience_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct audience, name),
	  .required = true },
	{ .name = "contacts",
	  .kind = KEY_CONTACTS,
	  .offset = offsetof(struct audience, contacts),
	  .count_offset = offsetof(struct audience, contact_count) },
	{ .name = "language",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct audience, language) },
};
const struct keys audience_keys = KEYS(struct audience, audience_key_items,
				       settle_audience);

/* Until version 1 of the tables an audience was one contact. */
static bool is_bare_contact(const struct spot *item)
{
	return item->tree->kind == TREE_MAP && tree_count(item->tree) == 1 &&
	       !tree_get(item->tree, "name") && !tree_get(item->tree, "contacts");
}

void read_audiences(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;

	if (!reader_is_list(reader, spot))
		return;
	config->audience_count = tree_count(spot->tree);
	config->audiences = arena_many(reader->arena, struct audience,
				       config->audience_count);
	for (size_t i = 0; i < config->audience_count; i++) {
		struct spot item = spot_at(spot, i);

		if (is_bare_contact(&item))
			reader_tell(reader, &item,
				    "an audience has a name now: write {name: everyone, "
				    "contacts: [{" STR_FMT ": …}]}",
				    STR_ARG(str_clip(tree_nth_name(item.tree, 0),
						     NAME_BYTES_MAX)));
		else
			reader_map(reader, &item, &audience_keys, &config->audiences[i]);
	}
}
