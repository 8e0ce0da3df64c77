#include "check.h"

#include "base/text.h"
#include "formats/json.h"
#include "runbook/step.h"

static const str secret_names[] = { STR_INIT("MONGO_URI") };
static const struct step_secrets known = { secret_names, 1 };

/* What a block becomes, in one line: its commands, joined by " ; ", then "# " and the
 * notes; or "refused: " and why. */
static str told(struct arena *arena, str code)
{
	struct text text = text_new(arena, 4096);
	struct step step;
	struct error error = { 0 };
	str rest, line;

	if (!step_read_shell(arena, code, &known, &step, &error))
		return arena_format(arena, "refused: %s", error.text);
	rest = step_text(arena, &step);
	for (int i = 0; str_next(&rest, '\n', &line); i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? " ; " : "", STR_ARG(line));
	for (size_t i = 0; i < step.note_count; i++)
		text_addf(&text, " # " STR_FMT, STR_ARG(step.notes[i]));
	return text_of(&text);
}

struct step_case {
	const char *code, *want;
};

static void check_cases(const struct step_case *cases, size_t count)
{
	scoped_arena arena = arena_new(64 << 20);

	for (size_t i = 0; i < count; i++) {
		str got = told(arena, str_of(cases[i].code));

		if (!str_is(got, cases[i].want))
			check_failed(__FILE__, __LINE__,
				     "%s\n   is   " STR_FMT "\n   want %s", cases[i].code,
				     STR_ARG(got), cases[i].want);
	}
}
#define CHECK_CASES(table) check_cases(table, sizeof(table) / sizeof((table)[0]))

static void test_commands(void)
{
	static const struct step_case cases[] = {
		{ "kubectl get pods -n shop", "kubectl get pods -n shop" },
		{ "# first look\nuptime\n\nfree -m", "uptime ; free -m" },
		{ "uptime && free -m; df -h", "uptime ; free -m ; df -h" },
		{ "false || uptime", "false ; || uptime" },
		{ "kubectl get pods | grep -v Running | wc -l",
		  "kubectl get pods | grep -v Running | wc -l" },
		{ "echo \"two words\" 'it''s'", "echo 'two words' its" },
		{ "kubectl get pods \\\n  -n shop", "kubectl get pods -n shop" },
		{ "PGAPPNAME=stanch psql -c 'select 1'",
		  "env PGAPPNAME=stanch psql -c 'select 1'" },
		{ "cd /srv/shop\ngit log -1", "in /srv/shop: git log -1" },
		{ "set -euo pipefail\nuptime",
		  "uptime # a step stops at the first command that fails" },
		{ "psql <<'SQL'\nselect 1;\nSQL", "psql <<'END' ; select 1; ; END" },
		{ "cat <<EOF\na \\$B \\\\ \\d \\\"e\\\" \"f\" 'g' h\\\ni\nEOF",
		  "cat <<'END' ; a $B \\ \\d \\\"e\\\" \"f\" 'g' hi ; END" },
		{ "cat <<'EOF'\na \\$B \\\\\nEOF", "cat <<'END' ; a \\$B \\\\ ; END" },
		{ "cat <<EOF | wc -l\none\nEOF", "cat <<'END' | wc -l ; one ; END" },
		{ "redis-cli <<< 'INFO memory'",
		  "redis-cli <<'END' ; INFO memory ; END" },
		{ "wc -l < /etc/hosts", "cat /etc/hosts | wc -l" },
		{ "$ uptime\n 10:00 up 3 days\n$ free -m\ntotal 3", "uptime ; free -m" },
		{ "$ kubectl get pods \\\n>   -A\nNAME READY", "kubectl get pods -A" },
		{ "kubectl get pods -o jsonpath={.items[*].metadata.name}",
		  "kubectl get pods -o 'jsonpath={.items[*].metadata.name}'" },
		{ "curl -s http://shop/api?id=1", "curl -s 'http://shop/api?id=1'" },
	};

	CHECK_CASES(cases);
}

