#include "app/intake/receipt.h"

#include "base/hash.h"

#include <stddef.h>
#include <string.h>

/* The bytes of the UUID: 0–5 the alert, 6 the version and four bits of the action, 7 the
 * fifth and six bits of the time, 8 the variant and six more, 9–11 the rest of the time
 * in seconds, 12–15 the check. */
enum {
	UUID_BYTES = 16,
	CHECKED_BYTES = 12,
	CHECK_BYTES = UUID_BYTES - CHECKED_BYTES,
	UUID_TEXT_BYTES = 36,
	VERSION_8 = 0x80,
	VARIANT = 0x80,
	LOW_6 = 0x3f,
	LOW_4 = 0x0f,
};

const char *const receipt_action_names[] = {
	[RECEIPT_CREATE] = "Create",
	[RECEIPT_CLOSE] = "Close",
	[RECEIPT_DELETE] = "Delete",
	[RECEIPT_ACKNOWLEDGE] = "Acknowledge",
	[RECEIPT_UNACKNOWLEDGE] = "UnAcknowledge",
	[RECEIPT_SNOOZE] = "Snooze",
	[RECEIPT_ADD_NOTE] = "AddNote",
	[RECEIPT_ESCALATE] = "EscalateNext",
	[RECEIPT_ASSIGN] = "AssignOwnership",
	[RECEIPT_ADD_TEAM] = "AddTeam",
	[RECEIPT_ADD_RESPONDER] = "AddResponder",
	[RECEIPT_ADD_TAGS] = "AddTags",
	[RECEIPT_REMOVE_TAGS] = "RemoveTags",
	[RECEIPT_ADD_DETAILS] = "AddDetails",
	[RECEIPT_REMOVE_DETAILS] = "RemoveDetails",
	[RECEIPT_CUSTOM_ACTION] = "CustomAction",
	[RECEIPT_UPDATE_MESSAGE] = "UpdateMessage",
	[RECEIPT_UPDATE_DESCRIPTION] = "UpdateDescription",
	[RECEIPT_UPDATE_PRIORITY] = "UpdatePriority",
	NULL,
};

static void put_number(unsigned char *bytes, size_t count, uint64_t number)
{
	for (size_t i = count; i > 0; i--) {
		bytes[i - 1] = (unsigned char)number;
		number >>= 8;
	}
}

static uint64_t get_number(const unsigned char *bytes, size_t count)
{
	uint64_t number = 0;

	for (size_t i = 0; i < count; i++)
		number = number << 8 | bytes[i];
	return number;
}

static void put_check(unsigned char bytes[UUID_BYTES], const unsigned char key[16])
{
	put_number(bytes + CHECKED_BYTES, CHECK_BYTES,
		   siphash_64_keyed((str){ (const char *)bytes, CHECKED_BYTES }, key));
}

static str in_groups(struct arena *arena, const unsigned char bytes[UUID_BYTES])
{
	str hex = hex_of(arena, (str){ (const char *)bytes, UUID_BYTES });

	return arena_format(arena, "%.8s-%.4s-%.4s-%.4s-%.12s", hex.bytes, hex.bytes + 8,
			    hex.bytes + 12, hex.bytes + 16, hex.bytes + 20);
}

str receipt_write(struct arena *arena, const struct receipt *receipt,
		  const unsigned char key[16])
{
	unsigned char bytes[UUID_BYTES];
	unsigned action = (unsigned)receipt->action;
	uint64_t seconds = (uint64_t)(receipt->at / SECOND_MS);

	put_number(bytes, 6, (uint64_t)receipt->alert);
	bytes[6] = (unsigned char)(VERSION_8 | (action & LOW_4));
	bytes[7] = (unsigned char)((action >> 4) << 6 | (seconds >> 30 & LOW_6));
	bytes[8] = (unsigned char)(VARIANT | (seconds >> 24 & LOW_6));
	put_number(bytes + 9, 3, seconds);
	put_check(bytes, key);
	return in_groups(arena, bytes);
}

static bool parse(struct arena *arena, str id, unsigned char bytes[UUID_BYTES])
{
	str rest = id, group, hex = STR(""), parsed;

	if (id.length != UUID_TEXT_BYTES)
		return false;
	while (str_next(&rest, '-', &group))
		hex = arena_format(arena, STR_FMT STR_FMT, STR_ARG(hex), STR_ARG(group));
	if (!hex_parse(arena, hex, &parsed) || parsed.length != UUID_BYTES)
		return false;
	memcpy(bytes, parsed.bytes, UUID_BYTES);
	return true;
}

bool receipt_read(struct arena *arena, str id, const unsigned char key[16],
		  struct receipt *ret_receipt)
{
	unsigned char bytes[UUID_BYTES], wanted[UUID_BYTES];
	unsigned action;

	if (!parse(arena, id, bytes))
		return false;
	memcpy(wanted, bytes, UUID_BYTES);
	put_check(wanted, key);
	action = (bytes[6] & LOW_4) | (unsigned)(bytes[7] >> 6) << 4;
	if (memcmp(bytes, wanted, UUID_BYTES) != 0 || action > RECEIPT_UPDATE_PRIORITY)
		return false;
	*ret_receipt = (struct receipt){
		.action = (enum receipt_action)action,
		.alert = (int64_t)get_number(bytes, 6),
		.at = (instant_ms)((uint64_t)(bytes[7] & LOW_6) << 30 |
				   (uint64_t)(bytes[8] & LOW_6) << 24 |
				   get_number(bytes + 9, 3)) *
		      SECOND_MS,
	};
	return true;
}

str receipt_of_nothing(struct arena *arena)
{
	unsigned char bytes[UUID_BYTES];

	random_bytes(bytes, sizeof(bytes));
	bytes[6] = (unsigned char)(0x40 | (bytes[6] & LOW_4));
	bytes[8] = (unsigned char)(VARIANT | (bytes[8] & LOW_6));
	return in_groups(arena, bytes);
}
