/* Clusters, storage, tracing and what else is met at night. */
#include "runbook/classify_private.h"

/* -- storage -- */

static const struct program ceph_osd_verbs[] = {
	{ .names = "tree|df|stat|ls|perf|dump|status|find|metadata|versions|utilization|"
		   "blocked-by" },
	{ .names = "set|unset|out|in|reweight", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program ceph_shown_verbs[] = {
	{ .names = "stat|dump|ls|status|show|detail|dump_stuck|query|versions|info" },
	{ 0 },
};

static const struct program ceph_verbs[] = {
	{ .names = "status|df|versions|report|fsid|features|time-sync-status" },
	{ .names = "health", .options = "*" },
	{ .names = "osd", .options = "", .verbs = ceph_osd_verbs },
	{ .names = "pg|mon|mgr|mds|fs|crash|progress|balancer|quorum_status",
	  .options = "",
	  .verbs = ceph_shown_verbs },
	{ 0 },
};

static const struct program rados_verbs[] = { { .names = "df|lspools|ls|stat" }, { 0 } };
static const struct program rbd_verbs[] = {
	{ .names = "ls|list|info|du|status|showmapped|children" },
	{ 0 },
};

/* gluster volume status, gluster volume heal NAME info. */
static void judge_heal(struct call *call)
{
	if (str_is(call_operand(call, 1), "info") ||
	    str_is(call_operand(call, 1), "statistics"))
		call_judge(call, ACTION_READ, "info only reads");
	else
		call_judge(call, ACTION_REVERSIBLE, "starts a repair of copies");
}

static const struct program gluster_verbs[] = {
	{ .names = "status|info|list|detail" },
	{ .names = "heal", .flags = PROGRAM_DECIDES, .judge = judge_heal },
	{ 0 },
};

static const struct program gluster_objects[] = {
	{ .names = "volume|peer|pool|snapshot", .options = "", .verbs = gluster_verbs },
	{ 0 },
};

static const struct program status_verbs[] = {
	{ .names = "status|info|list|ls|show|get|stats|version|describe|validate|ip|"
		   "netcheck" },
	{ 0 },
};

static const struct program dmsetup_verbs[] = {
	{ .names = "ls|info|status|table|deps|targets|version" },
	{ 0 },
};

/* -- clusters -- */

static const struct program pcs_object_verbs[] = {
	{ .names = "status|config|show|list|corosync|nodes|resources" },
	{ .names = "standby|unstandby|cleanup|enable|disable|move|clear",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program pcs_verbs[] = {
	{ .names = "status|config", .options = "*" },
	{ .names = "resource|cluster|node|property|constraint|stonith|quorum",
	  .options = "",
	  .verbs = pcs_object_verbs },
	{ 0 },
};

static const struct program ipmitool_object_verbs[] = {
	{ .names = "list|elist|status|info|print|get|time" },
	{ 0 },
};

static const struct program ipmitool_verbs[] = {
	{ .names = "sensor|sdr|fru|sel|chassis|lan|power|mc|user|session",
	  .options = "",
	  .verbs = ipmitool_object_verbs },
	{ 0 },
};

static const struct program get_verbs[] = {
	{ .names = "get|describe|list|status|version|info|validate" },
	{ 0 },
};

/* -- names -- */

static const struct program rndc_verbs[] = {
	{ .names = "status|zonestatus" },
	{ .names = "reload|flush|flushname|reconfig|freeze|thaw",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program unbound_verbs[] = {
	{ .names = "status|stats|stats_noreset|list_forwards|list_stubs|lookup|dump_"
		   "infra" },
	{ .names = "reload|flush|flush_zone", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program fail2ban_verbs[] = {
	{ .names = "status|ping|version|banned" },
	{ .names = "set|unban|reload", .class = ACTION_REVERSIBLE },
	{ 0 },
};

const struct program tool_programs[] = {
	{ .names = "ceph",
	  .options = "-sw -c= -n= -k= -f= --status --health --format= --cluster= --id= "
		     "--name= --conf= --keyring=",
	  .verbs = ceph_verbs },
	{ .names = "rados", .options = "-p= --pool=", .verbs = rados_verbs },
	{ .names = "rbd", .options = "-p= --pool=", .verbs = rbd_verbs },
	{ .names = "gluster", .options = "", .verbs = gluster_objects },
	{ .names = "drbdadm|wg|tailscale|minikube",
	  .options = "-p= --profile=",
	  .verbs = status_verbs },
	{ .names = "dmsetup", .options = "", .verbs = dmsetup_verbs },
	{ .names = "pcs", .options = "", .verbs = pcs_verbs },
	{ .names = "crm_mon", .options = "-1Anrfto --one-shot --inactive" },
	{ .names = "ipmitool",
	  .options = "-I= -H= -U= -P= -f= -L= -E",
	  .verbs = ipmitool_verbs },
	{ .names = "eksctl|kops|kind|k3d|doctl|scw",
	  .options = "--name= --region= --state= -o= --output= --context=",
	  .verbs = get_verbs },
	{ .names = "rndc", .options = "-s= -p= -k= -c=", .verbs = rndc_verbs },
	{ .names = "unbound-control", .options = "-c= -s=", .verbs = unbound_verbs },
	{ .names = "fail2ban-client", .options = "", .verbs = fail2ban_verbs },
	/* They trace, and write nothing but what they print. */
	{ .names = "snmpwalk|snmpget|snmpbulkwalk|ldapsearch|klist|sensors|lsscsi|getcap|"
		   "aa-status|execsnoop|opensnoop|biolatency|biosnoop|biotop|tcpconnect|"
		   "tcpaccept|tcplife|tcpretrans|tcptop|ext4slower|xfsslower|runqlat|"
		   "cachestat|execsnoop-bpfcc|opensnoop-bpfcc|biolatency-bpfcc|"
		   "biosnoop-bpfcc|tcpconnect-bpfcc|tcplife-bpfcc|tcpretrans-bpfcc|"
		   "tcptop-bpfcc|runqlat-bpfcc|cachestat-bpfcc|named-checkconf|"
		   "named-checkzone|mysqldumpslow" },
	{ .names = "dstat|dool",
	  .options = "-acdDglmnNpryst# --top-cpu --top-mem --top-io "
		     "--tcp --udp --nocolor --noheaders" },
	{ 0 },
};