static void test_redirections(void)
{
	static const struct step_case cases[] = {
		{ "ps aux > /tmp/ps.txt",
		  "ps aux # nothing is written to /tmp/ps.txt: what is printed is kept "
		  "as evidence" },
		{ "ps aux >> /tmp/ps.txt 2>&1",
		  "ps aux # nothing is written to /tmp/ps.txt: what is printed is kept "
		  "as evidence" },
		{ "ls /x 2>&1", "ls /x" },
		{ "ls /x 2>&1 | grep no", "ls /x 2>&1 | grep no" },
		{ "ls /x 2>&1 | sort | wc -l", "ls /x 2>&1 | sort | wc -l" },
		{ "ls /x |& grep -c no", "ls /x 2>&1 | grep -c no" },
		{ "ls /x 2>/dev/null |& wc -l", "ls /x 2>&1 | wc -l" },
		{ "ls /x 2>&1 2>/dev/null | wc -l", "ls /x | wc -l" },
		{ "ls /x |& sort |& wc -l", "ls /x 2>&1 | sort 2>&1 | wc -l" },
		{ "ls /x >&1 | wc -l", "ls /x | wc -l" },
		{ "ls /x 2>&2 | wc -l", "ls /x | wc -l" },
		{ "ls /x 1>&2", "ls /x" },
		{ "ls /x 1>&2 | wc -l",
		  "refused: line 1: >&2 before | leaves the next command nothing to "
		  "read: leave it out, or end the line there" },
		{ "kubectl get pod -o name >&2 | xargs kubectl delete",
		  "refused: line 1: >&2 before | leaves the next command nothing to "
		  "read: leave it out, or end the line there" },
		{ "ls /x 3>&1 1>&2 2>&3 | wc -l",
		  "refused: line 1: only what is printed and errors go anywhere: leave "
		  "the other redirection out" },
		{ "ls /x 2>/dev/null", "ls /x" },
		{ "ls /x &> /dev/null", "ls /x" },
		{ "ls /x 2>/dev/null | wc -l", "ls /x | wc -l" },
		{ "uptime < /dev/null", "uptime" },
		{ "rm <folder>/x",
		  "refused: line 1: a shell reads <folder>/… as two redirections: put it "
		  "in quotes" },
		{ "rm \"<folder>/x\"", "refused: line 1: <folder> has no value" },
		{ "ps > /tmp/x | wc",
		  "refused: line 1: a command before | must not write into a file: "
		  "leave the > out, or end the line there" },
		{ "ps | wc < /etc/hosts",
		  "refused: line 1: a command behind | reads what comes through it: "
		  "leave the other input out" },
		{ "cat <<EOF\n$HOME\nEOF",
		  "refused: line 1: $HOME has no value: give it one as a parameter" },
	};

	CHECK_CASES(cases);
}

#define FOLLOWED " # what is there now is shown: it is not followed any further"

