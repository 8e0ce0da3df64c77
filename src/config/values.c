#include "config/values.h"

#include "base/suggest.h"
#include "base/zone.h"
#include "config/address.h"

#include <inttypes.h>
#include <string.h>

/* A field is reached by its offset, so it is written as bytes. */
static void set(void *owner, size_t offset, const void *value, size_t size)
{
	memcpy((char *)owner + offset, value, size);
}

void value_set_list(void *owner, const struct key *key, const void *items, size_t count)
{
	set(owner, key->offset, &items, sizeof(items));
	set(owner, key->count_offset, &count, sizeof(count));
}

bool reader_text(struct reader *reader, const struct spot *spot, str *ret_text)
{
	switch (spot->tree->kind) {
	case TREE_TEXT: *ret_text = arena_copy(reader->arena, spot->tree->text); break;
	case TREE_INT:
		*ret_text = arena_format(reader->arena, "%" PRId64, spot->tree->number);
		break;
	case TREE_REAL:
	case TREE_BOOL:
		reader_tell(reader, spot, "must be a text: put it in quotes");
		return false;
	default: reader_tell_kind(reader, spot, "a text"); return false;
	}
	if (ret_text->length > 0)
		return true;
	reader_tell(reader, spot, "is empty");
	return false;
}

/* More is put behind it: "/room/…". */
bool reader_url(struct reader *reader, const struct spot *spot, str *ret_url)
{
	str url;

	if (!reader_text(reader, spot, &url))
		return false;
	if (!address_is_http(url) || address_has_password(url)) {
		reader_tell(reader, spot,
			    "must be a URL such as https://stanch.example.org");
		return false;
	}
	while (str_ends_with(url, STR("/")))
		url.length--;
	*ret_url = url;
	return true;
}

static void read_text(struct reader *reader, const struct spot *spot,
		      const struct key *key, void *owner)
{
	str text;

	if (reader_text(reader, spot, &text))
		set(owner, key->offset, &text, sizeof(text));
}

/* What is typed behind a command must not look like an option or be two words. */
static bool is_name(str name)
{
	if (name.length == 0 || name.length > NAME_BYTES_MAX || name.bytes[0] == '-')
		return false;
	for (size_t i = 0; i < name.length; i++)
		if ((unsigned char)name.bytes[i] <= ' ' || name.bytes[i] == 0x7f ||
		    strchr("/\\\"'<>{}", name.bytes[i]))
			return false;
	return true;
}

bool reader_name(struct reader *reader, const struct spot *spot, str *ret_name)
{
	if (!reader_text(reader, spot, ret_name))
		return false;
	if (is_name(*ret_name))
		return true;
	reader_tell(reader, spot,
		    "must be a name of at most %d bytes: no spaces, slashes, quotes or "
		    "brackets, and no '-' in front",
		    NAME_BYTES_MAX);
	return false;
}

static void read_name(struct reader *reader, const struct spot *spot,
		      const struct key *key, void *owner)
{
	str name;

	if (reader_name(reader, spot, &name))
		set(owner, key->offset, &name, sizeof(name));
}

str duration_in_words(struct arena *arena, duration_ms duration)
{
	static const struct {
		duration_ms unit;
		const char *name;
	} units[] = { { DAY_MS, "d" },
		      { HOUR_MS, "h" },
		      { MINUTE_MS, "m" },
		      { SECOND_MS, "s" },
		      { 1, "ms" } };
	size_t i = 0;

	while (duration % units[i].unit != 0 || duration < units[i].unit)
		if (units[++i].unit == 1)
			break;
	return arena_format(arena, "%" PRId64 "%s", duration / units[i].unit,
			    units[i].name);
}

void read_duration(struct reader *reader, const struct spot *spot, const struct key *key,
		   void *owner)
{
	struct error error = { 0 };
	duration_ms duration = 0;
	bool zero = spot->tree->kind == TREE_INT && spot->tree->number == 0;

	if (spot->tree->kind == TREE_INT && !zero) {
		reader_tell(reader, spot,
			    "needs its unit, such as %" PRId64 "s or %" PRId64 "m",
			    spot->tree->number, spot->tree->number);
		return;
	}
	if (!zero && spot->tree->kind != TREE_TEXT) {
		reader_tell_kind(reader, spot, "a duration like 90s, 5m or 1h30m");
		return;
	}
	if (!zero && !duration_parse(spot->tree->text, &duration, &error)) {
		reader_tell(reader, spot, "%s", error.text);
		return;
	}
	if (duration < key->least || duration > key->most) {
		str least = duration_in_words(reader->scratch, key->least);
		str most = duration_in_words(reader->scratch, key->most);

		reader_tell(reader, spot, "must be from " STR_FMT " to " STR_FMT,
			    STR_ARG(least), STR_ARG(most));
		return;
	}
	set(owner, key->offset, &duration, sizeof(duration));
}

