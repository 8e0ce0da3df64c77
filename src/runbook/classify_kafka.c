/* Kafka's own tools, with and without .sh, and kcat. */
#include "runbook/classify_private.h"

/* One of these must be asked for; their marks in the grammar say what they do. */
static void needs_one_of(const struct call *call, const char *names)
{
	if (!call_any(call, names))
		call_unknown(call, "what it should do is missing");
}

static void judge_topics(struct call *call)
{
	needs_one_of(call, "--list|--describe|--create|--alter|--delete");
}

static void judge_configs(struct call *call)
{
	static const char losing[] = "--add-config|--delete-config|--add-config-file";

	needs_one_of(call, "--describe|--alter");
	/* A shorter retention deletes what is older at once. */
	for (size_t i = 0; i < call->option_count; i++) {
		const struct option_given *option = &call->options[i];

		if (is_one_of(option->name, losing) &&
		    (!option->value || !option->value->is_static ||
		     str_is(option->name, "--add-config-file") ||
		     str_contains(option->value->value, STR("retention")) ||
		     str_contains(option->value->value, STR("cleanup.policy"))))
			call_judge(call, ACTION_DESTRUCTIVE, "may delete messages");
	}
}

static void judge_list(struct call *call)
{
	needs_one_of(call, "--list|--describe|--add|--remove");
}

static void judge_reassign(struct call *call)
{
	needs_one_of(call, "--verify|--generate|--list|--execute|--cancel");
	if (call_option(call, "--verify") && !call_option(call, "--preserve-throttles"))
		call_judge(call, ACTION_REVERSIBLE,
			   "--verify takes throttles away when all has moved: "
			   "--preserve-throttles leaves them");
}

/* A reset only says what it would do until --execute is given. */
static void judge_groups(struct call *call)
{
	needs_one_of(call, "--list|--describe|--reset-offsets|--delete|--delete-offsets");
	if (!call_option(call, "--reset-offsets"))
		return;
	if (call_option(call, "--execute"))
		call_judge(call, ACTION_DESTRUCTIVE,
			   "--reset-offsets makes a group skip messages or read them "
			   "again");
}

static void judge_consumer(struct call *call)
{
	if (!call_any(call, "--max-messages|--timeout-ms"))
		judge_refuse(call->judging,
			     STR("without --max-messages or --timeout-ms it never ends"),
			     STR(""));
	if (call_any(call, "--group|--consumer-property|--consumer.config|"
			   "--command-config|--command-property"))
		call_judge(call, ACTION_REVERSIBLE,
			   "may move the offsets of a group of consumers");
}

static void judge_producer(struct call *call)
{
	if (call->input.kind == INPUT_NONE)
		judge_refuse(call->judging,
			     STR("it waits for somebody who types, and publishes that"),
			     STR(""));
}

/* kafka-run-class kafka.tools.GetOffsetShell … */
static void judge_run_class(struct call *call)
{
	static const char reading[] =
		"kafka.tools.GetOffsetShell|org.apache.kafka.tools.GetOffsetShell|"
		"kafka.admin.BrokerApiVersionsCommand|kafka.tools.DumpLogSegments";

	if (call->rest_count > 0 && call->rest[0].is_static &&
	    is_one_of(call->rest[0].value, reading))
		call_judge(call, ACTION_READ, "only reads");
	else
		call_unknown(call, "what this class does is not known");
}

static void judge_kcat(struct call *call)
{
	if (call_option(call, "-P"))
		call_judge(call, ACTION_DESTRUCTIVE, "-P publishes messages");
	else if (call_option(call, "-G"))
		call_judge(call, ACTION_REVERSIBLE, "-G moves the offsets of a group");
	else if (call_option(call, "-C")) {
		if (!call_any(call, "-e|-c"))
			judge_refuse(call->judging, STR("without -e or -c it never ends"),
				     STR(""));
	} else if (!call_any(call, "-L|-Q")) {
		call_unknown(call, "it publishes what it reads, or waits for messages");
	}
}

#define SERVER "--bootstrap-server= --bootstrap-controller= --command-config= "

static const struct program quorum_verbs[] = {
	{ .names = "describe" },
	{ 0 },
};

static const struct program reading_verbs[] = {
	{ .names = "describe|list|cluster-id|find-hanging|describe-producers|version-"
		   "mapping|"
		   "feature-dependencies" },
	{ 0 },
};

