/* Containers: docker and those that take its commands, and what stands below them. */
#include "runbook/classify_private.h"

/* -- exec -- */

/* exec CONTAINER command: what stands behind the container runs in it. */
static void run_in_container(struct call *call)
{
	if (call_any(call, "-t|--tty|-i|--interactive"))
		judge_refuse(call->judging, STR("-it waits for a terminal: leave it out"),
			     STR(""));
	if (call->rest_count < 2 || word_is_open(call->judging, &call->rest[0]))
		call_unknown(call, "the command is missing");
	else
		call_run(call, call->rest + 1, call->rest_count - 1);
}

static void judge_stats(struct call *call)
{
	if (!call_option(call, "--no-stream"))
		judge_refuse(call->judging, STR("stats never ends without --no-stream"),
			     STR(""));
}

static void judge_events(struct call *call)
{
	if (!call_option(call, "--until"))
		judge_refuse(call->judging, STR("events never ends without --until"),
			     STR(""));
}

#define EXEC_OPTIONS \
	"-itdsT -e= -u= -w= --env= --user= --workdir= --tty --interactive --detach " \
	"--privileged --env-file= --index= --no-TTY --sync --timeout="

#define EXEC_VERB \
	{ \
		.names = "exec", .options = EXEC_OPTIONS, \
		.flags = PROGRAM_STOPS | PROGRAM_DECIDES, .judge = run_in_container \
	}

/* -- docker -- */

static const struct program container_verbs[] = {
	{ .names = "ls|list|ps|inspect|top|port|diff|wait" },
	{ .names = "logs", .options = "* -f~ --follow~" },
	{ .names = "stats", .options = "* --no-stream", .judge = judge_stats },
	{ .names = "start|stop|restart|pause|unpause|update|rename",
	  .class = ACTION_REVERSIBLE },
	EXEC_VERB,
	{ 0 },
};

static const struct program listed_verbs[] = {
	{ .names = "ls|list|ps|inspect|history|logs|df|info|show|services|du|config|"
		   "status|"
		   "version" },
	{ .names = "connect|disconnect|scale|update|rollback|tag|pull|use",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program compose_verbs[] = {
	{ .names = "ps|top|images|ls|port|version|stats" },
	{ .names = "logs", .options = "* -f~ --follow~" },
	{ .names = "events", .options = "* --until=", .judge = judge_events },
	{ .names = "config|convert", .options = "* -o! --output! --lock-image-digests!" },
	{ .names = "start|stop|restart|pause|unpause|up|pull|scale|create",
	  .class = ACTION_REVERSIBLE,
	  .options = "* -V! --renew-anon-volumes! --remove-orphans! --force-recreate "
		     "-d --detach -t= --timeout= --scale=" },
	EXEC_VERB,
	{ 0 },
};

static const struct program docker_verbs[] = {
	{ .names = "ps|images|inspect|top|port|version|info|history|diff|search|wait|"
		   "help" },
	{ .names = "logs", .options = "* -f~ --follow~" },
	{ .names = "events", .options = "* --until=", .judge = judge_events },
	{ .names = "stats", .options = "* --no-stream", .judge = judge_stats },
	{ .names = "start|stop|restart|pause|unpause|update|rename|tag|pull|login",
	  .class = ACTION_REVERSIBLE },
	{ .names = "container", .options = "", .verbs = container_verbs },
	{ .names = "image|network|volume|system|node|service|stack|context|swarm|secret|"
		   "config|"
		   "manifest|buildx|builder|plugin|pod|machine",
	  .options = "",
	  .verbs = listed_verbs },
	{ .names = "compose",
	  .options = "-f= -p= --file= --project-name= --env-file= --profile= "
		     "--project-directory= --ansi= --progress=",
	  .verbs = compose_verbs },
	EXEC_VERB,
	{ .names = "rm|rmi|kill|prune|run|create|cp|build|push|commit|load|import|save|"
		   "export|"
		   "attach",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "may remove or write over something" },
	{ 0 },
};

/* -- below -- */

static const struct program crictl_verbs[] = {
	{ .names = "ps|pods|images|img|image|inspect|inspecti|inspectp|stats|statsp|info|"
		   "version|imagefsinfo|metricsp|runtime-config" },
	{ .names = "logs", .options = "* -f~ --follow~" },
	{ .names = "pull|start|update", .class = ACTION_REVERSIBLE },
	EXEC_VERB,
	{ 0 },
};

static const struct program ctr_verbs[] = {
	{ .names = "containers|container|c|images|image|i|tasks|task|t|namespaces|"
		   "namespace|"
		   "ns|snapshots|snapshot|content|leases|plugins",
	  .options = "",
	  .verbs = listed_verbs },
	{ .names = "version" },
	{ 0 },
};

static const struct program skopeo_verbs[] = {
	{ .names = "inspect|list-tags" },
	{ 0 },
};

static const struct program runc_verbs[] = { { .names = "list|ps|state" }, { 0 } };

const struct program container_programs[] = {
	{ .names = "docker|podman|nerdctl",
	  .options = "-H= --host= --context= -c= -l= --log-level= -D --debug --tls "
		     "--namespace= -n=",
	  .verbs = docker_verbs },
	{ .names = "docker-compose|podman-compose",
	  .options = "-f= -p= --file= --project-name= --env-file= --profile= "
		     "--project-directory= --ansi= --verbose",
	  .verbs = compose_verbs },
	{ .names = "crictl",
	  .options = "-r= -i= -c= -t= --runtime-endpoint= --image-endpoint= --config= "
		     "--timeout= -D --debug",
	  .verbs = crictl_verbs },
	{ .names = "ctr",
	  .options = "-n= -a= --namespace= --address=",
	  .verbs = ctr_verbs },
	{ .names = "skopeo|crane", .options = "", .verbs = skopeo_verbs },
	{ .names = "runc|crun", .options = "--root=", .verbs = runc_verbs },
	{ .names = "ctop|lazydocker|dive",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "lets a person change anything" },
	{ 0 },
};
