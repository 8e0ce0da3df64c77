/* Answers by mail. The token in a mail names the page and whom it called; the mail must
 * come from that person's address, and be written by a person. */
#include "app/app.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/paging/reply.h"
#include "base/hash.h"
#include "base/log.h"
#include "formats/mail.h"

const char *const mail_verdict_names[] = { "taken", "refused", "ignored", NULL };

struct answer {
	struct received_mail mail;
	struct reply reply;
	bool is_proven; /* by a token of ours that has not ended */
};

static void find_proof(struct work *work, struct answer *answer)
{
	for (size_t i = 0; i < answer->mail.token_count && !answer->is_proven; i++)
		answer->is_proven = ack_link_check(work, answer->mail.tokens[i],
						   &answer->reply.page,
						   &answer->reply.person);
	if (answer->is_proven)
		work->error = (struct error){ 0 };
}

/* Of a mailbox that many read the token says no name: then the address does. A mail of
 * another address is not of whom the token names, and is not written down as theirs. */
static bool is_from_person(const struct config *config, struct answer *answer)
{
	struct reply *reply = &answer->reply;

	if (reply->person.length > 0) {
		if (reply_is_from(config, reply->person, "email", reply->sender))
			return true;
		reply->person = STR("");
		return false;
	}
	reply->person = reply_person(config, "email", reply->sender);
	return reply->person.length > 0;
}

static bool note_ignored(struct work *work, void *arguments)
{
	const struct answer *answer = arguments;
	const struct reply *reply = &answer->reply;
	struct page page;

	work->actor = (struct actor){ .kind = ACTOR_DOOR,
				      .name = reply->channel,
				      .via = reply->channel };
	return store_get(work, &page_shape, reply->page, &page) &&
	       note(work, "reply.ignored", page.incident,
		    subject_of(work, "page", page.id), { "channel", reply->channel },
		    { "who", reply->person }, { "sender", reply->sender },
		    { "reason", answer->mail.automatic });
}

/* Of a mail that has nothing of ours the log alone tells: else whoever sends us rubbish
 * would fill the journal. */
static bool ignore(struct app *app, struct work *work, struct answer *answer)
{
	if (answer->is_proven)
		return app_change(app, work, "reply.ignore", note_ignored, answer, false);
	log_info("mail.ignored", { "from", answer->mail.from },
		 { "reason", answer->mail.automatic });
	return true;
}

static bool refuse(struct app *app, struct work *work, const struct answer *answer,
		   str sentence, str *ret_outcome)
{
	*ret_outcome = sentence;
	if (answer->mail.token_count > 0)
		return reply_refuse(app, work, &answer->reply, sentence);
	log_info("mail.refused", { "from", answer->mail.from }, { "reason", sentence });
	return true;
}

static str why_unproven(struct work *work, const struct answer *answer)
{
	if (answer->mail.token_count == 0)
		return STR(
			"Nobody is here under this address: answer the mail of a page.");
	return arena_format(
		work->arena,
		"This answers no page that calls you now: %s. Answer the newest "
		"mail.",
		work->error.text);
}

static str why_wrong_person(struct work *work, const struct answer *answer)
{
	str sender = answer->reply.sender;

	return arena_format(
		work->arena,
		"This page called somebody else: " STR_FMT
		" is no address of whom it called. Use stanch ack, or your own page.",
		STR_ARG(sender.length > 0 ? str_clip(sender, 100) : STR("the sender")));
}

static bool read_answer(struct work *work, str message, struct answer *ret_answer)
{
	struct received_mail mail;

	if (!mail_read(work->arena, message, &mail, &work->error))
		return false;
	*ret_answer = (struct answer){ .mail = mail,
				       .reply = { .channel = STR("mail"),
						  .key = mail.message_id,
						  .sender = mail.from,
						  .text = mail.said } };
	/* An MTA that tries again sends the same bytes. */
	if (mail.message_id.length == 0)
		ret_answer->reply.key = sha256_hex(work->arena, sha256_of(message));
	find_proof(work, ret_answer);
	return true;
}

bool reply_take_mail(struct app *app, struct work *work, str message,
		     enum mail_verdict *ret_verdict, str *ret_outcome)
{
	struct answer answer;
	bool acknowledged;

	*ret_verdict = MAIL_REFUSED;
	if (!read_answer(work, message, &answer)) {
		*ret_outcome = arena_copy(work->arena, str_of(work->error.text));
		return true;
	}
	if (answer.mail.automatic.length > 0) {
		*ret_verdict = MAIL_IGNORED;
		*ret_outcome = answer.mail.automatic;
		return ignore(app, work, &answer);
	}
	if (!answer.is_proven)
		return refuse(app, work, &answer, why_unproven(work, &answer),
			      ret_outcome);
	if (!is_from_person(work->config, &answer))
		return refuse(app, work, &answer, why_wrong_person(work, &answer),
			      ret_outcome);
	if (!reply_take(app, work, &answer.reply, &acknowledged, ret_outcome))
		return false;
	*ret_verdict = acknowledged ? MAIL_TAKEN : MAIL_REFUSED;
	return true;
}
