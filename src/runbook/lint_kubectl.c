/* kubectl and oc: what a command does elsewhere than the text beside it says. */
#include "runbook/lint_private.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char *const value_names[] = {
	"namespace",
	"context",
	"cluster",
	"kubeconfig",
	"user",
	"server",
	"token",
	"as",
	"as-group",
	"selector",
	"field-selector",
	"output",
	"container",
	"filename",
	"template",
	"sort-by",
	"since",
	"since-time",
	"tail",
	"limit-bytes",
	"max-log-requests",
	"replicas",
	"limits",
	"requests",
	"type",
	"patch",
	"timeout",
	"grace-period",
	"image",
	"port",
	"target-port",
	"restart",
	"overrides",
	"env",
	"labels",
	"to-revision",
	"revision",
	"for",
	"raw",
	"subresource",
	"label-columns",
	"kustomize",
	"from-literal",
	"from-file",
	"target",
	"profile",
	"copy-to",
	"min",
	"max",
	"cpu-percent",
	"request-timeout",
	"chunk-size",
	"patch-file",
	"field-manager",
	"generator",
	"address",
	NULL,
};
static const struct lint_grammar general = { "nlfocpvsL", value_names };
static const struct lint_grammar of_logs = { "nlcvs", value_names };
static const struct lint_grammar of_exec = { "nfcvs", value_names };

/* One command of kubectl, taken apart. */
struct call {
	struct lint *lint;
	const struct lint_command *c;
	struct lint_arguments arguments;
	str verb, second; /* "rollout", "undo" */
	const struct shell_word *verb_word;
};

static const struct lint_option *option_of(const struct call *call,
					   const char *short_name, const char *long_name)
{
	return lint_option(&call->arguments, short_name, long_name);
}

static struct spot spot_with(const struct call *call, const struct shell_word *word,
			     str source)
{
	struct lint_rewrite rewrite = lint_rewrite(call->lint->arena, call->c);

	*lint_source(&rewrite, word) = source;
	return lint_spot(call->lint, call->c, lint_rewritten(call->lint, &rewrite));
}

static struct spot spot_of(const struct call *call)
{
	return lint_spot(call->lint, call->c, STR(""));
}

/* The command with something behind its verb or second word. */
static struct spot spot_adding(const struct call *call, const struct shell_word *word,
			       const char *addition)
{
	return spot_with(call, word,
			 arena_format(call->lint->arena, STR_FMT " %s",
				      STR_ARG(word->source), addition));
}

static const struct shell_word *other_word(const struct call *call, size_t nth)
{
	return nth < call->arguments.other_count ? call->arguments.others[nth].word
						 : NULL;
}

static const struct shell_word *last_verb_word(const struct call *call)
{
	static const char *const doubled[] = { "rollout", "set", "top", "create", NULL };
	const struct shell_word *second = other_word(call, 1);

	return lint_is_one_of(call->verb, doubled) && second ? second : call->verb_word;
}

/* "pods", "pod/x", "po,svc": the first kind of what is named. */
static str kind_at(const struct call *call, size_t nth)
{
	str kind = lint_other(&call->arguments, nth), rest;

	(void)str_cut(kind, '/', &kind, &rest);
	(void)str_cut(kind, ',', &kind, &rest);
	return kind;
}

/* -- namespace -- */

static bool is_cluster_wide(str kind)
{
	static const char *const kinds[] = {
		"node",
		"nodes",
		"no",
		"namespace",
		"namespaces",
		"ns",
		"pv",
		"persistentvolume",
		"persistentvolumes",
		"sc",
		"storageclass",
		"storageclasses",
		"crd",
		"crds",
		"customresourcedefinition",
		"customresourcedefinitions",
		"clusterrole",
		"clusterroles",
		"clusterrolebinding",
		"clusterrolebindings",
		"apiservice",
		"apiservices",
		"csr",
		"certificatesigningrequests",
		"componentstatus",
		"componentstatuses",
		"cs",
		"priorityclass",
		"priorityclasses",
		"pc",
		"mutatingwebhookconfiguration",
		"mutatingwebhookconfigurations",
		"validatingwebhookconfiguration",
		"validatingwebhookconfigurations",
		"ingressclass",
		"ingressclasses",
		"runtimeclass",
		"volumeattachment",
		"volumeattachments",
		"clusteroperator",
		"clusteroperators",
		"co",
		"clusterversion",
		"mcp",
		"machineconfigpool",
		"all-nodes",
		NULL,
	};

	return lint_is_one_of(kind, kinds);
}

