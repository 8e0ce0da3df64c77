/* What the shell does itself, and what runs another command. */
#include "runbook/classify_private.h"

const struct program builtin_programs[] = {
	{ .names = "echo|true|false|:|pwd|type|cd|sleep|wait|jobs" },
	{ 0 },
};
