#include "app/paging/reply.h"

#include "app/access/access.h"
#include "app/app.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/hash.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	LINE_BYTES_MAX = 60, /* longer is no answer of ours */
	SENDER_BYTES_MAX = 200,
	SAID_BYTES_MAX = 120,
	OUTCOME_BYTES_MAX = 500,
	KEY_BYTES_MAX = 200,
	CODE_LENGTH = 3,
	CODES_SHOWN_MAX = 9,
};

static const struct field reply_fields[] = {
	F(struct reply_row, id, FIELD_INT),
	F(struct reply_row, incident, FIELD_INT),
	F(struct reply_row, key, FIELD_TEXT),
	F(struct reply_row, channel, FIELD_TEXT),
	F(struct reply_row, sender, FIELD_TEXT),
	F(struct reply_row, page, FIELD_INT),
	F(struct reply_row, outcome, FIELD_TEXT),
	F(struct reply_row, at, FIELD_INSTANT),
};
const struct shape reply_shape = SHAPE("reply", struct reply_row, reply_fields);

/* -- who -- */

static str digits_of(str number, char *into, size_t room)
{
	size_t length = 0;

	for (size_t i = 0; i < number.length && length < room; i++)
		if (isdigit((unsigned char)number.bytes[i]))
			into[length++] = number.bytes[i];
	return (str){ into, length };
}

static bool is_same_number(str a, str b)
{
	char digits_a[32], digits_b[32];
	str of_a = digits_of(a, digits_a, sizeof(digits_a));

	return of_a.length > 0 &&
	       str_equal(of_a, digits_of(b, digits_b, sizeof(digits_b)));
}

static bool is_same_address(const char *kind, str a, str b)
{
	if (strcmp(kind, "email") == 0)
		return a.length == b.length &&
		       strncasecmp(a.bytes, b.bytes, a.length) == 0;
	if (strncmp(kind, "twilio", 6) == 0)
		return is_same_number(a, b);
	return str_equal(a, b);
}

static bool has_address(const struct config *config, const struct person_config *person,
			const char *kind, str address)
{
	for (size_t i = 0; i < person->contact_count; i++) {
		const struct contact *contact = &person->contacts[i];
		const struct channel_config *channel = config_channel(config,
								      contact->channel);

		if (str_is(channel ? channel->kind : contact->channel, kind) &&
		    is_same_address(kind, contact->address, address))
			return true;
	}
	return false;
}

str reply_person(const struct config *config, const char *kind, str address)
{
	for (size_t i = 0; address.length > 0 && i < config->person_count; i++)
		if (has_address(config, &config->people[i], kind, address))
			return config->people[i].name;
	return STR("");
}

bool reply_is_from(const struct config *config, str person, const char *kind, str address)
{
	const struct person_config *found = config_person(config, person);

	return found && address.length > 0 && has_address(config, found, kind, address);
}

/* -- what it says -- */

struct meaning {
	bool acknowledges;
	str code; /* "" : it names none */
};

static const char *const words[] = {
	"ack",  "acknowledge", "acknowledged", "ok",   "yes",
	"mine", "on it",       "taking it",    "확인", NULL
};

static bool is_word(str s)
{
	for (size_t i = 0; words[i]; i++)
		if (str_is(s, words[i]))
			return true;
	return false;
}

static bool is_code(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (!isdigit((unsigned char)s.bytes[i]))
			return false;
	return s.length == CODE_LENGTH;
}

static str first_line(str text)
{
	str line = STR("");

	while (str_next(&text, '\n', &line) && str_trim(line).length == 0)
		continue;
	return str_trim(line);
}

static char small(unsigned char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* In small letters, one space between words, without a full stop. */
static str plain_line(struct arena *arena, str line)
{
	char *bytes = arena_many(arena, char, line.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < line.length; i++) {
		unsigned char c = (unsigned char)line.bytes[i];

		if (!isspace(c))
			bytes[length++] = small(c);
		else if (length > 0 && bytes[length - 1] != ' ')
			bytes[length++] = ' ';
	}
	while (length > 0 && strchr(".! ", bytes[length - 1]))
		length--;
	return (str){ bytes, length };
}

static struct meaning meaning_of(struct arena *arena, str text)
{
	str line = first_line(text), first, last;

	if (line.length > LINE_BYTES_MAX)
		return (struct meaning){ 0 };
	line = plain_line(arena, line);
	if (is_code(line) || is_word(line))
		return (struct meaning){ true, is_code(line) ? line : STR("") };
	if (line.length <= CODE_LENGTH + 1 ||
	    line.bytes[line.length - CODE_LENGTH - 1] != ' ')
		return (struct meaning){ 0 };
	last = str_slice(line, line.length - CODE_LENGTH, CODE_LENGTH);
	first = str_slice(line, 0, line.length - CODE_LENGTH - 1);
	return (struct meaning){ is_code(last) && is_word(first), last };
}

/* -- taking it -- */

struct take {
	const struct reply *reply;
	str key; /* of the row; "" when the channel repeats nothing */
	/* What came of it. */
	bool was_there; /* it is a repeat */
	bool acknowledged;
	str outcome;
	int64_t page, incident;
};

/* Text from outside is data: short, and UTF-8. */
static str clean(str s, size_t most)
{
	s = str_clip(s, most);
	return str_is_utf8(s) || s.length == 0 ? s : STR("(unreadable)");
}

static str row_key(struct arena *arena, const struct reply *reply)
{
	if (reply->key.length == 0)
		return STR("");
	if (reply->key.length > KEY_BYTES_MAX || !str_is_utf8(reply->key))
		return arena_format(arena, STR_FMT " sha256:" STR_FMT,
				    STR_ARG(reply->channel),
				    STR_ARG(sha256_hex(arena, sha256_of(reply->key))));
	return arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(reply->channel),
			    STR_ARG(reply->key));
}