static void test_what_never_ends(void)
{
	static const struct step_case cases[] = {
		{ "watch kubectl get pods",
		  "kubectl get pods # what is watched is run once" },
		{ "watch -n 5 'kubectl get pods | grep web'",
		  "kubectl get pods | grep web # what is watched is run once" },
		{ "watch watch watch watch uptime",
		  "refused: line 1: a command in a command in a command" },
		{ "watch 'rm -rf $HOME'",
		  "refused: line 1: $HOME has no value: give it one as a parameter" },
		{ "kubectl logs -f web-1", "kubectl logs web-1" FOLLOWED },
		{ "kubectl -n shop logs --follow web-1 --tail=5",
		  "kubectl -n shop logs web-1 --tail=5" FOLLOWED },
		{ "kubectl apply -f shop.yaml", "kubectl apply -f shop.yaml" },
		{ "kubectl get pods -w", "kubectl get pods" FOLLOWED },
		{ "tail -f /var/log/syslog", "tail /var/log/syslog" FOLLOWED },
		{ "tail -100f /var/log/syslog", "tail -100 /var/log/syslog" FOLLOWED },
		{ "tail -5F a -- -5f", "tail -5 a -- -5f" FOLLOWED },
		{ "tail -f5 a", "tail -f5 a" },
		{ "sudo tail -n 5 a", "sudo -n tail -n 5 a" },
		{ "sudo -n tail -n 5 a", "sudo -n tail -n 5 a" },
		{ "sudo A=b tail -f a", "sudo -n A=b tail a" FOLLOWED },
		{ "tail -fn 100 /var/log/syslog",
		  "tail -n 100 /var/log/syslog" FOLLOWED },
		{ "journalctl -fu nginx", "journalctl --lines=200 -u nginx" FOLLOWED },
		{ "docker logs -f web", "docker logs web" FOLLOWED },
		{ "docker compose -f a.yml logs -f web",
		  "docker compose -f a.yml logs web" FOLLOWED },
		{ "kubectl logs -f web -nfinance",
		  "kubectl logs web -nfinance" FOLLOWED },
		{ "kubectl logs -fnfinance web", "kubectl logs -nfinance web" FOLLOWED },
		{ "kubectl get pods -nwww", "kubectl get pods -nwww" },
		{ "kubectl get pods -Aw", "kubectl get pods -A" FOLLOWED },
		{ "journalctl -xefu nginx",
		  "journalctl --lines=200 -xeu nginx" FOLLOWED },
		{ "docker stats", "docker stats --no-stream" },
		{ "top", "top -b -n 1 # top shows one screen, once" },
		{ "ping 10.0.0.1", "ping -c 4 10.0.0.1 # ping ends after four answers" },
		{ "ping -c 1 10.0.0.1", "ping -c 1 10.0.0.1" },
		{ "vmstat 1", "vmstat 1 5 # it ends after five reports" },
		{ "vmstat 1 3", "vmstat 1 3" },
		{ "kubectl port-forward svc/web 80",
		  "refused: line 1: kubectl port-forward never ends: leave it to a "
		  "terminal" },
		{ "uptime &",
		  "refused: line 1: & starts something that nobody watches: leave it "
		  "out" },
	};

	CHECK_CASES(cases);
}

#define NO_TERMINAL " # it runs without a terminal: -i and -t are left out"

static void test_what_waits_for_a_terminal(void)
{
	static const struct step_case cases[] = {
		{ "kubectl exec -it web-1 -- ls -lt /tmp",
		  "kubectl exec web-1 -- ls -lt /tmp" NO_TERMINAL },
		{ "kubectl exec --stdin --tty web-1 -c app -- uptime",
		  "kubectl exec web-1 -c app -- uptime" NO_TERMINAL },
		{ "echo INFO | kubectl exec -it redis-0 -- redis-cli",
		  "echo INFO | kubectl exec -i redis-0 -- redis-cli" NO_TERMINAL },
		{ "kubectl exec -it p -nfintech -- df",
		  "kubectl exec p -nfintech -- df" NO_TERMINAL },
		{ "kubectl exec web-1 -it -- rm -ti /x",
		  "kubectl exec web-1 -- rm -ti /x" NO_TERMINAL },
		{ "kubectl exec -it -n shop web-1 rm -i /x",
		  "kubectl exec -n shop web-1 rm -i /x" NO_TERMINAL },
		{ "docker exec web rm -ri /data/old",
		  "docker exec web rm -ri /data/old" },
		{ "docker exec web rm -i /data/old", "docker exec web rm -i /data/old" },
		{ "docker exec -it -u root web ls -it",
		  "docker exec -u root web ls -it" NO_TERMINAL },
		{ "docker exec -ti web uptime", "docker exec web uptime" NO_TERMINAL },
		{ "kubectl describe pod web | less", "kubectl describe pod web" },
		{ "less +F /var/log/syslog", "cat /var/log/syslog" },
		{ "sudo systemctl status nginx", "sudo -n systemctl status nginx" },
		{ "sudo -u postgres tail -f /var/log/pg.log",
		  "sudo -n -u postgres tail /var/log/pg.log" FOLLOWED },
		{ "sudo -p ask -T 5 tail -f /x", "sudo -n -p ask -T 5 tail /x" FOLLOWED },
		{ "A=b tail -f /x", "env A=b tail /x" FOLLOWED },
		{ "env -u A tail -f /x", "env -u A tail /x" FOLLOWED },
		{ "KUBECONFIG=x kubectl logs -f web",
		  "env KUBECONFIG=x kubectl logs web" FOLLOWED },
		{ "A=b sudo timeout -k 1 5 nice -n 5 tail -f /x",
		  "env A=b sudo -n timeout -k 1 5 nice -n 5 tail /x" FOLLOWED },
		{ "ls | xargs -n 1 kubectl exec -it web -- ls",
		  "ls | xargs -n 1 kubectl exec web -- ls" NO_TERMINAL },
		{ "ls | LESS=R less", "ls" },
		{ "A=b vim /x", "refused: line 1: vim waits for a terminal: it is not "
				"run" },
		{ "A=b watch ls", "refused: line 1: env watch is not run: write env "
				  "behind it" },
		{ "env env env env env env env env ls",
		  "refused: line 1: more than 8 programs that start one another: write "
		  "it with fewer" },
		{ "sudo", "refused: line 1: sudo without a command waits for a terminal: "
			  "write the command behind it" },
		{ "vim /etc/hosts",
		  "refused: line 1: vim waits for a terminal: it is not run" },
		{ "/usr/bin/htop",
		  "refused: line 1: /usr/bin/htop waits for a terminal: it is not run" },
		{ "kubectl edit deploy web",
		  "refused: line 1: kubectl edit waits for an editor: use kubectl patch "
		  "or kubectl set" },
	};

	CHECK_CASES(cases);
}

