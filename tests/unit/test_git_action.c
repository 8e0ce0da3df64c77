/* The actuator git on a real repository, by the real git and the real hands. */
#include "actuator_fixture.h"
#include "base/hash.h"
#include "config_fixture.h"
#include "net/http_server.h"
#include "runner/hands.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Started as "PROGRAM hands", this test is the hands themselves. */
static void __attribute__((constructor)) become_hands(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "hands") == 0)
		exit(hands_main(HANDS_SOCKET));
}

/* A bare repository, somebody's checkout of it, and what the server has. */
struct place {
	struct arena *arena;
	char folder[64];
	struct config *config;
	struct hands_process *process;
	struct hands hands;
};

static str shell(struct place *place, const char *script)
{
	static char said[16 << 10];
	const char *command = arena_format(place->arena,
					   "cd %s/mine 2>/dev/null || cd %s; exec 2>&1; "
					   "export HOME=%s GIT_CONFIG_NOSYSTEM=1; %s",
					   place->folder, place->folder, place->folder,
					   script)
				      .bytes;
	FILE *pipe = popen(command, "r");
	size_t length;

	CHECK(pipe);
	length = fread(said, 1, sizeof(said), pipe);
	pclose(pipe);
	return str_trim(arena_copy(place->arena, (str){ said, length }));
}

static const char *const history =
	"git config --global user.name ann; git config --global user.email ann@x; "
	"git config --global init.defaultBranch main; "
	"git init -q --bare sites.git; git clone -q sites.git mine 2>/dev/null; cd mine; "
	"git checkout -q -b main 2>/dev/null; "
	"printf '# limits\\nREDIS_MEMORY_LIMIT=1Gi\\nRATE=10\\n' > config.env; "
	"printf 'memory: 1Gi\\n' > values.yaml; mkdir flags; "
	"printf 'new: true\\n' > flags/shop.yaml; "
	"printf '#!/bin/sh\\nsed -n s/REDIS_MEMORY_LIMIT=/memory:\\\\ /p config.env > "
	"values.yaml\\n' > render.sh; "
	"printf '#!/bin/sh\\necho app $1; ! grep -q 9Gi values.yaml\\n' > validate.sh; "
	"chmod +x *.sh; git add .; git commit -qm 'Begin'; "
	"echo 'RETRIES=9' >> config.env; git commit -qam 'Retry more'; "
	"echo 'b: 1' > other.yaml; git add .; git commit -qm 'Something else'; "
	"git push -q origin main";

static void start_hands(struct place *place)
{
	struct error error = { 0 };

	place->process = hands_start(
		"/proc/self/exe",
		arena_format(place->arena, "%s/spool", place->folder).bytes, &error);
	CHECK_OK(place->process, error);
	place->hands = hands_port(place->process);
}

static void begin(struct place *place, const char *push)
{
	*place = (struct place){ .folder = "/tmp/stanch-test-git-XXXXXX" };
	place->arena = arena_new(ACTING_BYTES_MAX);
	CHECK(mkdtemp(place->folder));
	CHECK_STR(shell(place, history), "");
	mkdir(arena_format(place->arena, "%s/spool", place->folder).bytes, 0700);
	start_hands(place);
	place->config = parse_well(
		place->arena,
		arena_format(place->arena,
			     "repositories:\n"
			     "  - name: sites\n"
			     "    url: %s/sites.git\n"
			     "    push: %s\n"
			     "    render: [/bin/sh, render.sh]\n"
			     "    validate: [/bin/sh, validate.sh, <app>]\n",
			     place->folder, push)
			.bytes);
}

static void end(struct place *place)
{
	hands_stop(place->process);
	CHECK_INT(system(arena_format(place->arena, "rm -rf %s", place->folder).bytes),
		  0);
	config_release(place->config);
	arena_free(place->arena);
}
#define scoped_place scoped(end) struct place

static struct acting act(struct place *place, const char *plan)
{
	struct acting acting = acting_on(place->arena, "git", place->config, "sites",
					 str_of(plan));

