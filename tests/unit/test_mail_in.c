/* The way in for mails over HTTP: who may hand one over, and what is answered. */
#include "face_fixture.h"

static const char with_key[] =
	"people:\n"
	"  - {name: ada, role: admin, contacts: [{webhook: \"http://127.0.0.1:1/x\"}]}\n"
	"on_call: [ada]\n"
	"door_keys:\n"
	"  - {name: mx, key_env: TEST_MAIL_KEY}\n";

#define RFC822 "Content-Type: message/rfc822\r\n"

static const char mail[] = "From: a@b\r\nTo: stanch@x\r\n\r\nack\r\n";

static void a_mail_needs_the_key_of_a_door(void)
{
	static const struct {
		const char *line, *headers;
		int status;
	} cases[] = {
		{ "POST /callbacks/mail/the-key-of-the-mail-server", RFC822, 200 },
		{ "POST /callbacks/mail/another", RFC822, 403 },
		{ "POST /callbacks/mail/", RFC822, 404 },
		{ "GET /callbacks/mail/the-key-of-the-mail-server", "", 405 },
		/* What a page in a browser could send unasked. */
		{ "POST /callbacks/mail/the-key-of-the-mail-server",
		  "Content-Type: text/plain\r\n", 415 },
	};
	struct served served;

	setenv("TEST_MAIL_KEY", "the-key-of-the-mail-server", 1);
	serve(&served, with_key);

	struct http_face *face = serve_on(&served, "127.0.0.1:0", ROUTE_CLASS_CALLBACKS,
					  false);
	struct http_face *people = serve_on(&served, "127.0.0.1:0", ROUTE_CLASS_PEOPLE,
					    false);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask_bytes(&served, http_face_port(face),
					       cases[i].line, cases[i].headers,
					       str_of(mail));

		if (reply.status != cases[i].status)
			check_failed(__FILE__, __LINE__, "%s: %d " STR_FMT, cases[i].line,
				     reply.status, STR_ARG(reply.body));
	}
	/* A listener without the class does not know the way. */
	CHECK_INT(ask_bytes(&served, http_face_port(people), cases[0].line, RFC822,
			    str_of(mail))
			  .status,
		  404);
	CHECK_INT(ask_local(&served, "POST /callbacks/mail/any", RFC822, mail).status,
		  200);
	http_face_stop(people);
	http_face_stop(face);
	unserve(&served);
}

SERVED(what_was_decided_is_a_success_for_who_delivers)
{
	static const struct {
		const char *mail, *verdict;
	} cases[] = {
		{ mail, "refused" },
		{ "From: a@b\r\nAuto-Submitted: auto-replied\r\n\r\nack", "ignored" },
		{ "nothing that is a mail", "refused" },
	};
	int64_t before = entries(f);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct reply reply = ask_local(f, "POST /callbacks/mail/x", RFC822,
					       cases[i].mail);

		CHECK_INT(reply.status, 200);
		CHECK_STR_EQ(tree_get_text(reply.tree, "verdict"),
			     str_of(cases[i].verdict));
		CHECK_CASE(tree_get_text(reply.tree, "outcome").length > 0,
			   cases[i].mail);
	}
	/* They have nothing of ours: else anybody could fill the journal. */
	CHECK_INT(entries(f), before);
}

const struct test tests[] = {
	{ "a mail needs the key of a door", a_mail_needs_the_key_of_a_door },
	{ "what was decided is a success for who delivers",
	  what_was_decided_is_a_success_for_who_delivers },
	{ 0 },
};
