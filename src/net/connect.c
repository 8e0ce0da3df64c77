#include "net/connect.h"

#include "base/limits.h"
#include "base/text.h"
#include "net/http_client.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE_BYTES = 4096 };

struct connection {
	struct arena *arena;
	CURL *handle;
	int64_t until_us;
	int64_t wait_ms;
	char said[CURL_ERROR_SIZE];
};

static void set_options(struct connection *connection,
			const struct connection_options *options)
{
	CURL *handle = connection->handle;
	struct arena *arena = connection->arena;

	curl_easy_setopt(handle, CURLOPT_URL,
			 arena_format(arena, "%s://" STR_FMT,
				      options->tls ? "https" : "http",
				      STR_ARG(options->address))
				 .bytes);
	curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)options->wait_ms);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)options->wait_ms);
	curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, connection->said);
	curl_easy_setopt(handle, CURLOPT_CERTINFO, 1L);
	if (options->takes_any_certificate) {
		curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (options->ca_file.length > 0)
		curl_easy_setopt(handle, CURLOPT_CAINFO,
				 arena_c_string(arena, options->ca_file));
}

static bool fail_in_time(const struct connection *connection, struct error *error)
{
	return error_set(error, ERROR_TIMEOUT, "no answer within %lld ms",
			 (long long)connection->wait_ms);
}

static bool fail_for(const struct connection *connection, CURLcode code,
		     bool *ret_untrusted, struct error *error)
{
	const char *said = connection->said[0] ? connection->said
					       : curl_easy_strerror(code);
	long number = 0;

	switch (code) {
	case CURLE_OPERATION_TIMEDOUT: return fail_in_time(connection, error);
	case CURLE_COULDNT_RESOLVE_HOST:
		return error_set(error, ERROR_UNAVAILABLE, "no such host");
	case CURLE_COULDNT_CONNECT:
		curl_easy_getinfo(connection->handle, CURLINFO_OS_ERRNO, &number);
		return error_set(error, ERROR_UNAVAILABLE, "could not connect: %s",
				 number ? strerror((int)number) : "refused");
	case CURLE_PEER_FAILED_VERIFICATION:
		*ret_untrusted = true;
		return error_set(error, ERROR_UNAVAILABLE, "its certificate: %s", said);
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CIPHER:
		*ret_untrusted = true;
		return error_set(error, ERROR_UNAVAILABLE, "no encryption: %s", said);
	default: return error_set(error, ERROR_UNAVAILABLE, "%s", said);
	}
}

struct connection *connection_open(struct arena *arena,
				   const struct connection_options *options,
				   bool *ret_untrusted, struct error *error)
{
	struct connection *connection = arena_one(arena, struct connection);
	CURLcode code;

	*ret_untrusted = false;
	http_client_start();
	connection->arena = arena;
	connection->wait_ms = options->wait_ms;
	connection->until_us = clock_monotonic_us() + options->wait_ms * 1000;
	connection->handle = curl_easy_init();
	if (!connection->handle)
		abort();
	set_options(connection, options);
	code = curl_easy_perform(connection->handle);
	if (code == CURLE_OK)
		return connection;
	fail_for(connection, code, ret_untrusted, error);
	connection_close(connection);
	return NULL;
}

void connection_close(struct connection *connection)
{
	curl_easy_cleanup(connection->handle);
}

static bool wait_for(struct connection *connection, short events, struct error *error)
{
	curl_socket_t socket = CURL_SOCKET_BAD;
	int64_t left_ms = (connection->until_us - clock_monotonic_us()) / 1000;
	struct pollfd poller = { .events = events };

	curl_easy_getinfo(connection->handle, CURLINFO_ACTIVESOCKET, &socket);
	poller.fd = socket;
	if (left_ms <= 0)
		return fail_in_time(connection, error);
	/* Whatever it says, the next call sees: also the end of the other side. */
	poll(&poller, 1, left_ms > 1000 ? 1000 : (int)left_ms);
	return true;
}

bool connection_send(struct connection *connection, str bytes, struct error *error)
{
	size_t sent = 0, count;
	CURLcode code;

	while (sent < bytes.length) {
		code = curl_easy_send(connection->handle, bytes.bytes + sent,
				      bytes.length - sent, &count);
		if (code == CURLE_OK)
			sent += count;
		else if (code != CURLE_AGAIN)
			return error_set(error, ERROR_UNAVAILABLE, "it took nothing: %s",
					 curl_easy_strerror(code));
		else if (!wait_for(connection, POLLOUT, error))
			return false;
	}
	return true;
}

/* False when it ended, or time did. */
static bool receive(struct connection *connection, struct text *came, struct error *error)
{
	char piece[PIECE_BYTES];
	size_t count = 0;
	CURLcode code = curl_easy_recv(connection->handle, piece, sizeof(piece), &count);

	if (code == CURLE_AGAIN)
		return wait_for(connection, POLLIN, error);
	if (code != CURLE_OK || count == 0)
		return error_set(error, ERROR_CONFLICT, "the connection ended");
	text_add(came, (str){ piece, count });
	if (came->full)
		return error_set(error, ERROR_TOO_LARGE, "what came is too long");
	return true;
}

bool connection_await(struct connection *connection, str text, size_t most_bytes,
		      str *ret_came, struct error *error)
{
	struct text came = text_new(connection->arena, most_bytes);
	bool goes_on = true;

	while (goes_on && !str_contains(text_of(&came), text))
		goes_on = receive(connection, &came, error);
	*ret_came = text_of(&came);
	return goes_on;
}

bool certificate_date_parse(str text, instant_ms *ret_instant)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4], iso[40];
	int day, hour, minute, second, year;
	const char *found;
	struct error error;
	char line[64];

	if (text.length >= sizeof(line))
		return false;
	memcpy(line, text.bytes, text.length);
	line[text.length] = '\0';
	if (sscanf(line, "%3s %2d %2d:%2d:%2d %4d GMT", month, &day, &hour, &minute,
		   &second, &year) != 6)
		return false;
	found = strstr(months, month);
	if (strlen(month) != 3 || !found || (found - months) % 3 != 0)
		return false;
	snprintf(iso, sizeof(iso), "%04d-%02d-%02dT%02d:%02d:%02dZ", year,
		 (int)((found - months) / 3 + 1), day, hour, minute, second);
	return instant_parse(str_of(iso), ret_instant, &error);
}

static void read_line(struct arena *arena, str line, struct certificate *certificate)
{
	str name = line, value = STR("");

	str_cut(line, ':', &name, &value);
	if (str_is(name, "Subject"))
		certificate->subject = arena_copy(arena, value);
	else if (str_is(name, "Issuer"))
		certificate->issuer = arena_copy(arena, value);
	else if (str_is(name, "Expire date") &&
		 !certificate_date_parse(value, &certificate->expires_at))
		certificate->expires_at = 0;
}

struct certificate connection_certificate(struct connection *connection)
{
	struct certificate certificate = { 0 };
	struct curl_certinfo *chain = NULL;

	if (curl_easy_getinfo(connection->handle, CURLINFO_CERTINFO, &chain) !=
		    CURLE_OK ||
	    !chain || chain->num_of_certs < 1)
		return certificate;
	for (const struct curl_slist *line = chain->certinfo[0]; line; line = line->next)
		read_line(connection->arena, str_of(line->data), &certificate);
	return certificate;
}