static bool has_namespace(const struct call *call)
{
	return option_of(call, "-n", "--namespace") ||
	       option_of(call, "-A", "--all-namespaces") ||
	       option_of(call, NULL, "--raw") || call->lint->sets_namespace;
}

/* The verbs that act in one namespace, and whether what they name may be of none. */
static const struct verb {
	const char *name;
	bool is_changing;
	size_t kind_at; /* which other word names a kind; 0: none does */
} verbs[] = {
	{ "get", false, 1 },          { "describe", false, 1 }, { "logs", false, 0 },
	{ "events", false, 0 },       { "exec", true, 0 },      { "cp", true, 0 },
	{ "delete", true, 1 },        { "scale", true, 1 },     { "rollout", true, 2 },
	{ "set", true, 2 },           { "patch", true, 1 },     { "edit", true, 1 },
	{ "annotate", true, 1 },      { "label", true, 1 },     { "autoscale", true, 1 },
	{ "expose", true, 1 },        { "run", true, 0 },       { "attach", true, 0 },
	{ "port-forward", false, 0 }, { "top", false, 1 },      { "debug", true, 0 },
};

static void look_at_namespace(const struct call *call)
{
	const struct verb *verb = NULL;
	str namespace = call->lint->namespace;
	const char *addition = namespace.length > 0
				       ? arena_c_string(call->lint->arena,
							arena_format(call->lint->arena,
								     "-n " STR_FMT,
								     STR_ARG(namespace)))
				       : "-n \"${NAMESPACE:?}\"";
	bool is_reading;

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_is(call->verb, verbs[i].name))
			verb = &verbs[i];
	if (!verb || has_namespace(call) || str_is(call->second, "node") ||
	    str_is(call->second, "nodes") ||
	    (verb->kind_at > 0 && is_cluster_wide(kind_at(call, verb->kind_at))) ||
	    str_starts_with(call->second, STR("node/")) ||
	    (option_of(call, "-f", "--filename") && !str_is(call->verb, "logs") &&
	     !str_is(call->verb, "exec")))
		return;
	is_reading = !verb->is_changing || str_is(call->second, "status") ||
		     str_is(call->second, "history");
	lint_report_as(call->lint, is_reading ? FINDING_HINT : FINDING_WARNING,
		       RULE_KUBECTL_NAMESPACE,
		       spot_adding(call, last_verb_word(call), addition),
		       "no namespace: it acts on whatever the current context names, "
		       "which is another one on another person's machine");
}

/* -- exec -- */

static bool is_terminal_flag(str word)
{
	static const char *const flags[] = { "-it",          "-ti",    "-t",
					     "-i",           "--tty",  "--stdin",
					     "-tty",         "-stdin", "--tty=true",
					     "--stdin=true", NULL };

	return lint_is_one_of(word, flags);
}

/* The words without -i and -t; false when there was no -t. */
static bool without_terminal(const struct call *call, struct lint_rewrite *rewrite)
{
	bool has_tty = false;

	for (size_t i = 1; i < call->c->count; i++) {
		str word = call->c->words[i].value;

		if (str_is(word, "--"))
			break;
		if (!is_terminal_flag(word))
			continue;
		has_tty |= str_contains(word, STR("t")) && !str_is(word, "--stdin") &&
			   !str_is(word, "-stdin") && !str_is(word, "--stdin=true");
		if (!call->c->has_input || !str_contains(word, STR("i")))
			*lint_source(rewrite, &call->c->words[i]) = STR("");
		else
			*lint_source(rewrite, &call->c->words[i]) = STR("-i");
	}
	return has_tty;
}

static bool writes_file(const struct lint_command *c)
{
	for (size_t i = 0; i < c->command->redirect_count; i++)
		if (str_starts_with(c->command->redirects[i].operator, STR(">")))
			return true;
	return false;
}

