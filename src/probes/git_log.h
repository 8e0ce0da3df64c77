/* What "git log" printed, for tests and the fuzzer. Pure, and private to probes/. */
#ifndef PROBES_GIT_LOG_H
#define PROBES_GIT_LOG_H

#include "probes/probes.h"

/* Of a line per commit as GIT_LOG_FORMAT has it; what is none is counted as a fault. */
#define GIT_LOG_FORMAT \
	"%H%x1f%ct%x1f%an%x1f%s%x1f%(trailers:key=Irreversible,valueonly,separator=%" \
	"x20)"
void git_log_read(const struct probe_call *call, str output, struct found_changes *found);

#endif
