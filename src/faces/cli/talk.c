/* One question to a server, over its local socket or the network. */
#include "faces/cli/command.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "net/http_client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum {
	ANSWER_BYTES_MAX = 64 << 20,
	READ_MS_MAX = 15000,
	/* The server waits at most DOOR_WAIT_MS_MAX; then it answers. */
	CHANGE_MS_MAX = 20000,
	WORK_MS_MAX = 600000,   /* a backup of a large database */
	QUERY_BYTES_MAX = 4096, /* encoded it may be three times as long */
	TOKEN_BYTES_MAX = 4096,
};

str cli_directory(struct arena *arena, const struct cli_command *command)
{
	const char *own = getenv("STANCH_DATA");
	const char *data = getenv("XDG_DATA_HOME");
	const char *home = getenv("HOME");

	if (command->directory.length > 0)
		return command->directory;
	if (own && *own)
		return str_of(own);
	if (data && *data)
		return arena_format(arena, "%s/stanch", data);
	return arena_format(arena, "%s/.local/share/stanch", home ? home : "");
}

int cli_exit_code(int status)
{
	if (status >= 200 && status < 300)
		return 0;
	if (status == 403 || status == 404 || status == 409)
		return 1;
	return status == 400 || status == 413 ? 2 : 3;
}

bool cli_token(struct arena *arena, const struct cli_command *command, str *ret_token,
	       struct error *error)
{
	const char *in_environment = getenv("STANCH_TOKEN");
	char *bytes = arena_many(arena, char, TOKEN_BYTES_MAX);
	const char *path = arena_c_string(arena, command->token_file);

	*ret_token = str_of(in_environment);
	if (command->token_file.length == 0)
		return true;

	scoped_fd fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, TOKEN_BYTES_MAX);

	if (length < 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s: %s", path,
				 strerror(errno));
	*ret_token = str_trim((str){ bytes, (size_t)length });
	return true;
}

static str query_of(struct arena *arena, const struct tree *inputs)
{
	struct text text = text_new(arena, API_BODY_BYTES_MAX);

	for (size_t i = 0; i < tree_count(inputs); i++) {
		str name = url_encode(arena, tree_nth_name(inputs, i));
		str value = url_encode(arena, tree_nth(inputs, i)->text);

		text_addf(&text, "%c" STR_FMT "=" STR_FMT, i == 0 ? '?' : '&',
			  STR_ARG(name), STR_ARG(value));
	}
	return text_of(&text);
}

/* What comes from a file is too long for a URL, and several files are a list. */
static bool is_in_url(const struct operation *operation, const struct tree *inputs)
{
	size_t bytes = 0;

	for (size_t i = 0; i < tree_count(inputs); i++) {
		if (tree_nth(inputs, i)->kind != TREE_TEXT)
			return false;
		bytes += tree_nth(inputs, i)->text.length;
	}
	return operation->effect == OPERATION_READS && bytes <= QUERY_BYTES_MAX;
}

static str url_of(struct arena *arena, const struct cli_command *command,
		  const struct operation *operation, const struct tree *inputs)
{
	str base = command->server.length > 0 ? command->server : STR("http://localhost");
	str query = is_in_url(operation, inputs) ? query_of(arena, inputs) : STR("");

	while (str_ends_with(base, STR("/")))
		base.length--;
	return arena_format(arena, STR_FMT "/api/v1/%s/%s" STR_FMT, STR_ARG(base),
			    operation->noun, operation->verb, STR_ARG(query));
}

static int64_t wait_ms_of(const struct operation *operation)
{
	switch (operation->effect) {
	case OPERATION_READS: return READ_MS_MAX;
	case OPERATION_CHANGES: return CHANGE_MS_MAX;
	case OPERATION_WORKS: break;
	}
	return WORK_MS_MAX;
}

static bool nobody_there(const struct cli_command *command, str directory,
			 struct error *error)
{
	if (command->server.length > 0 || error->kind != ERROR_UNAVAILABLE)
		return false;
	return error_set(error, ERROR_UNAVAILABLE,
			 "no stanch serves " STR_FMT
			 " (is it running? start it with: stanch serve)",
			 STR_ARG(directory));
}

bool cli_ask(struct arena *arena, const struct cli_command *command,
	     const struct operation *operation, const struct tree *inputs,
	     struct cli_reply *ret_reply, struct error *error)
{
	str directory = cli_directory(arena, command), token;
	struct http_header headers[4] = {
		{ STR("Content-Type"), STR("application/json") },
		/* A proxy may repeat a request; the change must not be. */
		{ STR("Idempotency-Key"), random_token(arena, 18) },
	};
	struct http_request request = { .headers = headers,
					.header_count = 2,
					.url = url_of(arena, command, operation, inputs),
					.total_ms = wait_ms_of(operation),
					.answer_bytes_max = ANSWER_BYTES_MAX };
	struct http_answer answer;
	struct error unheeded;

	if (command->as.length > 0 && command->server.length > 0)
		return error_set(
			error, ERROR_INVALID,
			"--as works on the local socket only: over the network a "
			"token says who asks");
	if (!cli_token(arena, command, &token, error))
		return false;
	if (command->server.length == 0)
		request.unix_socket =
			arena_format(arena, STR_FMT "/socket", STR_ARG(directory)).bytes;
	if (token.length > 0 && command->as.length == 0 &&
	    (command->server.length > 0 || command->token_file.length > 0))
		headers[request.header_count++] = (struct http_header){
			STR("Authorization"),
			arena_format(arena, "Bearer " STR_FMT, STR_ARG(token))
		};
	if (command->as.length > 0)
		headers[request.header_count++] = (struct http_header){
			STR("X-Stanch-As"), command->as
		};
	if (!is_in_url(operation, inputs)) {
		request.has_body = true;
		request.body = json_write(arena, inputs);
	}
	if (!http_exchange(arena, &request, &answer, error))
		return nobody_there(command, directory, error);
	ret_reply->status = answer.status;
	ret_reply->body = json_parse(arena, answer.body, &unheeded);
	return true;
}
