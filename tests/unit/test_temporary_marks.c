#include "check.h"
#include "runbook/temporary_marks.h"

static const struct {
	const char *text;
	unsigned line; /* 0: no mark */
	const char *says, *ticket, *until;
} cases[] = {
	{ "# INCIDENT FIX: Bypass broken cache (REMOVE AFTER INCIDENT)\n"
	  "# Ticket: INC-1234\ndef get_user(id):\n",
	  1, "Bypass broken cache", "INC-1234", "INCIDENT" },
	{ "int a;\n\n  // Incident fix INC-2026-11-21-001, no cache; remove after "
	  "2026-12-01\n",
	  3, "INC-2026-11-21-001, no cache", "INC-2026-11-21-001", "2026-12-01" },
	{ "x = 1  -- INCIDENT FIX: off\n-- REMOVE AFTER release 1.4\n-- see OPS-7\n", 1,
	  "off", "OPS-7", "release 1.4" },
	{ "/*\n * INCIDENT FIX: one replica only\n * (REMOVE AFTER INC-9)\n */\n", 2,
	  "one replica only", "INC-9", "INC-9" },
	{ "/* INCIDENT FIX */", 1, "", "", "" },
	{ "<!-- INCIDENT FIX: banner (REMOVE AFTER INCIDENT) -->\r\n", 1, "banner", "",
	  "INCIDENT" },
	/* The ticket below belongs to other code. */
	{ "# INCIDENT FIX: a\nrun()\n# INC-5\n", 1, "a", "", "" },
	/* No ids: a word, half a word, no number. */
	{ "# INCIDENT FIX: in x86-64 for UTF-8x and ABC-\n", 1,
	  "in x86-64 for UTF-8x and ABC", "", "" },
	{ "Every INCIDENT FIX is noted.\n", 0, "", "", "" },
	{ "# INCIDENT FIXTURES\n# COINCIDENT FIX\n", 0, "", "", "" },
	{ "", 0, "", "", "" },
};

static void what_must_not_stay_is_found_with_its_ticket_and_its_end(void)
{
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(1 << 20);
		struct temporary_mark *marks;
		size_t count;

		temporary_marks_find(arena, str_of(cases[i].text), &marks, &count);
		CHECK_INT(count, cases[i].line > 0);
		if (count == 0)
			continue;
		CHECK_INT(marks[0].line, cases[i].line);
		CHECK_STR_EQ(marks[0].text, str_of(cases[i].says));
		CHECK_STR_EQ(marks[0].ticket, str_of(cases[i].ticket));
		CHECK_STR_EQ(marks[0].until, str_of(cases[i].until));
	}
}

static void each_mark_has_its_own_ticket(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct temporary_mark *marks;
	size_t count;

	temporary_marks_find(arena,
			     STR("# INCIDENT FIX: a\n# INCIDENT FIX: b (INC-2)\n"
				 "f()\n# INCIDENT FIX: c\n# Ticket: INC-3\n"),
			     &marks, &count);
	CHECK_INT(count, 3);
	CHECK_STR(marks[0].ticket, "");
	CHECK_STR(marks[1].ticket, "INC-2");
	CHECK_INT(marks[2].line, 4);
	CHECK_STR(marks[2].ticket, "INC-3");
}

const struct test tests[] = {
	{ "what must not stay is found with its ticket and its end",
	  what_must_not_stay_is_found_with_its_ticket_and_its_end },
	{ "each mark has its own ticket", each_mark_has_its_own_ticket },
	{ 0 },
};
