/* What is called, given and left out in a piece of JavaScript. */
#include "check.h"

#include "base/text.h"
#include "formats/javascript.h"

#include <string.h>

static const char *const kinds[] = {
	[JAVASCRIPT_NAME] = "name",         [JAVASCRIPT_PLACEHOLDER] = "placeholder",
	[JAVASCRIPT_TEXT] = "text",         [JAVASCRIPT_TEMPLATE] = "template",
	[JAVASCRIPT_NUMBER] = "number",     [JAVASCRIPT_LITERAL] = "literal",
	[JAVASCRIPT_MEMBER] = "member",     [JAVASCRIPT_INDEX] = "index",
	[JAVASCRIPT_CALL] = "call",         [JAVASCRIPT_NEW] = "new",
	[JAVASCRIPT_OBJECT] = "object",     [JAVASCRIPT_PAIR] = "pair",
	[JAVASCRIPT_ARRAY] = "array",       [JAVASCRIPT_SPREAD] = "spread",
	[JAVASCRIPT_FUNCTION] = "function", [JAVASCRIPT_DECLARE] = "declare",
	[JAVASCRIPT_EACH] = "each",         [JAVASCRIPT_ASSIGN] = "assign",
	[JAVASCRIPT_PATTERN] = "pattern",   [JAVASCRIPT_OPERATOR] = "operator",
	[JAVASCRIPT_GROUP] = "group",       [JAVASCRIPT_LOOP] = "loop",
	[JAVASCRIPT_UNKNOWN] = "unknown",
};

/* Groups of one are what they hold. */
static void show(struct text *text, const struct javascript *node)
{
	while (node->kind == JAVASCRIPT_GROUP && node->count == 1)
		node = &node->children[0];
	text_addf(text, "%s", kinds[node->kind]);
	if (node->text.length > 0 && node->kind != JAVASCRIPT_LITERAL)
		text_addf(text, ":" STR_FMT, STR_ARG(node->text));
	if (node->count == 0)
		return;
	text_add_char(text, '(');
	for (size_t i = 0; i < node->count; i++) {
		text_add(text, i > 0 ? STR(" ") : STR(""));
		show(text, &node->children[i]);
	}
	text_add_char(text, ')');
}

static const struct {
	const char *source, *want;
} cases[] = {
	{ "db.a.find({ b: 1 })",
	  "call(member:find(member:a(name:db)) object(pair:b(number)))" },
	{ "db['a'][b]", "index(index(name:db text:a) name:b)" },
	{ "db.killOp(<opid>)", "call(member:killOp(name:db) placeholder:<opid>)" },
	{ "db.<coll>.find({...})",
	  "call(member:find(member:<coll>(name:db)) object(placeholder:...))" },
	{ "f('<pod-name>')", "call(name:f text:<pod-name>)" },
	{ "a < b > c", "operator:>(operator:<(name:a name:b) name:c)" },
	{ "`x${y}z`", "template:x${y}z(name:y)" },
	{ "`x`", "text:x" },
	{ "const { a, b: c } = d;",
	  "declare(pattern(name:a pattern(literal name:c)) name:d)" },
	{ "x = [1, ...y]", "assign:=(name:x array(number spread(name:y)))" },
	{ "(a) => { b(a) }", "function(call(name:b name:a) name:a)" },
	{ "a => b", "function(name:b name:a)" },
	{ "function f(a) {}", "function:f(group name:a)" },
	{ "for (const a of b) c()", "each:of(name:a name:b call(name:c))" },
	{ "while (true) { a() }", "loop:while(literal call(name:a))" },
	{ "new Date(1)", "new(name:Date number)" },
	{ "a?.b?.(c)", "call(member:b(name:a) name:c)" },
	{ "await (a)", "name:a" },
	{ "a ? b : c", "operator:?:(name:a name:b name:c)" },
	{ "({ [a]: b, 'c': d, e })",
	  "object(pair(name:b name:a) pair:c(name:d) name:e)" },
	{ "f`x`", "unknown(name:f)" },
	{ "class A {}", "unknown:class_declaration(name:A unknown:class_body)" },
	{ "// a\nb /* c */", "name:b" },
	{ "", "group" },
};

static void texts_are_trees(void)
{
	scoped_arena arena = arena_new(64 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct javascript *program = NULL;
		struct text text = text_new(arena, 4096);
		struct error error = { 0 };

		CHECK_OK(javascript_parse(arena, str_of(cases[i].source), &program,
					  &error),
			 error);
		if (!program)
			continue;
		show(&text, program);
		if (!str_is(text_of(&text), cases[i].want))
			check_failed(__FILE__, __LINE__,
				     "%s\n# is   " STR_FMT "\n# want %s", cases[i].source,
				     STR_ARG(text_of(&text)), cases[i].want);
	}
}

static void what_is_no_javascript_is_refused(void)
{
	static const char *const bad[] = { "a(", "db.a.find() drop", "{{", "'a",
					   "find({_id: {{id}}})" };
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct javascript *program = NULL;
		struct error error = { 0 };

		CHECK(!javascript_parse(arena, str_of(bad[i]), &program, &error));
		CHECK(error.kind == ERROR_INVALID);
	}
}

const struct test tests[] = {
	{ "texts are trees", texts_are_trees },
	{ "what is no JavaScript is refused", what_is_no_javascript_is_refused },
	{ 0 },
};