static void read_whole(struct reader *reader, const struct spot *spot,
		       const struct key *key, void *owner)
{
	int64_t number = spot->tree->number;

	if (spot->tree->kind != TREE_INT) {
		reader_tell_kind(reader, spot, "a whole number");
		return;
	}
	if (number < key->least || number > key->most) {
		reader_tell(reader, spot, "must be from %" PRId64 " to %" PRId64,
			    key->least, key->most);
		return;
	}
	set(owner, key->offset, &number, sizeof(number));
}

static void read_yes_no(struct reader *reader, const struct spot *spot,
			const struct key *key, void *owner)
{
	if (spot->tree->kind == TREE_BOOL)
		set(owner, key->offset, &spot->tree->boolean,
		    sizeof(spot->tree->boolean));
	else
		reader_tell_kind(reader, spot, "true or false");
}

static str choices_in_words(struct arena *arena, const struct key *key)
{
	str words = STR("");

	for (size_t i = (size_t)key->least; key->choices[i]; i++)
		words = arena_format(arena, STR_FMT "%s%s", STR_ARG(words),
				     words.length > 0 ? ", " : "", key->choices[i]);
	return words;
}

static void read_choice(struct reader *reader, const struct spot *spot,
			const struct key *key, void *owner)
{
	str word = spot->tree->kind == TREE_TEXT ? spot->tree->text : (str){ 0 };
	struct suggestion suggestion = suggestion_for(word);

	for (size_t i = (size_t)key->least; key->choices[i]; i++) {
		int choice = (int)i;

		if (str_is(word, key->choices[i])) {
			set(owner, key->offset, &choice, sizeof(choice));
			return;
		}
		suggestion_try(&suggestion, str_of(key->choices[i]));
	}
	reader_tell(reader, spot, "must be one of " STR_FMT STR_FMT,
		    STR_ARG(choices_in_words(reader->scratch, key)),
		    STR_ARG(suggestion_text(reader->scratch, &suggestion)));
}

static void read_text_list(struct reader *reader, const struct spot *spot,
			   const struct key *key, void *owner,
			   bool (*take)(struct reader *, const struct spot *, str *))
{
	if (!reader_is_list(reader, spot))
		return;

	size_t count = tree_count(spot->tree);
	str *texts = arena_many(reader->arena, str, count);

	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);

		take(reader, &item, &texts[i]);
	}
	value_set_list(owner, key, texts, count);
}

static void read_texts(struct reader *reader, const struct spot *spot,
		       const struct key *key, void *owner)
{
	read_text_list(reader, spot, key, owner, reader_text);
}

static void read_names(struct reader *reader, const struct spot *spot,
		       const struct key *key, void *owner)
{
	read_text_list(reader, spot, key, owner, reader_name);
}

static void add_equal(struct reader *reader, struct matchers *matchers, str label,
		      const struct spot *spot)
{
	str value;

	if (reader_text(reader, spot, &value))
		*list_add(reader->arena, matchers) = (struct matcher){
			.name = arena_copy(reader->arena, label), .value = value
		};
}

/* foo="bar", baz=~"a|b" */
static void add_written(struct reader *reader, struct matchers *matchers,
			const struct spot *spot)
{
	struct error error = { 0 };
	size_t before = matchers->count;
	str text;

	if (!reader_text(reader, spot, &text))
		return;
	if (!matchers_parse(reader->arena, text, matchers, &error))
		reader_tell(reader, spot, "%s", error.text);
	else if (matchers->count == before)
		reader_tell(reader, spot, "holds no matcher");
}

static void read_match_map(struct reader *reader, const struct spot *spot,
			   const struct key *key, struct matchers *matchers)
{
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot entry = spot_entry(spot, i);

		if (key->kind == KEY_MATCH || entry.tree->kind != TREE_LIST) {
			add_equal(reader, matchers, entry.name, &entry);
			continue;
		}
		for (size_t j = 0; j < tree_count(entry.tree); j++) {
			struct spot value = spot_at(&entry, j);

			add_equal(reader, matchers, entry.name, &value);
		}
	}
}

static void read_match_list(struct reader *reader, const struct spot *spot,
			    struct matchers *matchers)
{
	if (!reader_is_list(reader, spot))
		return;
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot item = spot_at(spot, i);

		add_written(reader, matchers, &item);
	}
}

