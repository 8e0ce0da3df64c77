#include "probes/traces.h"

#include "base/map.h"

str traces_url(str url)
{
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	return url;
}

bool traces_part_of(const struct probe_call *call, struct traces_part *ret_part,
		    struct error *error)
{
	struct traces_part part = { .until_us = clock_monotonic_us() +
						call->wait_ms * 1000 };
	int64_t most = 0;
	str from, to;

	if (!probe_need(call, "url", &part.url, error) ||
	    !probe_need(call, "from", &from, error) ||
	    !instant_parse(from, &part.from, error) ||
	    !probe_need(call, "to", &to, error) || !instant_parse(to, &part.to, error) ||
	    !probe_whole(call, "traces", 5, &most, error))
		return false;
	if (part.to <= part.from)
		return error_set(error, ERROR_INVALID, "the time asked for is empty");
	if (most < 1 || most > TRACES_ASKED_MAX)
		return error_set(error, ERROR_INVALID, "traces: must be from 1 to %d",
				 TRACES_ASKED_MAX);
	part.url = traces_url(part.url);
	part.most = (size_t)most;
	*ret_part = part;
	return true;
}

void traces_hand_on(const struct probe_call *call, const struct trace_spans *spans,
		    struct probe_finding *finding)
{
	struct found_spans *found = &finding->spans;
	struct map *traces = map_new(call->arena);

	found->is_cut = spans->is_cut;
	found->lost = spans->lost;
	for (size_t i = 0; i < spans->count; i++) {
		const struct trace_span *span = &spans->items[i];

		map_put(traces, span->trace, found);
		*list_add(call->arena,
			  found) = (struct case_span){ .trace = span->trace,
						       .id = span->id,
						       .parent = span->parent,
						       .entity = span->service,
						       .operation = span->operation,
						       .start_us = span->start_us,
						       .took_us = span->took_us,
						       .failed = span->failed };
	}
	found->trace_count = map_count(traces);
	finding->has_data = found->count > 0;
	finding->meaning = arena_format(call->arena, "%zu traces, %zu spans",
					found->trace_count, found->count);
}
