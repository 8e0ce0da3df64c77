#include "base/limits.h"
#include "base/text.h"
#include "check.h"
#include "core/alerting/alert.h"
#include "runbook/runbook.h"

#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30 };

static const struct runbook_block *block_of(struct arena *arena, const char *language,
					    str code)
{
	str source = arena_format(arena, "````%s\n" STR_FMT "\n````\n", language,
				  STR_ARG(code));
	struct runbook *runbook = NULL;
	struct error error = { 0 };

	CHECK_OK(runbook_read(arena, STR("x.md"), source, &runbook, &error), error);
	if (!runbook || runbook->block_count != 1)
		exit(1);
	return &runbook->blocks[0];
}

static str parameters_told(struct arena *arena, const struct runbook_block *block)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	for (size_t i = 0; i < block->parameter_count; i++)
		text_addf(&text, "%s" STR_FMT ":%s", i ? " " : "",
			  STR_ARG(block->parameters[i].name),
			  parameter_type_names[block->parameters[i].type]);
	return text_of(&text);
}

static const struct {
	const char *language, *code, *parameters;
} finds[] = {
	{ "sh", "kubectl describe pod <pod-name> -n <namespace>",
	  "pod-name:name namespace:name" },
	{ "sh", "mongosh $MONGO_URI --eval \"db.killOp(<opid>)\"",
	  "MONGO_URI:secret opid:integer" },
	{ "sh", "kubectl cp <pod>:/tmp/x ./<pod>", "pod:name" },
	{ "sh", "kubectl -n $NAMESPACE get pod ${POD}", "NAMESPACE:name POD:name" },
	{ "sh", "kubectl scale --replicas=<count> deploy/{{service}}",
	  "count:integer service:name" },
	{ "sh", "curl http://<host>:<port>/x?t=<token>",
	  "host:address port:integer token:secret" },
	{ "sh", "kubectl logs [pod-name] -n YOUR_NAMESPACE",
	  "pod-name:name YOUR_NAMESPACE:name" },
	{ "sh", "N=<instance label from alert>\nkubectl debug node/$N",
	  "instance label from alert:address" },
	/* in a comment, assigned, well known, a template, a pattern: none */
	{ "sh", "# see <pod>\nls # <x>\nX=1; echo $X $HOME ${Y:-2} $? $1 $lower", "" },
	{ "sh", "kubectl get -o go-template='{{range .items}}{{.x}}{{end}}'", "" },
	{ "sh", "for POD in a b; do kubectl logs $POD; done\nread -r NAME; echo $NAME",
	  "" },
	{ "sh", "ls [a-z] '[pod-name]'; cat <in.txt >out.txt", "" },
	{ "sh", "echo '$MONGO_URI'", "" },
	{ "sh", "echo \\<pod>", "pod:name" },
	{ "sh", "sh -c 'x <pod>'; cat <<EOF\n<a-b>\nEOF\ncat <<'E'\n$ABC\nE",
	  "pod:name a-b:text" },
	{ "promql", "rate(x{pod=\"$pod\",ns=~\"<ns>\"}[$__range]) > <threshold> # <no>",
	  "pod:name ns:name __range:duration threshold:text" },
	{ "sh",
	  "sudo systemctl restart <service> && kubectl logs <pod>; docker logs "
	  "<container>",
	  "service:text pod:name container:text" },
	{ "promql", "up{job=~\"${job:regex}\"}", "job:name" },
	{ "promql", "a <b and c> d", "" },
	{ "promql", "label_replace(x, \"a\", \"$1\", \"b\", \"^y$\")", "" },
	{ "sql",
	  "SELECT pg_cancel_backend(<pid>) -- <no>\nFROM t WHERE a = :name AND b::text = "
	  "'<id>'",
	  "pid:integer name:name id:text" },
	{ "js", "// <no>\ndb.killOp(<opid>); x = \"$sku\"", "opid:integer" },
	{ "redis", "# <no>\nGET user:<id>", "id:text" },
	{ "yaml", "# <no>\nname: <pod> # <no>\nx: \"a-{{service}}\"",
	  "pod:name service:name" },
	{ "http", "GET /api/<id>?x=1\nHost: {{host}}", "id:text host:address" },
	{ "text", "<pod> $POD", "" },
	{ "python", "<pod>", "" },
};

