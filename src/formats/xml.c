#include "formats/xml.h"

#include "base/limits.h"

#include <assert.h>
#include <expat.h>
#include <limits.h>
#include <string.h>

struct scan {
	XML_Parser parser;
	const struct xml_events *events;
	void *context;
	struct error *error;
	unsigned depth;
	bool is_stopped;
};

str xml_attribute(const struct xml_element *element, const char *name)
{
	for (const char *const *at = element->attributes; *at; at += 2)
		if (strcmp(at[0], name) == 0)
			return str_of(at[1]);
	return STR("");
}

static void stop(struct scan *scan)
{
	scan->is_stopped = true;
	XML_StopParser(scan->parser, XML_FALSE);
}

static void XMLCALL on_begin(void *context, const XML_Char *name,
			     const XML_Char **attributes)
{
	struct scan *scan = context;
	struct xml_element element = { str_of(name), (const char *const *)attributes };

	if (scan->is_stopped)
		return;
	if (++scan->depth > TREE_DEPTH_MAX) {
		error_set(scan->error, ERROR_INVALID, "more than %d elements deep",
			  TREE_DEPTH_MAX);
		stop(scan);
	} else if (!scan->events->begin(scan->context, &element)) {
		stop(scan);
	}
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
	struct scan *scan = context;

	scan->depth--;
	if (!scan->is_stopped && !scan->events->end(scan->context, str_of(name)))
		stop(scan);
}

static void XMLCALL on_text(void *context, const XML_Char *text, int length)
{
	struct scan *scan = context;

	if (!scan->is_stopped &&
	    !scan->events->text(scan->context, (str){ text, (size_t)length }))
		stop(scan);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name,
			       const XML_Char *system_id, const XML_Char *public_id,
			       int has_subset)
{
	struct scan *scan = context;

	(void)name, (void)system_id, (void)public_id, (void)has_subset;
	error_set(scan->error, ERROR_INVALID, "a document type is not taken");
	stop(scan);
}

static bool place_error(struct scan *scan)
{
	unsigned long line = XML_GetCurrentLineNumber(scan->parser);
	unsigned long column = XML_GetCurrentColumnNumber(scan->parser) + 1;

	if (!scan->is_stopped)
		error_set(scan->error, ERROR_INVALID, "%s",
			  XML_ErrorString(XML_GetErrorCode(scan->parser)));
	return error_wrap(scan->error, "line %lu, column %lu", line, column);
}

bool xml_scan(str xml, const struct xml_events *events, void *context,
	      struct error *error)
{
	struct scan scan = { .events = events, .context = context, .error = error };
	bool is_whole;

	assert(xml.length <= INT_MAX);
	scan.parser = XML_ParserCreate(NULL);
	assert(scan.parser);
	XML_SetUserData(scan.parser, &scan);
	XML_SetElementHandler(scan.parser, on_begin, on_end);
	XML_SetCharacterDataHandler(scan.parser, on_text);
	XML_SetStartDoctypeDeclHandler(scan.parser, on_doctype);
	is_whole = XML_Parse(scan.parser, xml.length > 0 ? xml.bytes : "",
			     (int)xml.length, XML_TRUE) == XML_STATUS_OK ||
		   place_error(&scan);
	XML_ParserFree(scan.parser);
	return is_whole;
}
