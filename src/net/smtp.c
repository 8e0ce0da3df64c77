#include "net/smtp.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "net/http_client.h"
#include "net/mime.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	REPLY_BYTES = 200,
	/* A relay that has taken the mail and does not answer QUIT. */
	QUIT_US_MAX = 500 * 1000,
};

enum security { SECURITY_IF_OFFERED, SECURITY_STARTTLS, SECURITY_TLS };

static const struct {
	str scheme;
	enum security security;
} schemes[] = {
	{ STR_INIT("smtp://"), SECURITY_IF_OFFERED },
	{ STR_INIT("smtp+starttls://"), SECURITY_STARTTLS },
	{ STR_INIT("smtps://"), SECURITY_TLS },
};

/* rest is what stands behind the scheme. */
static bool read_relay(str relay, enum security *ret_security, str *ret_rest)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t length = schemes[i].scheme.length;

		if (!str_starts_with(relay, schemes[i].scheme) || relay.length == length)
			continue;
		*ret_security = schemes[i].security;
		*ret_rest = str_slice(relay, length, relay.length);
		return true;
	}
	return false;
}

static bool fail_relay(struct error *error)
{
	return error_set(error, ERROR_INVALID,
			 "not smtp://host:port, smtp+starttls://host:port or "
			 "smtps://host:port");
}

bool smtp_check_relay(str relay, struct error *error)
{
	enum security security;
	str rest;

	return read_relay(relay, &security, &rest) || fail_relay(error);
}

struct sending {
	const struct mail *mail;
	struct arena *arena;
	CURL *handle;
	struct curl_slist *recipients;
	enum security security;
	str host; /* and port */
	str rest; /* of the message */
	bool all_given;
	int64_t taken_us; /* when the relay said that it has it; 0: not yet */
	int64_t start_us;
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
	sending->all_given = sending->rest.length == 0;
	return piece.length;
}

static void keep_reply(struct sending *sending, str line)
{
	line = str_clip(line, REPLY_BYTES - 1);
	if (line.length > 0)
		memcpy(sending->reply, line.bytes, line.length);
	sending->reply[line.length] = '\0';
}

static size_t take_reply(char *bytes, size_t size, size_t count, void *context)
{
	struct sending *sending = context;
	str line = str_trim((str){ bytes, size * count });

	keep_reply(sending, line);
	if (sending->all_given && str_starts_with(line, STR("250")) &&
	    sending->taken_us == 0)
		sending->taken_us = clock_monotonic_us();
	return size * count;
}

/* Asked each second at least, also while the library waits for an answer to its QUIT,
 * which it would do for two minutes without regard to the deadline. */
static int is_over(void *context, curl_off_t to_get, curl_off_t got, curl_off_t to_put,
		   curl_off_t put)
{
	const struct sending *sending = context;
	int64_t now_us = clock_monotonic_us();

	(void)to_get, (void)got, (void)to_put, (void)put;
	return now_us - sending->start_us > sending->total_ms * 1000 ||
	       (sending->taken_us > 0 && now_us - sending->taken_us > QUIT_US_MAX);
}

static const char *in_brackets(struct arena *arena, str address)
{
	return arena_format(arena, "<" STR_FMT ">", STR_ARG(address)).bytes;
}

static void set_login(const struct sending *sending)
{
	const struct mail *mail = sending->mail;

	if (mail->user.length == 0)
		return;
	curl_easy_setopt(sending->handle, CURLOPT_USERNAME,
			 arena_c_string(sending->arena, mail->user));
	curl_easy_setopt(sending->handle, CURLOPT_PASSWORD,
			 arena_c_string(sending->arena, mail->password));
}

static void set_ca(const struct sending *sending)
{
	str ca = sending->mail->ca;
	struct curl_blob blob = { .data = (void *)(uintptr_t)ca.bytes,
				  .len = ca.length,
				  .flags = CURL_BLOB_COPY };

	curl_easy_setopt(sending->handle, CURLOPT_CAINFO_BLOB, &blob);
	/* The machine's own must not let in what this one keeps out. */
	curl_easy_setopt(sending->handle, CURLOPT_CAPATH, NULL);
}

