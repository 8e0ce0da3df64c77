/* What a person types: single keys, at most three to approve. */
#include "drill/session.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define HINT_AFTER_US ((int64_t)120 * 1000000)

static struct termios before;
static bool is_raw;

bool keys_start(void)
{
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return false;
	raw = before;
	/* Ctrl-C stays a signal. */
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	is_raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
	return is_raw;
}

void keys_stop(void)
{
	if (is_raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
	is_raw = false;
}

static void do_act(struct session *session, const struct act *act, const char *done)
{
	struct error error;

	if (session->code.length == 0)
		session_say(session, "WAIT", "there is no incident yet");
	else if (!session_act(session, act, &error))
		session_say(session, "REFUSED", "%s", error.text);
	else if (done)
		session_say(session, "DONE", "%s", done);
}

static void show_preview(struct session *session, int64_t number)
{
	const struct tree *action = room_action(session, number);

	if (!action) {
		session_say(session, "NONE", "no action %lld is offered",
			    (long long)number);
		return;
	}
	session->chosen = number;
	session_say(session, "PREVIEW",
		    "%lld " STR_FMT ": " STR_FMT " · risk: " STR_FMT
		    " → press y to approve, d for all of it",
		    (long long)number, STR_ARG(tree_get_text(action, "title")),
		    STR_ARG(tree_get_text(action, "preview")),
		    STR_ARG(tree_get_text(action, "risk")));
}

static void show_details(struct session *session)
{
	static const char *const lines[] = { "title",     "target",   "preview",
					     "why",       "expected", "risk",
					     "undo_text", "state",    "digest" };
	int64_t number = session->chosen != 0 ? session->chosen : 1;
	const struct tree *action = room_action(session, number);
	const struct tree *argv = tree_get(action, "argv");

	if (!action) {
		session_say(session, "NONE", "nothing is offered");
		return;
	}
	session->chosen = number;
	session_say(session, "DETAILS", "action %lld", (long long)number);
	printf("         %-10s", "runs");
	for (size_t i = 0; i < tree_count(argv); i++)
		printf(" " STR_FMT, STR_ARG(tree_nth(argv, i)->text));
	printf("\n");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		printf("         %-10s " STR_FMT "\n", lines[i],
		       STR_ARG(tree_get_text(action, lines[i])));
	fflush(stdout);
}

static void approve(struct session *session)
{
	const struct tree *action = room_action(session, session->chosen);

	if (!action) {
		session_say(session, "CHOOSE", "press the number of an action first");
		return;
	}
	/* The digest of what was shown: another preview is not what was approved. */
	do_act(session,
	       &(struct act){ .operation = "action/approve",
			      .number = session->chosen,
			      .digest = tree_get_text(action, "digest") },
	       NULL);
	session->chosen = 0;
}

static void undo(struct session *session)
{
	const struct tree *actions = tree_get(session->room, "actions");

	for (size_t i = tree_count(actions); i > 0; i--) {
		const struct tree *one = tree_nth(actions, i - 1);

		if (!text_is(one, "state", "succeeded") ||
		    tree_get_int(one, "undo_of", 0) != 0)
			continue;
		session->wants_undo = true;
		do_act(session,
		       &(struct act){ .operation = "action/undo",
				      .number = tree_get_int(one, "number", 0) },
		       NULL);
		return;
	}
	session_say(session, "NONE", "nothing was done that could be undone");
}

static void settle(struct session *session)
{
	const struct tree *actions = tree_get(session->room, "actions");

	for (size_t i = 0; i < tree_count(actions); i++) {
		const struct tree *one = tree_nth(actions, i);

		if (!text_is(one, "state", "unknown"))
			continue;
		do_act(session,
		       &(struct act){ .operation = "action/settle",
				      .number = tree_get_int(one, "number", 0) },
		       "the target is read again");
		return;
	}
	session_say(session, "NONE", "the outcome of every action is known");
}

/* Its preview is read from the target first, which takes a moment. */
static void show_wanted_undo(struct session *session)
{
	const struct tree *actions = tree_get(session->room, "actions");
	const struct tree *last = tree_nth(actions, tree_count(actions) - 1);

	if (!session->wants_undo || tree_count(actions) == 0 ||
	    tree_get_int(last, "undo_of", 0) == 0 || !text_is(last, "state", "offered"))
		return;
	session->wants_undo = false;
	show_preview(session, tree_get_int(last, "number", 0));
}

static void send_draft(struct session *session)
{
	if (!room_draft(session))
		session_say(session, "NONE", "no message is drafted");
	else
		do_act(session, &(struct act){ .operation = "message/send" }, NULL);
}

static void write_again(struct session *session)
{
	struct error error;

	if (session->world.cause != CAUSE_WRITER_STOPPED)
		session_say(session, "NONE", "the writer writes; it is not the cause");
	else if (!world_set_writing(&session->world, true, &error))
		session_say(session, "FAILED", "%s", error.text);
	else
		do_act(session,
		       &(struct act){ .operation = "incident/note",
				      .text = STR("the writer was started by hand") },
		       "the writer works again, by hand and not by stanch");
}

static bool take_key(struct session *session, char key)
{
	switch (key) {
	case 'a':
		do_act(session, &(struct act){ .operation = "page/acknowledge" }, NULL);
		break;
	case 'y':
	case '\n': approve(session); break;
	case 'd': show_details(session); break;
	case 'u': undo(session); break;
	case 'm': send_draft(session); break;
	case 'r':
		do_act(session, &(struct act){ .operation = "incident/resolve" }, NULL);
		break;
	case 's': settle(session); break;
	case 'w': write_again(session); break;
	case 'q': return false;
	default:
		if (key >= '1' && key <= '9')
			show_preview(session, key - '0');
		else
			session_say(
				session, "KEYS",
				"a acknowledge · 1 2 choose · y approve · d details · "
				"u undo · m send · r resolve · q stop");
	}
	return true;
}

/* What a person would do next. A hint and never an act: nobody may be there. */
static const char *next_key(const struct session *session)
{
	if (session->is_over)
		return "all is done: q stops the servers";
	if (session->code.length == 0)
		return "nothing is to be done yet: the alert will come";
	if (text_is(tree_get(session->room, "page"), "state", "climbing"))
		return "somebody is being paged: a acknowledges";
	if (tree_get_bool(tree_get(session->room, "resolve"), "allowed", false))
		return "every check has held: r resolves";
	if (session->chosen != 0)
		return "y approves the action that is shown";
	if (room_offered(session) > 0)
		return "an action is offered: 1 shows it";
	return "r tries to resolve, and says what is missing";
}

bool keys_take(struct session *session, int wait_ms)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t now_us = clock_monotonic_us();
	char key;

	if (session->typed_us == 0)
		session->typed_us = now_us;
	show_wanted_undo(session);
	if (now_us - session->typed_us > HINT_AFTER_US) {
		session->typed_us = now_us;
		session_say(session, "HINT", "%s", next_key(session));
	}
	if (poll(&input, 1, wait_ms) <= 0)
		return true;
	if (read(STDIN_FILENO, &key, 1) != 1)
		return false; /* the terminal went away */
	session->typed_us = clock_monotonic_us();
	return take_key(session, key);
}
