#include "runbook/claims.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/markdown.h"
#include "formats/shell.h"
#include "runbook/promql.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *const claim_kind_names[] = {
	[CLAIM_SERIES] = "series",
	[CLAIM_OBJECT] = "object",
	[CLAIM_LINK] = "link",
	NULL,
};

struct claims {
	struct arena *arena;
	struct {
		struct claim *items;
		size_t count, capacity;
	} found;
	str source;    /* of the query that is walked */
	unsigned line; /* of its first byte */
};

static bool is_same(const struct claim *a, const struct claim *b)
{
	return a->kind == b->kind && str_equal(a->selection, b->selection) &&
	       str_equal(a->path, b->path);
}

static void add(struct claims *claims, struct claim claim)
{
	if (claims->found.count == RUNBOOK_CLAIMS_MAX)
		return;
	for (size_t i = 0; i < claims->found.count; i++)
		if (is_same(&claims->found.items[i], &claim))
			return;
	*list_add(claims->arena, &claims->found) = claim;
}

/* Something is still to be filled in: by a person, a shell or Grafana. */
static bool is_template(str text)
{
	return str_contains(text, STR("$")) || str_contains(text, STR("{{")) ||
	       str_contains(text, STR("<")) || str_contains(text, STR("...")) ||
	       str_contains(text, STR("\xe2\x80\xa6"));
}

/* -- series -- */

static const char *const match_signs[] = {
	[PROMQL_EQUAL] = "=",
	[PROMQL_NOT_EQUAL] = "!=",
	[PROMQL_REGEX] = "=~",
	[PROMQL_NOT_REGEX] = "!~",
};

static void add_quoted(struct text *text, str value)
{
	text_add_char(text, '"');
	for (size_t i = 0; i < value.length; i++) {
		char c = value.bytes[i];

		if (c == '\n') {
			text_add(text, STR("\\n"));
			continue;
		}
		if (c == '"' || c == '\\')
			text_add_char(text, '\\');
		text_add_char(text, c);
	}
	text_add_char(text, '"');
}

/* The selector without its range and offset, and without what is still a template; ""
 * when nothing is left to pick by. */
static str selection_of(struct arena *arena, const struct promql *selector)
{
	struct text text = text_new(arena, PROMQL_BYTES_MAX);
	size_t kept = 0;

	text_add(&text, selector->name);
	for (size_t i = 0; i < selector->matcher_count; i++) {
		const struct promql_matcher *matcher = &selector->matchers[i];

		if (is_template(matcher->value) || str_is(matcher->name, "__name__"))
			continue;
		text_add_char(&text, kept++ == 0 ? '{' : ',');
		text_add(&text, matcher->name);
		text_add(&text, str_of(match_signs[matcher->match]));
		add_quoted(&text, matcher->value);
	}
	if (kept > 0)
		text_add_char(&text, '}');
	return text_of(&text);
}

/* x!="a" also picks what has no x. */
static const str *labels_of(struct arena *arena, const struct promql *selector,
			    size_t *ret_count)
{
	str *labels = arena_many(arena, str, selector->matcher_count + 1);

	*ret_count = 0;
	for (size_t i = 0; i < selector->matcher_count; i++) {
		const struct promql_matcher *matcher = &selector->matchers[i];

		if ((matcher->match == PROMQL_EQUAL || matcher->match == PROMQL_REGEX) &&
		    matcher->value.length > 0 && !str_is(matcher->name, "__name__"))
			labels[(*ret_count)++] = matcher->name;
	}
	return labels;
}

static unsigned line_of(const struct claims *claims, size_t offset)
{
	unsigned line = claims->line;

	for (size_t i = 0; i < offset && i < claims->source.length; i++)
		line += claims->source.bytes[i] == '\n';
	return line;
}

