/* Which values only name something, and which decide what a command does. */
#include "check.h"

#include "app/runbooks/decides.h"
#include "config/config.h"
#include "runbook/step.h"

enum { TEST_BYTES_MAX = 1 << 28 };

static const struct runbook_block *block_of(struct arena *arena, const char *language,
					    const char *code)
{
	str source = arena_format(arena, "```%s\n%s\n```\n", language, code);
	struct runbook *runbook = NULL;
	struct error error = { 0 };

	CHECK_OK(runbook_read(arena, STR("x.md"), source, &runbook, &error), error);
	CHECK(runbook->block_count == 1);
	return &runbook->blocks[0];
}

static bool decides(struct arena *arena, const char *language, const char *code,
		    const char *value)
{
	const struct runbook_block *block = block_of(arena, language, code);
	str words[] = { STR("psql"), STR("-c"), STR("{{code}}") };
	struct runbook_client client = { STR("sql"), words, 3 };
	struct config config = { .runbook_clients = &client, .runbook_client_count = 1 };
	struct work work = { .arena = arena, .config = &config };

	CHECK_CASE(block->parameter_count > 0, code);
	return value_decides(&work, block, NULL, 0, &block->parameters[0], str_of(value));
}

/* With what is known of the others, "name=value name=value". */
static bool decides_beside(struct arena *arena, const char *language, const char *code,
			   const char *name, const char *value, const char *others)
{
	const struct runbook_block *block = block_of(arena, language, code);
	struct config config = { 0 };
	struct work work = { .arena = arena, .config = &config };
	struct label known[4];
	size_t count = 0;
	str rest = str_of(others), word;

	while (str_next(&rest, ' ', &word))
		if (str_cut(word, '=', &known[count].name, &known[count].value))
			count++;
	for (size_t i = 0; i < block->parameter_count; i++)
		if (str_is(block->parameters[i].name, name))
			return value_decides(&work, block, known, count,
					     &block->parameters[i], str_of(value));
	CHECK_CASE(false, code);
	return false;
}

