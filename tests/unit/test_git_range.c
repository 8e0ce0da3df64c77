/* What is between two versions of a real repository, by the real git and the real hands.
 */
#include "check.h"
#include "formats/json.h"
#include "probes/git_range.h"
#include "runner/hands.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 30000 };

/* Started as "PROGRAM hands", this test is the hands themselves. */
static void __attribute__((constructor)) become_hands(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "hands") == 0)
		exit(hands_main(HANDS_SOCKET));
}

struct place {
	struct arena *arena;
	char folder[64];
	struct hands_process *process;
	struct hands hands;
};

static str shell(struct place *place, const char *script)
{
	static char said[16 << 10];
	const char *command = arena_format(place->arena,
					   "cd %s/shop 2>/dev/null || cd %s; exec 2>&1; "
					   "export HOME=%s GIT_CONFIG_NOSYSTEM=1; %s",
					   place->folder, place->folder, place->folder,
					   script)
				      .bytes;
	FILE *pipe = popen(command, "r");
	size_t length;

	if (!pipe)
		abort();
	length = fread(said, 1, sizeof(said), pipe);
	CHECK_INT(pclose(pipe), 0);
	return str_trim(arena_copy(place->arena, (str){ said, length }));
}

/* v1.0.0, then three commits of two people up to v1.1.0, an annotated tag. */
static const char history[] =
	"git config --global user.name ann; git config --global user.email ann@x; "
	"git config --global init.defaultBranch main; git init -q shop; cd shop; "
	"mkdir -p api web; printf 'pool: 50\\ntimeout: 5s\\n' > api/settings.yaml; "
	"echo hello > web/index.html; git add .; "
	"GIT_COMMITTER_DATE=@1700000000 git commit -qm 'Begin'; git tag v1.0.0; "
	"printf 'pool: 10\\ntimeout: 5s\\n' > api/settings.yaml; "
	"GIT_COMMITTER_DATE=@1700000060 git commit -qam 'Simplify the settings'; "
	"echo bye >> web/index.html; "
	"GIT_COMMITTER_DATE=@1700000120 git -c user.name='bob \xc3\xb8' commit -qam "
	"'Say goodbye'; "
	"printf '\\0\\1' > web/dot.bin; git add .; "
	"GIT_COMMITTER_DATE=@1700000180 git commit -qm 'A picture'; "
	"git tag -a -m release v1.1.0";

static void begin(struct place *place)
{
	struct error error = { 0 };

	*place = (struct place){ .folder = "/tmp/stanch-test-range-XXXXXX" };
	place->arena = arena_new(TEST_BYTES_MAX);
	if (!mkdtemp(place->folder))
		abort();
	shell(place, history);
	place->process = hands_start(
		"/proc/self/exe",
		arena_format(place->arena, "%s/spool", place->folder).bytes, &error);
	CHECK_OK(place->process, error);
	place->hands = hands_port(place->process);
}

static void end(struct place *place)
{
	hands_stop(place->process);
	CHECK_INT(system(arena_format(place->arena, "rm -rf %s", place->folder).bytes),
		  0);
	arena_free(place->arena);
}
#define scoped_place scoped(end) struct place

struct looked {
	bool answered;
	struct probe_finding finding;
	struct error error;
	const struct tree *body;
};

static struct looked look_in(struct place *place, const char *folder, const char *from,
			     const char *to, const char *under)
{
	struct looked looked = { 0 };
	const struct label arguments[] = {
		{ STR("path"),
		  arena_format(place->arena, "%s/%s", place->folder, folder) },
		{ STR("from"), str_of(from) },
		{ STR("to"), str_of(to) },
		{ STR("under"), str_of(under) },
	};
	struct probe_call call = { .arena = place->arena,
				   .arguments = arguments,
				   .argument_count = COUNT_OF(arguments),
				   .wait_ms = WAIT_MS,
				   .hands = &place->hands };
	struct error unheeded;
	size_t count;
	const struct probe *const *all = probes_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(STR("git_range"), all[i]->name))
			looked.answered = all[i]->ask(&call, &looked.finding,
						      &looked.error);
	if (looked.finding.body.length > 0)
		looked.body = json_parse(place->arena, looked.finding.body, &unheeded);
	return looked;
}

static struct looked look(struct place *place, const char *from, const char *to)
{
	return look_in(place, "shop", from, to, "");
}

static double number(const struct looked *looked, const char *name)
{
	const struct fact *fact = facts_find(&looked->finding.facts, str_of(name));

	return fact ? fact->number : NAN;
}

static bool is_number(const struct looked *looked, const char *name, int wanted)
{
	return lround(number(looked, name)) == wanted;
}

