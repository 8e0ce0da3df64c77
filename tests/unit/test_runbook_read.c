#include "base/limits.h"
#include "base/text.h"
#include "base/tree.h"
#include "check.h"
#include "formats/markdown.h"
#include "runbook/runbook.h"

#include <dirent.h>
#include <string.h>

enum { TEST_BYTES_MAX = 1 << 30 };

static const struct runbook *read_as(struct arena *arena, str name, str source)
{
	struct runbook *runbook = NULL;
	struct error error = { 0 };

	CHECK_OK(runbook_read(arena, name, source, &runbook, &error), error);
	if (!runbook)
		exit(1);
	return runbook;
}

static const struct runbook *read_text(struct arena *arena, const char *source)
{
	return read_as(arena, STR("disk.md"), str_of(source));
}

static str sections_told(struct arena *arena, const struct runbook *runbook)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	for (size_t i = 0; i < runbook->section_count; i++) {
		const struct runbook_section *section = &runbook->sections[i];

		text_addf(&text, "%s%u:%u " STR_FMT, i ? "\n" : "", section->line,
			  section->level, STR_ARG(section->title));
		if (section->part != RUNBOOK_TEXT)
			text_addf(&text, " %s", runbook_part_names[section->part]);
		if (section->is_incident)
			text_addf(&text, " incident");
		if (section->parent != SIZE_MAX)
			text_addf(&text, " <%zu", section->parent);
		if (section->text.length > 0)
			text_addf(&text, " [" STR_FMT "]", STR_ARG(section->text));
	}
	return text_of(&text);
}

static str blocks_told(struct arena *arena, const struct runbook *runbook)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	for (size_t i = 0; i < runbook->block_count; i++) {
		const struct runbook_block *block = &runbook->blocks[i];

		text_addf(&text, "%s%zu " STR_FMT " %u-%u@%u %s%s", i ? "\n" : "",
			  block->number, STR_ARG(block->id), block->line, block->line_end,
			  block->code_line, runbook_language_names[block->language],
			  block->language_guessed ? "?" : "");
		text_addf(&text, " /%zu %s", block->section,
			  runbook_part_names[block->part]);
		if (block->title.length > 0)
			text_addf(&text, " '" STR_FMT "'", STR_ARG(block->title));
		if (block->condition.length > 0)
			text_addf(&text, " (" STR_FMT ")", STR_ARG(block->condition));
	}
	return text_of(&text);
}

static str alerts_told(struct arena *arena, const struct runbook *runbook)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	for (size_t i = 0; i < runbook->alert_count; i++)
		text_addf(&text, "%s" STR_FMT, i ? " " : "", STR_ARG(runbook->alerts[i]));
	return text_of(&text);
}

static const char incident[] = "# Runbook\n"
			       "intro\n"
			       "## Common incidents\n"
			       "### 1. Disk full\n"
			       "#### Symptoms\n"
			       "- writes fail\n"
			       "- `ENOSPC`\n"
			       "#### Diagnosis steps\n"
			       "```bash\n"
			       "df -h\n"
			       "```\n"
			       "#### Resolution steps\n"
			       "1. **If logs are large:**\n"
			       "   ```bash {name=vacuum}\n"
			       "   journalctl --vacuum-size=1G\n"
			       "   ```\n"
			       "2. Otherwise\n"
			       "   ```bash\n"
			       "   df -i\n"
			       "   ```\n"
			       "#### If a node is lost\n"
			       "```sh\n"
			       "kubectl get nodes\n"
			       "```\n"
			       "## Communication templates\n"
			       "### Resolution\n"
			       "```\n"
			       "Status: resolved\n"
			       "```\n";

