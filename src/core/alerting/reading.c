#include "core/alerting/reading.h"

#include "core/alerting/reading_private.h"

#include "base/text.h"

enum {
	SEEN_MAX = 128,
	MENTIONS_MAX = 64,
	NEGATION_WORDS_MAX = 3,
	FRONT_BYTES_MIN = 4,
	SYMPTOM_SLIP_BYTES_MIN = 8,
	/* What a mention of a service weighs by itself, and by what is said of it. */
	WEIGHT_NAMED = 40,
	WEIGHT_MISSPELT = 30,
	WEIGHT_IN_URL = 20,
	WEIGHT_BY_PART = 10,
	WEIGHT_FAILS = 100,
	WEIGHT_IS_WELL = -200,
	EXPLANATION_BYTES_MAX = 4096,
	NAMES_ASKED_MAX = 8,
};

const char *const recognition_names[] = {
	[RECOGNISED_NOT] = "not found",
	[RECOGNISED_GIVEN] = "given",
	[RECOGNISED_NAMED] = "named in the text",
	[RECOGNISED_IN_URL] = "in the path of a URL",
	[RECOGNISED_BY_PART] = "part of its name",
	[RECOGNISED_MISSPELT] = "almost its name",
	[RECOGNISED_ASSUMED] = "assumed: none was named",
	NULL,
};

const char *const reading_verdict_names[] = {
	[READING_UNCLEAR] = "unclear",
	[READING_INCIDENT] = "incident",
	[READING_NO_INCIDENT] = "no incident",
	NULL,
};

/* Something found in the text: a symptom, an environment, a service. */
struct seen {
	const struct term *term;
	size_t nth; /* of the term */
	struct match match;
	enum recognition how;
	bool is_negated;
};

struct seen_list {
	struct seen items[SEEN_MAX];
	size_t count;
};

/* What is said in one clause. */
struct clause {
	bool fails, is_well, is_negated;
};

/* One text on its way to a reading. */
struct reader {
	struct arena *arena;
	const struct vocabulary *vocabulary;
	struct words words;
	struct seen_list symptoms, environments, services;
	struct clause *clauses;
	bool fails; /* anything */
	size_t guesses;
};

/* -- finding -- */

static bool is_unbroken(const struct words *words, size_t from, size_t to)
{
	for (size_t i = from + 1; i <= to; i++)
		if (words->items[i].has_stop_before ||
		    words->items[i].sentence != words->items[from].sentence)
			return false;
	return true;
}

/* "no errors", "is not down"; but "no idea why it is down". */
static bool is_negated(const struct words *words, size_t first)
{
	for (size_t back = 1; back <= NEGATION_WORDS_MAX && back <= first; back++) {
		size_t at = first - back;

		if (!is_unbroken(words, at, first))
			return false;
		if (!words->items[at].is_taken &&
		    word_is_in(words->items[at].text, negating_words) &&
		    !word_is_in(words->items[at + 1].text, unnegating_words))
			return true;
	}
	return false;
}

static void add_seen(struct seen_list *list, const struct seen *seen)
{
	if (list->count < SEEN_MAX)
		list->items[list->count++] = *seen;
}

static void find_phrase(struct reader *reader, const struct phrase *phrase,
			struct seen seen, bool in_addresses, struct seen_list *list)
{
	for (size_t i = 0; i < reader->words.count; i++) {
		if (!in_addresses && reader->words.items[i].place != PLACE_TEXT)
			continue;
		if (phrase_fits(&reader->words, i, phrase, &seen.match))
			add_seen(list, &seen);
	}
}

static void find_terms(struct reader *reader, const struct terms *terms,
		       bool in_addresses, struct seen_list *list)
{
	for (size_t i = 0; i < terms->count; i++) {
		const struct term *term = &terms->items[i];
		struct seen seen = { .term = term, .nth = i, .how = RECOGNISED_NAMED };

		for (size_t j = 0; j < term->word_count; j++) {
			struct phrase phrase = phrase_of(reader->arena, term->words[j]);

			find_phrase(reader, &phrase, seen, in_addresses, list);
		}
	}
}

