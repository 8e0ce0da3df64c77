#include "drill/session.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum { LINE_BYTES_MAX = 2000 };

void session_look(struct session *session)
{
	str which = session->code.length > 0 ? session->code : STR("last");
	struct error unheeded;
	const struct tree *room;

	arena_reset(session->tick);
	session->room = NULL;
	if (!api_get(session->tick, session->socket, "incident/room", which, &room,
		     &unheeded))
		return;
	session->room = room;
	if (session->code.length == 0)
		session->code = arena_copy(
			session->world.arena,
			tree_get_text(tree_get(room, "incident"), "code"));
}

void session_say(const struct session *session, const char *label, const char *format,
		 ...)
{
	int64_t seconds = (clock_monotonic_us() - session->began_us) / 1000000;
	char line[LINE_BYTES_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	printf("%02lld:%02lld  %-8s %s\n", (long long)seconds / 60,
	       (long long)seconds % 60, label, line);
	fflush(stdout);
}

bool session_act(struct session *session, const struct act *act, struct error *error)
{
	struct arena *arena = session->tick;
	struct tree *inputs = tree_map(arena);
	const struct tree *answer;

	tree_put_text(arena, inputs, "incident", session->code);
	if (act->number != 0)
		tree_put_int(arena, inputs, "number", act->number);
	if (act->digest.length > 0)
		tree_put_text(arena, inputs, "digest", act->digest);
	if (act->reason.length > 0)
		tree_put_text(arena, inputs, "reason", act->reason);
	if (act->text.length > 0)
		tree_put_text(arena, inputs, "text", act->text);
	return api_post(arena, session->socket, act->operation, inputs, &answer, error);
}

bool text_is(const struct tree *map, const char *name, const char *value)
{
	return str_is(tree_get_text(map, name), value);
}

const struct tree *room_check(const struct session *session, const char *name)
{
	const struct tree *checks = tree_get(session->room, "checks");

	for (size_t i = 0; i < tree_count(checks); i++)
		if (text_is(tree_nth(checks, i), "name", name))
			return tree_nth(checks, i);
	return NULL;
}

const struct tree *room_action(const struct session *session, int64_t number)
{
	const struct tree *actions = tree_get(session->room, "actions");

	for (size_t i = 0; i < tree_count(actions); i++)
		if (tree_get_int(tree_nth(actions, i), "number", 0) == number)
			return tree_nth(actions, i);
	return NULL;
}

const struct tree *room_draft(const struct session *session)
{
	const struct tree *messages = tree_get(session->room, "messages");

	for (size_t i = tree_count(messages); i > 0; i--)
		if (text_is(tree_nth(messages, i - 1), "state", "draft"))
			return tree_nth(messages, i - 1);
	return NULL;
}

static size_t count_of(const struct session *session, const char *list, const char *state)
{
	const struct tree *rows = tree_get(session->room, list);
	size_t count = 0;

	for (size_t i = 0; i < tree_count(rows); i++)
		count += text_is(tree_nth(rows, i), "state", state);
	return count;
}

bool room_evidence_is_in(const struct session *session)
{
	return tree_count(tree_get(session->room, "evidence")) > 0 &&
	       count_of(session, "evidence", "wanted") == 0;
}

bool room_all_decided(const struct session *session)
{
	size_t all = tree_count(tree_get(session->room, "hypotheses"));

	return all > 0 && count_of(session, "hypotheses", "supported") +
					  count_of(session, "hypotheses", "refuted") ==
				  all;
}

bool room_is_previewing(const struct session *session)
{
	return count_of(session, "actions", "previewing") > 0;
}

size_t room_offered(const struct session *session)
{
	return count_of(session, "actions", "offered");
}

size_t room_supported(const struct session *session)
{
	return count_of(session, "hypotheses", "supported");
}

str session_when(const struct session *session, str instant)
{
	struct error unheeded;
	instant_ms at;

	if (!instant_parse(instant, &at, &unheeded))
		return STR("unknown");

	int64_t seconds = (at - session->began) / SECOND_MS;

	if (seconds < 0)
		return STR("before the start");
	return arena_format(session->tick, "%02lld:%02lld", (long long)seconds / 60,
			    (long long)seconds % 60);
}
