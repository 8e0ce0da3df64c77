/* Where what runs in a pod shows its stacks and its heap, as an annotation of the pod or
 * the service says. */
#include "actuators/kubernetes_parts.h"
#include "net/http_client.h"
#include "runbook/classify.h"

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

static bool read_one(struct arena *arena, str word, struct kubernetes_dump *ret_dump,
		     struct error *error)
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
	*ret_dump = (struct kubernetes_dump){ .port = (int)number, .path = path };
	return true;
}

bool kubernetes_dumps_read(struct arena *arena, str said, struct kubernetes_dump *ret,
			   size_t *ret_count, struct error *error)
{
	size_t count = 0;
	str word;

	while (str_next(&said, ' ', &word)) {
		word = str_trim(word);
		if (word.length == 0)
			continue;
		if (count == KUBERNETES_DUMPS_MAX)
			return error_set(error, ERROR_TOO_LARGE,
					 "more than %d dumps of one pod",
					 KUBERNETES_DUMPS_MAX);
		if (!read_one(arena, word, &ret[count], error))
			return false;
		count++;
	}
	*ret_count = count;
	return true;
}

str kubernetes_dumps_of(const struct kubernetes_order *order, const struct tree *pod)
{
	const struct config *config = order->call->config;
	str said = tree_get_text(kubernetes_metadata(pod, "annotations"), "stanch/dumps");
	const struct service *service;

	if (said.length > 0)
		return said;
	service = config_service(config, order->target.name);
	if (!service)
		service = config_service(config, order->call->service);
	return service ? labels_setting(service->settings, service->setting_count,
					"dumps")
		       : STR("");
}
