/* runbooks [FILE...]: how fast a runbook is read, beside cmark-gfm alone on the same
 * bytes, in interleaved rounds; one line of JSON. Without files it is a runbook of a
 * thousand lines that is made here. Times are of the process's CPU, so that what else
 * runs on the machine counts little. */
#include "base/scoped.h"
#include "base/text.h"
#include "formats/markdown.h"
#include "runbook/runbook.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	ROUNDS = 5,
	ROUND_BYTES = 8 << 20,
	FILES_MAX = 1000,
	FILE_BYTES_MAX = 1 << 20,
	INCIDENTS = 40,
	ARENA_BYTES = 1 << 30,
};

struct files {
	str items[FILES_MAX];
	size_t count, bytes;
};

static const char incident[] =
	"### %d. Service does not answer\n\n#### Symptoms\n\n- Health checks fail\n"
	"- HTTP 500 and 503, **timeouts**\n\n#### Diagnosis\n\n"
	"| what | where |\n|---|---|\n| latency | `p99` on the dashboard |\n\n"
	"```bash\n# pods\nkubectl get pods -n production -l app=orders\n"
	"kubectl describe pod <pod-name> -n production | grep -i oom\n```\n\n"
	"```promql\nsum(rate(http_requests_total{code=~\"5..\"}[5m]))\n```\n\n"
	"#### Resolution\n\n1. **If the pod was OOMKilled:**\n   ```bash "
	"{name=memory-%d}\n"
	"   kubectl set resources deployment orders --limits=memory=2Gi\n   ```\n"
	"2. **If the database is slow:**\n   ```sql\n"
	"   SELECT pid, query FROM pg_stat_activity WHERE state = 'active';\n   ```\n\n";

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void read_cmark(str source)
{
	static const char *const extensions[] = { "table", "strikethrough", "tasklist" };
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);

	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		cmark_parser_attach_syntax_extension(
			parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, source.bytes, source.length);
	cmark_node_free(cmark_parser_finish(parser));
	cmark_parser_free(parser);
}

static void read_markdown(str source)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct markdown markdown;
	struct error error;

	if (!markdown_parse(arena, source, &markdown, &error))
		abort();
}

static void read_runbook(str source)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct runbook *runbook;
	struct error error;

	if (!runbook_read(arena, STR("x.md"), source, &runbook, &error))
		abort();
}

static double megabytes_per_second(const struct files *files, void (*read)(str source))
{
	double began = cpu_seconds();
	size_t bytes = 0;

	while (bytes < ROUND_BYTES)
		for (size_t i = 0; i < files->count; i++) {
			read(files->items[i]);
			bytes += files->items[i].length;
		}
	return (double)bytes / 1e6 / (cpu_seconds() - began);
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void add_file(struct arena *arena, struct files *files, const char *path)
{
	FILE *file = fopen(path, "r");
	char *bytes = arena_many(arena, char, FILE_BYTES_MAX);

	if (!file || files->count == FILES_MAX) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(2);
	}
	files->items[files->count] = (str){ bytes,
					    fread(bytes, 1, FILE_BYTES_MAX, file) };
	files->bytes += files->items[files->count++].length;
	fclose(file);
}

static void make_file(struct arena *arena, struct files *files)
{
	struct text text = text_new(arena, FILE_BYTES_MAX);

	text_add(&text, STR("# Runbook of orders\n\n## Incidents\n\n"));
	for (int i = 1; i <= INCIDENTS; i++)
		text_addf(&text, incident, i, i);
	files->items[0] = text_of(&text);
	files->bytes = text.length;
	files->count = 1;
}

int main(int count, char **paths)
{
	static const struct {
		const char *name;
		void (*read)(str source);
	} readers[] = { { "cmark", read_cmark },
			{ "markdown", read_markdown },
			{ "runbook", read_runbook } };
	scoped_arena arena = arena_new((size_t)2 << 30);
	struct files *files = arena_one(arena, struct files);
	double rates[3][ROUNDS];

	cmark_gfm_core_extensions_ensure_registered();
	for (int i = 1; i < count; i++)
		add_file(arena, files, paths[i]);
	if (files->bytes == 0)
		make_file(arena, files);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 0; i < 3; i++)
			rates[i][round] = megabytes_per_second(files, readers[i].read);
	printf("{\"files\": %zu, \"bytes\": %zu", files->count, files->bytes);
	for (int i = 0; i < 3; i++) {
		qsort(rates[i], ROUNDS, sizeof(rates[i][0]), by_size);
		printf(", \"%s_mb_per_s\": %.1f", readers[i].name, rates[i][ROUNDS / 2]);
	}
	printf("}\n");
	return 0;
}
