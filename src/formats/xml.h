/* XML as a stream of events, by expat. No document type is taken, so there are no
 * entities but XML's own five, nothing that grows and nothing that is fetched. */
#ifndef FORMATS_XML_H
#define FORMATS_XML_H

#include "base/error.h"
#include "base/str.h"

struct xml_element {
	str name;                      /* as it is spelled, with its prefix */
	const char *const *attributes; /* name, value, …, NULL */
};
/* "" when it is not there. */
str xml_attribute(const struct xml_element *element, const char *name);

/* Views are valid during the call and UTF-8. A text may come in several pieces. Each
 * returns false to stop; then xml_scan fails with what it set in error. */
struct xml_events {
	bool (*begin)(void *context, const struct xml_element *element);
	bool (*text)(void *context, str text);
	bool (*end)(void *context, str name);
};

/* Errors name line and column. Depth at most TREE_DEPTH_MAX. */
bool xml_scan(str xml, const struct xml_events *events, void *context,
	      struct error *error) MUST_CHECK;

#endif
