#include "faces/cli/cli.h"

#include "faces/cli/command.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/visible.h"
#include "formats/json.h"
#include "net/http_client.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_WIDTH = 120 };

static void print_safely(struct arena *arena, FILE *file, str text)
{
	str shown = visible_text(arena, text);

	fwrite(shown.bytes, 1, shown.length, file);
}

static void print_json(struct arena *arena, str json)
{
	str shown = visible_json(arena, json);

	printf(STR_FMT "\n", STR_ARG(shown));
}

static int fail_with(struct arena *arena, const struct error *error)
{
	fputs("stanch: ", stderr);
	print_safely(arena, stderr, str_of(error->text));
	putc('\n', stderr);
	return error_exit_code(error->kind);
}

static int print_problem(struct arena *arena, const struct cli_command *command,
			 const struct cli_reply *reply)
{
	str detail = tree_get_text(reply->body, "detail");

	if (command->json && reply->body) {
		print_json(arena, json_write_pretty(arena, reply->body));
		return cli_exit_code(reply->status);
	}
	fputs("stanch: ", stderr);
	if (detail.length > 0)
		print_safely(arena, stderr, detail);
	else
		fprintf(stderr, "the server answered %d and gave no reason",
			reply->status);
	putc('\n', stderr);
	if (reply->status == 401 && command->server.length > 0)
		fputs("stanch: give a token with --token-file or $STANCH_TOKEN\n",
		      stderr);
	return cli_exit_code(reply->status);
}

/* An answer that is no: for scripts, which read exit codes. */
static bool says_no(const struct operation *operation, const struct tree *answer)
{
	return operation->no && tree_get_int(answer, operation->no, 0) > 0;
}

static int print_answer(struct arena *arena, const struct cli_command *command,
			const struct tree *answer)
{
	if (command->json)
		print_json(arena, json_write_pretty(arena, answer));
	else
		print_safely(
			arena, stdout,
			operation_text(arena, command->operation, answer, TEXT_WIDTH));
	return says_no(command->operation, answer) ? 1 : 0;
}

/* A filter: one answer a line. The rest of a line that is too long is none of the
 * next. */
static bool read_line(struct text *line)
{
	int c = getc(stdin);

	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc(stdin))
		text_add_char(line, (char)c);
	return true;
}

static int answer_lines(struct work *work, const struct cli_command *command)
{
	const struct operation *operation = command->operation;
	const void *input;

	if (!operation_bind(work, operation, command->inputs, &input))
		return fail_with(work->arena, &work->error);
	for (;;) {
		scoped_arena scratch = arena_new(TURN_ARENA_BYTES_MAX);
		struct work turn = { .arena = scratch,
				     .now = work->now,
				     .actor = work->actor };
		struct text line = text_new(scratch, FILTER_LINE_BYTES_MAX);
		struct tree *answer = tree_map(scratch);

		if (!read_line(&line))
			return 0;
		operation->answer_line(&turn, input, text_of(&line), answer);
		if (command->json)
			print_json(scratch, json_write(scratch, answer));
		else
			print_safely(
				scratch, stdout,
				operation_text(scratch, operation, answer, TEXT_WIDTH));
	}
}

static bool reads_lines(const struct cli_command *command)
{
	const struct operation *operation = command->operation;

	return operation->answer_line &&
	       !tree_get(command->inputs, operation->input->fields[0].name);
}

/* What needs no server is asked of one only when it is named. */
static int run_alone(struct arena *arena, const struct cli_command *command)
{
	struct work work = { .arena = arena, .now = clock_now() };
	struct tree *answer;

	work.actor = (struct actor){ .kind = ACTOR_PERSON,
				     .role = command->operation->least,
				     .via = STR("cli") };
	if (reads_lines(command))
		return answer_lines(&work, command);
	if (!operation_run_alone(&work, command->operation, command->inputs, &answer))
		return fail_with(arena, &work.error);
	return print_answer(arena, command, answer);
}

static int run_operation(struct arena *arena, const struct cli_command *command)
{
	struct error error = { 0 };
	struct cli_reply reply = { 0 };

	if (command->operation->needs_no_server && command->server.length == 0)
		return run_alone(arena, command);
	if (!cli_ask(arena, command, command->operation, command->inputs, &reply, &error))
		return fail_with(arena, &error);
	if (cli_exit_code(reply.status) != 0 || !reply.body)
		return print_problem(arena, command, &reply);
	return print_answer(arena, command, reply.body);
}

static int print_help(struct arena *arena, const struct cli_command *command)
{
	struct error error = { 0 };
	str text;

	if (!cli_help(arena, command->words[0], command->words[1], &text, &error))
		return fail_with(arena, &error);
	printf(STR_FMT, STR_ARG(text));
	return 0;
}

static int run_command(struct arena *arena, const struct cli_command *command)
{
	switch (command->task) {
	case CLI_OPERATION: return run_operation(arena, command);
	case CLI_HELP: return print_help(arena, command);
	case CLI_DOCTOR: return cli_doctor(arena, command);
	case CLI_MANUAL: printf(STR_FMT, STR_ARG(cli_manual(arena))); return 0;
	case CLI_MAIL_IN: return cli_mail_in(arena, command);
	}
	return 3;
}

int cli_main(int argc, char **argv)
{
	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);
	struct cli_command command;
	struct error error = { 0 };
	size_t count = argc > 1 ? (size_t)argc - 1 : 0;
	int code;

	if (!cli_parse(arena, (const char *const *)argv + 1, count, &command, &error))
		return argc > 1 && strcmp(argv[1], "mail-in") == 0
			       ? cli_mail_later(error.text)
			       : fail_with(arena, &error);
	http_client_start();
	code = run_command(arena, &command);
	/* A full disk or a closed pipe is a failure too. */
	return fflush(stdout) == 0 ? code : 3;
}
