/* kubectl and what people use beside it. */
#include "runbook/classify_private.h"

#include <string.h>

/* -- kubectl -- */

#define KUBECTL_OPTIONS \
	"-n= --namespace= --context= --cluster= --user= --kubeconfig=% --server= " \
	"--token= " \
	"--as= --as-group= --as-uid= --request-timeout= -v= --v= " \
	"--insecure-skip-tls-verify --certificate-authority= --client-certificate= " \
	"--client-key= --tls-server-name= --cache-dir= --profile=! --profile-output=!"

/* Of the verbs that change something: those with a value, so that no value is taken for
 * --dry-run. */
#define CHANGE_OPTIONS \
	"* --dry-run? --local --list --all --overwrite --record --save-config " \
	"--recursive " \
	"--force --prune --cascade? --wait --now --ignore-not-found " \
	"--ignore-daemonsets --delete-emptydir-data --delete-local-data " \
	"--disable-eviction -A --all-namespaces -R " \
	"-l= --selector= -f= --filename= -k= --kustomize= -o= --output= -c= " \
	"--containers= --container= -p= --patch= --patch-file= --type= " \
	"--field-selector= --field-manager= --replicas= --current-replicas= " \
	"--resource-version= --timeout= --grace-period= --template= --to-revision= " \
	"--revision= --subresource= --limits= --requests= -e= --env= --from= --prefix= " \
	"--keys= --image= --port= --target-port= --name= --min= --max= --cpu-percent= " \
	"--from-literal= --from-file= --schedule= --pod-selector= --raw="

static bool is_dry(const struct call *call)
{
	bool dry = false;

	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];

		if (!str_is(option->name, "--dry-run"))
			continue;
		dry = !option->value ||
		      (option->value->is_static &&
		       is_one_of(option->value->value, "client|server|true"));
		if (!dry)
			return false;
	}
	return dry && !call->has_unlisted;
}

static void judge_change(struct call *call)
{
	if (is_dry(call))
		call_judge(call, ACTION_READ, "--dry-run changes nothing");
	else if (call->program->class == ACTION_REVERSIBLE)
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	else
		call_judge(call, ACTION_DESTRUCTIVE,
			   call->program->why ? call->program->why
					      : "removes what nothing brings back");
}

/* label, annotate, set env: --list only lists, and --local changes nothing there. */
static void judge_mark(struct call *call)
{
	if (!call->has_unlisted && call_any(call, "--list") &&
	    !call_any(call, "--list")->value)
		call_judge(call, ACTION_READ, "--list only lists");
	else
		judge_change(call);
}

static void judge_taint(struct call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		str taint = call->operands[i].value;

		if (str_contains(taint, STR("NoExecute")) &&
		    !str_ends_with(taint, STR("-")) && !is_dry(call)) {
			call_judge(call, ACTION_DESTRUCTIVE, "evicts what runs there");
			return;
		}
	}
	judge_change(call);
}

static void run_in_container(struct call *call)
{
	if (call_any(call, "-t|--tty|-i|--stdin"))
		judge_refuse(call->judging, STR("-it waits for a terminal: leave it out"),
			     STR(""));
	/* "kubectl exec pod ls" was allowed once. */
	if (call->has_rest && call->rest_count > 0)
		call_run(call, call->rest, call->rest_count);
	else if (!call->has_rest && call->count > 1 &&
		 !word_is_open(call->judging, &call->operands[0]))
		call_run(call, call->operands + 1, call->count - 1);
	else
		call_unknown(call, "the command is missing");
}

/* A pod for one command, which goes away again. */
static void judge_run(struct call *call)
{
	if (is_dry(call)) {
		call_judge(call, ACTION_READ, "--dry-run changes nothing");
		return;
	}
	if (call_any(call, "-t|--tty|-i|--stdin"))
		judge_refuse(call->judging, STR("-it waits for a terminal"), STR(""));
	if (call->has_unlisted) {
		call_unknown(call, "what its options do is not known");
		return;
	}
	call_judge(call, ACTION_REVERSIBLE, "makes a pod that can be removed");
	if (call->has_rest && call->rest_count > 0)
		call_run(call, call->rest, call->rest_count);
}