static void commits_files_and_authors_between_two_tags_are_told(void)
{
	scoped_place place;
	const struct tree *commits, *files;
	struct looked looked;

	begin(&place);
	looked = look(&place, "v1.0.0", "v1.1.0");
	CHECK_OK(looked.answered, looked.error);
	CHECK(looked.finding.has_data);
	CHECK_STR(looked.finding.meaning,
		  "v1.0.0 to v1.1.0: 3 commits came, of 2 authors; 3 files, 2 lines more "
		  "and 1 less");
	CHECK(is_number(&looked, "git.commits", 3));
	CHECK(is_number(&looked, "git.commits_gone", 0));
	CHECK(is_number(&looked, "git.files", 3));
	CHECK(is_number(&looked, "git.lines_added", 2));
	CHECK(is_number(&looked, "git.lines_removed", 1));
	commits = tree_get(looked.body, "commits");
	CHECK_INT(tree_count(commits), 3);
	CHECK_STR(tree_get_text(tree_nth(commits, 0), "title"), "A picture");
	CHECK_STR(tree_get_text(tree_nth(commits, 2), "title"), "Simplify the settings");
	CHECK_STR(tree_get_text(tree_nth(commits, 2), "at"), "2023-11-14T22:14:20Z");
	CHECK_STR(tree_get_text(tree_nth(commits, 1), "author"), "bob \xc3\xb8");
	CHECK_INT(tree_count(tree_get(looked.body, "authors")), 2);
	files = tree_get(looked.body, "files");
	CHECK_INT(tree_count(files), 3);
	CHECK_STR(tree_get_text(tree_nth(files, 0), "file"), "api/settings.yaml");
	CHECK(!tree_get(tree_nth(files, 1), "added")); /* it is binary */
	CHECK(str_contains(tree_get_text(looked.body, "diff"),
			   STR("-pool: 50\n+pool: 10\n")));
}

static void a_way_back_and_a_way_apart_are_told_apart(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	looked = look(&place, "v1.1.0", "v1.0.0");
	CHECK(str_starts_with(looked.finding.meaning,
			      STR("v1.1.0 to v1.0.0: 3 commits went: it goes back, ")));
	CHECK(is_number(&looked, "git.commits_gone", 3));
	looked = look(&place, "v1.0.0", "v1.0.0");
	CHECK_STR(looked.finding.meaning, "v1.0.0 to v1.0.0: the same commit");
	shell(&place, "git checkout -q -b fix v1.0.0; echo x > web/fix; git add .; git "
		      "commit -qm 'Fix'; git tag v1.0.1");
	looked = look(&place, "v1.1.0", "v1.0.1");
	CHECK(str_starts_with(
		looked.finding.meaning,
		STR("v1.1.0 to v1.0.1: 1 commit came, 3 commits went, of 2 authors; ")));
}

static void a_part_of_the_repository_may_be_meant(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	looked = look_in(&place, "shop", "v1.0.0", "v1.1.0", "web");
	CHECK(is_number(&looked, "git.commits", 2));
	CHECK(is_number(&looked, "git.files", 2));
	CHECK(!str_contains(tree_get_text(looked.body, "diff"), STR("pool")));
	/* A pattern is a name like any other, and an option is none. */
	looked = look_in(&place, "shop", "v1.0.0", "v1.1.0", ":(exclude)web");
	CHECK(is_number(&looked, "git.files", 0));
	looked = look_in(&place, "shop", "v1.0.0", "v1.1.0", "--output=x");
	CHECK(is_number(&looked, "git.files", 0));
}

static void a_version_is_a_tag_or_a_hash_and_no_branch(void)
{
	scoped_place place;
	struct looked looked;
	str hash;

	begin(&place);
	/* As images are tagged, by a hash, and by seven letters of it. */
	looked = look(&place, "1.0.0", "1.1.0");
	CHECK(is_number(&looked, "git.commits", 3));
	hash = shell(&place, "git rev-parse HEAD");
	looked = look(&place, "v1.0.0", arena_c_string(place.arena, hash));
	CHECK(is_number(&looked, "git.commits", 3));
	looked = look(&place, "v1.0.0",
		      arena_c_string(place.arena, str_slice(hash, 0, 7)));
	CHECK(is_number(&looked, "git.commits", 3));
	looked = look(&place, "v1.0.0", "main");
	CHECK(looked.answered && !looked.finding.has_data);
	CHECK(str_starts_with(
		looked.finding.meaning,
		STR("not known: 'main' is neither a tag nor a commit of /tmp/")));
	/* A branch that is called like a hash. */
	shell(&place, "git branch abcdef12345");
	looked = look(&place, "v1.0.0", "abcdef12345");
	CHECK(looked.answered && !looked.finding.has_data);
	/* The number of a rollout. */
	looked = look(&place, "16", "17");
	CHECK(looked.answered && !looked.finding.has_data);
	CHECK_INT(looked.finding.facts.count, 0);
}

