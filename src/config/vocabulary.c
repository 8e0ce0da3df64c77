/* What free text is read by: symptoms, environments, and the names of services. */
#include "config/library.h"
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

/* -- symptoms/NAME.yaml -- */

static const struct key symptom_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct term, name),
	  .required = true },
	{ .name = "title", .kind = KEY_TEXT, .offset = offsetof(struct term, title) },
	{ .name = "words",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct term, words),
	  .count_offset = offsetof(struct term, word_count),
	  .required = true },
};

static bool has_inner_star(str word)
{
	for (size_t i = 0; i + 1 < word.length; i++)
		if (word.bytes[i] == '*' &&
		    !str_starts_with(str_trim(str_slice(word, i + 1, word.length)),
				     STR("...")))
			return true;
	return false;
}

static void check_words(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct term *term = owner;
	struct spot list = spot_under(spot, "words");

	for (size_t i = 0; i < term->word_count; i++) {
		struct spot item = spot_at(&list, i);

		if (has_inner_star(term->words[i]))
			reader_tell(
				reader, &item,
				"'*' takes any ending: it stands at the end, or before "
				"'...'");
	}
}

static const struct keys symptom_keys = KEYS(struct term, symptom_key_items, check_words);

/* One file's list. */
struct symptom_file {
	struct term *items;
	size_t count;
};

static const struct key symptom_file_key_items[] = {
	{ .name = "symptoms",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct symptom_file, items),
	  .count_offset = offsetof(struct symptom_file, count),
	  .of = &symptom_keys,
	  .required = true },
};
const struct keys symptom_file_keys = KEYS(struct symptom_file, symptom_file_key_items,
					   NULL);

static void add_symptoms(struct reader *reader, struct terms *terms,
			 const struct symptom_file *file)
{
	struct term *all = arena_many(reader->arena, struct term,
				      terms->count + file->count);

	for (size_t i = 0; i < terms->count; i++)
		all[i] = terms->items[i];
	for (size_t i = 0; i < file->count; i++)
		all[terms->count + i] = file->items[i];
	*terms = (struct terms){ all, terms->count + file->count };
}

void read_symptom_files(struct reader *reader, const struct library *library)
{
	struct terms *symptoms = &reader->config->vocabulary.symptoms;

	/* A team's own words stand before the common ones. */
	for (int built_in = 0; built_in < 2; built_in++)
		for (size_t i = 0; i < library->count; i++) {
			struct symptom_file file = { 0 };

			if (library->items[i].built_in != (built_in == 1))
				continue;
			library_read(reader, &library->items[i], &symptom_file_keys,
				     &file);
			add_symptoms(reader, symptoms, &file);
		}
}

/* -- environments -- */

#define WORDS(...) \
	(const char *const[]) \
	{ \
		__VA_ARGS__, NULL \
	}
static const struct {
	const char *name;
	const char *const *words;
} usual_environments[] = {
	{ "production",
	  WORDS("production", "prod", "prd", "운영", "프로덕션", "상용", "실서버") },
	{ "staging",
	  WORDS("staging", "stage", "stg", "pre-production", "preprod", "스테이징") },
	{ "development", WORDS("development", "dev", "개발") },
};
enum { USUAL_ENVIRONMENTS = sizeof(usual_environments) / sizeof(usual_environments[0]) };

/* Its own words, and those that are usual for an environment of its name. */
static void settle_words(struct arena *arena, struct term *environment)
{
	struct {
		str *items;
		size_t count, capacity;
	} words = { 0 };

	*list_add(arena, &words) = environment->name;
	for (size_t i = 0; i < environment->word_count; i++)
		*list_add(arena, &words) = environment->words[i];
	for (size_t i = 0; i < USUAL_ENVIRONMENTS; i++)
		for (const char *const *word = usual_environments[i].words;
		     str_is(environment->name, usual_environments[i].name) && *word;
		     word++)
			*list_add(arena, &words) = str_of(*word);
	environment->words = words.items;
	environment->word_count = words.count;
}

static const struct key environment_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct term, name),
	  .required = true },
	{ .name = "aliases",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct term, words),
	  .count_offset = offsetof(struct term, word_count) },
	{ .name = "default",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct term, is_default) },
};
const struct keys environment_keys = KEYS(struct term, environment_key_items, NULL);