	acting.call.hands = &place->hands;
	acting.call.incident = STR("INC-2026-11-21-001");
	acting.call.incident_title = STR("Writes to the \x1b[31mcache fail");
	acting.call.why = STR("the limit is too low");
	acting.call.person = STR("bob");
	acting.call.now = 1763694000000; /* 2025-11-21 */
	return acting;
}

static struct acting undo_of(struct place *place, const struct acting *done)
{
	return act(place, json_write(place->arena, done->preview.undo).bytes);
}

static const char set_limit[] =
	"{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"REDIS_MEMORY_LIMIT\","
	"\"to\":\"2Gi\",\"key2\":\"RATE\",\"to2\":\"20\",\"file3\":\"flags/shop.yaml\","
	"\"key3\":\"new\",\"to3\":\"false\",\"app\":\"redis\"}";

static void a_setting_is_rendered_validated_committed_and_reverted(void)
{
	scoped_place place;
	struct acting set, back;
	str before, tip;

	begin(&place, "branch");
	before = shell(&place, "git status --porcelain; git rev-parse HEAD");
	set = act(&place, set_limit);
	CHECK_INT(set.actuator->class_of(&set.call), ACTION_REVERSIBLE);
	CHECK_OK(acting_preview(&set), set.error);
	CHECK(str_contains(set.preview.preview, STR("-REDIS_MEMORY_LIMIT=1Gi\n"
						    "-RATE=10\n"
						    "+REDIS_MEMORY_LIMIT=2Gi\n"
						    "+RATE=20\n RETRIES=9")));
	CHECK(str_contains(set.preview.preview, STR("-memory: 1Gi\n+memory: 2Gi")));
	CHECK(str_contains(set.preview.preview,
			   STR("validate  /bin/sh validate.sh redis  exit 0")));
	CHECK(str_contains(set.preview.warning, STR("it goes onto main at once")));
	/* A preview pushes nothing. */
	CHECK_STR(shell(&place, "git fetch -q; git rev-list --count origin/main"), "3");
	CHECK_INT(acting_was_done(&set), 0);
	CHECK_OK(acting_apply(&set), set.error);
	tip = shell(&place, "git fetch -q; git rev-parse origin/main");
	CHECK_STR_EQ(set.result.output,
		     arena_format(place.arena,
				  "pushed and looked at: main is at " STR_FMT,
				  STR_ARG(tip)));
	CHECK_STR(shell(&place, "git log -1 --format='%an <%ae> %cn %s' origin/main"),
		  "bob <stanch@localhost> stanch Set REDIS_MEMORY_LIMIT to 2Gi in "
		  "config.env, and 2 more");
	CHECK_STR_EQ(
		shell(&place, "git log -1 --format=%b origin/main"),
		arena_format(place.arena,
			     "Context: INC-2026-11-21-001 Writes to the  [31mcache fail\n"
			     "Why: the limit is too low\n"
			     "Solution: set REDIS_MEMORY_LIMIT to 2Gi in config.env, set "
			     "RATE to 20 in config.env, set new to false in "
			     "flags/shop.yaml\n\n"
			     "Incident: INC-2026-11-21-001\n"
			     "Approved-by: bob\n"
			     "Stanch-Action: " STR_FMT,
			     STR_ARG(tree_get_text(set.preview.undo, "marked"))));
	/* Nobody's checkout was disturbed, and nothing of ours is left. */
	CHECK_STR_EQ(shell(&place, "git status --porcelain; git rev-parse HEAD"), before);
	CHECK_STR(shell(&place,
			arena_format(place.arena, "ls /tmp | grep -c '^stanch-git-%d-'",
				     (int)getpid())
				.bytes),
		  "0");
	CHECK_INT(acting_was_done(&set), 1);
	back = undo_of(&place, &set);
	CHECK_OK(acting_preview(&back), back.error);
	CHECK_OK(acting_apply(&back), back.error);
	CHECK_STR(
		shell(&place,
		      "git fetch -q; git diff --stat origin/main~2 origin/main; git log "
		      "-1 --format=%s origin/main"),
		"Revert \"Set REDIS_MEMORY_LIMIT to 2Gi in config.env, and 2 more\"");
}

