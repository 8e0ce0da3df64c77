/* Is the certificate of a port in order, and for how long? */
#include "net/connect.h"
#include "probes/probes.h"

static bool check(const struct probe_call *call, struct error *error)
{
	int64_t days;

	return probe_check_address(call, "tls", error) &&
	       probe_check_yes_no(call, "verify", error) &&
	       probe_whole(call, "days", 14, &days, error);
}

static void judge(const struct probe_call *call, const struct certificate *certificate,
		  int64_t days, struct probe_finding *finding)
{
	int64_t left = (certificate->expires_at - call->now) / DAY_MS;

	finding->has_data = certificate->expires_at != 0;
	finding->verdict = WATCH_NO_DATA;
	finding->meaning = STR("its certificate does not say when it ends");
	if (certificate->expires_at == 0)
		return;
	probe_add_number(call, &finding->facts, STR("tls.days_left"), (double)left,
			 "days");
	finding->verdict = certificate->expires_at - call->now < days * DAY_MS
				   ? WATCH_WRONG
				   : WATCH_WELL;
	finding->meaning = arena_format(
		call->arena, "its certificate %s %s, in %lld days",
		certificate->expires_at > call->now ? "ends" : "ended",
		instant_format(call->arena, certificate->expires_at).bytes,
		(long long)left);
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .target = probe_argument(call, "tls") };
	struct connection_options options = {
		.address = finding.target,
		.tls = true,
		.takes_any_certificate = str_is(probe_argument(call, "verify"), "false"),
		.ca_file = probe_argument(call, "ca"),
		.wait_ms = call->wait_ms
	};
	bool untrusted = false;
	int64_t days;

	if (!probe_whole(call, "days", 14, &days, error))
		return false;

	scoped_connection connection = connection_open(call->arena, &options, &untrusted,
						       error);

	if (connection) {
		struct certificate certificate = connection_certificate(connection);

		judge(call, &certificate, days, &finding);
	} else if (untrusted) {
		finding.verdict = WATCH_UNTRUSTED;
		finding.meaning = arena_copy(call->arena, str_of(error->text));
	} else {
		return error_wrap(error, STR_FMT, STR_ARG(finding.target));
	}
	*ret_finding = finding;
	return true;
}

static const struct channel_setting settings[] = {
	{ "tls", true, false, "host:port" },
	{ "days", false, false, "it must be good for so long; 14" },
	{ "verify", false, false, "false: name and chain do not count, only the end" },
	{ "ca", false, false, "file with the authorities that are trusted" },
	{ 0 },
};

const struct probe tls_probe = {
	.name = "tls",
	.help = "whether a certificate is in order, and for how long: tls, days, verify, "
		"ca",
	.by_hand = (const char *const[]){ NULL },
	.watch = settings,
	.check = check,
	.ask = ask,
};
