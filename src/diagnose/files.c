#include "diagnose/files.h"

#include "base/limits.h"
#include "diagnose/gather.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* By the beginning and the end of its name, without ".gz"; the first that fits. */
static const struct file_form {
	const char *begin, *end;
	enum file_kind kind;
	file_reader read;
} forms[] = {
	{ "case", ".json", FILE_CASE, read_case },
	{ "series", ".csv", FILE_SERIES, read_series },
	{ "series", "json", FILE_SERIES, read_series_json }, /* .ndjson, too */
	{ "metrics", ".csv", FILE_SERIES, read_series },
	{ "metrics", "json", FILE_SERIES, read_series_json },
	{ "spans", ".csv", FILE_SPANS, read_spans_table },
	{ "spans", "json", FILE_SPANS, read_spans_json },
	{ "traces", ".csv", FILE_SPANS, read_spans_table },
	{ "traces", "json", FILE_SPANS, read_spans_json },
	{ "logs", ".csv", FILE_LINES, read_lines_table },
	{ "logs", "json", FILE_LINES, read_lines_json },
	{ "logs", ".log", FILE_LINES, read_lines_text },
	{ "logs", ".txt", FILE_LINES, read_lines_text },
	{ "calls", ".csv", FILE_CALLS, read_calls },
	{ "changes", ".json", FILE_CHANGES, read_changes },
	{ "parts", ".csv", FILE_PARTS, read_parts },
};

/* A file may have several names: which it is, is told by what lies on the disk. */
struct listed {
	str path;
	dev_t device;
	ino_t number;
};

struct path_list {
	struct listed *items;
	size_t count, capacity;
};

static str name_of(str path)
{
	str before, after;

	while (str_cut(path, '/', &before, &after))
		path = after;
	return path;
}

static const struct file_form *form_of(str path)
{
	str name = name_of(path);

	if (str_ends_with(name, STR(".gz")))
		name.length -= strlen(".gz");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (str_starts_with(name, str_of(forms[i].begin)) &&
		    str_ends_with(name, str_of(forms[i].end)))
			return &forms[i];
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	return str_compare(((const struct listed *)a)->path,
			   ((const struct listed *)b)->path);
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The path ends in NUL: it is a copy. */
static bool is_there(str path)
{
	return access(path.bytes, F_OK) == 0;
}

/* What is read twice would count twice. */
static void list_path(struct gathering *gathering, struct path_list *paths, str path)
{
	struct stat status = { 0 };

	if (paths->count == DIAGNOSE_FILES_MAX) {
		remark(gathering, STR(""), "files left out",
		       STR_FMT ": more than %d files", STR_ARG(path), DIAGNOSE_FILES_MAX);
		return;
	}
	/* One that cannot be looked at is told of when it is read. */
	if (stat(path.bytes, &status) == 0)
		for (size_t i = 0; i < paths->count; i++)
			if (paths->items[i].device == status.st_dev &&
			    paths->items[i].number == status.st_ino) {
				remark(gathering, STR(""), "files named twice",
				       STR_FMT ": read once, though it was named twice",
				       STR_ARG(path));
				return;
			}
	*list_add(gathering->arena, paths) = (struct listed){ path, status.st_dev,
							      status.st_ino };
}

/* Files of a folder in the order of their names, so that the same folder gives the same
 * answer wherever it lies. */
static bool list_folder(struct gathering *gathering, str folder, struct path_list *paths,
			struct error *error)
{
	struct arena *arena = gathering->arena;
	DIR *open = opendir(arena_c_string(arena, folder));
	struct path_list found = { 0 };

	if (!open)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s",
				 STR_ARG(folder), strerrordesc_np(errno));
	for (struct dirent *entry; (entry = readdir(open));) {
		str path;

		if (entry->d_name[0] == '.')
			continue;
		path = arena_format(arena, STR_FMT "/%s", STR_ARG(folder), entry->d_name);
		if (is_folder(path.bytes))
			remark(gathering, folder, "folders not read",
			       "%s: folders in a folder are not read; name it to have it "
			       "read",
			       entry->d_name);
		else if (form_of(path))
			*list_add(arena, &found) = (struct listed){ .path = path };
		else
			remark(gathering, folder, "files not read",
			       "%s: its name begins and ends like none of "
			       "docs/diagnose.md",
			       entry->d_name);
	}
	closedir(open);
	if (found.count > 0)
		qsort(found.items, found.count, sizeof(*found.items), by_name);
	for (size_t i = 0; i < found.count; i++)
		list_path(gathering, paths, found.items[i].path);
	return true;
}

static bool list_paths(struct gathering *gathering, const str *given, size_t count,
		       struct path_list *paths, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		str path = arena_copy(gathering->arena, given[i]);

		while (path.length > 1 && str_ends_with(path, STR("/")))
			path = arena_copy(gathering->arena,
					  str_slice(path, 0, path.length - 1));
		if (is_folder(arena_c_string(gathering->arena, path))) {
			if (!list_folder(gathering, path, paths, error))
				return false;
			continue;
		}
		if (!is_there(path))
			return error_set(error, ERROR_NOT_FOUND,
					 STR_FMT ": no such file or folder",
					 STR_ARG(path));
		if (!form_of(path))
			return error_set(
				error, ERROR_INVALID,
				STR_FMT
				": what is in it is told by its name, and this "
				"name says nothing. Call it series*.csv or "
				".json, spans*.csv or .json, logs*.csv, .ndjson or "
				".log, calls.csv, changes.json or case.json "
				"(docs/diagnose.md)",
				STR_ARG(path));
		list_path(gathering, paths, path);
	}
	return true;
}