#define SET \
	"refused: line 1: set has effect only in a shell, but for options as in set " \
	"-e: write its values where they are used"

static void test_what_only_a_shell_does(void)
{
	static const struct step_case cases[] = {
		{ "for p in a b; do kubectl delete pod $p; done",
		  "refused: line 1: a loop is not run: write its body once, with a "
		  "parameter for what changes, and run the step for each" },
		{ "uptime\nif true; then uptime; fi",
		  "refused: line 2: a condition is not judged: write each branch as a "
		  "step of its own, below \"If …:\"" },
		{ "(cd /tmp; ls)",
		  "refused: line 1: commands in brackets are not run: write them "
		  "without" },
		{ "f() { uptime; }",
		  "refused: line 1: a function is not defined: write its commands where "
		  "it is used" },
		{ "kubectl delete pod $(kubectl get pods -o name)",
		  "refused: line 1: $(kubectl get pods -o name) is not run inside "
		  "another "
		  "command: run it first, and write <value> in its place" },
		{ "kubectl delete pod $POD",
		  "refused: line 1: $POD has no value: give it one as a parameter" },
		{ "kubectl delete pod \"$POD\"",
		  "refused: line 1: $POD has no value: give it one as a parameter" },
		{ "kubectl delete pod <pod-name>",
		  "refused: line 1: <pod-name> has no value" },
		{ "rm /tmp/*.log",
		  "refused: line 1: /tmp/*.log would name whatever files are there: name "
		  "them, or put it in quotes: '/tmp/*.log'" },
		{ "source /etc/profile",
		  "refused: line 1: source has effect only in a shell: write its "
		  "commands here" },
		{ "cd shop && ls",
		  "refused: line 1: cd needs the whole path of a folder: nobody knows "
		  "where a step begins" },
		{ "! grep -q x /etc/hosts",
		  "refused: line 1: ! turns the outcome around: leave it out, and say "
		  "with \"expect\" what is right" },
		{ "cat <<E\n\\\" '$(reboot)'\nE",
		  "refused: line 1: E is not run inside another command: run it first, "
		  "and write <value> in its place" },
		{ "set -- a b", SET },
		{ "set -e -- a", SET },
		{ "set a", SET },
		{ "set", SET },
		{ "set -o errexit +x\nuptime",
		  "uptime # a step stops at the first command that fails" },
		{ "# nothing", "refused: there is nothing to run in it" },
		{ "", "refused: there is nothing to run in it" },
	};

	CHECK_CASES(cases);
}

