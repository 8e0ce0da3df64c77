/* A delivery on its way through one source, without a server. */
#ifndef TESTS_DOOR_FIXTURE_H
#define TESTS_DOOR_FIXTURE_H

#include "check.h"
#include "formats/json.h"
#include "sources/sources.h"

#include <string.h>
#include <strings.h>

enum { DOOR_TEST_BYTES_MAX = 512 << 20 };

static const instant_ms door_now = 1795241314862; /* 2026-11-21T06:08:34.862Z */

struct delivery_sent {
	const char *source, *query;
	/* "Name: value" each; at most as many as stand here. */
	const char *headers[4];
	const struct config *config;
	bool was_cut;
};

struct delivery_read {
	bool is_read;
	struct alert_batch batch;
	struct error error;
	struct door_answer answer;
	const struct tree *said; /* the answer's body */
};

static inline const struct source *door_named(const char *name)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	check_failed(__FILE__, __LINE__, "there is no source %s", name);
	exit(1);
}

static inline str door_fixture_header(const void *request, const char *name)
{
	const struct delivery_sent *sent = request;
	str said, value;

	for (size_t i = 0; i < COUNT_OF(sent->headers) && sent->headers[i]; i++)
		if (str_cut(str_of(sent->headers[i]), ':', &said, &value) &&
		    said.length == strlen(name) &&
		    strncasecmp(said.bytes, name, said.length) == 0)
			return str_trim(value);
	return STR("");
}

static inline struct door_call door_call_of(struct arena *arena,
					    const struct delivery_sent *sent, str body)
{
	return (struct door_call){
		.arena = arena,
		.method = "POST",
		.path = arena_format(arena, "/hooks/%s", sent->source),
		.query = str_of(sent->query),
		.body = body,
		.header = door_fixture_header,
		.request = sent,
		.now = door_now,
		.config = sent->config,
	};
}

static inline struct delivery_read door_send(struct arena *arena,
					     const struct delivery_sent *sent, str body)
{
	const struct source *source = door_named(sent->source);
	struct door_call call = door_call_of(arena, sent, body);
	struct delivery_read read = { .batch = { .was_cut = sent->was_cut } };
	struct error error = { 0 };

	read.is_read = source->read(&call, &read.batch, &read.error);
	source->answer(&call, &read.batch, read.is_read ? NULL : &read.error,
		       &read.answer);
	read.said = json_parse(arena, read.answer.body, &error);
	CHECK_OK(read.said, error);
	return read;
}

static inline str door_label(const struct delivery_read *read, const char *name)
{
	return read->batch.count == 1 ? labels_get(&read->batch.items[0].labels, name)
				      : STR("(no alert)");
}

static inline str door_annotation(const struct delivery_read *read, const char *name)
{
	return read->batch.count == 1
		       ? labels_get(&read->batch.items[0].annotations, name)
		       : STR("(no alert)");
}

/* The first fault, else the error; "" when all was well. */
static inline str door_complaint(const struct delivery_read *read)
{
	return tree_get_text(read->said, "error");
}

#endif
