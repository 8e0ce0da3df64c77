/* Servers and stores that have a command of their own. */
#include "runbook/classify_private.h"

/* -- web servers -- */

static void judge_nginx(struct call *call)
{
	str signal = call_value(call, "-s");

	if (call_any(call, "-t|-T|-v|-V|-h"))
		call_judge(call, ACTION_READ, "only tests or tells");
	else if (is_one_of(signal, "reload|reopen"))
		call_judge(call, ACTION_REVERSIBLE, "reads its configuration again");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "starts or ends the server");
}

static void judge_apache(struct call *call)
{
	str command = call_operand(call, 0);

	if (call_any(call, "-t|-S|-M|-V|-v|-l|-L") ||
	    is_one_of(command, "configtest|status|fullstatus"))
		call_judge(call, ACTION_READ, "only tests or tells");
	else if (is_one_of(command, "graceful|restart|start|stop|graceful-stop"))
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	else
		call_unknown(call, "what it does is not known");
}

static void judge_haproxy(struct call *call)
{
	if (call_any(call, "-c|-v|-vv"))
		call_judge(call, ACTION_READ, "only tests or tells");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "starts a server");
}

static const struct program varnishadm_verbs[] = {
	{ .names = "status|ping|backend.list|vcl.list|vcl.show|ban.list|param.show|panic."
		   "show|"
		   "storage.list|help|banner" },
	{ .names = "backend.set_health|param.set|vcl.use", .class = ACTION_REVERSIBLE },
	{ 0 },
};

/* Only checks a configuration: promtool, amtool and their like. */
static const struct program promtool_query_verbs[] = {
	{ .names = "instant|range|series|labels|analyze" },
	{ 0 },
};
static const struct program promtool_check_verbs[] = {
	{ .names = "config|rules|metrics|web-config|service-discovery|healthy|ready" },
	{ 0 },
};
static const struct program promtool_tsdb_verbs[] = { { .names = "analyze|list" },
						      { 0 } };
static const struct program promtool_verbs[] = {
	{ .names = "query", .options = "*", .verbs = promtool_query_verbs },
	{ .names = "check", .options = "*", .verbs = promtool_check_verbs },
	{ .names = "test", .options = "" },
	{ .names = "tsdb", .options = "*", .verbs = promtool_tsdb_verbs },
	{ 0 },
};

static const struct program amtool_silence_verbs[] = {
	{ .names = "query" },
	{ .names = "add|expire|update", .class = ACTION_REVERSIBLE },
	{ 0 },
};
static const struct program amtool_config_verbs[] = {
	{ .names = "show|routes" },
	{ 0 },
};
static const struct program amtool_alert_verbs[] = {
	{ .names = "query" },
	{ .names = "add", .class = ACTION_REVERSIBLE },
	{ 0 },
};
static const struct program amtool_verbs[] = {
	{ .names = "check-config" },
	{ .names = "alert",
	  .options = "",
	  .flags = PROGRAM_NO_OPERANDS,
	  .verbs = amtool_alert_verbs },
	{ .names = "silence",
	  .options = "",
	  .flags = PROGRAM_NO_OPERANDS,
	  .verbs = amtool_silence_verbs },
	{ .names = "config", .options = "", .verbs = amtool_config_verbs },
	{ 0 },
};

static const struct program logcli_verbs[] = {
	{ .names = "query|instant-query|labels|series|stats|volume|volume_range|detected-"
		   "fields",
	  .options = "* --tail~ -f~ --parallel-max-workers= --part-path-prefix=!" },
	{ 0 },
};

/* -- queues -- */

