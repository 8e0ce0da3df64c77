/* Lines at the end of a log file, by when they say they were written. */
#include "base/scoped.h"
#include "probes/log_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A program that writes zeros is none whose lines a person could read. */
static bool is_binary(str text)
{
	return memchr(text.bytes, 0, text.length) != NULL;
}

static bool read_tail(const struct probe_call *call, str path, str *ret_text,
		      bool *ret_is_cut, struct error *error)
{
	scoped_fd file = open(arena_c_string(call->arena, path),
			      O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat found;
	off_t from = 0;
	ssize_t length;
	char *bytes;

	if (file < 0 || fstat(file, &found) != 0)
		return error_set(error, ERROR_NOT_FOUND, "%s", strerror(errno));
	if (!S_ISREG(found.st_mode))
		return error_set(error, ERROR_INVALID, "it is no plain file");
	*ret_is_cut = found.st_size > LOG_TAIL_BYTES_MAX;
	if (*ret_is_cut)
		from = found.st_size - LOG_TAIL_BYTES_MAX;
	bytes = arena_many(call->arena, char, (size_t)(found.st_size - from) + 1);
	length = pread(file, bytes, (size_t)(found.st_size - from), from);
	if (length < 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s", strerror(errno));
	*ret_text = (str){ bytes, (size_t)length };
	/* The first line of a tail is half of one. */
	if (*ret_is_cut)
		str_cut(*ret_text, '\n', &(str){ 0 }, ret_text);
	return !is_binary(*ret_text) ||
	       error_set(error, ERROR_INVALID, "it is no text: it has zero bytes");
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct log_lines lines = { 0 };
	struct log_window window = { 0 };
	str text = STR("");

	if (!probe_need(call, "path", &finding.target, error) ||
	    !log_window_of(call, &window, error))
		return error_wrap(error, "log_file");
	if (!str_starts_with(finding.target, STR("/")))
		return error_set(error, ERROR_INVALID,
				 "log_file: path: must be the whole path of a file");
	if (!read_tail(call, finding.target, &text, &lines.before_is_cut, error))
		return error_wrap(error, "log_file " STR_FMT, STR_ARG(finding.target));
	log_lines_split(call, text, &lines);
	finding.question = STR("its lines by their times");
	log_lines_tell(call, &lines, &window, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe log_file_probe = {
	.name = "log_file",
	.help = "which kinds of lines of a file are new, vanished or more frequent since "
		"the onset: path, window",
	.by_hand = (const char *const[]){ "window", NULL },
	.ask = ask,
};
