#include "net/http_client.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Longer is not what a receiver means that will come back. */
#define RETRY_AFTER_MAX HOUR_MS

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t handle_key;

static void release_handle(void *handle)
{
	curl_easy_cleanup(handle);
}

static void start_once(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    pthread_key_create(&handle_key, release_handle) != 0)
		abort();
}

void http_client_start(void)
{
	pthread_once(&once, start_once);
}

/* Its connections outlive an exchange and end with the thread. */
static CURL *handle_of_thread(void)
{
	CURL *handle;

	http_client_start();
	handle = pthread_getspecific(handle_key);
	if (handle) {
		curl_easy_reset(handle);
		return handle;
	}
	handle = curl_easy_init();
	if (!handle || pthread_setspecific(handle_key, handle) != 0)
		abort();
	return handle;
}

struct exchange {
	const struct http_request *request;
	const char *method, *url;
	CURL *handle;
	struct arena *arena;
	struct text body;
	struct curl_slist *headers, *connect_to;
	bool stopped; /* by the caller: that is a success */
	char said[CURL_ERROR_SIZE];
};

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	const struct http_request *request = exchange->request;
	str piece = { bytes, size * count };

	if (request->on_piece) {
		exchange->stopped = !request->on_piece(request->context, piece);
		return exchange->stopped ? CURL_WRITEFUNC_ERROR : piece.length;
	}
	text_add(&exchange->body, piece);
	return exchange->body.full ? CURL_WRITEFUNC_ERROR : piece.length;
}

static bool is_clean(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if ((unsigned char)s.bytes[i] < 0x20 && s.bytes[i] != '\t')
			return false;
	return true;
}

static bool is_name(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (!isalnum((unsigned char)s.bytes[i]) &&
		    (s.bytes[i] == '\0' || !strchr("!#$%&'*+-.^_`|~", s.bytes[i])))
			return false;
	return s.length > 0;
}

static void add_header_line(struct exchange *exchange, const char *line)
{
	struct curl_slist *longer = curl_slist_append(exchange->headers, line);

	if (!longer)
		abort();
	exchange->headers = longer;
}

static bool add_headers(struct exchange *exchange, struct error *error)
{
	const struct http_request *request = exchange->request;

	/* Neither a second round trip before a body nor a type nobody chose. */
	add_header_line(exchange, "Expect:");
	add_header_line(exchange, "Content-Type:");
	for (size_t i = 0; i < request->header_count; i++) {
		str name = request->headers[i].name, value = request->headers[i].value;

		if (!is_name(name) || !is_clean(value))
			return error_set(error, ERROR_INVALID,
					 "header %zu holds a line break or is no header",
					 i + 1);
		add_header_line(exchange,
				arena_format(exchange->arena,
					     value.length > 0 ? STR_FMT ": " STR_FMT
							      : STR_FMT ";" STR_FMT,
					     STR_ARG(name), STR_ARG(value))
					.bytes);
	}
	return true;
}

static void set_body(const struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	const char *method = exchange->method;
	CURL *handle = exchange->handle;

	if (strcmp(method, "HEAD") == 0) {
		curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
		return;
	}
	if (request->has_body || strcmp(method, "POST") == 0 ||
	    strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0) {
		curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)request->body.length);
		curl_easy_setopt(handle, CURLOPT_POSTFIELDS,
				 request->body.bytes ? request->body.bytes : "");
	}
	curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
}

static int64_t connect_ms_of(const struct http_request *request)
{
	return request->connect_ms > 0 ? request->connect_ms : CONNECT_MS_MAX;
}

static void release_url(CURLU **url)
{
	curl_url_cleanup(*url);
}

static str url_part(struct arena *arena, CURLU *url, CURLUPart part, unsigned flags)
{
	char *value = NULL;
	str copy = { 0 };

	if (curl_url_get(url, part, &value, flags) == CURLUE_OK)
		copy = arena_copy(arena, str_of(value));
	curl_free(value);
	return copy;
}

/* libcurl asks for the certificate of the URL's host: so that becomes the other name, and
 * whom to connect to is said beside it. */
static bool set_tls_name(struct exchange *exchange, struct error *error)
{
	const struct http_request *request = exchange->request;
	struct arena *arena = exchange->arena;
	scoped(release_url) CURLU *url = curl_url();
	str host, port, name;

	exchange->url = arena_c_string(arena, request->url);
	if (request->tls_name.length == 0)
		return true;
	name = arena_copy(arena, request->tls_name);
	if (!url || curl_url_set(url, CURLUPART_URL, exchange->url, 0) != CURLUE_OK)
		return error_set(error, ERROR_INVALID, "not an http or https URL");
	host = url_part(arena, url, CURLUPART_HOST, 0);
	port = url_part(arena, url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	if (curl_url_set(url, CURLUPART_HOST, name.bytes, 0) != CURLUE_OK)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no name of a host",
				 STR_ARG(str_clip(name, 100)));
	exchange->url = url_part(arena, url, CURLUPART_URL, 0).bytes;
	exchange->connect_to = curl_slist_append(
		NULL, arena_format(arena, "::" STR_FMT ":" STR_FMT, STR_ARG(host),
				   STR_ARG(port))
			      .bytes);
	add_header_line(exchange, arena_format(arena, "Host: " STR_FMT ":" STR_FMT,
					       STR_ARG(host), STR_ARG(port))
					  .bytes);
	return true;
}