static void headings_give_incidents_with_their_parts(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct runbook *runbook = read_text(arena, incident);

	CHECK_STR(runbook->title, "Runbook");
	CHECK_STR(sections_told(arena, runbook),
		  "1:1 Runbook [intro]\n"
		  "3:2 Common incidents <0\n"
		  "4:3 1. Disk full incident <1\n"
		  "5:4 Symptoms symptoms <2 [writes fail\nENOSPC]\n"
		  "8:4 Diagnosis steps diagnosis <2\n"
		  "12:4 Resolution steps resolution <2 [If logs are large:\nOtherwise]\n"
		  "21:4 If a node is lost <2\n"
		  "25:2 Communication templates <0\n"
		  "26:3 Resolution <7");
	CHECK_STR(blocks_told(arena, runbook),
		  "1 9 9-11@10 shell /4 diagnosis 'Diagnosis steps'\n"
		  "2 vacuum 14-16@15 shell /5 resolution 'If logs are large' "
		  "(If logs are large)\n"
		  "3 18 18-20@19 shell /5 resolution 'Otherwise'\n"
		  "4 22 22-24@23 shell /6 text 'If a node is lost' (If a node is lost)\n"
		  "5 27 27-29@28 output? /8 text 'Resolution'");
}

static const struct {
	const char *source, *blocks;
} conditions[] = {
	/* an outer one holds, too, and ends with its item */
	{ "- **If A:**\n  - if B:\n    ```sh\n    a\n    ```\n  - x\n    ```sh\n    b\n  "
	  "  "
	  "```\n- y\n\n  ```sh\n  c\n  ```\n",
	  "1 3 3-5@4 shell /0 text 'if B' (If A, if B)\n"
	  "2 7 7-9@8 shell /0 text 'x' (If A)\n"
	  "3 12 12-14@13 shell /0 text 'y'" },
	/* a fence that is not indented belongs to the item just above it */
	{ "1. **If A:**\n```sh\na\n```\n\n```sh\nb\n```\n",
	  "1 2 2-4@3 shell /0 text 'If A' (If A)\n"
	  "2 6 6-8@7 shell /0 text 'If A'" },
	/* a sentence that only begins so is none */
	{ "If it rains, it rains.\n\n```sh\na\n```\n",
	  "1 3 3-5@4 shell /0 text 'If it rains, it rains.'" },
	{ "For the record:\n\n```sh\na\n```\n",
	  "1 3 3-5@4 shell /0 text 'For the record'" },
	{ "**For duplicates:**\n\n```sh\na\n```\n---\n```sh\nb\n```\n",
	  "1 3 3-5@4 shell /0 text 'For duplicates' (For duplicates)\n"
	  "2 7 7-9@8 shell /0 text 'For duplicates'" },
	/* bold lines instead of headings */
	{ "# X\n**Diagnosis:**\n```sh\na\n```\n**Severity**: high\n\n```sh\nb\n```\n"
	  "**Verification**\n\n```sh\nc\n```\n# Y\n```sh\nd\n```\n",
	  "1 3 3-5@4 shell /0 diagnosis 'Diagnosis'\n"
	  "2 8 8-10@9 shell /0 diagnosis 'Severity: high'\n"
	  "3 13 13-15@14 shell /0 verification 'Verification'\n"
	  "4 17 17-19@18 shell /1 text 'Y'" },
	/* a step of a list, a condition or a sentence in bold is no heading */
	{ "# X\n- **Verify**\n\n  ```sh\n  a\n  ```\n\n**If validation "
	  "fails:**\n```sh\nb\n"
	  "```\n**All of the impact is gone**\n```sh\nc\n```\n",
	  "1 4 4-6@5 shell /0 text 'Verify'\n"
	  "2 9 9-11@10 shell /0 text 'If validation fails' (If validation fails)\n"
	  "3 13 13-15@14 shell /0 text 'All of the impact is gone' (If validation "
	  "fails)" },
};

static void a_condition_holds_for_what_is_below_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(conditions); i++) {
		str got = blocks_told(arena, read_text(arena, conditions[i].source));

		if (!str_is(got, conditions[i].blocks))
			check_failed(__FILE__, __LINE__, "%s\nbecame\n" STR_FMT,
				     conditions[i].source, STR_ARG(got));
	}
}