const struct program kafka_programs[] = {
	{ .names = "kafka-topics|kafka-topics.sh",
	  .judge = judge_topics,
	  .options = SERVER
	  "--zookeeper= --list --describe --topic= --topic-id= "
	  "--exclude-internal --under-replicated-partitions "
	  "--unavailable-partitions --under-min-isr-partitions "
	  "--at-min-isr-partitions --topics-with-overrides --create^ --alter! "
	  "--delete! --delete-config=! --partitions= --replication-factor= "
	  "--config= --if-exists --if-not-exists --replica-assignment= "
	  "--disable-rack-aware --force --partition-size-limit-per-response=" },
	{ .names = "kafka-consumer-groups|kafka-consumer-groups.sh",
	  .judge = judge_groups,
	  .options = SERVER
	  "--list --describe --group= --all-groups --members --verbose --offsets "
	  "--state? --type? --timeout= --topic= --all-topics --reset-offsets "
	  "--to-earliest --to-latest --to-current --to-offset= --to-datetime= "
	  "--shift-by= --by-duration= --from-file= --export --dry-run --execute "
	  "--delete! --delete-offsets! --validate-regex=" },
	{ .names = "kafka-configs|kafka-configs.sh",
	  .judge = judge_configs,
	  .options = SERVER
	  "--zookeeper= --describe --alter^ --all --entity-type= --entity-name= "
	  "--entity-default --topic= --broker= --broker-logger= --user= "
	  "--client-id= --ip= --users --brokers --topics --clients "
	  "--user-defaults --client-defaults --broker-defaults --add-config= "
	  "--add-config-file= --delete-config= --group= --force" },
	{ .names = "kafka-reassign-partitions|kafka-reassign-partitions.sh",
	  .judge = judge_reassign,
	  .options = SERVER
	  "--zookeeper= --verify --generate --list --execute^ --cancel^ "
	  "--reassignment-json-file= --topics-to-move-json-file= --broker-list= "
	  "--throttle= --replica-alter-log-dirs-throttle= --timeout= "
	  "--additional --disable-rack-aware --preserve-throttles" },
	{ .names = "kafka-console-consumer|kafka-console-consumer.sh",
	  .judge = judge_consumer,
	  .options = SERVER
	  "--zookeeper= --topic= --include= --whitelist= --from-beginning "
	  "--max-messages= --timeout-ms= --partition= --offset= --property= "
	  "--formatter-property= --formatter= --formatter-config= "
	  "--consumer.config= --consumer-property= --command-property= --group= "
	  "--key-deserializer= --value-deserializer= --isolation-level= "
	  "--skip-message-on-error --reset-beginning!" },
	{ .names = "kafka-console-producer|kafka-console-producer.sh",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "publishes what it is given, to everyone who listens",
	  .judge = judge_producer },
	{ .names = "kafka-producer-perf-test|kafka-producer-perf-test.sh|"
		   "kafka-verifiable-producer|kafka-verifiable-producer.sh",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "publishes messages" },
	{ .names = "kafka-acls|kafka-acls.sh",
	  .judge = judge_list,
	  .options = SERVER "--list --add^ --remove^ --topic= --group= --cluster? "
			    "--principal= --allow-principal= --deny-principal= "
			    "--operation= --resource-pattern-type= --transactional-id= "
			    "--authorizer-properties= --authorizer= --allow-host= "
			    "--deny-host= --producer --consumer --idempotent --force" },
	{ .names = "kafka-log-dirs|kafka-log-dirs.sh",
	  .options = SERVER "--describe --broker-list= --topic-list=" },
	{ .names = "kafka-broker-api-versions|kafka-broker-api-versions.sh",
	  .options = SERVER },
	{ .names = "kafka-get-offsets|kafka-get-offsets.sh",
	  .options = SERVER "--broker-list= --topic= --partitions= --time= "
			    "--topic-partitions= --exclude-internal-topics" },
	{ .names = "kafka-dump-log|kafka-dump-log.sh",
	  .options = "--files= --print-data-log --deep-iteration --offsets-decoder "
		     "--verify-index-only --index-sanity-check --max-message-size= "
		     "--key-decoder-class= --value-decoder-class= "
		     "--transaction-log-decoder --cluster-metadata-decoder "
		     "--skip-record-metadata --max-bytes=" },
	{ .names = "kafka-metadata-quorum|kafka-metadata-quorum.sh",
	  .options = SERVER "--status --replication --human-readable",
	  .verbs = quorum_verbs },
	{ .names = "kafka-features|kafka-features.sh|kafka-cluster|kafka-cluster.sh|"
		   "kafka-transactions|kafka-transactions.sh",
	  .options = SERVER "--config= --topic= --partition= --transactional-id= "
			    "--broker-id= --max-transaction-timeout=",
	  .verbs = reading_verbs },
	{ .names = "kafka-leader-election|kafka-leader-election.sh|"
		   "kafka-preferred-replica-election|kafka-preferred-replica-election.sh",
	  .class = ACTION_REVERSIBLE,
	  .why = "makes other replicas the leaders",
	  .options = SERVER "--election-type= --all-topic-partitions --topic= "
			    "--partition= --path-to-json-file= --admin.config=" },
	{ .names = "kafka-run-class|kafka-run-class.sh",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .options = "",
	  .judge = judge_run_class },
	{ .names = "kafka-delete-records|kafka-delete-records.sh|kafka-server-start|"
		   "kafka-server-start.sh|kafka-server-stop|kafka-server-stop.sh|"
		   "kafka-storage|kafka-storage.sh|kafka-streams-application-reset|"
		   "kafka-streams-application-reset.sh|zookeeper-server-stop|"
		   "zookeeper-server-stop.sh",
	  .class = ACTION_DESTRUCTIVE },
	{ .names = "kcat|kafkacat",
	  .judge = judge_kcat,
	  .options =
		  "-LCPQGeqJKuEO -b= -t= -p= -o= -c= -f= -X= -D= -s= -r= -Z -v -F= -d= "
		  "-M= -m= -T" },
	{ 0 },
};
