#include "probes/probes.h"

#include "base/limits.h"
#include "config/address.h"

#include <math.h>

#define PROBE(name) extern const struct probe name##_probe;
#include "probes/list.h"
#undef PROBE

static const struct probe *const probes[] = {
#define PROBE(name) &name##_probe,
#include "probes/list.h"
#undef PROBE
};

const struct probe *const *probes_all(size_t *ret_count)
{
	*ret_count = sizeof(probes) / sizeof(probes[0]);
	return probes;
}

str probe_argument(const struct probe_call *call, const char *name)
{
	for (size_t i = 0; i < call->argument_count; i++)
		if (str_is(call->arguments[i].name, name))
			return call->arguments[i].value;
	return STR("");
}

bool probe_need(const struct probe_call *call, const char *name, str *ret_value,
		struct error *error)
{
	str value = probe_argument(call, name);

	if (value.length == 0)
		return error_set(error, ERROR_INVALID, "the argument '%s' is missing",
				 name);
	*ret_value = value;
	return true;
}

void probe_add_number(const struct probe_call *call, struct facts *facts, str name,
		      double number, const char *unit)
{
	*list_add(call->arena, facts) = (struct fact){
		.name = name,
		.number = number,
		.unit = str_of(unit),
		.at = call->now,
	};
}

void probe_add_text(const struct probe_call *call, struct facts *facts, str name,
		    str text)
{
	*list_add(call->arena, facts) = (struct fact){
		.name = name, .number = NAN, .text = text, .at = call->now
	};
}

/* -- what depends on what -- */

static bool is_name(str name)
{
	return name.length > 0 && name.length <= MAP_NAME_BYTES_MAX && str_is_utf8(name);
}

void graph_add(const struct probe_call *call, struct graph *graph, str service, str needs)
{
	if (!is_name(service) || !is_name(needs)) {
		graph->faults++;
		return;
	}
	if (str_equal(service, needs))
		return;
	if (graph->dependencies.count == MAP_EDGES_MAX) {
		graph->is_cut = true;
		return;
	}
	*list_add(call->arena, &graph->dependencies) = (struct dependency){
		arena_copy(call->arena, service), arena_copy(call->arena, needs)
	};
}

bool graph_is_sound(const struct graph *graph, struct error *error)
{
	return graph->faults == 0 || graph->dependencies.count + graph->pods.count > 0 ||
	       error_set(error, ERROR_UNAVAILABLE,
			 "%zu entries, and none names two services", graph->faults);
}

void graph_tell(const struct probe_call *call, struct probe_finding *finding)
{
	const struct graph *graph = &finding->graph;

	finding->has_data = graph->dependencies.count + graph->pods.count > 0;
	finding->meaning = arena_format(
		call->arena, "%zu dependencies%s", graph->dependencies.count,
		graph->is_cut ? ", and more than can be kept" : "");
}

/* -- checks of a configuration -- */

bool probe_check_url(const struct probe_call *call, const char *name, struct error *error)
{
	return address_is_http(probe_argument(call, name)) ||
	       error_set(error, ERROR_INVALID,
			 "%s: must be a URL that begins with http:// or https://", name);
}

bool probe_check_address(const struct probe_call *call, const char *name,
			 struct error *error)
{
	return address_is_host_port(probe_argument(call, name)) ||
	       error_set(error, ERROR_INVALID,
			 "%s: must be a host and a port, such as 127.0.0.1:22", name);
}

bool probe_check_yes_no(const struct probe_call *call, const char *name,
			struct error *error)
{
	str value = probe_argument(call, name);

	return value.length == 0 || str_is(value, "true") || str_is(value, "false") ||
	       error_set(error, ERROR_INVALID, "%s: must be true or false", name);
}

bool probe_whole(const struct probe_call *call, const char *name, int64_t fallback,
		 int64_t *ret_number, struct error *error)
{
	str value = probe_argument(call, name);

	*ret_number = fallback;
	return value.length == 0 || (str_to_int(value, ret_number) && *ret_number >= 0) ||
	       error_set(error, ERROR_INVALID, "%s: must be a whole number, not negative",
			 name);
}

str probe_unescape(struct arena *arena, str text)
{
	char *bytes = arena_many(arena, char, text.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i];
		bool escapes = c == '\\' && i + 1 < text.length;

		if (escapes) {
			c = text.bytes[++i];
			c = c == 'r' ? '\r' : c == 'n' ? '\n' : c;
		}
		bytes[length++] = c;
	}
	return (str){ bytes, length };
}
