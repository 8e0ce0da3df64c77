#include "actuators/beneath.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { NAME_BYTES_MAX = 1000 };

static bool check_name(str name, struct error *error)
{
	str rest = name, piece;

	if (name.length == 0 || name.length > NAME_BYTES_MAX || name.bytes[0] == '/' ||
	    name.bytes[name.length - 1] == '/')
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no name of a file in that folder",
				 STR_ARG(str_clip(name, 100)));
	for (size_t i = 0; i < name.length; i++)
		if ((unsigned char)name.bytes[i] < ' ' || name.bytes[i] == 0x7f)
			return error_set(error, ERROR_INVALID,
					 "a control character in the file's name");
	while (str_next(&rest, '/', &piece))
		if (piece.length == 0 || str_is(piece, ".") || str_is(piece, ".."))
			return error_set(error, ERROR_INVALID,
					 "'" STR_FMT "' leads out of that folder",
					 STR_ARG(str_clip(name, 100)));
	return true;
}

static bool fail_at(str what, struct error *error)
{
	int code = errno;

	if (code == ELOOP || code == ENOTDIR)
		return error_set(error, ERROR_FORBIDDEN,
				 STR_FMT " is a symbolic link or no folder: not followed",
				 STR_ARG(str_clip(what, 200)));
	return error_set(error, code == ENOENT ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE,
			 STR_FMT ": %s", STR_ARG(str_clip(what, 200)), strerror(code));
}

/* The folder the file is in, and its own name there; -1 on failure. */
static int open_folder(const struct beneath *at, const char **ret_last,
		       struct error *error)
{
	int fd = open(arena_c_string(at->arena, at->folder),
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	str piece, rest = at->name;

	if (fd < 0) {
		fail_at(at->folder, error);
		return -1;
	}
	while (str_cut(rest, '/', &piece, &rest)) {
		int next = openat(fd, arena_c_string(at->arena, piece),
				  O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (next < 0)
			fail_at(piece, error);
		close(fd);
		if (next < 0)
			return -1;
		fd = next;
	}
	*ret_last = arena_c_string(at->arena, rest);
	return fd;
}

static bool check_status(str name, const struct stat *status, struct error *error)
{
	if (!S_ISREG(status->st_mode))
		return error_set(error, ERROR_FORBIDDEN, STR_FMT " is no regular file",
				 STR_ARG(name));
	if (status->st_nlink > 1)
		return error_set(error, ERROR_FORBIDDEN,
				 STR_FMT " has a second name, which would keep the old "
					 "bytes",
				 STR_ARG(name));
	if (status->st_size > FLAG_FILE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 STR_FMT " has more than %d bytes", STR_ARG(name),
				 FLAG_FILE_BYTES_MAX);
	return true;
}

static bool read_all(struct arena *arena, int fd, str *ret_bytes)
{
	char *bytes = arena_many(arena, char, (size_t)FLAG_FILE_BYTES_MAX + 1);
	size_t length = 0;

	while (length < (size_t)FLAG_FILE_BYTES_MAX + 1) {
		ssize_t got = read(fd, bytes + length,
				   (size_t)FLAG_FILE_BYTES_MAX + 1 - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	*ret_bytes = (str){ bytes, length };
	return true;
}

bool beneath_read(const struct beneath *at, struct beneath_file *ret_file,
		  struct error *error)
{
	str name = at->name;
	struct beneath_file file = { 0 };
	const char *last = NULL;

	if (!check_name(name, error))
		return false;

	scoped_fd directory = open_folder(at, &last, error);

	if (directory < 0)
		return false;

	/* A pipe would wait for its other end. */
	scoped_fd fd = openat(directory, last,
			      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &file.status) != 0)
		return fail_at(name, error);
	if (!check_status(name, &file.status, error))
		return false;
	if (!read_all(at->arena, fd, &file.bytes))
		return fail_at(name, error);
	if (file.bytes.length > FLAG_FILE_BYTES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 STR_FMT " has more than %d bytes", STR_ARG(name),
				 FLAG_FILE_BYTES_MAX);
	file.sha256 = sha256_hex(at->arena, sha256_of(file.bytes));
	*ret_file = file;
	return true;
}

static const char *name_beside(struct arena *arena, const char *last, int64_t job)
{
	return arena_format(arena, ".%s.stanch-%lld", last, (long long)job).bytes;
}

static bool write_all(int fd, str bytes)
{
	while (bytes.length > 0) {
		ssize_t written = write(fd, bytes.bytes, bytes.length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes = str_slice(bytes, (size_t)written, bytes.length);
	}
	return true;
}

/* Whose it is comes first: a change of owner may take bits off the mode. */
static bool write_beside(int directory, const char *beside, const struct stat *as,
			 str bytes)
{
	scoped_fd fd = openat(directory, beside,
			      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat made;

	if (fd < 0 || fstat(fd, &made) != 0)
		return false;
	if ((made.st_uid != as->st_uid || made.st_gid != as->st_gid) &&
	    fchown(fd, as->st_uid, as->st_gid) != 0)
		return false;
	return fchmod(fd, as->st_mode & 07777) == 0 && write_all(fd, bytes) &&
	       fsync(fd) == 0;
}

static bool is_same_file(int directory, const char *last, const struct stat *was)
{
	struct stat now;

	return fstatat(directory, last, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
	       now.st_dev == was->st_dev && now.st_ino == was->st_ino &&
	       now.st_size == was->st_size && now.st_mtim.tv_sec == was->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == was->st_mtim.tv_nsec;
}

bool beneath_replace(const struct beneath *at, const struct beneath_file *was, str bytes,
		     int64_t job, bool *ret_done, struct error *error)
{
	str name = at->name;
	const char *last = NULL, *beside;

	*ret_done = false;
	if (!check_name(name, error))
		return false;

	scoped_fd directory = open_folder(at, &last, error);

	if (directory < 0)
		return false;
	beside = name_beside(at->arena, last, job);
	if (!write_beside(directory, beside, &was->status, bytes)) {
		fail_at(name, error);
		unlinkat(directory, beside, 0);
		return error_wrap(error, "write beside it");
	}
	if (!is_same_file(directory, last, &was->status)) {
		unlinkat(directory, beside, 0);
		return error_set(error, ERROR_CONFLICT,
				 STR_FMT " was changed meanwhile by somebody else",
				 STR_ARG(name));
	}
	if (renameat(directory, beside, directory, last) != 0) {
		fail_at(name, error);
		unlinkat(directory, beside, 0);
		return false;
	}
	*ret_done = true;
	return fsync(directory) == 0 || fail_at(name, error);
}

void beneath_clear(const struct beneath *at, int64_t job)
{
	struct error unheeded = { 0 };
	const char *last = NULL;

	if (!check_name(at->name, &unheeded))
		return;

	scoped_fd directory = open_folder(at, &last, &unheeded);

	if (directory >= 0)
		unlinkat(directory, name_beside(at->arena, last, job), 0);
}