static void look_at_exec(const struct call *call)
{
	struct lint_rewrite rewrite = lint_rewrite(call->lint->arena, call->c);
	const struct lint_command *c = call->c;
	str third = lint_other(&call->arguments, 2);

	if (!call->arguments.behind && call->arguments.other_count >= 3 &&
	    call->arguments.others[2].word->count > 0) {
		lint_report(call->lint, RULE_KUBECTL_EXEC,
			    spot_with(call, call->arguments.others[2].word,
				      arena_format(call->lint->arena, "-- " STR_FMT,
						   STR_ARG(call->arguments.others[2]
								   .word->source))),
			    "without \"--\" kubectl takes the options of '" STR_FMT
			    "' for its own, and newer ones refuse it",
			    STR_ARG(third));
		return;
	}
	if (call->arguments.behind_count == 0 && call->arguments.other_count == 2)
		lint_report(call->lint, RULE_KUBECTL_EXEC, spot_of(call),
			    "there is no command behind the pod's name: kubectl answers "
			    "'you must specify at least one command for the container'");
	if (without_terminal(call, &rewrite) && call->arguments.behind_count > 0)
		lint_report(
			call->lint, RULE_SHELL_EXEC_TTY,
			lint_spot(call->lint, c, lint_rewritten(call->lint, &rewrite)),
			writes_file(c) || c->pipeline->count > 1
				? "with -t the pod's terminal ends each line with "
				  "CR LF and mixes errors into the output, which is "
				  "kept or read here"
				: "-t wants a terminal, and a step has none: 'Unable "
				  "to use a TTY'");
}

/* -- logs -- */

static bool greps(const struct call *call, const char *const *words)
{
	const struct shell_pipeline *pipeline = call->c->pipeline;

	for (size_t i = call->c->position + 1; i < pipeline->count; i++) {
		const struct shell_command *command = &pipeline->commands[i];

		if (command->count == 0 ||
		    !str_ends_with(command->words[0].value, STR("grep")))
			continue;
		for (size_t k = 1; k < command->count; k++)
			for (size_t w = 0; words[w]; w++)
				if (lint_has(command->words[k].value, words[w]))
					return true;
	}
	return false;
}

static void look_for_oom(const struct call *call)
{
	static const char *const oom[] = { "oom", NULL };
	static const char *const of_java[] = { "outofmemory", NULL };
	str pod = lint_other(&call->arguments, 1);
	const struct lint_option *namespace = option_of(call, "-n", "--namespace");
	struct spot spot = spot_of(call);

	if (!greps(call, oom) || greps(call, of_java))
		return;
	if (str_starts_with(pod, STR("<")) && call->arguments.other_count > 1)
		pod = STR("\"${POD:?}\"");
	spot.repaired = arena_format(
		call->lint->arena,
		"kubectl get pod%s" STR_FMT " -n " STR_FMT
		" -o jsonpath='{.status.containerStatuses[*].lastState.terminated."
		"reason}'",
		pod.length > 0 ? " " : "s", STR_ARG(pod),
		STR_ARG(namespace ? namespace->value : STR("\"${NAMESPACE:?}\"")));
	lint_report(call->lint, RULE_KUBECTL_LOGS_FOR_OOM, spot,
		    "a process that the kernel kills for its memory writes no line about "
		    "it: the pod's last state says OOMKilled");
}

static void look_at_logs(const struct call *call)
{
	bool has_selector = option_of(call, "-l", "--selector");
	bool follows = option_of(call, "-f", "--follow");
	str of = lint_other(&call->arguments, 1), kind, name;

	look_for_oom(call);
	if (has_selector && call->arguments.other_count > 1) {
		lint_report(call->lint, RULE_KUBECTL_REFUSED,
			    spot_with(call, call->arguments.others[1].word, STR("")),
			    "kubectl takes a selector or a pod's name, not both");
		return;
	}
	if (has_selector && !option_of(call, NULL, "--tail") && !follows)
		lint_report(call->lint, RULE_KUBECTL_LOGS_TEN_LINES,
			    spot_adding(call, call->verb_word, "--tail=-1"),
			    "with a selector kubectl gives the last 10 lines of each pod "
			    "unless --tail says otherwise");
	if (str_cut(of, '/', &kind, &name) && !lint_is(kind, "pod") &&
	    !lint_is(kind, "pods") && !lint_is(kind, "po") &&
	    !str_starts_with(kind, STR("job")) && !option_of(call, NULL, "--all-pods") &&
	    !strchr("$<", kind.bytes[0]))
		lint_report(call->lint, RULE_KUBECTL_LOGS_ONE_POD,
			    spot_adding(call, call->verb_word, "--all-pods"),
			    "of a " STR_FMT " kubectl reads one pod that it picks: the "
			    "others' lines are missing (before kubectl 1.32 use its "
			    "labels, -l app=" STR_FMT " --tail=-1)",
			    STR_ARG(kind), STR_ARG(name));
}

