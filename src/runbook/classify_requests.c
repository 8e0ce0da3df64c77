/* curl, HTTPie and grpcurl: the request that they make is judged, and what they write
 * where they run. */
#include "runbook/classify_http.h"
#include "runbook/classify_private.h"

#include <string.h>

static void judge_request(const struct call *call, str method, str url)
{
	struct classified inner = { 0 };
	struct verdict verdict = verdict_begin(call->judging->arena, &inner);

	http_judge(&verdict, method, url, call->judging->line);
	judge_like(call->judging, &inner);
}

/* The address with another part of a query at its end. */
static str with_query(struct arena *arena, str url, str part)
{
	str before, after;

	if (str_cut(url, '#', &before, &after))
		url = before;
	return arena_format(arena, STR_FMT "%c" STR_FMT, STR_ARG(url),
			    str_contains(url, STR("?")) ? '&' : '?', STR_ARG(part));
}

/* -- curl -- */

static bool goes_nowhere(str file)
{
	return is_one_of(file, "-|/dev/null|/dev/stdout|/dev/stderr");
}

/* Options that name a file to write, and what may be written nowhere. */
static void judge_files(const struct call *call)
{
	static const char writers[] =
		"-o|--output|-D|--dump-header|--stderr|--trace|--trace-ascii";

	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];
		str value = option->value && option->value->is_static
				    ? option->value->value
				    : STR("");

		if (is_one_of(option->name, writers) && !goes_nowhere(value))
			call_judge(call, ACTION_DESTRUCTIVE, "writes over a file");
		if (is_one_of(option->name, "-w|--write-out") &&
		    str_contains(value, STR("%output")))
			call_judge(call, ACTION_DESTRUCTIVE,
				   "--write-out may write over a file");
	}
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* X-HTTP-Method-Override: DELETE. */
static void judge_headers(const struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];
		char name[48] = "";

		if (!is_one_of(option->name, "-H|--header|--proxy-header") ||
		    !option->value)
			continue;
		for (size_t k = 0;
		     k < option->value->value.length && k + 1 < sizeof(name); k++)
			name[k] = lower(option->value->value.bytes[k]);
		if (name[0] == '@' || strstr(name, "method"))
			call_unknown(call, "a header may say that the method is another");
	}
}

static bool sends_data(const struct call *call)
{
	return call_any(call, "-d|--data|--data-raw|--data-binary|--data-urlencode|"
			      "--data-ascii|--json");
}

/* False when only running it would tell. */
static bool method_of(const struct call *call, str *ret_method)
{
	const struct option_given *given = call_any(call, "-X|--request");

	if (given) {
		if (!given->value || !given->value->is_static)
			return false;
		*ret_method = given->value->value;
		return true;
	}
	*ret_method = STR("GET");
	if (call_any(call, "-T|--upload-file"))
		*ret_method = STR("PUT");
	else if (call_any(call, "-F|--form|--form-string") ||
		 (sends_data(call) && !call_any(call, "-G|--get")))
		*ret_method = STR("POST");
	else if (call_any(call, "-I|--head"))
		*ret_method = STR("HEAD");
	return true;
}

/* http:// or nothing before the host: other schemes do other things. */
static bool is_http(str url)
{
	str before, after;

	if (str_starts_with(url, STR("http://")) || str_starts_with(url, STR("https://")))
		return true;
	if (str_starts_with(url, STR("HTTP://")) || str_starts_with(url, STR("HTTPS://")))
		return true;
	return !str_cut(url, ':', &before, &after) ||
	       !str_starts_with(after, STR("//")) || str_contains(before, STR("?")) ||
	       str_contains(before, STR("/"));
}

/* An address with a "?" that no quotes protect is a glob to a shell, and yet the same
 * address: what it could match begins like it. */
static bool url_of(const struct call *call, const struct shell_word *word, str *ret_url)
{
	struct arena *arena = call->judging->arena;
	struct shell_part *parts = arena_many(arena, struct shell_part, word->count + 1);
	struct shell_word plain = *word;

	for (size_t i = 0; i < word->count; i++) {
		parts[i] = word->parts[i];
		if (parts[i].kind == SHELL_GLOB)
			parts[i].kind = SHELL_LITERAL;
	}
	plain.parts = parts;
	return call_text(call, &plain, ret_url);
}

/* The address behind a host such as [::1]. */
static str behind_host(str url)
{
	str before, after, rest = url;
	size_t end = 1;

	if (str_cut(url, ':', &before, &after) && str_starts_with(after, STR("//")))
		rest = str_slice(after, 2, after.length);
	if (!str_starts_with(rest, STR("[")))
		return url;
	while (end < rest.length && strchr("0123456789abcdefABCDEF:.", rest.bytes[end]))
		end++;
	return end < rest.length && rest.bytes[end] == ']' &&
			       str_contains(str_slice(rest, 0, end), STR(":"))
		       ? str_slice(rest, end + 1, rest.length)
		       : url;
}

/* curl makes several addresses of one with braces, and words that are not seen:
 * http://x/del{ete,x}. The value of a query is no word that counts, unless its key says
 * that something is done: then only known values are reads. */
