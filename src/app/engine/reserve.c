#include "app/engine/reserve.h"

#include "base/scoped.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* An acknowledgement writes about 100 kB of log and pages of tables, and the log is used
 * anew after each checkpoint: this is room for a night. Below the low mark a group of
 * deliveries may not fit any more; above the high one there is room for the file and for
 * work besides. */
enum {
	RESERVE_BYTES = 4 << 20,
	LOW_BYTES = 1 << 20,
	HIGH_BYTES = RESERVE_BYTES + (4 << 20),
};

/* -1 when it cannot be told: then nothing is refused on suspicion. */
static int64_t room_left(const struct reserve *reserve)
{
	struct statvfs file_system;

	if (statvfs(reserve->directory.bytes, &file_system) != 0)
		return -1;
	return (int64_t)(file_system.f_bavail * file_system.f_frsize);
}

static bool take(struct reserve *reserve)
{
	scoped_fd fd = open(reserve->path.bytes, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && posix_fallocate(fd, 0, RESERVE_BYTES) == 0)
		return true;
	unlink(reserve->path.bytes);
	return false;
}

static struct reserve reserve_in(struct arena *arena, str directory)
{
	return (struct reserve){
		.directory = arena_copy(arena, directory),
		.path = arena_format(arena, STR_FMT "/reserve", STR_ARG(directory)),
	};
}

void reserve_give_way(struct arena *arena, str directory)
{
	struct reserve reserve = reserve_in(arena, directory);

	reserve.is_held = access(reserve.path.bytes, F_OK) == 0;
	if (reserve.is_held)
		reserve_look(&reserve);
}

void reserve_open(struct reserve *reserve, struct arena *arena, str directory)
{
	*reserve = reserve_in(arena, directory);
	reserve->is_held = access(reserve->path.bytes, F_OK) == 0;
	/* Until there was a look that found room. */
	reserve->is_scarce = !reserve->is_held;
	reserve_look(reserve);
	/* Where nothing can be told of the room, nothing is refused. */
	if (room_left(reserve) < 0)
		reserve->is_scarce = false;
}

bool reserve_look(struct reserve *reserve)
{
	bool was_scarce = reserve->is_scarce;
	int64_t room = reserve->path.length > 0 ? room_left(reserve) : -1;

	if (room < 0)
		return false;
	if (reserve->is_held && room < LOW_BYTES) {
		unlink(reserve->path.bytes);
		reserve->is_held = false;
		reserve->is_scarce = true;
	} else if (!reserve->is_held && room > HIGH_BYTES) {
		reserve->is_held = take(reserve);
		reserve->is_scarce = !reserve->is_held;
	}
	return reserve->is_scarce != was_scarce;
}