static void without_the_word_of_the_configuration_a_branch_of_its_own_is_pushed(void)
{
	scoped_place place;
	struct acting set, drop;

	begin(&place, "proposal");
	set = act(&place, set_limit);
	CHECK_OK(acting_preview(&set), set.error);
	CHECK_OK(acting_apply(&set), set.error);
	CHECK_STR(shell(&place, "git fetch -q; git rev-list --count origin/main; git "
				"rev-list --count origin/stanch/INC-2026-11-21-001-17"),
		  "3\n4");
	CHECK_INT(acting_was_done(&set), 1);
	drop = undo_of(&place, &set);
	CHECK_INT(drop.actuator->class_of(&drop.call), ACTION_DESTRUCTIVE);
	CHECK_OK(acting_preview(&drop), drop.error);
	/* Somebody builds on it: then it stays. */
	shell(&place,
	      "git checkout -q -b x origin/stanch/INC-2026-11-21-001-17; git commit "
	      "-q --allow-empty -m more; git push -q origin "
	      "x:stanch/INC-2026-11-21-001-17");
	CHECK_REFUSED(acting_apply(&drop), drop, ERROR_CONFLICT, "was at ");
	CHECK_REFUSED(acting_preview(&drop), drop, ERROR_NOT_FOUND, "has the mark");
	shell(&place, "git push -qf origin x~1:stanch/INC-2026-11-21-001-17");
	CHECK_OK(acting_preview(&drop), drop.error);
	CHECK_OK(acting_apply(&drop), drop.error);
	CHECK_STR(shell(&place, "git ls-remote --heads origin | grep -c stanch/"), "0");
	CHECK_INT(acting_was_done(&drop), 1);
	CHECK_INT(acting_was_done(&set), 0);
}

static void a_commit_is_reverted_and_not_what_stands_above_it(void)
{
	scoped_place place;
	struct acting revert, again;
	str culprit;

	begin(&place, "branch");
	culprit = shell(&place, "git rev-parse --short=12 HEAD~1");
	revert = act(&place,
		     arena_format(place.arena,
				  "{\"do\":\"revert\",\"commit\":\"" STR_FMT "\"}",
				  STR_ARG(culprit))
			     .bytes);
	CHECK_OK(acting_preview(&revert), revert.error);
	CHECK(str_contains(revert.preview.preview, STR(": Retry more\n")));
	CHECK(str_contains(revert.preview.preview, STR("\n-RETRIES=9")));
	CHECK_OK(acting_apply(&revert), revert.error);
	CHECK_STR(shell(&place, "git fetch -q; git diff --stat HEAD~2 origin/main -- "
				"config.env; git show origin/main:other.yaml; git log -1 "
				"--format=%s origin/main"),
		  "b: 1\nRevert \"Retry more\"");
	CHECK_INT(acting_was_done(&revert), 1);
	again = act(&place, "{\"do\":\"revert\",\"commit\":\"0123456789ab\"}");
	CHECK_REFUSED(acting_preview(&again), again, ERROR_NOT_FOUND,
		      "there is no commit 0123456789ab");
	/* What came after changed the same lines. */
	shell(&place,
	      "git pull -q; echo RETRIES=5 >> config.env; git commit -qam five; sed -i "
	      "s/RETRIES=5/RETRIES=6/ config.env; git commit -qam six; git push "
	      "-q origin main");
	again = act(&place, arena_format(place.arena,
					 "{\"do\":\"revert\",\"commit\":\"" STR_FMT "\"}",
					 STR_ARG(shell(&place, "git rev-parse HEAD~1")))
				    .bytes);
	CHECK_REFUSED(acting_preview(&again), again, ERROR_CONFLICT,
		      "it cannot be reverted by itself");
}

static void a_branch_that_moved_refuses_the_approval(void)
{
	scoped_place place;
	struct acting set;

	begin(&place, "branch");
	set = act(&place, set_limit);
	CHECK_OK(acting_preview(&set), set.error);
	shell(&place,
	      "echo x > x; git add x; git commit -qm moved; git push -q origin main");
	CHECK_REFUSED(acting_apply(&set), set, ERROR_CONFLICT, "main was at ");
	CHECK_STR(shell(&place, "git fetch -q; git log -1 --format=%s origin/main"),
		  "moved");
	CHECK_INT(acting_was_done(&set), 0);
}

