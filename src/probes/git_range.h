/* What is between two versions of a repository: the reading of what git printed, for
 * tests and the fuzzer. Pure, and private to probes/. */
#ifndef PROBES_GIT_RANGE_H
#define PROBES_GIT_RANGE_H

#include "probes/probes.h"

enum {
	/* Of each direction; of more a person reads no more, and their number is told as
	 * "more than". */
	RANGE_COMMITS_MAX = 200,
	/* Of a merge of everything; the totals are of all. */
	RANGE_FILES_MAX = 500,
	RANGE_AUTHORS_MAX = 20,
	/* What a longer diff does is in its beginning, or nobody can tell. */
	RANGE_DIFF_BYTES_MAX = 64 << 10,
};

/* A line per commit: hash, seconds, author, subject. */
#define GIT_RANGE_FORMAT "%H%x1f%ct%x1f%an%x1f%s"

/* What git printed. */
struct git_range {
	str from, to; /* as they were asked for */
	str from_sha, to_sha;
	/* Commits of one side that the other has not, newest first, one more than
	 * RANGE_COMMITS_MAX where there are more. */
	str came, went;
	str no_commits; /* why they are not known; "": they are */
	str files;      /* --numstat */
	str sizes;      /* --shortstat: " 3 files changed, 10 insertions(+)" */
	str diff;
	bool files_are_cut, diff_is_cut;
};

/* Fills facts, body (JSON), meaning and has_data:
 *
 *     {"from", "to", "from_commit", "to_commit", "says",
 *      "commits": [{"commit", "at", "author", "title"}], "commits_more",
 *      "went": [the same], "went_more", "commits_unknown", "authors": ["…"],
 *      "files": [{"file", "added", "removed"}], "files_count", "files_more",
 *      "added", "removed", "diff", "diff_is_cut"} */
void git_range_tell(const struct probe_call *call, const struct git_range *range,
		    struct probe_finding *finding);

/* Among git's words neither an option nor a range, a path, a pattern or an @{upstream}:
 * what git would otherwise read as something else. */
bool git_version_is_plain(str version);

#endif
