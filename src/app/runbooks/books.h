/* Runbooks: kept as they are, read for what can be done with them, their steps proposed
 * as actions. Nothing of a runbook runs in any other way. */
#ifndef APP_RUNBOOKS_BOOKS_H
#define APP_RUNBOOKS_BOOKS_H

#include "app/intervention/intervention.h"
#include "app/runbooks/compile.h"
#include "core/incident/incident.h"
#include "core/learning/runbook.h"
#include "runbook/lint.h"
#include "runbook/runbook.h"

/* -- kept -- */

/* Those of the configuration's files as they are now; what is gone is known no longer,
 * what was learned of it stays. At the start and with each new configuration. */
bool books_follow(struct work *work) MUST_CHECK;

/* Under this name, in the place of an older one of it. CONFLICT when the configuration
 * has a file of that name. */
bool books_import(struct work *work, str name, str source,
		  struct stored_runbook *ret_stored) MUST_CHECK;
/* "kubernetes/pod-crash" of "./kubernetes/pod-crash.md" */
str book_name_of(str file);
str book_base_name(str path); /* "pod-crash.md" */

/* One of them, read. */
struct book {
	struct stored_runbook stored;
	const struct runbook *runbook;
	const struct step_record *records; /* what was learned of its blocks */
	size_t record_count;
	/* What is wrong with it, once somebody asked. */
	const struct finding *findings;
	size_t finding_count;
};
/* By its name, or by the end of its name when only one has that: "pod-crash". */
bool book_open(struct work *work, str word, struct book *ret_book) MUST_CHECK;
bool book_read(struct work *work, const struct stored_runbook *stored,
	       struct book *ret_book) MUST_CHECK;
/* NULL: it never ran. */
const struct step_record *book_record(const struct book *book, str block);

void book_lint(struct work *work, struct book *book);
/* The first of this level or worse in a step, from "from" on; NULL: none. */
const struct finding *book_finding(const struct book *book,
				   const struct runbook_block *block,
				   enum finding_level level, size_t *from);

/* -- its steps -- */

/* Not what something printed. */
bool block_is_step(const struct runbook_block *block);
/* What an attribute of the block (undo, verify) means: the block of that name, or one
 * made of the command it holds, with the parameters of the first. False: neither. */
bool block_named(const struct runbook *runbook, const struct runbook_block *block,
		 str word, struct runbook_block *ret_block) MUST_CHECK;
/* By its id, or by the line it stands on. NOT_FOUND with those that there are. */
bool book_step(struct work *work, const struct book *book, str word,
	       const struct runbook_block **ret_block) MUST_CHECK;
/* "If the pod was OOMKilled: restart it", from the text above it. */
str block_title(struct arena *arena, const struct book *book,
		const struct runbook_block *block);
/* What its parameters' places hold while nobody has filled them: the class of the block
 * as it is written, and whether it can run at all. */
struct block_view {
	enum action_class class;
	str reason;
	str refusal; /* "" : it can run */
};
struct block_view block_view(struct work *work, const struct runbook_block *block);

/* -- for an incident -- */

/* Where a parameter's value comes from. */
struct prefilled {
	const struct runbook_parameter *parameter;
	str value; /* "" : nobody knows */
	str from;  /* "label pod of the alert"; or why what was there is refused */
	bool is_refused, by_alert;
	bool is_outside; /* of an alert or a finding: nobody of ours said it */
};
struct book_match {
	struct book book;
	int64_t score;
	str reason;                   /* in a sentence */
	size_t section;               /* the one that is meant; SIZE_MAX: all of it */
	struct prefilled *parameters; /* one for each of the runbook's */
};
/* The best first, at most BOOK_MATCHES_MAX. */
bool books_match(struct work *work, const struct incident *incident,
		 struct book_match **ret_matches, size_t *ret_count) MUST_CHECK;

/* A step with the values that somebody gave. */
struct step_order {
	const struct book *book;
	const struct runbook_block *block;
	const struct label *values;
	size_t value_count;
};
/* One for each parameter of the runbook. What comes from outside and decides what a step
 * does is refused: what the step of this order does, with the values given there, or,
 * without one (NULL), what any step does. */
bool book_prefill(struct work *work, const struct incident *incident,
		  const struct book *book, const struct step_order *order,
		  struct prefilled **ret) MUST_CHECK;

/* A query of Prometheus is asked of the one that the incident's service names, as
 * evidence: it changes nothing, so nobody approves it. False: it is an action, since
 * runbook_clients says what runs it, or no Prometheus is named. */
bool book_is_question(struct work *work, const struct incident *incident,
		      const struct runbook_block *block);
bool book_ask(struct work *work, const struct incident *incident,
	      const struct step_order *order, int64_t *ret_evidence) MUST_CHECK;
/* Proposes a step as an action. What is not given is pre-filled. INVALID names a
 * parameter that has no value, or one that is not of its grammar. */
bool book_run(struct work *work, struct incident *incident,
	      const struct step_order *order, struct action *ret_action) MUST_CHECK;

#endif