static void test_variables(void)
{
	static const struct step_case cases[] = {
		{ "NAME=web\nkubectl logs $NAME-1 \"pod/$NAME\"",
		  "kubectl logs web-1 pod/web" },
		{ "A=1\nB=2\nA=3\necho $A$B ${A}", "echo 32 3" },
		{ "NS='my shop'\nkubectl -n \"$NS\" get pods",
		  "kubectl -n 'my shop' get pods" },
		{ "NS='my shop'\nkubectl -n $NS get pods",
		  "refused: line 2: $NS would be several words: put it in quotes, or "
		  "write them out" },
		{ "F='*'\nrm $F", "refused: line 2: $F would be several words: put it in "
				  "quotes, or write "
				  "them out" },
		{ "A=$(reboot)\necho $A",
		  "refused: line 1: $(reboot) is not run inside another command: run it "
		  "first, and write <value> in its place" },
		{ "A=/a/b\nrm ${A%/*}",
		  "refused: line 2: ${A…} is not computed: write the value" },
		{ "A=x\necho \"a${#A}\"",
		  "refused: line 2: ${A…} is not computed: write the value" },
		{ "A=x\necho ${A:0:3}",
		  "refused: line 2: ${A…} is not computed: write the value" },
		{ "A=x\necho ${A/a/b}",
		  "refused: line 2: ${A…} is not computed: write the value" },
		{ "A=x\necho ${A:-x}",
		  "refused: line 2: ${A…} is not computed: write the value" },
		{ "A=x\necho ${A[0]}",
		  "refused: line 2: ${A…} is not computed: write the value" },
		{ "mongosh ${MONGO_URI%/*}",
		  "refused: line 1: ${MONGO_URI…} is not computed: write the value" },
		{ "cat <<E\n${A:-x}\nE",
		  "refused: line 1: ${A…} is not computed: write the value" },
		{ "A=a\nA+=b\necho $A",
		  "refused: line 2: A+= is not computed: write the whole value" },
		{ "A+=b uptime",
		  "refused: line 1: A+= is not computed: write the whole value" },
		{ "A=(a b)\necho \"$A\"",
		  "refused: line 1: A=(…) is a list: write out its values where they "
		  "are used" },
		{ "A='(a)'\necho \"$A\"", "echo '(a)'" },
		/* What it prints is not known before it runs. */
		{ "A=1 echo $A",
		  "refused: line 1: $A has no value: give it one as a parameter" },
		{ "mongosh \"$MONGO_URI\" --quiet",
		  "mongosh '{{secret.MONGO_URI}}' --quiet" },
		{ "mongosh $MONGO_URI/shop", "mongosh '{{secret.MONGO_URI}}/shop'" },
		{ "mongosh $MONGO_URL",
		  "refused: line 1: $MONGO_URL has no value: give it one as a "
		  "parameter" },
		{ "mongosh '$MONGO_URI'", "mongosh '$MONGO_URI'" },
	};

	CHECK_CASES(cases);
}

static void test_joined(void)
{
#define SOMETIMES " sets a variable only sometimes: write the value as a parameter"
#define CD_SOMETIMES \
	"refused: line 1: cd behind && or ||, or in front of ||, is done only " \
	"sometimes: write it on a line of its own"
	static const struct step_case cases[] = {
		{ "NS=staging\ngrep -q zzz /etc/hostname || NS=prod\necho $NS",
		  "refused: line 2: NS=prod" SOMETIMES },
		{ "uptime && NS=prod\necho $NS", "refused: line 1: NS=prod" SOMETIMES },
		{ "NS=prod || uptime", "refused: line 1: NS=prod" SOMETIMES },
		{ "NS=prod && uptime", "refused: line 1: NS=prod" SOMETIMES },
		{ "NS=prod; uptime", "uptime" },
		{ "NS=prod | cat", "refused: line 1: there is no program to run" },
		{ "cd /srv && ls && df", "in /srv: ls ; df" },
		{ "uptime; cd /srv; ls", "uptime ; in /srv: ls" },
		{ "cd /a || cd /b\nls", CD_SOMETIMES },
		{ "false || cd /b\nls", CD_SOMETIMES },
		{ "true && cd /b\nls", CD_SOMETIMES },
		{ "cd /a || ls", CD_SOMETIMES },
		{ "false\nset -e || reboot",
		  "refused: line 2: nothing that can fail stands in front of ||" },
		{ "grep -q root f || watch 'echo deleted'",
		  "grep -q root f ; || echo deleted # what is watched is run once" },
		{ "grep -q root f && watch 'a || b'",
		  "grep -q root f ; a ; || b # what is watched is run once" },
		{ "grep -q root f || watch 'a; b'",
		  "refused: line 1: behind || only one command can be watched" },
		{ "watch 'cd /a; ls'\nls",
		  "in /a: ls ; in : ls # what is watched is run once" },
	};

	CHECK_CASES(cases);
}

