/* The names of alerts that a runbook speaks of. */
#include "base/limits.h"
#include "base/tree.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>

enum { ALERT_NAME_BYTES_MAX = 200 };

static void add(struct alert_names *alerts, str name)
{
	name = str_trim(name);
	if (name.length == 0 || name.length > ALERT_NAME_BYTES_MAX ||
	    alerts->names.count == RUNBOOK_ALERTS_MAX)
		return;
	for (size_t i = 0; i < alerts->names.count; i++)
		if (str_equal(alerts->names.items[i], name))
			return;
	*list_add(alerts->arena, &alerts->names) = arena_copy(alerts->arena, name);
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* KubePodCrashLooping, etcdNoLeader: one word of at least two parts. */
static bool is_camel_case(str word)
{
	size_t parts = 0;

	for (size_t i = 0; i < word.length; i++) {
		if (!isalnum((unsigned char)word.bytes[i]))
			return false;
		parts += isupper((unsigned char)word.bytes[i]) && i + 1 < word.length &&
			 islower((unsigned char)word.bytes[i + 1]);
	}
	parts += word.length > 0 && islower((unsigned char)word.bytes[0]);
	return parts >= 2;
}

/* Spelled like alerts, and none. */
static bool is_product(str word)
{
	static const char *const products[] = {
		"AlertManager", "ArgoCD",          "CloudEvents",   "CloudFront",
		"CloudWatch",   "CockroachDB",     "CoreDNS",       "CrashLoopBackOff",
		"DaemonSet",    "DynamoDB",        "GitHub",        "GitLab",
		"GitOps",       "HashiCorp",       "InfluxDB",      "JavaScript",
		"MariaDB",      "MongoDB",         "MySQL",         "NewRelic",
		"OpenSearch",   "OpenShift",       "OpenTelemetry", "OpsGenie",
		"PagerDuty",    "PostgreSQL",      "PromQL",        "RabbitMQ",
		"ReplicaSet",   "StatefulSet",     "StatusPage",    "TimescaleDB",
		"TypeScript",   "VictoriaMetrics", "WebSocket",     "ZooKeeper",
	};

	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++)
		if (str_is(word, products[i]))
			return true;
	return false;
}

static str unquoted(str text)
{
	text = str_trim(text);
	while (text.length > 0 && strchr("\"'`[(", text.bytes[0]))
		text = str_slice(text, 1, text.length);
	while (text.length > 0 && strchr("\"'`])", text.bytes[text.length - 1]))
		text.length--;
	return str_trim(text);
}

static bool is_alert_word(str word)
{
	return words_equal(word, "alert") || words_equal(word, "alerts") ||
	       words_equal(word, "alert name") || words_equal(word, "alertname");
}

void alerts_in_title(struct alert_names *alerts, str title, str file_name)
{
	str before, after, stem = file_name;

	title = title_without_number(title);
	if (str_cut(title, ':', &before, &after) && is_alert_word(str_trim(before))) {
		add(alerts, unquoted(after));
		return;
	}
	title = unquoted(title);
	if (str_ends_with(stem, STR(".md")))
		stem.length -= 3;
	if ((is_camel_case(title) && !is_product(title)) ||
	    (title.length > 0 && str_equal(title, stem) &&
	     !str_contains(title, STR(" "))))
		add(alerts, title);
}

/* What stands behind "alertname" or "alert": an operator, and a name in quotes or not. */
static void take_value(struct alert_names *alerts, str rest, bool is_yaml)
{
	size_t length = 0;
	char quote = '\0';
	str name, below;

	str_cut(rest, '\n', &rest, &below);
	rest = str_trim(rest);
	if (rest.length == 0 || (is_yaml && rest.bytes[0] != ':') ||
	    !strchr(":=", rest.bytes[0]))
		return;
	rest = str_trim(str_slice(rest, 1, rest.length));
	/* A pattern may name several; each part of it that is a name counts. */
	if (rest.length > 0 && rest.bytes[0] == '~')
		rest = str_trim(str_slice(rest, 1, rest.length));
	if (rest.length > 0 && strchr("\"'`", rest.bytes[0])) {
		quote = rest.bytes[0];
		rest = str_slice(rest, 1, rest.length);
	}
	while (length < rest.length &&
	       (quote ? rest.bytes[length] != quote : is_name(rest.bytes[length])))
		length++;
	rest = str_slice(rest, 0, length);
	while (str_next(&rest, '|', &name)) {
		bool is_plain = name.length > 0;

		for (size_t i = 0; i < name.length; i++)
			is_plain = is_plain && (is_name(name.bytes[i]) ||
						strchr(" -./", name.bytes[i]));
		if (is_plain)
			add(alerts, name);
	}
}

/* "alert:" as rules have it: on a line of its own, maybe of a list. */
static bool begins_line(str text, size_t at)
{
	while (at > 0 && strchr(" \t-+*", text.bytes[at - 1]))
		at--;
	return at == 0 || text.bytes[at - 1] == '\n';
}

void alerts_in_text(struct alert_names *alerts, str text)
{
	for (size_t i = 0; i + 5 < text.length; i++) {
		str rest;

		if (text.bytes[i] != 'a' || (i > 0 && is_name(text.bytes[i - 1])))
			continue;
		rest = str_slice(text, i, ALERT_NAME_BYTES_MAX);
		if (str_starts_with(rest, STR("alertname")))
			take_value(alerts, str_slice(rest, 9, rest.length), false);
		else if (str_starts_with(rest, STR("alert:")) && begins_line(text, i))
			take_value(alerts, str_slice(rest, 5, rest.length), true);
	}
}

void alerts_in_front_matter(struct alert_names *alerts, const struct tree *front_matter)
{
	static const char *const names[] = { "trigger_alert", "alert",      "alerts",
					     "alertname",     "alert_name", "triggers" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct tree *value = tree_get(front_matter, names[i]);

		add(alerts, tree_get_text(front_matter, names[i]));
		if (value && value->kind == TREE_LIST)
			for (size_t k = 0; k < tree_count(value); k++)
				if (tree_nth(value, k)->kind == TREE_TEXT)
					add(alerts, tree_nth(value, k)->text);
	}
}
