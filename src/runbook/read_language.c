/* What a block is written in: by the word behind its fence, else by how it looks. Who is
 * guessed to be shell would be offered to be run, so a guess needs a reason; what has
 * none is what something printed. */
#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/yaml.h"
#include "runbook/promql.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *word;
	enum runbook_language language;
} words[] = {
	{ "sh", RUNBOOK_SHELL },
	{ "bash", RUNBOOK_SHELL },
	{ "shell", RUNBOOK_SHELL },
	{ "zsh", RUNBOOK_SHELL },
	{ "ksh", RUNBOOK_SHELL },
	{ "console", RUNBOOK_SHELL },
	{ "terminal", RUNBOOK_SHELL },
	{ "shell-session", RUNBOOK_SHELL },
	{ "shellsession", RUNBOOK_SHELL },
	{ "sh-session", RUNBOOK_SHELL },
	{ "bash-session", RUNBOOK_SHELL },
	{ "shellscript", RUNBOOK_SHELL },
	{ "promql", RUNBOOK_PROMQL },
	{ "prometheus", RUNBOOK_PROMQL },
	{ "metricsql", RUNBOOK_PROMQL },
	{ "logql", RUNBOOK_LOGQL },
	{ "loki", RUNBOOK_LOGQL },
	{ "traceql", RUNBOOK_TRACEQL },
	{ "sql", RUNBOOK_SQL },
	{ "psql", RUNBOOK_SQL },
	{ "pgsql", RUNBOOK_SQL },
	{ "plpgsql", RUNBOOK_SQL },
	{ "postgres", RUNBOOK_SQL },
	{ "postgresql", RUNBOOK_SQL },
	{ "mysql", RUNBOOK_SQL },
	{ "mariadb", RUNBOOK_SQL },
	{ "sqlite", RUNBOOK_SQL },
	{ "javascript", RUNBOOK_MONGOSH },
	{ "js", RUNBOOK_MONGOSH },
	{ "mongosh", RUNBOOK_MONGOSH },
	{ "mongo", RUNBOOK_MONGOSH },
	{ "mongodb", RUNBOOK_MONGOSH },
	{ "redis", RUNBOOK_REDIS },
	{ "redis-cli", RUNBOOK_REDIS },
	{ "yaml", RUNBOOK_YAML },
	{ "yml", RUNBOOK_YAML },
	{ "http", RUNBOOK_HTTP },
	{ "rest", RUNBOOK_HTTP },
	{ "text", RUNBOOK_OUTPUT },
	{ "txt", RUNBOOK_OUTPUT },
	{ "plain", RUNBOOK_OUTPUT },
	{ "plaintext", RUNBOOK_OUTPUT },
	{ "output", RUNBOOK_OUTPUT },
	{ "log", RUNBOOK_OUTPUT },
	{ "logs", RUNBOOK_OUTPUT },
	{ "none", RUNBOOK_OUTPUT },
	{ "nohighlight", RUNBOOK_OUTPUT },
	{ "ascii", RUNBOOK_OUTPUT },
	{ "mermaid", RUNBOOK_OUTPUT },
};

bool language_of_word(str word, enum runbook_language *ret_language)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_equal(word, words[i].word)) {
			*ret_language = words[i].language;
			return true;
		}
	return false;
}

/* -- consoles -- */

/* "$ ", "# ", "user@host:~$ ", "[root@host ~]# ", "bash-5.1$ ": its length. */
static size_t prompt_length(str line, bool is_root)
{
	size_t at = 0, mark;
	bool has_host = false;

	while (at < line.length && (line.bytes[at] == ' ' || line.bytes[at] == '\t'))
		at++;
	mark = at;
	if (at < line.length &&
	    (line.bytes[at] == '[' || isalpha((unsigned char)line.bytes[at])))
		for (; mark < line.length && !strchr("$#", line.bytes[mark]); mark++) {
			if (strchr("'\"|;&<>()=", line.bytes[mark]))
				return 0;
			has_host = has_host || line.bytes[mark] == '@' ||
				   str_starts_with(str_slice(line, at, 5), STR("bash-"));
		}
	if (mark > at && !has_host)
		return 0;
	if (mark == line.length || !strchr("$#", line.bytes[mark]) ||
	    (line.bytes[mark] == '#' && mark == at && !is_root))
		return 0;
	if (mark + 1 == line.length)
		return mark + 1;
	return line.bytes[mark + 1] == ' ' ? mark + 2 : 0;
}

