/* What programs print of their threads: a Go program its goroutines, a JVM its thread
 * dump. Pure, and private to probes/. */
#ifndef PROBES_THREADS_TEXT_H
#define PROBES_THREADS_TEXT_H

#include "probes/probes.h"

/* The answer of /debug/pprof/goroutine?debug=1: groups of goroutines with one stack each.
 * False when it is none. */
bool pprof_tell(const struct probe_call *call, str text, struct probe_finding *finding);
/* What jstack, jcmd Thread.print or SIGQUIT prints. False when it is none. */
bool jvm_tell(const struct probe_call *call, str text, struct probe_finding *finding);

#endif