static const struct {
	const char *title, *part;
} titles[] = {
	{ "Symptoms", "symptoms" },
	{ "Meaning", "symptoms" },
	{ "Assess Impact", "impact" },
	{ "Verify impact scope", "impact" },
	{ "Hypothesis validation", "diagnosis" },
	{ "Step 2: Root Cause Analysis", "diagnosis" },
	{ "Phase 3: Immediate Mitigation (2:28 PM)", "resolution" },
	{ "Post-Fix Verification", "verification" },
	{ "Verify Fix", "verification" },
	{ "3.1 Restore Redis", "resolution" },
	{ "Rollback", "undo" },
	{ "4. Rollback plan:", "undo" },
	{ "Rollback decision", "text" },
	{ "Postmortem", "prevention" },
	{ "Escalation paths", "escalation" },
	{ "Container restarts", "text" },
	{ "Fixtures", "text" },
	{ "Overview", "text" },
	{ "Communicating the resolution", "text" },
};

static void a_heading_says_what_a_part_is_for(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(titles); i++) {
		str source = arena_format(arena, "## %s\n", titles[i].title);
		const struct runbook *runbook = read_as(arena, STR("x"), source);
		const char *got = runbook_part_names[runbook->sections[0].part];

		if (strcmp(got, titles[i].part) != 0)
			check_failed(__FILE__, __LINE__, "%s is %s", titles[i].title,
				     got);
	}
}

static const struct {
	const char *info, *code, *language;
} languages[] = {
	{ "bash", "rate(x[5m])", "shell" },
	{ "Shell copy", "x", "shell" },
	{ "promql", "up", "promql" },
	{ "psql", "x", "sql" },
	{ "js", "x", "mongosh" },
	{ "yml", "x", "yaml" },
	{ "txt", "kubectl get pods", "output" },
	{ "python", "print(1)", "other" },
	{ "markdown", "# x", "other" },
	{ "{.bash .numbered}", "ls", "shell" },
	{ "", "kubectl get pods -A", "shell?" },
	{ "", "# look\nsudo systemctl status x", "shell?" },
	{ "", "PAGER=cat git log", "shell?" },
	{ "", "#!/bin/sh\nfoo", "shell?" },
	{ "", "$ foo\nbar", "shell?" },
	{ "", "foo bar", "output?" },
	{ "", "", "output?" },
	{ "", "sum(rate(http_requests_total[5m]))", "promql?" },
	{ "", "# errors\nup{job=\"x\"} == 0", "promql?" },
	{ "", "up", "output?" },
	{ "", "12", "output?" },
	{ "", "{app=\"x\"} |= \"error\"", "logql?" },
	{ "", "sum(rate({app=\"x\"} |= \"error\" [5m]))", "logql?" },
	{ "", "{ span.http.status_code = 500 }", "traceql?" },
	{ "", "SELECT pid FROM pg_stat_activity;", "sql?" },
	{ "", "-- busy\nselect 1;", "sql?" },
	{ "", "Update the status page", "output?" },
	{ "", "Create a ticket", "output?" },
	{ "", "db.currentOp()", "mongosh?" },
	{ "", "CONFIG GET maxmemory\nINFO memory", "redis?" },
	{ "", "INFO: starting\nINFO: done", "output?" },
	{ "", "GET /health HTTP/1.1\nHost: x", "http?" },
	{ "", "apiVersion: v1\nkind: Pod", "yaml?" },
	{ "", "- alert: X\n  expr: up == 0", "yaml?" },
	{ "", "Status: Resolved\nImpact: none", "output?" },
	{ "", "{\"a\": 1}", "output?" },
	{ "", "[1, 2]", "output?" },
	{ "", "\xe2\x94\x8c\xe2\x94\x80\xe2\x94\x80\xe2\x94\x90", "output?" },
	{ "", "NAME   READY   STATUS\napi-1  1/1     Running", "output?" },
	{ "", "2025-11-09 14:17 ERROR x", "output?" },
};

static void a_language_is_named_or_guessed_with_a_reason(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(languages); i++) {
		str source = arena_format(arena, "```%s\n%s\n```\n", languages[i].info,
					  languages[i].code);
		const struct runbook *runbook = read_as(arena, STR("x"), source);
		const struct runbook_block *block = &runbook->blocks[0];
		str got = arena_format(arena, "%s%s",
				       runbook_language_names[block->language],
				       block->language_guessed ? "?" : "");

		if (!str_is(got, languages[i].language))
			check_failed(__FILE__, __LINE__, "```%s\n%s\nis " STR_FMT,
				     languages[i].info, languages[i].code, STR_ARG(got));
	}
}