/* absent(x) is asked when x is not there. As deep as promql.c lets it be. */
static void claim_selectors(struct claims *claims, const struct promql *node)
{
	struct claim claim = { .kind = CLAIM_SERIES, .metric = node->name };

	if (node->kind == PROMQL_CALL && str_starts_with(node->name, STR("absent")))
		return;
	for (size_t i = 0; i < node->count; i++)
		claim_selectors(claims, node->arguments[i]);
	if (node->kind != PROMQL_SELECTOR)
		return;
	claim.selection = selection_of(claims->arena, node);
	if (claim.selection.length == 0)
		return;
	claim.labels = labels_of(claims->arena, node, &claim.label_count);
	claim.line = line_of(claims, node->begin);
	claim.text = arena_format(claims->arena, "series " STR_FMT,
				  STR_ARG(claim.selection));
	add(claims, claim);
}

static void claim_series(struct claims *claims, const struct runbook_block *block)
{
	struct error error = { 0 };
	struct promql *promql;
	size_t at = 0;

	claims->source = block->code;
	claims->line = block->code_line;
	for (;;) {
		if (promql_next(claims->arena, block->code, &at, &promql, &error))
			claim_selectors(claims, promql);
		else if (error.kind == ERROR_NONE)
			return;
		error = (struct error){ 0 };
	}
}

/* -- objects -- */

/* The kinds that runbooks name, from `kubectl api-resources`; several names of one
 * stand in one text, the plural first. */
static const struct resource {
	const char *names;
	const char *api;
	bool is_global;
} resources[] = {
	{ "pods pod po", "/api/v1", false },
	{ "services service svc", "/api/v1", false },
	{ "configmaps configmap cm", "/api/v1", false },
	{ "secrets secret", "/api/v1", false },
	{ "persistentvolumeclaims persistentvolumeclaim pvc", "/api/v1", false },
	{ "serviceaccounts serviceaccount sa", "/api/v1", false },
	{ "resourcequotas resourcequota quota", "/api/v1", false },
	{ "endpoints ep", "/api/v1", false },
	{ "nodes node no", "/api/v1", true },
	{ "namespaces namespace ns", "/api/v1", true },
	{ "persistentvolumes persistentvolume pv", "/api/v1", true },
	{ "deployments deployment deploy", "/apis/apps/v1", false },
	{ "statefulsets statefulset sts", "/apis/apps/v1", false },
	{ "daemonsets daemonset ds", "/apis/apps/v1", false },
	{ "replicasets replicaset rs", "/apis/apps/v1", false },
	{ "jobs job", "/apis/batch/v1", false },
	{ "cronjobs cronjob cj", "/apis/batch/v1", false },
	{ "horizontalpodautoscalers horizontalpodautoscaler hpa", "/apis/autoscaling/v2",
	  false },
	{ "poddisruptionbudgets poddisruptionbudget pdb", "/apis/policy/v1", false },
	{ "ingresses ingress ing", "/apis/networking.k8s.io/v1", false },
	{ "networkpolicies networkpolicy netpol", "/apis/networking.k8s.io/v1", false },
	{ "storageclasses storageclass sc", "/apis/storage.k8s.io/v1", true },
};

/* "deployments.apps" is "deployments". */
static const struct resource *resource_of(str kind, str *ret_plural)
{
	str group;

	(void)str_cut(kind, '.', &kind, &group);
	for (size_t i = 0; i < sizeof(resources) / sizeof(resources[0]); i++) {
		str rest = str_of(resources[i].names), name;

		*ret_plural = STR("");
		while (str_next(&rest, ' ', &name)) {
			if (ret_plural->length == 0)
				*ret_plural = name;
			if (str_equal(name, kind))
				return &resources[i];
		}
	}
	return NULL;
}

str kubernetes_object_path(struct arena *arena, str kind, str namespace, str name,
			   bool *ret_needs_namespace)
{
	str plural = STR("");
	const struct resource *resource = resource_of(kind, &plural);

	*ret_needs_namespace = false;
	if (!resource)
		return STR("");
	*ret_needs_namespace = !resource->is_global && namespace.length == 0;
	if (resource->is_global || namespace.length == 0)
		return arena_format(arena, "%s/" STR_FMT "/" STR_FMT, resource->api,
				    STR_ARG(plural), STR_ARG(name));
	return arena_format(arena, "%s/namespaces/" STR_FMT "/" STR_FMT "/" STR_FMT,
			    resource->api, STR_ARG(namespace), STR_ARG(plural),
			    STR_ARG(name));
}

