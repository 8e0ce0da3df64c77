/* What bash would run is what is read here, or it is refused. */
#include "check.h"

#include "base/text.h"
#include "formats/shell.h"

static void show_script(struct text *text, const struct shell_script *script);

static void show_word(struct text *text, const struct shell_word *word)
{
	if (word->is_static) {
		text_addf(text, "'" STR_FMT "'", STR_ARG(word->value));
		return;
	}
	for (size_t i = 0; i < word->count; i++) {
		const struct shell_part *part = &word->parts[i];

		switch (part->kind) {
		case SHELL_LITERAL:
			text_addf(text, "'" STR_FMT "'", STR_ARG(part->text));
			break;
		case SHELL_SUBSTITUTION:
			text_add(text, STR("$["));
			show_script(text, part->inside);
			text_add(text, STR("]"));
			break;
		case SHELL_VARIABLE:
			text_addf(text, "%s" STR_FMT "%s", part->is_quoted ? "\"$" : "$",
				  STR_ARG(part->text), part->has_operator ? "…" : "");
			break;
		case SHELL_ARITHMETIC: text_add(text, STR("#")); break;
		case SHELL_GLOB: text_add(text, STR("*")); break;
		case SHELL_PLACEHOLDER:
			text_addf(text, "<" STR_FMT ">", STR_ARG(part->text));
			break;
		}
	}
}

static void show_command(struct text *text, const struct shell_command *command)
{
	static const char *const kinds[] = { "", "loop ", "if ", "group ", "function " };

	text_add(text, str_of(kinds[command->kind]));
	text_add(text, command->name);
	for (size_t i = 0; i < command->assignment_count; i++) {
		text_addf(text, "%s" STR_FMT "%s=", i > 0 ? " " : "",
			  STR_ARG(command->assignments[i].name),
			  command->assignments[i].is_appended ? "+" : "");
		show_word(text, &command->assignments[i].value);
	}
	for (size_t i = 0; i < command->count; i++) {
		text_add(text, i + command->assignment_count > 0 ? STR(" ") : STR(""));
		show_word(text, &command->words[i]);
	}
	if (command->body) {
		text_add(text, STR("{"));
		show_script(text, command->body);
		text_add(text, STR("}"));
	}
	for (size_t i = 0; i < command->redirect_count; i++) {
		const struct shell_redirect *redirect = &command->redirects[i];

		text_addf(text, " %d" STR_FMT, redirect->fd, STR_ARG(redirect->operator));
		show_word(text, &redirect->target);
		if (redirect->document.length > 0)
			text_addf(text, "(" STR_FMT ")", STR_ARG(redirect->document));
	}
}

static void show_script(struct text *text, const struct shell_script *script)
{
	for (size_t i = 0; i < script->count; i++) {
		const struct shell_pipeline *pipeline = &script->pipelines[i];

		text_addf(text, "%s" STR_FMT "%s", i > 0 ? " " : "",
			  STR_ARG(pipeline->before), pipeline->before.length ? " " : "");
		text_add(text, pipeline->is_negated ? STR("! ") : STR(""));
		for (size_t k = 0; k < pipeline->count; k++) {
			text_add(text, k > 0 ? STR(" | ") : STR(""));
			show_command(text, &pipeline->commands[k]);
		}
		text_add(text, pipeline->is_background ? STR(" &") : STR(""));
	}
}

static str shown(struct arena *arena, const char *source)
{
	struct shell_script script;
	struct text text = text_new(arena, 64 << 10);
	struct error error;

	if (!shell_parse(arena, str_of(source), &script, &error))
		return arena_format(arena, "error: %s", error.text);
	show_script(&text, &script);
	return text_of(&text);
}

struct reading {
	const char *source, *want;
};

static void check_readings(const struct reading *readings, size_t count)
{
	scoped_arena arena = arena_new(256 << 20);

	for (size_t i = 0; i < count; i++) {
		str got = shown(arena, readings[i].source);

		if (!str_is(got, readings[i].want))
			check_failed(__FILE__, __LINE__,
				     "%s\n#   is   " STR_FMT "\n#   want %s",
				     readings[i].source, STR_ARG(got), readings[i].want);
	}
}

