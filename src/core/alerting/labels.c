#include "core/alerting/alert.h"

#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
	const struct label *left = a, *right = b;

	return str_compare(left->name, right->name);
}

/* To every sender we know, an empty value means that the label is not there. */
static void drop_empty(struct labels *labels)
{
	size_t kept = 0;

	for (size_t i = 0; i < labels->count; i++)
		if (labels->items[i].value.length > 0)
			labels->items[kept++] = labels->items[i];
	labels->count = kept;
}

/* As most senders write them. */
static bool are_in_order(const struct labels *labels)
{
	for (size_t i = 1; i < labels->count; i++)
		if (by_name(&labels->items[i - 1], &labels->items[i]) > 0)
			return false;
	return true;
}

bool labels_settle(struct labels *labels, str *ret_twice)
{
	drop_empty(labels);
	if (!are_in_order(labels))
		qsort(labels->items, labels->count, sizeof(labels->items[0]), by_name);
	for (size_t i = 1; i < labels->count; i++) {
		if (!str_equal(labels->items[i - 1].name, labels->items[i].name))
			continue;
		*ret_twice = labels->items[i].name;
		return false;
	}
	return true;
}

str labels_value(const struct labels *labels, str name)
{
	for (size_t i = 0; i < labels->count; i++)
		if (str_equal(labels->items[i].name, name))
			return labels->items[i].value;
	return (str){ 0 };
}

str labels_get(const struct labels *labels, const char *name)
{
	return labels_value(labels, str_of(name));
}
