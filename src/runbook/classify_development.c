/* What changes are made with: git, infrastructure as code, builds and packages. */
#include "runbook/classify_private.h"

#include <string.h>

/* -- git -- */

/* A repository named ext::command runs it. */
static void judge_remote_name(struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (str_contains(call->operands[i].value, STR("::")))
			call_unknown(call, "the address may run a command");
}

static void judge_branch(struct call *call)
{
	if (call_any(call, "-d|-D|-M|-C|-f|--delete|--force"))
		call_judge(call, ACTION_DESTRUCTIVE, "may lose commits");
	else if (call_any(call,
			  "-m|-c|--move|--copy|-u|--set-upstream-to|--unset-upstream|"
			  "--edit-description") ||
		 (call->count > 0 && !call_any(call, "-l|--list|-a|-r|--all|--remotes|"
						     "--contains|--merged|--no-merged")))
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	else
		call_judge(call, ACTION_READ, "only lists");
}

static void judge_tag(struct call *call)
{
	if (call_any(call, "-d|-f|--delete|--force"))
		call_judge(call, ACTION_DESTRUCTIVE, "may lose a tag");
	else if (call->count > 0 && !call_any(call, "-l|-n|--list|--contains|--points-at|"
						    "--merged|-v"))
		call_judge(call, ACTION_REVERSIBLE, "makes a tag that can be removed");
	else
		call_judge(call, ACTION_READ, "only lists");
}

static void judge_config(struct call *call)
{
	if (call_any(call, "--get|--get-all|--get-regexp|--list|-l") ||
	    (call->count == 1 &&
	     !call_any(call, "--unset|--unset-all|--remove-section|-e|--edit|--add")) ||
	    is_one_of(call_operand(call, 0), "get|list"))
		call_judge(call, ACTION_READ, "only reads");
	else if (call_any(call, "--unset|--unset-all|--remove-section|-e|--edit"))
		call_judge(call, ACTION_DESTRUCTIVE, "removes a setting");
	else
		call_judge(call, ACTION_REVERSIBLE, "sets what can be put back");
}

static void judge_checkout(struct call *call)
{
	str operand = call_operand(call, 0);

	if (call_any(call, "-b|-c|--track|-t|--detach|--create") ||
	    (call->count == 1 && !call->has_rest && operand.length > 0 &&
	     !str_contains(operand, STR(".")) && call->option_count == 0))
		call_judge(call, ACTION_REVERSIBLE, "goes to another commit");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "may write over what was changed");
}

static void judge_reset(struct call *call)
{
	if (call_any(call, "--hard|--merge|--keep") || call->has_unlisted)
		call_judge(call, ACTION_DESTRUCTIVE, "--hard loses what was changed");
	else
		call_judge(call, ACTION_REVERSIBLE, "leaves the files as they are");
}

static void judge_push(struct call *call)
{
	bool rewrites = call->has_unlisted ||
			call_any(call, "-f|-d|--force|--force-with-lease|--delete|"
				       "--mirror|--prune|--force-if-includes");

	for (size_t i = 0; i < call->count; i++)
		rewrites = rewrites || (call->operands[i].value.length > 0 &&
					strchr("+:", call->operands[i].value.bytes[0]));
	judge_remote_name(call);
	if (rewrites)
		call_judge(call, ACTION_DESTRUCTIVE, "may lose what others have");
	else
		call_judge(call, ACTION_REVERSIBLE, "can be reverted");
}

static void judge_clean(struct call *call)
{
	if (call_any(call, "-n|--dry-run"))
		call_judge(call, ACTION_READ, "-n only lists");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "removes files");
}

static void judge_apply(struct call *call)
{
	if (call_any(call, "--check|--stat|--numstat|--summary"))
		call_judge(call, ACTION_READ, "only looks here");
	else
		call_judge(call, ACTION_REVERSIBLE, "can be taken back with -R");
}