static void words_are_what_bash_passes_on(void)
{
	static const struct reading readings[] = {
		{ "", "" },
		{ "ls -l", "'ls' '-l'" },
		{ "a 'b c'\"d\"\\ e", "'a' 'b cd e'" },
		{ "a \"\" ''", "'a' '' ''" },
		{ "a \"b\\\"c\\d\" $'x\\ny'", "'a' 'b\"c\\d' 'x\ny'" },
		{ "a $B \"${C:-d}e\" $((1+2))", "'a' $B \"$C…'e' #" },
		{ "a ${B} ${#B} ${B%/*} ${B[0]} ${#}", "'a' $B $B… $B… $B… $#" },
		{ "a *.txt {b,c} {} [x] [", "'a' *'.txt' *'b,c}' '{}' *'x]' '['" },
		{ "a b\\\n c # d", "'a' 'b' 'c'" },
		{ "a 'x' # it's", "'a' 'x'" },
		{ "a $(b | c) `d e`", "'a' $['b' | 'c'] $['d' 'e']" },
		{ "a \"$(b \"c d\")\"", "'a' $['b' 'c d']" },
		{ "a ${B:-$(rm x)}", "'a' $B…$['rm' 'x']" },
		{ "a $((1 + $(rm x)))", "'a' #$['rm' 'x']" },
		{ "a <(b) >(c)", "'a' $['b'] $['c']" },
		{ "a $'\\x41'", "error: line 1: this escape in $'…' is not understood" },
		{ "a ${x[0]@P}", "error: line 1: this kind of ${…} is not understood" },
		{ "a ${}", "error: line 1: this kind of ${…} is not understood" },
		{ "a ${x@P}", "error: line 1: this kind of ${…} is not understood" },
	};

	check_readings(readings, COUNT_OF(readings));
}

static void commands_are_joined_as_bash_joins_them(void)
{
	static const struct reading readings[] = {
		{ "a; b && c || d | e &", "'a' ; 'b' && 'c' || 'd' | 'e' &" },
		{ "a\nb\n\n c", "'a' ; 'b' ; 'c'" },
		{ "! a | b |& c", "! 'a' | 'b' 2>&'1' | 'c'" },
		{ "X=1 Y=\"$Z\" a b", "X='1' Y=\"$Z 'a' 'b'" },
		{ "X=$(rm y)", "X=$['rm' 'y']" },
		{ "X+=y", "X+='y'" },
		{ "X=(a b)", "X='(a b)'" },
		{ "a > b 2>&1 >> c < d", "'a' -1>'b' 2>&'1' -1>>'c' -1<'d'" },
		{ "a 2 > b", "'a' '2' -1>'b'" },
		{ ">x", " -1>'x'" },
		{ "for i in 1 $A; do b $i; done", "loop i'1' $A{'b' $i}" },
		{ "while read l; do a; done < f", "loop {'read' 'l' ; 'a'} -1<'f'" },
		{ "if a; then b; elif c; then d; else e; fi",
		  "if {'a' ; 'b' ; 'c' ; 'd' ; 'e'}" },
		{ "case $x in a|b) c ;; *) d; esac", "if $x{'c' ; 'd'}" },
		{ "[[ -f $x && y ]] && z", "if '-f' $x 'y' && 'z'" },
		{ "(a; b) > c", "group {'a' ; 'b'} -1>'c'" },
		{ "{ a; b; } | c", "group {'a' ; 'b'} | 'c'" },
		{ "f() { a; }; f", "function f{group {'a'}} ; 'f'" },
		{ "a <<E | b\nx $Y\nE\nc", "'a' -1<<'x '\"$Y'\n'(x $Y\n) | 'b' ; 'c'" },
		{ "a <<'E'\n$(rm x)\nE", "'a' -1<<'E'($(rm x)\n)" },
		{ "a <<-E\n\tx\n\tE\n", "'a' -1<<-'E'(\tx\n)" },
		{ "a <<E\n$(rm x)\nE", "'a' -1<<$['rm' 'x']'\n'($(rm x)\n)" },
		{ "a <<E\n\\\" '$(rm x)'\nE",
		  "'a' -1<<'\\\" ''$['rm' 'x']''\n'(\\\" '$(rm x)'\n)" },
		{ "a <<< b", "'a' -1<<<'b'" },
		{ "export A=1; declare -r b", "'export' 'A=1' ; 'declare' '-r' 'b'" },
	};

	check_readings(readings, COUNT_OF(readings));
}

