/* Parts of a service that have a file of their own. Private to config/. */
#ifndef CONFIG_SERVICE_PARTS_H
#define CONFIG_SERVICE_PARTS_H

#include "config/reader.h"

/* -- what placeholders name -- */

bool service_fills(const struct service *service, str name);
/* The first {{name}} that no setting fills; "" when all are filled. */
str service_unfilled(const struct service *service, str text);

/* -- patterns -- */

/* A list of names, or "fitting". */
void read_service_patterns(struct reader *reader, const struct spot *spot, void *owner);
/* When its settings and measurements are known: takes those that fit, or tells what
 * those that it names lack. */
void settle_service_patterns(struct reader *reader, const struct spot *spot,
			     struct service *service);

/* -- bundles -- */

void read_service_bundles(struct reader *reader, const struct spot *spot, void *owner);
/* Tells what those that it names lack. */
void check_service_bundles(struct reader *reader, const struct spot *spot,
			   const struct service *service);

#endif
