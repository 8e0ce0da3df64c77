/* The table of probes that main hands to app/, and what probes share. */
#ifndef PROBES_PROBES_H
#define PROBES_PROBES_H

#include "app/ports.h"

const struct probe *const *probes_all(size_t *ret_count);

/* "" when it is not among the arguments. */
str probe_argument(const struct probe_call *call, const char *name);
bool probe_need(const struct probe_call *call, const char *name, str *ret_value,
		struct error *error);

void probe_add_number(const struct probe_call *call, struct facts *facts, str name,
		      double number, const char *unit);
void probe_add_text(const struct probe_call *call, struct facts *facts, str name,
		    str text);

#endif