/* All own words of one are own words of the other, which has more, or stood before. */
static bool is_covered(const struct seen *one, const struct seen *other, bool is_later)
{
	size_t size = match_size(&one->match), other_size = match_size(&other->match);

	if (other_size < size || (other_size == size && !is_later))
		return false;
	for (size_t word = one->match.first; word <= one->match.last; word++)
		if (match_holds(&one->match, word) && !match_holds(&other->match, word))
			return false;
	return true;
}

/* "error rate" is no "error", and "pre-production" no "production". */
static void drop_covered(struct seen_list *list)
{
	static const size_t none = 0;
	struct seen_list kept = { .count = none };

	for (size_t i = 0; i < list->count; i++) {
		bool covered = false;

		for (size_t j = 0; j < list->count && !covered; j++)
			covered = i != j &&
				  is_covered(&list->items[i], &list->items[j], j < i);
		if (!covered)
			add_seen(&kept, &list->items[i]);
	}
	*list = kept;
}

/* Only what could be a name is compared, and only so often. */
static void guess_word(struct reader *reader, struct seen seen, str key,
		       struct seen_list *list)
{
	for (size_t i = 0; i < reader->words.count; i++) {
		const struct word *word = &reader->words.items[i];
		size_t size;

		if (word->is_taken || word->text.bytes[0] != key.bytes[0] ||
		    reader->guesses++ >= READING_GUESSES_MAX)
			continue;
		size = almost_fits(&reader->words, i, key);
		if (size == 0)
			continue;
		seen.match = (struct match){ .first = i,
					     .last = i + size - 1,
					     .taken = { { i, i + size - 1 } },
					     .chunk_count = 1 };
		add_seen(list, &seen);
	}
}

static void guess_terms(struct reader *reader, const struct terms *terms,
			size_t key_bytes_min, struct seen_list *list)
{
	for (size_t i = 0; i < terms->count; i++) {
		const struct term *term = &terms->items[i];
		struct seen seen = { .term = term, .nth = i, .how = RECOGNISED_MISSPELT };

		for (size_t j = 0; j < term->word_count; j++) {
			struct phrase phrase = phrase_of(reader->arena, term->words[j]);

			if (phrase.count == 1 &&
			    phrase.chunks[0].key.length >= key_bytes_min)
				guess_word(reader, seen, phrase.chunks[0].key, list);
		}
	}
}

static void mark_taken(struct words *words, const struct match *match)
{
	for (size_t i = match->first; i <= match->last; i++)
		if (match_holds(match, i))
			words->items[i].is_taken = true;
}

static void find_symptoms(struct reader *reader)
{
	struct seen_list *list = &reader->symptoms;

	find_terms(reader, &reader->vocabulary->symptoms, false, list);
	if (list->count == 0)
		guess_terms(reader, &reader->vocabulary->symptoms, SYMPTOM_SLIP_BYTES_MIN,
			    list);
	drop_covered(list);
	for (size_t i = 0; i < list->count; i++)
		mark_taken(&reader->words, &list->items[i].match);
	for (size_t i = 0; i < list->count; i++)
		list->items[i].is_negated = is_negated(&reader->words,
						       list->items[i].match.first);
}

static void find_wellness(struct reader *reader)
{
	struct words *words = &reader->words;

	for (const char *const *one = wellness_phrases; *one; one++) {
		struct phrase phrase = phrase_of(reader->arena, str_of(*one));
		struct match match;

		for (size_t i = 0; i < words->count; i++)
			if (!words->items[i].is_taken &&
			    phrase_fits(words, i, &phrase, &match) &&
			    !is_negated(words, i))
				words->items[i].is_well = true;
	}
}

/* -- clauses: what belongs together -- */

static bool is_predicate(const struct word *word)
{
	return word->is_taken || word->is_well;
}

/* "in production, order-service is down" is one clause: the first part says nothing of
 * anything by itself. */
static void part_clauses(struct reader *reader)
{
	struct words *words = &reader->words;
	unsigned clause = 0;
	bool has_predicate = false;

	for (size_t i = 0; i < words->count; i++) {
		struct word *word = &words->items[i];

		if (i > 0 && (word->sentence != words->items[i - 1].sentence ||
			      (word->has_stop_before && has_predicate))) {
			clause++;
			has_predicate = false;
		}
		has_predicate = has_predicate || is_predicate(word);
		word->clause = clause;
	}
	reader->clauses = arena_many(reader->arena, struct clause, (size_t)clause + 1);
}

