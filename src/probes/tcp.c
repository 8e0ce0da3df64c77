/* Does a port answer, and with what? */
#include "net/connect.h"
#include "probes/probes.h"

enum { BANNER_BYTES_MAX = 64 << 10 };

static bool check(const struct probe_call *call, struct error *error)
{
	return probe_check_address(call, "tcp", error);
}

static bool talk(const struct probe_call *call, struct connection *connection,
		 struct probe_finding *finding, struct error *error)
{
	str send = probe_unescape(call->arena, probe_argument(call, "send"));
	str expect = probe_unescape(call->arena, probe_argument(call, "expect"));

	if (!connection_send(connection, send, error))
		return false;
	finding->verdict = WATCH_WELL;
	finding->meaning = STR("it answered");
	if (expect.length == 0 ||
	    connection_await(connection, expect, BANNER_BYTES_MAX, &finding->body, error))
		return true;
	if (error->kind == ERROR_TIMEOUT && finding->body.length == 0)
		return false;
	finding->verdict = WATCH_WRONG;
	finding->meaning = finding->body.length > 0 ? STR("its answer is not as expected")
						    : STR("it ended without an answer");
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .has_data = true,
					 .target = probe_argument(call, "tcp") };
	struct connection_options options = { .address = finding.target,
					      .wait_ms = call->wait_ms };
	bool untrusted;
	scoped_connection connection = connection_open(call->arena, &options, &untrusted,
						       error);

	if (!connection || !talk(call, connection, &finding, error))
		return error_wrap(error, STR_FMT, STR_ARG(finding.target));
	*ret_finding = finding;
	return true;
}

static const struct channel_setting settings[] = {
	{ "tcp", true, false, "host:port" },
	{ "send", false, false,
	  "what is sent once it is connected; \\r, \\n and \\\\ are escapes" },
	{ "expect", false, false, "a text that must stand in the answer" },
	{ 0 },
};

const struct probe tcp_probe = {
	.name = "tcp",
	.help = "whether a port answers: tcp, send, expect",
	.by_hand = (const char *const[]){ NULL },
	.watch = settings,
	.check = check,
	.ask = ask,
};