static const struct {
	const char *info, *code, *typed;
	bool is_console;
} consoles[] = {
	{ "sh", "$ a\nout\n$ b \\\n  c\nout\n", "a\n\nb \\\n  c\n\n", true },
	{ "console", "# systemctl stop x\n", "systemctl stop x\n", true },
	{ "console", "$ a\n# a comment\nout\n", "a\n# a comment\n\n", true },
	{ "console", "kubectl get pods\n", "kubectl get pods\n", false },
	{ "sh", "# a comment\nb\n", "# a comment\nb\n", false },
	{ "console", "root@db-1:~# reboot\n", "reboot\n", true },
	{ "console", "[me@db ~]$ ls\nx\n", "ls\n\n", true },
	{ "sh", "$ cat 'a\n> b'\nout\n$ c\n", "cat 'a\nb'\n\nc\n", true },
	{ "sh", "echo $ a\n", "echo $ a\n", false },
	{ "sh", "$HOME/bin/x\n", "$HOME/bin/x\n", false },
	{ "", "$ a\n", "a\n", true },
};

static void of_a_console_only_what_was_typed_is_code(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(consoles); i++) {
		str source = arena_format(arena, "```%s\n%s```\n", consoles[i].info,
					  consoles[i].code);
		const struct runbook *runbook = read_as(arena, STR("x"), source);
		const struct runbook_block *block = &runbook->blocks[0];

		if (!str_is(block->code, consoles[i].typed) ||
		    block->is_console != consoles[i].is_console)
			check_failed(__FILE__, __LINE__, "%s\nis\n" STR_FMT,
				     consoles[i].code, STR_ARG(block->code));
	}
}

static const struct {
	const char *info, *told;
} attributes[] = {
	{ "sh {\"name\":\"a b\",\"class\":\"read\",\"timeout\":\"90s\"}",
	  "name=a b class=read timeout=90000" },
	{ "sh {name=a class=data-repair approve=two empty=pass}",
	  "name=a class=data-repair empty=pass approve=two" },
	{ "sh{name=a undo=\"kubectl scale --replicas=2\" verify=b expect='< 0.01'}",
	  "name=a expect=< 0.01 undo=kubectl scale --replicas=2 verify=b" },
	/* runme's own */
	{ "sh {\"interactive\":\"false\",\"terminalRows\":20,\"name\":\"a\"}", "name=a" },
	/* what nobody knows, or a value that is none */
	{ "sh {\"color\":\"red\"}", "unknown=color=red" },
	{ "sh {class=harmless timeout=soon empty=maybe approve=three}",
	  "unknown=class=harmless, timeout=soon, empty=maybe, approve=three" },
	{ "sh {timeout=0s}", "unknown=timeout=0s" },
	{ "sh {\"name\":\"a\"", "unknown={\"name\":\"a\"" },
	{ "sh {name=a", "unknown={name=a" },
	{ "sh title=\"x\"", "" },
	{ "sh {}", "" },
	{ "{.bash name=a}", "name=a" },
};

static str attributes_told(struct arena *arena, const struct runbook_attributes *it)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);
	const struct {
		const char *name;
		str value;
	} all[] = {
		{ "name", it->name },
		{ "class",
		  it->has_class ? str_of(action_class_names[it->class]) : STR("") },
		{ "expect", it->expect },
		{ "empty", it->empty },
		{ "timeout",
		  it->timeout ? arena_format(arena, "%d", (int)it->timeout) : STR("") },
		{ "approve", it->approve },
		{ "undo", it->undo },
		{ "verify", it->verify },
		{ "unknown", it->unknown },
	};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (all[i].value.length > 0)
			text_addf(&text, "%s%s=" STR_FMT, text.length ? " " : "",
				  all[i].name, STR_ARG(all[i].value));
	return text_of(&text);
}

