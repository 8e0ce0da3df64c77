/* What git printed of a range of commits: each part ends at a byte of 0. */
#include "base/scoped.h"
#include "formats/json.h"
#include "probes/git_range.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(256 << 20);
	str rest = { (const char *)bytes, size }, parts[6] = { 0 };
	struct probe_call call = { .arena = arena };
	struct probe_finding finding = { 0 };
	struct error error = { 0 };
	const struct tree *body;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		str_next(&rest, 0, &parts[i]);

	struct git_range range = { .from = STR("v1"),
				   .to = STR("v2"),
				   .from_sha = STR("a"),
				   .to_sha = STR("b"),
				   .came = parts[0],
				   .went = parts[1],
				   .files = parts[2],
				   .sizes = parts[3],
				   .diff = parts[4],
				   .no_commits = parts[5].length > 0 ? STR("shallow")
								     : STR("") };

	git_range_tell(&call, &range, &finding);
	body = json_parse(arena, finding.body, &error);
	assert(body && finding.has_data && str_is_utf8(finding.body));
	assert(tree_count(tree_get(body, "commits")) <= RANGE_COMMITS_MAX);
	assert(tree_count(tree_get(body, "files")) <= RANGE_FILES_MAX);
	assert(tree_get_text(body, "diff").length <= 2 * RANGE_DIFF_BYTES_MAX);
	return 0;
}
