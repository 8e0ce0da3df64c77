#include "core/telling/public.h"

#include <arpa/inet.h>
#include <string.h>

/* Ends of host names that are good inside only (RFC 6762, RFC 8375, ICANN's .internal,
 * Kubernetes, and what people use). */
static const char *const inner_ends[] = {
	".local", ".internal", ".lan", ".intranet",  ".corp",
	".home",  ".private",  ".svc", ".home.arpa", ".localdomain",
};

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("._:@/-", c));
}

static str without_ends(str token)
{
	while (token.length > 0 && strchr(".:/-", token.bytes[token.length - 1]))
		token.length--;
	while (token.length > 0 && strchr("./-", token.bytes[0]))
		token = str_slice(token, 1, token.length);
	return token;
}

static bool next_token(str *rest, str *ret_token)
{
	size_t begin = 0, end;

	while (begin < rest->length && !is_word_byte(rest->bytes[begin]))
		begin++;
	end = begin;
	while (end < rest->length && is_word_byte(rest->bytes[end]))
		end++;
	*ret_token = without_ends(str_slice(*rest, begin, end - begin));
	*rest = str_slice(*rest, end, rest->length);
	return end > begin;
}

str host_of(str address)
{
	str host = address, before, after;

	for (size_t i = 0; i + 3 <= host.length; i++)
		if (str_starts_with(str_slice(host, i, 3), STR("://"))) {
			host = str_slice(host, i + 3, host.length);
			break;
		}
	if (str_cut(host, '/', &before, &after))
		host = before;
	if (str_cut(host, '@', &before, &after))
		host = after;
	if (str_cut(host, ':', &before, &after) && !str_contains(after, STR(":")))
		host = before;
	return host;
}

static bool is_address(str token)
{
	unsigned char bytes[16];
	char text[INET6_ADDRSTRLEN + 1] = { 0 };

	if (token.length < 3 || token.length > INET6_ADDRSTRLEN)
		return false;
	memcpy(text, token.bytes, token.length);
	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}

static bool is_inner_host(struct arena *arena, str host)
{
	char *lower = arena_many(arena, char, host.length + 1);

	for (size_t i = 0; i < host.length; i++)
		lower[i] = host.bytes[i] >= 'A' && host.bytes[i] <= 'Z'
				   ? (char)(host.bytes[i] + ('a' - 'A'))
				   : host.bytes[i];
	for (size_t i = 0; i < sizeof(inner_ends) / sizeof(inner_ends[0]); i++)
		if (str_ends_with(str_of(lower), str_of(inner_ends[i])))
			return true;
	return str_contains(str_of(lower), STR(".svc.")) || str_is(host, "localhost");
}

static void add_finding(struct arena *arena, struct public_findings *findings, str what,
			const char *kind)
{
	str finding = arena_format(arena, STR_FMT " (%s)", STR_ARG(what), kind);

	for (size_t i = 0; i < findings->count; i++)
		if (str_equal(findings->items[i], finding))
			return;
	*list_add(arena, findings) = finding;
}

static bool is_ascii_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static bool equal_but_for_case(str a, str b)
{
	for (size_t i = 0; i < a.length; i++) {
		char x = a.bytes[i], y = b.bytes[i];

		if (x >= 'A' && x <= 'Z')
			x = (char)(x + ('a' - 'A'));
		if (y >= 'A' && y <= 'Z')
			y = (char)(y + ('a' - 'A'));
		if (x != y)
			return false;
	}
	return true;
}

/* A name ends where Latin letters and digits end: in Korean a particle stands right
 * behind it ("alice가", "김철수가"). */
static bool is_named(str text, str name)
{
	bool begins = is_ascii_word(name.bytes[0]);
	bool ends = is_ascii_word(name.bytes[name.length - 1]);

	for (size_t at = 0; at + name.length <= text.length; at++) {
		size_t end = at + name.length;

		if (begins && at > 0 && is_ascii_word(text.bytes[at - 1]))
			continue;
		if (ends && end < text.length && is_ascii_word(text.bytes[end]))
			continue;
		if (equal_but_for_case(str_slice(text, at, name.length), name))
			return true;
	}
	return false;
}

struct public_findings public_check(struct arena *arena, str text,
				    const struct own_names *names)
{
	struct public_findings findings = { 0 };
	str rest = text, token;

	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].name.length > 1 &&
		    is_named(text, names->items[i].name))
			add_finding(arena, &findings, names->items[i].name,
				    names->items[i].what);
	while (next_token(&rest, &token)) {
		str host = host_of(token);

		if (is_address(token) || is_address(host))
			add_finding(arena, &findings, is_address(token) ? token : host,
				    "an address");
		else if (is_inner_host(arena, host))
			add_finding(arena, &findings, host, "an internal host");
	}
	return findings;
}
