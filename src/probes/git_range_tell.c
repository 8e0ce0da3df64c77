#include "probes/git_range.h"

#include "base/text.h"
#include "core/learning/change.h"
#include "formats/json.h"

enum {
	SHA_BYTES = 40,
	SHORT_SHA = 12,
	FIELDS = 4,
	TITLE_BYTES_MAX = 200,
	AUTHOR_BYTES_MAX = 100,
	FILE_BYTES_MAX = 300,
	MEANING_BYTES_MAX = 800,
};

/* Commits as they are told, newest first. */
struct commits {
	struct tree *list;
	size_t count;
	size_t unreadable; /* lines that begin like one */
	bool is_more;
};

struct authors {
	str items[RANGE_AUTHORS_MAX];
	size_t count;
	bool is_more;
};

struct sizes {
	int64_t files, added, removed;
	bool is_known;
};

bool git_version_is_plain(str version)
{
	return revision_is_plain(version) && !str_contains(version, STR("@")) &&
	       !str_contains(version, STR(":"));
}

static bool is_sha(str sha)
{
	for (size_t i = 0; i < sha.length; i++)
		if (!str_contains(STR("0123456789abcdef"), str_slice(sha, i, 1)))
			return false;
	return sha.length == SHA_BYTES;
}

static str shown(const struct probe_call *call, str text, size_t most)
{
	return secrets_mask(call->arena, str_clip(text, most));
}

/* -- commits -- */

static bool split(str line, str fields[FIELDS])
{
	size_t count = 0;

	while (count + 1 < FIELDS && str_cut(line, 0x1f, &fields[count], &line))
		count++;
	fields[count] = line;
	return count + 1 == FIELDS;
}

static void add_author(struct authors *authors, str name)
{
	for (size_t i = 0; i < authors->count; i++)
		if (str_equal(authors->items[i], name))
			return;
	if (authors->count == RANGE_AUTHORS_MAX)
		authors->is_more = true;
	else
		authors->items[authors->count++] = name;
}

static void add_commit(const struct probe_call *call, str line, struct commits *commits,
		       struct authors *authors)
{
	str fields[FIELDS] = { 0 };
	struct tree *one = tree_map(call->arena);
	int64_t seconds;

	/* What git says of errors stands among them. */
	if (!split(line, fields) || !is_sha(fields[0]))
		return;
	if (!str_is_utf8(line) || !str_to_int(fields[1], &seconds) || seconds < 0 ||
	    seconds > INSTANT_MAX / SECOND_MS) {
		commits->unreadable++;
		return;
	}
	if (commits->count == RANGE_COMMITS_MAX) {
		commits->is_more = true;
		return;
	}
	commits->count++;
	add_author(authors, str_clip(fields[2], AUTHOR_BYTES_MAX));
	tree_put_text(call->arena, one, "commit", str_clip(fields[0], SHORT_SHA));
	tree_put_text(call->arena, one, "at",
		      instant_format(call->arena, seconds * SECOND_MS));
	tree_put_text(call->arena, one, "author",
		      shown(call, fields[2], AUTHOR_BYTES_MAX));
	tree_put_text(call->arena, one, "title", shown(call, fields[3], TITLE_BYTES_MAX));
	tree_add(call->arena, commits->list, one);
}

static struct commits read_commits(const struct probe_call *call, str output,
				   struct authors *authors)
{
	struct commits commits = { .list = tree_list(call->arena) };
	str line;

	while (str_next(&output, '\n', &line))
		add_commit(call, line, &commits, authors);
	return commits;
}

/* -- files -- */

/* "12\t3\tsrc/pool.c"; of a binary file "-\t-\t…". */
static bool read_file(const struct probe_call *call, str line, struct tree *files)
{
	struct tree *one = tree_map(call->arena);
	str added, removed, name;
	int64_t number;

	if (!str_is_utf8(line) || !str_cut(line, '\t', &added, &line) ||
	    !str_cut(line, '\t', &removed, &name) || name.length == 0)
		return false;
	if (str_to_int(added, &number) && number >= 0)
		tree_put_int(call->arena, one, "added", number);
	else if (!str_is(added, "-"))
		return false;
	if (str_to_int(removed, &number) && number >= 0)
		tree_put_int(call->arena, one, "removed", number);
	tree_put_text(call->arena, one, "file", shown(call, name, FILE_BYTES_MAX));
	tree_add(call->arena, files, one);
	return true;
}

