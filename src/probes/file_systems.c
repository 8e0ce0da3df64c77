#include "probes/file_systems.h"

#include "base/thread.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Shared by the one who asks and the thread that waits for the kernel; whoever leaves
 * last frees it. */
struct look {
	struct look *next; /* among those that hang */
	struct latch answered;
	file_system_ask *ask;
	struct statvfs found;
	int code;
	bool is_done, is_left;
	char path[];
};

/* Guards is_done, is_left and the list; nothing else is taken while it is held. */
static struct lock looks_lock = { PTHREAD_MUTEX_INITIALIZER };
static struct look *stuck; /* those that nobody waits for any more */
static size_t stuck_count;

static void forget(struct look *look)
{
	latch_destroy(&look->answered);
	free(look);
}

static void unlist(struct look *look)
{
	struct look **at = &stuck;

	while (*at != look)
		at = &(*at)->next;
	*at = look->next;
	stuck_count--;
}

static void *wait_for_kernel(void *context)
{
	struct look *look = context;
	struct statvfs found = { 0 };
	int code = look->ask(look->path, &found);

	scoped_lock(held, &looks_lock);

	if (look->is_left) {
		unlist(look);
		forget(look);
		return NULL;
	}
	look->found = found;
	look->code = code;
	look->is_done = true;
	latch_open(&look->answered);
	return NULL;
}

/* Why this path is not asked now, or NULL. */
static const char *why_not(const char *path)
{
	scoped_lock(held, &looks_lock);

	for (const struct look *look = stuck; look; look = look->next)
		if (strcmp(look->path, path) == 0)
			return "still no answer to an earlier look: is its server gone?";
	/* Those that were begun together hang together, so it may be more. */
	return stuck_count >= FILE_SYSTEMS_STUCK_MAX ? "too many file systems hang"
						     : NULL;
}

static struct look *begin(const char *path, file_system_ask *ask)
{
	struct look *look = calloc(1, sizeof(*look) + strlen(path) + 1);

	if (!look)
		abort();
	latch_init(&look->answered);
	look->ask = ask;
	memcpy(look->path, path, strlen(path) + 1);
	pthread_detach(thread_start("file system", wait_for_kernel, look));
	return look;
}

static void read_answer(struct arena *arena, const struct look *look,
			struct host_disk *disk)
{
	const struct statvfs *found = &look->found;

	if (look->code != 0) {
		disk->unknown = arena_copy(arena, str_of(strerror(look->code)));
		return;
	}
	disk->bytes = (double)found->f_blocks * (double)found->f_frsize;
	disk->free_bytes = (double)found->f_bavail * (double)found->f_frsize;
	disk->inodes = (double)found->f_files;
	disk->free_inodes = (double)found->f_favail;
	disk->is_read_only = found->f_flag & ST_RDONLY;
}

static void end(struct arena *arena, struct look *look, int64_t until_us,
		struct host_disk *disk)
{
	int64_t left_ms = (until_us - clock_monotonic_us()) / 1000;

	latch_wait(&look->answered, left_ms);

	scoped_lock(held, &looks_lock);

	if (look->is_done) {
		read_answer(arena, look, disk);
		forget(look);
		return;
	}
	disk->unknown = STR("no answer in time: is its server gone?");
	look->is_left = true;
	look->next = stuck;
	stuck = look;
	stuck_count++;
}

int file_system_ask_kernel(const char *path, struct statvfs *ret_found)
{
	return statvfs(path, ret_found) == 0 ? 0 : errno;
}

void file_systems_look(struct arena *arena, const str *paths, size_t count,
		       int64_t wait_ms, file_system_ask *ask, struct host_disk *disks)
{
	struct look *looks[HOST_PATHS_MAX] = { 0 };
	int64_t until_us = clock_monotonic_us() + wait_ms * 1000;

	assert(count <= HOST_PATHS_MAX);
	for (size_t i = 0; i < count; i++) {
		const char *path = arena_c_string(arena, paths[i]), *why = why_not(path);

		disks[i] = (struct host_disk){ .path = paths[i] };
		if (why)
			disks[i].unknown = str_of(why);
		else
			looks[i] = begin(path, ask);
	}
	for (size_t i = 0; i < count; i++)
		if (looks[i])
			end(arena, looks[i], until_us, &disks[i]);
}