static struct clause *clause_of(struct reader *reader, size_t word)
{
	return &reader->clauses[reader->words.items[word].clause];
}

/* "cart isn't slow, inventory is" */
static bool ends_in_ellipsis(const struct words *words, size_t word)
{
	static const char *const verbs[] = { "is", "are", "was", "were", "does",
					     "do", "did", "has", "have", NULL };
	bool is_last = word + 1 == words->count ||
		       words->items[word + 1].clause != words->items[word].clause;

	return is_last && word_is_in(words->items[word].text, verbs);
}

static void weigh_clauses(struct reader *reader)
{
	struct words *words = &reader->words;

	for (size_t i = 0; i < words->count; i++)
		if (words->items[i].is_well)
			clause_of(reader, i)->is_well = true;
	for (size_t i = 0; i < reader->symptoms.count; i++) {
		struct seen *symptom = &reader->symptoms.items[i];
		struct clause *clause = clause_of(reader, symptom->match.first);

		symptom->is_negated = symptom->is_negated || clause->is_well;
		clause->is_negated = clause->is_negated || symptom->is_negated;
		clause->fails = clause->fails || !symptom->is_negated;
		reader->fails = reader->fails || !symptom->is_negated;
	}
}

/* The symptom that was denied of one is said of the other. */
static void fill_ellipses(struct reader *reader)
{
	struct words *words = &reader->words;

	for (size_t i = 0; i < words->count; i++) {
		unsigned nth = words->items[i].clause;
		size_t count = reader->symptoms.count;

		if (nth == 0 || !ends_in_ellipsis(words, i) ||
		    !reader->clauses[nth - 1].is_negated || reader->clauses[nth].fails)
			continue;
		for (size_t j = 0; j < count; j++) {
			struct seen again = reader->symptoms.items[j];

			if (words->items[again.match.first].clause != nth - 1)
				continue;
			again.is_negated = false;
			again.match = (struct match){ .first = i, .last = i };
			add_seen(&reader->symptoms, &again);
			reader->clauses[nth].fails = reader->fails = true;
		}
	}
}

/* -- services -- */

/* "order" of order-service; "" when there is no front that could mean it. */
static str front_of(struct arena *arena, str name)
{
	struct words words = words_of(arena, name);
	const struct word *tail;
	str front;

	if (words.count < 2)
		return STR("");
	tail = &words.items[words.count - 1];
	front = str_slice(name, 0, words.items[words.count - 2].end);
	if (!word_is_in(tail->text, generic_tails) || front.length < FRONT_BYTES_MIN ||
	    (words.count == 2 && word_is_in(words.items[0].text, common_fronts)))
		return STR("");
	return front;
}

static bool is_front_of_another(struct reader *reader, size_t nth, str front)
{
	const struct terms *services = &reader->vocabulary->services;

	for (size_t i = 0; i < services->count; i++)
		if (i != nth &&
		    str_equal(front_of(reader->arena, services->items[i].name), front))
			return true;
	return false;
}

/* "the order svc" names it; "orders" only hints at it. */
static void find_front(struct reader *reader, size_t nth)
{
	const struct term *term = &reader->vocabulary->services.items[nth];
	struct seen seen = { .term = term, .nth = nth };
	str front = front_of(reader->arena, term->name);
	struct phrase phrase = phrase_of(reader->arena, front);
	const struct words *words = &reader->words;

	for (size_t i = 0; front.length > 0 && i < words->count; i++) {
		size_t next;

		if (!phrase_fits(words, i, &phrase, &seen.match))
			continue;
		if (is_front_of_another(reader, nth, front))
			return;
		next = seen.match.last + 1;
		seen.how = next < words->count && is_unbroken(words, next - 1, next) &&
					   word_is_in(words->items[next].text,
						      generic_tails)
				   ? RECOGNISED_NAMED
				   : RECOGNISED_BY_PART;
		add_seen(&reader->services, &seen);
	}
}

static bool all_taken(const struct words *words, const struct match *match)
{
	for (size_t i = match->first; i <= match->last; i++)
		if (!words->items[i].is_taken)
			return false;
	return true;
}

