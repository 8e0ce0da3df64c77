/* The clients of the clouds. What one does is told from the words behind its name, up to
 * the verb: those are looked at as they stand, since the hundreds of options behind it
 * change no reading into a writing, but for those that are named here. */
#include "runbook/classify_private.h"
#include "runbook/classify_verdict.h"

#include <string.h>

enum { PATH_MAX_WORDS = 8 };

/* The words up to the first option that is not known. */
struct path {
	str words[PATH_MAX_WORDS];
	size_t count;
};

/* Options with a value, and without, that may stand before or between the words. */
static struct path path_of(const struct call *call, const char *valued, const char *bare)
{
	struct path path = { 0 };

	for (size_t i = 1; i < call->word_count; i++) {
		const struct shell_word *word = &call->words[i];
		str name = word->value, value;
		bool has_value;

		if (!word->is_static || path.count == PATH_MAX_WORDS)
			break;
		if (!str_starts_with(word->value, STR("-"))) {
			path.words[path.count++] = word->value;
			continue;
		}
		has_value = str_cut(word->value, '=', &name, &value);
		if (name_is_in_exactly(name, bare))
			continue;
		if (!name_is_in_exactly(name, valued))
			break;
		/* "--zone list" must not pass for the verb. */
		if (!has_value)
			i++;
	}
	return path;
}

static str word_of_path(const struct path *path, size_t nth)
{
	return nth < path->count ? path->words[nth] : STR("");
}

/* Named by its words up to the verb: so a caller can tell one from another. */
static void not_known(const struct call *call, const struct path *path, size_t count)
{
	struct arena *arena = call->judging->arena;
	str words = word_of_path(path, 0);

	for (size_t i = 1; i < count && i < path->count; i++)
		words = arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(words),
				     STR_ARG(path->words[i]));
	judge(call->judging, ACTION_DESTRUCTIVE,
	      arena_format(arena,
			   STR_FMT ": what " STR_FMT " does is not known to be harmless",
			   STR_ARG(call->name),
			   STR_ARG(words.length > 0 ? words : STR("this"))));
}

static bool begins_with_one(str text, const char *beginnings)
{
	str rest = str_of(beginnings), beginning;

	while (str_next(&rest, ' ', &beginning))
		if (str_starts_with(text, beginning))
			return true;
	return false;
}

static bool has_option(const struct call *call, const char *names)
{
	for (size_t i = 1; i < call->word_count; i++) {
		str name = call->words[i].value, value;

		(void)str_cut(call->words[i].value, '=', &name, &value);
		if (is_one_of(name, names))
			return true;
	}
	return false;
}

/* -- Amazon -- */

