#include "sources/sources.h"

#define SOURCE(name) extern const struct source name##_source;
#include "sources/list.h"
#undef SOURCE

static const struct source *const sources[] = {
#define SOURCE(name) &name##_source,
#include "sources/list.h"
#undef SOURCE
};

const struct source *const *sources_all(size_t *ret_count)
{
	*ret_count = sizeof(sources) / sizeof(sources[0]);
	return sources;
}