static const struct program rabbitmqctl_verbs[] = {
	{ .names = "status|cluster_status|list_queues|list_exchanges|list_bindings|"
		   "list_connections|list_channels|list_consumers|list_users|list_vhosts|"
		   "list_permissions|list_user_permissions|list_policies|list_parameters|"
		   "environment|ping|report|version|list_feature_flags|"
		   "list_unresponsive_queues|list_global_parameters|node_health_check|"
		   "list_operator_policies|list_hashes|list_ciphers|help|list_topic_"
		   "permissions" },
	{ .names = "set_policy|clear_policy|set_vm_memory_high_watermark|set_disk_free_"
		   "limit|"
		   "set_permissions|start_app|stop_app|set_user_tags|enable_feature_flag|"
		   "set_operator_policy|clear_operator_policy|set_log_level|resume_"
		   "listeners|"
		   "suspend_listeners|sync_queue|cancel_sync_queue|add_user|add_vhost|"
		   "set_parameter|change_password",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program rabbitmq_diagnostics_verbs[] = {
	{ .names = "status|ping|cluster_status|check_running|check_local_alarms|check_"
		   "alarms|"
		   "check_port_connectivity|check_port_listener|check_protocol_listener|"
		   "check_virtual_hosts|check_if_node_is_quorum_critical|"
		   "check_if_node_is_mirror_sync_critical|memory_breakdown|alarms|"
		   "listeners|"
		   "runtime_thread_stats|environment|server_version|erlang_version|"
		   "resolve_hostname|log_location|log_tail|list_queues|os_env|"
		   "is_booting|is_running|certificates|maybe_stuck|schema_info|cipher_"
		   "suites|"
		   "check_certificate_expiration|metadata_store_status|list_node_auth_"
		   "attempt_"
		   "stats" },
	{ 0 },
};

static const struct program rabbitmqadmin_verbs[] = {
	{ .names = "list|show" },
	{ 0 },
};

static const struct program rabbitmq_plugins_verbs[] = {
	{ .names = "list|is_enabled|directories" },
	{ .names = "enable|disable", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program nats_verbs[] = {
	{ .names = "list|ls|info|report|check|ping|rtt", .options = "*" },
	{ 0 },
};

static const struct program nats_objects[] = {
	{ .names = "server|stream|str|consumer|con|account",
	  .options = "*",
	  .verbs = nats_verbs },
	{ 0 },
};

/* -- coordination -- */

static const struct program etcdctl_endpoint_verbs[] = {
	{ .names = "health|status|hashkv|list|get" },
	{ 0 },
};

static const struct program etcdctl_snapshot_verbs[] = { { .names = "status" }, { 0 } };

/* What stands behind "--" runs at each change. */
static void judge_watch(struct call *call)
{
	if (call->has_rest)
		call_unknown(call, "what it runs at each change");
}

static const struct program etcdctl_verbs[] = {
	{ .names = "get|version|help" },
	{ .names = "watch",
	  .options = "--prefix --rev= --prev-kv --progress-notify",
	  .judge = judge_watch },
	{ .names = "endpoint|member|alarm|user|role|lease",
	  .options = "",
	  .verbs = etcdctl_endpoint_verbs },
	{ .names = "snapshot", .options = "", .verbs = etcdctl_snapshot_verbs },
	{ .names = "put|txn", .class = ACTION_DATA_REPAIR },
	{ .names = "move-leader", .class = ACTION_REVERSIBLE },
	{ .names = "del|defrag|compact|compaction|auth|make-mirror",
	  .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

/* Reading some paths of vault makes a credential. */
static void judge_vault_read(struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (str_contains(call->operands[i].value, STR("/creds")) ||
		    str_contains(call->operands[i].value, STR("/issue")) ||
		    str_contains(call->operands[i].value, STR("/sts")) ||
		    !call->operands[i].is_static) {
			call_unknown(call, "reading it may make a credential");
			return;
		}
	call_judge(call, ACTION_READ, "only reads");
}

static const struct program vault_listed_verbs[] = {
	{ .names = "list|get|lookup|read|capabilities|members|status", .options = "*" },
	{ .names = "put|patch", .class = ACTION_DATA_REPAIR },
	{ .names = "enable", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program vault_raft_verbs[] = {
	{ .names = "list-peers|autopilot" },
	{ 0 },
};

static const struct program vault_operator_verbs[] = {
	{ .names = "members|key-status|usage" },
	{ .names = "raft", .options = "", .verbs = vault_raft_verbs },
	{ .names = "seal|step-down|rotate|rekey|init|unseal",
	  .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program vault_verbs[] = {
	{ .names = "status|list|version|print|version-history", .options = "*" },
	{ .names = "read",
	  .options = "-format= -field=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_vault_read },
	{ .names = "kv|token|audit|auth|secrets|policy|lease|namespace|plugin",
	  .options = "",
	  .verbs = vault_listed_verbs },
	{ .names = "operator", .options = "", .verbs = vault_operator_verbs },
	{ 0 },
};

static const struct program consul_kv_verbs[] = {
	{ .names = "get|export" },
	{ .names = "put", .class = ACTION_DATA_REPAIR },
	{ .names = "delete|import", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program consul_list_verbs[] = {
	{ .names = "list|read|nodes|services|datacenters|get-config|list-peers|status|"
		   "match|"
		   "check|state" },
	{ 0 },
};

static const struct program consul_operator_verbs[] = {
	{ .names = "raft|autopilot|usage", .options = "", .verbs = consul_list_verbs },
	{ 0 },
};

static const struct program consul_verbs[] = {
	{ .names = "members|info|version|rtt|validate" },
	{ .names = "monitor", .options = "*" },
	{ .names = "kv", .options = "*", .verbs = consul_kv_verbs },
	{ .names = "catalog|intention|config|acl",
	  .options = "*",
	  .verbs = consul_list_verbs },
	{ .names = "operator", .options = "*", .verbs = consul_operator_verbs },
	{ .names = "reload|maint", .class = ACTION_REVERSIBLE },
	{ .names = "leave|force-leave", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program nomad_job_verbs[] = {
	{ .names = "status|inspect|history|plan|validate|allocs|deployments|eval-list",
	  .options = "*" },
	{ .names = "revert|restart|scale|promote|periodic", .class = ACTION_REVERSIBLE },
	{ .names = "stop|run|dispatch|purge", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

static const struct program nomad_object_verbs[] = {
	{ .names = "status|logs|fs|list|members|checks|info|get-config|list-peers",
	  .options = "* -f~" },
	{ .names = "eligibility|promote|pause|resume|restart",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program nomad_verbs[] = {
	{ .names = "status|version|inspect|plan|logs|node-status|server-members",
	  .options = "* -f~" },
	{ .names = "job", .options = "", .verbs = nomad_job_verbs },
	{ .names = "node|alloc|deployment|eval|server|namespace|volume|service",
	  .options = "",
	  .verbs = nomad_object_verbs },
	{ 0 },
};

/* -- mail -- */

static void judge_postqueue(struct call *call)
{
	if (call_any(call, "-p|-j"))
		call_judge(call, ACTION_READ, "only lists");
	else
		call_judge(call, ACTION_REVERSIBLE, "sends what waits again");
}

/* postconf name=value sets it. */
static void judge_postconf(struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (!call->operands[i].is_static ||
		    str_contains(call->operands[i].value, STR("=")))
			call_judge(call, ACTION_REVERSIBLE, "sets what can be put back");
}

/* Feature flags and load balancers by their own clients are not known by table. */
const struct program service_programs[] = {
	{ .names = "nginx|openresty",
	  .options = "-tTvVhq -c= -p= -s= -e=!",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_nginx },
	{ .names = "apachectl|apache2ctl|httpd|apache2",
	  .options = "-tSMVvlL -f= -d= -D=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_apache },
	{ .names = "haproxy",
	  .options = "-cvqV -f= -L=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_haproxy },
	{ .names = "varnishstat|varnishtop|varnishhist", .options = "-1jx -n= -f= -I=" },
	{ .names = "varnishadm",
	  .options = "-T= -S= -n= -t=",
	  .verbs = varnishadm_verbs },
	{ .names = "promtool", .options = "", .verbs = promtool_verbs },
	{ .names = "amtool",
	  .options = "--alertmanager.url= -o= --output= -a --author= --timeout= "
		     "--config.file=",
	  .verbs = amtool_verbs },
	{ .names = "logcli",
	  .options = "--addr= --org-id= -q --quiet",
	  .verbs = logcli_verbs },
	{ .names = "rabbitmqctl",
	  .options = "-qs -n= -p= -t= -l --node= --vhost= --timeout= --quiet --silent "
		     "--longnames --formatter= --offline --online --local",
	  .verbs = rabbitmqctl_verbs },
	{ .names = "rabbitmq-diagnostics",
	  .options = "-qs -n= -p= -t= --node= --vhost= --timeout= --quiet --silent "
		     "--formatter= --unit=",
	  .verbs = rabbitmq_diagnostics_verbs },
	{ .names = "rabbitmqadmin",
	  .options = "-H= -P= -u= -p= -V= -f= -d= -c=! --host= --port= --username= "
		     "--password= --vhost= --format=",
	  .verbs = rabbitmqadmin_verbs },
	{ .names = "rabbitmq-plugins",
	  .options = "-q -n=",
	  .verbs = rabbitmq_plugins_verbs },
	{ .names = "nats", .options = "-s= --server= --context=", .verbs = nats_objects },
	{ .names = "etcdctl",
	  .options = "--endpoints= --cacert= --cert= --key= --user= --password= -w= "
		     "--write-out= --cluster --dial-timeout= --command-timeout= "
		     "--insecure-skip-tls-verify --debug --hex",
	  .verbs = etcdctl_verbs },
	{ .names = "vault",
	  .options = "-address= -namespace= -format= -ca-cert= -tls-skip-verify -field= "
		     "-mount=",
	  .flags = PROGRAM_WORDS,
	  .verbs = vault_verbs },
	{ .names = "consul",
	  .options = "",
	  .flags = PROGRAM_WORDS,
	  .verbs = consul_verbs },
	{ .names = "nomad",
	  .options = "-address= -region= -namespace= -token=",
	  .flags = PROGRAM_WORDS,
	  .verbs = nomad_verbs },
	{ .names = "postqueue",
	  .options = "-pjf -i= -s=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_postqueue },
	{ .names = "postconf", .options = "-ndh -e^", .judge = judge_postconf },
	{ 0 },
};