struct deed {
	const char *service; /* "" for all */
	const char *operations;
	enum action_class class;
	const char *does;
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const struct deed aws_deeds[] = {
	/* Named like readings, they write a file or give a secret out. */
	{ "s3api", "get-object get-object-torrent", ACTION_DESTRUCTIVE, "writes a file" },
	{ "apigateway", "get-export get-sdk", ACTION_DESTRUCTIVE, "writes a file" },
	{ "iot-data", "get-thing-shadow", ACTION_DESTRUCTIVE, "writes a file" },
	{ "glacier", "get-job-output", ACTION_DESTRUCTIVE, "writes a file" },
	{ "codeartifact", "get-package-version-asset", ACTION_DESTRUCTIVE,
	  "writes a file" },
	{ "appconfig", "get-configuration", ACTION_DESTRUCTIVE, "writes a file" },
	{ "appconfigdata", "get-latest-configuration", ACTION_DESTRUCTIVE,
	  "writes a file" },
	{ "ebs", "get-snapshot-block", ACTION_DESTRUCTIVE, "writes a file" },
	{ "mediastore-data", "get-object", ACTION_DESTRUCTIVE, "writes a file" },
	{ "kinesis-video-media", "get-media", ACTION_DESTRUCTIVE, "writes a file" },
	{ "kinesis-video-archived-media", "get-clip get-media-for-fragment-list",
	  ACTION_DESTRUCTIVE, "writes a file" },
	{ "workmailmessageflow", "get-raw-message-content", ACTION_DESTRUCTIVE,
	  "writes a file" },
	{ "location",
	  "get-map-glyphs get-map-sprites get-map-style-descriptor get-map-tile",
	  ACTION_DESTRUCTIVE, "writes a file" },
	{ "geo-maps",
	  "get-glyphs get-sprites get-static-map get-style-descriptor get-tile",
	  ACTION_DESTRUCTIVE, "writes a file" },
	{ "omics", "get-read-set get-reference", ACTION_DESTRUCTIVE, "writes a file" },
	{ "",
	  "get-secret-value batch-get-secret-value get-login get-login-password "
	  "get-session-token get-federation-token get-authorization-token get-token "
	  "get-password-data get-role-credentials get-cluster-credentials "
	  "get-cluster-credentials-with-iam get-credentials "
	  "get-credentials-for-identity get-open-id-token get-data-access "
	  "get-instance-access-details get-instance-access get-compute-auth-token "
	  "get-relational-database-master-user-password get-access-token "
	  "get-resource-oauth2-token get-resource-api-key get-workload-access-token "
	  "get-temporary-glue-table-credentials "
	  "get-temporary-glue-partition-credentials get-service-bearer-token get-api-key "
	  "get-api-keys",
	  ACTION_DESTRUCTIVE, "gives a secret out" },

	{ "ecs", "update-service", ACTION_REVERSIBLE, "changes a service" },
	{ "autoscaling",
	  "set-desired-capacity update-auto-scaling-group suspend-processes "
	  "resume-processes enter-standby exit-standby set-instance-protection "
	  "detach-instances attach-instances",
	  ACTION_REVERSIBLE, "changes a group that can be changed back" },
	{ "application-autoscaling", "register-scalable-target put-scaling-policy",
	  ACTION_REVERSIBLE, "changes limits that can be changed back" },
	{ "ec2",
	  "start-instances stop-instances reboot-instances create-tags create-snapshot "
	  "create-snapshots create-image monitor-instances unmonitor-instances "
	  "authorize-security-group-ingress authorize-security-group-egress "
	  "revoke-security-group-ingress revoke-security-group-egress "
	  "modify-instance-metadata-options",
	  ACTION_REVERSIBLE, "changes what can be changed back" },
	{ "rds",
	  "start-db-instance stop-db-instance reboot-db-instance start-db-cluster "
	  "stop-db-cluster reboot-db-cluster failover-db-cluster create-db-snapshot "
	  "create-db-cluster-snapshot add-tags-to-resource",
	  ACTION_REVERSIBLE, "starts, stops or copies" },
	{ "elasticache", "create-snapshot test-failover reboot-cache-cluster",
	  ACTION_REVERSIBLE, "copies or starts anew" },
	{ "lambda",
	  "update-function-code update-function-configuration update-alias "
	  "publish-version put-function-concurrency delete-function-concurrency "
	  "put-provisioned-concurrency-config update-event-source-mapping",
	  ACTION_REVERSIBLE, "changes a function to what can be changed back" },
	{ "elbv2",
	  "register-targets deregister-targets modify-listener modify-rule "
	  "set-rule-priorities modify-target-group modify-target-group-attributes "
	  "modify-load-balancer-attributes",
	  ACTION_REVERSIBLE, "changes where requests go" },
	{ "elb",
	  "register-instances-with-load-balancer deregister-instances-from-load-balancer",
	  ACTION_REVERSIBLE, "changes where requests go" },
	{ "cloudwatch", "set-alarm-state disable-alarm-actions enable-alarm-actions",
	  ACTION_REVERSIBLE, "changes an alarm" },
	{ "events", "disable-rule enable-rule", ACTION_REVERSIBLE, "turns a rule" },
	{ "eks", "update-nodegroup-config update-kubeconfig", ACTION_REVERSIBLE,
	  "changes a configuration that can be changed back" },
	{ "dynamodb", "update-table create-backup update-time-to-live", ACTION_REVERSIBLE,
	  "changes a setting, or copies" },
	{ "codepipeline", "disable-stage-transition enable-stage-transition",
	  ACTION_REVERSIBLE, "holds a pipeline or lets it go on" },
	{ "codedeploy", "stop-deployment", ACTION_REVERSIBLE, "stops a deployment" },
	{ "logs", "put-retention-policy delete-retention-policy tag-log-group",
	  ACTION_REVERSIBLE, "changes a setting" },
	{ "route53", "change-resource-record-sets", ACTION_REVERSIBLE,
	  "changes names that can be changed back" },

	{ "dynamodb",
	  "put-item update-item delete-item batch-write-item transact-write-items",
	  ACTION_DATA_REPAIR, "changes items" },
	{ "ssm", "send-command start-session", ACTION_DESTRUCTIVE,
	  "runs commands on machines" },
	{ "ecs", "execute-command run-task", ACTION_DESTRUCTIVE,
	  "runs commands in containers" },
	{ "lambda", "invoke invoke-async", ACTION_DESTRUCTIVE,
	  "runs code that is not seen" },
	{ "sts", "assume-role assume-role-with-saml assume-role-with-web-identity",
	  ACTION_DESTRUCTIVE, "gives a secret out" },
	{ "cognito-identity", "get-id", ACTION_DESTRUCTIVE, "makes an identity" },
	{ "sqs", "purge-queue receive-message", ACTION_DESTRUCTIVE,
	  "takes messages away from their readers" },
};

/* Readings that are not named like one. */
static const struct deed aws_readings[] = {
	{ "logs", "filter-log-events start-query stop-query tail", ACTION_READ,
	  "only reads" },
	{ "dynamodb", "query scan", ACTION_READ, "only reads" },
	{ "configure", "list list-profiles", ACTION_READ, "only reads" },
	{ "sts", "decode-authorization-message", ACTION_READ, "only reads" },
	{ "ec2", "search-transit-gateway-routes", ACTION_READ, "only reads" },
	{ "iam", "simulate-principal-policy simulate-custom-policy", ACTION_READ,
	  "only computes" },
	{ "events", "test-event-pattern", ACTION_READ, "only computes" },
	{ "cloudformation", "validate-template estimate-template-cost", ACTION_READ,
	  "only computes" },
	{ "resourcegroupstaggingapi", "get-resources", ACTION_READ, "only reads" },
	{ "route53", "test-dns-answer", ACTION_READ, "only asks" },
};

static const struct deed *find_deed(const struct deed *deeds, size_t count, str service,
				    str operation)
{
	for (size_t i = 0; i < count; i++)
		if ((!deeds[i].service[0] || str_is(service, deeds[i].service)) &&
		    name_is_in_exactly(operation, deeds[i].operations))
			return &deeds[i];
	return NULL;
}

static bool is_remote(str place)
{
	return str_starts_with(place, STR("s3://"));
}

/* "s3://bucket/key -" */
static bool goes_to_output(const struct call *call)
{
	for (size_t i = 1; i + 1 < call->word_count; i++)
		if (call->words[i].is_static && is_remote(call->words[i].value))
			return str_is(call->words[i + 1].value, "-");
	return false;
}

static void judge_s3(const struct call *call, const struct path *path)
{
	str verb = word_of_path(path, 1);

	if (str_is(verb, "ls"))
		call_judge(call, ACTION_READ, "s3 ls only reads");
	else if (str_is(verb, "cp") && path->count == 3 && is_remote(path->words[2]) &&
		 goes_to_output(call))
		call_judge(call, ACTION_READ, "s3 cp … - only shows");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "s3 writes, moves or deletes files");
}

