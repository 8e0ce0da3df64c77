/* runbook prove and runbook proof: what live systems say of what a runbook takes for
 * granted. */
#include "app/runbooks/books.h"
#include "app/runbooks/prove.h"
#include "formats/json.h"
#include "operations/noun.h"
#include "operations/runbook_parts.h"

struct of_runbook {
	str runbook;
};
static const struct field of_runbook_fields[] = {
	{ .name = "runbook",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct of_runbook, runbook),
	  .required = true,
	  .help = "its name, or the end of it: pod-crash" },
};
const struct shape of_runbook_shape = SHAPE("runbook", struct of_runbook,
					    of_runbook_fields);

static void put_counts(struct work *work, const struct runbook_proof *proof,
		       struct tree *one)
{
	tree_put_text(work->arena, one, "asked_at",
		      instant_format(work->arena, proof->asked_at));
	tree_put_int(work->arena, one, "held", proof->held);
	tree_put_int(work->arena, one, "failed", proof->failed);
	tree_put_int(work->arena, one, "untold", proof->untold);
	if (proof->proven_at > 0)
		tree_put_text(work->arena, one, "proven_at",
			      instant_format(work->arena, proof->proven_at));
}

/* "2 fail", "3 untold", "holds", "not asked yet": for a list. */
static str in_words(struct work *work, const struct runbook_proof *proof)
{
	if (proof->failed > 0)
		return arena_format(work->arena, "%lld fail", (long long)proof->failed);
	if (proof->untold > 0)
		return arena_format(work->arena, "%lld untold", (long long)proof->untold);
	return proof->held > 0 ? STR("holds") : STR("claims nothing");
}

void runbook_put_proof(struct work *work, const struct runbook_proof *proofs,
		       size_t count, int64_t runbook, struct tree *one)
{
	for (size_t i = 0; i < count; i++) {
		if (proofs[i].runbook != runbook)
			continue;
		put_counts(work, &proofs[i], one);
		tree_put_text(work->arena, one, "proof", in_words(work, &proofs[i]));
		return;
	}
	tree_put_text(work->arena, one, "proof", STR("not asked yet"));
}

bool runbook_prove(struct work *work, const void *input, struct tree *answer)
{
	const struct of_runbook *in = input;
	struct book book = { 0 };

	if (!book_open(work, in->runbook, &book))
		return false;
	tree_put_text(work->arena, answer, "name", book.stored.name);
	return prove_now(work, &book.stored);
}

bool runbook_proof_show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_runbook *in = input;
	struct runbook_proof proof = { 0 };
	struct tree *findings;
	struct book book = { 0 };
	bool found = false;

	if (!book_open(work, in->runbook, &book) ||
	    !store_runbook_proof(work, book.stored.id, &proof, &found))
		return false;
	tree_put_text(work->arena, answer, "name", book.stored.name);
	tree_put_bool(work->arena, answer, "is_asked", found);
	if (!found)
		return true;
	findings = json_parse(work->arena, proof.findings, &work->error);
	if (!findings)
		return while_doing(work, "read what was found");
	put_counts(work, &proof, answer);
	tree_put_bool(work->arena, answer, "is_of_older",
		      !str_equal(proof.digest, book.stored.digest));
	tree_put(work->arena, answer, "findings", findings);
	return true;
}