/* A name as the API has them: nothing else is put into a path. A pod of a workload has a
 * new name after each restart, so a runbook that names one has named an example. */
static bool is_object_name(str name)
{
	if (name.length == 0 || name.length > 253 ||
	    !isalnum((unsigned char)name.bytes[0]))
		return false;
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];

		if (!islower((unsigned char)c) && !isdigit((unsigned char)c) &&
		    c != '-' && c != '.')
			return false;
	}
	return true;
}

struct asked {
	str verb, namespace;
	str words[2]; /* behind the verb, and behind "undo" of "rollout undo" */
	size_t count;
	bool is_certain;
};

static bool takes_value(str option)
{
	static const char *const with_value[] = {
		"-l",
		"--selector",
		"-o",
		"--output",
		"-c",
		"--container",
		"--tail",
		"--since",
		"--context",
		"--kubeconfig",
		"--replicas",
		"--to-revision",
		"--field-selector",
		"--sort-by",
		"-p",
		"--patch",
		"--type",
		"-f",
		"--limits",
		"--requests",
		"--timeout",
		"--cluster",
		"--user",
	};

	for (size_t i = 0; i < sizeof(with_value) / sizeof(with_value[0]); i++)
		if (str_is(option, with_value[i]))
			return true;
	return false;
}

static void take_word(struct asked *asked, str word)
{
	if (asked->verb.length == 0)
		asked->verb = word;
	else if ((str_is(asked->verb, "rollout") || str_is(asked->verb, "set")) &&
		 !str_contains(asked->verb, STR(" ")))
		asked->verb = str_is(asked->verb, "set") ? STR("set …")
							 : STR("rollout …");
	else if (asked->count < sizeof(asked->words) / sizeof(asked->words[0]))
		asked->words[asked->count++] = word;
}

/* kubectl's words, as far as they say which object is meant. */
static struct asked read_kubectl(const struct shell_command *command)
{
	struct asked asked = { .is_certain = true };

	for (size_t i = 1; i < command->count && asked.is_certain; i++) {
		const struct shell_word *word = &command->words[i];
		str option = word->value, value = STR("");

		if (!word->is_static) {
			asked.is_certain = false;
		} else if (str_is(option, "--")) {
			break;
		} else if (str_is(option, "-n") || str_is(option, "--namespace")) {
			if (i + 1 < command->count && command->words[i + 1].is_static)
				asked.namespace = command->words[++i].value;
			else
				asked.is_certain = false;
		} else if (str_starts_with(option, STR("--namespace="))) {
			(void)str_cut(option, '=', &option, &value);
			asked.namespace = value;
		} else if (str_starts_with(option, STR("-"))) {
			i += takes_value(option);
		} else {
			take_word(&asked, option);
		}
	}
	return asked;
}

/* Verbs that need the object to be there, and whose words are KIND NAME or KIND/NAME. */
static bool names_an_object(str verb)
{
	static const char *const verbs[] = {
		"get",    "describe",     "edit",     "scale", "patch",
		"label",  "annotate",     "logs",     "exec",  "autoscale",
		"expose", "cordon",       "uncordon", "drain", "rollout …",
		"set …",  "port-forward",
	};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_is(verb, verbs[i]))
			return true;
	return false;
}