static void what_git_would_read_as_something_else_is_no_version(void)
{
	static const char *const versions[] = {
		"--output=/tmp/stanch-was-here",
		"-v1.0.0",
		"v1.0.0..v1.1.0",
		"^v1.0.0",
		"v1.0.0:api/settings.yaml",
		"@{-1}",
		"HEAD@{1}",
		"v1.1.0~1",
		":/Begin",
		"v1 0",
		"v1*",
		"\n",
		"v1\x1b[2J",
	};
	scoped_place place;

	begin(&place);
	for (size_t i = 0; i < COUNT_OF(versions); i++) {
		struct looked looked = look(&place, "v1.0.0", versions[i]);

		CHECK_CASE(looked.answered && !looked.finding.has_data, versions[i]);
		CHECK_CASE(str_starts_with(looked.finding.meaning, STR("not known: ")),
			   versions[i]);
		looked = look(&place, versions[i], "v1.0.0");
		CHECK_CASE(looked.answered && !looked.finding.has_data, versions[i]);
	}
	CHECK(access("/tmp/stanch-was-here", F_OK) != 0);
}

static void of_a_shallow_clone_only_the_difference_is_known(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	shell(&place, "cd ..; git clone -q --depth 1 --branch v1.1.0 file://$PWD/shop "
		      "shallow; cd shallow; git fetch -q --depth 1 origin tag v1.0.0");
	looked = look_in(&place, "shallow", "v1.0.0", "v1.1.0", "");
	CHECK_OK(looked.answered, looked.error);
	CHECK_STR(looked.finding.meaning,
		  "v1.0.0 to v1.1.0: which commits is not known: the repository is a "
		  "shallow clone, which has not all of them; 3 files, 2 lines more and 1 "
		  "less");
	CHECK(isnan(number(&looked, "git.commits")));
	CHECK(is_number(&looked, "git.files", 3));
	CHECK_INT(tree_count(tree_get(looked.body, "commits")), 0);
}

static void a_long_range_is_bounded_and_says_so(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	shell(&place,
	      "for i in $(seq 1 700); do echo \"$i\" > web/f$i; done; "
	      "seq 1 60000 > web/long; git add .; git commit -qm 'Many files'; "
	      "t=$(git write-tree); c=$(git rev-parse HEAD); "
	      "for i in $(seq 1 230); do c=$(git commit-tree -p $c -m \"n$i\" $t); done; "
	      "git tag v9 $c");
	looked = look(&place, "v1.1.0", "v9");
	CHECK(str_starts_with(looked.finding.meaning,
			      STR("v1.1.0 to v9: more than 200 commits came, of 1 "
				  "author; 701 files, 60700 lines more and 0 less")));
	CHECK_INT(tree_count(tree_get(looked.body, "commits")), RANGE_COMMITS_MAX);
	CHECK(isnan(number(&looked, "git.commits")));
	CHECK_INT(tree_count(tree_get(looked.body, "files")), RANGE_FILES_MAX);
	CHECK_INT(tree_get_int(looked.body, "files_more", 0), 701 - RANGE_FILES_MAX);
	CHECK(tree_get_text(looked.body, "diff").length <= RANGE_DIFF_BYTES_MAX);
	CHECK(tree_get(looked.body, "diff_is_cut")->boolean);
}

/* The hands keep the beginning and the end of what it prints. */
static void commits_of_which_the_middle_is_lost_are_not_counted(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	shell(&place, "head -c 900000 /dev/zero | tr '\\0' x > ../title; "
		      "for i in 1 2 3; do git commit -q --allow-empty -F ../title; done; "
		      "git tag v8");
	looked = look(&place, "v1.1.0", "v8");
	CHECK_OK(looked.answered, looked.error);
	CHECK_STR(looked.finding.meaning,
		  "v1.1.0 to v8: which commits is not known: git told more of them than "
		  "is read; 0 files, 0 lines more and 0 less");
	CHECK(isnan(number(&looked, "git.commits")));
	CHECK(isnan(number(&looked, "git.commits_gone")));
	CHECK_INT(tree_count(tree_get(looked.body, "commits")), 0);
}

