/* The parts of stanch.yaml that have a file of their own here. Private to config/. */
#ifndef CONFIG_PARTS_H
#define CONFIG_PARTS_H

#include "config/reader.h"

extern const struct keys people_keys, service_keys, route_keys, door_key_keys,
	listener_keys;
extern const char *const listener_class_names[];

void read_listeners(struct reader *reader, const struct spot *spot, void *owner);
/* What must hold across the file; spot is its root. */
void check_people(struct reader *reader, const struct spot *file);
void settle_services(struct reader *reader, const struct spot *file);

const struct pattern *config_pattern(const struct config *config, str name);

#endif