static void attributes_are_read_as_runme_writes_them(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(attributes); i++) {
		str source = arena_format(arena, "```%s\nx\n```\n", attributes[i].info);
		const struct runbook *runbook = read_as(arena, STR("x"), source);
		str got = attributes_told(arena, &runbook->blocks[0].attributes);

		if (!str_is(got, attributes[i].told))
			check_failed(__FILE__, __LINE__, "%s\nis\n" STR_FMT,
				     attributes[i].info, STR_ARG(got));
	}
}

static const struct {
	const char *name, *source, *alerts;
} alerts[] = {
	{ "x.md", "# KubePodCrashLooping\n", "KubePodCrashLooping" },
	{ "x.md", "# etcdNoLeader\n## MongoDB\n## Overview\n", "etcdNoLeader" },
	{ "node/Watchdog.md", "# Watchdog\n", "Watchdog" },
	{ "x.md", "##### Alert Name: \"KubeAPIDown\"\n## Alert: Disk is full\n",
	  "KubeAPIDown Disk is full" },
	{ "x.md", "---\ntrigger_alert: DiskFull\nalerts: [A, B]\n---\n# T\n",
	  "DiskFull A B" },
	{ "x.md", "```promql\nALERTS{alertname=~\"DiskFull|DiskSlow\"}\n```\n",
	  "DiskFull DiskSlow" },
	{ "x.md", "```yaml\n- alert: RedisMemory\n  expr: up\n```\n", "RedisMemory" },
	{ "x.md", "```txt\n - alertname = KubeNodeNotReady\n```\n", "KubeNodeNotReady" },
	{ "x.md", "Look at `alertname=\"Twice\"` and alertname=\"Twice\".\n", "Twice" },
	{ "x.md", "We alert: someone looks.\n\n```yaml\nalert:\n  x: y\n```\n", "" },
};

static void names_of_alerts_are_found_where_they_are_written(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < COUNT_OF(alerts); i++) {
		str got = alerts_told(arena, read_as(arena, str_of(alerts[i].name),
						     str_of(alerts[i].source)));

		if (!str_is(got, alerts[i].alerts))
			check_failed(__FILE__, __LINE__, "%s\nnames '" STR_FMT "'",
				     alerts[i].source, STR_ARG(got));
	}
}

static void what_stands_before_a_heading_and_front_matter_are_there(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct runbook *runbook = read_text(
		arena, "---\ntitle: Disks\nseverity: 2\n---\n```sh\ndf\n```\n");

	CHECK_STR(runbook->title, "Disks");
	CHECK_INT(tree_get_int(runbook->front_matter, "severity", 0), 2);
	CHECK_STR(sections_told(arena, runbook), "5:0 ");
	CHECK_INT(runbook->blocks[0].section, 0);
	CHECK_INT(runbook->blocks[0].code_line, 6);

	runbook = read_text(arena, "");
	CHECK_STR(runbook->title, "disk.md");
	CHECK_INT(runbook->section_count + runbook->block_count, 0);
	CHECK(!runbook->front_matter);
	/* Front matter that is no YAML is for the lint. */
	CHECK(!read_text(arena, "---\na: [\n---\n# x\n")->front_matter);
}

static void garbled_text_is_repaired_and_the_source_stays(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str source = STR(
		"# \xe2\x80\x9a\xc3\x9c\xc3\xad Next\n\n\xe2\x80\x9a\xc3\x9c\xc3\xad "
		"and \xe2\x80\x9a\xc3\x9c\xc3\xad\n");
	const struct runbook *runbook = read_as(arena, STR("x"), source);

	CHECK_STR_EQ(runbook->source, source);
	CHECK(runbook->repairs > 0);
	CHECK_STR(runbook->title, "\xe2\x86\x92 Next");
	CHECK_INT(runbook->digest.length, 64);
}

/* What cmark takes for a line is one for the shell that runs it, and for who counts. */
static void a_lone_carriage_return_ends_a_line(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str source = STR("# A\r\rwords\r\r```sh\rls\rrm x\r\nid\r```\r");
	const struct runbook *runbook = read_as(arena, STR("x"), source);

	CHECK_STR_EQ(runbook->source, source);
	CHECK_INT(runbook->repairs, 0);
	CHECK_STR(runbook->repaired, "# A\n\nwords\n\n```sh\nls\nrm x\r\nid\n```\n");
	CHECK_INT(runbook->block_count, 1);
	CHECK_STR(runbook->blocks[0].code, "ls\nrm x\nid\n");
	CHECK_INT(runbook->blocks[0].code_line, 6);
}

