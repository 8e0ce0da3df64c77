#include "base/text.h"
#include "check.h"
#include "runbook/match.h"

enum { TEST_BYTES_MAX = 1 << 30, BOOKS = 5 };

static const struct {
	const char *name, *source;
} files[BOOKS] = {
	{ "k8s/KubePodCrashLooping.md",
	  "# KubePodCrashLooping\n## Meaning\nA pod is restarted again and again.\n"
	  "## Diagnosis\n```sh\nkubectl logs <pod>\n```\n" },
	{ "inventory.md",
	  "---\nservice: inventory\nkeywords: [outbox]\n---\n# Inventory\n"
	  "## 1. Kafka does not take events\n### Symptoms\n- Events are piling up\n"
	  "### Resolution\nx\n"
	  "## 2. Memory leak\n### Symptoms\n- OOMKilled pods\n- memory grows\n### "
	  "Resolution\nx\n" },
	{ "disks.md",
	  "# Disks\nA volume is full.\n## Symptoms\n- writes fail with ENOSPC\n" },
	{ "mixin.md",
	  "# Alerts\n### Alert Name: DiskFull\nx\n### Alert Name: DiskSlow\nx\n" },
	{ "checkout.md",
	  "# Orders\n## Diagnosis\n```sh\nkubectl -n checkout get pods\n```\n" },
};

static const struct match_book *books_read(struct arena *arena)
{
	struct match_book *books = arena_many(arena, struct match_book, BOOKS);

	for (size_t i = 0; i < BOOKS; i++) {
		struct runbook *runbook = NULL;
		struct error error = { 0 };

		CHECK_OK(runbook_read(arena, str_of(files[i].name),
				      str_of(files[i].source), &runbook, &error),
			 error);
		books[i] = (struct match_book){ str_of(files[i].name), runbook };
	}
	return books;
}

static const struct {
	const char *alert, *url, *service, *text;
	const char *matches; /* name, section, score and reasons, one each line */
} cases[] = {
	{ "KubePodCrashLooping", "", "", "",
	  "k8s/KubePodCrashLooping.md#KubePodCrashLooping 92 it speaks of the alert "
	  "KubePodCrashLooping; both speak of pod, crash, loop" },
	{ "A", "https://runbooks.example/runbooks/kubernetes/kubepodcrashlooping/", "",
	  "", "k8s/KubePodCrashLooping.md 100 the alert A names it as its runbook_url" },
	/* an anchor leads to its section */
	{ "A", "https://wiki.example/mixin.md#alert-name-diskslow", "", "",
	  "mixin.md#Alert Name: DiskSlow 100 the alert A names it as its runbook_url" },
	{ "DiskFull", "", "", "",
	  "mixin.md#Alert Name: DiskFull 88 it speaks of the alert DiskFull; both speak "
	  "of "
	  "disk, "
	  "full" },
	/* its incident with those symptoms */
	{ "", "", "inventory", "OOMKilled, memory grew",
	  "inventory.md#2. Memory leak 38 it is about inventory; both speak of oomkill, "
	  "memory" },
	{ "", "", "", "the outbox is stuck", "inventory.md 10 its keyword outbox" },
	{ "", "", "checkout", "", "checkout.md 10 it speaks of checkout" },
	/* one word is an accident, and a part of a word is none */
	{ "", "", "", "writes", "" },
	{ "", "", "inv", "", "" },
	{ "", "", "", "", "" },
	{ "", "https://wiki.example/other", "", "", "" },
};

static str told(struct arena *arena, const struct match_book *books,
		const struct match *matches, size_t count)
{
	struct text text = text_new(arena, TEST_BYTES_MAX);

	for (size_t i = 0; i < count; i++) {
		const struct match *match = &matches[i];
		const struct runbook *runbook = books[match->book].runbook;

		text_addf(&text, "%s" STR_FMT, i ? "\n" : "",
			  STR_ARG(books[match->book].name));
		if (match->section != SIZE_MAX)
			text_addf(&text, "#" STR_FMT,
				  STR_ARG(runbook->sections[match->section].title));
		text_addf(&text, " %u " STR_FMT, match->score, STR_ARG(match->reasons));
	}
	return text_of(&text);
}

static void a_runbook_is_found_and_says_why(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct match_book *books = books_read(arena);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct match_alert alert = { str_of(cases[i].alert),
					     str_of(cases[i].url) };
		str text = str_of(cases[i].text);
		struct match_question question = { .alerts = &alert,
						   .alert_count = 1,
						   .service = str_of(cases[i].service),
						   .texts = &text,
						   .text_count = 1 };
		const struct match *matches;
		size_t count;
		str got;

		runbook_match(arena, &question, books, BOOKS, &matches, &count);
		got = told(arena, books, matches, count);
		if (!str_is(got, cases[i].matches))
			check_failed(__FILE__, __LINE__, "%s %s %s %s finds\n" STR_FMT,
				     cases[i].alert, cases[i].url, cases[i].service,
				     cases[i].text, STR_ARG(got));
	}
}

const struct test tests[] = {
	{ "a runbook is found and says why", a_runbook_is_found_and_says_why },
	{ 0 },
};