static bool is_globbed(const struct call *call, str url)
{
	str rest = behind_host(url);
	bool is_value = false;

	if (call_any(call, "-g|--globoff"))
		return false;
	for (size_t i = 0; i < rest.length; i++) {
		char c = rest.bytes[i];

		if (c == '?' || c == '&')
			is_value = false;
		else if (c == '=')
			is_value = true;
		else if (!is_value && c && strchr("{}[]", c))
			return true;
	}
	return false;
}

/* With -G the data stands in the address. */
static str with_data(const struct call *call, str url)
{
	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];

		if (!option->value ||
		    !is_one_of(option->name, "-d|--data|--data-raw|--data-binary|"
					     "--data-urlencode|--data-ascii|--json"))
			continue;
		if (str_starts_with(option->value->value, STR("@")) &&
		    !is_one_of(option->name, "--data-raw|--data-urlencode"))
			call_unknown(call, "a file says what it asks for");
		url = with_query(call->judging->arena, url, option->value->value);
	}
	return url;
}

static void judge_url(const struct call *call, str method, const struct shell_word *word)
{
	str url;

	if (!url_of(call, word, &url))
		return;
	if (is_globbed(call, url))
		call_unknown(call, "braces and brackets in the address stand for others");
	/* curl takes a name such as ftp.example.com for another scheme. */
	if (!is_http(url) ||
	    (!str_contains(url, STR("://")) &&
	     (str_starts_with(url, STR("ftp.")) || str_starts_with(url, STR("smtp.")) ||
	      str_starts_with(url, STR("imap.")) || str_starts_with(url, STR("dict.")) ||
	      str_starts_with(url, STR("pop3.")) || str_starts_with(url, STR("ldap.")))))
		call_unknown(call, "it is no request by HTTP");
	else
		judge_request(call, method,
			      call_any(call, "-G|--get") ? with_data(call, url) : url);
}

static void judge_curl(struct call *call)
{
	str method = STR("");
	size_t urls = call->count;

	judge_files(call);
	judge_headers(call);
	if (!method_of(call, &method)) {
		call_unknown(call, "which method it is shows only when it runs");
		return;
	}
	for (size_t i = 0; i < call->count; i++)
		judge_url(call, method, &call->operands[i]);
	for (size_t i = 0; i < call->option_count; i++)
		if (is_one_of(call->options[i].name, "--url") && call->options[i].value) {
			judge_url(call, method, call->options[i].value);
			urls++;
		}
	if (urls == 0)
		call_unknown(call, "the address is missing");
}

/* -- HTTPie -- */

static bool is_method(str word)
{
	for (size_t i = 0; i < word.length; i++)
		if (word.bytes[i] < 'A' || word.bytes[i] > 'Z')
			return false;
	return word.length > 0;
}

/* a=b, a:=1 and a@file are sent, a==b and A:b are not. */
static bool is_sent(str item)
{
	for (size_t i = 0; i < item.length; i++) {
		char c = item.bytes[i],
		     next = i + 1 < item.length ? item.bytes[i + 1] : ' ';

		if (c == '=' && next == '=')
			return false;
		if (c == ':' && next != '=')
			return false;
		if (c == '=' || c == '@' || c == ':')
			return true;
	}
	return true;
}

static void judge_httpie(struct call *call)
{
	size_t at = 0;
	str method, url, key, value;
	bool sends = call_any(call, "-f|--form|--raw|--multipart");

	method = call_operand(call, 0);
	if (is_method(method) && call->count > 1)
		at = 1;
	else
		method = STR("");
	for (size_t i = at + 1; i < call->count; i++)
		sends = sends || !call->operands[i].is_static ||
			is_sent(call->operands[i].value);
	sends = sends ||
		(call->input.kind != INPUT_NONE && !call_any(call, "--ignore-stdin|-I"));
	if (method.length == 0)
		method = sends ? STR("POST") : STR("GET");
	if (at >= call->count)
		call_unknown(call, "the address is missing");
	else if (call_text(call, &call->operands[at], &url)) {
		/* a==b is a part of the query. */
		for (size_t i = at + 1; i < call->count; i++)
			if (str_cut(call->operands[i].value, '=', &key, &value) &&
			    str_starts_with(value, STR("=")))
				url = with_query(call->judging->arena, url,
						 arena_format(call->judging->arena,
							      STR_FMT STR_FMT,
							      STR_ARG(key),
							      STR_ARG(value)));
		judge_request(call, method, url);
	}
	for (size_t i = at + 1; i < call->count; i++)
		if (name_is_in(str_slice(call->operands[i].value, 0, 13),
			       "x-http-method") ||
		    !call->operands[i].is_static)
			call_unknown(call, "a header may say that the method is another");
}

/* -- grpcurl -- */

static void judge_grpcurl(struct call *call)
{
	str verb = call_operand(call, call->count > 1 ? 1 : 0);

	if (is_one_of(verb, "list|describe") ||
	    is_one_of(call_operand(call, 0), "list|describe"))
		call_judge(call, ACTION_READ, "only asks what there is");
	else if (is_one_of(verb,
			   "grpc.health.v1.Health/Check|grpc.health.v1.Health.Check"))
		call_judge(call, ACTION_READ, "only asks for the health");
	else
		call_unknown(call, "what this method does is not known");
}