/* -- rollout, set, delete, top, get -- */

static void look_at_rollout(const struct call *call)
{
	str kind = kind_at(call, 2);

	if (str_is(call->second, "undo") && !option_of(call, NULL, "--to-revision"))
		lint_report(call->lint, RULE_KUBECTL_UNDO,
			    spot_adding(call, last_verb_word(call),
					"--to-revision=\"${REVISION:?}\""),
			    "without --to-revision it goes to the one before, whatever "
			    "that was: run twice it is back at the broken one. Take the "
			    "number from kubectl rollout history");
	if (str_is(call->second, "restart") &&
	    (lint_is(kind, "pod") || lint_is(kind, "pods") || lint_is(kind, "po")))
		lint_report(call->lint, RULE_KUBECTL_REFUSED, spot_of(call),
			    "a pod cannot be restarted: kubectl rollout restart takes a "
			    "deployment, a daemonset or a statefulset");
}

static void look_at_set(const struct call *call)
{
	if (str_is(call->second, "resources") && !option_of(call, "-c", "--containers"))
		lint_report(
			call->lint, RULE_KUBECTL_ALL_CONTAINERS,
			spot_adding(call, last_verb_word(call), "-c \"${CONTAINER:?}\""),
			"without -c every container of the pod gets these limits, "
			"sidecars and init containers, too");
}

static void look_at_delete(const struct call *call)
{
	const struct lint_option *grace = option_of(call, NULL, "--grace-period");
	struct lint_rewrite rewrite = lint_rewrite(call->lint->arena, call->c);
	bool is_pod = lint_is(kind_at(call, 1), "pod") ||
		      lint_is(kind_at(call, 1), "pods") ||
		      lint_is(kind_at(call, 1), "po");

	if (!is_pod || !grace || !str_is(grace->value, "0") ||
	    !option_of(call, NULL, "--force"))
		return;
	for (size_t i = 1; i < call->c->count; i++) {
		const struct shell_word *word = &call->c->words[i];

		if (str_starts_with(word->value, STR("--force")) ||
		    str_starts_with(word->value, STR("--grace-period")) ||
		    (str_is(word->value, "0") &&
		     str_is(call->c->words[i - 1].value, "--grace-period")))
			*lint_source(&rewrite, word) = STR("");
	}
	lint_report(call->lint, RULE_KUBECTL_FORCE,
		    lint_spot(call->lint, call->c, lint_rewritten(call->lint, &rewrite)),
		    "--force --grace-period=0 only makes the API forget the pod: the "
		    "process may go on, and of a stateful set two then write to one "
		    "volume. Delete it plainly first");
}

static void look_at_top(const struct call *call)
{
	static const char *const kinds[] = { "pod",   "pods", "po", "node",
					     "nodes", "no",   NULL };
	const struct lint_option *sort = option_of(call, NULL, "--sort-by");
	static const char *const orders[] = { "cpu", "memory", NULL };

	if (call->second.length > 0 && call->second.bytes[0] >= 'a' &&
	    !lint_is_one_of(call->second, kinds))
		lint_report(call->lint, RULE_KUBECTL_TOP, spot_of(call),
			    "kubectl top knows pods and nodes; '" STR_FMT "' is neither",
			    STR_ARG(call->second));
	if (sort && sort->value.length > 0 && sort->value.bytes[0] != '$' &&
	    !lint_is_one_of(sort->value, orders))
		lint_report(call->lint, RULE_KUBECTL_TOP, spot_of(call),
			    "kubectl top sorts by cpu or memory only");
	if (option_of(call, "-o", "--output") || option_of(call, "-w", "--watch"))
		lint_report(call->lint, RULE_KUBECTL_TOP, spot_of(call),
			    "kubectl top has neither -o nor -w");
}

