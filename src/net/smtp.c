#include "net/smtp.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "net/http_client.h"
#include "net/mime.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_BYTES = 200 };

struct sending {
	const struct mail *mail;
	struct arena *arena;
	CURL *handle;
	struct curl_slist *recipients;
	str rest; /* of the message */
	int64_t total_ms;
	char reply[REPLY_BYTES]; /* the relay's last line */
	char said[CURL_ERROR_SIZE];
};

static void release_sending(struct sending **sending)
{
	curl_slist_free_all((*sending)->recipients);
	if ((*sending)->handle)
		curl_easy_cleanup((*sending)->handle);
}

static size_t give_bytes(char *into, size_t size, size_t count, void *context)
{
	struct sending *sending = context;
	str piece = str_slice(sending->rest, 0, size * count);

	if (piece.length > 0)
		memcpy(into, piece.bytes, piece.length);
	sending->rest = str_slice(sending->rest, piece.length, sending->rest.length);
	return piece.length;
}

static size_t take_reply(char *bytes, size_t size, size_t count, void *context)
{
	struct sending *sending = context;
	str line = str_trim((str){ bytes, size * count });

	line = str_clip(line, REPLY_BYTES - 1);
	if (line.length > 0)
		memcpy(sending->reply, line.bytes, line.length);
	sending->reply[line.length] = '\0';
	return size * count;
}

static const char *in_brackets(struct arena *arena, str address)
{
	return arena_format(arena, "<" STR_FMT ">", STR_ARG(address)).bytes;
}

static void set_security(const struct sending *sending)
{
	const struct mail *mail = sending->mail;
	CURL *handle = sending->handle;

	if (mail->user.length > 0) {
		/* A password never crosses the net in the clear. */
		curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
		curl_easy_setopt(handle, CURLOPT_USERNAME,
				 arena_c_string(sending->arena, mail->user));
		curl_easy_setopt(handle, CURLOPT_PASSWORD,
				 arena_c_string(sending->arena, mail->password));
		return;
	}
	if (str_starts_with(mail->relay, STR("smtps://")))
		return;
	/* Without a password encryption is a favour: a relay inside the house often
	 * has a certificate nobody signed, and refusing it would only mean no mail. */
	curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
}

static void set_options(struct sending *sending)
{
	const struct mail *mail = sending->mail;
	struct arena *arena = sending->arena;
	CURL *handle = sending->handle;
	int64_t connect_ms = sending->total_ms < CONNECT_MS_MAX ? sending->total_ms
								: CONNECT_MS_MAX;

	curl_easy_setopt(handle, CURLOPT_URL, arena_c_string(arena, mail->relay));
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(handle, CURLOPT_PROXY, "");
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)sending->total_ms);
	curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, sending->said);
	curl_easy_setopt(handle, CURLOPT_MAIL_FROM, in_brackets(arena, mail->from));
	sending->recipients = curl_slist_append(NULL, in_brackets(arena, mail->to));
	if (!sending->recipients)
		abort();
	curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, sending->recipients);
	curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(handle, CURLOPT_READFUNCTION, give_bytes);
	curl_easy_setopt(handle, CURLOPT_READDATA, sending);
	curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_reply);
	curl_easy_setopt(handle, CURLOPT_HEADERDATA, sending);
	set_security(sending);
}

static bool fail_for(const struct sending *sending, CURLcode code, bool *ret_permanent,
		     struct error *error)
{
	long reply = 0;

	curl_easy_getinfo(sending->handle, CURLINFO_RESPONSE_CODE, &reply);
	*ret_permanent = reply >= 500 && reply < 600;
	if (code == CURLE_OPERATION_TIMEDOUT)
		return error_set(error, ERROR_TIMEOUT, "not done within %lld ms",
				 (long long)sending->total_ms);
	if (code == CURLE_USE_SSL_FAILED)
		return error_set(error, ERROR_UNAVAILABLE,
				 "no TLS, and a password is not sent without it");
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
		return error_set(error, ERROR_INVALID, "not smtp://host:port");
	if (reply >= 400 && sending->reply[0])
		return error_set(error,
				 *ret_permanent ? ERROR_INVALID : ERROR_UNAVAILABLE, "%s",
				 sending->reply);
	return error_set(error, ERROR_UNAVAILABLE, "%s",
			 sending->said[0] ? sending->said : curl_easy_strerror(code));
}

/* Names the relay without a password that somebody wrote into its URL. */
static bool wrap(const struct mail *mail, struct error *error)
{
	str relay = mail->relay, before, after;

	while (str_cut(relay, '@', &before, &after))
		relay = after;
	while (str_starts_with(relay, STR("smtp://")) ||
	       str_starts_with(relay, STR("smtps://")))
		str_cut(relay, '/', &before, &relay);
	while (str_starts_with(relay, STR("/")))
		relay = str_slice(relay, 1, relay.length);
	return error_wrap(error, "smtp " STR_FMT, STR_ARG(relay));
}

static bool run(struct sending *sending, bool *ret_permanent, struct error *error)
{
	scoped(release_sending) struct sending *open = sending;
	CURLcode code;

	http_client_start();
	open->handle = curl_easy_init();
	if (!open->handle)
		abort();
	set_options(open);
	code = curl_easy_perform(open->handle);
	return code == CURLE_OK || fail_for(open, code, ret_permanent, error);
}

bool smtp_send(struct arena *arena, const struct mail *mail, int64_t total_ms,
	       bool *ret_permanent, struct error *error)
{
	struct sending sending = { .mail = mail, .arena = arena, .total_ms = total_ms };

	*ret_permanent = false;
	if (!mime_write(arena, mail, &sending.rest, error)) {
		*ret_permanent = true;
		return wrap(mail, error);
	}
	return run(&sending, ret_permanent, error) || wrap(mail, error);
}
