/* Programs and options that newer versions do not have. */
#include "runbook/lint_private.h"

#include <string.h>

static const struct gone {
	const char *name, *verb; /* verb: a word it must have; NULL: none */
	const char *option;      /* NULL: the program or verb itself */
	const char *instead;     /* what is written in its place; "" drops it */
	const char *why;
} gone[] = {
	{ "kafka-console-producer.sh", NULL, "--broker-list", "--bootstrap-server",
	  "Kafka 2.5 has --bootstrap-server, and Kafka 4 no longer takes it" },
	{ "kafka-console-producer", NULL, "--broker-list", "--bootstrap-server",
	  "Kafka 2.5 has --bootstrap-server, and Kafka 4 no longer takes it" },
	{ "kafka-topics.sh", NULL, "--zookeeper", "--bootstrap-server",
	  "Kafka 3 no longer takes it: give a broker's address" },
	{ "kafka-topics", NULL, "--zookeeper", "--bootstrap-server",
	  "Kafka 3 no longer takes it: give a broker's address" },
	{ "kafka-configs.sh", NULL, "--zookeeper", "--bootstrap-server",
	  "Kafka 4 no longer takes it: give a broker's address" },
	{ "kafka-console-consumer.sh", NULL, "--zookeeper", "--bootstrap-server",
	  "Kafka 2 no longer takes it: give a broker's address" },
	{ "kafka-console-consumer.sh", NULL, "--new-consumer", "",
	  "there is only the new one since Kafka 2" },
	{ "kafka-consumer-groups.sh", NULL, "--zookeeper", "--bootstrap-server",
	  "Kafka 2 no longer takes it: give a broker's address" },
	{ "kafka-reassign-partitions.sh", NULL, "--zookeeper", "--bootstrap-server",
	  "Kafka 3 no longer takes it: give a broker's address" },
	{ "kafka-preferred-replica-election.sh", NULL, NULL,
	  "kafka-leader-election.sh --election-type preferred --all-topic-partitions",
	  "Kafka 3 no longer has it" },
	{ "docker-compose", NULL, NULL, "docker compose",
	  "Compose 1 ended in 2023, and new installations have only the plugin" },
	{ "mongo", NULL, NULL, "mongosh", "MongoDB 6 no longer has the old shell" },
	{ "kubectl", "run", "--generator", "",
	  "kubectl 1.21 no longer takes it: run makes a pod, and nothing else" },
	{ "kubectl", NULL, "--record", "",
	  "it goes away; kubectl annotate … kubernetes.io/change-cause=… stays" },
	{ "kubectl", "get", "--export", "", "kubectl 1.18 no longer takes it" },
	{ "kubectl", "get", "--show-all", "", "kubectl 1.16 no longer takes it" },
	{ "kubectl", "drain", "--delete-local-data", "--delete-emptydir-data",
	  "it was renamed in kubectl 1.20" },
	{ "kubectl", "apply", "--server-dry-run", "--dry-run=server",
	  "kubectl 1.18 no longer takes it" },
	{ "kubectl", "rolling-update", NULL, NULL,
	  "kubectl 1.18 no longer has it: kubectl rollout restart, or set image" },
	{ "kubectl", "convert", NULL, NULL,
	  "it is a plugin of its own since kubectl 1.22" },
	{ "helm", "install", "--name", "",
	  "Helm 3 takes the name as its first word: helm install NAME CHART" },
	{ "helm", "delete", "--purge", "", "Helm 3 always does" },
	{ "helm", "init", NULL, NULL, "Helm 3 has no Tiller to set up" },
	{ "aws", "get-login", NULL, NULL,
	  "version 2 no longer has it: aws ecr get-login-password | docker login "
	  "--username AWS --password-stdin REGISTRY" },
	{ "jmap", NULL, "-heap", NULL,
	  "Java 9 no longer has it: jhsdb jmap --heap --pid" },
	{ "jstack", NULL, "-F", NULL, "Java 9 no longer has it: jhsdb jstack --pid" },
	{ "etcdctl", "cluster-health", NULL, NULL,
	  "that is of version 2's API: etcdctl endpoint health --cluster" },
	{ "etcdctl", "backup", NULL, NULL,
	  "that is of version 2's API: etcdctl snapshot save FILE" },
	{ "rabbitmqctl", "node_health_check", NULL, NULL,
	  "RabbitMQ 3.8 says to use rabbitmq-diagnostics check_running and its kin" },
	{ "terraform", "taint", NULL, NULL,
	  "terraform apply -replace=ADDRESS shows first" },
	{ "apt-key", NULL, NULL, NULL,
	  "Debian 12 is the last to have it: keys go into /etc/apt/keyrings" },
};

static const struct shell_word *word_of(const struct lint_command *c, const char *option)
{
	for (size_t i = 1; i < c->count; i++) {
		str value = c->words[i].value, name = value, rest;

		if (str_is(value, "--"))
			return NULL;
		(void)str_cut(value, '=', &name, &rest);
		if (str_is(name, option))
			return &c->words[i];
	}
	return NULL;
}

/* The verb must be the program's, not a word further on: "kubectl get pod convert". */
static bool has_verb(const struct lint_command *c, const struct gone *row)
{
	if (!row->verb)
		return true;
	for (size_t i = 1; i < c->count && i < 4; i++)
		if (str_is(c->words[i].value, row->verb))
			return true;
	return false;
}

static bool is_gone(const struct lint_command *c, const struct gone *row)
{
	return str_is(c->name, row->name) && has_verb(c, row) &&
	       (!row->option || word_of(c, row->option));
}

static str repaired_gone(struct lint *lint, const struct lint_command *c,
			 const struct gone *row)
{
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);
	const struct shell_word *word = row->option ? word_of(c, row->option)
						    : &c->words[0];
	str value, name;

	if (!row->instead)
		return STR("");
	if (row->option && row->instead[0] && str_cut(word->source, '=', &name, &value))
		*lint_source(&rewrite, word) = arena_format(lint->arena, "%s=" STR_FMT,
							    row->instead, STR_ARG(value));
	else
		*lint_source(&rewrite, word) = str_of(row->instead);
	if (str_is(str_of(row->option), "--zookeeper"))
		return STR("");
	return lint_rewritten(lint, &rewrite);
}

void lint_obsolete(struct lint *lint, const struct lint_command *c)
{
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		const struct gone *row = &gone[i];

		if (is_gone(c, row))
			lint_report(lint, RULE_SHELL_OBSOLETE,
				    lint_spot(lint, c, repaired_gone(lint, c, row)),
				    "%s%s%s: %s", row->name,
				    row->option ? " "
				    : row->verb ? " "
						: "",
				    row->option ? row->option
				    : row->verb ? row->verb
						: "",
				    row->why);
	}
}