static bool find_earlier(struct work *work, struct take *take)
{
	struct reply_row row;

	take->was_there = false;
	if (take->key.length == 0)
		return true;
	if (!store_reply_find(work, take->key, &row, &take->was_there))
		return false;
	if (take->was_there) {
		take->outcome = row.outcome;
		take->acknowledged = row.page != 0;
	}
	return true;
}

static bool write_row(struct work *work, const struct take *take)
{
	struct reply_row row = {
		.incident = take->incident,
		.key = take->key,
		.channel = take->reply->channel,
		.sender = clean(take->reply->sender, SENDER_BYTES_MAX),
		.page = take->acknowledged ? take->page : 0,
		.outcome = str_clip(take->outcome, OUTCOME_BYTES_MAX),
		.at = work->now,
	};

	return take->key.length == 0 || store_add(work, &reply_shape, &row);
}

static bool write_down(struct work *work, const char *kind, const struct take *take)
{
	const struct reply *reply = take->reply;
	str sender = clean(reply->sender, SENDER_BYTES_MAX);

	return write_row(work, take) &&
	       note(work, kind, take->incident,
		    take->page != 0 ? subject_of(work, "page", take->page) : STR(""),
		    { "who", reply->person.length > 0 ? reply->person : sender },
		    { "channel", reply->channel }, { "sender", sender },
		    { "said", clean(first_line(reply->text), SAID_BYTES_MAX) },
		    { "outcome", str_clip(take->outcome, OUTCOME_BYTES_MAX) });
}

static bool become_person(struct work *work, const struct reply *reply)
{
	if (reply->person.length == 0)
		return fail(
			work, ERROR_FORBIDDEN,
			"Nobody here has this address: it must be a contact of yours.");

	struct actor actor;

	if (!access_person(work, reply->person, &actor))
		return false;
	if (actor.role < ROLE_RESPONDER || actor.kind != ACTOR_PERSON)
		return fail(work, ERROR_FORBIDDEN,
			    STR_FMT " is %s: acknowledging needs the role responder.",
			    STR_ARG(actor.name), role_names[actor.role]);
	actor.via = reply->channel;
	work->actor = actor;
	return true;
}

static bool page_named(struct work *work, struct take *take, str code,
		       struct page *ret_page)
{
	if (!store_get(work, &page_shape, take->reply->page, ret_page))
		return false;
	take->incident = ret_page->incident;
	if (code.length == 0 || str_equal(code, ret_page->code))
		return true;
	return fail(work, ERROR_CONFLICT,
		    "This answers the page with the code " STR_FMT ", not " STR_FMT ".",
		    STR_ARG(ret_page->code), STR_ARG(code));
}

static bool page_of_code(struct work *work, str code, struct page *ret_page)
{
	bool found;

	if (!store_page_by_code(work, code, ret_page, &found))
		return false;
	return found || fail(work, ERROR_NOT_FOUND, "No page has the code " STR_FMT ".",
			     STR_ARG(code));
}

static bool ask_which(struct work *work, const struct page *pages, size_t count)
{
	struct text text = text_new(work->arena, OUTCOME_BYTES_MAX);

	for (size_t i = count < CODES_SHOWN_MAX ? count : CODES_SHOWN_MAX; i > 0; i--)
		text_addf(&text, STR_FMT "%s", STR_ARG(pages[i - 1].code),
			  i > 2   ? ", "
			  : i > 1 ? " or "
				  : "");
	return fail(work, ERROR_CONFLICT, "%zu pages call you: answer with " STR_FMT ".",
		    count, STR_ARG(text_of(&text)));
}

