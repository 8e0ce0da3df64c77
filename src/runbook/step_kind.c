/* Words that say what a command is about to do, where no table of verbs shows it: kubectl
 * takes any kind of object, and "delete <resource> web" deletes what the kind says. */
#include "runbook/step.h"

#include <ctype.h>
#include <string.h>

/* Options whose next word is their value, and those without one. What is neither makes it
 * uncertain which operand is which. */
static const char values[] =
	" -n --namespace --context --cluster --kubeconfig --user --server --token --as "
	"--as-group -l --selector --field-selector -o --output -c --container -f "
	"--filename -k --kustomize -p --patch --type --replicas --limits --requests "
	"--timeout --grace-period --for --sort-by -L --label-columns --to-revision "
	"--revision --image --port --min --max --cpu-percent --request-timeout --tail "
	"--since ";
static const char flags[] =
	" -A --all-namespaces --all --force --now --wait --watch -w --show-labels "
	"--no-headers --ignore-not-found --overwrite --record --recursive -R --list "
	"--dry-run --prune --ignore-daemonsets --delete-emptydir-data ";
/* Verbs that name a kind, and those whose second word does. */
static const char of_kinds[] = " get describe delete edit patch label annotate scale "
			       "autoscale expose wait explain create ";
static const char doubled[] = " rollout set ";

enum { WORD_BYTES_MAX = 60 };

static bool is_in(const char *list, str word)
{
	char wanted[WORD_BYTES_MAX + 3] = " ";

	if (word.length == 0 || word.length > WORD_BYTES_MAX)
		return false;
	memcpy(wanted + 1, word.bytes, word.length);
	wanted[word.length + 1] = ' ';
	return strstr(list, wanted) != NULL;
}

static bool is_kubectl(str word)
{
	str folder;

	while (str_cut(word, '/', &folder, &word))
		;
	return str_is(word, "kubectl") || str_is(word, "oc") || str_is(word, "k");
}

/* "WORD", "WORD/web", "pods,WORD". */
static bool holds_as_kind(str operand, str word)
{
	str kinds = operand, kind, names;

	if (!str_cut(operand, '/', &kinds, &names))
		kinds = operand;
	while (str_next(&kinds, ',', &kind))
		if (str_equal(kind, word))
			return true;
	return false;
}

struct words {
	const str *items;
	size_t count;
};

/* Of one command, from the word behind "kubectl" on. */
static bool decides(const struct words *words, size_t at, str word)
{
	size_t operands = 0, uncertain = 0, kind = 0;

	for (; at < words->count && !str_is(words->items[at], "--"); at++) {
		str item = words->items[at];

		if (str_starts_with(item, STR("-"))) {
			if (is_in(values, item))
				at++;
			else if (!is_in(flags, item) && !str_contains(item, STR("=")))
				uncertain++;
			continue;
		}
		if (holds_as_kind(item, word) &&
		    (operands == 0 || str_contains(item, STR("/")) ||
		     (kind > 0 && operands >= kind && operands - kind <= uncertain)))
			return true;
		if (is_in(of_kinds, item) && kind == 0)
			kind = operands + 1;
		if (is_in(doubled, item) && kind == 0)
			kind = operands + 2;
		operands++;
	}
	return false;
}

/* What a shell reads once more is cut at its blanks. */
static struct words words_of(struct arena *arena, const struct step_stage *stage)
{
	struct {
		str *items;
		size_t count, capacity;
	} all = { 0 };
	str rest, piece;

	for (size_t i = 0; i < stage->argc; i++) {
		rest = stage->argv[i];
		while (str_next(&rest, ' ', &piece))
			if (piece.length > 0)
				*list_add(arena, &all) = piece;
	}
	return (struct words){ all.items, all.count };
}

bool step_word_decides(struct arena *arena, const struct step *step, str word)
{
	for (size_t i = 0; i < step->count; i++)
		for (size_t k = 0; k < step->pipelines[i].count; k++) {
			struct words words = words_of(arena,
						      &step->pipelines[i].stages[k]);

			for (size_t w = 0; w < words.count; w++)
				if (is_kubectl(words.items[w]) &&
				    decides(&words, w + 1, word))
					return true;
		}
	return false;
}
