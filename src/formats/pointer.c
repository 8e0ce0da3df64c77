#include "formats/pointer.h"

bool pointer_is_one(str text)
{
	for (size_t i = 0; i < text.length; i++) {
		char next = i + 1 < text.length ? text.bytes[i + 1] : '\0';

		if (text.bytes[i] == '~' && next != '0' && next != '1')
			return false;
	}
	return text.length == 0 || text.bytes[0] == '/';
}

/* "~1" is "/" and "~0" is "~". */
static bool is_name(str token, str name)
{
	size_t at = 0;

	for (size_t i = 0; i < token.length; i++, at++) {
		char c = token.bytes[i];

		if (c == '~')
			c = token.bytes[++i] == '1' ? '/' : '~';
		if (at >= name.length || name.bytes[at] != c)
			return false;
	}
	return at == name.length;
}

static const struct tree *member(const struct tree *map, str token)
{
	for (size_t i = 0; i < tree_count(map); i++)
		if (is_name(token, tree_nth_name(map, i)))
			return tree_nth(map, i);
	return NULL;
}

/* Without zeros in front; "-", the place behind the last, holds nothing. */
static const struct tree *item(const struct tree *list, str token)
{
	int64_t nth;

	if (token.length == 0 || (token.length > 1 && token.bytes[0] == '0') ||
	    token.bytes[0] < '0' || token.bytes[0] > '9' || !str_to_int(token, &nth) ||
	    (size_t)nth >= tree_count(list))
		return NULL;
	return tree_nth(list, (size_t)nth);
}

static size_t token_length(str rest)
{
	size_t length = 0;

	while (length < rest.length && rest.bytes[length] != '/')
		length++;
	return length;
}

const struct tree *pointer_find(const struct tree *tree, str pointer)
{
	if (!pointer_is_one(pointer))
		return NULL;
	while (tree && pointer.length > 0) {
		str token;

		pointer = str_slice(pointer, 1, pointer.length);
		token = str_slice(pointer, 0, token_length(pointer));
		pointer = str_slice(pointer, token.length, pointer.length);
		if (tree->kind == TREE_MAP)
			tree = member(tree, token);
		else
			tree = tree->kind == TREE_LIST ? item(tree, token) : NULL;
	}
	return tree;
}
