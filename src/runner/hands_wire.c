#include "runner/hands_wire.h"

#include "base/limits.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void add_bytes(struct text *packet, str s)
{
	text_add(packet, s);
	text_add_char(packet, '\0');
}

static bool has_nul(str s)
{
	return s.length > 0 && memchr(s.bytes, '\0', s.length);
}

static bool is_sendable(const struct command *command, struct error *error)
{
	bool has_any = has_nul(command->directory);
	size_t stages = 0;

	for (const struct command *stage = command; stage;
	     stage = stage->into, stages++) {
		if (stage->argc == 0 || stage->argv[0].length == 0)
			return error_set(error, ERROR_INVALID,
					 "a command without a program");
		for (size_t i = 0; i < stage->argc; i++)
			has_any = has_any || has_nul(stage->argv[i]);
		for (size_t i = 0; i < stage->environment_count; i++)
			has_any = has_any || has_nul(stage->environment[i].name) ||
				  has_nul(stage->environment[i].value);
	}
	if (has_any)
		return error_set(error, ERROR_INVALID, "a NUL byte in a command");
	if (stages > COMMAND_STAGES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "a pipeline of more than %d commands",
				 COMMAND_STAGES_MAX);
	return true;
}

static void add_stage(struct arena *arena, struct text *packet,
		      const struct command *stage)
{
	for (size_t i = 0; i < stage->argc; i++)
		add_bytes(packet, stage->argv[i]);
	for (size_t i = 0; i < stage->environment_count; i++)
		add_bytes(packet, arena_format(arena, STR_FMT "=" STR_FMT,
					       STR_ARG(stage->environment[i].name),
					       STR_ARG(stage->environment[i].value)));
}

bool request_write(struct arena *arena, const struct command *command, str *ret_packet,
		   struct error *error)
{
	struct text packet = text_new(arena, REQUEST_BYTES_MAX);
	struct request head = {
		.version = WIRE_VERSION,
		.input_bytes = (int32_t)command->input.length,
		.keeps_no_output = command->keeps_no_output,
		.id = command->id,
		.wait_ms = command->wait_ms,
	};
	bool fits = command->input.length <= REQUEST_BYTES_MAX;
	size_t nth = 0;

	if (!is_sendable(command, error))
		return false;
	for (const struct command *stage = command; stage; stage = stage->into) {
		fits = fits && stage->argc <= ARGUMENTS_MAX &&
		       stage->environment_count <= ARGUMENTS_MAX;
		head.joins_errors |= (int32_t)stage->joins_errors << nth;
		head.variables[nth] = (int32_t)stage->environment_count;
		head.argc[nth++] = (int32_t)stage->argc;
	}
	text_add(&packet, (str){ (const char *)&head, sizeof(head) });
	add_bytes(&packet, command->directory);
	for (const struct command *stage = command; stage; stage = stage->into)
		add_stage(arena, &packet, stage);
	text_add(&packet, command->input);
	if (packet.full || !fits)
		return error_set(error, ERROR_TOO_LARGE,
				 "the command is larger than %d KiB",
				 REQUEST_BYTES_MAX >> 10);
	*ret_packet = text_of(&packet);
	return true;
}

/* Takes the next text that ends in NUL; NULL when there is none. */
static char *next_text(str *rest)
{
	char *start = (char *)(uintptr_t)rest->bytes;
	char *end = rest->length > 0 ? memchr(start, '\0', rest->length) : NULL;

	if (!end)
		return NULL;
	*rest = str_slice(*rest, (size_t)(end - start) + 1, rest->length);
	return start;
}

static bool read_list(struct arena *arena, str *rest, int32_t count, char ***ret_list)
{
	char **list;

	if (count < 0 || count > ARGUMENTS_MAX)
		return false;
	list = arena_many(arena, char *, (size_t)count + 1);
	for (int32_t i = 0; i < count; i++)
		if (!(list[i] = next_text(rest)))
			return false;
	*ret_list = list;
	return true;
}

