/* Are so many processes of a name there? By /proc, so on this machine only. */
#include "base/scoped.h"
#include "probes/probes.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* The kernel cuts names; a pid has no more digits than this. */
enum { NAME_BYTES_MAX = 15, COMM_BYTES = 64, NO_MAXIMUM = 1 << 30 };

static void close_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

static str read_small(struct arena *arena, const char *path)
{
	char bytes[COMM_BYTES];
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t length = file >= 0 ? read(file, bytes, sizeof(bytes)) : 0;

	if (file >= 0)
		close(file);
	return str_trim(
		arena_copy(arena, (str){ bytes, length > 0 ? (size_t)length : 0 }));
}

static bool is_named(struct arena *arena, const char *pid, str name)
{
	str path = arena_format(arena, "/proc/%s/comm", pid);

	return str_equal(read_small(arena, path.bytes), str_clip(name, NAME_BYTES_MAX));
}

static int64_t count_all(struct arena *arena, str name)
{
	scoped(close_folder) DIR *folder = opendir("/proc");
	const struct dirent *entry;
	int64_t count = 0;

	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
			count += is_named(arena, entry->d_name, name);
	return count;
}

/* 0 or 1: the one whose number the file holds, if it has the name. */
static int64_t count_by_file(struct arena *arena, str pidfile, str name)
{
	str text = read_small(arena, arena_c_string(arena, pidfile));
	int64_t pid;

	if (!str_to_int(text, &pid) || pid < 1)
		return 0;
	return is_named(arena, arena_format(arena, "%lld", (long long)pid).bytes, name);
}

static bool read_bounds(const struct probe_call *call, int64_t *ret_least,
			int64_t *ret_most, struct error *error)
{
	if (!probe_whole(call, "at_least", 1, ret_least, error) ||
	    !probe_whole(call, "at_most", NO_MAXIMUM, ret_most, error))
		return false;
	return *ret_least <= *ret_most ||
	       error_set(error, ERROR_INVALID, "at_least is more than at_most");
}

static bool check(const struct probe_call *call, struct error *error)
{
	int64_t least, most;

	return read_bounds(call, &least, &most, error);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	str name = probe_argument(call, "process");
	str pidfile = probe_argument(call, "pidfile");
	struct probe_finding finding = { .has_data = true, .target = name };
	int64_t least, most, count;

	if (!read_bounds(call, &least, &most, error))
		return false;
	count = pidfile.length > 0 ? count_by_file(call->arena, pidfile, name)
				   : count_all(call->arena, name);
	probe_add_number(call, &finding.facts, STR("process.count"), (double)count, "");
	finding.verdict = count >= least && count <= most ? WATCH_WELL : WATCH_WRONG;
	if (finding.verdict == WATCH_WRONG && count == 0)
		finding.verdict = WATCH_UNREACHABLE;
	finding.meaning = arena_format(call->arena, "%lld of " STR_FMT " run%s",
				       (long long)count, STR_ARG(name),
				       count < least  ? ", too few"
				       : count > most ? ", too many"
						      : "");
	*ret_finding = finding;
	return true;
}

static const struct channel_setting settings[] = {
	{ "process", true, false, "its name, as ps -o comm shows it" },
	{ "at_least", false, false, "so many must run; 1" },
	{ "at_most", false, false, "no more than so many" },
	{ "pidfile", false, false, "only the one whose number this file holds" },
	{ 0 },
};

const struct probe process_probe = {
	.name = "process",
	.help = "whether so many processes of a name run: process, at_least, at_most, "
		"pidfile",
	.watch = settings,
	.check = check,
	.ask = ask,
};
