#include "probes/probes.h"

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
