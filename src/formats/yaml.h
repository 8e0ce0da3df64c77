/* YAML files of people into the same tree as JSON. */
#ifndef FORMATS_YAML_H
#define FORMATS_YAML_H

#include "base/error.h"
#include "base/tree.h"

/* One document. Only plain scalars are typed (null, true/false, integer, real);
 * quoted ones are text. Refused, with line and column: duplicate keys, depth over
 * TREE_DEPTH_MAX, aliases and anchors, tags, more than CONFIG_BYTES_MAX. Every
 * node knows its line and column. An empty document is an empty map. */
struct tree *yaml_parse(struct arena *arena, str yaml, struct error *error) MUST_CHECK;

#endif
