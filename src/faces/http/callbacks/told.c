#include "faces/http/callbacks/told.h"

#include "app/access/access.h"
#include "app/intake/told.h"
#include "base/text.h"

enum { SENTENCE_BYTES_MAX = 2 << 10 };

struct chat_told {
	const struct reply *reply;
	str text;
	struct text sentence;
};

static bool become(struct work *work, const struct reply *reply)
{
	struct actor person;

	if (!access_person(work, reply->person, &person))
		return false;
	if (person.role < ROLE_RESPONDER)
		return fail(work, ERROR_FORBIDDEN,
			    STR_FMT " is %s: this needs the role responder",
			    STR_ARG(person.name), role_names[person.role]);
	person.via = reply->channel;
	work->actor = person;
	return true;
}

static void add_questions(struct chat_told *told, const struct open_question *open,
			  size_t count)
{
	for (size_t i = 0; i < count; i++)
		text_addf(&told->sentence, " " STR_FMT, STR_ARG(open[i].asks));
}

static bool take_declaration(struct work *work, void *arguments)
{
	struct chat_told *told = arguments;
	struct declaration declaration = { .text = told->text, .rank = -1 };
	struct declared declared;

	if (!become(work, told->reply) ||
	    !declaration_take(work, &declaration, &declared))
		return false;
	text_addf(&told->sentence,
		  "%s " STR_FMT " (" STR_FMT "): " STR_FMT ". " STR_FMT ".",
		  declared.joined ? "Joined" : "Opened", STR_ARG(declared.incident.code),
		  STR_ARG(declared.incident.severity), STR_ARG(declared.incident.title),
		  STR_ARG(reading_explain(work->arena, &declared.reading)));
	add_questions(told, declared.reading.open, declared.reading.open_count);
	return true;
}

static bool take_report(struct work *work, void *arguments)
{
	struct chat_told *told = arguments;
	struct report_delivery delivery = { .report = {
						    .source = REPORT_TEAM,
						    .text = told->text,
						    .reporter = told->reply->person } };

	if (!become(work, told->reply) || !report_take(work, &delivery))
		return false;
	if (delivery.code.length == 0)
		text_addf(&told->sentence,
			  "Kept as report %lld; it says of nothing that it fails.",
			  (long long)delivery.report.id);
	else
		text_addf(&told->sentence,
			  "Report %lld stands at " STR_FMT " (" STR_FMT
			  ", reports: %lld). " STR_FMT ".",
			  (long long)delivery.report.id, STR_ARG(delivery.code),
			  STR_ARG(delivery.state), (long long)delivery.count,
			  STR_ARG(delivery.report.why));
	add_questions(told, delivery.open, delivery.open_count);
	return true;
}

bool callback_told(struct request *request, const struct reply *reply, str *ret_sentence)
{
	struct work *work = &request->work;
	struct chat_told told = { .reply = reply,
				  .sentence = text_new(work->arena, SENTENCE_BYTES_MAX) };
	bool is_declaration;
	str word;

	if (!str_cut(str_trim(reply->text), ' ', &word, &told.text))
		return false;
	is_declaration = str_is(word, "declare");
	if (!is_declaration && !str_is(word, "report"))
		return false;
	if (reply->person.length == 0)
		*ret_sentence = STR(
			"Nobody here has this address: a person's contacts must "
			"name it.");
	else if (app_change(work->app, work,
			    is_declaration ? "incident.declare" : "report.take",
			    is_declaration ? take_declaration : take_report, &told, true))
		*ret_sentence = text_of(&told.sentence);
	else
		*ret_sentence = arena_copy(work->arena, str_of(work->error.text));
	return true;
}