static void set_pem(CURL *handle, CURLoption option, str pem)
{
	struct curl_blob blob = { (void *)(uintptr_t)pem.bytes, pem.length,
				  CURL_BLOB_COPY };

	if (pem.length > 0)
		curl_easy_setopt(handle, option, &blob);
}

static void set_identities(const struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	CURL *handle = exchange->handle;

	if (request->takes_any_certificate) {
		curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (request->ca_file.length > 0)
		curl_easy_setopt(handle, CURLOPT_CAINFO,
				 arena_c_string(exchange->arena, request->ca_file));
	set_pem(handle, CURLOPT_CAINFO_BLOB, request->ca_pem);
	set_pem(handle, CURLOPT_SSLCERT_BLOB, request->certificate_pem);
	set_pem(handle, CURLOPT_SSLKEY_BLOB, request->key_pem);
}

static void set_options(struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	CURL *handle = exchange->handle;

	curl_easy_setopt(handle, CURLOPT_URL, exchange->url);
	curl_easy_setopt(handle, CURLOPT_CONNECT_TO, exchange->connect_to);
	/* The library can also do file, scp, ldap and more. */
	curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms_of(request));
	curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)request->total_ms);
	curl_easy_setopt(handle, CURLOPT_USERAGENT, "stanch");
	curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, exchange->said);
	curl_easy_setopt(handle, CURLOPT_HTTPHEADER, exchange->headers);
	curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(handle, CURLOPT_WRITEDATA, exchange);
	if (request->connects_anew) {
		curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1L);
		curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
	}
	if (request->proxy_url.length > 0)
		curl_easy_setopt(handle, CURLOPT_PROXY,
				 arena_c_string(exchange->arena, request->proxy_url));
	if (request->unix_socket) {
		curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, request->unix_socket);
		curl_easy_setopt(handle, CURLOPT_PROXY, "");
	}
	set_identities(exchange);
	set_body(exchange);
}

static str span(struct arena *arena, int64_t ms)
{
	if (ms % 1000 == 0)
		return arena_format(arena, "%lld s", (long long)(ms / 1000));
	return arena_format(arena, "%lld ms", (long long)ms);
}

static bool fail_in_time(const struct exchange *exchange, struct error *error)
{
	const struct http_request *request = exchange->request;
	int64_t connect_ms = connect_ms_of(request);
	curl_off_t connected_us = 0;
	str wait;

	curl_easy_getinfo(exchange->handle, CURLINFO_CONNECT_TIME_T, &connected_us);
	if (connected_us > 0) {
		wait = span(exchange->arena, request->total_ms);
		return error_set(error, ERROR_TIMEOUT, "no whole answer within " STR_FMT,
				 STR_ARG(wait));
	}
	wait = span(exchange->arena,
		    connect_ms < request->total_ms ? connect_ms : request->total_ms);
	return error_set(error, ERROR_TIMEOUT, "could not connect within " STR_FMT,
			 STR_ARG(wait));
}

static bool fail_to_connect(const struct exchange *exchange, struct error *error)
{
	long code = 0;

	curl_easy_getinfo(exchange->handle, CURLINFO_OS_ERRNO, &code);
	return error_set(error, ERROR_UNAVAILABLE, "could not connect: %s",
			 code ? strerror((int)code) : "refused");
}

/* Why it failed, without the URL: that is put in front once, without its secrets. */
static bool fail_for(const struct exchange *exchange, CURLcode code, struct error *error)
{
	const char *said = exchange->said[0] ? exchange->said : curl_easy_strerror(code);

	switch (code) {
	case CURLE_OPERATION_TIMEDOUT: return fail_in_time(exchange, error);
	case CURLE_COULDNT_CONNECT: return fail_to_connect(exchange, error);
	case CURLE_WRITE_ERROR:
		return error_set(error, ERROR_TOO_LARGE,
				 "the answer is longer than %zu bytes",
				 exchange->request->answer_bytes_max);
	case CURLE_COULDNT_RESOLVE_HOST:
		return error_set(error, ERROR_UNAVAILABLE, "no such host");
	case CURLE_PEER_FAILED_VERIFICATION:
		return error_set(error, ERROR_UNAVAILABLE, "its certificate: %s", said);
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return error_set(error, ERROR_INVALID, "not an http or https URL");
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
		return error_set(error, ERROR_UNAVAILABLE,
				 "the connection ended before the answer did");
	default: return error_set(error, ERROR_UNAVAILABLE, "%s", said);
	}
}