static void a_parameter_is_found_where_it_can_be_filled_in(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(finds); i++) {
		str got = parameters_told(
			arena, block_of(arena, finds[i].language, str_of(finds[i].code)));

		if (!str_is(got, finds[i].parameters))
			check_failed(__FILE__, __LINE__, "%s\nhas " STR_FMT,
				     finds[i].code, STR_ARG(got));
	}
}

static const struct {
	const char *name, *type;
} types[] = {
	{ "pod-name", "name" },
	{ "POD", "name" },
	{ "pod-port", "integer" },
	{ "podName", "name" },
	{ "name", "name" },
	{ "secret-name", "name" },
	{ "file-name", "text" },
	{ "userName", "text" },
	{ "bucket-name", "text" },
	{ "host-name", "address" },
	{ "db-password", "secret" },
	{ "API_KEY", "secret" },
	{ "key", "text" },
	{ "MONGO_URI", "secret" },
	{ "DATABASE_URL", "secret" },
	{ "health-url", "address" },
	{ "service_host", "address" },
	{ "endpoint-id", "text" },
	{ "issue-number", "integer" },
	{ "start-time", "instant" },
	{ "timeout", "duration" },
	{ "value of instance label from alert", "address" },
	{ "my-pvc", "name" },
	{ "table", "text" },
	{ "something", "text" },
};

static void a_parameters_name_says_its_type(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		str code = arena_format(arena, "x <%s>", types[i].name);
		const struct runbook_block *block = block_of(arena, "sh", code);
		const char
			*got = block->parameter_count == 1
				       ? parameter_type_names[block->parameters[0].type]
				       : "none";

		if (strcmp(got, types[i].type) != 0)
			check_failed(__FILE__, __LINE__, "<%s> is %s", types[i].name,
				     got);
	}
}

static const struct {
	enum parameter_type type;
	str value;
	const char *why_not; /* NULL: accepted */
} values[] = {
	{ PARAMETER_NAME, STR_INIT("api-1.prod"), NULL },
	{ PARAMETER_NAME, STR_INIT("--all"),
	  "pod: '--all' begins with '-': it would be an option" },
	{ PARAMETER_TEXT, STR_INIT("../../etc/shadow"),
	  "pod: '..' would lead out of its place" },
	{ PARAMETER_TEXT, STR_INIT("a..b/c"), NULL },
	{ PARAMETER_NAME, STR_INIT("Api"),
	  "pod: 'Api' is not lower-case letters, digits, '-' and '.', as names in "
	  "Kubernetes are" },
	{ PARAMETER_NAME, STR_INIT("a..b"), "" },
	{ PARAMETER_NAME, STR_INIT("a-"), "" },
	{ PARAMETER_NAME, STR_INIT("a."), "" },
	{ PARAMETER_NAME, STR_INIT(""), "" },
	{ PARAMETER_NAME, STR_INIT("a b"), "" },
	{ PARAMETER_NAME, STR_INIT("a\nb"), "pod: holds a control character" },
	{ PARAMETER_TEXT, STR_INIT("a\0b"), "pod: holds a control character" },
	{ PARAMETER_TEXT, STR_INIT("-x"), "" },
	{ PARAMETER_TEXT, STR_INIT("a; rm -rf / 'b' \"c\""), NULL },
	{ PARAMETER_TEXT, STR_INIT("caf\xc3\xa9"), NULL },
	{ PARAMETER_TEXT, STR_INIT("caf\xe9"), "pod: holds signs that are not seen" },
	{ PARAMETER_TEXT, STR_INIT("a\xe2\x80\xae b"),
	  "pod: holds signs that are not seen" },
	{ PARAMETER_TEXT, STR_INIT("a\xe2\x80\x8b"),
	  "pod: holds signs that are not seen" },
	{ PARAMETER_TEXT, STR_INIT("a\xc2\x85"), "pod: holds signs that are not seen" },
	{ PARAMETER_TEXT, STR_INIT(""), "" },
	{ PARAMETER_INTEGER, STR_INIT("0123"), NULL },
	{ PARAMETER_INTEGER, STR_INIT("1.5"), "pod: '1.5' is not a whole number" },
	{ PARAMETER_INTEGER, STR_INIT("-1"), "" },
	{ PARAMETER_INTEGER, STR_INIT("1234567890123456789"), "" },
	{ PARAMETER_DURATION, STR_INIT("1h30m"), NULL },
	{ PARAMETER_DURATION, STR_INIT("5 m"), "" },
	{ PARAMETER_INSTANT, STR_INIT("2026-11-29T08:00:00+01:00"), NULL },
	{ PARAMETER_INSTANT, STR_INIT("2026-11-29"), NULL },
	{ PARAMETER_INSTANT, STR_INIT("2026-13-29"), "" },
	{ PARAMETER_INSTANT, STR_INIT("today"), "" },
	{ PARAMETER_ADDRESS, STR_INIT("db-1:5432"), NULL },
	{ PARAMETER_ADDRESS, STR_INIT("kafka-1:9092,kafka-2:9092"), NULL },
	{ PARAMETER_ADDRESS, STR_INIT("[::1]:80"), NULL },
	{ PARAMETER_ADDRESS, STR_INIT("fe80::1"), NULL },
	{ PARAMETER_ADDRESS, STR_INIT("https://x.example/a?b=c"), NULL },
	{ PARAMETER_ADDRESS, STR_INIT("https://u:p@x.example"),
	  "pod: 'https://u:p@x.example' is not a host, host:port or URL without user and "
	  "password" },
	{ PARAMETER_ADDRESS, STR_INIT("x y"), "" },
	{ PARAMETER_ADDRESS, STR_INIT("a,"), "" },
	{ PARAMETER_ADDRESS, STR_INIT(""), "" },
	{ PARAMETER_ADDRESS, STR_INIT("http://x/'"), NULL },
	{ PARAMETER_ADDRESS, STR_INIT("a:b"), "" },
	{ PARAMETER_SECRET, STR_INIT("hunter2"),
	  "pod: '******' is not nothing from here: a secret comes from the environment "
	  "of "
	  "what runs, as $NAME" },
};