static void a_seal_is_of_all_that_decides_what_runs(void)
{
#define SEALED(attributes, code, other) \
	"```sh {" attributes "}\n" code "\n```\n\n```sh {name=w}\n" other "\n```\n"
	static const struct {
		const char *text;
		bool is_same;
	} cases[] = {
		{ "# Title\n\nwords\n\n" SEALED("name=b verify=w expect=x", "rm a", "ls"),
		  true },
		{ SEALED("name=a verify=w", "rm a", "ls"), true },
		{ "```bash {name=a verify=w}\nrm a\n```\n\n```sh {name=w}\nls\n```\n",
		  true },
		{ SEALED("name=a verify=w", "rm b", "ls"), false },
		{ SEALED("name=a verify=w", "rm a", "ls /"), false },
		{ SEALED("name=a", "rm a", "ls"), false },
		{ SEALED("name=a verify=x", "rm a", "ls"), false },
		{ SEALED("name=a undo=w", "rm a", "ls"), false },
		{ SEALED("name=a verify=w undo=w", "rm a", "ls"), false },
		{ SEALED("name=a verify=w undo=\"touch a\"", "rm a", "ls"), false },
		{ "```sql {name=a verify=w}\nrm a\n```\n\n```sh {name=w}\nls\n```\n",
		  false },
		{ "```sh {name=a verify=w}\nrm a\n```\n\n```sql {name=w}\nls\n```\n",
		  false },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str want =
		read_text(arena, SEALED("name=a verify=w", "rm a", "ls"))->blocks[0].seal;

	CHECK_INT(want.length, 64);
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_CASE(str_equal(read_text(arena, cases[i].text)->blocks[0].seal,
				     want) == cases[i].is_same,
			   cases[i].text);
}

static void what_is_no_text_or_too_large_is_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text text = text_new(arena, TEST_BYTES_MAX);
	struct runbook *runbook;
	struct error error = { 0 };

	CHECK(!runbook_read(arena, STR("x.md"), (str){ "a\nb\0c", 5 }, &runbook, &error));
	CHECK(error.kind == ERROR_INVALID);
	CHECK_STR(str_of(error.text),
		  "x.md: line 2: this is no text: it holds a zero byte");

	for (int i = 0; i <= RUNBOOK_BLOCKS_MAX; i++)
		text_add(&text, STR("```\nx\n```\n"));
	CHECK(!runbook_read(arena, STR("x.md"), text_of(&text), &runbook, &error));
	CHECK(error.kind == ERROR_TOO_LARGE);

	text = text_new(arena, TEST_BYTES_MAX);
	while (text.length <= MARKDOWN_BYTES_MAX)
		text_add(&text, STR("words\n"));
	CHECK(!runbook_read(arena, STR("x.md"), text_of(&text), &runbook, &error));
	CHECK(error.kind == ERROR_TOO_LARGE);
}

/* Runbooks that are not ours to copy: they are known by their digests, and looked at
 * where somebody has them. */
static const struct seed {
	const char *digest; /* its beginning */
	size_t sections, incidents, blocks, guessed, parameters, alerts, repairs;
	const char *languages;
} seeds[] = {
	{ "719b351a8719e811", 32, 1, 13, 8, 1, 0, 0,
	  "shell 3 promql 1 output 8 other 1" },
	{ "6745eb7a29c800f1", 34, 1, 32, 2, 4, 0, 24, "shell 24 sql 1 output 2 other 5" },
	{ "8445bd7a9f121f21", 39, 1, 14, 0, 0, 1, 54,
	  "shell 10 promql 2 yaml 1 other 1" },
	{ "dc71c8c969e1792d", 41, 1, 13, 2, 0, 0, 0, "shell 3 output 2 other 8" },
	{ "43685deefafe6b66", 43, 5, 27, 4, 6, 0, 3,
	  "shell 17 mongosh 4 yaml 1 output 4 other 1" },
};

