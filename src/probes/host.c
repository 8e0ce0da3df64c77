/* How the machine is on which we run: load, memory, pressure, kills for want of memory,
 * and the file systems of some paths. */
#include "probes/file_systems.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 64 << 10 };

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

static size_t split(str paths, str *ret_paths)
{
	size_t count = 0;
	str path;

	while (count < HOST_PATHS_MAX && str_next(&paths, ' ', &path))
		if (path.length > 0)
			ret_paths[count++] = path;
	return count;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct arena *arena = call->arena;
	struct probe_finding finding = { .target = STR("this machine"),
					 .question = STR("/proc, statvfs") };
	struct host_disk disks[HOST_PATHS_MAX];
	int64_t wait_ms = call->wait_ms / 2;
	struct host_files files = {
		.loadavg = read_proc(arena, "/proc/loadavg"),
		.meminfo = read_proc(arena, "/proc/meminfo"),
		.vmstat = read_proc(arena, "/proc/vmstat"),
		.pressure_cpu = read_proc(arena, "/proc/pressure/cpu"),
		.pressure_memory = read_proc(arena, "/proc/pressure/memory"),
		.pressure_io = read_proc(arena, "/proc/pressure/io"),
		.processors = sysconf(_SC_NPROCESSORS_ONLN),
	};
	str wanted = probe_argument(call, "paths"), paths[HOST_PATHS_MAX];
	size_t count = split(wanted.length > 0 ? wanted : STR("/"), paths);

	(void)error;
	file_systems_look(arena, paths, count,
			  wait_ms < FILE_SYSTEM_MS_MAX ? wait_ms : FILE_SYSTEM_MS_MAX,
			  file_system_ask_kernel, disks);
	host_tell(call, &files, disks, count, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe host_probe = {
	.name = "host",
	.help = "load, memory, pressure, kills and file systems of this machine: paths",
	.by_hand = (const char *const[]){ NULL },
	.ask = ask,
};
