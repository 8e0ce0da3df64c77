/* How commands are classified: what is known of each program stands in tables, one file
 * of them a family. A program is a row: its names, the class of what it does, the grammar
 * of its options, a table of verbs where it has some, and a function where its operands
 * matter. The row of a verb is one like it.
 *
 *     { .names = "sort",
 *       .options = "-bdfgiMhnRrVcCmsuz -k= -t= -S= -o=! --key= --output=!" },
 *     { .names = "reboot|poweroff|halt", .class = ACTION_DESTRUCTIVE },
 *     { .names = "kubectl|oc", .options = "-n= --namespace= …", .verbs = kubectl_verbs },
 *
 * The grammar lists what is allowed; everything else is unknown, and so destructive.
 * Between blanks stand
 *
 *     -abc     options of one letter without a value, which may be written together
 *     -k=      with a value: -k value, -kvalue
 *     -i?      with a value that may be missing: -i, -ivalue
 *     --key    a long option; --key= with a value; --key? with one that may be missing
 *     -#       a number as an option: head -5
 *     *        all other options, too, without a value: only those marked write
 *
 * and behind each may stand what it means:
 *
 *     !  it writes: destructive          ^  what it changes can be taken back
 *     ~  it never ends                   @  it wants a terminal
 *     +  nothing is done: a dry run, which makes the whole command a read
 *     %  it names a file that may name programs, as a kubeconfig does
 *
 * No grammar (NULL) means that no option and no operand makes it worse than its class.
 * With one, a word that might become an option or several words – "$X" that the script
 * sets itself, $(…), a glob – is destructive wherever it stands between the operands;
 * a <placeholder> and a variable that is filled in as a parameter are one value each, and
 * never begin with "-". */
#ifndef RUNBOOK_CLASSIFY_PRIVATE_H
#define RUNBOOK_CLASSIFY_PRIVATE_H

#include "formats/shell.h"
#include "runbook/classify.h"

/* -- what was found so far -- */

struct judging {
	struct arena *arena;
	struct classified *result;       /* begins as a read without a reason */
	unsigned line;                   /* of the command looked at */
	unsigned depth;                  /* commands in commands: sudo, sh -c, $(…) */
	bool is_fed;                     /* the command looked at reads from another */
	const struct shell_names *names; /* what the script itself sets and defines */
};

/* The worst class counts, and of it the first reason. */
void judge(struct judging *judging, enum action_class class, str reason);
void judge_refuse(struct judging *judging, str refusal, str repaired);
/* What another language's classifier said of a text that this command runs. */
void judge_like(struct judging *judging, const struct classified *inner);

/* -- a command with its words told apart -- */

struct option_given {
	str name; /* as in the grammar, without its marks: "-o", "--output" */
	const struct shell_word *value; /* NULL for none */
};

enum input_kind {
	INPUT_NONE,    /* the terminal or nothing */
	INPUT_TEXT,    /* a here-document, or what a plain echo says */
	INPUT_UNKNOWN, /* a file, or another command */
};

struct call_input {
	enum input_kind kind;
	struct shell_word text; /* of INPUT_TEXT */
	bool is_names; /* of INPUT_UNKNOWN: only names, as kubectl get and pgrep give them
			*/
};

struct program;

struct call {
	struct judging *judging;
	const struct program *program;  /* or verb */
	str name;                       /* for reasons: "kubectl rollout undo" */
	const struct shell_word *words; /* all of them, from the program on */
	size_t word_count;
	const struct option_given *options;
	size_t option_count;
	const struct shell_word *operands; /* behind the verb, "--" left out */
	size_t count;
	/* What stands behind "--", or from the first operand on of a program whose
	 * options end there: another command. They are operands, too. */
	const struct shell_word *rest;
	size_t rest_count;
	bool has_rest; /* there was a "--" */
	/* An option that only "*" allows, so what is its value is not known. */
	bool has_unlisted;
	struct call_input input;
};

