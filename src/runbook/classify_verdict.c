#include "runbook/classify_verdict.h"

#include <stdarg.h>
#include <string.h>

static const int badness[] = {
	[ACTION_READ] = 0,
	[ACTION_REVERSIBLE] = 1,
	[ACTION_DATA_REPAIR] = 2,
	[ACTION_DESTRUCTIVE] = 3,
};

bool verdict_is_worse(enum action_class class, enum action_class than)
{
	return badness[class] > badness[than];
}

struct verdict verdict_begin(struct arena *arena, struct classified *classified)
{
	*classified = (struct classified){
		.class = ACTION_READ,
		.reason = STR("there is nothing to run"),
		.line = 1,
	};
	return (struct verdict){ .arena = arena, .classified = classified };
}

void verdict_add(struct verdict *verdict, enum action_class class, unsigned line,
		 const char *format, ...)
{
	struct classified *classified = verdict->classified;
	va_list args;

	if (verdict->has_any && !verdict_is_worse(class, classified->class))
		return;
	va_start(args, format);
	classified->reason = arena_vformat(verdict->arena, format, args);
	va_end(args);
	classified->class = class;
	classified->line = line;
	verdict->has_any = true;
}

void verdict_refuse(struct verdict *verdict, const char *refusal, str repaired)
{
	struct classified *classified = verdict->classified;

	if (classified->is_refused)
		return;
	classified->is_refused = true;
	classified->refusal = str_of(refusal);
	classified->repaired = repaired;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int compare_name(str name, const char *entry, bool is_folded)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = is_folded ? lower(name.bytes[i]) : name.bytes[i];

		if (c != entry[i])
			return (unsigned char)c < (unsigned char)entry[i] ? -1 : 1;
		if (!c)
			return 1;
	}
	return entry[name.length] ? -1 : 0;
}

static int find(str name, const void *table, struct table_size size, bool is_folded)
{
	size_t low = 0, high = size.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *entry;
		int order;

		memcpy(&entry, (const char *)table + middle * size.entry, sizeof(entry));
		order = compare_name(name, entry, is_folded);
		if (order == 0)
			return (int)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -1;
}

int name_find(str name, const void *table, struct table_size size)
{
	return find(name, table, size, true);
}

int name_find_exactly(str name, const void *table, struct table_size size)
{
	return find(name, table, size, false);
}

static bool is_in(str name, const char *names, bool is_folded)
{
	while (*names) {
		size_t length = strcspn(names, " "), i = 0;

		while (i < name.length && i < length &&
		       (is_folded ? lower(name.bytes[i]) : name.bytes[i]) == names[i])
			i++;
		if (i == name.length && i == length)
			return true;
		names += length;
		names += *names == ' ';
	}
	return false;
}

bool name_is_in(str name, const char *names)
{
	return is_in(name, names, true);
}

bool name_is_in_exactly(str name, const char *names)
{
	return is_in(name, names, false);
}