/* A file that cannot be read is told of; a case.json says what is asked at all. */
static bool read_file(struct gathering *gathering, str path, size_t *read,
		      struct error *error)
{
	const struct file_form *form = form_of(path);
	struct error problem = { 0 };

	gathering->times = (struct time_range){ 0 };
	if (form->read(gathering, path, &problem)) {
		read[form->kind]++;
		if (gathering->times.first.at > 0)
			*list_add(gathering->arena,
				  &gathering->file_times) = (struct file_times){
				path, form->kind, gathering->times
			};
		return true;
	}
	if (form->kind == FILE_CASE) {
		*error = problem;
		return false;
	}
	remark(gathering, path, "not read", "%s", problem.text);
	return true;
}

/* What is of no service is of all of it. */
static void name_system(struct gathering *gathering)
{
	static const str system = STR_INIT("the system");

	for (size_t i = 0; i < gathering->series.count; i++)
		if (gathering->series.items[i].entity.length == 0)
			gathering->series.items[i].entity = system;
	for (size_t i = 0; i < gathering->spans.count; i++)
		if (gathering->spans.items[i].entity.length == 0)
			gathering->spans.items[i].entity = system;
	for (size_t i = 0; i < gathering->lines.count; i++)
		if (gathering->lines.items[i].entity.length == 0)
			gathering->lines.items[i].entity = system;
}

static void fill_case(const struct gathering *gathering, struct diagnosis_case *known)
{
	*known = gathering->known;
	known->quiet = gathering->quiet.items;
	known->quiet_count = gathering->quiet.count;
	known->series = gathering->series.items;
	known->series_count = gathering->series.count;
	known->spans = gathering->spans.items;
	known->span_count = gathering->spans.count;
	known->lines = gathering->lines.items;
	known->line_count = gathering->lines.count;
	known->calls = gathering->calls.items;
	known->call_count = gathering->calls.count;
	known->changes = gathering->changes.items;
	known->change_count = gathering->changes.count;
	known->parts = gathering->parts.items;
	known->part_count = gathering->parts.count;
}

/* The case says what time is in question, and of too many changes those are kept that are
 * near to it: so it is read first, and changes last. */
enum turn { TURN_CASE, TURN_MOST, TURN_CHANGES };

static enum turn turn_of(str path)
{
	enum file_kind kind = form_of(path)->kind;

	return kind == FILE_CASE      ? TURN_CASE
	       : kind == FILE_CHANGES ? TURN_CHANGES
				      : TURN_MOST;
}

static bool read_files(struct gathering *gathering, const struct path_list *list,
		       enum turn turn, size_t *read, struct error *error)
{
	for (size_t i = 0; i < list->count; i++)
		if (turn_of(list->items[i].path) == turn &&
		    !read_file(gathering, list->items[i].path, read, error))
			return false;
	return true;
}

/* Without an alert and without windows it is not known yet; then those count that came
 * last before the end of what is known. */
static instant_ms trouble_of(const struct diagnosis_case *known,
			     struct case_window extent)
{
	if (known->alert_at != 0)
		return known->alert_at;
	if (known->during.to > known->during.from)
		return known->during.from;
	return extent.to > 0 ? extent.to - 1 : INSTANT_MAX;
}

static void tell_of_changes(struct gathering *gathering)
{
	trim_changes(gathering);
	if (gathering->change_count > gathering->changes.count)
		remark(gathering, STR("changes"), "changes left out",
		       "%zu of %zu: the %d that came last before %s are looked at",
		       gathering->change_count - gathering->changes.count,
		       gathering->change_count, DIAGNOSE_CHANGES_MAX,
		       instant_format(gathering->arena, gathering->trouble).bytes);
}

bool files_read(struct arena *arena, const str *paths, size_t path_count, size_t threads,
		struct diagnose_files *ret_files, struct error *error)
{
	struct gathering gathering = {
		.arena = arena,
		.threads = threads,
		.entities = { .arena = arena },
		.words = { .arena = arena },
		.traces = { .arena = arena },
	};
	struct diagnose_files files = { 0 };
	struct path_list list = { 0 };

	if (!list_paths(&gathering, paths, path_count, &list, error))
		return false;
	if (!read_files(&gathering, &list, TURN_CASE, files.read, error) ||
	    !read_files(&gathering, &list, TURN_MOST, files.read, error))
		return false;
	name_system(&gathering);
	fill_case(&gathering, &files.known);
	find_extent(&gathering, &files);
	gathering.trouble = trouble_of(&files.known, files.compared);
	if (!read_files(&gathering, &list, TURN_CHANGES, files.read, error))
		return false;
	tell_of_changes(&gathering);
	fill_case(&gathering, &files.known);
	files.remarks = gathering.remarks;
	files.point_count = gathering.point_count;
	files.windows_given = files.known.during.to > files.known.during.from;
	*ret_files = files;
	return true;
}