enum {
	PROGRAM_STOPS = 1 << 0, /* options end at the first operand: env, timeout, ssh */
	PROGRAM_WORDS = 1 << 1, /* options are words behind one dash: find, java, go's */
	PROGRAM_NO_OPERANDS = 1 << 2, /* an operand changes what it does: unknown */
	PROGRAM_DECIDES = 1 << 3, /* .judge says the class itself; .class counts not */
	/* .verbs: a verb that is not there is an operand, and .judge looks at it. */
	PROGRAM_MAY_LACK_VERB = 1 << 4,
};

struct program {
	const char *names; /* with "|" between */
	enum action_class class;
	const char *options;
	const char *why; /* in place of the class's usual reason, behind the name */
	unsigned flags;
	/* Looks further than the grammar; may call judge() and the functions below. */
	void (*judge)(struct call *call);
	/* Ends with an empty row; options of the program may stand among those of its
	 * verbs. */
	const struct program *verbs;
};

/* -- for the functions of programs -- */

/* judge() with the call's name before the text: "kubectl apply " "changes objects". */
void call_judge(const struct call *call, enum action_class class, const char *text);
/* Of what cannot be told before it runs: destructive. */
void call_unknown(const struct call *call, const char *text);

const struct option_given *call_option(const struct call *call, const char *name);
/* Any of these, with "|" between: "-o|--output". NULL for none; the last given. */
const struct option_given *call_any(const struct call *call, const char *names);
/* The value of it when it is static, else "". */
str call_value(const struct call *call, const char *names);
/* The operand when it is there and static, else "". */
str call_operand(const struct call *call, size_t nth);

/* PATH, LD_PRELOAD, GIT_…, PAGER: what changes what other programs run or read. */
bool is_variable_of_consequence(str name);
#define WHY_KUBECONFIG \
	"KUBECONFIG names a file that may name programs to run, and another cluster"
/* Is this text one of these, with "|" between? */
bool is_one_of(str text, const char *names);
/* May the word become an option, or several words? */
bool word_is_open(const struct judging *judging, const struct shell_word *word);
/* What a word says when it is code or a query: parameters stay as written. False, after
 * it was judged destructive, when only running it would tell. */
bool call_text(const struct call *call, const struct shell_word *word, str *ret_text);
/* The same of what the command reads from its input. False, too, when that is no
 * text. */
bool call_input_text(const struct call *call, str *ret_text);

/* -- commands in commands -- */

/* A text that is code must hold no secret: its quotes are not ours, and it is seen. */
void call_check_secret(const struct call *call, str code);
/* Words that run as a command: behind sudo, timeout 5, kubectl exec … --. */
void call_run(const struct call *call, const struct shell_word *words, size_t count);
/* A text that a shell reads: sh -c. */
void call_run_script(const struct call *call, str script);
/* Words that a shell reads, with blanks between: ssh host …, watch …. */
void call_run_joined(const struct call *call, const struct shell_word *words,
		     size_t count);
/* A query in another language: classify_sql and its like. */
typedef void classify_text(struct arena *arena, str source,
			   struct classified *ret_classified);
void call_run_text(const struct call *call, const struct shell_word *word,
		   classify_text *classify);

/* -- the tables -- */

/* All families; each ends with an empty row. */
extern const struct program *const classify_families[];
extern const size_t classify_family_count;

extern const struct program builtin_programs[];
extern const struct program wrapper_programs[];
extern const struct program file_programs[];
extern const struct program script_programs[];
extern const struct program system_programs[];
extern const struct program network_programs[];
extern const struct program kubernetes_programs[];
extern const struct program container_programs[];
extern const struct program development_programs[];
extern const struct program service_programs[];
extern const struct program client_programs[];
extern const struct program kafka_programs[];
extern const struct program request_programs[];
extern const struct program cloud_programs[];
extern const struct program tool_programs[];

#endif
