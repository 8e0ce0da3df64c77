#include "main/primary.h"

#include "base/limits.h"
#include "config/address.h"
#include "config/file.h"
#include "net/http_client.h"

enum {
	ANSWER_BYTES_MAX = 4 << 20,
	TOKEN_BYTES_MAX = 4096,
	/* Several tries fit into the silence after which a standby pages. */
	POLL_MS_MAX = 5000,
};

struct connection {
	str url, authorization;
};

static bool read_path(void *context, struct arena *arena, const char *path, str *ret_body,
		      struct error *error)
{
	const struct connection *connection = context;
	struct http_header header = { STR("Authorization"), connection->authorization };
	struct http_request request = {
		.url = arena_format(arena, STR_FMT "%s", STR_ARG(connection->url), path),
		.headers = &header,
		.header_count = 1,
		.connect_ms = CONNECT_MS_MAX,
		.total_ms = POLL_MS_MAX,
		.answer_bytes_max = ANSWER_BYTES_MAX,
	};
	struct http_answer answer;

	if (!http_exchange(arena, &request, &answer, error))
		return false;
	if (answer.status != 200)
		return error_set(error, ERROR_UNAVAILABLE, "answered %d: " STR_FMT,
				 answer.status, STR_ARG(str_clip(answer.body, 200)));
	*ret_body = answer.body;
	return true;
}

bool primary_open(struct arena *arena, const char *url, const char *token_file,
		  struct primary *ret_primary, struct error *error)
{
	struct connection *connection = arena_one(arena, struct connection);
	str token;

	connection->url = arena_copy(arena, str_of(url));
	while (str_ends_with(connection->url, STR("/")))
		connection->url.length--;
	if (!address_is_http(connection->url) || address_has_password(connection->url))
		return error_set(error, ERROR_INVALID,
				 "--standby-of: must be a URL such as "
				 "http://stanch-1.example.org:9099");
	if (!token_file)
		return error_set(error, ERROR_INVALID,
				 "--standby-of: needs --standby-token-file, a file with "
				 "a token made there by 'stanch person token NAME'");
	if (!file_read(arena, str_of(token_file), TOKEN_BYTES_MAX, &token, error))
		return error_wrap(error, "--standby-token-file");
	connection->authorization = arena_format(arena, "Bearer " STR_FMT,
						 STR_ARG(str_trim(token)));
	*ret_primary = (struct primary){ .context = connection, .read = read_path };
	return true;
}