static void test_http(void)
{
	static const struct step_case cases[] = {
		{ "GET http://shop/health",
		  "curl -sS --fail-with-body -X GET --url http://shop/health" },
		{ "POST http://shop/flags HTTP/1.1\nContent-Type: application/json\n\n"
		  "{\"on\": false}\n",
		  "curl -sS --fail-with-body -X POST -H 'Content-Type: application/json' "
		  "--data-binary @- --url http://shop/flags <<'END'\n{\"on\": "
		  "false}\nEND" },
		{ "http://shop/health",
		  "curl -sS --fail-with-body -X GET --url http://shop/health" },
		{ "GET file:///etc/shadow",
		  "line 1: no request: write GET http://host/path" },
		{ "GET -o/etc/passwd", "line 1: no request: write GET http://host/path" },
		{ "GET http://a/ http://b/",
		  "line 1: behind the address stands something" },
		{ "GET http://a/\nnonsense",
		  "'nonsense' is no header; before a body stands an empty line" },
		{ "", "there is no request" },
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct step step;
		struct error error = { 0 };
		bool read = step_read_http(arena, str_of(cases[i].code), &step, &error);
		str got = read ? step_text(arena, &step) : str_of(error.text);

		if (!str_is(got, cases[i].want))
			check_failed(__FILE__, __LINE__,
				     "%s\n   is   " STR_FMT "\n   want %s", cases[i].code,
				     STR_ARG(got), cases[i].want);
	}
}

static void test_client(void)
{
	static const str as_word[] = { STR_INIT("psql"), STR_INIT("-c"),
				       STR_INIT("{{code}}") };
	static const str in_word[] = { STR_INIT("curl"), STR_INIT("--data-urlencode"),
				       STR_INIT("query={{code}}") };
	static const str as_input[] = { STR_INIT("mongosh"), STR_INIT("--quiet") };
	scoped_arena arena = arena_new(1 << 20);
	struct step step = step_by_client(arena, as_word, 3, STR("select 'a b'"));

	CHECK_STR(step_text(arena, &step), "psql -c 'select '\\''a b'\\'''");
	CHECK_STR(step.pipelines[0].input, "");
	step = step_by_client(arena, in_word, 3, STR("up{job=\"x\"}"));
	CHECK_STR(step.pipelines[0].stages[0].argv[2], "query=up{job=\"x\"}");
	step = step_by_client(arena, as_input, 2, STR("db.stats()"));
	CHECK_STR(step.pipelines[0].input, "db.stats()");
	CHECK_INT(step.pipelines[0].stages[0].argc, 2);
}

