/* stanch doctor: looks at this machine and at the server for what would hurt at 3 a.m.
 * It tries no channel: only a page that arrives shows that pages arrive. */
#include "faces/cli/command.h"

#include "base/visible.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#define FREE_BYTES_LEAST ((uint64_t)1 << 30)

enum finding { FINDING_OK, FINDING_WARNING, FINDING_WRONG };

struct doctor {
	struct arena *arena;
	const struct cli_command *command;
	str directory;
	int warnings, wrongs;
};

static void tell(struct doctor *doctor, enum finding finding, str says)
{
	static const char *const marks[] = { "ok      ", "warning ", "WRONG   " };

	doctor->warnings += finding == FINDING_WARNING;
	doctor->wrongs += finding == FINDING_WRONG;
	printf("%s " STR_FMT "\n", marks[finding],
	       STR_ARG(visible_text(doctor->arena, says)));
}

static void look_at_disk(struct doctor *doctor)
{
	struct statvfs disk;
	uint64_t free_bytes;

	if (statvfs(arena_c_string(doctor->arena, doctor->directory), &disk) != 0) {
		tell(doctor, FINDING_WRONG,
		     arena_format(doctor->arena, STR_FMT ": %s",
				  STR_ARG(doctor->directory), strerror(errno)));
		return;
	}
	free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	tell(doctor, free_bytes < FREE_BYTES_LEAST ? FINDING_WARNING : FINDING_OK,
	     arena_format(doctor->arena, "%llu MiB free for " STR_FMT,
			  (unsigned long long)(free_bytes >> 20),
			  STR_ARG(doctor->directory)));
}

static void look_at_clock(struct doctor *doctor)
{
	struct timex clock = { 0 };

	if (adjtimex(&clock) == TIME_ERROR)
		tell(doctor, FINDING_WARNING,
		     STR("the system clock is not synchronised: times in the record may "
			 "be wrong"));
	else
		tell(doctor, FINDING_OK, STR("the system clock is synchronised"));
}

static void look_at_answer(struct doctor *doctor, const struct tree *status)
{
	const struct tree *warnings = tree_get(status, "warnings");

	tell(doctor, FINDING_OK,
	     arena_format(doctor->arena, "stanch " STR_FMT " answers, up " STR_FMT,
			  STR_ARG(tree_get_text(status, "version")),
			  STR_ARG(tree_get_text(status, "uptime"))));
	if (tree_get(status, "standby"))
		tell(doctor,
		     tree_get_bool(status, "took_over", false) ? FINDING_WRONG
							       : FINDING_OK,
		     tree_get_text(status, "standby"));
	for (size_t i = 0; i < tree_count(warnings); i++)
		tell(doctor, FINDING_WARNING, tree_nth(warnings, i)->text);
	if (tree_get_int(tree_get(status, "scribe"), "failed_commits", 0) > 0)
		tell(doctor, FINDING_WARNING,
		     STR("commits have failed since the start: look at the disk"));
}

static void look_at_server(struct doctor *doctor)
{
	const struct operation *operation = operation_find(STR("server"), STR("status"));
	struct error error = { 0 };
	struct cli_reply reply = { 0 };

	if (!cli_ask(doctor->arena, doctor->command, operation, tree_map(doctor->arena),
		     &reply, &error))
		tell(doctor, FINDING_WRONG, str_of(error.text));
	else if (reply.status != 200)
		tell(doctor, FINDING_WRONG, tree_get_text(reply.body, "detail"));
	else
		look_at_answer(doctor, reply.body);
}

int cli_doctor(struct arena *arena, const struct cli_command *command)
{
	struct doctor doctor = { .arena = arena,
				 .command = command,
				 .directory = cli_directory(arena, command) };

	if (command->server.length == 0)
		look_at_disk(&doctor);
	look_at_clock(&doctor);
	look_at_server(&doctor);
	return doctor.wrongs > 0;
}