/* What people sort by and what it is called. */
static const struct order {
	const char *written, *meant;
} orders[] = {
	{ "age", ".metadata.creationTimestamp" },
	{ "AGE", ".metadata.creationTimestamp" },
	{ "name", ".metadata.name" },
	{ "NAME", ".metadata.name" },
	{ "restarts", ".status.containerStatuses[0].restartCount" },
	{ "restartCount", ".status.containerStatuses[0].restartCount" },
	{ ".status.restartCount", ".status.containerStatuses[0].restartCount" },
	{ "creationTimestamp", ".metadata.creationTimestamp" },
	{ ".creationTimestamp", ".metadata.creationTimestamp" },
	{ ".metadata.creationTimeStamp", ".metadata.creationTimestamp" },
	{ ".metadata.creation", ".metadata.creationTimestamp" },
	{ ".spec.creationTimestamp", ".metadata.creationTimestamp" },
	{ ".status.creationTimestamp", ".metadata.creationTimestamp" },
};

static const struct shell_word *sort_word(const struct call *call, str *ret_field)
{
	const struct lint_option *option = option_of(call, NULL, "--sort-by");
	str field;

	if (!option || !option->has_value)
		return NULL;
	field = option->value;
	if (field.length > 2 && field.bytes[0] == '{' &&
	    field.bytes[field.length - 1] == '}')
		field = str_slice(field, 1, field.length - 2);
	*ret_field = field;
	return str_contains(option->word->value, STR("=")) ? option->word
							   : option->word + 1;
}

static void look_at_order(const struct call *call)
{
	str kind = kind_at(call, 1), field;
	const struct shell_word *word = sort_word(call, &field);
	bool is_joined = word && str_starts_with(word->value, STR("--sort-by="));
	const char *meant = NULL;

	if (!word)
		return;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
		if (str_is(field, orders[i].written))
			meant = orders[i].meant;
	if (meant) {
		lint_report(call->lint, RULE_KUBECTL_SORT_BY,
			    spot_with(call, word,
				      arena_format(call->lint->arena, "%s'%s'",
						   is_joined ? "--sort-by=" : "", meant)),
			    "there is no field '" STR_FMT "': kubectl answers 'couldn't "
			    "find any field with path'",
			    STR_ARG(field));
		return;
	}
	if (!str_starts_with(kind, STR("ev")) ||
	    (!str_is(field, ".lastTimestamp") && !str_is(field, "lastTimestamp")))
		return;
	lint_report_as(call->lint, FINDING_WARNING, RULE_KUBECTL_SORT_BY,
		       spot_with(call, word,
				 arena_format(call->lint->arena, "%s'%s'",
					      is_joined ? "--sort-by=" : "",
					      ".metadata.creationTimestamp")),
		       "events of the newer API have no lastTimestamp: they sort as "
		       "empty, so the newest may stand first. kubectl events sorts by "
		       "what each has");
}

static void look_at_get(const struct call *call)
{
	const struct lint_option *output = option_of(call, "-o", "--output");
	str kind = kind_at(call, 1);
	bool is_secret = str_starts_with(kind, STR("secret"));
	bool is_map = str_starts_with(kind, STR("configmap")) || lint_is(kind, "cm");
	bool is_whole = output && (str_starts_with(output->value, STR("yaml")) ||
				   str_starts_with(output->value, STR("json")) ||
				   str_starts_with(output->value, STR("go-template")));

	look_at_order(call);
	if (is_secret)
		lint_report_as(call->lint, is_whole ? FINDING_WARNING : FINDING_HINT,
			       RULE_KUBECTL_SECRETS, spot_of(call),
			       is_whole ? "prints secrets, and what a step prints is "
					  "kept with the incident"
					: "lists the secrets into the incident's record: "
					  "name the one you ask for");
	if (is_map && is_whole && call->arguments.other_count == 2)
		lint_report(call->lint, RULE_KUBECTL_SECRETS, spot_of(call),
			    "prints every config map of the namespace, passwords in them "
			    "included, into the incident's record");
}

static void look_at_drain(const struct call *call)
{
	if (!option_of(call, NULL, "--ignore-daemonsets"))
		lint_report(call->lint, RULE_KUBECTL_DRAIN,
			    spot_adding(call, call->verb_word, "--ignore-daemonsets"),
			    "a node with pods of a daemon set is not drained without "
			    "--ignore-daemonsets, and nearly each has some");
}

static void look_at_run(const struct call *call)
{
	struct lint_rewrite rewrite = lint_rewrite(call->lint->arena, call->c);

	if (without_terminal(call, &rewrite) && call->arguments.behind_count > 0)
		lint_report(call->lint, RULE_SHELL_EXEC_TTY,
			    lint_spot(call->lint, call->c, STR("")),
			    "-t wants a terminal, and a step has none");
}