/* The tip is the same, and what follows from it is not: the renderer changed. */
static void what_comes_out_otherwise_than_approved_is_not_pushed(void)
{
	scoped_place place;
	struct acting set;
	str render[] = { STR("/bin/sh"), STR("-c"),
			 STR("echo memory: 3Gi > values.yaml") };

	begin(&place, "branch");
	set = act(&place, set_limit);
	CHECK_OK(acting_preview(&set), set.error);
	place.config->repositories[0].render = render;
	place.config->repositories[0].render_count = 3;
	CHECK_REFUSED(acting_apply(&set), set, ERROR_CONFLICT,
		      "it does not come out as it was approved");
	CHECK_STR(shell(&place, "git fetch -q; git rev-list --count origin/main"), "3");
}

static void what_does_not_validate_is_no_commit(void)
{
	scoped_place place;
	struct acting set;

	begin(&place, "branch");
	set = act(&place,
		  "{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"REDIS_MEMORY_"
		  "LIMIT\",\"to\":\"9Gi\",\"app\":\"redis\"}");
	CHECK_REFUSED(acting_preview(&set), set, ERROR_INVALID,
		      "validate: exit 1: app redis");
	set.call.config = place.config;
	set = act(&place,
		  "{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"RATE\",\"to\":"
		  "\"10\",\"app\":\"redis\"}");
	CHECK_REFUSED(acting_preview(&set), set, ERROR_CONFLICT, "nothing would change");
}

static void a_key_that_is_not_there_is_added_when_the_plan_says_so(void)
{
	scoped_place place;
	struct acting set;

	begin(&place, "branch");
	set = act(&place, "{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"SAMPLES\","
			  "\"to\":\"5\",\"app\":\"redis\"}");
	CHECK_REFUSED(acting_preview(&set), set, ERROR_NOT_FOUND,
		      "there is no 'SAMPLES' in it");
	set = act(&place, "{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"SAMPLES\","
			  "\"to\":\"5\",\"app\":\"redis\",\"add\":\"true\"}");
	CHECK_OK(acting_preview(&set), set.error);
	CHECK(str_contains(set.preview.preview, STR(" RETRIES=9\n+SAMPLES=5")));
}

static void a_hotfix_branch_is_made_and_dropped(void)
{
	scoped_place place;
	struct acting hotfix, again, drop;

	begin(&place, "proposal");
	hotfix = act(&place, "{\"do\":\"hotfix\"}");
	CHECK_OK(acting_preview(&hotfix), hotfix.error);
	CHECK(str_contains(hotfix.preview.preview,
			   STR("git switch hotfix/incident-20251121")));
	CHECK_OK(acting_apply(&hotfix), hotfix.error);
	CHECK_STR(shell(&place, "git fetch -q; git rev-parse origin/main "
				"origin/hotfix/incident-20251121 | uniq | wc -l"),
		  "1");
	CHECK_INT(acting_was_done(&hotfix), 1);
	again = act(&place, "{\"do\":\"hotfix\"}");
	CHECK_REFUSED(acting_preview(&again), again, ERROR_CONFLICT,
		      "hotfix/incident-20251121 is there already");
	drop = undo_of(&place, &hotfix);
	CHECK_OK(acting_preview(&drop), drop.error);
	CHECK_OK(acting_apply(&drop), drop.error);
	CHECK_INT(acting_was_done(&hotfix), 0);
}

