/* What is where. API routes are made from the operations; doors from the sources. */
#include "faces/http/request.h"

#include <string.h>

enum {
	DOORS = ROUTE_CLASS_DOORS,
	PEOPLE = ROUTE_CLASS_PEOPLE,
	METRICS = ROUTE_CLASS_METRICS,
	PUBLIC = ROUTE_CLASS_PUBLIC,
	CALLBACKS = ROUTE_CLASS_CALLBACKS,
	ALL = DOORS | PEOPLE | METRICS,
};

static const struct http_route routes[] = {
	{ "/", "GET", PEOPLE, GATE_OPEN, site_handle, false, false },
	{ "/room/", "GET", PEOPLE, GATE_OPEN, site_handle, false, false },
	{ "/alerts", "GET", PEOPLE, GATE_OPEN, site_handle, false, false },
	{ "/oncall", "GET", PEOPLE, GATE_OPEN, site_handle, false, false },
	{ "/postmortem/", "GET", PEOPLE, GATE_OPEN, site_handle, false, false },
	{ "/assets/", "GET", PEOPLE, GATE_OPEN, asset_handle, false, false },
	{ "/login/", "GET, POST", PEOPLE, GATE_OPEN, login_link_handle, false, true },
	{ "/ack/", "GET, POST", CALLBACKS | PEOPLE, GATE_OPEN, ack_link_handle, false,
	  true },
	{ "/events", "GET", PEOPLE, GATE_PERSON, events_handle, false, false },
	{ "/mcp", "POST", PEOPLE, GATE_PERSON, tools_handle, false, false },
	{ "/api/v1/openapi.json", "GET", PEOPLE, GATE_OPEN, openapi_handle, false,
	  false },
	{ "/api/v1/me", "GET", PEOPLE, GATE_PERSON, session_me, false, false },
	{ "/api/v1/session", "POST", PEOPLE, GATE_OPEN, session_begin, false, false },
	{ "/api/v1/session/end", "POST, DELETE", PEOPLE, GATE_PERSON, session_end, false,
	  false },
	{ "/api/v1/", "GET, POST", PEOPLE, GATE_PERSON, api_handle, false, false },
	{ "/api/v2/status", "GET", DOORS, GATE_READER, am_status_handle, false, false },
	{ "/api/v2/alerts", "GET", DOORS, GATE_READER, am_alerts_handle, false, false },
	{ "/api/v2/alerts/groups", "GET", DOORS, GATE_READER, am_groups_handle, false,
	  false },
	{ "/api/v2/receivers", "GET", DOORS, GATE_READER, am_receivers_handle, false,
	  false },
	{ "/api/v2/silences", "GET, POST", DOORS, GATE_READER, am_silences_handle, false,
	  false },
	{ "/api/v2/silence/", "GET, DELETE", DOORS, GATE_READER, am_silence_handle, false,
	  false },
	{ "/v2/alerts", "GET", DOORS, GATE_DOOR, opsgenie_handle, false, false },
	{ "/v2/alerts/", "GET", DOORS, GATE_DOOR, opsgenie_handle, false, false },
	{ "/v2/heartbeats/", "GET", DOORS, GATE_SENDER, door_handle, false, false },
	{ "/status", "GET", PUBLIC, GATE_OPEN, status_handle, false, false },
	{ "/status/", "GET", PUBLIC, GATE_OPEN, status_handle, false, false },
	{ "/api/v2/summary.json", "GET", PUBLIC, GATE_OPEN, status_handle, false, false },
	{ "/api/v2/status.json", "GET", PUBLIC, GATE_OPEN, status_handle, false, false },
	{ "/api/v2/components.json", "GET", PUBLIC, GATE_OPEN, status_handle, false,
	  false },
	{ "/api/v2/incidents.json", "GET", PUBLIC, GATE_OPEN, status_handle, false,
	  false },
	{ "/api/v2/incidents/", "GET", PUBLIC, GATE_OPEN, status_handle, false, false },
	{ "/api/v2/scheduled-maintenances.json", "GET", PUBLIC, GATE_OPEN, status_handle,
	  false, false },
	{ "/api/v2/scheduled-maintenances/", "GET", PUBLIC, GATE_OPEN, status_handle,
	  false, false },
	{ "/report", "GET, POST", DOORS | PEOPLE | PUBLIC, GATE_OPEN, report_form_handle,
	  false, false },
	{ "/report/", "GET, POST", DOORS | PEOPLE | PUBLIC, GATE_OPEN, report_form_handle,
	  false, true },
	{ "/calendar/", "GET", CALLBACKS | PEOPLE, GATE_OPEN, calendar_handle, false,
	  true },
	{ "/callbacks/mattermost", "POST", CALLBACKS, GATE_OPEN, mattermost_handle, false,
	  false },
	{ "/callbacks/slack/command", "POST", CALLBACKS, GATE_OPEN, slack_command_handle,
	  false, false },
	{ "/callbacks/slack/interact", "POST", CALLBACKS, GATE_OPEN,
	  slack_interact_handle, false, false },
	{ "/callbacks/twilio/sms/", "POST", CALLBACKS, GATE_OPEN, twilio_sms_handle,
	  false, false },
	{ "/callbacks/twilio/status", "POST", CALLBACKS, GATE_OPEN, twilio_status_handle,
	  false, true },
	{ "/callbacks/twilio/voice/", "POST", CALLBACKS, GATE_OPEN, twilio_voice_handle,
	  false, true },
	{ "/callbacks/mail/", "POST", CALLBACKS, GATE_OPEN, mail_handle, false, true },
	{ "/metrics", "GET", METRICS, GATE_OPEN, metrics_handle, false, false },
	{ "/-/healthy", "GET", ALL, GATE_OPEN, healthy_handle, false, false },
	{ "/-/ready", "GET", ALL, GATE_OPEN, ready_handle, false, false },
	{ "/test/clock", "POST", PEOPLE, GATE_OPEN, test_clock_handle, true, false },
};