/* -- whose pods -- */

/* Pods named NAME-0 and NAME-1 are a stateful set's: no deployment names them so. */
static void look_at_owner(const struct call *call)
{
	size_t at = str_is(call->verb, "rollout") || str_is(call->verb, "set") ? 2 : 1;
	str kind = lint_other(&call->arguments, at), name;
	struct lint *lint = call->lint;

	if (!str_cut(kind, '/', &kind, &name))
		name = lint_other(&call->arguments, at + 1);
	if ((!lint_is(kind, "deployment") && !lint_is(kind, "deploy") &&
	     !lint_is(kind, "deployments")) ||
	    name.length == 0 || !isalnum((unsigned char)name.bytes[0]) ||
	    !lint_says_word(lint,
			    arena_format(lint->arena, STR_FMT "-0", STR_ARG(name))) ||
	    !lint_says_word(lint, arena_format(lint->arena, STR_FMT "-1", STR_ARG(name))))
		return;
	lint_report(lint, RULE_KUBECTL_OWNER, spot_of(call),
		    "the document shows pods " STR_FMT "-0 and " STR_FMT
		    "-1: a stateful set's names. Of a deployment called so there is "
		    "nothing to change",
		    STR_ARG(name), STR_ARG(name));
}

/* -- all of them -- */

static const struct looking {
	const char *verb;
	void (*look)(const struct call *call);
} lookings[] = {
	{ "exec", look_at_exec },       { "logs", look_at_logs },
	{ "rollout", look_at_rollout }, { "set", look_at_set },
	{ "delete", look_at_delete },   { "top", look_at_top },
	{ "get", look_at_get },         { "drain", look_at_drain },
	{ "run", look_at_run },
};

static bool is_known_verb(str verb)
{
	static const char *const known[] = {
		"get",     "describe",     "logs",          "exec",         "cp",
		"delete",  "scale",        "rollout",       "set",          "patch",
		"edit",    "annotate",     "label",         "autoscale",    "expose",
		"run",     "attach",       "port-forward",  "debug",        "events",
		"apply",   "create",       "replace",       "diff",         "drain",
		"cordon",  "uncordon",     "taint",         "top",          "config",
		"version", "cluster-info", "api-resources", "api-versions", "explain",
		"wait",    "proxy",        "auth",          "certificate",  "kustomize",
		"plugin",  "completion",   "options",       "help",         "alpha",
		"kuberc",  NULL,
	};

	return lint_is_one_of(verb, known);
}

/* Plugins add verbs; oc's are no plugins of kubectl. */
static bool is_of_oc(str verb)
{
	static const char *const verbs_of_oc[] = { "rsh",      "adm",    "project",
						   "new-app",  "login",  "whoami",
						   "rollback", "status", NULL };

	return lint_is_one_of(verb, verbs_of_oc);
}

void lint_kubectl(struct lint *lint, const struct lint_command *c)
{
	struct call call = { .lint = lint, .c = c };
	const struct lint_grammar *grammar = &general;
	bool is_kubectl = str_is(c->name, "kubectl") || str_is(c->name, "k");

	if (!is_kubectl && !str_is(c->name, "oc"))
		return;
	if (lint_has_word(c, "logs"))
		grammar = &of_logs;
	else if (lint_has_word(c, "exec"))
		grammar = &of_exec;
	call.arguments = lint_arguments(lint->arena, c, grammar);
	call.verb_word = other_word(&call, 0);
	if (!call.verb_word)
		return;
	call.verb = call.verb_word->value;
	call.second = lint_other(&call.arguments, 1);
	if (is_kubectl && is_of_oc(call.verb) && !is_known_verb(call.verb))
		lint_report(lint, RULE_KUBECTL_REFUSED,
			    spot_with(&call, &c->words[0], STR("oc")),
			    "kubectl has no '" STR_FMT "': that is OpenShift's oc",
			    STR_ARG(call.verb));
	look_at_namespace(&call);
	look_at_owner(&call);
	for (size_t i = 0; i < sizeof(lookings) / sizeof(lookings[0]); i++)
		if (str_is(call.verb, lookings[i].verb))
			lookings[i].look(&call);
}
