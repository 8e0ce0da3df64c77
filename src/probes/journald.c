/* Lines of the journal of this machine around the onset, as journalctl prints them. The
 * hands run it, as argv. */
#include "base/limits.h"
#include "probes/log_lines.h"

enum {
	/* Of each side; what the hands give back holds about so many. */
	LINES_ASKED = 1500,
};

/* Otherwise it could be taken for an option or a pattern. */
static bool is_unit(str unit)
{
	for (size_t i = 0; i < unit.length; i++) {
		char c = unit.bytes[i];
		bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				(c >= '0' && c <= '9') || c == '_' || c == '@' ||
				c == ':' || c == '\\' ||
				(i > 0 && (c == '-' || c == '.'));

		if (!is_plain)
			return false;
	}
	return unit.length > 0 && unit.length <= 255;
}

struct part {
	instant_ms from, to;
};

static bool print(const struct probe_call *call, str unit, struct part part,
		  struct log_lines *lines, bool *ret_is_cut, struct error *error)
{
	struct arena *arena = call->arena;
	str argv[] = {
		STR("journalctl"),
		STR("--quiet"),
		STR("--no-pager"),
		STR("--utc"),
		STR("--output=short-iso-precise"),
		arena_format(arena, "--lines=%d", (int)LINES_ASKED),
		arena_format(arena, "--since=@%lld", (long long)(part.from / SECOND_MS)),
		arena_format(arena, "--until=@%lld", (long long)(part.to / SECOND_MS)),
		STR("--unit"),
		unit
	};
	struct command command = { .argv = argv,
				   .argc = sizeof(argv) / sizeof(argv[0]),
				   .wait_ms = call->wait_ms / 2 };
	struct command_result result = { 0 };
	size_t was = lines->count;

	if (!call->hands->run(call->hands->context, arena, &command, &result, error))
		return false;
	if (result.timed_out)
		return error_set(error, ERROR_TIMEOUT,
				 "journalctl did not end in time and was killed");
	if (result.exit_code != 0)
		return error_set(error, ERROR_UNAVAILABLE, "journalctl: " STR_FMT,
				 STR_ARG(str_clip(str_trim(result.output), 200)));
	log_lines_split(call, result.output, lines);
	*ret_is_cut = result.output_cut || lines->count - was >= LINES_ASKED;
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .target = STR("this machine") };
	struct log_lines lines = { 0 };
	struct log_window window = { 0 };
	str unit = STR("");

	if (!probe_need(call, "unit", &unit, error) ||
	    !log_window_of(call, &window, error))
		return error_wrap(error, "journald");
	if (!is_unit(unit))
		return error_set(error, ERROR_INVALID,
				 "journald: unit: must be a unit's name, such as "
				 "web.service");
	if (!call->hands || !call->hands->run)
		return error_set(error, ERROR_UNAVAILABLE, "there are no hands here");
	finding.question = arena_format(call->arena, "journalctl --unit " STR_FMT,
					STR_ARG(unit));

	struct part before = { window.from, window.onset };
	struct part during = { window.onset, window.to };

	if (!print(call, unit, before, &lines, &lines.before_is_cut, error) ||
	    !print(call, unit, during, &lines, &lines.during_is_cut, error))
		return error_wrap(error, "journald");
	lines.during_is_tail = lines.during_is_cut;
	log_lines_tell(call, &lines, &window, &finding);
	*ret_finding = finding;
	return true;
}

const struct probe journald_probe = {
	.name = "journald",
	.help = "which kinds of lines of a unit are new, vanished or more frequent since "
		"the onset: unit, window",
	.by_hand = (const char *const[]){ "window", NULL },
	.ask = ask,
};
