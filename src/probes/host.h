/* What /proc says of this machine: the reading of it, for tests. Pure, and private to
 * probes/. */
#ifndef PROBES_HOST_H
#define PROBES_HOST_H

#include "probes/probes.h"

/* Files as they are read; "" for one that is not there. */
struct host_files {
	str loadavg, meminfo, vmstat;
	str pressure_cpu, pressure_memory, pressure_io;
	int64_t processors;
};
struct host_disk {
	str path;
	double bytes, free_bytes; /* free: for whoever is not root */
	double inodes, free_inodes;
	bool is_read_only;
	str unknown; /* why nothing of this is known; "": it is */
};

/* Fills facts, body, meaning and has_data. */
void host_tell(const struct probe_call *call, const struct host_files *files,
	       const struct host_disk *disks, size_t disk_count,
	       struct probe_finding *finding);

#endif
