/* No write is ever called a read; and what only reads is known as that. */
#include "check.h"

#include "base/text.h"
#include "runbook/classify.h"

/* A class, a blank and the command; several lines of it are one script. */
static const char *const letters = "r^!d";

static void check_cases(const char *const *cases, size_t count)
{
	scoped_arena arena = arena_new(256 << 20);

	for (size_t i = 0; i < count; i++) {
		struct classified found = { 0 };

		classify_shell(arena, str_of(cases[i] + 2), &found);
		if (letters[found.class] != cases[i][0])
			check_failed(__FILE__, __LINE__, "%s\n#   is %s: " STR_FMT,
				     cases[i], action_class_names[found.class],
				     STR_ARG(found.reason));
	}
}

static void the_worst_command_of_a_script_counts(void)
{
	static const char *const cases[] = {
		"r ",
		"r # kubectl get pods",
		"r echo a",
		"r $ echo a",
		"r echo a; echo b && echo c || echo d",
		"r echo a | echo b",
		"r if true; then echo a; fi",
		"r for i in a b; do echo $i; done",
		"r f() { echo a; }; f",
		"r X=1; echo $X",
		"r echo $(echo a) `echo b` <(echo c)",
		"! nosuch",
		"! echo a; nosuch",
		"! echo a | nosuch",
		"! echo a && nosuch",
		"! nosuch &",
		"! echo $(nosuch)",
		"! echo \"$(nosuch)\"",
		"! echo `nosuch`",
		"! echo <(nosuch)",
		"! echo ${X:-$(nosuch)}",
		"! echo $((1 + $(nosuch)))",
		"! X=$(nosuch)",
		"! if nosuch; then echo a; fi",
		"! for i in $(nosuch); do echo $i; done",
		"! while nosuch; do echo a; done",
		"! case $(nosuch) in a) echo a;; esac",
		"! f() { nosuch; }; f",
		"! false && f() { echo a; }; f",
		"! f; f() { echo a; }",
		"! (f() { echo a; }); f",
		"! [[ a[$(nosuch)] -eq 1 ]]",
		"! X='a[$(nosuch)]'; [[ $X -eq 1 ]]",
		"! echo a <<E\n$(nosuch)\nE",
		"r echo a <<'E'\n$(nosuch)\nE",
	};

	check_cases(cases, COUNT_OF(cases));
}

static void what_is_only_known_when_it_runs_counts_as_destructive(void)
{
	static const char *const cases[] = {
		"! $X",
		"! \"$X\" a",
		"! $(echo ls)",
		"! `echo ls`",
		"! <program> a",
		"! {{program}} a",
		"! l*",
		"! ./echo a",
		"! /tmp/echo a",
		"! /usr/bin/../../tmp/echo a",
		"r /usr/bin/echo a",
		"! ECHO a",
		"! есho a",
		"! echo 'a",
		"! echo a |",
		"! echo a)",
		"r \\echo a",
		"r e''cho a",
	};

	check_cases(cases, COUNT_OF(cases));
}

static void what_the_shell_itself_writes_counts(void)
{
	static const char *const cases[] = {
		"! echo a > b",
		"! echo a >> b",
		"! echo a >| b",
		"! echo a &> b",
		"! echo a &>> b",
		"! echo a >& b",
		"! echo a <> b",
		"! echo a > $X",
		"! echo a > /dev/sda",
		"! echo a > /dev/null/../sda",
		"! > b",
		"! (echo a) > b",
		"! if true; then echo a; fi > b",
		"r echo a > /dev/null",
		"r echo a > /dev/null 2>&1",
		"r echo a 2>/dev/null",
		"r echo a &>/dev/null",
		"r echo a 2>&1 | echo b",
		"r echo a < b",
		"r echo a <<< b",
		"! PATH=/tmp echo a",
		"! PATH=/tmp",
		"! LD_PRELOAD=x echo a",
		"! GIT_SSH_COMMAND=x echo a",
		"! PAGER=x echo a",
		"! for PATH in /tmp; do echo a; done",
		"r TZ=UTC echo a",
		"^ KUBECONFIG=~/.kube/prod echo a",
	};

	check_cases(cases, COUNT_OF(cases));
}

const struct test tests[] = {
	{ "the worst command of a script counts", the_worst_command_of_a_script_counts },
	{ "what is only known when it runs counts as destructive",
	  what_is_only_known_when_it_runs_counts_as_destructive },
	{ "what the shell itself writes counts", what_the_shell_itself_writes_counts },
	{ 0 },
};