static void read_match(struct reader *reader, const struct spot *spot,
		       const struct key *key, void *owner)
{
	struct matchers matchers = { 0 };

	if (key->kind == KEY_MATCH && spot->tree->kind == TREE_TEXT)
		add_written(reader, &matchers, spot);
	else if (key->kind == KEY_MATCH && spot->tree->kind == TREE_LIST)
		read_match_list(reader, spot, &matchers);
	else if (reader_is_map(reader, spot))
		read_match_map(reader, spot, key, &matchers);
	value_set_list(owner, key, matchers.items, matchers.count);
}

static void read_pairs(struct reader *reader, const struct spot *spot,
		       const struct key *key, void *owner)
{
	if (!reader_is_map(reader, spot))
		return;

	size_t count = tree_count(spot->tree);
	struct label *pairs = arena_many(reader->arena, struct label, count);

	for (size_t i = 0; i < count; i++) {
		struct spot entry = spot_entry(spot, i);

		pairs[i].name = arena_copy(reader->arena, entry.name);
		reader_text(reader, &entry, &pairs[i].value);
	}
	value_set_list(owner, key, pairs, count);
}

static void read_zone(struct reader *reader, const struct spot *spot,
		      const struct key *key, void *owner)
{
	struct error error = { 0 };
	const struct zone *zone;
	str name;

	if (!reader_text(reader, spot, &name))
		return;
	/* Part of the snapshot: no turn reads a file. */
	zone = zone_load(reader->arena, name, &error);
	if (zone)
		set(owner, key->offset, &zone, sizeof(const void *));
	else
		reader_tell(reader, spot, "%s", error.text);
}

static void read_secret_file(struct reader *reader, const struct spot *spot,
			     const struct key *key, void *owner)
{
	str secret;

	if (secret_from_file(reader, spot, &secret))
		set(owner, key->offset, &secret, sizeof(secret));
}

static void read_secret_env(struct reader *reader, const struct spot *spot,
			    const struct key *key, void *owner)
{
	str secret;

	if (secret_from_env(reader, spot, &secret))
		set(owner, key->offset, &secret, sizeof(secret));
}

static void read_map(struct reader *reader, const struct spot *spot,
		     const struct key *key, void *owner)
{
	reader_map(reader, spot, key->of, owner);
}

static void read_list(struct reader *reader, const struct spot *spot,
		      const struct key *key, void *owner)
{
	if (!reader_is_list(reader, spot))
		return;

	size_t count = tree_count(spot->tree);
	char *items = arena_alloc(reader->arena, count, key->of->size,
				  alignof(max_align_t));

	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);

		reader_map(reader, &item, key->of, items + i * key->of->size);
	}
	value_set_list(owner, key, items, count);
}

static void read_own(struct reader *reader, const struct spot *spot,
		     const struct key *key, void *owner)
{
	key->read(reader, spot, owner);
}

void value_read(struct reader *reader, const struct spot *spot, const struct key *key,
		void *owner)
{
	static void (*const reads[])(struct reader *, const struct spot *,
				     const struct key *, void *) = {
		[KEY_TEXT] = read_text,
		[KEY_NAME] = read_name,
		[KEY_DURATION] = read_duration,
		[KEY_WHOLE] = read_whole,
		[KEY_YES_NO] = read_yes_no,
		[KEY_CHOICE] = read_choice,
		[KEY_TEXTS] = read_texts,
		[KEY_NAMES] = read_names,
		[KEY_MATCH] = read_match,
		[KEY_MATCH_ANY] = read_match,
		[KEY_PAIRS] = read_pairs,
		[KEY_CONTACTS] = read_contacts,
		[KEY_ZONE] = read_zone,
		[KEY_SECRET_FILE] = read_secret_file,
		[KEY_SECRET_ENV] = read_secret_env,
		[KEY_MAP] = read_map,
		[KEY_LIST] = read_list,
		[KEY_OWN] = read_own,
	};

	reads[key->kind](reader, spot, key, owner);
}

bool reader_comparison(struct reader *reader, const struct spot *spot,
		       enum comparison *ret_comparison, double *ret_threshold)
{
	str text = spot->tree->kind == TREE_TEXT ? str_trim(spot->tree->text)
						 : (str){ 0 };

	for (int i = 0; comparison_names[i]; i++) {
		str name = str_of(comparison_names[i]);
		str rest = str_slice(text, name.length, text.length);

		if (!str_starts_with(text, name) || !str_starts_with(rest, STR(" ")) ||
		    !str_to_real(str_trim(rest), ret_threshold))
			continue;
		*ret_comparison = (enum comparison)i;
		return true;
	}
	reader_tell(reader, spot,
		    "must be 'below', 'at most', 'above' or 'at least' and a number, "
		    "such as \"below 1\"");
	return false;
}