static const struct program git_remote_verbs[] = {
	{ .names = "show|get-url" },
	{ .names = "add|set-url|rename|set-head|set-branches|update|prune",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program git_stash_verbs[] = {
	{ .names = "list|show", .options = "* --output=! --ext-diff!" },
	{ .names = "push|save|pop|apply|store|create|branch",
	  .class = ACTION_REVERSIBLE },
	{ .names = "drop|clear", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program git_listed_verbs[] = {
	{ .names = "list|status|show|summary|log",
	  .options = "* --output=! --ext-diff!" },
	{ 0 },
};

static const struct program git_verbs[] = {
	{ .names = "log|show|diff|status|blame|shortlog|describe|rev-parse|rev-list|ls-"
		   "files|"
		   "ls-tree|cat-file|name-rev|merge-base|whatchanged|range-diff|cherry|"
		   "count-objects|for-each-ref|show-ref|show-branch|verify-commit|verify-"
		   "tag|"
		   "version|help|check-ignore|annotate|diff-tree|diff-index|diff-files|"
		   "grep|"
		   "verify-pack|check-attr",
	  .options =
		  "* --output=! --output-directory=! --ext-diff! --textconv! --filters! "
		  "-O! --open-files-in-pager?! --web! --show-signature" },
	{ .names = "ls-remote",
	  .options = "-htqb --heads --tags --refs --quiet --sort= --exit-code",
	  .judge = judge_remote_name },
	{ .names = "reflog",
	  .options = "-#",
	  .flags = PROGRAM_MAY_LACK_VERB,
	  .verbs = (const struct program[]){ { .names = "show", .options = "-# -n=" },
					     { .names = "expire|delete",
					       .class = ACTION_DESTRUCTIVE },
					     { 0 } } },
	{ .names = "branch",
	  .options = "-avrlmcuMCdDf --list --all --remotes --contains= --merged? "
		     "--no-merged? --show-current --sort= --format= --points-at= --move "
		     "--copy --delete --force --set-upstream-to= --unset-upstream -u= "
		     "--edit-description",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_branch },
	{ .names = "tag",
	  .options = "-ldfasv -n? -m= --list --contains= --points-at= --merged= --sort= "
		     "--format= --delete --force --annotate --message=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_tag },
	{ .names = "remote",
	  .options = "-v --verbose",
	  .flags = PROGRAM_NO_OPERANDS,
	  .verbs = git_remote_verbs },
	{ .names = "stash",
	  .class = ACTION_REVERSIBLE,
	  .options = "-uqka -m= --include-untracked",
	  .verbs = git_stash_verbs },
	{ .names = "submodule|worktree|notes|bisect",
	  .options = "",
	  .verbs = git_listed_verbs },
	{ .names = "config",
	  .options = "-le --get --get-all --get-regexp --list --global --local --system "
		     "--unset --unset-all --remove-section --edit --add --show-origin",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_config },
	{ .names = "checkout|switch",
	  .options = "-tq -b= -c= --track --detach --create= --quiet",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_checkout },
	{ .names = "reset",
	  .options = "* --hard --merge --keep --soft --mixed -q --quiet",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_reset },
	{ .names = "push",
	  .options = "* -f -d --force --force-with-lease? --delete --mirror --prune -u "
		     "--set-upstream --tags -q -v --follow-tags --force-if-includes "
		     "--dry-run+ -n+ --receive-pack=! --exec=! -o= --push-option= "
		     "--no-verify",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_push },
	{ .names = "clean",
	  .options = "-nfdxXq --dry-run --force",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_clean },
	{ .names = "apply",
	  .options = "* --check --stat --numstat --summary --apply!",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_apply },
	{ .names = "revert|commit|add|merge|cherry-pick|am|init|mv",
	  .class = ACTION_REVERSIBLE },
	{ .names = "fetch|pull|clone",
	  .class = ACTION_REVERSIBLE,
	  .options =
		  "* --upload-pack=! -c=! --config=! --template=! -o=! -u=! --force! -f!",
	  .judge = judge_remote_name },
	{ .names = "restore|rm|rebase|gc|prune|filter-branch|filter-repo|update-ref|"
		   "replace|"
		   "archive|format-patch|bundle|repack|maintenance|send-email|difftool|"
		   "mergetool|gui",
	  .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

/* -- gh -- */

static void judge_gh_api(struct call *call)
{
	const struct option_given *method = call_any(call, "-X|--method");

	if (!method || is_one_of(call_value(call, "-X|--method"), "GET|HEAD"))
		call_judge(call, ACTION_READ, "GET only reads");
	else
		call_unknown(call, "what the request does is not known");
}

static const struct program gh_object_verbs[] = {
	{ .names = "list|ls|view|diff|checks|status|watch|get" },
	{ .names =
		  "rerun|cancel|enable|disable|run|close|reopen|revert|comment|edit|lock|"
		  "unlock|ready|review|create|pin|unpin",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program gh_verbs[] = {
	{ .names = "pr|issue|run|repo|release|workflow|gist|auth|cache|label|secret|"
		   "variable|"
		   "ruleset|org",
	  .options = "",
	  .verbs = gh_object_verbs },
	{ .names = "search|status|version" },
	{ .names = "api",
	  .options = "-H= -q= -t= -i --jq= --template= --paginate --cache= --include "
		     "--hostname= -X= --method= --slurp -p= --preview=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_gh_api },
	{ 0 },
};

/* -- infrastructure -- */

static const struct program terraform_providers_verbs[] = { { .names = "schema" },
							    { 0 } };

static const struct program terraform_state_verbs[] = {
	{ .names = "list|show|pull" },
	{ 0 },
};

static const struct program terraform_workspace_verbs[] = {
	{ .names = "list|show" },
	{ .names = "select|new", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program terraform_verbs[] = {
	{ .names = "plan",
	  .options =
		  "-out=! -generate-config-out=! -var= -var-file= -target= -refresh= "
		  "-refresh-only -destroy -lock= -lock-timeout= -input= -no-color "
		  "-detailed-exitcode -compact-warnings -json -parallelism= -replace=" },
	{ .names = "show|output|validate|version|graph", .options = "*" },
	{ .names = "providers",
	  .options = "*",
	  .flags = PROGRAM_MAY_LACK_VERB | PROGRAM_NO_OPERANDS,
	  .verbs = terraform_providers_verbs },
	{ .names = "fmt",
	  .options = "-check+ -diff -recursive",
	  .class = ACTION_DESTRUCTIVE },
	{ .names = "state", .options = "", .verbs = terraform_state_verbs },
	{ .names = "workspace", .options = "", .verbs = terraform_workspace_verbs },
	{ .names = "init|taint|untaint", .class = ACTION_REVERSIBLE },
	{ .names = "apply|destroy|import|refresh|force-unlock",
	  .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program pulumi_verbs[] = {
	{ .names = "preview|whoami|about|version|logs", .options = "* --save-plan=!" },
	{ 0 },
};

/* An ad-hoc command of ansible: its module and, of a shell's, the command itself. */
static void judge_ansible(struct call *call)
{
	str module = call_value(call, "-m|--module-name"), script;
	const struct option_given *text = call_any(call, "-a|--args");

	if (call_any(call, "--list-hosts") ||
	    (is_one_of(module, "ping|setup|gather_facts|"
			       "ansible.builtin.ping|"
			       "ansible.builtin.setup") &&
	     !text))
		call_judge(call, ACTION_READ, "only asks here");
	else if (!text || (call_any(call, "-m|--module-name") &&
			   !is_one_of(module, "shell|command|raw")))
		call_unknown(call, "what the module does is not known");
	else if (call_text(call, text->value, &script))
		call_run_script(call, script);
}

static void judge_playbook(struct call *call)
{
	if (call_any(call, "--list-hosts|--list-tasks|--list-tags|--syntax-check"))
		call_judge(call, ACTION_READ, "only lists here");
	else if (call_any(call, "-C|--check"))
		call_judge(call, ACTION_READ, "--check changes nothing");
	else
		call_unknown(call, "what the playbook does is not known");
}

/* -- builds and packages -- */

static const struct program npm_verbs[] = {
	{ .names = "ls|list|ll|view|info|outdated|ping|whoami|root|prefix|explain|why|"
		   "doctor|"
		   "search|help|freeze|check|show" },
	{ .names = "audit",
	  .options = "--json --production --omit= --audit-level=",
	  .flags = PROGRAM_NO_OPERANDS },
	{ 0 },
};

static const struct program pip_verbs[] = {
	{ .names = "list|show|freeze|check|help|index|inspect",
	  .options = "* --log! --python!" },
	{ 0 },
};

static const struct program go_tool_verbs[] = {
	{ .names = "pprof",
	  .options =
		  "-top -text -traces -tree -raw -peek= -list= -seconds= -sample_index= "
		  "-inuse_space -inuse_objects -alloc_space -alloc_objects -cum "
		  "-nodecount= -base= -diff_base= -unit= -lines -functions -contentions "
		  "-total_delay" },
	{ 0 },
};

static const struct program go_verbs[] = {
	{ .names = "version|list|doc|help",
	  .options = "-m -json -f= -u -toolexec!"
		     " -vettool=!" },
	{
		.names = "env",
		.options = "-json",
	},
	{ .names = "tool", .options = "", .verbs = go_tool_verbs },
	{ 0 },
};

/* -- JVM -- */

static void judge_jcmd(struct call *call)
{
	str command = call_operand(call, 1);

	if (call->count < 2 ||
	    is_one_of(command, "help|Thread.print|VM.flags|VM.version|VM.uptime|"
			       "VM.system_properties|VM.command_line|GC.heap_info|"
			       "VM.native_memory|PerfCounter.print|VM.info|"
			       "Compiler.codecache|Compiler.queue|JFR.check|"
			       "ManagementAgent.status|VM.classloader_stats|"
			       "VM.metaspace|GC.finalizer_info|VM.dynlibs"))
		call_judge(call, ACTION_READ, "only reads here");
	else if (is_one_of(command, "GC.run|GC.class_histogram|JFR.start|"
				    "GC.run_finalization|VM.set_flag|VM.log"))
		call_judge(call, ACTION_REVERSIBLE, "changes how it runs for a while");
	else
		call_unknown(call, "what it does to the process is not known");
}

static void judge_jinfo(struct call *call)
{
	str flag = call_value(call, "-flag");

	if (call_any(call, "-flag") && (flag.length == 0 || strchr("+-", flag.bytes[0]) ||
					str_contains(flag, STR("="))))
		call_judge(call, ACTION_REVERSIBLE, "sets what can be put back");
	else
		call_judge(call, ACTION_READ, "only reads here");
}

/* gdb in a batch, with commands that only look. */
static void judge_gdb(struct call *call)
{
	bool looks = call_any(call, "-batch") && call_any(call, "-ex");

	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];
		str text = option->value && option->value->is_static
				   ? option->value->value
				   : STR("");

		if (str_is(option->name, "-ex"))
			looks = looks &&
				is_one_of(text,
					  "bt|bt full|backtrace|info threads|"
					  "thread apply all bt|thread apply all bt full|"
					  "info registers|set pagination off|"
					  "set pagination 0|quit|detach|"
					  "thread apply all backtrace");
	}
	if (looks)
		call_judge(call, ACTION_READ, "only looks here");
	else
		call_unknown(call, "what it does to the process is not known");
}

static void judge_tracer(struct call *call)
{
	if (call_any(call, "-p|--attach"))
		call_judge(call, ACTION_READ,
			   "-p only looks, but slows the process down");
	else if (call->rest_count == 0)
		call_unknown(call, "there is nothing to look at");
	if (call->rest_count > 0)
		call_run(call, call->rest, call->rest_count);
}

/* What -e may name; others change what the calls give: -e inject=all:error=EPERM. */
static bool only_looks(const struct shell_word *expression)
{
	str kind, calls;

	if (!expression || !expression->is_static)
		return false;
	return !str_cut(expression->value, '=', &kind, &calls) ||
	       is_one_of(kind, "trace|t|signal|signals|s|read|reads|r|write|writes|w|"
			       "status|verbose|v|abbrev|a|raw|x|quiet|q|decode-fds");
}

static void judge_strace(struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++)
		if (str_is(call->options[i].name, "-e") &&
		    !only_looks(call->options[i].value))
			call_unknown(call, "-e may change what the process does");
	judge_tracer(call);
}

static const struct program perf_verbs[] = {
	/* -s of script runs a program; of the others it only sorts. */
	{ .names = "script", .options = "-i= -F= --header --stdio --pid= --tid=" },
	{ .names = "top|report|list|annotate|diff|version|evlist|buildid-list",
	  .options = "-p= -t= -g -F= -e= -a -n -U -K -i= --stdio --pid= --tid= "
		     "--no-children "
		     "--sort= -s= --percent-limit= --header --call-graph?" },
	{ 0 },
};

const struct program development_programs[] = {
	{ .names = "git",
	  /* The configuration of another --git-dir may name programs: fsmonitor. */
	  .options = "-C= -P -p --no-pager --paginate --git-dir=! --work-tree=! --bare "
		     "--no-optional-locks -c=! --exec-path?! --config-env=!",
	  .verbs = git_verbs },
	{ .names = "gh", .options = "-R= --repo=", .verbs = gh_verbs },
	{ .names = "terraform|tofu|terragrunt",
	  .options = "-chdir= -no-color",
	  .flags = PROGRAM_WORDS,
	  .verbs = terraform_verbs },
	{ .names = "pulumi",
	  .options = "-s= --stack= -C= --cwd=",
	  .verbs = pulumi_verbs },
	{ .names = "ansible",
	  .options =
		  "-bKkvo -i= -m= -a= -u= -f= -l= -t=! --become --become-user= --limit= "
		  "--list-hosts --user= --inventory= --module-name= --args= --one-line",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_ansible },
	{ .names = "ansible-playbook",
	  .options = "-bKkvCD -i= -u= -f= -l= -t= -e= --check --diff --become --limit= "
		     "--list-hosts --list-tasks --list-tags --syntax-check --user= "
		     "--inventory= --tags= --skip-tags= --extra-vars= "
		     "--vault-password-file=!",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_playbook },
	{ .names = "ansible-inventory|ansible-doc|ansible-config",
	  .options = "-i= -l --list --graph --host= -y --yaml" },
	{ .names = "npm|yarn|pnpm", .options = "", .verbs = npm_verbs },
	{ .names = "pip|pip3", .options = "", .verbs = pip_verbs },
	{ .names = "go", .options = "", .flags = PROGRAM_WORDS, .verbs = go_verbs },
	{ .names = "make|gmake|cmake|ninja|gradle|mvn|cargo|npx|bundle|rake|composer|"
		   "conda|gcc|cc|"
		   "uv|poetry|just|task|chef-client|puppet|salt|vagrant|packer|"
		   "crossplane|cdk|"
		   "serverless|sam|fly|heroku",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "runs what shows only when it runs" },
	{ .names = "jstack|jps|jstat|pstack|gstack" },
	{ .names = "jmap",
	  .options = "-heap -histo -clstats -finalizerinfo",
	  .flags = PROGRAM_WORDS },
	{ .names = "jcmd",
	  .options = "-l",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_jcmd },
	{ .names = "jinfo",
	  .options = "-flags -sysprops -flag=",
	  .flags = PROGRAM_WORDS | PROGRAM_DECIDES,
	  .judge = judge_jinfo },
	{ .names = "gdb",
	  .options = "-p= -pid= -batch -ex= -n -nx -q -quiet",
	  .flags = PROGRAM_WORDS | PROGRAM_DECIDES,
	  .judge = judge_gdb },
	{ .names = "strace",
	  .options =
		  "-fcCFTtyvqrnkwx -p= -e= -s= -P= -S= -O= -a= --attach= --follow-forks "
		  "--summary-only -o=! -D! -u=! -E=!",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_strace },
	{ .names = "ltrace",
	  .options = "-bcCfiLrStT -p= -e= -l= -x= -s= -a= -A= -n= -w=",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_tracer },
	{ .names = "py-spy|rbspy",
	  .options = "",
	  .verbs = (const struct program[]){ { .names = "dump|top|snapshot",
					       .options = "-p= --pid= -l -n --native "
							  "--locals --nonblocking" },
					     { 0 } } },
	{ .names = "perf", .options = "", .verbs = perf_verbs },
	{ 0 },
};
