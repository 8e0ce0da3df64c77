/* What a block of runbook_classes is bound to: all that decides what is run, not only its
 * own code. */
#include "base/hash.h"
#include "base/text.h"
#include "runbook/read_private.h"

#include <assert.h>

enum { PARTS = 8, DIGEST_BYTES = 64 };

/* As its digest: so each part has one place, whatever it holds. */
static void add_part(struct text *text, str part)
{
	text_add(text, sha256_hex(text->arena, sha256_of(part)));
}

/* The attribute as it stands and, where it names a block, what that block runs. */
static void add_other(struct text *text, const struct runbook_block *blocks, size_t count,
		      str word)
{
	add_part(text, word);
	for (size_t i = 0; i < count && word.length > 0; i++)
		if (str_equal(blocks[i].id, word)) {
			add_part(text, runbook_language_of(&blocks[i]));
			text_add(text, blocks[i].digest);
			return;
		}
	add_part(text, STR(""));
	add_part(text, STR(""));
}

void seals_add(struct arena *arena, struct runbook_block *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct runbook_block *block = &blocks[i];
		struct text text = text_new(arena, PARTS * DIGEST_BYTES + 1);

		add_part(&text, runbook_language_of(block));
		text_add(&text, block->digest);
		add_other(&text, blocks, count, block->attributes.verify);
		add_other(&text, blocks, count, block->attributes.undo);
		assert(!text.full);
		block->seal = sha256_hex(arena, sha256_of(text_of(&text)));
	}
}