/* What is no route may be a door: an own path of a source, or /hooks/NAME/KEY. */
static const struct http_route door = {
	.path = "(door)",
	.methods = "POST",
	.classes = DOORS,
	.gate = GATE_SENDER,
	.handle = door_handle,
};
static const struct http_route link_door = {
	.path = "(door)",
	.methods = "GET, POST",
	.classes = DOORS,
	.gate = GATE_SENDER,
	.handle = door_handle,
	.is_link = true,
};
static const struct http_route door_with_edits = {
	.path = "(door)",
	.methods = "POST, PUT, PATCH, DELETE",
	.classes = DOORS,
	.gate = GATE_SENDER,
	.handle = door_handle,
};
static const struct http_route hook = {
	.path = "/hooks/",
	.methods = "POST, PUT",
	.classes = DOORS,
	.gate = GATE_SENDER,
	.handle = door_handle,
	.is_link = true,
};

static const struct http_route asking_hook = {
	.path = "/hooks/",
	.methods = "POST, PUT, OPTIONS",
	.classes = DOORS,
	.gate = GATE_SENDER,
	.handle = door_handle,
	.is_link = true,
};

static bool fits(const struct http_route *route, str path, str *ret_rest)
{
	str own = str_of(route->path);
	bool is_folder = own.length > 1 && own.bytes[own.length - 1] == '/';

	*ret_rest = STR("");
	if (!is_folder)
		return str_equal(path, own);
	*ret_rest = str_slice(path, own.length, path.length);
	return str_starts_with(path, own) &&
	       (route->classes == DOORS || path.length > own.length);
}

static bool is_served(const struct http_face *face, const struct http_route *route)
{
	if (route->is_for_tests && !(face->options.is_local && face->options.test_clock))
		return false;
	return face->options.is_local || (route->classes & face->options.classes) != 0;
}

static const struct http_route *find_door(const struct http_face *face, str path)
{
	str rest, key;
	const struct source *source = door_source(face->options.app->ports, path, &rest,
						  &key);

	if (!source || !is_served(face, &door))
		return NULL;
	if (str_starts_with(path, str_of(hook.path)))
		return source->takes_options ? &asking_hook : &hook;
	if (source->takes_get)
		return &link_door;
	return source->takes_edits ? &door_with_edits : &door;
}

const struct http_route *route_find(const struct http_face *face, const char *method,
				    str path, str *ret_rest)
{
	const struct http_route *other = find_door(face, path);
	str rest;

	*ret_rest = path;
	if (other && route_takes(other, method))
		return other;
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (!fits(&routes[i], path, &rest) || !is_served(face, &routes[i]))
			continue;
		other = &routes[i];
		*ret_rest = rest;
		if (route_takes(other, method))
			break;
	}
	return other;
}

bool route_takes(const struct http_route *route, const char *method)
{
	str rest = str_of(route->methods), one;

	while (str_next(&rest, ',', &one))
		if (str_is(str_trim(one), method))
			return true;
	return false;
}

bool request_is(const struct request *request, const char *method)
{
	return strcmp(request->in->method, method) == 0;
}