/* A name alone is enough. */
static bool read_environment(struct reader *reader, const struct spot *spot,
			     struct term *environment)
{
	size_t problems = reader->problems->count;

	if (spot->tree->kind == TREE_MAP)
		reader_map(reader, spot, &environment_keys, environment);
	else if (!reader_name(reader, spot, &environment->name))
		return false;
	return reader->problems->count == problems;
}

void read_environments(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;
	struct term *items;
	size_t count;

	if (!reader_is_list(reader, spot))
		return;
	count = tree_count(spot->tree);
	items = arena_many(reader->arena, struct term, count);
	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);

		if (read_environment(reader, &item, &items[i]))
			settle_words(reader->arena, &items[i]);
	}
	config->vocabulary.environments = (struct terms){ items, count };
}

static struct terms usual(struct arena *arena)
{
	struct term *items = arena_many(arena, struct term, USUAL_ENVIRONMENTS);

	for (size_t i = 0; i < USUAL_ENVIRONMENTS; i++) {
		items[i].name = str_of(usual_environments[i].name);
		settle_words(arena, &items[i]);
	}
	return (struct terms){ items, USUAL_ENVIRONMENTS };
}

/* -- services -- */

static const struct service *find_other(const struct config *config, size_t nth,
					str alias)
{
	for (size_t i = 0; i < config->service_count; i++) {
		const struct service *service = &config->services[i];

		if (i != nth && str_equal(service->name, alias))
			return service;
		for (size_t j = 0; i < nth && j < service->alias_count; j++)
			if (str_equal(service->aliases[j], alias))
				return service;
	}
	return NULL;
}

static void check_aliases(struct reader *reader, const struct spot *service, size_t nth)
{
	const struct config *config = reader->config;
	const struct service *own = &config->services[nth];
	struct spot aliases = spot_under(service, "aliases");

	for (size_t i = 0; i < own->alias_count; i++) {
		struct spot item = spot_at(&aliases, i);
		const struct service *other = find_other(config, nth, own->aliases[i]);

		if (other)
			reader_tell(reader, &item,
				    "'" STR_FMT "' already means the service " STR_FMT,
				    STR_ARG(own->aliases[i]), STR_ARG(other->name));
	}
}

static struct term term_of(struct arena *arena, const struct service *service)
{
	struct term term = { .name = service->name,
			     .words = arena_many(arena, str, service->alias_count + 1) };

	term.words[term.word_count++] = service->name;
	for (size_t i = 0; i < service->alias_count; i++)
		term.words[term.word_count++] = service->aliases[i];
	return term;
}

static void check_defaults(struct reader *reader, const struct spot *file,
			   const struct terms *environments)
{
	struct spot list = spot_under(file, "environments");
	bool found = false;

	for (size_t i = 0; list.tree && i < environments->count; i++) {
		struct spot item = spot_at(&list, i);

		if (environments->items[i].is_default && found)
			reader_tell_of(reader, &item, "default",
				       "another environment is the default already");
		found = found || environments->items[i].is_default;
	}
}

void settle_vocabulary(struct reader *reader, const struct spot *file)
{
	struct config *config = reader->config;
	struct vocabulary *vocabulary = &config->vocabulary;
	struct term *services = arena_many(reader->arena, struct term,
					   config->service_count);
	struct spot list = spot_under(file, "services");

	for (size_t i = 0; i < config->service_count; i++) {
		struct spot item = spot_at(&list, i);

		check_aliases(reader, &item, i);
		services[i] = term_of(reader->arena, &config->services[i]);
	}
	vocabulary->services = (struct terms){ services, config->service_count };
	if (!spot_under(file, "environments").tree)
		vocabulary->environments = usual(reader->arena);
	check_defaults(reader, file, &vocabulary->environments);
}

/* -- reports -- */

static const struct key reports_key_items[] = {
	{ .name = "page_after",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct config, reports.page_after),
	  .most = 1000,
	  .fallback = "3" },
	{ .name = "within",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, reports.within),
	  .least = SECOND_MS,
	  .most = DAY_MS,
	  .fallback = "10m" },
	{ .name = "together",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, reports.together),
	  .least = SECOND_MS,
	  .most = 7 * DAY_MS,
	  .fallback = "1h" },
	{ .name = "per_minute",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct config, reports.per_minute),
	  .least = 1,
	  .most = 100000,
	  .fallback = "60" },
};
const struct keys reports_keys = KEYS(struct config, reports_key_items, NULL);