/* What a symptom's words hold hints only: "cannot log in". */
static void settle_how(const struct reader *reader, struct seen *service)
{
	if (service->how != RECOGNISED_NAMED)
		return;
	if (all_taken(&reader->words, &service->match))
		service->how = RECOGNISED_BY_PART;
	else if (reader->words.items[service->match.first].place == PLACE_PATH)
		service->how = RECOGNISED_IN_URL;
}

static bool has_named(const struct seen_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].how != RECOGNISED_BY_PART)
			return true;
	return false;
}

static void find_services(struct reader *reader)
{
	struct seen_list *list = &reader->services;
	const struct terms *services = &reader->vocabulary->services;

	find_terms(reader, services, true, list);
	for (size_t i = 0; i < services->count; i++)
		find_front(reader, i);
	drop_covered(list);
	for (size_t i = 0; i < list->count; i++)
		settle_how(reader, &list->items[i]);
	if (!has_named(list))
		guess_terms(reader, services, 0, list);
}

static int weight_of(struct reader *reader, const struct seen *service)
{
	static const int weights[] = {
		[RECOGNISED_NAMED] = WEIGHT_NAMED,
		[RECOGNISED_MISSPELT] = WEIGHT_MISSPELT,
		[RECOGNISED_IN_URL] = WEIGHT_IN_URL,
		[RECOGNISED_BY_PART] = WEIGHT_BY_PART,
		[RECOGNISED_ASSUMED] = 0,
	};
	const struct clause *clause = clause_of(reader, service->match.first);

	if (clause->fails)
		return weights[service->how] + WEIGHT_FAILS;
	return weights[service->how] +
	       (clause->is_well || clause->is_negated ? WEIGHT_IS_WELL : 0);
}

/* A hint needs something that fails; and what is said to be well is not what does. */
static bool may_be_meant(const struct reader *reader, const struct seen *service,
			 int weight)
{
	if (service->how == RECOGNISED_BY_PART && !reader->fails)
		return false;
	return weight >= 0 || !reader->fails;
}

static const struct seen *choose_service(struct reader *reader)
{
	const struct seen *best = NULL;
	int most = 0;

	for (size_t i = 0; i < reader->services.count; i++) {
		const struct seen *service = &reader->services.items[i];
		int weight = weight_of(reader, service);

		if (!may_be_meant(reader, service, weight))
			continue;
		if (!best || weight > most ||
		    (weight == most && service->match.first < best->match.first)) {
			best = service;
			most = weight;
		}
	}
	return best;
}

/* -- the rest -- */

/* Without a service the first that fails is what the text is about. */
static size_t centre_of(struct reader *reader, const struct seen *service)
{
	size_t first = SIZE_MAX;

	if (service)
		return service->match.first;
	for (size_t i = 0; i < reader->symptoms.count; i++) {
		const struct seen *symptom = &reader->symptoms.items[i];

		if (!symptom->is_negated && symptom->match.first < first)
			first = symptom->match.first;
	}
	return first == SIZE_MAX ? 0 : first;
}

/* Of those in the clause of this word, else of all: the first in the vocabulary for
 * symptoms, the first in the text for environments. */
static const struct seen *choose_near(struct reader *reader, const struct seen_list *list,
				      size_t centre, bool by_order)
{
	const struct seen *best = NULL;
	bool best_is_near = false;
	size_t least = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct seen *one = &list->items[i];
		bool is_near = clause_of(reader, one->match.first) ==
			       clause_of(reader, centre);
		size_t place = by_order ? one->nth : one->match.first;

		if (one->is_negated || (best_is_near && !is_near))
			continue;
		if (best && is_near == best_is_near && place >= least)
			continue;
		best = one;
		best_is_near = is_near;
		least = place;
	}
	return best;
}

static void find_environments(struct reader *reader)
{
	struct seen_list *list = &reader->environments;

	find_terms(reader, &reader->vocabulary->environments, true, list);
	if (list->count == 0)
		guess_terms(reader, &reader->vocabulary->environments, 0, list);
	drop_covered(list);
	for (size_t i = 0; i < list->count; i++)
		list->items[i].is_negated = is_negated(&reader->words,
						       list->items[i].match.first);
}

static struct mention mention_of(const struct reader *reader, const struct seen *seen)
{
	const struct words *words = &reader->words;
	size_t from, to;

