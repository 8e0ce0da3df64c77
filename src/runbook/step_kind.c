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

	/* "minikube kubectl -- delete …". */
	at += at < words->count && str_is(words->items[at], "--");
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

/* Where a word of a text ends that a shell reads once more. */
static bool is_between(char c)
{
	return strchr(" \t\n;|&()`", c) != NULL;
}

static str without_quotes(str piece)
{
	while (piece.length > 0 && strchr("'\"\\$", piece.bytes[0]))
		piece = str_slice(piece, 1, piece.length);
	while (piece.length > 0 && strchr("'\"\\", piece.bytes[piece.length - 1]))
		piece.length--;
	return piece;
}

/* As such a text has them. */
static struct words words_inside(struct arena *arena, const struct step_stage *stage)
{
	struct {
		str *items;
		size_t count, capacity;
	} all = { 0 };

	for (size_t i = 0; i < stage->argc; i++) {
		str text = stage->argv[i];

		for (size_t from = 0, at = 0; at <= text.length; at++) {
			str piece;

			if (at < text.length && !is_between(text.bytes[at]))
				continue;
			piece = without_quotes(str_slice(text, from, at - from));
			if (piece.length > 0)
				*list_add(arena, &all) = piece;
			from = at + 1;
		}
	}
	return (struct words){ all.items, all.count };
}

static bool decides_in(const struct words *words, str word)
{
	for (size_t i = 0; i < words->count; i++)
		if (is_kubectl(words->items[i]) && decides(words, i + 1, word))
			return true;
	return false;
}

bool step_word_decides(struct arena *arena, const struct step *step, str word)
{
	for (size_t i = 0; i < step->count; i++)
		for (size_t k = 0; k < step->pipelines[i].count; k++) {
			const struct step_stage *stage = &step->pipelines[i].stages[k];
			struct words whole = { stage->argv, stage->argc };
			struct words inside = words_inside(arena, stage);

			if (decides_in(&whole, word) || decides_in(&inside, word))
				return true;
		}
	return false;
}