static void a_value_is_of_its_parameters_grammar_or_refused_by_name(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		struct runbook_parameter parameter = { .name = STR("pod"),
						       .source = STR("<pod>"),
						       .type = values[i].type };
		str why_not = STR("");
		bool accepts = parameter_accepts(arena, &parameter, values[i].value,
						 &why_not);

		if (accepts != !values[i].why_not ||
		    (!accepts && !str_starts_with(why_not, STR("pod: "))) ||
		    (values[i].why_not && values[i].why_not[0] &&
		     !str_is(why_not, values[i].why_not)))
			check_failed(__FILE__, __LINE__, "%s '" STR_FMT "': " STR_FMT,
				     parameter_type_names[values[i].type],
				     STR_ARG(values[i].value), STR_ARG(why_not));
	}
}

/* One value for all that is to be filled in. */
static const struct {
	const char *language, *code, *name, *value,
		*want; /* of a refusal: "!" and a part */
} fills[] = {
	/* -- shell: a word stays a word -- */
	{ "sh", "kubectl logs <pod>", "pod", "api-1", "kubectl logs api-1" },
	{ "sh", "kubectl logs <pod>", "pod", "--all", "!pod: '--all' begins with '-'" },
	{ "sh", "kubectl logs <pod> -n prod", "pod", NULL, "!<pod> has no value" },
	{ "sh", "grep <what> x", "what", "a b; rm 'c' $D `e`",
	  "grep 'a b; rm '\\''c'\\'' $D `e`' x" },
	{ "sh", "grep a/<what>.log", "what", "b c", "grep a/'b c'.log" },
	{ "sh", "echo $WHAT>out", "WHAT", "2", "echo '2'>out" },
	{ "sh", "echo \\<what>", "what", "a", "!no value can be put in safely" },
	{ "sh", "<what> x", "what", "if", "'if' x" },
	{ "sh", "echo \"<what>\" '<what>'", "what", "$a \"b\" 'c' \\",
	  "echo \"\\$a \\\"b\\\" 'c' \\\\\" '$a \"b\" '\\''c'\\'' \\'" },
	/* a variable stays when nothing is given */
	{ "sh", "mongosh $MONGO_URI --eval 'db.x()'", "other", "x",
	  "mongosh $MONGO_URI --eval 'db.x()'" },
	{ "sh", "mongosh $MONGO_URI", "MONGO_URI", "mongodb://x",
	  "!MONGO_URI: '******'" },
	{ "sh", "kubectl -n \"${NAMESPACE}\" get pods", "NAMESPACE", "prod",
	  "kubectl -n \"prod\" get pods" },
	/* a longer text may be code */
	{ "sh", "echo \"no <what> today\"", "what", "news", "echo \"no news today\"" },
	{ "sh", "echo \"no <what> today\"", "what", "a b",
	  "!stands inside a longer text" },
	{ "sh", "mongosh --eval \"db.killOp(<opid>)\"", "opid", "12",
	  "mongosh --eval \"db.killOp(12)\"" },
	{ "sh", "mongosh --eval \"db.x.find({a: <what>})\"", "what", "db",
	  "!would be code" },
	{ "sh", "mongosh --eval \"db.x.find({a: '<what>'})\"", "what", "b",
	  "mongosh --eval \"db.x.find({a: 'b'})\"" },
	{ "sh", "mongosh --eval \"db.<what>.stats()\"", "what", "orders",
	  "mongosh --eval \"db.orders.stats()\"" },
	{ "sh", "psql -c 'DELETE FROM t WHERE id = <id>'", "id", "id", "!would be code" },
	{ "sh", "psql -c 'DELETE FROM t WHERE id = <id>'", "id", "7",
	  "psql -c 'DELETE FROM t WHERE id = 7'" },
	{ "sh", "psql <<EOF\nDELETE FROM t WHERE id = <id>;\nEOF", "id", "id",
	  "!would be code" },
	{ "sh", "sh -c '<what>'", "what", "reboot", "!would be code" },
	{ "sh", "sh -c \"systemctl restart <what>\"", "what", "a;b", "!longer text" },
	{ "sh", "sh -c <what>", "what", "reboot", "!would be code" },
	{ "sh", "eval \"<what>\"", "what", "reboot", "!would be code" },
	{ "sh", "sh -c \"systemctl restart <what>\"", "what", "nginx",
	  "sh -c \"systemctl restart nginx\"" },
	{ "sh", "sh -c \"ls; <what> x\"", "what", "rm", "!would be code" },
	{ "sh", "sh -c \"psql -c 'DELETE FROM t WHERE id = <id>'\"", "id", "id",
	  "!would be code" },
	{ "sh", "ssh db-1 'cat <what>'", "what", "a.log", "ssh db-1 'cat a.log'" },
	{ "sh", "ssh db-1 '<what>'", "what", "reboot", "!would be code" },
	/* quotes in a comment or a text of its own are none of the statement's */
	{ "sh", "psql -c \"DELETE FROM t -- don't\n WHERE id = <id> AND a = 'b'\"", "id",
	  "id", "!would be code" },
	{ "sh", "psql -c \"SELECT 1 WHERE a = '<id>'\"", "id", "b",
	  "psql -c \"SELECT 1 WHERE a = 'b'\"" },
	{ "sh", "mongosh --eval \"db.x.find({a: \\\"<id>\\\"})\"", "id", "b",
	  "mongosh --eval \"db.x.find({a: \\\"b\\\"})\"" },
	{ "sh", "mongosh --eval 'db.x.find({a: /<id>/})'", "id", "b/", "!would be code" },
	{ "sh", "jq -r '.a' \"<what>\"", "what", "a b", "jq -r '.a' \"a b\"" },
	{ "sh", "jq -r \"<what>\" x", "what", "a", "!would be code" },
	{ "sh", "awk '/<what>/ { print }' x", "what", "a", "!would be code" },
	{ "sh", "ssh db-1 systemctl restart <what>", "what", "a; reboot",
	  "!is read once more" },
	{ "sh", "ssh db-1 systemctl restart <what>", "what", "nginx",
	  "ssh db-1 systemctl restart nginx" },
	{ "sh", "kubectl logs -c '<what>' x", "what", "a b", "kubectl logs -c 'a b' x" },
	{ "sh", "echo $((<count> + 1))", "count", "3", "echo $((3 + 1))" },
	{ "sh", "echo $((<what> + 1))", "what", "x", "!is no number" },
	{ "sh", "echo $<what> ", "what", "HOME", "!no value can be put in safely" },
	{ "sh", "echo ${<what>}", "what", "HOME", "!no value can be put in safely" },
	/* an address */
	{ "sh", "curl http://x/a?q=<what>", "what", "a b&c=d/e",
	  "curl http://x/a?q=a%20b%26c%3Dd%2Fe" },
	{ "sh", "curl \"http://<host>/a\"", "host", "db-1", "curl \"http://db-1/a\"" },
	{ "sh", "curl \"http://<what>/a\"", "what", "x/y", "!no host of an address" },
	{ "sh", "curl <url>", "url", "http://x/a?b=c&d=e", "curl 'http://x/a?b=c&d=e'" },
	/* what cannot be read is not filled */
	{ "sh", "grep <what> 'x", "what", "a", "!cannot be read" },
	{ "sh", "a=$(grep <what> \"b $(cat <what>)\")", "what", "c d",
	  "a=$(grep 'c d' \"b $(cat 'c d')\")" },
	/* -- PromQL -- */
	{ "promql", "up{pod=\"<what>\"}", "what", "a\"b\\", "up{pod=\"a\\\"b\\\\\"}" },
	{ "promql", "up{pod=~\"x-$what\"}", "what", "a.b|c",
	  "up{pod=~\"x-a\\\\.b\\\\|c\"}" },
	{ "promql", "up{pod=~`<what>`}", "what", "a.b", "up{pod=~`a\\.b`}" },
	{ "promql", "up{pod=`<what>`}", "what", "a`b", "!no ` inside" },
	{ "promql", "up{pod=<what>}", "what", "a b", "up{pod=\"a b\"}" },
	{ "promql", "rate(x[<range>]) > 1", "range", "5m", "rate(x[5m]) > 1" },
	{ "promql", "rate(x[<what>]) > 1", "what", "5m]) or x", "!a duration like 5m" },
	{ "promql", "x > <what>", "what", "0.5", "x > 0.5" },
	{ "promql", "x > <what>", "what", "1 or vector(1)", "!a number, a duration" },
	{ "promql", "<what>{a=\"b\"}", "what", "or", "!a number, a duration" },
	{ "promql", "x{a=\"<what>\"} ) 1", "what", "b", "!cannot be read" },
	{ "promql", "up{pod=\"$what\"}", "x", "y", "!$what has no value" },
	{ "logql", "{app=\"<what>\"} |~ \"<what>\"", "what", "a.b",
	  "{app=\"a.b\"} |~ \"a\\\\.b\"" },
	/* -- SQL -- */
	{ "sql", "SELECT pg_cancel_backend(<pid>);", "pid", "42",
	  "SELECT pg_cancel_backend(42);" },
	{ "sql", "DELETE FROM t WHERE id = <id>;", "id", "id OR 1=1",
	  "DELETE FROM t WHERE id = 'id OR 1=1';" },
	{ "sql", "SELECT 1 WHERE a = '<id>'", "id", "x' OR 'a",
	  "SELECT 1 WHERE a = 'x'' OR ''a'" },
	{ "sql", "SELECT 1 WHERE a = '<id>'", "id", "x\\", "!differ on a backslash" },
	{ "sql", "REINDEX TABLE <table>;", "table", "orders", "REINDEX TABLE orders;" },
	{ "sql", "REINDEX TABLE <table>;", "table", "a; DROP", "!a name of letters" },
	{ "sql", "SELECT * FROM \"<table>\"", "table", "a\"b", "!a name of letters" },
	{ "sql", "SELECT 1 WHERE a = :what", "what", "b", "SELECT 1 WHERE a = 'b'" },
	{ "sql", "SELECT 1 WHERE a = <what> '", "what", "b", "!cannot be read" },
	/* -- JavaScript -- */
	{ "js", "db.killOp(<opid>)", "opid", "12", "db.killOp(12)" },
	{ "js", "db.x.find({a: <what>})", "what", "a\"}) //",
	  "db.x.find({a: \"a\\\"}) //\"})" },
	{ "js", "db.x.find({a: '<what>'})", "what", "it's", "db.x.find({a: 'it\\'s'})" },
	{ "js", "db.<what>.drop()", "what", "a/b", "!a name of letters" },
	{ "js", "db.x.find({a: /^<what>/})", "what", "a/b.",
	  "db.x.find({a: /^a\\/b\\./})" },
	{ "js", "x = `<what>`", "what", "a", "!no value can be put" },
	/* -- Redis, YAML, HTTP -- */
	{ "redis", "GET user:<id>", "id", "7", "GET user:7" },
	{ "redis", "GET user:<id>", "id", "7 8", "!inside a word" },
	{ "redis", "SET k <what>", "what", "a \"b\"", "SET k \"a \\\"b\\\"\"" },
	{ "yaml", "name: <what>", "what", "true", "name: \"true\"" },
	{ "yaml", "name: <what>", "what", "a: b", "name: \"a: b\"" },
	{ "yaml", "replicas: <count>", "count", "3", "replicas: 3" },
	{ "yaml", "a: 'x <what>'", "what", "it's", "a: 'x it''s'" },
	{ "yaml", "a: x-<what>", "what", "b: c", "!inside a text" },
	{ "yaml", "a: |\n  x <what>\n", "what", "b c", "!inside a longer text" },
	{ "http", "GET /a/<id>", "id", "b c/d", "GET /a/b%20c%2Fd" },
	{ "http", "POST /a\n\n{\"b\": \"<what>\"}", "what", "c\"d",
	  "POST /a\n\n{\"b\": \"c\\\"d\"}" },
	/* there is nothing to fill */
	{ "text", "<pod>", "pod", "a", "<pod>" },
};

