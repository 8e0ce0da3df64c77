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

/* One more; what has no name or a wrong one is counted as a fault, what depends on itself
 * is not worth a word. Texts are copied into the call's arena. */
void graph_add(const struct probe_call *call, struct graph *graph, str service,
	       str needs);
/* False when all there was was faults: that is another system's answer. */
bool graph_is_sound(const struct graph *graph, struct error *error);
/* Fills in has_data and the sentence. */
void graph_tell(const struct probe_call *call, struct probe_finding *finding);

/* For .check: false with the argument's name and what it must be. */
bool probe_check_url(const struct probe_call *call, const char *name,
		     struct error *error);
bool probe_check_address(const struct probe_call *call, const char *name,
			 struct error *error);
bool probe_check_yes_no(const struct probe_call *call, const char *name,
			struct error *error);
/* A number from 0 on; the fallback when it is not given. */
bool probe_whole(const struct probe_call *call, const char *name, int64_t fallback,
		 int64_t *ret_number, struct error *error);
/* "
" as one writes it, into what is sent. */
str probe_unescape(struct arena *arena, str text);

#endif