static void hostile_names_reach_no_git(void)
{
	scoped_place place;
	static const struct {
		const char *plan;
		enum error_kind kind;
		const char *says;
	} cases[] = {
		{ "{}", ERROR_INVALID, "the plan does not say 'do'" },
		{ "{\"do\":\"push\"}", ERROR_INVALID, "'do' is set, revert, hotfix" },
		{ "{\"do\":\"revert\",\"commit\":\"HEAD\"}", ERROR_INVALID,
		  "'HEAD' is no commit" },
		{ "{\"do\":\"revert\",\"commit\":\"--quit\"}", ERROR_INVALID,
		  "is no commit" },
		{ "{\"do\":\"revert\",\"branch\":\"--upload-pack=x\",\"commit\":"
		  "\"1234567\"}",
		  ERROR_INVALID, "is no branch" },
		{ "{\"do\":\"revert\",\"branch\":\"a..b\",\"commit\":\"1234567\"}",
		  ERROR_INVALID, "'a..b' is no branch" },
		{ "{\"do\":\"hotfix\",\"name\":\"x:refs/heads/main\"}", ERROR_INVALID,
		  "is no branch" },
		{ "{\"do\":\"drop-branch\",\"branch\":\"main\",\"marked\":\"17-ab\"}",
		  ERROR_FORBIDDEN, "only branches below stanch/ and hotfix/" },
		{ "{\"do\":\"revert\",\"marked\":\".*\"}", ERROR_INVALID, "is no mark" },
		{ "{\"do\":\"set\",\"file\":\".git/"
		  "config.env\",\"key\":\"a\",\"to\":\"b\"}",
		  ERROR_FORBIDDEN, "it is git's own" },
		{ "{\"do\":\"set\",\"file\":\"../x.env\",\"key\":\"a\",\"to\":\"b\"}",
		  ERROR_INVALID, "leads out of that folder" },
		{ "{\"do\":\"set\",\"file\":\"link.env\",\"key\":\"A\",\"to\":\"b\"}",
		  ERROR_FORBIDDEN, "link.env is a symbolic link" },
		{ "{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"RATE\",\"to\":"
		  "\"20\","
		  "\"app\":\"../../x\"}",
		  ERROR_INVALID, "app: '../../x' is no name" },
		{ "{\"do\":\"set\",\"file\":\"config.env\",\"key\":\"RATE\",\"to\":"
		  "\"20\"}",
		  ERROR_INVALID, "the plan does not say 'app'" },
	};
	struct acting acting;

	begin(&place, "branch");
	shell(&place,
	      "ln -s /etc/passwd link.env; git add .; git commit -qm link; git push -q "
	      "origin main");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		acting = act(&place, cases[i].plan);
		CHECK_REFUSED(acting_preview(&acting), acting, cases[i].kind,
			      cases[i].says);
	}
	acting = act(&place, "{\"do\":\"hotfix\"}");
	acting.call.target = STR("/etc");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_FORBIDDEN,
		      "the configuration names no repository '/etc'");
	CHECK_INT(acting.actuator->class_of(&acting.call), ACTION_DESTRUCTIVE);
	place.config->drill = true;
	acting = act(&place, "{\"do\":\"hotfix\"}");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_FORBIDDEN,
		      "this is a drill");
}

/* -- by HTTP: somebody who only looks at what comes -- */

struct onlooker {
	struct arena *arena;
	str authorization;
};

static size_t no_body(void *context, const char *method, str path)
{
	(void)context;
	(void)method;
	(void)path;
	return 0;
}

static void listen_to(void *context, const struct http_incoming *in,
		      struct http_outgoing *ret_out)
{
	struct onlooker *onlooker = context;

	onlooker->authorization = arena_copy(onlooker->arena,
					     http_header(in, "Authorization"));
	ret_out->status = 404;
	ret_out->content_type = STR("text/plain");
	ret_out->body = STR("no");
}

static void a_token_goes_along_and_into_no_word_of_ours(void)
{
	scoped_place place;
	struct onlooker onlooker = { 0 };
	struct http_server_options options = { .listen = STR("127.0.0.1:0"),
					       .connections_max = 4,
					       .connections_per_address_max = 4,
					       .body_bytes_max = no_body,
					       .handle = listen_to,
					       .context = &onlooker };
	struct error error = { 0 };
	struct http_server *server = http_server_start(&options, &error);
	struct acting hotfix;

	CHECK_OK(server, error);
	begin(&place, "branch");
	onlooker.arena = place.arena;
	place.config->repositories[0].url = arena_format(
		place.arena, "http://127.0.0.1:%u/sites.git", http_server_port(server));
	place.config->repositories[0].user = STR("stanch");
	place.config->repositories[0].token = STR("sesame-open");
	hotfix = act(&place, "{\"do\":\"hotfix\"}");
	CHECK_REFUSED(acting_preview(&hotfix), hotfix, ERROR_UNAVAILABLE, "not found");
	CHECK_STR_EQ(
		onlooker.authorization,
		arena_format(place.arena, "Basic " STR_FMT,
			     STR_ARG(base64_of(place.arena, STR("stanch:sesame-open")))));
	CHECK(!str_contains(str_of(hotfix.error.text), STR("sesame")));
	CHECK(!str_contains(str_of(hotfix.error.text),
			    base64_of(place.arena, STR("stanch:sesame-open"))));
	http_server_stop(server);
}

