/* How many lines of a log hold a text, against what is usual: of a file, from where the
 * last look ended, or by LogQL of a Loki. Lines are counted per look, so "every" is the
 * unit. The first look reads nothing of a file: what is old says nothing of now. */
#include "base/limits.h"
#include "base/scoped.h"
#include "core/alerting/baseline.h"
#include "probes/prometheus.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What one look leaves for the next. */
struct memory {
	struct baseline baseline;
	uint64_t inode; /* 0: no file was read yet */
	int64_t offset; /* behind the last whole line */
};

static struct memory recall(const struct probe_call *call)
{
	struct memory memory = { 0 };

	if (sscanf(arena_c_string(call->arena, call->memory),
		   "%" SCNd64 " %lf %" SCNu64 " %" SCNd64, &memory.baseline.looks,
		   &memory.baseline.mean, &memory.inode, &memory.offset) != 4)
		return (struct memory){ 0 };
	return memory;
}

static str remember(struct arena *arena, const struct memory *memory)
{
	return arena_format(arena, "%" PRId64 " %.9g %" PRIu64 " %" PRId64,
			    memory->baseline.looks, memory->baseline.mean, memory->inode,
			    memory->offset);
}

static void close_file(int *file)
{
	if (*file >= 0)
		close(*file);
}

/* Where to go on: a file that was exchanged or cut is read from its beginning. */
static bool place(int file, struct memory *memory, bool *ret_is_first, size_t *ret_length,
		  struct error *error)
{
	struct stat found;

	if (fstat(file, &found) != 0 || !S_ISREG(found.st_mode))
		return error_set(error, ERROR_UNAVAILABLE, "it is no plain file");
	*ret_is_first = memory->inode == 0;
	if (*ret_is_first)
		memory->offset = found.st_size;
	else if (memory->inode != found.st_ino || found.st_size < memory->offset)
		memory->offset = 0;
	/* After a long absence only the newest part counts. */
	if (found.st_size - memory->offset > LOG_BYTES_PER_LOOK_MAX)
		memory->offset = found.st_size - LOG_BYTES_PER_LOOK_MAX;
	memory->inode = found.st_ino;
	*ret_length = (size_t)(found.st_size - memory->offset);
	return true;
}

static int64_t count_lines(str bytes, str text, size_t *ret_whole)
{
	int64_t count = 0;
	size_t start = 0;

	for (size_t i = 0; i < bytes.length; i++) {
		if (bytes.bytes[i] != '\n')
			continue;
		count += str_contains(str_slice(bytes, start, i - start), text);
		start = i + 1;
	}
	*ret_whole = start;
	return count;
}

static bool read_file(const struct probe_call *call, str path, struct memory *memory,
		      double *ret_count, bool *ret_is_first, struct error *error)
{
	scoped(close_file) int file = open(arena_c_string(call->arena, path),
					   O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	str text = probe_argument(call, "contains");
	char *bytes;
	ssize_t length;
	size_t whole, most = 0;

	if (file < 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s", strerror(errno));
	if (!place(file, memory, ret_is_first, &most, error))
		return false;
	bytes = arena_many(call->arena, char, most + 1);
	length = pread(file, bytes, most, memory->offset);
	if (length < 0)
		return error_set(error, ERROR_UNAVAILABLE, "%s", strerror(errno));
	*ret_count = (double)count_lines((str){ bytes, (size_t)length },
					 text.length > 0 ? text : STR("ERROR"), &whole);
	/* A line without an end that fills the whole look is passed over. */
	memory->offset += whole > 0 || length < LOG_BYTES_PER_LOOK_MAX ? (int64_t)whole
								       : length;
	return true;
}

static bool read_loki(const struct probe_call *call, double *ret_count,
		      struct error *error)
{
	struct probe_finding finding = { 0 };

	if (!prometheus_ask(call, probe_argument(call, "loki"), LOKI_QUERY_PATH,
			    probe_argument(call, "log_rate"), &finding, error))
		return false;
	/* Loki leaves out what it found nothing of. */
	*ret_count = finding.sample.has_value ? finding.sample.value : 0;
	return true;
}

static bool read_real(const struct probe_call *call, const char *name, double fallback,
		      double *ret_number, struct error *error)
{
	str value = probe_argument(call, name);

	*ret_number = fallback;
	return value.length == 0 ||
	       (str_to_real(value, ret_number) && *ret_number > 0 &&
		isfinite(*ret_number)) ||
	       error_set(error, ERROR_INVALID, "%s: must be a number above 0", name);
}

static bool check(const struct probe_call *call, struct error *error)
{
	str what = probe_argument(call, "log_rate");
	double number;

	if (!read_real(call, "factor", 5, &number, error) ||
	    !read_real(call, "at_least", 10, &number, error))
		return false;
	if (probe_argument(call, "loki").length > 0)
		return probe_check_url(call, "loki", error);
	return str_starts_with(what, STR("/")) ||
	       error_set(error, ERROR_INVALID,
			 "log_rate: must be the whole path of a file, or LogQL beside "
			 "loki");
}

static void judge(const struct probe_call *call, struct memory *memory, double count,
		  double factor, double at_least, struct probe_finding *finding)
{
	bool is_spike = baseline_is_spike(&memory->baseline, count, factor, at_least);

	finding->has_data = true;
	finding->verdict = is_spike ? WATCH_WRONG : WATCH_WELL;
	finding->meaning = arena_format(call->arena,
					is_spike ? "%.0f lines in one look, and %.3g are "
						   "usual"
						 : "%.0f lines; usual are %.3g",
					count, memory->baseline.mean);
	if (!is_spike)
		memory->baseline = baseline_learn(memory->baseline, count);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct memory memory = recall(call);
	struct probe_finding finding = { .target = probe_argument(call, "log_rate"),
					 .verdict = WATCH_WELL,
					 .meaning = STR("it is read from here on") };
	double count = 0, factor, at_least;
	bool is_first = false, is_read;

	if (!read_real(call, "factor", 5, &factor, error) ||
	    !read_real(call, "at_least", 10, &at_least, error))
		return false;
	is_read = probe_argument(call, "loki").length > 0
			  ? read_loki(call, &count, error)
			  : read_file(call, finding.target, &memory, &count, &is_first,
				      error);
	if (!is_read && error->kind == ERROR_TIMEOUT)
		return false;
	if (!is_read) {
		finding.verdict = WATCH_NO_DATA;
		finding.meaning = arena_format(call->arena, "no data: " STR_FMT ": %s",
					       STR_ARG(finding.target), error->text);
	} else if (!is_first) {
		judge(call, &memory, count, factor, at_least, &finding);
	}
	finding.memory = remember(call->arena, &memory);
	*ret_finding = finding;
	return true;
}

static const struct channel_setting settings[] = {
	{ "log_rate", true, false, "the whole path of a file; or LogQL, beside loki" },
	{ "loki", false, false, "URL of the Loki that is asked" },
	{ "contains", false, false, "which lines of a file count; ERROR" },
	{ "factor", false, false, "so many times the usual is a spike; 5" },
	{ "at_least", false, false, "fewer lines in one look are none; 10" },
	{ 0 },
};

const struct probe log_rate_probe = {
	.name = "log_rate",
	.help = "how many lines hold a text, against what is usual: log_rate, loki, "
		"contains, factor, at_least",
	.watch = settings,
	.check = check,
	.ask = ask,
};