static void judge_forward(struct call *call)
{
	judge_refuse(call->judging, STR("port-forward never ends"), STR(""));
}

static const struct program rollout_verbs[] = {
	{ .names = "status|history" },
	{ .names = "undo|restart|pause|resume",
	  .class = ACTION_REVERSIBLE,
	  .options = CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_change },
	{ 0 },
};

static const struct program set_verbs[] = {
	{ .names = "image|env|resources|selector|serviceaccount|sa|subject",
	  .class = ACTION_REVERSIBLE,
	  .options = CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_mark },
	{ 0 },
};

static const struct program config_verbs[] = {
	{ .names = "view|current-context|get-contexts|get-clusters|get-users" },
	{ .names = "use-context|use|set-context|set-cluster|set-credentials|set|rename-"
		   "context",
	  .class = ACTION_REVERSIBLE },
	{ .names = "delete-context|delete-cluster|delete-user|unset",
	  .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program auth_verbs[] = {
	{ .names = "can-i|whoami" },
	{ .names = "reconcile", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program cluster_info_verbs[] = {
	{ .names = "dump", .options = "* --output-directory=!" },
	{ 0 },
};

static const struct program certificate_verbs[] = {
	{ .names = "approve|deny", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program plugin_verbs[] = { { .names = "list" }, { 0 } };

static const struct program argo_rollouts_verbs[] = {
	{ .names = "get|list|status|version|lint", .options = "* -w~ --watch~" },
	{ .names = "undo|restart|pause|promote|retry|set|abort",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program argo_verbs[] = {
	{ .names = "rollouts", .options = "", .verbs = argo_rollouts_verbs },
	{ 0 },
};

static const struct program adm_verbs[] = {
	{ .names = "top|node-logs|policy who-can", .options = "*" },
	{ .names = "cordon|uncordon", .class = ACTION_REVERSIBLE },
	{ .names = "drain",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "evicts what runs there" },
	{ 0 },
};

#define SHOW_OPTIONS \
	"* -o= --output= -l= --selector= -f= --filename= -k= --kustomize= -L= " \
	"--label-columns= --field-selector= --sort-by= --template= --chunk-size= " \
	"--raw= --subresource= --for= --timeout= --api-version= --api-group= " \
	"--containers"

/* Through a proxy it asks whatever runs there, and that may do what it likes. */
static void judge_get(struct call *call)
{
	const struct option_given *raw = call_option(call, "--raw");

	if (raw && raw->value && str_contains(raw->value->value, STR("/proxy")))
		call_unknown(call, "what is behind /proxy/");
}

static const struct program kubectl_verbs[] = {
	{ .names = "get",
	  .options = SHOW_OPTIONS " -w~ --watch~ --watch-only~",
	  .judge = judge_get },
	{ .names = "logs|log",
	  .options = "* -f~ --follow~ -p --previous -c= --tail= -l=" },
	{ .names = "events", .options = "* -w~ --watch~" },
	{ .names = "kustomize",
	  .options = "--enable-helm --load-restrictor= --reorder= -o=! --output=!" },
	{ .names = "describe|top|explain|api-resources|api-versions|version|diff|options|"
		   "completion|wait|help|status|whoami|projects|tree|who-can|"
		   "neat|lineage|resource-capacity|view-allocations|images",
	  .options = SHOW_OPTIONS },
	{ .names = "cluster-info",
	  .options = "",
	  .flags = PROGRAM_MAY_LACK_VERB | PROGRAM_NO_OPERANDS,
	  .verbs = cluster_info_verbs },
	{ .names = "config", .options = "", .verbs = config_verbs },
	{ .names = "auth", .options = "", .verbs = auth_verbs },
	{ .names = "plugin", .options = "", .verbs = plugin_verbs },
	{ .names = "argo", .options = "", .verbs = argo_verbs },
	{ .names = "adm", .options = "", .verbs = adm_verbs },
	{ .names = "certificate", .options = "", .verbs = certificate_verbs },
	{ .names = "rollout", .options = "", .verbs = rollout_verbs },
	{ .names = "set", .options = "", .verbs = set_verbs },
	{ .names = "scale|autoscale|cordon|uncordon|expose|create|patch|rollback",
	  .class = ACTION_REVERSIBLE,
	  .options = CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_change },
	{ .names = "label|annotate",
	  .class = ACTION_REVERSIBLE,
	  .options = CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_mark },
	{ .names = "taint",
	  .class = ACTION_REVERSIBLE,
	  .options = CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_taint },
	{ .names = "apply|replace",
	  .class = ACTION_DESTRUCTIVE,
	  .options = CHANGE_OPTIONS,
	  .why = "writes over objects with what a file says",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_change },
	{ .names = "drain",
	  .class = ACTION_DESTRUCTIVE,
	  .options = CHANGE_OPTIONS,
	  .why = "evicts what runs there",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_change },
	{ .names = "delete",
	  .class = ACTION_DESTRUCTIVE,
	  .options = CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_change },
	{ .names = "exec|rsh",
	  .options = "-itq -c= --container= --stdin --tty --quiet -f=! --filename=! "
		     "--pod-running-timeout=",
	  .flags = PROGRAM_DECIDES,
	  .judge = run_in_container },
	{ .names = "run",
	  .options = CHANGE_OPTIONS
	  " --rm --restart= --command -i -t --stdin --tty -q --quiet --attach "
	  "--image-pull-policy= --labels= --annotations= --pod-running-timeout= "
	  "--leave-stdin-open --overrides=! --privileged!",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_run },
	{ .names = "port-forward", .judge = judge_forward },
	{ .names = "edit|attach|cp|debug|proxy|replace|convert|alpha",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "may change anything" },
	{ 0 },
};

/* -- helm -- */

#define HELM_OPTIONS \
	"-n= --namespace= --kube-context= --kubeconfig=% --debug --kube-apiserver= " \
	"--kube-token= --registry-config= --repository-cache= --repository-config= " \
	"--post-renderer=! --output-dir=!"

static void judge_helm_change(struct call *call)
{
	if (is_dry(call))
		call_judge(call, ACTION_READ, "--dry-run changes nothing");
	else if (call_any(call, "--force|--cleanup-on-fail"))
		call_judge(call, ACTION_DESTRUCTIVE, "--force makes objects anew");
	else
		call_judge(call, ACTION_REVERSIBLE, "can be rolled back");
}

#define HELM_CHANGE_OPTIONS \
	"* --dry-run? -f= --values= --set= --set-string= --set-file= --version= -i " \
	"--install --atomic --wait --timeout= --reuse-values --reset-values " \
	"--history-max= " \
	"--repo= --create-namespace --description= --force"

static const struct program helm_read[] = {
	{ .names = "list|ls|all|hooks|manifest|notes|values|metadata|chart|crds|readme|"
		   "hub|repo|build|upgrade|release|revision|rollback",
	  .options = "*" },
	{ 0 },
};

static const struct program helm_repo_verbs[] = {
	{ .names = "list|ls" },
	{ .names = "add|update|up", .class = ACTION_REVERSIBLE },
	{ .names = "remove|rm", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program helm_list_only[] = { { .names = "list|ls" }, { 0 } };

static const struct program helm_verbs[] = {
	{ .names = "list|ls|status|history|hist|version|env|lint|help|template|verify",
	  .options = "*" },
	{ .names = "get|show|inspect|search|diff", .options = "*", .verbs = helm_read },
	{ .names = "repo", .options = "", .verbs = helm_repo_verbs },
	{ .names = "dependency|dep|plugin", .options = "", .verbs = helm_list_only },
	{ .names = "upgrade|rollback|install",
	  .options = HELM_CHANGE_OPTIONS,
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_helm_change },
	{ .names = "uninstall|delete|del|un", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

/* -- delivery -- */

static void judge_sync(struct call *call)
{
	if (call_any(call, "--prune|--force|--replace"))
		call_judge(call, ACTION_DESTRUCTIVE, "removes what Git does not have");
	else
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
}

static const struct program argocd_app_verbs[] = {
	{ .names = "get|list|diff|history|resources|logs|manifests|wait",
	  .options = "* -f~ --follow~ --refresh^ --hard-refresh^" },
	{ .names = "sync|rollback|set|unset|patch|terminate-op|actions",
	  .options = "* --prune --force --replace",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_sync },
	{ .names = "delete|delete-resource", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program list_and_get[] = {
	{ .names = "list|ls|get|info|get-user-info|can-i|show|inspect|status" },
	{ 0 },
};

static const struct program argocd_verbs[] = {
	{ .names = "version" },
	{ .names = "app", .options = "", .verbs = argocd_app_verbs },
	{ .names = "cluster|repo|proj|account|appset|cert|gpg",
	  .options = "",
	  .verbs = list_and_get },
	{ 0 },
};

static const struct program flux_verbs[] = {
	{ .names = "get|logs|events|check|tree|stats|version|diff|export|trace|build|"
		   "completion",
	  .options = "* -w~ --watch~ -f~ --follow~" },
	{ .names = "reconcile|suspend|resume", .class = ACTION_REVERSIBLE },
	{ .names = "delete|uninstall", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program istioctl_verbs[] = {
	{ .names = "proxy-status|ps|proxy-config|pc|analyze|describe|version|validate|"
		   "authn",
	  .options = "-n= --namespace= -o= --output= -i= --istioNamespace= --context= "
		     "--kubeconfig=% --port= --fqdn= --name= --address= --direction= "
		     "--cluster= --status= --level=! --reset! -A --all-namespaces" },
	{ 0 },
};

static const struct program linkerd_verbs[] = {
	{ .names = "check|stat|top|tap|edges|routes|version|list|diagnostics|viz",
	  .options = "-n= --namespace= -o= --output= --proxy --wait= --to= --from= "
		     "-A --all-namespaces --context= --linkerd-namespace= -t=" },
	{ 0 },
};

static const struct program kustomize_verbs[] = {
	{ .names = "build|version",
	  .options = "--enable-helm --load-restrictor= --reorder= -o=! --output=!" },
	{ 0 },
};

static const struct program velero_verbs[] = {
	{ .names = "get|describe|logs|version" },
	{ .names = "backup|restore|schedule|backup-location|snapshot-location",
	  .options = "",
	  .verbs = list_and_get },
	{ 0 },
};

static const struct program kubeadm_certs_verbs[] = { { .names = "check-expiration" },
						      { 0 } };
static const struct program kubeadm_upgrade_verbs[] = { { .names = "plan|diff" }, { 0 } };

static const struct program kubeadm_verbs[] = {
	{ .names = "version" },
	{ .names = "certs", .options = "", .verbs = kubeadm_certs_verbs },
	{ .names = "upgrade", .options = "", .verbs = kubeadm_upgrade_verbs },
	{ 0 },
};

/* kubens and kubectx list, or go to another. */
static void judge_switch(struct call *call)
{
	if (call->count == 0)
		call_judge(call, ACTION_READ, "only lists");
	else
		call_judge(call, ACTION_REVERSIBLE, "goes to another one");
}

const struct program kubernetes_programs[] = {
	{ .names = "kubectl|oc|k|kubecolor|microk8s.kubectl",
	  .options = KUBECTL_OPTIONS,
	  .verbs = kubectl_verbs },
	{ .names = "helm|helm3", .options = HELM_OPTIONS, .verbs = helm_verbs },
	{ .names = "argocd",
	  .options = "--server= --grpc-web --insecure --auth-token= --core --plaintext "
		     "--config= --port-forward --port-forward-namespace=",
	  .verbs = argocd_verbs },
	{ .names = "flux",
	  .options = "-n= --namespace= --context= --kubeconfig=% --timeout= --verbose",
	  .verbs = flux_verbs },
	{ .names = "istioctl",
	  .options = "-n= --namespace= --context= --kubeconfig=% -i= --istioNamespace=",
	  .verbs = istioctl_verbs },
	{ .names = "linkerd", .options = "", .verbs = linkerd_verbs },
	{ .names = "kustomize", .options = "", .verbs = kustomize_verbs },
	{ .names = "velero",
	  .options = "-n= --namespace= --kubecontext= --kubeconfig=%",
	  .verbs = velero_verbs },
	{ .names = "kubeadm", .options = "", .verbs = kubeadm_verbs },
	{ .names = "stern|kubetail|kail", .options = "* --kubeconfig=%" },
	{ .names = "kubens|kubectx",
	  .options = "-c",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_switch },
	{ .names = "k9s|lens",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "lets a person change anything" },
	{ 0 },
};
