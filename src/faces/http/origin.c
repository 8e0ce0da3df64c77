/* Which names this server answers to. A page of somebody else whose name suddenly
 * points at us (DNS rebinding) must reach nothing, not even on loopback; and an order
 * that another site's page sends must not count as a person's. */
#include "faces/http/request.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool equal_ignoring_case(str a, str b)
{
	return a.length == b.length && strncasecmp(a.bytes, b.bytes, a.length) == 0;
}

/* "name:80", "[::1]:80" and "name" without their port and brackets. */
static str name_of(str authority)
{
	size_t colon = authority.length;
	str name = authority, rest;

	if (str_starts_with(authority, STR("["))) {
		str_cut(str_slice(authority, 1, authority.length), ']', &name, &rest);
		return name;
	}
	while (colon > 0 && authority.bytes[colon - 1] != ':')
		colon--;
	return colon > 0 ? str_slice(authority, 0, colon - 1) : name;
}

/* "https://name:80/path" → "name:80" */
static str authority_of(str url)
{
	str scheme, rest = url, path;

	str_cut(url, ':', &scheme, &rest);
	while (str_starts_with(rest, STR("/")))
		rest = str_slice(rest, 1, rest.length);
	str_cut(rest, '/', &rest, &path);
	return rest;
}

static bool is_address(str name)
{
	struct in6_addr address;
	char text[INET6_ADDRSTRLEN];

	if (name.length >= sizeof(text))
		return false;
	snprintf(text, sizeof(text), STR_FMT, STR_ARG(name));
	return inet_pton(AF_INET, text, &address) == 1 ||
	       inet_pton(AF_INET6, text, &address) == 1;
}

bool address_is_loopback_peer(str peer)
{
	return str_is(peer, "local") || str_is(peer, "::1") ||
	       str_starts_with(peer, STR("127."));
}

/* A listener on every address is called by any of them; an address cannot be made to
 * point elsewhere, so it is no name to be afraid of. */
static bool is_listeners(const struct request *request, str name)
{
	str own = name_of(request->face->options.listen);
	bool takes_all = own.length == 0 || str_is(own, "0.0.0.0") || str_is(own, "::");

	return equal_ignoring_case(name, own) || (takes_all && is_address(name));
}

static bool is_configured(const struct config *config, str name)
{
	for (size_t i = 0; i < config->host_count; i++)
		if (equal_ignoring_case(name_of(config->hosts[i]), name))
			return true;
	return false;
}

static bool is_our_name(const struct request *request, str name)
{
	const struct config *config = request->work.config;

	return equal_ignoring_case(name, STR("localhost")) || str_is(name, "::1") ||
	       str_is(name, "127.0.0.1") || is_listeners(request, name) ||
	       is_configured(config, name) ||
	       (config->public_url.length > 0 &&
		equal_ignoring_case(name, name_of(authority_of(config->public_url))));
}

bool origin_is_authority(const struct request *request, str authority)
{
	return equal_ignoring_case(http_header(request->in, "Host"), authority);
}

/* A cookie does not look at ports, so the Origin is compared with its own. */
static bool is_our_origin(const struct request *request, str origin)
{
	const struct config *config = request->work.config;
	str authority = authority_of(origin);

	return origin_is_authority(request, authority) ||
	       is_configured(config, name_of(authority)) ||
	       (config->public_url.length > 0 &&
		equal_ignoring_case(authority, authority_of(config->public_url)));
}

static bool needs_name(const struct request *request)
{
	bool is_door = request->route->gate == GATE_DOOR ||
		       request->route->gate == GATE_READER ||
		       request->route->gate == GATE_SENDER;
	bool has_key = is_door && request->work.config->door_key_count > 0;

	/* The status page is for everybody, under whatever name a proxy gives it. */
	return !request->face->options.is_local && !has_key &&
	       request->route->handle != status_handle &&
	       request->route->handle != healthy_handle &&
	       request->route->handle != ready_handle;
}

bool origin_let_in(struct request *request)
{
	str host = http_header(request->in, "Host");
	str origin = http_header(request->in, "Origin");

	if (needs_name(request) && !is_our_name(request, name_of(host))) {
		answer_problem(request, 421, "host",
			       arena_format(request->work.arena,
					    "this server is not called '" STR_FMT
					    "': add it to hosts in stanch.yaml",
					    STR_ARG(str_clip(host, 100))));
		return false;
	}
	if (!request_is(request, "GET") && origin.length > 0 &&
	    !is_our_origin(request, origin)) {
		answer_problem(request, 403, "origin",
			       arena_format(request->work.arena,
					    "a page of " STR_FMT " may not do this",
					    STR_ARG(str_clip(origin, 100))));
		return false;
	}
	return true;
}