static struct tree *read_files(const struct probe_call *call, str output)
{
	struct tree *files = tree_list(call->arena);
	str line;

	while (tree_count(files) < RANGE_FILES_MAX && str_next(&output, '\n', &line))
		read_file(call, line, files);
	return files;
}

/* " 3 files changed, 10 insertions(+), 2 deletions(-)"; without any change nothing. */
static struct sizes read_sizes(str output)
{
	struct sizes sizes = { .is_known = str_trim(output).length == 0 };
	str piece;

	while (str_next(&output, ',', &piece)) {
		str number, what;
		int64_t count;

		if (!str_cut(str_trim(piece), ' ', &number, &what) ||
		    !str_to_int(number, &count) || count < 0)
			continue;
		if (str_starts_with(what, STR("file"))) {
			sizes.files = count;
			sizes.is_known = true;
		} else if (str_starts_with(what, STR("insertion"))) {
			sizes.added = count;
		} else if (str_starts_with(what, STR("deletion"))) {
			sizes.removed = count;
		}
	}
	return sizes;
}

/* The last line of what was cut may be half of one. */
static str read_diff(const struct probe_call *call, const struct git_range *range,
		     bool *ret_is_cut)
{
	str diff = range->diff;

	*ret_is_cut = range->diff_is_cut || diff.length > RANGE_DIFF_BYTES_MAX;
	if (*ret_is_cut) {
		diff = str_slice(diff, 0, RANGE_DIFF_BYTES_MAX);
		while (diff.length > 0 && diff.bytes[diff.length - 1] != '\n')
			diff.length--;
	}
	/* A file of another encoding: its words would be none. */
	if (!str_is_utf8(diff)) {
		*ret_is_cut = true;
		return STR("");
	}
	return secrets_mask(call->arena, diff);
}

/* -- telling -- */

static str counted(const struct probe_call *call, const struct commits *commits)
{
	return arena_format(call->arena, "%s%zu commit%s",
			    commits->is_more ? "more than " : "", commits->count,
			    commits->count == 1 && !commits->is_more ? "" : "s");
}

static void say_commits(const struct probe_call *call, const struct git_range *range,
			const struct commits *came, const struct commits *went,
			const struct authors *authors, struct text *says)
{
	if (range->no_commits.length > 0) {
		text_addf(says, "which commits is not known: " STR_FMT,
			  STR_ARG(range->no_commits));
		return;
	}
	if (came->count > 0)
		text_addf(says, STR_FMT " came", STR_ARG(counted(call, came)));
	if (went->count > 0)
		text_addf(says, "%s" STR_FMT " went%s", came->count > 0 ? ", " : "",
			  STR_ARG(counted(call, went)),
			  came->count > 0 ? "" : ": it goes back");
	if (came->count + went->count == 0)
		text_add(says, STR("no commit is between them"));
	else
		text_addf(says, ", of %s%zu author%s",
			  authors->is_more ? "more than " : "", authors->count,
			  authors->count == 1 ? "" : "s");
}

static str meaning_of(const struct probe_call *call, const struct git_range *range,
		      const struct commits *came, const struct commits *went,
		      const struct authors *authors, const struct sizes *sizes)
{
	struct text says = text_new(call->arena, MEANING_BYTES_MAX);

	text_addf(&says, STR_FMT " to " STR_FMT ": ", STR_ARG(range->from),
		  STR_ARG(range->to));
	if (str_equal(range->from_sha, range->to_sha)) {
		text_add(&says, STR("the same commit"));
		return text_of(&says);
	}
	say_commits(call, range, came, went, authors, &says);
	if (sizes->is_known)
		text_addf(&says, "; %lld file%s, %lld lines more and %lld less",
			  (long long)sizes->files, sizes->files == 1 ? "" : "s",
			  (long long)sizes->added, (long long)sizes->removed);
	else
		text_add(&says, STR("; how much differs is not known"));
	return text_of(&says);
}