/* A backslash at its end, or a quote that is open: the next line belongs to it. */
static bool goes_on(str line, char *quote)
{
	bool is_escaped = false;

	for (size_t i = 0; i < line.length; i++) {
		char c = line.bytes[i];

		is_escaped = !is_escaped && c == '\\' && *quote != '\'';
		if (is_escaped) {
			i++;
			is_escaped = i == line.length;
			continue;
		}
		if (*quote ? c == *quote : c == '\'' || c == '"')
			*quote = *quote ? '\0' : c;
		else if (c == '#' && !*quote && (i == 0 || line.bytes[i - 1] == ' '))
			return false;
	}
	return is_escaped || *quote;
}

static bool has_prompt(str code, bool is_root)
{
	str rest = code, line;

	while (str_next(&rest, '\n', &line))
		if (prompt_length(line, is_root) > 0)
			return true;
	return false;
}

static bool is_comment(str line)
{
	return str_starts_with(str_trim(line), STR("#"));
}

bool console_typed(struct arena *arena, str code, bool is_root, str *ret_typed)
{
	struct text typed = text_new(arena, code.length + 1);
	str rest = code, line;
	bool is_going_on = false;
	char quote = '\0';

	/* Where "$ " is the prompt, "# " begins a comment. */
	is_root = is_root && !has_prompt(code, false);
	if (!has_prompt(code, is_root))
		return false;
	while (str_next(&rest, '\n', &line)) {
		size_t length = is_going_on ? 0 : prompt_length(line, is_root);

		if (is_going_on && str_starts_with(line, STR("> ")))
			length = 2;
		if (length > 0 || is_going_on) {
			line = str_slice(line, length, line.length);
			text_add(&typed, line);
			is_going_on = goes_on(line, &quote);
		} else if (is_comment(line)) {
			text_add(&typed, line);
		}
		text_add_char(&typed, '\n');
	}
	*ret_typed = text_of(&typed);
	return true;
}

/* -- guessing -- */

/* The next line that is not empty and no comment; false at the end. */
static bool next_line(str *rest, str *ret_line)
{
	while (str_next(rest, '\n', ret_line)) {
		*ret_line = str_trim(*ret_line);
		if (ret_line->length > 0 && ret_line->bytes[0] != '#' &&
		    !str_starts_with(*ret_line, STR("//")) &&
		    !str_starts_with(*ret_line, STR("-- ")))
			return true;
	}
	return false;
}

/* What each of the guesses looks at. */
struct look {
	struct arena *arena;
	str code;
	str line; /* the first that says something */
	str word; /* and its first word */
};

static str first_word(str line)
{
	size_t length = 0;

	line = str_trim(line);
	while (length < line.length && !strchr(" \t;(", line.bytes[length]))
		length++;
	return str_slice(line, 0, length);
}

static bool is_in(str word, const char *const *list)
{
	for (size_t i = 0; list[i]; i++)
		if (str_is(word, list[i]))
			return true;
	return false;
}

static bool looks_like_http(const struct look *look)
{
	static const char *const methods[] = { "GET",   "POST", "PUT",     "DELETE",
					       "PATCH", "HEAD", "OPTIONS", NULL };
	str path = str_trim(str_slice(look->line, look->word.length, look->line.length));

	return is_in(look->word, methods) &&
	       (str_starts_with(path, STR("/")) || str_starts_with(path, STR("http")));
}

