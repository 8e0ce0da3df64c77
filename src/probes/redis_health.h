/* What INFO and CLUSTER say of a Redis beside its memory. Pure, and private to probes/.
 */
#ifndef PROBES_REDIS_HEALTH_H
#define PROBES_REDIS_HEALTH_H

#include "probes/probes.h"

/* Persistence, clients, keys found and replication, as INFO has them. Adds facts; what is
 * wrong comes back as words that follow a sentence, "" when nothing is. */
str redis_tell_health(const struct probe_call *call, str info, struct facts *facts);
/* The answers of CLUSTER INFO and CLUSTER NODES. */
void redis_tell_cluster(const struct probe_call *call, str info, str nodes,
			struct probe_finding *finding);

#endif
