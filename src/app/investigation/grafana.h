/* Links into Grafana: the same question about the same time, where people look on for
 * themselves. Nothing is asked there, and without the setting there is no link. */
#ifndef APP_INVESTIGATION_GRAFANA_H
#define APP_INVESTIGATION_GRAFANA_H

#include "base/arena.h"
#include "base/tree.h"

struct config;

/* Of a finding of a stored diagnosis: Explore with its query and the time that it was
 * asked for. "": no Grafana is set, none of its sources asks that system, the finding has
 * no query, or the link would be longer than browsers take.
 *
 * The link holds no character that ends one in Markdown, HTML or a shell's quotes. */
str grafana_explore(struct arena *arena, const struct config *config,
		    const struct tree *diagnosis, const struct tree *finding);

/* The dashboard of a service, a quarter of an hour around what the diagnosis looks at;
 * "" for none. */
str grafana_dashboard(struct arena *arena, const struct config *config, str service,
		      const struct tree *diagnosis);

#endif