/* Scheme, host and port, or the socket: paths and queries hold tokens too often. */
static str origin_of(struct arena *arena, const struct http_request *request)
{
	scoped(release_url) CURLU *url = curl_url();
	str scheme, host, port;

	if (request->unix_socket)
		return arena_copy(arena, str_of(request->unix_socket));
	if (!url || curl_url_set(url, CURLUPART_URL, arena_c_string(arena, request->url),
				 0) != CURLUE_OK)
		return STR("its URL");
	scheme = url_part(arena, url, CURLUPART_SCHEME, 0);
	host = url_part(arena, url, CURLUPART_HOST, 0);
	port = url_part(arena, url, CURLUPART_PORT, 0);
	return arena_format(arena, STR_FMT "://" STR_FMT "%s" STR_FMT, STR_ARG(scheme),
			    STR_ARG(host), port.length > 0 ? ":" : "", STR_ARG(port));
}

static duration_ms retry_after_of(CURL *handle)
{
	curl_off_t seconds = 0;

	/* Negative: a date that has passed. */
	curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
	if (seconds <= 0)
		return 0;
	return seconds < RETRY_AFTER_MAX / SECOND_MS ? seconds * SECOND_MS
						     : RETRY_AFTER_MAX;
}

static bool number_in_header(CURL *handle, const char *name, int64_t *ret_number)
{
	struct curl_header *header;

	return curl_easy_header(handle, name, 0, CURLH_HEADER, -1, &header) ==
		       CURLHE_OK &&
	       str_to_int(str_trim(str_of(header->value)), ret_number);
}

static instant_ms quota_end_of(CURL *handle)
{
	int64_t left, end;

	if (!number_in_header(handle, "X-RateLimit-Remaining", &left) || left > 0 ||
	    !number_in_header(handle, "X-RateLimit-Reset", &end) || end <= 0 ||
	    end > INSTANT_MAX / SECOND_MS)
		return 0;
	return end * SECOND_MS;
}

static void read_answer(const struct exchange *exchange, struct http_answer *ret_answer)
{
	struct http_answer answer = { 0 };
	const char *type = NULL;
	long status = 0;

	curl_easy_getinfo(exchange->handle, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(exchange->handle, CURLINFO_CONTENT_TYPE, &type);
	answer.status = (int)status;
	answer.retry_after = retry_after_of(exchange->handle);
	answer.quota_ends_at = quota_end_of(exchange->handle);
	answer.content_type = arena_copy(exchange->arena, str_of(type));
	if (!exchange->request->on_piece) {
		struct text body = exchange->body;

		answer.body = text_of(&body);
	}
	*ret_answer = answer;
}

static void release_lists(struct exchange **exchange)
{
	curl_slist_free_all((*exchange)->headers);
	curl_slist_free_all((*exchange)->connect_to);
}

static void read_failure(const struct exchange *exchange, CURLcode code,
			 struct http_answer *answer)
{
	curl_off_t ready_us = 0;

	curl_easy_getinfo(exchange->handle, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
	answer->may_have_arrived = ready_us > 0;
	answer->is_untrusted = code == CURLE_PEER_FAILED_VERIFICATION ||
			       code == CURLE_SSL_CONNECT_ERROR ||
			       code == CURLE_SSL_CIPHER;
}

static bool run(struct exchange *exchange, struct http_answer *ret_answer,
		struct error *error)
{
	scoped(release_lists) struct exchange *lists = exchange;
	CURLcode code;

	(void)lists;
	if (!is_name(str_of(exchange->method)) || !str_is_utf8(exchange->request->url) ||
	    !is_clean(exchange->request->url))
		return error_set(error, ERROR_INVALID, "not an http or https URL");
	if (!add_headers(exchange, error) || !set_tls_name(exchange, error))
		return false;
	set_options(exchange);
	code = curl_easy_perform(exchange->handle);
	if (code != CURLE_OK && !exchange->stopped) {
		read_failure(exchange, code, ret_answer);
		return fail_for(exchange, code, error);
	}
	read_answer(exchange, ret_answer);
	/* The handle lives on; what it points to does not. */
	curl_easy_reset(exchange->handle);
	return true;
}

bool http_exchange(struct arena *arena, const struct http_request *request,
		   struct http_answer *ret_answer, struct error *error)
{
	struct exchange exchange = {
		.request = request,
		.handle = handle_of_thread(),
		.arena = arena,
		.body = text_new(arena, request->answer_bytes_max),
	};

	assert(request->total_ms > 0);
	*ret_answer = (struct http_answer){ 0 };
	exchange.method = request->method     ? request->method
			  : request->has_body ? "POST"
					      : "GET";
	if (run(&exchange, ret_answer, error))
		return true;
	curl_easy_reset(exchange.handle);

	str origin = origin_of(arena, request);

	return error_wrap(error, "%s " STR_FMT, exchange.method, STR_ARG(origin));
}

str url_encode(struct arena *arena, str s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *bytes = arena_many(arena, char, s.length * 3 + 1);
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++) {
		unsigned char byte = (unsigned char)s.bytes[i];

		if (isalnum(byte) || (byte && strchr("-._~", byte))) {
			bytes[length++] = (char)byte;
			continue;
		}
		bytes[length++] = '%';
		bytes[length++] = hex[byte >> 4];
		bytes[length++] = hex[byte & 15];
	}
	return (str){ bytes, length };
}
