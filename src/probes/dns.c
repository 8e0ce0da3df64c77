/* What does a name resolve to, asked of a server of one's choice? */
#include "probes/probes.h"

#include "base/scoped.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>

enum { ANSWER_BYTES_MAX = 64 << 10, NAME_BYTES_MAX = 1100, SHOWN_BYTES_MAX = 1000 };

static const struct {
	const char *name;
	ns_type type;
} types[] = {
	{ "A", ns_t_a },   { "AAAA", ns_t_aaaa }, { "CNAME", ns_t_cname },
	{ "MX", ns_t_mx }, { "NS", ns_t_ns },     { "TXT", ns_t_txt },
};

static bool find_type(const struct probe_call *call, ns_type *ret_type,
		      struct error *error)
{
	str wanted = probe_argument(call, "type");

	*ret_type = ns_t_a;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_is(wanted, types[i].name)) {
			*ret_type = types[i].type;
			return true;
		}
	return wanted.length == 0 ||
	       error_set(error, ERROR_INVALID,
			 "type: must be A, AAAA, CNAME, MX, NS or TXT");
}

static bool find_server(const struct probe_call *call, struct sockaddr_in *ret_server,
			struct error *error)
{
	str host = probe_argument(call, "server"), port = STR("53");
	int64_t number;

	*ret_server = (struct sockaddr_in){ .sin_family = AF_INET };
	if (host.length == 0)
		return true;
	str_cut(host, ':', &host, &port);
	if (!str_to_int(port, &number) || number < 1 || number > 65535 ||
	    inet_pton(AF_INET, arena_c_string(call->arena, host),
		      &ret_server->sin_addr) != 1)
		return error_set(error, ERROR_INVALID,
				 "server: must be an IPv4 address, such as 9.9.9.9 or "
				 "127.0.0.1:5353");
	ret_server->sin_port = htons((uint16_t)number);
	return true;
}

static bool check(const struct probe_call *call, struct error *error)
{
	struct sockaddr_in server;
	ns_type type;

	return find_type(call, &type, error) && find_server(call, &server, error);
}

/* One record as people write it; "" when it is of no use here. */
static str record_text(struct arena *arena, ns_msg message, ns_rr record)
{
	const unsigned char *data = ns_rr_rdata(record);
	size_t length = ns_rr_rdlen(record);
	char name[NAME_BYTES_MAX];
	size_t skip = ns_rr_type(record) == ns_t_mx ? 2 : 0;

	switch (ns_rr_type(record)) {
	case ns_t_a:
		if (length != 4 || !inet_ntop(AF_INET, data, name, sizeof(name)))
			return STR("");
		return arena_copy(arena, str_of(name));
	case ns_t_aaaa:
		if (length != 16 || !inet_ntop(AF_INET6, data, name, sizeof(name)))
			return STR("");
		return arena_copy(arena, str_of(name));
	case ns_t_txt:
		if (length < 1 || data[0] > length - 1)
			return STR("");
		return arena_copy(arena, (str){ (const char *)data + 1, data[0] });
	case ns_t_cname:
	case ns_t_ns:
	case ns_t_mx:
		if (length < skip ||
		    ns_name_uncompress(ns_msg_base(message), ns_msg_end(message),
				       data + skip, name, sizeof(name)) < 0)
			return STR("");
		return arena_copy(arena, str_of(name));
	default: return STR("");
	}
}

static str answers_of(struct arena *arena, const unsigned char *bytes, int length,
		      ns_type type)
{
	struct text all = text_new(arena, SHOWN_BYTES_MAX);
	ns_msg message;
	ns_rr record;

	if (ns_initparse(bytes, length, &message) != 0)
		return STR("");
	for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) != 0 ||
		    ns_rr_type(record) != type)
			continue;

		str one = record_text(arena, message, record);

		if (one.length > 0 && str_is_utf8(one))
			text_addf(&all, "%s" STR_FMT, all.length > 0 ? "\n" : "",
				  STR_ARG(one));
	}
	return text_of(&all);
}

static bool has_line(str lines, str wanted)
{
	str one;

	while (str_next(&lines, '\n', &one))
		if (str_equal(one, wanted))
			return true;
	return false;
}

static void judge(const struct probe_call *call, str answers,
		  struct probe_finding *finding)
{
	str wanted = probe_argument(call, "answers"), one;

	finding->body = answers;
	finding->has_data = answers.length > 0;
	finding->verdict = answers.length > 0 ? WATCH_WELL : WATCH_NO_DATA;
	finding->meaning = answers.length > 0 ? STR("it resolves")
					      : STR("no data: it has no such record");
	while (finding->has_data && str_next(&wanted, '\n', &one)) {
		if (has_line(answers, one))
			continue;
		finding->verdict = WATCH_WRONG;
		finding->meaning = arena_format(
			call->arena, STR_FMT " is not among its answers", STR_ARG(one));
		return;
	}
}

/* The resolver counts whole seconds, and asks once. */
static void set_up(const struct probe_call *call, const struct sockaddr_in *server,
		   struct __res_state *state)
{
	state->retrans = (int)((call->wait_ms + 999) / 1000);
	state->retry = 1;
	if (server->sin_port == 0)
		return;
	state->nscount = 1;
	state->nsaddr_list[0] = *server;
}

static void release_state(struct __res_state *state)
{
	res_nclose(state);
}

static bool query(const struct probe_call *call, struct __res_state *state, ns_type type,
		  struct probe_finding *finding, struct error *error)
{
	unsigned char *bytes = arena_many(call->arena, unsigned char, ANSWER_BYTES_MAX);
	int length = res_nquery(state, arena_c_string(call->arena, finding->target),
				ns_c_in, (int)type, bytes, ANSWER_BYTES_MAX);

	if (length >= 0) {
		judge(call, answers_of(call->arena, bytes, length, type), finding);
		return true;
	}
	switch (state->res_h_errno) {
	case NO_DATA: judge(call, STR(""), finding); return true;
	case HOST_NOT_FOUND:
		finding->verdict = WATCH_WRONG;
		finding->meaning = STR("there is no such name");
		return true;
	default:
		return error_set(error, ERROR_TIMEOUT,
				 "no server answered within %lld ms",
				 (long long)call->wait_ms);
	}
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .target = probe_argument(call, "dns") };
	struct sockaddr_in server;
	ns_type type;

	if (!find_type(call, &type, error) || !find_server(call, &server, error))
		return false;

	scoped(release_state) struct __res_state state = { 0 };

	if (res_ninit(&state) != 0)
		return error_set(error, ERROR_UNAVAILABLE, "there is no resolver");
	set_up(call, &server, &state);
	if (!query(call, &state, type, &finding, error))
		return error_wrap(error, STR_FMT, STR_ARG(finding.target));
	*ret_finding = finding;
	return true;
}

static const struct channel_setting settings[] = {
	{ "dns", true, false, "the name that is asked for" },
	{ "type", false, false, "A, AAAA, CNAME, MX, NS or TXT; A" },
	{ "server", false, false,
	  "address of the server, with a port or not; the machine's" },
	{ "answers", false, false, "a text or a list: what must be among the answers" },
	{ 0 },
};

const struct probe dns_probe = {
	.name = "dns",
	.help = "what a name resolves to: dns, type, server, answers",
	.by_hand = (const char *const[]){ NULL },
	.watch = settings,
	.check = check,
	.ask = ask,
};
