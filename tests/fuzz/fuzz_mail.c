/* Whatever comes as a mail ends with a sentence or with text in UTF-8, and with tokens
 * that are letters and digits. */
#include "formats/mail.h"

#include "base/scoped.h"

#include <stdlib.h>

enum { FUZZ_ARENA_BYTES = 512 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static bool is_text(str s)
{
	return s.length == 0 || str_is_utf8(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	scoped_arena arena = arena_new(FUZZ_ARENA_BYTES);
	struct received_mail mail;
	struct error error = { 0 };

	if (!mail_read(arena, (str){ (const char *)bytes, size }, &mail, &error)) {
		must(error.kind == ERROR_INVALID && error.text[0] != '\0');
		return 0;
	}
	must(is_text(mail.text) && is_text(mail.said) && is_text(mail.subject));
	must(is_text(mail.from) && is_text(mail.message_id) && is_text(mail.automatic));
	must(mail.said.length <= mail.text.length);
	must(mail.token_count <= MAIL_TOKENS_MAX);
	for (size_t i = 0; i < mail.token_count; i++)
		must(mail.tokens[i].length > 0 && is_text(mail.tokens[i]));
	return 0;
}
