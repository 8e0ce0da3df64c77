#include "app/intake/receipt.h"
#include "check.h"

static const unsigned char key[16] = "sixteen bytes ok";
static const unsigned char other[16] = "another 16 bytes";

static void a_receipt_comes_back_as_it_was_written(void)
{
	static const struct receipt cases[] = {
		{ RECEIPT_CREATE, 1, 1795241314000 },
		{ RECEIPT_UPDATE_PRIORITY, (int64_t)1 << 47, 1795241314000 },
		{ RECEIPT_CUSTOM_ACTION, 0, 0 },
		{ RECEIPT_CLOSE, 123456789, INSTANT_MAX / 1000 / 4 * 1000 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(1 << 20);
		str id = receipt_write(arena, &cases[i], key);
		struct receipt read = { 0 };

		CHECK_INT(id.length, 36);
		CHECK_INT(id.bytes[14], '8');
		CHECK(receipt_read(arena, id, key, &read));
		CHECK_INT(read.action, cases[i].action);
		CHECK_INT(read.alert, cases[i].alert);
		CHECK_INT(read.at, cases[i].at);
	}
}

static void what_we_did_not_write_is_none_of_ours(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct receipt receipt = { RECEIPT_CLOSE, 7, 1795241314000 };
	str id = receipt_write(arena, &receipt, key);
	struct receipt read;

	CHECK(!receipt_read(arena, id, other, &read));
	CHECK(!receipt_read(arena, STR(""), key, &read));
	CHECK(!receipt_read(arena, STR("------------------------------------"), key,
			    &read));
	CHECK(!receipt_read(arena, receipt_of_nothing(arena), key, &read));
	for (size_t i = 0; i < id.length; i++) {
		str forged = arena_copy(arena, id);
		char *byte = (char *)(uintptr_t)forged.bytes + i;

		*byte = *byte == '1' ? '2' : '1';
		CHECK(!receipt_read(arena, forged, key, &read));
	}
}

const struct test tests[] = {
	{ "a receipt comes back as it was written",
	  a_receipt_comes_back_as_it_was_written },
	{ "what we did not write is none of ours",
	  what_we_did_not_write_is_none_of_ours },
	{ 0 },
};
