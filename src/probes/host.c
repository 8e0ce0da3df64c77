/* How the machine is on which we run: load, memory, pressure, kills for want of memory,
 * and the file systems of some paths. */
#include "probes/host.h"

#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 64 << 10, PATHS_MAX = 20 };

/* Files of /proc have no length; one that is not there says nothing. */
static str read_proc(struct arena *arena, const char *path)
{
	scoped_fd file = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = arena_many(arena, char, FILE_BYTES_MAX);
	size_t length = 0;

	while (file >= 0 && length < FILE_BYTES_MAX) {
		ssize_t count = read(file, bytes + length, FILE_BYTES_MAX - length);

		if (count <= 0)
			break;
		length += (size_t)count;
	}
	return (str){ bytes, length };
}

static bool measure(struct arena *arena, str path, struct host_disk *disk,
		    struct error *error)
{
	struct statvfs found;

	if (statvfs(arena_c_string(arena, path), &found) != 0)
		return error_set(error, ERROR_INVALID, "host: " STR_FMT ": %s",
				 STR_ARG(path), strerror(errno));
	*disk = (struct host_disk){
		.path = path,
		.bytes = (double)found.f_blocks * (double)found.f_frsize,
		.free_bytes = (double)found.f_bavail * (double)found.f_frsize,
		.inodes = (double)found.f_files,
		.free_inodes = (double)found.f_favail,
		.is_read_only = found.f_flag & ST_RDONLY,
	};
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct arena *arena = call->arena;
	struct probe_finding finding = { .target = STR("this machine"),
					 .question = STR("/proc, statvfs") };
	struct host_disk disks[PATHS_MAX];
	struct host_files files = {
		.loadavg = read_proc(arena, "/proc/loadavg"),
		.meminfo = read_proc(arena, "/proc/meminfo"),
		.vmstat = read_proc(arena, "/proc/vmstat"),
		.pressure_cpu = read_proc(arena, "/proc/pressure/cpu"),
		.pressure_memory = read_proc(arena, "/proc/pressure/memory"),
		.pressure_io = read_proc(arena, "/proc/pressure/io"),
		.processors = sysconf(_SC_NPROCESSORS_ONLN),
	};
	str paths = probe_argument(call, "paths"), path;
	size_t count = 0;

	if (paths.length == 0)
		paths = STR("/");
	while (count < PATHS_MAX && str_next(&paths, ' ', &path))
		if (path.length > 0 && !measure(arena, path, &disks[count++], error))
			return false;
	host_tell(call, &files, disks, count, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe host_probe = {
	.name = "host",
	.help = "load, memory, pressure, kills and file systems of this machine: paths",
	.ask = ask,
};