/* -- by ssh: a program of that name that notes its words and runs what it is to run -- */

static void ssh_asks_nobody_and_trusts_only_known_hosts(void)
{
	scoped_place place;
	struct acting hotfix;
	char path[4096];

	begin(&place, "branch");
	shell(&place, "mkdir ../bin; printf '#!/bin/sh\\necho \"$@\" >> \"$HOME/words\"; "
		      "for last; do :; done; exec /bin/sh -c \"$last\"\\n' > ../bin/ssh; "
		      "chmod +x ../bin/ssh");
	hands_stop(place.process);
	snprintf(path, sizeof(path), "%s/bin:%s", place.folder, getenv("PATH"));
	setenv("PATH", path, 1);
	setenv("HOME", place.folder, 1);
	start_hands(&place);
	place.config->repositories[0].url = arena_format(
		place.arena, "ssh://git@127.0.0.1%s/sites.git", place.folder);
	place.config->repositories[0].ssh_key_file = STR("/keys/it's mine");
	place.config->repositories[0].known_hosts_file = STR("/keys/known hosts");
	hotfix = act(&place, "{\"do\":\"hotfix\"}");
	CHECK_OK(acting_preview(&hotfix), hotfix.error);
	CHECK_OK(acting_apply(&hotfix), hotfix.error);
	CHECK(str_starts_with(shell(&place, "cat ../words"),
			      STR("-oBatchMode=yes -oStrictHostKeyChecking=yes "
				  "-oUserKnownHostsFile=\"/keys/known hosts\" "
				  "-oIdentitiesOnly=yes -i /keys/it's mine ")));
	CHECK_STR(shell(&place, "git ls-remote --heads ../sites.git | grep -c hotfix/"),
		  "1");
}

static void a_repository_that_is_gone_is_told(void)
{
	scoped_place place;
	struct acting hotfix;

	begin(&place, "branch");
	hotfix = act(&place, "{\"do\":\"hotfix\"}");
	CHECK_OK(acting_preview(&hotfix), hotfix.error);
	shell(&place, "mv ../sites.git ../gone.git");
	CHECK_REFUSED(acting_apply(&hotfix), hotfix, ERROR_UNAVAILABLE, "git clone");
	CHECK(!hotfix.result.unknown);
	CHECK_INT(acting_was_done(&hotfix), -1);
}

const struct test tests[] = {
	{ "a setting is rendered, validated, committed and reverted",
	  a_setting_is_rendered_validated_committed_and_reverted },
	{ "without the word of the configuration a branch of its own is pushed",
	  without_the_word_of_the_configuration_a_branch_of_its_own_is_pushed },
	{ "a commit is reverted, and not what stands above it",
	  a_commit_is_reverted_and_not_what_stands_above_it },
	{ "a branch that moved refuses the approval",
	  a_branch_that_moved_refuses_the_approval },
	{ "what comes out otherwise than approved is not pushed",
	  what_comes_out_otherwise_than_approved_is_not_pushed },
	{ "what does not validate is no commit", what_does_not_validate_is_no_commit },
	{ "a key that is not there is added when the plan says so",
	  a_key_that_is_not_there_is_added_when_the_plan_says_so },
	{ "a hotfix branch is made and dropped", a_hotfix_branch_is_made_and_dropped },
	{ "hostile names reach no git", hostile_names_reach_no_git },
	{ "a token goes along and into no word of ours",
	  a_token_goes_along_and_into_no_word_of_ours },
	{ "ssh asks nobody and trusts only known hosts",
	  ssh_asks_nobody_and_trusts_only_known_hosts },
	{ "a repository that is gone is told", a_repository_that_is_gone_is_told },
	{ 0 },
};