/* What is approved is what is stored, and what is stored is what runs. */
static void test_stored(void)
{
	static const char code[] =
		"cd /srv\nwc -l <<'X' | cat\none 'two'\nX\nfalse || true";
	scoped_arena arena = arena_new(1 << 20);
	struct step step, check, again;
	struct error error = { 0 };
	str stored;

	CHECK_OK(step_read_shell(arena, str_of(code), &known, &step, &error), error);
	CHECK_OK(step_read_shell(arena, STR("uptime"), &known, &check, &error), error);
	step = step_with_check(arena, &step, &check);
	stored = json_write(arena, step_tree(arena, &step));
	CHECK(step_of_tree(arena, json_parse(arena, stored, &error), &again));
	CHECK_STR_EQ(json_write(arena, step_tree(arena, &again)), stored);
	CHECK_STR_EQ(step_text(arena, &again), step_text(arena, &step));
	CHECK(str_contains(step_text(arena, &again), STR("then checks: ")));
	CHECK(!step_of_tree(arena, json_parse(arena, STR("[]"), &error), &again));
	CHECK(!step_of_tree(arena, json_parse(arena, STR("[[\"a\"]]"), &error), &again));
	CHECK(!step_of_tree(arena, json_parse(arena, STR("[{\"run\": [[1]]}]"), &error),
			    &again));
}

/* The script it is classed by is read as the same step. */
static void test_script(void)
{
	static const char *const codes[] = {
		"kubectl exec -it web-1 -- ls",
		"watch -n 1 'ps | wc -l'",
		"psql <<'SQL'\nEND\ndelete from t where a = 'it''s';\nSQL",
		"echo '$(rm -rf /)' \"`ls`\"",
		"echo '$(rm -rf /)' '*' '<x>' 'a\nb'",
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct step step, again;
		struct error error = { 0 };

		if (!step_read_shell(arena, str_of(codes[i]), &known, &step, &error))
			continue;
		CHECK_OK(step_read_shell(arena, step_script(arena, &step), &known, &again,
					 &error),
			 error);
		CHECK_STR_EQ(step_text(arena, &again), step_text(arena, &step));
	}
}

/* Every <kind> is WORD here. */
static void test_kind(void)
{
	static const struct {
		const char *code;
		bool decides;
	} cases[] = {
		{ "kubectl delete WORD web", true },
		{ "kubectl delete pod WORD", false },
		{ "kubectl -n WORD get pods", false },
		{ "kubectl exec WORD -- ls", false },
		{ "kubectl exec web -- kubectl delete WORD x", true },
		{ "sh -c 'kubectl delete WORD web'", true },
		{ "sh -c 'kubectl delete \"WORD\" web'", true },
		{ "sh -c \"kubectl delete 'WORD' web\"", true },
		{ "sh -c 'uptime;kubectl delete WORD'", true },
		{ "sh -c 'kubectl delete WORD; uptime'", true },
		{ "sh -c '(\"kubectl\" delete\tWORD)'", true },
		{ "sh -c 'echo $(kubectl delete WORD)'", true },
		{ "sh -c 'kubectl delete pod \"WORD\"'", false },
		{ "minikube kubectl -- delete WORD web", true },
		{ "minikube kubectl -- delete pod WORD", false },
		{ "kubectl patch -p '{\"a\": 1}' WORD web", true },
		{ "kubectl get -o 'jsonpath={.items[?(@.a)]}' WORD", true },
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct step step;
		struct error error = { 0 };

		CHECK_OK(step_read_shell(arena, str_of(cases[i].code), &known, &step,
					 &error),
			 error);
		CHECK_CASE(step_word_decides(arena, &step, STR("WORD")) ==
				   cases[i].decides,
			   cases[i].code);
	}
}

const struct test tests[] = {
	{ "simple commands, lists and pipelines run as they stand", test_commands },
	{ "nothing is written to a file", test_redirections },
	{ "what never ends is run once, or refused", test_what_never_ends },
	{ "what waits for a terminal runs without, or is refused",
	  test_what_waits_for_a_terminal },
	{ "what only a shell does is refused with what to write instead",
	  test_what_only_a_shell_does },
	{ "variables are those that the block sets, and secrets", test_variables },
	{ "what is set only sometimes is refused", test_joined },
	{ "the kind of object of kubectl is told from its name", test_kind },
	{ "a request becomes curl", test_http },
	{ "another language runs by its client", test_client },
	{ "a step is stored whole", test_stored },
	{ "the script of a step says the same as the step", test_script },
	{ 0 },
};