const struct program request_programs[] = {
	{ .names = "curl",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_curl,
	  .options =
		  "-IGLksSfvi012346#NnpqRZgjhVlB -a! -X= -d= -F= -T=! -o= -O! -J! -K=! "
		  "-H= "
		  "-u= -A= -e= -b= -c=! -m= -w= -x= -U= -E= -D= -z= -r= -t= -y= -Y= -C= "
		  "-P= "
		  "-Q=! -M@ --request= --data= --data-raw= --data-binary= "
		  "--data-urlencode= "
		  "--data-ascii= --json= --form= --form-string= --upload-file=! "
		  "--output= "
		  "--output-dir= --remote-name! --remote-name-all! --remote-header-name! "
		  "--head --get --config=! --location --location-trusted --insecure "
		  "--silent --show-error --fail --fail-with-body --fail-early --verbose "
		  "--include --header= --user= --user-agent= --referer= --cookie= "
		  "--cookie-jar=! --max-time= --connect-timeout= --write-out= --proxy= "
		  "--proxy-user= --noproxy= --cert= --cert-type= --key= --key-type= "
		  "--pass= "
		  "--cacert= --capath= --dump-header= --compressed --compressed-ssh "
		  "--resolve= --connect-to= --http0.9 --http1.0 --http1.1 --http2 "
		  "--http2-prior-knowledge --http3 --http3-only --tlsv1 --tlsv1.0 "
		  "--tlsv1.1 --tlsv1.2 --tlsv1.3 --tls-max= --ipv4 --ipv6 --interface= "
		  "--unix-socket= --abstract-unix-socket= --trace= --trace-ascii= "
		  "--trace-time --trace-ids --max-redirs= --url= --range= --limit-rate= "
		  "--no-buffer --no-keepalive --keepalive-time= --oauth2-bearer= --basic "
		  "--digest --negotiate --ntlm --anyauth --aws-sigv4= --globoff "
		  "--path-as-is --netrc --netrc-optional --netrc-file= --progress-bar "
		  "--no-progress-meter --stderr= --retry= --retry-delay= "
		  "--retry-max-time= "
		  "--retry-connrefused --retry-all-errors --etag-compare= --etag-save=! "
		  "--libcurl=! --hsts=! --alt-svc=! --create-dirs! --remove-on-error! "
		  "--next! --quote=! --proto= --proto-default=! --proto-redir= "
		  "--doh-url= "
		  "--dns-servers= --tcp-nodelay --tcp-fastopen --speed-time= "
		  "--speed-limit= --ciphers= --tls13-ciphers= --ssl --ssl-reqd "
		  "--ssl-no-revoke --no-alpn --no-sessionid --cert-status --crlfile= "
		  "--pinnedpubkey= --post301 --post302 --post303 --disable --parallel "
		  "--parallel-max= --local-port= --happy-eyeballs-timeout-ms= "
		  "--suppress-connect-headers --socks5= --socks5-hostname= --socks4= "
		  "--proxy-header= --proxy-insecure --raw --tr-encoding --time-cond= "
		  "--expect100-timeout= --max-filesize= --delegation= --ca-native "
		  "--version "
		  "--help --manual" },
	{ .names = "http|https",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_httpie,
	  .options =
		  "-vhbjfFIS -p= -a= -s= -A= -d! -c! -o=! -x --verbose --headers --meta "
		  "-m --body --print= --auth= --auth-type= --verify= --timeout= "
		  "--check-status --follow --all --max-redirects= --json --form "
		  "--multipart --raw= --pretty= --style= --format-options= "
		  "--ignore-stdin --stream --compress --cert= --cert-key= --ssl= "
		  "--proxy= --default-scheme= --download! --continue! --output=! "
		  "--session=! --session-read-only= --quiet -q --path-as-is --offline+ "
		  "--unsorted --sorted --chunked" },
	{ .names = "grpcurl",
	  .flags = PROGRAM_WORDS | PROGRAM_DECIDES,
	  .judge = judge_grpcurl,
	  .options = "-plaintext -insecure -d= -H= -rpc-header= -reflect-header= "
		     "-expand-headers -proto= -import-path= -protoset= -protoset-out=! "
		     "-proto-out-dir=! -cacert= -cert= -key= -authority= -servername= "
		     "-max-time= -connect-timeout= -max-msg-sz= -keepalive-time= -v -vv "
		     "-format= -use-reflection -emit-defaults -format-error -unix "
		     "-allow-unknown-fields -user-agent= -alts -msg-template" },
	{ .names = "grpc_health_probe|grpc-health-probe",
	  .flags = PROGRAM_WORDS,
	  .options =
		  "-addr= -service= -tls -tls-no-verify -tls-ca-cert= -tls-client-cert= "
		  "-tls-client-key= -tls-server-name= -connect-timeout= -rpc-timeout= "
		  "-user-agent= -rpc-header= -gzip -spiffe -v" },
	{ 0 },
};
