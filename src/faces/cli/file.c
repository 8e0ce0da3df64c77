#include "faces/cli/command.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "config/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The answer to a question is sent as JSON, so this is no place for bytes that are no
 * text. */
static bool check_text(const char *path, str bytes, struct error *error)
{
	return str_is_utf8(bytes) ||
	       error_set(error, ERROR_INVALID, "%s: it is no text in UTF-8", path);
}

static bool read_from(int fd, const char *path, char *bytes, size_t *ret_length,
		      struct error *error)
{
	size_t length = 0;

	while (length <= API_BODY_BYTES_MAX) {
		ssize_t got = read(fd, bytes + length, API_BODY_BYTES_MAX + 1 - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(error, ERROR_INVALID, "%s: %s", path,
					 strerror(errno));
		if (got == 0)
			break;
		length += (size_t)got;
	}
	*ret_length = length;
	return length <= API_BODY_BYTES_MAX ||
	       error_set(error, ERROR_TOO_LARGE, "%s: larger than %d KiB", path,
			 API_BODY_BYTES_MAX >> 10);
}

bool cli_read_file(struct arena *arena, str path, str *ret_bytes, struct error *error)
{
	const char *name = arena_c_string(arena, path);
	bool is_input = str_is(path, "-");
	scoped_fd fd = is_input ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_CLOEXEC);
	char *bytes = arena_many(arena, char, API_BODY_BYTES_MAX + 1);
	size_t length;

	if (fd < 0)
		return error_set(error, ERROR_INVALID, "%s: %s", name, strerror(errno));
	if (!read_from(fd, name, bytes, &length, error))
		return false;
	*ret_bytes = (str){ bytes, length };
	return check_text(name, *ret_bytes, error);
}

/* -- folders -- */

bool cli_is_folder(struct arena *arena, str path)
{
	struct stat status;

	return stat(arena_c_string(arena, path), &status) == 0 && S_ISDIR(status.st_mode);
}

bool cli_list_documents(struct arena *arena, str folder, struct file_names *ret_names,
			struct error *error)
{
	static const char *const endings[] = { ".md", ".markdown", NULL };

	if (!folder_walk(arena, folder, endings, RUNBOOKS_MAX, ret_names, error))
		return false;
	return ret_names->count > 0 ||
	       error_set(error, ERROR_INVALID, STR_FMT ": no file in it ends in .md",
			 STR_ARG(folder));
}
