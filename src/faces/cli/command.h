/* What was typed, understood. Private to faces/cli. */
#ifndef FACES_CLI_COMMAND_H
#define FACES_CLI_COMMAND_H

#include "operations/operation.h"

enum cli_task { CLI_OPERATION, CLI_HELP, CLI_DOCTOR, CLI_MANUAL, CLI_MAIL_IN };

struct cli_command {
	enum cli_task task;
	const struct operation *operation; /* CLI_OPERATION */
	struct tree *inputs;
	str words[2]; /* what stands behind the task; CLI_HELP: of what; "" */
	bool json;
	str as;         /* --as: on whose behalf */
	str server;     /* --server; "": the local socket */
	str token_file; /* --token-file */
	str directory;  /* --data; "": the default */
};

/* Wrong use is told with what to type instead. */
bool cli_parse(struct arena *arena, const char *const *words, size_t count,
	       struct cli_command *ret_command, struct error *error) MUST_CHECK;

/* -- help -- */

/* "stanch incident note INCIDENT TEXT" */
str cli_usage(struct arena *arena, const struct operation *operation);
/* What could be typed: "stanch note last 'writes fail since the deploy'". */
str cli_example(struct arena *arena, const struct operation *operation);
bool cli_noun_exists(str noun);
/* False when there is no such thing. */
bool cli_help(struct arena *arena, str noun, str verb, str *ret_text,
	      struct error *error) MUST_CHECK;
/* The whole manual as Markdown. */
str cli_manual(struct arena *arena);

/* What main runs itself, for help and suggestions. */
struct cli_other {
	const char *name, *usage, *help;
};
extern const struct cli_other cli_others[]; /* ends with a nameless one */
/* Options that every command takes. */
struct cli_option {
	const char *name;
	const char *value; /* NULL: a flag */
	const char *help;
	size_t offset; /* in struct cli_command */
};
extern const struct cli_option cli_options[]; /* ends with a nameless one */

/* -- talking to the server -- */
struct cli_reply {
	int status;
	struct tree *body; /* JSON; NULL when it was none */
};
bool cli_ask(struct arena *arena, const struct cli_command *command,
	     const struct operation *operation, const struct tree *inputs,
	     struct cli_reply *ret_reply, struct error *error) MUST_CHECK;
str cli_directory(struct arena *arena, const struct cli_command *command);
/* Of --token-file, else $STANCH_TOKEN; "" for none. */
bool cli_token(struct arena *arena, const struct cli_command *command, str *ret_token,
	       struct error *error) MUST_CHECK;
/* By the problem's status. */
int cli_exit_code(int status);

int cli_doctor(struct arena *arena, const struct cli_command *command);

/* Takes one mail from standard input. Its exit codes are an MTA's; so is that of wrong
 * use, which must lose no mail. */
int cli_mail_in(struct arena *arena, const struct cli_command *command);
int cli_mail_later(const char *problem);

/* The whole of a file, or of the standard input for "-"; at most API_BODY_BYTES_MAX. */
bool cli_read_file(struct arena *arena, str path, str *ret_bytes,
		   struct error *error) MUST_CHECK;
/* The Markdown files in a folder and in those below it, as names in it. */
struct file_names;
bool cli_is_folder(struct arena *arena, str path);
bool cli_list_documents(struct arena *arena, str folder, struct file_names *ret_names,
			struct error *error) MUST_CHECK;

#endif
