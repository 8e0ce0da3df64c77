/* What a change does, by its files and the lines of its diff. */
#include "check.h"
#include "core/diagnosis/change_reading.h"

#include <math.h>

#define KEYS "@@ cache.go @@\n"

static const struct {
	const char *name, *title, *file, *diff;
	enum change_nature nature;
	const char *word; /* that it is about, NULL for any */
	const char *key;  /* of the first setting, NULL for none */
	double before, after;
	bool takes_out_a_check;
} cases[] = {
	{ .name = "documentation",
	  .file = "docs/api.md",
	  .diff = "+timeout is 5s",
	  .nature = NATURE_DOCS },
	{ .name = "a test", .file = "pkg/money/convert_test.go", .nature = NATURE_TESTS },
	{ .name = "a workflow",
	  .file = ".github/workflows/a.yml",
	  .nature = NATURE_BUILD },
	{ .name = "a style sheet",
	  .file = "static/cart.css",
	  .diff = "-.a { padding: 8px; }\n+.a { padding: 12px; }",
	  .nature = NATURE_LOOKS,
	  .key = "padding",
	  .before = 8,
	  .after = 12 },
	{ .name = "code that looks like none",
	  .file = "src/contest.go",
	  .diff = "+go run()",
	  .nature = NATURE_CODE },
	{ .name = "comments",
	  .file = "a.go",
	  .diff = "-// old timeout 5\n+// new timeout 9",
	  .nature = NATURE_COMMENTS },
	{ .name = "counts and logs",
	  .file = "cache.go",
	  .diff = "+var hits = prometheus.NewCounter(opts)\n+\tif ok { hits.Inc() }",
	  .nature = NATURE_TELEMETRY },
	{ .name = "an index beside the work",
	  .file = "0042.sql",
	  .diff = "+CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_a\n+  ON items "
		  "(updated_at);",
	  .nature = NATURE_INDEX },
	{ .name = "an index that locks",
	  .file = "0042.sql",
	  .diff = "+CREATE INDEX idx_a\n+  ON items (updated_at);",
	  .nature = NATURE_CODE,
	  .word = "index" },
	{ .name = "a patch release",
	  .file = "go.mod",
	  .diff = "-\tgithub.com/jackc/pgx/v5 v5.5.4\n+\tgithub.com/jackc/pgx/v5 v5.5.5",
	  .nature = NATURE_PATCH,
	  .word = "pgx" },
	{ .name = "a minor release",
	  .file = "go.mod",
	  .diff = "-\tgoogle.golang.org/protobuf v1.31.0\n"
		  "+\tgoogle.golang.org/protobuf v1.34.2",
	  .nature = NATURE_CODE,
	  .word = "protobuf" },
	{ .name = "moved to a function of its own",
	  .file = "fetch.go",
	  .diff = "-\tout, err := s.bucket.GetObject(ctx, &Input{Bucket: &b, Key: &k})\n"
		  "-\tif err != nil { return nil, err }\n"
		  "-\treturn io.ReadAll(out.Body)\n"
		  "+\treturn s.objectBytes(ctx, b, k)\n"
		  "+func objectBytes(ctx Context) {\n"
		  "+\tout, err := s.bucket.GetObject(ctx, &Input{Bucket: &b, Key: &k})\n"
		  "+\tif err != nil { return nil, err }\n"
		  "+\treturn io.ReadAll(out.Body)",
	  .nature = NATURE_MOVED },
	{ .name = "a time that is less",
	  .file = "cache.go",
	  .diff = KEYS
	  "-\tDefaultTTL: 15 * time.Minute,\n+\tDefaultTTL: 15 * time.Second,",
	  .nature = NATURE_CODE,
	  .word = "ttl",
	  .key = "DefaultTTL",
	  .before = 900,
	  .after = 15 },
	{ .name = "a time in another unit",
	  .file = "a.yaml",
	  .diff = "-  timeout: 5s\n+  timeout: 300ms",
	  .nature = NATURE_CODE,
	  .word = "timeout",
	  .key = "timeout",
	  .before = 5,
	  .after = 0.3 },
	{ .name = "a number that stayed is no setting",
	  .file = "a.go",
	  .diff = "-\tx := f(max, 5)\n+\ty := g(max, 5)",
	  .nature = NATURE_CODE },
	{ .name = "a limit that is gone",
	  .file = "query.go",
	  .diff = "-\tORDER BY score\n-\tLIMIT 50\n+\tORDER BY score",
	  .nature = NATURE_CODE,
	  .word = "limit",
	  .key = "LIMIT",
	  .before = 50,
	  .takes_out_a_check = true },
	{ .name = "a check that is gone",
	  .file = "charge.go",
	  .diff = "-\tif resp.ThreeDS == nil {\n-\t\treturn \"\"\n-\t}",
	  .nature = NATURE_CODE,
	  .takes_out_a_check = true },
	{ .name = "a check that is written otherwise",
	  .file = "charge.go",
	  .diff = "-\tif resp.ThreeDS == nil {\n+\tif nil == resp || resp.ThreeDS == nil "
		  "{",
	  .nature = NATURE_CODE },
	{ .name = "how errors are passed on is no check",
	  .file = "charge.go",
	  .diff = "-\tif err != nil { return err }\n+\twriteError(w, 400, problem)",
	  .nature = NATURE_CODE },
	{ .name = "nothing is known",
	  .title = "raise the pool of connections",
	  .nature = NATURE_UNKNOWN,
	  .word = "pool" },
	{ .name = "points of a list are no diff",
	  .title = "release 3",
	  .diff = "- faster checkout\n- fewer bugs",
	  .nature = NATURE_UNKNOWN,
	  .word = "checkout" },
	{ .name = "what was told with an arrow",
	  .title = "a flag",
	  .diff = "orders: image changed\npool size: 50 → 10",
	  .nature = NATURE_UNKNOWN,
	  .word = "pool",
	  .key = "size",
	  .before = 50,
	  .after = 10 },
	{ .name = "an arrow in the title",
	  .title = "http.timeout 5s -> 300ms",
	  .nature = NATURE_UNKNOWN,
	  .key = "http.timeout",
	  .before = 5,
	  .after = 0.3 },
	{ .name = "format by its title",
	  .title = "style: gofmt across repo",
	  .file = "a.go",
	  .nature = NATURE_FORMAT },
};

