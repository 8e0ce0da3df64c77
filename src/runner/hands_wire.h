/* What the server and its hands say to each other. Both are the same program, so
 * structs travel as they are; a first number tells apart two versions of it.
 *
 * A request is one packet and carries the socket on which it is answered; an answer is
 * one packet and carries the file with the result. */
#ifndef RUNNER_HANDS_WIRE_H
#define RUNNER_HANDS_WIRE_H

#include "app/ports.h"
#include "base/limits.h"

enum {
	WIRE_VERSION = 0x73740005,
	/* Less than the smallest usual limit of a socket's buffer, 208 KiB. */
	REQUEST_BYTES_MAX = 128 << 10,
	ARGUMENTS_MAX = 1000,
	INHERITED_MAX = 3,
	REASON_BYTES = 200,
};

struct request {
	int32_t version;
	int32_t argc[COMMAND_STAGES_MAX]; /* 0: no such stage */
	int32_t variables[COMMAND_STAGES_MAX];
	int32_t joins_errors; /* a bit for each stage */
	int32_t input_bytes, keeps_no_output;
	int64_t id, wait_ms;
	/* Then, each ending in NUL: directory, and of each stage its arguments and its
	 * NAME=value; and the input as it is. */
};

struct reply {
	int32_t version;
	bool has_run;
	char reason[REASON_BYTES]; /* why it was not run */
};

bool request_write(struct arena *arena, const struct command *command, str *ret_packet,
		   struct error *error);

/* The argv and the environment of each stage end in NULL; all points into the packet. */
struct request_view {
	struct request head;
	const char *directory;
	char **stages[COMMAND_STAGES_MAX], **environments[COMMAND_STAGES_MAX];
	size_t stage_count;
	str input;
};
bool request_read(struct arena *arena, str packet, struct request_view *ret_view);

/* One packet and at most one descriptor; -1 for none. */
bool packet_send(int socket, str packet, int carried);
/* The length, 0 at the end, -1 on an error. *ret_carried is -1 when there is none. */
int64_t packet_receive(int socket, char *into, size_t room, int *ret_carried);

/* PATH, HOME and LANG of this process, as NAME=value: all that is ever inherited. */
void environment_inherit(struct arena *arena, char **into);

bool write_all(int fd, str s);
bool result_write(int fd, const struct command_result *result);
bool result_read(struct arena *arena, int fd, struct command_result *ret_result);

#endif