static void add_facts(const struct probe_call *call, const struct git_range *range,
		      const struct commits *came, const struct commits *went,
		      const struct sizes *sizes, struct facts *facts)
{
	/* "More than 200" is no number. */
	if (range->no_commits.length == 0 && !came->is_more)
		probe_add_number(call, facts, STR("git.commits"), (double)came->count,
				 "commits");
	if (range->no_commits.length == 0 && !went->is_more)
		probe_add_number(call, facts, STR("git.commits_gone"),
				 (double)went->count, "commits");
	if (!sizes->is_known)
		return;
	probe_add_number(call, facts, STR("git.files"), (double)sizes->files, "files");
	probe_add_number(call, facts, STR("git.lines_added"), (double)sizes->added,
			 "lines");
	probe_add_number(call, facts, STR("git.lines_removed"), (double)sizes->removed,
			 "lines");
}

static struct tree *authors_tree(const struct probe_call *call,
				 const struct authors *authors)
{
	struct tree *list = tree_list(call->arena);

	for (size_t i = 0; i < authors->count; i++)
		tree_add(call->arena, list,
			 tree_text(call->arena,
				   shown(call, authors->items[i], AUTHOR_BYTES_MAX)));
	return list;
}

static void put_sizes(struct arena *arena, struct tree *tree, const struct sizes *sizes,
		      const struct tree *files)
{
	if (!sizes->is_known)
		return;
	tree_put_int(arena, tree, "files_count", sizes->files);
	tree_put_int(arena, tree, "files_more",
		     sizes->files > (int64_t)tree_count(files)
			     ? sizes->files - (int64_t)tree_count(files)
			     : 0);
	tree_put_int(arena, tree, "added", sizes->added);
	tree_put_int(arena, tree, "removed", sizes->removed);
}

/* A number without those that nobody can read would be wrong. */
static void leave_out(const struct probe_call *call, struct commits *came,
		      struct commits *went, struct authors *authors,
		      struct git_range *range)
{
	size_t unreadable = came->unreadable + went->unreadable;

	if (unreadable == 0)
		return;
	*came = (struct commits){ .list = tree_list(call->arena) };
	*went = (struct commits){ .list = tree_list(call->arena) };
	*authors = (struct authors){ 0 };
	range->no_commits = arena_format(call->arena,
					 "%zu of them cannot be read (not UTF-8, or "
					 "without a date)",
					 unreadable);
}

void git_range_tell(const struct probe_call *call, const struct git_range *range,
		    struct probe_finding *finding)
{
	struct git_range readable = *range;
	struct arena *arena = call->arena;
	struct authors authors = { 0 };
	struct commits came = read_commits(call, range->came, &authors);
	struct commits went = read_commits(call, range->went, &authors);
	struct tree *tree = tree_map(arena), *files = read_files(call, range->files);
	struct sizes sizes = read_sizes(range->sizes);
	bool diff_is_cut;
	str diff = read_diff(call, range, &diff_is_cut);

	leave_out(call, &came, &went, &authors, &readable);
	finding->has_data = true;
	finding->meaning = meaning_of(call, &readable, &came, &went, &authors, &sizes);
	add_facts(call, &readable, &came, &went, &sizes, &finding->facts);
	tree_put_text(arena, tree, "from", range->from);
	tree_put_text(arena, tree, "to", range->to);
	tree_put_text(arena, tree, "from_commit", str_clip(range->from_sha, SHORT_SHA));
	tree_put_text(arena, tree, "to_commit", str_clip(range->to_sha, SHORT_SHA));
	tree_put_text(arena, tree, "says", finding->meaning);
	tree_put(arena, tree, "commits", came.list);
	tree_put_bool(arena, tree, "commits_more", came.is_more);
	tree_put(arena, tree, "went", went.list);
	tree_put_bool(arena, tree, "went_more", went.is_more);
	tree_put_text(arena, tree, "commits_unknown", readable.no_commits);
	tree_put(arena, tree, "authors", authors_tree(call, &authors));
	tree_put(arena, tree, "files", files);
	put_sizes(arena, tree, &sizes, files);
	tree_put_text(arena, tree, "diff", diff);
	tree_put_bool(arena, tree, "diff_is_cut", diff_is_cut);
	finding->body = json_write(arena, tree);
}
