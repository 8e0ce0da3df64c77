/* How full the file systems of some paths are, although one of them may be a mount whose
 * server is gone: the kernel lets whoever asks such a one wait for as long as it likes.
 * Private to probes/. */
#ifndef PROBES_FILE_SYSTEMS_H
#define PROBES_FILE_SYSTEMS_H

#include "probes/host.h"

#include <sys/statvfs.h>

enum {
	HOST_PATHS_MAX = 20,
	/* A file system that has not told its size by then is in trouble itself. */
	FILE_SYSTEM_MS_MAX = 3000,
	/* Threads that a dead mount may hold, over all looks: one for each path. */
	FILE_SYSTEMS_STUCK_MAX = HOST_PATHS_MAX,
};

/* statvfs, or what a test has instead; 0 or an errno. */
typedef int file_system_ask(const char *path, struct statvfs *ret_found);
int file_system_ask_kernel(const char *path, struct statvfs *ret_found);

/* Fills in one disk for each path, in their order; all are asked at once, and what does
 * not answer within wait_ms says so in .unknown. A path that still hangs from an earlier
 * look is not asked again until that has ended. */
void file_systems_look(struct arena *arena, const str *paths, size_t count,
		       int64_t wait_ms, file_system_ask *ask, struct host_disk *disks);

#endif
