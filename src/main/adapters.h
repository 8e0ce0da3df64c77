/* Every adapter there is, and a configuration that also they agree with. */
#ifndef MAIN_ADAPTERS_H
#define MAIN_ADAPTERS_H

#include "app/ports.h"

/* All but hands and primary, which are processes of their own. */
void adapters_fill(struct ports *ret_ports);

/* config_load, and then what only the adapters know: NULL when there is any problem. */
struct config *adapters_config(struct arena *scratch, const char *path,
			       struct config_problems *ret_problems);

#endif
