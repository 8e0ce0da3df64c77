/* runbook_proof: what is asked of live systems, and how often; runbook_lint: which rules
 * say nothing. */
#include "config/parts.h"

static void settle_proof(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct runbook_proof_config *proof = &((struct config *)owner)
							    ->runbook_proof;

	for (size_t i = 0; i < proof->host_count; i++)
		if (str_contains(proof->hosts[i], STR("/")) ||
		    str_contains(proof->hosts[i], STR("@")))
			reader_tell_of(reader, spot, "hosts",
				       "is a host with or without a port, such as "
				       "wiki.example.org:8443: no scheme, no path");
}

static const struct key proof_key_items[] = {
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct config, runbook_proof.every),
	  .most = 30 * DAY_MS,
	  .fallback = "1d" },
	{ .name = "hosts",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct config, runbook_proof.hosts),
	  .count_offset = offsetof(struct config, runbook_proof.host_count) },
};
const struct keys runbook_proof_keys = KEYS(struct config, proof_key_items, settle_proof);

static const struct key lint_key_items[] = {
	{ .name = "off",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct config, runbook_lint.off),
	  .count_offset = offsetof(struct config, runbook_lint.off_count) },
};
const struct keys runbook_lint_keys = KEYS(struct config, lint_key_items, NULL);