static void judge_aws_deed(const struct call *call, const struct path *path,
			   const struct deed *deed)
{
	judge(call->judging, deed->class,
	      arena_format(call->judging->arena, "aws " STR_FMT " " STR_FMT " %s",
			   STR_ARG(path->words[0]), STR_ARG(path->words[1]), deed->does));
}

/* A value that begins with "--" is none to this client, so it is the option. */
static bool is_dry(const struct call *call, str service)
{
	const char *option = str_is(service, "s3")    ? "--dryrun"
			     : str_is(service, "ec2") ? "--dry-run"
						      : NULL;
	bool is_dry = false;

	for (size_t i = 1; option && i < call->word_count; i++) {
		is_dry = is_dry || str_is(call->words[i].value, option);
		if (!call->words[i].is_static ||
		    str_is(call->words[i].value, "--no-dry-run"))
			return false;
	}
	return is_dry;
}

static void judge_aws(struct call *call)
{
	static const char valued[] =
		"--region --profile --output --query --endpoint-url --color --ca-bundle "
		"--cli-read-timeout --cli-connect-timeout --cli-binary-format";
	static const char bare[] = "--debug --no-verify-ssl --no-paginate --no-cli-pager "
				   "--no-sign-request --no-cli-auto-prompt";
	static const char beginnings[] = "describe- list- get- head- lookup- search- "
					 "batch-get- batch-describe-";
	struct path path = path_of(call, valued, bare);
	str service = word_of_path(&path, 0), operation = word_of_path(&path, 1);
	const struct deed *deed = find_deed(aws_deeds, COUNT(aws_deeds), service,
					    operation);

	if (!deed)
		deed = find_deed(aws_readings, COUNT(aws_readings), service, operation);
	if (has_option(call, "--follow"))
		judge_refuse(call->judging, STR("--follow never ends"), STR(""));
	if (str_is(operation, "start-session") || str_is(operation, "execute-command"))
		judge_refuse(call->judging, STR("it waits for somebody who types"),
			     STR(""));
	if (is_dry(call, service))
		call_judge(call, ACTION_READ, "only says here what it would do");
	else if (str_is(operation, "help") ||
		 (path.count == 1 && str_is(service, "help")))
		call_judge(call, ACTION_READ, "help only reads");
	else if (str_is(service, "s3"))
		judge_s3(call, &path);
	else if (deed)
		judge_aws_deed(call, &path, deed);
	else if (str_is(operation, "wait") && path.count > 2)
		call_judge(call, ACTION_READ, "wait only asks");
	else if (has_option(call, "--with-decryption"))
		call_judge(call, ACTION_DESTRUCTIVE, "gives a secret out");
	else if (path.count > 1 && begins_with_one(operation, beginnings))
		call_judge(call, ACTION_READ, "only reads");
	else
		not_known(call, &path, 2);
}

