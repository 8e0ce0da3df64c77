/* Where what runs in a pod shows its stacks and its heap, as an annotation of the pod or
 * the service says. */
#include "actuators/kubernetes_parts.h"
#include "net/http_client.h"
#include "runbook/classify.h"

#include <ctype.h>
#include <string.h>

enum { DUMP_BYTES_MAX = 200, PORT_MAX = 65535 };

/* It goes into an address as it is: nothing in it may end it or lead elsewhere. */
static bool is_path(str path)
{
	for (size_t i = 0; i < path.length; i++) {
		unsigned char c = (unsigned char)path.bytes[i];

		if (c <= ' ' || c >= 0x7f || strchr("#\\\"<>^`{|}", c))
			return false;
	}
	return !str_contains(path, STR("..")) && !str_contains(path, STR("//")) &&
	       !str_contains(path, STR("%"));
}

/* What is asked for evidence must change nothing. */
static bool only_reads(struct arena *arena, str path)
{
	struct classified classified = { 0 };

	classify_http(arena,
		      arena_format(arena, "GET http://pod" STR_FMT "\n", STR_ARG(path)),
		      &classified);
	return classified.class == ACTION_READ && !classified.is_refused;
}

/* "?debug=1" makes text of a profile; "?gc=1" would do something. */
static bool is_profile(str path)
{
	static const char *const profiles[] = { "goroutine", "heap",  "allocs",
						"block",     "mutex", "threadcreate" };
	str begin = STR("/debug/pprof/"), name = path, query = STR("");

	if (!str_starts_with(path, begin))
		return false;
	if (str_cut(path, '?', &name, &query) && !str_is(query, "debug=1") &&
	    !str_is(query, "debug=2"))
		return false;
	name = str_slice(name, begin.length, name.length - begin.length);
	for (size_t i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (str_is(name, profiles[i]))
			return true;
	return false;
}

/* Nothing in front of it that a server may cut away, as ";". */
static bool is_thread_dump(str path)
{
	static const char others[] = "/-_.";

	for (size_t i = 0; i < path.length; i++)
		if (!isalnum((unsigned char)path.bytes[i]) &&
		    !strchr(others, path.bytes[i]))
			return false;
	return str_ends_with(path, STR("/threaddump"));
}

static bool read_one(struct arena *arena, str word, bool is_of_pod,
		     struct kubernetes_dump *ret_dump, struct error *error)
{
	str shown = str_clip(word, DUMP_BYTES_MAX), port = STR(""), path = STR("");
	int64_t number = 0;

	if (word.length > DUMP_BYTES_MAX || !str_cut(word, '/', &port, &path) ||
	    !str_to_int(port, &number) || number < 1 || number > PORT_MAX)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT
				 "' is no dump: write a port and a path, as in "
				 "6060/debug/pprof/heap?debug=1",
				 STR_ARG(shown));
	path = str_slice(word, port.length, word.length);
	if (!is_path(path))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no dump: its path leads elsewhere",
				 STR_ARG(shown));
	if (!only_reads(arena, path))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no dump: asking for it changes "
				 "something",
				 STR_ARG(shown));
	if (is_of_pod && !is_profile(path) && !is_thread_dump(path))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not asked for because a pod says so: "
				 "only a profile below /debug/pprof/ and …/threaddump "
				 "are; the setting dumps of its service may name others",
				 STR_ARG(shown));
	*ret_dump = (struct kubernetes_dump){ .port = (int)number, .path = path };
	return true;
}

bool kubernetes_dumps_read(struct arena *arena, struct kubernetes_dumps_said said,
			   struct kubernetes_dump *ret, size_t *ret_count,
			   struct error *error)
{
	size_t count = 0;
	str word;

	while (str_next(&said.text, ' ', &word)) {
		word = str_trim(word);
		if (word.length == 0)
			continue;
		if (count == KUBERNETES_DUMPS_MAX)
			return error_set(error, ERROR_TOO_LARGE,
					 "more than %d dumps of one pod",
					 KUBERNETES_DUMPS_MAX);
		if (!read_one(arena, word, said.is_of_pod, &ret[count], error))
			return false;
		count++;
	}
	*ret_count = count;
	return true;
}

struct kubernetes_dumps_said kubernetes_dumps_of(const struct kubernetes_order *order,
						 const struct tree *pod)
{
	const struct config *config = order->call->config;
	str said = tree_get_text(kubernetes_metadata(pod, "annotations"), "stanch/dumps");
	const struct service *service;

	if (said.length > 0)
		return (struct kubernetes_dumps_said){ said, true };
	service = config_service(config, order->target.name);
	if (!service)
		service = config_service(config, order->call->service);
	said = service ? labels_setting(service->settings, service->setting_count,
					"dumps")
		       : STR("");
	return (struct kubernetes_dumps_said){ said, false };
}