static str filled(struct arena *arena, const struct runbook_block *block,
		  const char *name, const char *value)
{
	struct label given = { str_of(name), str_of(value) };
	struct error error = { 0 };
	str code = STR("");

	if (!runbook_fill(arena, block, &given, value != NULL, &code, &error))
		return arena_format(arena, "!%s", error.text);
	if (str_ends_with(code, STR("\n")))
		code.length--;
	return code;
}

static void a_value_stays_in_its_place(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(fills); i++) {
		const struct runbook_block *block = block_of(arena, fills[i].language,
							     str_of(fills[i].code));
		str got = filled(arena, block, fills[i].name, fills[i].value);
		bool fits = fills[i].want[0] == '!'
				    ? str_starts_with(got, STR("!line 1: ")) &&
					      str_contains(got, str_of(fills[i].want + 1))
				    : str_is(str_trim(got), fills[i].want);

		if (!fits)
			check_failed(__FILE__, __LINE__, "%s\nwith '%s' became\n" STR_FMT,
				     fills[i].code, fills[i].value, STR_ARG(got));
	}
}

static void what_takes_too_long_to_fill_is_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, TEST_BYTES_MAX);
	const struct runbook_block *block;

	for (int i = 0; i <= FILL_PLACES_MAX; i++)
		text_add(&text, STR("$ABC "));
	block = block_of(arena, "sh", text_of(&text));
	CHECK_INT(block->parameter_count, 1);
	CHECK(str_starts_with(filled(arena, block, "ABC", "a"), STR("!line 1: too ")));

	text = text_new(arena, TEST_BYTES_MAX);
	while (text.length <= FILL_BYTES_MAX)
		text_add(&text, STR("echo a\n"));
	block = block_of(arena, "sh", text_of(&text));
	CHECK(str_starts_with(filled(arena, block, "ABC", "a"), STR("!line 1: too ")));
}

const struct test tests[] = {
	{ "a parameter is found where it can be filled in",
	  a_parameter_is_found_where_it_can_be_filled_in },
	{ "a parameter's name says its type", a_parameters_name_says_its_type },
	{ "a value is of its parameter's grammar or refused by name",
	  a_value_is_of_its_parameters_grammar_or_refused_by_name },
	{ "a value stays in its place", a_value_stays_in_its_place },
	{ "what takes too long to fill is refused",
	  what_takes_too_long_to_fill_is_refused },
	{ 0 },
};