/* -- Google, Azure and others: groups, then a verb -- */

struct cloud {
	const char *valued, *bare; /* options that may stand before the verb */
	const char *groups;
	const char *first; /* groups that are verbs, too: only the first word */
	const char *reading;
	/* Of whole paths with blanks between: the first that the words begin with holds,
	 * before any verb is looked for. */
	const struct deed *deeds;
	size_t deed_count;
};

static bool begins_path(const struct path *path, str words)
{
	str word;

	for (size_t i = 0; str_next(&words, ' ', &word); i++)
		if (!str_equal(word_of_path(path, i), word))
			return false;
	return true;
}

static const struct deed *find_path(const struct cloud *cloud, const struct path *path)
{
	for (size_t i = 0; i < cloud->deed_count; i++) {
		str rest = str_of(cloud->deeds[i].operations), one;

		while (str_next(&rest, '|', &one))
			if (begins_path(path, one))
				return &cloud->deeds[i];
	}
	return NULL;
}

static void judge_cloud(const struct call *call, const struct cloud *cloud)
{
	struct path path = path_of(call, cloud->valued, cloud->bare);
	size_t first = is_one_of(word_of_path(&path, 0), "alpha|beta|preview") ? 1 : 0;
	const struct deed *deed;
	size_t i = 0;

	memmove(path.words, path.words + first,
		(PATH_MAX_WORDS - first) * sizeof(path.words[0]));
	path.count -= first;
	deed = find_path(cloud, &path);
	if (has_option(call, "--follow") || has_option(call, "--watch"))
		judge_refuse(call->judging, STR("it never ends"), STR(""));
	if (deed) {
		call_judge(call, deed->class, deed->does);
		return;
	}
	while (i < path.count &&
	       (name_is_in_exactly(path.words[i], cloud->groups) ||
		(i == 0 && name_is_in_exactly(path.words[i], cloud->first))))
		i++;
	if (i < path.count && name_is_in_exactly(path.words[i], cloud->reading))
		call_judge(call, ACTION_READ, "only reads");
	else
		not_known(call, &path, i + 1);
}