static void claim_object(struct claims *claims, const struct shell_command *command)
{
	struct asked asked = read_kubectl(command);
	str kind = STR(""), name = STR(""), path;
	bool needs_namespace = false;

	if (!asked.is_certain || asked.count == 0 || !names_an_object(asked.verb))
		return;
	if (str_is(asked.verb, "cordon") || str_is(asked.verb, "uncordon") ||
	    str_is(asked.verb, "drain")) {
		kind = STR("node");
		name = asked.words[0];
	} else if (!str_cut(asked.words[0], '/', &kind, &name)) {
		kind = asked.words[0];
		name = asked.count > 1 ? asked.words[1] : STR("");
	}
	if (!is_object_name(name) || str_is(kind, "pod") || str_is(kind, "pods") ||
	    str_is(kind, "po") ||
	    (asked.namespace.length > 0 && !is_object_name(asked.namespace)))
		return;
	path = kubernetes_object_path(claims->arena, kind, asked.namespace, name,
				      &needs_namespace);
	if (path.length == 0)
		return;
	add(claims,
	    (struct claim){
		    .kind = CLAIM_OBJECT,
		    .line = claims->line + command->line - 1,
		    .text = arena_format(claims->arena, STR_FMT " " STR_FMT "%s" STR_FMT,
					 STR_ARG(kind), STR_ARG(name),
					 asked.namespace.length > 0 ? " in " : "",
					 STR_ARG(asked.namespace)),
		    .path = path,
		    .needs_namespace = needs_namespace,
	    });
}

static void claim_objects_in(struct claims *claims, const struct shell_script *script)
{
	for (size_t p = 0; script && p < script->count; p++) {
		const struct shell_pipeline *pipeline = &script->pipelines[p];

		for (size_t c = 0; c < pipeline->count; c++) {
			const struct shell_command *command = &pipeline->commands[c];

			if (command->kind != SHELL_SIMPLE)
				claim_objects_in(claims, command->body);
			else if (command->count > 1 && command->words[0].is_static &&
				 (str_is(command->words[0].value, "kubectl") ||
				  str_is(command->words[0].value, "oc")))
				claim_object(claims, command);
		}
	}
}

static void claim_objects(struct claims *claims, const struct runbook_block *block)
{
	struct shell_script script;
	struct error error = { 0 };

	claims->line = block->code_line;
	if (shell_parse(claims->arena, block->code, &script, &error))
		claim_objects_in(claims, &script);
}

/* -- links -- */

/* Names that are kept for examples (RFC 2606, RFC 6761) promise nobody an answer. */
static bool is_example(str url)
{
	static const char *const hosts[] = { "example.com", "example.org", "example.net",
					     ".example",    ".invalid",    ".test",
					     "localhost",   "127.0.0.1" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (str_contains(url, str_of(hosts[i])))
			return true;
	return false;
}

static void claim_links(struct claims *claims, const struct markdown *markdown)
{
	for (size_t i = 0; markdown && i < markdown->link_count; i++) {
		const struct markdown_link *link = &markdown->links[i];
		str fragment, url = link->target;

		(void)str_cut(url, '#', &url, &fragment);
		if ((!str_starts_with(url, STR("https://")) &&
		     !str_starts_with(url, STR("http://"))) ||
		    is_template(url) || is_example(url))
			continue;
		add(claims, (struct claim){
				    .kind = CLAIM_LINK,
				    .line = link->line,
				    .text = arena_format(claims->arena, "link " STR_FMT,
							 STR_ARG(url)),
				    .path = url,
			    });
	}
}

/* -- all -- */

static int by_line(const void *a, const void *b)
{
	const struct claim *one = a, *other = b;

	return (one->line > other->line) - (one->line < other->line);
}

void runbook_claims(struct arena *arena, const struct runbook *runbook,
		    const struct claim **ret_claims, size_t *ret_count)
{
	struct claims claims = { .arena = arena };

	for (size_t i = 0; i < runbook->block_count; i++) {
		const struct runbook_block *block = &runbook->blocks[i];

		if (block->language == RUNBOOK_PROMQL)
			claim_series(&claims, block);
		else if (block->language == RUNBOOK_SHELL)
			claim_objects(&claims, block);
	}
	claim_links(&claims, runbook->markdown);
	if (claims.found.count > 0)
		qsort(claims.found.items, claims.found.count, sizeof(struct claim),
		      by_line);
	*ret_claims = claims.found.items;
	*ret_count = claims.found.count;
}