	if (!seen)
		return (struct mention){ .how = RECOGNISED_NOT };
	from = words->items[seen->match.first].at;
	to = words->items[seen->match.last].end;
	return (struct mention){
		.name = seen->term->name,
		.title = seen->term->title.length > 0 ? seen->term->title
						      : seen->term->name,
		.words = str_slice(words->text, from, to - from),
		.at = from,
		.how = seen->how,
	};
}

static struct mention assumed_environment(const struct vocabulary *vocabulary)
{
	for (size_t i = 0; i < vocabulary->environments.count; i++) {
		const struct term *term = &vocabulary->environments.items[i];

		if (term->is_default)
			return (struct mention){ .name = term->name,
						 .title = term->name,
						 .how = RECOGNISED_ASSUMED };
	}
	return (struct mention){ .how = RECOGNISED_NOT };
}

static bool has_other(const struct text_reading *reading, str name)
{
	for (size_t i = 0; i < reading->other_count; i++)
		if (str_equal(reading->others[i].name, name))
			return true;
	return false;
}

static void add_others(const struct reader *reader, struct text_reading *reading)
{
	for (size_t i = 0; i < reader->services.count; i++) {
		const struct seen *one = &reader->services.items[i];

		if (reading->other_count == READING_OTHERS_MAX ||
		    one->how == RECOGNISED_BY_PART || one->how == RECOGNISED_MISSPELT ||
		    str_equal(one->term->name, reading->service.name) ||
		    has_other(reading, one->term->name))
			continue;
		reading->others[reading->other_count++] = mention_of(reader, one);
	}
}

static bool is_courtesy(const struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		if (!word_is_in(words->items[i].text, courtesy_words))
			return false;
	return words->count > 0;
}

static enum reading_verdict verdict_of(const struct reader *reader)
{
	if (reader->fails)
		return READING_INCIDENT;
	if (reader->symptoms.count > 0)
		return READING_NO_INCIDENT;
	for (size_t i = 0; i < reader->words.count; i++)
		if (reader->words.items[i].is_well)
			return READING_NO_INCIDENT;
	return reader->services.count == 0 && is_courtesy(&reader->words)
		       ? READING_NO_INCIDENT
		       : READING_UNCLEAR;
}

static bool has_hangul(const struct words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		unsigned char first = (unsigned char)words->items[i].text.bytes[0];

		if (first >= 0xEA && first <= 0xED)
			return true;
	}
	return false;
}

/* -- what is left open -- */

static void ask(struct text_reading *reading, const char *about, str asks)
{
	reading->open[reading->open_count++] = (struct open_question){ about, asks };
}

static str names_of(struct arena *arena, const struct terms *terms)
{
	struct text text = text_new(arena, EXPLANATION_BYTES_MAX);
	size_t shown = terms->count < NAMES_ASKED_MAX ? terms->count : NAMES_ASKED_MAX;

	for (size_t i = 0; i < shown; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(terms->items[i].name));
	if (shown < terms->count)
		text_add(&text, STR(", …"));
	return text_of(&text);
}

static void ask_what_is_open(struct arena *arena, struct text_reading *reading,
			     const struct vocabulary *vocabulary)
{
	bool korean = reading->is_korean;
	str services = names_of(arena, &vocabulary->services);
	str environments = names_of(arena, &vocabulary->environments);

	reading->open_count = 0;
	if (reading->service.name.length == 0)
		ask(reading, "service",
		    services.length == 0
			    ? (korean ? STR("어떤 서비스인가요?")
				      : STR("Which service is it?"))
			    : arena_format(arena,
					   korean ? "어떤 서비스인가요? (" STR_FMT ")"
						  : "Which service is it? (" STR_FMT ")",
					   STR_ARG(services)));
	if (reading->environment.name.length == 0 && environments.length > 0)
		ask(reading, "environment",
		    arena_format(arena,
				 korean ? "어떤 환경인가요? (" STR_FMT ")"
					: "In which environment? (" STR_FMT ")",
				 STR_ARG(environments)));
	if (reading->symptom.name.length == 0)
		ask(reading, "symptom",
		    korean ? STR("무엇이 보이나요? 오류, 느림, 다운 등")
			   : STR("What do you see: errors, slowness, something that is "
				 "down?"));
}