static const struct deed gcloud_deeds[] = {
	{ NULL,
	  "info|version|help|config list|config get-value|config get|auth list|"
	  "config configurations list|config configurations describe|"
	  "components list|topic",
	  ACTION_READ, "only reads" },
	{ NULL,
	  "logging read|logging logs list|app logs read|functions logs read|"
	  "builds log|run services logs read|sql instances describe",
	  ACTION_READ, "only reads" },
	{ NULL,
	  "auth print-access-token|auth print-identity-token|"
	  "auth application-default|secrets versions access|sql generate-login-token|"
	  "iam service-accounts keys create",
	  ACTION_DESTRUCTIVE, "gives a secret out" },
	{ NULL,
	  "container clusters get-credentials|container fleet memberships "
	  "get-credentials",
	  ACTION_REVERSIBLE, "changes the kubeconfig, and which cluster is meant" },
	{ NULL, "config set|config unset|config configurations activate",
	  ACTION_REVERSIBLE, "changes what later commands mean" },
	{ NULL,
	  "sql instances restart|sql instances failover|sql backups create|"
	  "sql instances restart",
	  ACTION_REVERSIBLE, "starts anew, or copies" },
	{ NULL,
	  "compute instances start|compute instances stop|compute instances reset|"
	  "compute instances suspend|compute instances resume|"
	  "compute instances add-tags|compute instances remove-tags|"
	  "compute instances add-labels|compute disks snapshot|"
	  "compute instance-groups managed resize|"
	  "compute instance-groups managed rolling-action restart",
	  ACTION_REVERSIBLE, "changes what can be changed back" },
	{ NULL,
	  "container clusters resize|run services update-traffic|"
	  "app services set-traffic|app versions start|app versions stop|"
	  "pubsub subscriptions modify-push-config|scheduler jobs pause|"
	  "scheduler jobs resume|compute backend-services update-backend",
	  ACTION_REVERSIBLE, "changes what can be changed back" },
	{ NULL,
	  "compute ssh|compute scp|app instances ssh|cloud-shell ssh|"
	  "alloydb instances ssh|compute tpus tpu-vm ssh",
	  ACTION_DESTRUCTIVE, "runs commands on machines, or writes files there" },
	{ NULL, "pubsub subscriptions pull", ACTION_DESTRUCTIVE,
	  "takes messages away from their readers" },
};

static const struct cloud gcloud = {
	.valued = "--project --format --account --configuration --verbosity --zone "
		  "--region "
		  "--filter --billing-project --flatten --limit --sort-by --location",
	.bare = "--quiet -q --log-http --no-user-output-enabled --user-output-enabled",
	.groups =
		"compute instances disks images snapshots networks subnets "
		"firewall-rules "
		"addresses forwarding-rules backend-services backend-buckets url-maps "
		"health-checks target-pools target-http-proxies target-https-proxies "
		"ssl-certificates instance-groups instance-templates managed unmanaged "
		"regions zones machine-types routers routes vpn-tunnels interconnects "
		"operations reservations security-policies network-endpoint-groups "
		"project-info container clusters node-pools fleet memberships sql "
		"databases "
		"backups users tiers flags services revisions jobs executions app "
		"versions functions projects organizations folders iam roles "
		"service-accounts keys policies storage buckets objects pubsub topics "
		"subscriptions snapshots dns managed-zones record-sets logging logs "
		"sinks "
		"metrics buckets monitoring dashboards channels uptime secrets redis "
		"memcache spanner builds triggers artifacts repositories docker packages "
		"tags releases targets rollouts delivery-pipelines dataproc dataflow "
		"bigtable scheduler tasks queues workflows eventarc endpoints quotas "
		"deployment-manager deployments resources filestore kms keyrings "
		"locations "
		"asset billing accounts alloydb composer environments config "
		"configurations "
		"scc policy-intelligence recommender recommendations insights bq tables "
		"service-directory network-management connectivity-tests",
	.first = "run deploy",
	.reading = "list describe get-iam-policy get-server-config get-health "
		   "get-serial-port-output get-status get-nat-mapping-info get-ancestors "
		   "list-instances list-errors list-instance-configs get-nat-ip-info "
		   "get-operation list-grantable-roles list-rules get-router-status "
		   "get-effective-firewalls describe-from-family get-shielded-identity "
		   "get-guest-attributes",
	.deeds = gcloud_deeds,
	.deed_count = COUNT(gcloud_deeds),
};

static void judge_gcloud(struct call *call)
{
	judge_cloud(call, &gcloud);
}