static void what_is_not_known_of_the_others_decides_nothing_away(void)
{
	static const struct {
		const char *code, *name, *value, *others;
		bool decides;
		const char *language;
	} cases[] = {
		{ "cd <folder> && kubectl delete <resource> web", "resource", "pvc", "",
		  true, "sh" },
		{ "cd <folder> && kubectl delete <resource> web", "resource", "pvc",
		  "folder=/srv", true, "sh" },
		{ "cd <folder> && kubectl delete pod <pod>", "pod", "web-1", "", false,
		  "sh" },
		{ "cd <folder> && kubectl delete pod <pod>", "pod", "web-1",
		  "folder=/srv", false, "sh" },
		/* Nobody can give such a folder. */
		{ "cd <folder> && kubectl delete <resource> web", "resource", "pvc",
		  "folder=srv", false, "sh" },
		{ "<method> <url>/x", "method", "DELETE", "", true, "http" },
		{ "<method> <url>/x", "method", "DELETE", "url=http://web", true,
		  "http" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(decides_beside(arena, cases[i].language, cases[i].code,
					  cases[i].name, cases[i].value,
					  cases[i].others) == cases[i].decides,
			   cases[i].code);
}

static void a_value_is_named_or_decides(void)
{
	static const struct {
		const char *code, *value; /* of the first parameter */
		bool decides;
		const char *language;
	} cases[] = {
		{ "kubectl delete <resource> web -n shop", "pvc", true, "sh" },
		{ "kubectl delete -n shop <resource> web", "pod", true, "sh" },
		{ "kubectl -n shop delete \"<resource>/web\"", "pod", true, "sh" },
		{ "kubectl get <resource> -n shop", "pods", true, "sh" },
		{ "kubectl get pods,<resource> -n shop", "nodes", true, "sh" },
		{ "kubectl describe --new=x <resource> web", "pod", true, "sh" },
		{ "kubectl describe --new x <resource> web", "pod", true, "sh" },
		{ "kubectl rollout restart <kind> web -n shop", "deployment", true,
		  "sh" },
		{ "kubectl rollout <verb> deployment web -n shop", "undo", true, "sh" },
		{ "kubectl <verb> pod web -n shop", "delete", true, "sh" },
		{ "sudo kubectl delete <resource> web", "pvc", true, "sh" },
		{ "xargs kubectl delete <resource>", "pvc", true, "sh" },
		{ "kubectl exec web -- kubectl delete <resource> x", "pvc", true, "sh" },
		{ "kubectl delete pod <pod> -n shop", "web-1", false, "sh" },
		{ "kubectl delete pod/<pod> -n shop", "web-1", false, "sh" },
		{ "kubectl delete pod web -n <namespace>", "shop", false, "sh" },
		{ "kubectl delete pod web --namespace=<namespace>", "shop", false, "sh" },
		{ "kubectl logs <pod> -n shop", "web-1", false, "sh" },
		{ "kubectl exec <pod> -n shop -- uptime", "web-1", false, "sh" },
		{ "kubectl cordon <node>", "node-1", false, "sh" },
		{ "kubectl scale deployment <name> --replicas=3", "web", false, "sh" },
		{ "kubectl get pods -l app=<app>", "web", false, "sh" },
		{ "kubectl rollout undo deployment/<name> -n shop", "web", false, "sh" },
		{ "systemctl <action> nginx", "stop", true, "sh" },
		{ "systemctl <action> nginx", "status", true, "sh" },
		{ "systemctl restart <unit>", "nginx", false, "sh" },
		{ "<tool> -rf /tmp/x", "rm", true, "sh" },
		{ "sudo <tool> /tmp/x", "cat", true, "sh" },
		{ "timeout <wait> uptime", "5m", false, "sh" },
		{ "git <verb>", "push", true, "sh" },
		{ "aws ec2 <operation> --instance-ids i-1", "describe-instances", true,
		  "sh" },
		{ "docker <object> rm x", "volume", true, "sh" },
		{ "docker restart <container>", "web", false, "sh" },
		{ "redis-cli <command> x", "get", true, "sh" },
		{ "redis-cli GET <key>", "get", false, "sh" },
		{ "cat /var/log/<file>", "syslog", false, "sh" },
		{ "curl http://<host>/health", "web:80", false, "sh" },
		{ "ping -c 1 <host>", "10.0.0.1", false, "sh" },
		{ "select * from orders where id = <id>", "17", false, "sql" },
		{ "delete from <table> where id = 1", "orders", false, "sql" },
		{ "DELETE http://host/<name>", "x", false, "http" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(decides(arena, cases[i].language, cases[i].code,
				   cases[i].value) == cases[i].decides,
			   cases[i].code);
}

static void of_what_nobody_knows_each_is_another(void)
{
	static const struct {
		const char *code, *value; /* of the first parameter */
		bool decides;
		const char *language;
	} cases[] = {
		/* Two words that nobody knows are not the same deed. */
		{ "aws ec2 <operation> --vpc-id v", "delete-vpc", true, "sh" },
		{ "aws ec2 <operation> --vpc-id v", "zzother", true, "sh" },
		{ "aws <service> delete-vpc --vpc-id v", "zzother", true, "sh" },
		{ "git <verb>", "wipe-all", true, "sh" },
		{ "redis-cli <command> x", "FT.DROPINDEX", true, "sh" },
		{ "redis-cli <command>", "FT.DROPINDEX", true, "sh" },
		{ "<tool> /tmp/x", "wipe-all", true, "sh" },
		{ "sudo <tool> /tmp/x", "wipe-all", true, "sh" },
		{ "sudo -u root timeout 5 <tool>", "wipe-all", true, "sh" },
		{ "kubectl exec web -- <tool> x", "wipe-all", true, "sh" },
		{ "docker <object> x", "zzother", true, "sh" },
		{ "gcloud compute <thing> x", "zzother", true, "sh" },
		{ "systemctl <action> nginx", "zzother", true, "sh" },
		{ "kubectl <verb> x", "zzother", true, "sh" },
		{ "helm <verb> x", "zzother", true, "sh" },
		{ "nodetool <verb>", "zzother", true, "sh" },
		{ "rabbitmqctl <verb>", "zzother", true, "sh" },
		{ "curl -X <method> http://web/x", "zzother", true, "sh" },
		{ "python3 <script>", "zzother", true, "sh" },
		/* Nor does a name decide only because the rest is not known. */
		{ "curl -X POST http://<host>/reload", "web", false, "sh" },
		{ "curl -X POST http://web/<name>/reload", "web", false, "sh" },
		{ "python3 x.py <name>", "web", false, "sh" },
		{ "unheard-of --of <name>", "web", false, "sh" },
		{ "kubectl exec <pod> -- unheard-of", "web", false, "sh" },
		{ "aws ec2 unheard-of --instance-ids <id>", "i-1", false, "sh" },
		{ "rm -rf /tmp/<name>", "web", false, "sh" },
		{ "git push origin <branch>", "web", false, "sh" },
		{ "redis-cli DEL <key>", "web", false, "sh" },
		{ "redis-cli FT.DROPINDEX <key>", "web", false, "sh" },
		{ "docker rm <name>", "web", false, "sh" },
		{ "ssh <host> uptime", "db1", false, "sh" },
		{ "jq .<field> /tmp/x", "name", false, "sh" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(decides(arena, cases[i].language, cases[i].code,
				   cases[i].value) == cases[i].decides,
			   cases[i].code);
}

const struct test tests[] = {
	{ "what is not known of the others decides nothing away",
	  what_is_not_known_of_the_others_decides_nothing_away },
	{ "a value is named, or decides", a_value_is_named_or_decides },
	{ "of what nobody knows each is another", of_what_nobody_knows_each_is_another },
	{ 0 },
};
