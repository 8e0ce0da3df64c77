/* stanch mail-in: what a mail server pipes an answer to a page into. Its exit codes are
 * those of sysexits.h, which every MTA understands: nothing is lost while our server is
 * away, and who wrote what we refuse is told why. */
#include "faces/cli/command.h"

#include "base/limits.h"
#include "base/visible.h"
#include "formats/json.h"
#include "formats/mail.h"
#include "net/http_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	EXIT_TAKEN = 0,
	EXIT_REFUSED = 67, /* EX_NOUSER: the MTA sends it back, with what we said */
	EXIT_LATER = 75,   /* EX_TEMPFAIL: the MTA keeps it and tries again */
	MAIL_MS_MAX = 20000,
	ANSWER_BYTES_MAX = 64 << 10,
};

int cli_mail_later(const char *problem)
{
	fprintf(stderr, "stanch mail-in: not now: %s\n", problem);
	return EXIT_LATER;
}

/* To its end, whatever is kept of it: an MTA whose pipe breaks counts that as a failure.
 */
static bool read_all(struct arena *arena, str *ret_message)
{
	char *bytes = arena_many(arena, char, MAIL_BYTES_READ_MAX);
	char rest[4096] = { 0 };
	size_t length = 0;
	ssize_t got = 1;

	while (got != 0) {
		bool is_full = length == MAIL_BYTES_READ_MAX;

		got = read(STDIN_FILENO, is_full ? rest : bytes + length,
			   is_full ? sizeof(rest) : MAIL_BYTES_READ_MAX - length);
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0 && !is_full)
			length += (size_t)got;
	}
	*ret_message = (str){ bytes, length };
	return true;
}

static bool hand_over(struct arena *arena, const struct cli_command *command, str message,
		      struct http_answer *ret_answer, struct error *error)
{
	struct http_header header = { STR("Content-Type"), STR("message/rfc822") };
	str base = command->server.length > 0 ? command->server : STR("http://localhost");
	struct http_request request = { .headers = &header,
					.header_count = 1,
					.body = message,
					.has_body = true,
					.total_ms = MAIL_MS_MAX,
					.answer_bytes_max = ANSWER_BYTES_MAX };
	str key;

	while (str_ends_with(base, STR("/")))
		base.length--;
	if (!cli_token(arena, command, &key, error))
		return false;
	request.url = arena_format(
		arena, STR_FMT "/callbacks/mail/" STR_FMT, STR_ARG(base),
		STR_ARG(key.length > 0 ? url_encode(arena, key) : STR("local")));
	if (command->server.length == 0)
		request.unix_socket = arena_format(arena, STR_FMT "/socket",
						   STR_ARG(cli_directory(arena, command)))
					      .bytes;
	return http_exchange(arena, &request, ret_answer, error);
}

/* Whatever is no verdict is our trouble, not the writer's. */
static int exit_code_of(struct arena *arena, const struct http_answer *answer)
{
	struct error unheeded;
	const struct tree *body = json_parse(arena, answer->body, &unheeded);
	str verdict = tree_get_text(body, "verdict");

	if (answer->status != 200 || verdict.length == 0)
		return cli_mail_later(arena_format(arena,
						   "the server answered %d " STR_FMT,
						   answer->status,
						   STR_ARG(tree_get_text(body, "detail")))
					      .bytes);
	if (!str_is(verdict, "refused"))
		return EXIT_TAKEN;
	fprintf(stderr, STR_FMT "\n",
		STR_ARG(visible_text(arena, tree_get_text(body, "outcome"))));
	return EXIT_REFUSED;
}

int cli_mail_in(struct arena *arena, const struct cli_command *command)
{
	struct http_answer answer;
	struct error error = { 0 };
	str message;

	if (command->words[0].length > 0)
		return cli_mail_later("it takes --data DIR, or --server URL and "
				      "--token-file FILE with the key of a door");
	if (!read_all(arena, &message))
		return cli_mail_later(strerror(errno));
	if (!hand_over(arena, command, message, &answer, &error))
		return cli_mail_later(error.text);
	return exit_code_of(arena, &answer);
}