static const struct deed az_deeds[] = {
	{ NULL,
	  "version|account list|account show|account list-locations|help|"
	  "graph query|containerapp logs show|monitor log-analytics query|"
	  "monitor app-insights query|monitor metrics list|"
	  "monitor activity-log list|webapp log show|network watcher "
	  "show-next-hop|network watcher show-topology",
	  ACTION_READ, "only reads" },
	{ NULL,
	  "account get-access-token|keyvault secret show|keyvault secret download|"
	  "keyvault key download|storage account keys|storage account "
	  "show-connection-string|acr credential|cosmosdb keys|redis list-keys|"
	  "servicebus namespace authorization-rule keys|eventhubs namespace "
	  "authorization-rule keys|functionapp keys|webapp deployment "
	  "list-publishing-credentials|webapp deployment list-publishing-profiles|"
	  "search admin-key|batch account keys|cognitiveservices account keys|"
	  "signalr key|iot hub connection-string|webapp config appsettings|"
	  "functionapp config appsettings|webapp config connection-string|"
	  "containerapp secret|maps account keys",
	  ACTION_DESTRUCTIVE, "gives a secret out, or changes one" },
	{ NULL, "aks get-credentials", ACTION_REVERSIBLE,
	  "changes the kubeconfig, and which cluster is meant" },
	{ NULL, "account set|configure|config set", ACTION_REVERSIBLE,
	  "changes what later commands mean" },
	{ NULL,
	  "vm start|vm stop|vm restart|vm deallocate|vmss start|vmss stop|"
	  "vmss restart|vmss scale|vmss deallocate|aks start|aks stop|aks scale|"
	  "aks nodepool scale|webapp start|webapp stop|webapp restart|"
	  "webapp deployment slot swap|functionapp start|functionapp stop|"
	  "functionapp restart|appservice plan update|containerapp revision restart|"
	  "containerapp ingress traffic set|postgres flexible-server restart|"
	  "postgres flexible-server start|postgres flexible-server stop|"
	  "mysql flexible-server restart|redis force-reboot|snapshot create|"
	  "tag create|tag update|vm resize",
	  ACTION_REVERSIBLE, "changes what can be changed back" },
	{ NULL,
	  "vm run-command|vmss run-command|aks command|ssh|webapp ssh|"
	  "container exec|containerapp exec",
	  ACTION_DESTRUCTIVE, "runs commands on machines" },
};

static const struct cloud az = {
	.valued = "--subscription --output -o --query --resource-group -g --name -n",
	.bare = "--debug --verbose --only-show-errors",
	.groups =
		"account vm vmss disk snapshot image aks nodepool network vnet subnet "
		"nsg "
		"rule nic public-ip lb probe address-pool application-gateway "
		"traffic-manager profile endpoint dns zone record-set private-dns "
		"vpn-connection vnet-gateway route-table route front-door cdn group "
		"resource "
		"deployment operation sub mg tenant webapp functionapp appservice plan "
		"deployment slot container containerapp revision replica env acr "
		"repository "
		"task storage container blob share queue table sql server db "
		"elastic-pool "
		"mi postgres flexible-server mysql mariadb cosmosdb mongodb database "
		"collection redis servicebus namespace topic subscription eventhubs "
		"eventhub "
		"consumer-group monitor metrics alert action-group diagnostic-settings "
		"activity-log log-analytics workspace autoscale scheduled-query "
		"app-insights component keyvault secret key certificate role assignment "
		"definition ad user sp app policy lock tag advisor recommendation "
		"security consumption usage budget batch job hdinsight ml apim api "
		"logic workflow maintenance backup vault item recoverypoint firewall "
		"identity provider feature extension cloud site-recovery search service "
		"eventgrid event-subscription iot hub device-identity signalr "
		"notification-"
		"hub config bastion express-route peering watcher connection-monitor",
	.first = "",
	.reading =
		"list show list-locations list-skus list-sizes list-usage list-usages "
		"list-ip-addresses list-instances get-instance-view list-available "
		"get-versions get-upgrades show-effective-route-table list-effective-nsg "
		"show-tags show-manifests list-definitions check-health check-name "
		"exists list-namespaces list-deleted show-connection-status "
		"list-operations list-vm-resize-options show-backend-health "
		"list-available-ips check-network-rule validate what-if",
	.deeds = az_deeds,
	.deed_count = COUNT(az_deeds),
};

static void judge_az(struct call *call)
{
	judge_cloud(call, &az);
}