static str languages_told(struct arena *arena, const struct runbook *runbook)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	for (int language = 0; language <= RUNBOOK_OTHER; language++) {
		int count = 0;

		for (size_t i = 0; i < runbook->block_count; i++)
			count += (int)runbook->blocks[i].language == language;
		if (count > 0)
			text_addf(&text, "%s%s %d", text.length ? " " : "",
				  runbook_language_names[language], count);
	}
	return text_of(&text);
}

static void check_seed(struct arena *arena, const struct seed *seed,
		       const struct runbook *runbook)
{
	size_t incidents = 0, guessed = 0, parameters = 0;

	for (size_t i = 0; i < runbook->section_count; i++)
		incidents += runbook->sections[i].is_incident;
	for (size_t i = 0; i < runbook->block_count; i++) {
		guessed += runbook->blocks[i].language_guessed;
		parameters += runbook->blocks[i].parameter_count;
	}
	CHECK_INT(runbook->section_count, seed->sections);
	CHECK_INT(incidents, seed->incidents);
	CHECK_INT(runbook->block_count, seed->blocks);
	CHECK_INT(guessed, seed->guessed);
	CHECK_INT(parameters, seed->parameters);
	CHECK_INT(runbook->alert_count, seed->alerts);
	CHECK_INT(runbook->repairs, seed->repairs);
	CHECK_STR_EQ(languages_told(arena, runbook), str_of(seed->languages));
}

/* Is it one of them? Then it must be as it is known. */
static size_t check_file(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "r");
	char *bytes = arena_many(arena, char, MARKDOWN_BYTES_MAX);
	const struct runbook *runbook;
	size_t length;

	if (!file)
		return 0;
	length = fread(bytes, 1, MARKDOWN_BYTES_MAX, file);
	fclose(file);
	if (length == 0)
		return 0;
	runbook = read_as(arena, STR("x.md"), (str){ bytes, length });
	for (size_t i = 0; i < COUNT_OF(seeds); i++)
		if (str_starts_with(runbook->digest, str_of(seeds[i].digest))) {
			check_seed(arena, &seeds[i], runbook);
			return 1;
		}
	return 0;
}

static void known_runbooks_are_read_as_they_are_known(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const char *folder = getenv("STANCH_SEEDS");
	struct dirent *entry;
	size_t found = 0;
	DIR *open;

	if (!folder) {
		check_skip("STANCH_SEEDS names no folder with them");
		return;
	}
	open = opendir(folder);
	CHECK(open != NULL);
	while (open && (entry = readdir(open)))
		found += check_file(
			arena, arena_c_string(arena, arena_format(arena, "%s/%s", folder,
								  entry->d_name)));
	if (open)
		closedir(open);
	CHECK_INT(found, COUNT_OF(seeds));
}

const struct test tests[] = {
	{ "headings give incidents with their parts",
	  headings_give_incidents_with_their_parts },
	{ "a condition holds for what is below it",
	  a_condition_holds_for_what_is_below_it },
	{ "a seal is of all that decides what runs",
	  a_seal_is_of_all_that_decides_what_runs },
	{ "a heading says what a part is for", a_heading_says_what_a_part_is_for },
	{ "a language is named, or guessed with a reason",
	  a_language_is_named_or_guessed_with_a_reason },
	{ "of a console only what was typed is code",
	  of_a_console_only_what_was_typed_is_code },
	{ "attributes are read as runme writes them",
	  attributes_are_read_as_runme_writes_them },
	{ "names of alerts are found where they are written",
	  names_of_alerts_are_found_where_they_are_written },
	{ "what stands before a heading, and front matter, are there",
	  what_stands_before_a_heading_and_front_matter_are_there },
	{ "garbled text is repaired and the source stays",
	  garbled_text_is_repaired_and_the_source_stays },
	{ "a lone carriage return ends a line", a_lone_carriage_return_ends_a_line },
	{ "what is no text or too large is refused",
	  what_is_no_text_or_too_large_is_refused },
	{ "known runbooks are read as they are known",
	  known_runbooks_are_read_as_they_are_known },
	{ 0 },
};