static bool read_stages(struct arena *arena, str *rest, struct request_view *view)
{
	for (size_t i = 0; i < COMMAND_STAGES_MAX && view->head.argc[i] != 0; i++) {
		if (!read_list(arena, rest, view->head.argc[i], &view->stages[i]) ||
		    !read_list(arena, rest, view->head.variables[i],
			       &view->environments[i]))
			return false;
		view->stage_count++;
	}
	return view->stage_count > 0;
}

bool request_read(struct arena *arena, str packet, struct request_view *ret_view)
{
	struct request_view view = { 0 };
	str rest;

	if (packet.length < sizeof(view.head))
		return false;
	memcpy(&view.head, packet.bytes, sizeof(view.head));
	rest = str_slice(packet, sizeof(view.head), packet.length);
	view.directory = next_text(&rest);
	if (view.head.version != WIRE_VERSION || !view.directory ||
	    !read_stages(arena, &rest, &view) ||
	    rest.length != (size_t)view.head.input_bytes)
		return false;
	view.input = rest;
	*ret_view = view;
	return true;
}

/* Aligned as the kernel wants it, with room for one descriptor. */
union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

bool packet_send(int socket, str packet, int carried)
{
	union control control = { 0 };
	struct iovec piece = { (void *)(uintptr_t)packet.bytes, packet.length };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
	ssize_t sent;

	if (carried >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof(control.bytes);
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.head), &carried, sizeof(carried));
	}
	do
		sent = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == (ssize_t)packet.length;
}

int64_t packet_receive(int socket, char *into, size_t room, int *ret_carried)
{
	union control control = { 0 };
	struct iovec piece = { into, room };
	struct msghdr message = { .msg_iov = &piece,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control.bytes) };
	const struct cmsghdr *head;
	ssize_t received;

	*ret_carried = -1;
	do
		received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	while (received < 0 && errno == EINTR);
	head = received > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (head && head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(ret_carried, CMSG_DATA(head), sizeof(int));
	return received;
}

void environment_inherit(struct arena *arena, char **into)
{
	static const char *const names[INHERITED_MAX] = { "PATH", "HOME", "LANG" };
	size_t count = 0;

	for (size_t i = 0; i < INHERITED_MAX; i++) {
		const char *value = getenv(names[i]);

		if (!value)
			continue;

		str pair = arena_format(arena, "%s=%s", names[i], value);

		into[count++] = (char *)(uintptr_t)pair.bytes;
	}
}

/* A result as a file: this, then the output. */
struct stored {
	int32_t version;
	int32_t exit_code, signal, stage;
	bool timed_out, output_cut;
	uint64_t output_bytes;
};

bool write_all(int fd, str s)
{
	while (s.length > 0) {
		ssize_t written = write(fd, s.bytes, s.length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		s = str_slice(s, (size_t)written, s.length);
	}
	return true;
}

bool result_write(int fd, const struct command_result *result)
{
	struct stored stored = {
		.version = WIRE_VERSION,
		.exit_code = result->exit_code,
		.signal = result->signal,
		.stage = result->stage,
		.timed_out = result->timed_out,
		.output_cut = result->output_cut,
		.output_bytes = result->output.length,
	};

	return write_all(fd, (str){ (const char *)&stored, sizeof(stored) }) &&
	       write_all(fd, result->output);
}

static bool read_at(int fd, size_t at, char *into, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t count = pread(fd, into + done, length - done, (off_t)(at + done));

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return false;
		done += (size_t)count;
	}
	return true;
}

bool result_read(struct arena *arena, int fd, struct command_result *ret_result)
{
	struct stored stored;
	char *output;

	if (!read_at(fd, 0, (char *)&stored, sizeof(stored)) ||
	    stored.version != WIRE_VERSION ||
	    stored.output_bytes > COMMAND_OUTPUT_BYTES_MAX)
		return false;
	output = arena_many(arena, char, stored.output_bytes + 1);
	if (!read_at(fd, sizeof(stored), output, stored.output_bytes))
		return false;
	*ret_result = (struct command_result){
		.exit_code = stored.exit_code,
		.signal = stored.signal,
		.stage = stored.stage,
		.timed_out = stored.timed_out,
		.output = { output, stored.output_bytes },
		.output_cut = stored.output_cut,
	};
	return true;
}