static const struct deed doctl_deeds[] = {
	{ NULL,
	  "kubernetes cluster kubeconfig|registry login|registry docker-config|"
	  "databases connection|databases user|compute ssh|apps console",
	  ACTION_DESTRUCTIVE, "gives a secret out, or runs commands" },
	{ NULL,
	  "compute droplet-action reboot|compute droplet-action power-cycle|"
	  "compute droplet-action power-on|compute droplet-action snapshot|"
	  "compute load-balancer add-droplets|compute load-balancer remove-droplets|"
	  "apps create-deployment",
	  ACTION_REVERSIBLE, "changes what can be changed back" },
	{ NULL, "version|apps logs|compute tag list", ACTION_READ, "only reads" },
};

static const struct cloud doctl = {
	.valued = "--context --output -o --format --config -c --access-token -t",
	.bare = "--trace --verbose -v --no-header",
	.groups =
		"account ratelimit apps balance invoice billing-history compute droplet "
		"domain records floating-ip reserved-ip image load-balancer certificate "
		"firewall region size snapshot volume vpc cdn kubernetes cluster "
		"node-pool options databases pool replica backups db logs registry "
		"repository monitoring alert uptime projects resources functions",
	.first = "",
	.reading = "list ls get list-deployments get-deployment list-regions list-tiers "
		   "list-v2 list-tags list-manifests versions sizes regions list-alerts",
	.deeds = doctl_deeds,
	.deed_count = COUNT(doctl_deeds),
};

static void judge_doctl(struct call *call)
{
	judge_cloud(call, &doctl);
}

static void judge_heroku(struct call *call)
{
	static const char reading[] =
		"apps apps:info info ps releases releases:info releases:output addons "
		"addons:info domains status version help logs pg:info pg:ps pg:locks "
		"pg:diagnose pg:blocking pg:bloat pg:outliers pg:long-running-queries "
		"redis:info pipelines pipelines:info regions access buildpacks "
		"maintenance "
		"drains certs";
	static const char changing[] =
		"restart ps:restart ps:scale ps:resize dyno:restart "
		"rollback releases:rollback maintenance:on "
		"maintenance:off pg:backups:capture";
	struct path path = path_of(call, "-a --app -r --remote", "");
	str verb = word_of_path(&path, 0);

	if (has_option(call, "--tail|-t"))
		judge_refuse(call->judging, STR("heroku logs --tail never ends"),
			     STR(""));
	if (path.count > 0 && name_is_in_exactly(verb, reading))
		call_judge(call, ACTION_READ, "only reads");
	else if (path.count > 0 && name_is_in_exactly(verb, changing))
		call_judge(call, ACTION_REVERSIBLE, "changes what can be changed back");
	else
		not_known(call, &path, 1);
}

static const struct deed fly_deeds[] = {
	{ NULL,
	  "status|logs|info|version|platform|releases|apps list|scale show|"
	  "services list|ips list|volumes list|machine list|machine status|"
	  "machines list|machines status|checks list|secrets list|postgres list|"
	  "history|image show|regions list|doctor|config show|certs list",
	  ACTION_READ, "only reads" },
	{ NULL,
	  "scale count|scale vm|scale memory|apps restart|machine restart|"
	  "machines restart|machine start|machine stop|machines start|"
	  "machines stop|machine cordon|machine uncordon|regions set",
	  ACTION_REVERSIBLE, "changes what can be changed back" },
};

static const struct cloud fly = {
	.valued = "-a --app -c --config -t --access-token -o --org",
	.bare = "-j --json --verbose --debug",
	.groups = "",
	.first = "",
	.reading = "",
	.deeds = fly_deeds,
	.deed_count = COUNT(fly_deeds),
};

static void judge_fly(struct call *call)
{
	judge_cloud(call, &fly);
}

const struct program cloud_programs[] = {
	{ .names = "aws", .flags = PROGRAM_DECIDES, .judge = judge_aws, .options = "*" },
	{ .names = "gcloud", .flags = PROGRAM_DECIDES, .judge = judge_gcloud },
	{ .names = "az", .flags = PROGRAM_DECIDES, .judge = judge_az },
	{ .names = "doctl", .flags = PROGRAM_DECIDES, .judge = judge_doctl },
	{ .names = "heroku", .flags = PROGRAM_DECIDES, .judge = judge_heroku },
	{ .names = "fly|flyctl", .flags = PROGRAM_DECIDES, .judge = judge_fly },
	{ 0 },
};