static void set_security(const struct sending *sending)
{
	const struct mail *mail = sending->mail;
	CURL *handle = sending->handle;
	/* A password never crosses the net in the clear. */
	bool must = sending->security != SECURITY_IF_OFFERED || mail->user.length > 0;

	curl_easy_setopt(handle, CURLOPT_USE_SSL,
			 (long)(must ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	if (mail->ca.length > 0)
		set_ca(sending);
	if (must || mail->ca.length > 0)
		return;
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
}

static const char *url_of(const struct sending *sending)
{
	return arena_format(sending->arena, "%s://" STR_FMT,
			    sending->security == SECURITY_TLS ? "smtps" : "smtp",
			    STR_ARG(sending->host))
		.bytes;
}

static void set_options(struct sending *sending)
{
	const struct mail *mail = sending->mail;
	struct arena *arena = sending->arena;
	CURL *handle = sending->handle;
	int64_t connect_ms = sending->total_ms < CONNECT_MS_MAX ? sending->total_ms
								: CONNECT_MS_MAX;

	curl_easy_setopt(handle, CURLOPT_URL, url_of(sending));
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
	curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, is_over);
	curl_easy_setopt(handle, CURLOPT_XFERINFODATA, sending);
	/* The good-bye is said while is_over is asked, not when the handle goes. */
	curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
	set_login(sending);
	set_security(sending);
}

static bool fail_for(const struct sending *sending, CURLcode code, bool *ret_permanent,
		     struct error *error)
{
	long reply = 0;

	curl_easy_getinfo(sending->handle, CURLINFO_RESPONSE_CODE, &reply);
	*ret_permanent = reply >= 500 && reply < 600;
	if (code == CURLE_OPERATION_TIMEDOUT || code == CURLE_ABORTED_BY_CALLBACK)
		return error_set(error, ERROR_TIMEOUT, "not done within %lld ms",
				 (long long)sending->total_ms);
	if (code == CURLE_USE_SSL_FAILED)
		return error_set(error, ERROR_UNAVAILABLE,
				 sending->mail->user.length > 0
					 ? "no TLS, and a password is not sent without it"
					 : "no TLS, and without it nothing is sent");
	if (code == CURLE_PEER_FAILED_VERIFICATION)
		return error_set(error, ERROR_UNAVAILABLE, "its certificate: %s",
				 sending->said);
	if (code == CURLE_SSL_CACERT_BADFILE)
		return error_set(error, ERROR_INVALID,
				 "what should be its CA is no certificate");
	if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
		return fail_relay(error);
	if (reply >= 400 && sending->reply[0])
		return error_set(error,
				 *ret_permanent ? ERROR_INVALID : ERROR_UNAVAILABLE, "%s",
				 sending->reply);
	return error_set(error, ERROR_UNAVAILABLE, "%s",
			 sending->said[0] ? sending->said : curl_easy_strerror(code));
}

/* Names the relay without a password that somebody wrote into its URL. */
static bool wrap(str relay, struct error *error)
{
	str before, after;

	while (str_cut(relay, '@', &before, &after))
		relay = after;
	while (str_starts_with(relay, STR("smtp")) && str_contains(relay, STR("://")))
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
	/* What comes after "250" is only a good-bye. */
	if (code == CURLE_OK || open->taken_us > 0)
		return true;
	return fail_for(open, code, ret_permanent, error);
}

bool smtp_send(struct arena *arena, const struct mail *mail, int64_t total_ms,
	       bool *ret_permanent, struct error *error)
{
	struct sending sending = { .mail = mail,
				   .arena = arena,
				   .total_ms = total_ms,
				   .start_us = clock_monotonic_us() };

	*ret_permanent = true;
	if (!read_relay(mail->relay, &sending.security, &sending.host))
		return fail_relay(error) || wrap(mail->relay, error);
	if (!mime_write(arena, mail, &sending.rest, error))
		return wrap(mail->relay, error);
	*ret_permanent = false;
	return run(&sending, ret_permanent, error) || wrap(mail->relay, error);
}