static bool only_page(struct work *work, str person, struct page *ret_page)
{
	struct page *pages;
	size_t count;

	if (!store_pages_live(work, person, &pages, &count))
		return false;
	if (count == 0)
		return fail(work, ERROR_CONFLICT, "No page calls you now.");
	for (size_t i = 1; i < count; i++)
		if (pages[i].incident != pages[0].incident)
			return ask_which(work, pages, count);
	*ret_page = pages[0];
	return true;
}

static bool choose_page(struct work *work, struct take *take, struct page *ret_page)
{
	const struct reply *reply = take->reply;
	struct meaning meaning = meaning_of(work->arena, reply->text);

	if (!meaning.acknowledges)
		return fail(work, ERROR_INVALID,
			    "Not understood: answer with ack, or with the 3-digit code.");
	if (reply->page != 0)
		return page_named(work, take, meaning.code, ret_page);
	if (meaning.code.length > 0)
		return page_of_code(work, meaning.code, ret_page);
	if (!only_page(work, reply->person, ret_page))
		return false;
	/* Who sent a short message is easily forged; the code went to that phone. */
	return !str_is(reply->channel, "sms") ||
	       fail(work, ERROR_CONFLICT, "Answer with the code " STR_FMT ".",
		    STR_ARG(ret_page->code));
}

static bool acknowledge(struct work *work, struct take *take)
{
	struct page page = { 0 };
	struct incident incident;

	take->page = take->reply->page;
	if (!choose_page(work, take, &page))
		return false;
	take->page = page.id;
	take->incident = page.incident;
	if (!store_get(work, &incident_shape, page.incident, &incident) ||
	    !paging_acknowledge_page(work, page.id, &incident))
		return false;
	take->acknowledged = true;
	take->outcome = arena_format(
		work->arena, "You have " STR_FMT ": " STR_FMT ". Paging has stopped.",
		STR_ARG(incident.code), STR_ARG(str_clip(incident.title, 120)));
	return true;
}

static bool take_turn(struct work *work, void *arguments)
{
	struct take *take = arguments;

	if (!find_earlier(work, take))
		return false;
	if (take->was_there)
		return true;
	return become_person(work, take->reply) && acknowledge(work, take) &&
	       write_down(work, "reply.taken", take);
}

/* -- refusing it, in a turn of its own: the one that failed has left nothing -- */

static bool refuse_turn(struct work *work, void *arguments)
{
	struct take *take = arguments;
	struct actor actor;

	if (!find_earlier(work, take))
		return false;
	if (take->was_there)
		return true;
	work->actor = (struct actor){ .kind = ACTOR_DOOR, .name = take->reply->channel };
	if (take->reply->person.length > 0 &&
	    access_person(work, take->reply->person, &actor))
		work->actor = actor;
	work->actor.via = take->reply->channel;
	work->error = (struct error){ 0 };
	return write_down(work, "reply.refused", take);
}

static bool is_refusal(const struct error *error)
{
	switch (error->kind) {
	case ERROR_INVALID:
	case ERROR_UNAUTHENTICATED:
	case ERROR_FORBIDDEN:
	case ERROR_NOT_FOUND:
	case ERROR_CONFLICT:
	case ERROR_TOO_LARGE: return true;
	default: return false;
	}
}

static bool find_incident(struct work *work, void *arguments)
{
	struct take *take = arguments;
	struct page page;

	if (store_get(work, &page_shape, take->page, &page))
		take->incident = page.incident;
	return work->error.kind == ERROR_NONE || work->error.kind == ERROR_NOT_FOUND;
}

/* What is refused stands in the timeline of the page that it would have answered. */
static bool refuse(struct app *app, struct work *work, struct take *take)
{
	take->acknowledged = false;
	work->error = (struct error){ 0 };
	take->page = take->page != 0 ? take->page : take->reply->page;
	if (take->incident == 0 && take->page != 0 &&
	    !app_read(app, work, find_incident, take))
		return false;
	work->error = (struct error){ 0 };
	return app_change(app, work, "reply.refuse", refuse_turn, take, true);
}

bool reply_take(struct app *app, struct work *work, const struct reply *reply,
		bool *ret_acknowledged, str *ret_outcome)
{
	struct take take = { .reply = reply, .key = row_key(work->arena, reply) };

	if (!app_change(app, work, "reply.take", take_turn, &take, true)) {
		if (!is_refusal(&work->error))
			return false;
		take.outcome = arena_copy(work->arena, str_of(work->error.text));
		if (!refuse(app, work, &take))
			return false;
	}
	*ret_acknowledged = take.acknowledged;
	*ret_outcome = take.outcome;
	return true;
}

bool reply_refuse(struct app *app, struct work *work, const struct reply *reply,
		  str sentence)
{
	struct take take = { .reply = reply,
			     .key = row_key(work->arena, reply),
			     .outcome = sentence };

	return refuse(app, work, &take);
}
