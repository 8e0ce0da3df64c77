#include "probes/host.h"

#include "base/text.h"

#include <math.h>

enum {
	MEANING_BYTES_MAX = 800,
	BODY_BYTES_MAX = 16 << 10,
	DISK_HIGH_PERCENT = 90,
	MEMORY_HIGH_PERCENT = 95,
	/* Of the last minute, in which somebody waited. */
	PRESSURE_HIGH_PERCENT = 20,
};

struct view {
	const struct probe_call *call;
	struct facts *facts;
	struct text *body, *wrong;
};

static void add(const struct view *view, const char *name, double number,
		const char *unit)
{
	if (!isfinite(number))
		return;
	probe_add_number(view->call, view->facts,
			 arena_format(view->call->arena, "host.%s", name), number, unit);
	text_addf(view->body, "%s " STR_FMT "\n", name,
		  STR_ARG(quantity_format(view->call->arena, number, str_of(unit))));
}

static void say(const struct view *view, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void say(const struct view *view, const char *format, ...)
{
	va_list args;

	if (view->wrong->length > 0)
		text_add(view->wrong, STR("; "));
	va_start(args, format);
	text_add(view->wrong, arena_vformat(view->call->arena, format, args));
	va_end(args);
}

/* The number behind a name at the beginning of a line: "MemTotal:  16 kB", "oom_kill 3".
 */
static double number_of(str text, const char *name)
{
	str line;

	while (str_next(&text, '\n', &line)) {
		str rest, word;
		double number;

		if (!str_starts_with(line, str_of(name)))
			continue;
		rest = str_trim(str_slice(line, str_of(name).length, line.length));
		if (str_next(&rest, ' ', &word) && str_to_real(word, &number))
			return number;
	}
	return NAN;
}

/* "some avg10=0.00 avg60=1.25 avg300=0.10 total=1": of the last minute. */
static double pressure_of(str text, const char *kind)
{
	str line, word;

	while (str_next(&text, '\n', &line)) {
		if (!str_starts_with(line, str_of(kind)))
			continue;
		while (str_next(&line, ' ', &word)) {
			double number;

			if (str_starts_with(word, STR("avg60=")) &&
			    str_to_real(str_slice(word, 6, word.length), &number))
				return number;
		}
	}
	return NAN;
}

static void tell_load(const struct view *view, const struct host_files *files)
{
	str rest = files->loadavg, word = STR("");
	double load = NAN;

	if (!str_next(&rest, ' ', &word) || !str_to_real(word, &load))
		load = NAN;
	add(view, "load", load, "");
	add(view, "processors", (double)files->processors, "");
	if (files->processors > 0)
		add(view, "load_per_processor", load / (double)files->processors, "");
	if (load > 2 * (double)files->processors)
		say(view, "a load of %.1f on %lld processors", load,
		    (long long)files->processors);
}

static void tell_memory(const struct view *view, const struct host_files *files)
{
	double total = 1024 * number_of(files->meminfo, "MemTotal:");
	double available = 1024 * number_of(files->meminfo, "MemAvailable:");
	double swap = 1024 * number_of(files->meminfo, "SwapTotal:");
	double swap_free = 1024 * number_of(files->meminfo, "SwapFree:");
	double percent = 100 * (1 - available / total);

	add(view, "memory", total, "bytes");
	add(view, "memory_available", available, "bytes");
	add(view, "memory_used_percent", percent, "percent");
	if (swap > 0)
		add(view, "swap_used_percent", 100 * (1 - swap_free / swap), "percent");
	add(view, "oom_kills", number_of(files->vmstat, "oom_kill "), "");
	if (percent >= MEMORY_HIGH_PERCENT)
		say(view, "%.0f %% of the memory is used", percent);
	if (number_of(files->vmstat, "oom_kill ") > 0)
		say(view, "%.0f processes killed for want of memory since it started",
		    number_of(files->vmstat, "oom_kill "));
}

static void tell_pressure(const struct view *view, const struct host_files *files)
{
	const struct {
		const char *fact, *what;
		double percent;
	} kinds[] = {
		{ "pressure_cpu", "a processor",
		  pressure_of(files->pressure_cpu, "some") },
		{ "pressure_memory", "memory",
		  pressure_of(files->pressure_memory, "some") },
		{ "pressure_io", "a disk", pressure_of(files->pressure_io, "some") },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		add(view, kinds[i].fact, kinds[i].percent, "percent");
		if (kinds[i].percent >= PRESSURE_HIGH_PERCENT)
			say(view, "tasks waited for %s %.0f %% of the last minute",
			    kinds[i].what, kinds[i].percent);
	}
}

static void tell_disk(const struct view *view, const struct host_disk *disk, double used,
		      double nodes)
{
	text_addf(view->body,
		  STR_FMT ": %.0f %% used, " STR_FMT " free, %.0f %% of inodes%s\n",
		  STR_ARG(disk->path), used,
		  STR_ARG(quantity_format(view->call->arena, disk->free_bytes,
					  STR("bytes"))),
		  nodes, disk->is_read_only ? ", read-only" : "");
	if (used >= DISK_HIGH_PERCENT)
		say(view, STR_FMT " is %.0f %% full", STR_ARG(disk->path), used);
	if (nodes >= DISK_HIGH_PERCENT)
		say(view, STR_FMT " has used %.0f %% of its inodes", STR_ARG(disk->path),
		    nodes);
	if (disk->is_read_only)
		say(view, STR_FMT " is read-only", STR_ARG(disk->path));
}

static void tell_unknown(const struct view *view, const struct host_disk *disk)
{
	text_addf(view->body, STR_FMT ": not known: " STR_FMT "\n", STR_ARG(disk->path),
		  STR_ARG(disk->unknown));
	say(view, STR_FMT " is not known: " STR_FMT, STR_ARG(disk->path),
	    STR_ARG(disk->unknown));
}

/* The fullest of those that answered is a lower bound: it shows that one is full, and
 * while another is not known never that none is. */
static double bound(double fullest, size_t unknown)
{
	return unknown == 0 || fullest >= DISK_HIGH_PERCENT ? fullest : NAN;
}

static void tell_disks(const struct view *view, const struct host_disk *disks,
		       size_t count)
{
	double fullest = NAN, inodes = NAN;
	size_t unknown = 0;

	for (size_t i = 0; i < count; i++) {
		const struct host_disk *disk = &disks[i];
		double used = 100 * (1 - disk->free_bytes / disk->bytes);
		/* Some file systems make inodes as they need them and say 0. */
		double nodes = disk->inodes > 0
				       ? 100 * (1 - disk->free_inodes / disk->inodes)
				       : NAN;

		if (disk->unknown.length > 0) {
			tell_unknown(view, disk);
			unknown++;
			continue;
		}
		fullest = isnan(fullest) || used > fullest ? used : fullest;
		if (isnan(inodes) || nodes > inodes)
			inodes = nodes;
		tell_disk(view, disk, used, nodes);
	}
	add(view, "disk_used_percent", bound(fullest, unknown), "percent");
	add(view, "inodes_used_percent", bound(inodes, unknown), "percent");
	if (count > 0)
		add(view, "paths_unknown", (double)unknown, "paths");
}

void host_tell(const struct probe_call *call, const struct host_files *files,
	       const struct host_disk *disks, size_t disk_count,
	       struct probe_finding *finding)
{
	struct text body = text_new(call->arena, BODY_BYTES_MAX);
	struct text wrong = text_new(call->arena, MEANING_BYTES_MAX);
	struct view view = { call, &finding->facts, &body, &wrong };

	tell_load(&view, files);
	tell_memory(&view, files);
	tell_pressure(&view, files);
	tell_disks(&view, disks, disk_count);
	finding->has_data = finding->facts.count > 1;
	finding->body = text_of(&body);
	finding->meaning = !finding->has_data ? STR("this machine says nothing of itself")
			   : wrong.length > 0 ? text_of(&wrong)
					      : STR("nothing stands out");
}