static void placeholders_are_words(void)
{
	static const struct reading readings[] = {
		{ "kubectl describe pod <pod-name> -n production",
		  "'kubectl' 'describe' 'pod' <pod-name> '-n' 'production'" },
		{ "a <pod name>", "'a' <pod name>" },
		{ "a x=<b>Mi http://<host>:80/<path>",
		  "'a' 'x='<b>'Mi' 'http://'<host>':80/'<path>" },
		{ "a \"<b>\" '<c>'", "'a' <b> <c>" },
		/* What a shell would read in earnest. */
		{ "sort <in >out", "'sort' -1<'in' -1>'out'" },
		{ "sort <in>out", "'sort' -1<'in' -1>'out'" },
		{ "sort <in>/out", "'sort' -1<'in' -1>'/out'" },
		{ "sort<in>out", "'sort' -1<'in' -1>'out'" },
		{ "sort <in>>out", "'sort' -1<'in' -1>>'out'" },
		{ "sort <in -r>out", "'sort' '-r' -1<'in' -1>'out'" },
	};

	check_readings(readings, COUNT_OF(readings));
}

static void what_is_no_bash_is_refused(void)
{
	static const char *const cases[] = {
		"a 'b",
		"a \"b",
		"a $(b",
		"a `b",
		"a ${b",
		"a | | b",
		"a &&",
		"; a",
		"if a; then b",
		"for x in a; do b",
		"a )",
		"( a",
		"}",
		"fi",
		"a <",
		"a <<E\nb",
		"rate(x[5m])",
		"case x in a",
		"a \\\n&& && b",
		"f() a",
	};
	scoped_arena arena = arena_new(64 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct shell_script script;
		struct error error = { 0 };

		CHECK_CASE(!shell_parse(arena, str_of(cases[i]), &script, &error),
			   cases[i]);
		CHECK_CASE(error.text[0] != '\0', cases[i]);
	}
}

static str repeated(struct arena *arena, const char *piece, size_t times)
{
	struct text text = text_new(arena, 1 << 20);

	for (size_t i = 0; i < times; i++)
		text_add(&text, str_of(piece));
	return text_of(&text);
}

static void depth_and_size_have_an_end(void)
{
	static const char *const pieces[] = { "$(", "(", "{ ", "if ", "\"$(", "${a:-" };
	scoped_arena arena = arena_new(256 << 20);
	struct shell_script script;
	struct error error;

	for (size_t i = 0; i < COUNT_OF(pieces); i++)
		CHECK_CASE(!shell_parse(arena, repeated(arena, pieces[i], 5000), &script,
					&error),
			   pieces[i]);
	CHECK(!shell_parse(arena, repeated(arena, "a;", 40000), &script, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
	CHECK_OK(shell_parse(arena, repeated(arena, "a b;", 10000), &script, &error),
		 error);
	CHECK_INT(script.count, 10000);
}

static void what_is_quoted_reads_the_same(void)
{
	static const str argv[] = { STR_INIT("a"), STR_INIT("b c"), STR_INIT("it's"),
				    STR_INIT(""), STR_INIT("$x;`y`") };
	scoped_arena arena = arena_new(16 << 20);
	struct shell_script script;
	struct error error;

	CHECK_OK(shell_parse(arena, shell_quote(arena, argv, COUNT_OF(argv)), &script,
			     &error),
		 error);
	CHECK_INT(script.pipelines[0].commands[0].count, COUNT_OF(argv));
	for (size_t i = 0; i < COUNT_OF(argv); i++)
		CHECK_STR_EQ(script.pipelines[0].commands[0].words[i].value, argv[i]);
}

const struct test tests[] = {
	{ "words are what bash passes on", words_are_what_bash_passes_on },
	{ "commands are joined as bash joins them",
	  commands_are_joined_as_bash_joins_them },
	{ "placeholders are words", placeholders_are_words },
	{ "what is no bash is refused", what_is_no_bash_is_refused },
	{ "depth and size have an end", depth_and_size_have_an_end },
	{ "what is quoted reads the same", what_is_quoted_reads_the_same },
	{ 0 },
};