static bool looks_like_sql(const struct look *look)
{
	static const struct {
		const char *first, *then;
	} pairs[] = {
		{ "select", "" },        { "insert", "into" },      { "update", "set" },
		{ "delete", "from" },    { "create", "table" },     { "create", "index" },
		{ "alter", "table" },    { "alter", "system" },     { "drop", "table" },
		{ "drop", "index" },     { "truncate", "table" },   { "vacuum", "" },
		{ "explain", "select" }, { "with", "select" },      { "analyze", "" },
		{ "reindex", "" },       { "show", "processlist" }, { "show", "status" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (words_equal(look->word, pairs[i].first) &&
		    (pairs[i].then[0] ? words_include(look->code, pairs[i].then)
				      : words_include(look->code, "from") ||
						str_contains(look->code, STR(";")) ||
						str_contains(look->code, STR("("))))
			return true;
	return false;
}

/* Expressions only, and each does something: a word alone is a word. */
static bool looks_like_promql(const struct look *look)
{
	size_t at = 0, count = 0;
	struct promql *promql;
	struct error error = { 0 };

	while (promql_next(look->arena, look->code, &at, &promql, &error)) {
		bool is_selector = promql->kind == PROMQL_SELECTOR;

		if (promql->kind == PROMQL_NUMBER || promql->kind == PROMQL_STRING ||
		    (is_selector &&
		     (promql->name.length == 0 ||
		      (promql->matcher_count == 0 && !promql->is_range))) ||
		    !promql_check(look->arena, look->code, promql, &error))
			return false;
		count++;
	}
	return error.kind == ERROR_NONE && count > 0;
}

static bool looks_like_logql(const struct look *look)
{
	str line = look->line;

	return (str_starts_with(line, STR("{")) || str_contains(line, STR("({"))) &&
	       str_contains(line, STR("=")) &&
	       (str_contains(line, STR("} |")) || str_contains(line, STR("}|")) ||
		str_contains(line, STR("} !")));
}

static bool looks_like_traceql(const struct look *look)
{
	static const char *const marks[] = { "span.",    "resource.", "trace:",   "span:",
					     "duration", "status",    "rootName", "." };
	str line = look->line, inside;

	if (!str_starts_with(line, STR("{")) || !str_contains(line, STR("}")))
		return false;
	inside = str_trim(str_slice(line, 1, line.length));
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_starts_with(inside, str_of(marks[i])))
			return true;
	return false;
}

static bool looks_like_mongosh(const struct look *look)
{
	static const char *const beginnings[] = { "db.", "rs.", "sh.status", "show dbs",
						  "show collections" };
	str line = look->line;

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (str_starts_with(line, str_of(beginnings[i])))
			return true;
	return false;
}

/* Each line begins with one of its commands, in capitals. */
static bool looks_like_redis(const struct look *look)
{
	static const char *const commands[] = {
		"INFO",      "CONFIG",  "CLUSTER", "SLOWLOG", "MEMORY",   "CLIENT",
		"KEYS",      "SCAN",    "GET",     "SET",     "DEL",      "UNLINK",
		"TTL",       "EXPIRE",  "DBSIZE",  "PING",    "MONITOR",  "LATENCY",
		"FLUSHALL",  "FLUSHDB", "LLEN",    "LRANGE",  "HGET",     "HGETALL",
		"XINFO",     "XLEN",    "SAVE",    "BGSAVE",  "LASTSAVE", "ROLE",
		"REPLICAOF", "ACL",     "OBJECT",  "TYPE",    NULL,
	};
	str rest = look->code, line;
	size_t count = 0;

	for (; next_line(&rest, &line); count++)
		if (!is_in(first_word(line), commands) || str_contains(line, STR(":")))
			return false;
	return count > 0;
}

/* Of Kubernetes, Prometheus and the like; "Status: resolved" is a message. */
static bool looks_like_yaml(const struct look *look)
{
	static const char *const names[] = { "apiVersion", "kind",      "metadata",
					     "spec",       "groups",    "alert",
					     "resources",  "services",  "env",
					     "route",      "receivers", NULL };
	struct error error;
	const struct tree *tree = yaml_parse(look->arena, look->code, &error);

	if (tree && tree->kind == TREE_LIST)
		tree = tree_nth(tree, 0);
	if (!tree || tree->kind != TREE_MAP)
		return false;
	for (size_t i = 0; i < tree_count(tree); i++)
		if (is_in(tree_nth_name(tree, i), names))
			return true;
	return false;
}

/* What a line of shell begins with. */
static const char *const programs[] = {
	/* clang-format off */
	"amtool", "ansible", "ansible-playbook", "apt", "apt-get", "argocd", "awk",
	"aws", "az", "bash", "cat", "cd", "chmod", "chown", "cp", "crictl", "ctr",
	"curl", "date", "dd", "df", "dig", "dmesg", "docker", "docker-compose", "du",
	"echo", "etcdctl", "export", "find", "flux", "free", "gcloud", "gh", "git",
	"grep", "head", "helm", "host", "hostname", "ip", "iostat", "istioctl",
	"java", "jcmd", "jmap", "journalctl", "jq", "jstack", "kafka-topics.sh",
	"kafka-consumer-groups.sh", "kill", "kubectl", "kubectx", "kubens", "less",
	"ls", "lsof", "make", "mkdir", "mongosh", "mongo", "mv", "mysql",
	"mysqladmin", "mysqldump", "nc", "netstat", "nginx", "nslookup", "oc",
	"openssl", "pg_ctl", "pg_dump", "pg_restore", "pgrep", "ping", "pkill",
	"podman", "promtool", "ps", "psql", "python", "python3", "rabbitmqctl",
	"redis-cli", "rm", "rsync", "scp", "sed", "sh", "source", "ssh", "ss",
	"stern", "strace", "sudo", "sysctl", "systemctl", "tail", "tar", "tcpdump",
	"terraform", "top", "touch", "traceroute", "uptime", "vault", "vmstat",
	"watch", "wget", "xargs", "yq", "yum", "dnf", "zcat", NULL,
	/* clang-format on */
};

static bool is_program(str word)
{
	return is_in(word, programs) ||
	       (str_starts_with(word, STR("./")) && word.length > 2);
}

/* NAME=value before a program. */
static bool is_assignment(str word)
{
	str name, value;

	if (!str_cut(word, '=', &name, &value) || name.length == 0)
		return false;
	for (size_t i = 0; i < name.length; i++)
		if (!isupper((unsigned char)name.bytes[i]) && name.bytes[i] != '_')
			return false;
	return true;
}

/* The first line is a command. What "kubectl" begins and then reads like a sentence or
 * a table is none, but that is rare, and its class is asked before it may run. */
static bool looks_like_shell(const struct look *look)
{
	str line = look->line, word = look->word;

	while (is_assignment(word) && word.length < line.length) {
		line = str_trim(str_slice(line, word.length, line.length));
		word = first_word(line);
	}
	return is_program(word) || str_starts_with(look->code, STR("#!/"));
}

static bool looks_like_json(const struct look *look)
{
	str code = str_trim(look->code);
	struct error error;

	return code.length > 0 && strchr("{[", code.bytes[0]) &&
	       json_parse(look->arena, code, &error) != NULL;
}

enum runbook_language language_guess(str code)
{
	static const struct {
		bool (*looks)(const struct look *look);
		enum runbook_language language;
	} guesses[] = {
		{ looks_like_json, RUNBOOK_OUTPUT },
		{ looks_like_http, RUNBOOK_HTTP },
		{ looks_like_shell, RUNBOOK_SHELL },
		{ looks_like_sql, RUNBOOK_SQL },
		{ looks_like_mongosh, RUNBOOK_MONGOSH },
		{ looks_like_redis, RUNBOOK_REDIS },
		{ looks_like_logql, RUNBOOK_LOGQL },
		{ looks_like_traceql, RUNBOOK_TRACEQL },
		{ looks_like_promql, RUNBOOK_PROMQL },
		{ looks_like_yaml, RUNBOOK_YAML },
	};
	scoped_arena scratch = arena_new(TREE_BYTES_MAX * 2);
	struct look look = { .arena = scratch, .code = code, .line = STR("") };
	str rest = code;

	if (code.length > LANGUAGE_GUESS_BYTES_MAX || !next_line(&rest, &look.line))
		return RUNBOOK_OUTPUT;
	look.word = first_word(look.line);
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		if (guesses[i].looks(&look))
			return guesses[i].language;
	return RUNBOOK_OUTPUT;
}