static void a_diff_is_read(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		scoped_arena arena = arena_new(16 << 20);
		str file = str_of(cases[i].file);
		struct case_change change = { .title = str_of(cases[i].title),
					      .text = str_of(cases[i].diff),
					      .touches = &file,
					      .touch_count = cases[i].file != NULL };
		struct change_reading reading = change_read(arena, &change);
		const struct setting_change *setting = &reading.settings[0];

		CHECK_CASE(reading.nature == cases[i].nature, cases[i].name);
		CHECK_CASE(!cases[i].word ||
				   words_have(&reading.words, str_of(cases[i].word)),
			   cases[i].name);
		CHECK_CASE((reading.setting_count > 0) == (cases[i].key != NULL),
			   cases[i].name);
		CHECK_CASE((reading.guard.length > 0) == cases[i].takes_out_a_check,
			   cases[i].name);
		if (!cases[i].key || reading.setting_count == 0)
			continue;
		CHECK_CASE(str_is(setting->key, cases[i].key), cases[i].name);
		CHECK_CASE(fabs(setting->before - cases[i].before) < 1e-9 &&
				   fabs(setting->after - cases[i].after) < 1e-9,
			   cases[i].name);
	}
}

static void names_are_split_into_words(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct words words = words_new(arena);

	words_add(arena, &words, STR("HTTPServer.maxConns db_pool_wait queries status"));
	CHECK(words_have(&words, STR("conn")));
	CHECK(words_have(&words, STR("maxconns")));
	CHECK(words_have(&words, STR("pool")));
	CHECK(words_have(&words, STR("db_pool_wait")));
	CHECK(words_have(&words, STR("query")));
	CHECK(words_are_usual(STR("max")) && !words_are_usual(STR("pool")));
	CHECK(!words_have(&words, STR("http")));
	CHECK(!words_have(&words, STR("statu")));
	CHECK(words_have_of(&words, "wait cache"));
	CHECK(!words_have_of(&words, "poo cache"));
	CHECK(words_begin_any(STR("a NIC is down"), "nic "));
	CHECK(!words_begin_any(STR("a panic was seen"), "nic "));
}

const struct test tests[] = {
	{ "a diff is read", a_diff_is_read },
	{ "names are split into words", names_are_split_into_words },
	{ NULL, NULL },
};