static void commits_that_cannot_be_read_are_not_left_out_silently(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	shell(&place,
	      "printf 'caf\\351' > ../title; git config i18n.logOutputEncoding latin1; "
	      "git config i18n.commitEncoding latin1; "
	      "git commit -q --allow-empty -F ../title; "
	      "git commit -q --allow-empty -m plain; git tag v8");
	looked = look(&place, "v1.1.0", "v8");
	CHECK_OK(looked.answered, looked.error);
	CHECK_STR(looked.finding.meaning,
		  "v1.1.0 to v8: which commits is not known: 1 of them cannot be read "
		  "(not UTF-8, or without a date); 0 files, 0 lines more and 0 less");
	CHECK(isnan(number(&looked, "git.commits")));
	CHECK_INT(tree_count(tree_get(looked.body, "commits")), 0);
}

static void nothing_that_the_repository_names_is_run(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	shell(&place,
	      "echo '#!/bin/sh\ntouch '$PWD'/../ran; cat' > ../evil; chmod +x ../evil; "
	      "e=$PWD/../evil; git config core.fsmonitor $e; git config diff.external "
	      "$e; "
	      "git config core.pager $e; git config diff.x.textconv $e; "
	      "git config diff.x.command $e; git config core.sshCommand $e; "
	      "echo '* diff=x' > .git/info/attributes");
	looked = look(&place, "v1.0.0", "v1.1.0");
	CHECK_OK(looked.answered, looked.error);
	CHECK(is_number(&looked, "git.commits", 3));
	CHECK(str_contains(tree_get_text(looked.body, "diff"),
			   STR("-pool: 50\n+pool: 10\n")));
	CHECK_STR(shell(&place, "ls .. | grep ran; true"), "");
}

/* A partial clone has not all files; who asks for one fetches it. */
static void nothing_is_fetched(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	shell(&place,
	      "echo '#!/bin/sh\ntouch '$PWD'/../ran; cat' > ../evil; chmod +x ../evil; "
	      "git config core.sshCommand $PWD/../evil; "
	      "git config remote.origin.url ssh://localhost/x; "
	      "git config remote.origin.promisor true; "
	      "git config extensions.partialClone origin; "
	      "git config core.repositoryFormatVersion 1; "
	      "rm -f .git/objects/$(git rev-parse v1.1.0:web/dot.bin | sed 's|..|&/|')");
	looked = look(&place, "v1.0.0", "v1.1.0");
	CHECK_OK(looked.answered, looked.error);
	CHECK(is_number(&looked, "git.commits", 3));
	CHECK(str_ends_with(looked.finding.meaning,
			    STR("; how much differs is not known")));
	CHECK(isnan(number(&looked, "git.files")));
	CHECK_STR(shell(&place, "ls .. | grep ran; true"), "");
}

static void a_folder_that_is_no_repository_is_a_failure(void)
{
	scoped_place place;
	struct looked looked;

	begin(&place);
	looked = look_in(&place, "nowhere", "v1.0.0", "v1.1.0", "");
	CHECK(!looked.answered);
	CHECK_INT(looked.error.kind, ERROR_UNAVAILABLE);
	CHECK(str_contains(str_of(looked.error.text),
			   STR("nowhere: fatal: cannot change to ")));
	shell(&place, "mkdir ../empty");
	looked = look_in(&place, "empty", "v1.0.0", "v1.1.0", "");
	CHECK(!looked.answered);
	CHECK(str_contains(str_of(looked.error.text),
			   STR("fatal: not a git repository")));
}

const struct test tests[] = {
	{ "commits, files and authors between two tags are told",
	  commits_files_and_authors_between_two_tags_are_told },
	{ "a way back and a way apart are told apart",
	  a_way_back_and_a_way_apart_are_told_apart },
	{ "a part of the repository may be meant",
	  a_part_of_the_repository_may_be_meant },
	{ "a version is a tag or a hash and no branch",
	  a_version_is_a_tag_or_a_hash_and_no_branch },
	{ "what git would read as something else is no version",
	  what_git_would_read_as_something_else_is_no_version },
	{ "of a shallow clone only the difference is known",
	  of_a_shallow_clone_only_the_difference_is_known },
	{ "a long range is bounded and says so", a_long_range_is_bounded_and_says_so },
	{ "commits of which the middle is lost are not counted",
	  commits_of_which_the_middle_is_lost_are_not_counted },
	{ "commits that cannot be read are not left out silently",
	  commits_that_cannot_be_read_are_not_left_out_silently },
	{ "nothing that the repository names is run",
	  nothing_that_the_repository_names_is_run },
	{ "nothing is fetched", nothing_is_fetched },
	{ "a folder that is no repository is a failure",
	  a_folder_that_is_no_repository_is_a_failure },
	{ 0 },
};