struct text_reading text_read(struct arena *arena, str text,
			      const struct vocabulary *vocabulary)
{
	struct reader *reader = arena_one(arena, struct reader);
	struct text_reading reading = { .verdict = READING_UNCLEAR };
	const struct seen *service;
	size_t centre;

	*reader = (struct reader){ .arena = arena,
				   .vocabulary = vocabulary,
				   .words = words_of(arena, text) };
	find_symptoms(reader);
	find_wellness(reader);
	part_clauses(reader);
	weigh_clauses(reader);
	fill_ellipses(reader);
	find_services(reader);
	find_environments(reader);

	service = choose_service(reader);
	centre = centre_of(reader, service);
	reading.service = mention_of(reader, service);
	reading.symptom = mention_of(
		reader, choose_near(reader, &reader->symptoms, centre, true));
	reading.environment = mention_of(
		reader, choose_near(reader, &reader->environments, centre, false));
	if (reading.environment.how == RECOGNISED_NOT)
		reading.environment = assumed_environment(vocabulary);
	add_others(reader, &reading);
	reading.verdict = verdict_of(reader);
	reading.is_korean = has_hangul(&reader->words);
	ask_what_is_open(arena, &reading, vocabulary);
	return reading;
}

static void give(struct mention *mention, str name)
{
	if (name.length > 0)
		*mention = (struct mention){ .name = name,
					     .title = name,
					     .how = RECOGNISED_GIVEN };
}

void reading_give(struct arena *arena, struct text_reading *reading, str service,
		  str environment, const struct vocabulary *vocabulary)
{
	give(&reading->service, service);
	give(&reading->environment, environment);
	ask_what_is_open(arena, reading, vocabulary);
}

static void explain_one(struct text *text, const char *what,
			const struct mention *mention)
{
	if (mention->name.length == 0)
		return;
	text_addf(text, "%s%s " STR_FMT ": %s", text->length > 0 ? "; " : "", what,
		  STR_ARG(mention->title), recognition_names[mention->how]);
	if (mention->words.length > 0)
		text_addf(text, " ('" STR_FMT "')",
			  STR_ARG(str_clip(mention->words, 80)));
}

str reading_explain(struct arena *arena, const struct text_reading *reading)
{
	struct text text = text_new(arena, EXPLANATION_BYTES_MAX);

	explain_one(&text, "service", &reading->service);
	explain_one(&text, "environment", &reading->environment);
	explain_one(&text, "symptom", &reading->symptom);
	if (text.length == 0)
		text_add(&text, STR("no service, environment or symptom was recognised"));
	return text_of(&text);
}

/* -- likeness -- */

static bool has_meaning(const struct word *word)
{
	return word->text.length > 1 && !word_is_in(word->text, empty_words) &&
	       !word_is_in(word->text, courtesy_words) &&
	       !(word->text.bytes[0] >= '0' && word->text.bytes[0] <= '9');
}

/* "orders" is "order"; "장바구니가" is "장바구니". */
static bool is_same_word(struct arena *arena, str one, str other)
{
	struct words words = words_of(arena, one);
	struct phrase phrase = phrase_of(arena, other);
	struct match match;

	return words.count > 0 && phrase_fits(&words, 0, &phrase, &match);
}

static bool has_word(struct arena *arena, const struct words *words, str word)
{
	for (size_t i = 0; i < words->count; i++)
		if (has_meaning(&words->items[i]) &&
		    (is_same_word(arena, words->items[i].text, word) ||
		     is_same_word(arena, word, words->items[i].text)))
			return true;
	return false;
}

static size_t count_meaning(const struct words *words)
{
	size_t count = 0;

	for (size_t i = 0; i < words->count; i++)
		count += has_meaning(&words->items[i]);
	return count;
}

bool readings_are_alike(struct arena *arena, str text, str symptom, str other_text,
			str other_symptom)
{
	struct words one = words_of(arena, str_clip(text, LIKENESS_BYTES_MAX));
	struct words other = words_of(arena, str_clip(other_text, LIKENESS_BYTES_MAX));
	size_t least = count_meaning(&one), shared = 0;

	if (symptom.length > 0 && str_equal(symptom, other_symptom))
		return true;
	if (count_meaning(&other) < least)
		least = count_meaning(&other);
	for (size_t i = 0; i < one.count; i++)
		shared += has_meaning(&one.items[i]) &&
			  has_word(arena, &other, one.items[i].text);
	return shared >= 2 && shared * 2 >= least;
}
