#include "config/address.h"

enum { PORT_MAX = 65535 };

/* What stands between "scheme://" and the path. */
static str authority_of(str address)
{
	for (size_t i = 0; i + 3 <= address.length; i++) {
		if (!str_starts_with(str_slice(address, i, 3), STR("://")))
			continue;

		str rest = str_slice(address, i + 3, address.length);
		size_t end = 0;

		while (end < rest.length && rest.bytes[end] != '/' &&
		       rest.bytes[end] != '?' && rest.bytes[end] != '#')
			end++;
		return str_slice(rest, 0, end);
	}
	return address;
}

static str without_user(str authority)
{
	for (size_t i = authority.length; i > 0; i--)
		if (authority.bytes[i - 1] == '@')
			return str_slice(authority, i, authority.length);
	return authority;
}

/* The last colon, unless it is inside the brackets of an IPv6 address. */
static bool split_port(str host_port, str *ret_host, str *ret_port)
{
	for (size_t i = host_port.length; i > 0; i--) {
		char c = host_port.bytes[i - 1];

		if (c == ']')
			return false;
		if (c == ':') {
			*ret_host = str_slice(host_port, 0, i - 1);
			*ret_port = str_slice(host_port, i, host_port.length);
			return true;
		}
	}
	return false;
}

static bool is_host(str host)
{
	bool bracketed = str_starts_with(host, STR("[")) && str_ends_with(host, STR("]"));

	if (bracketed)
		host = str_slice(host, 1, host.length - 2);
	if (host.length == 0)
		return false;
	for (size_t i = 0; i < host.length; i++) {
		char c = host.bytes[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';

		if (!letter && !digit && c != '.' && c != '-' && c != '_' &&
		    !(bracketed && (c == ':' || c == '%')))
			return false;
	}
	return true;
}

bool address_is_host_port(str address)
{
	str host, port;
	int64_t number;

	return split_port(address, &host, &port) && is_host(host) &&
	       str_to_int(port, &number) && number >= 0 && number <= PORT_MAX &&
	       port.bytes[0] != '-';
}

static bool is_number_of_ip4(str s)
{
	int64_t number;

	return s.length <= 3 && str_to_int(s, &number) && number >= 0 && number <= 255;
}

/* 127.0.0.0/8, all four numbers written: "127.evil.example" is a name. */
static bool is_loopback_ip4(str host)
{
	str part;
	size_t count = 0;

	if (!str_starts_with(host, STR("127.")) || str_ends_with(host, STR(".")))
		return false;
	for (; str_next(&host, '.', &part); count++)
		if (!is_number_of_ip4(part))
			return false;
	return count == 4;
}

bool address_is_loopback(str address)
{
	str host = without_user(authority_of(address)), port;

	split_port(host, &host, &port);
	return str_is(host, "localhost") || str_is(host, "[::1]") ||
	       is_loopback_ip4(host);
}

bool address_is_http(str address)
{
	return (str_starts_with(address, STR("http://")) ||
		str_starts_with(address, STR("https://"))) &&
	       authority_of(address).length > 0;
}

bool address_has_password(str address)
{
	str authority = authority_of(address);
	str host = without_user(authority);
	str user, password;

	/* Without "://" an "@" is a mail address. */
	if (authority.bytes == address.bytes || host.length == authority.length)
		return false;
	return str_cut(str_slice(authority, 0, authority.length - host.length - 1), ':',
		       &user, &password) &&
	       password.length > 0;
}
