/* The network: what is asked of it, and what is changed in it. */
#include "runbook/classify_private.h"

#include <string.h>

/* -- ip -- */

static const struct program ip_object_verbs[] = {
	{ .names = "show|list|lst|ls|sh|s|l|get|g|save" },
	{ .names = "add|a|del|delete|d|set|replace|change|append|change-or-add",
	  .class = ACTION_REVERSIBLE },
	{ .names = "flush|f", .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

/* Where "s" is short for set, or may be. */
static const struct program ip_set_verbs[] = {
	{ .names = "show|list|lst|ls|sh|l|get|xstats|afstats" },
	{ .names = "add|a|del|delete|d|set|s|se|replace|change|property",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static void judge_netns_exec(struct call *call)
{
	if (call->rest_count < 2)
		call_unknown(call, "the command is missing");
	else
		call_run(call, call->rest + 1, call->rest_count - 1);
}

static const struct program ip_netns_verbs[] = {
	{ .names = "list|ls|show|identify|pids|list-id" },
	{ .names = "exec",
	  .options = "",
	  .flags = PROGRAM_STOPS | PROGRAM_DECIDES,
	  .judge = judge_netns_exec },
	{ .names = "add|delete|del|set|attach", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static void judge_ip_monitor(struct call *call)
{
	judge_refuse(call->judging, STR("ip monitor never ends"), STR(""));
}

static const struct program ip_verbs[] = {
	{ .names = "address|addr|a|route|r|ro|rule|ru|neighbour|neighbor|neigh|n|"
		   "maddress|maddr|tunnel|tcp_metrics|netconf|ntable|nexthop|"
		   "vrf|addrlabel|mroute",
	  .options = "",
	  .verbs = ip_object_verbs },
	{ .names = "link|l|token|macsec", .options = "", .verbs = ip_set_verbs },
	{ .names = "netns", .options = "", .verbs = ip_netns_verbs },
	{ .names = "monitor", .judge = judge_ip_monitor },
	{ .names = "help" },
	{ 0 },
};

static void judge_ifconfig(struct call *call)
{
	if (call->count < 2)
		call_judge(call, ACTION_READ, "only shows");
	else
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
}

static void judge_without_operands(struct call *call)
{
	if (call->count == 0)
		call_judge(call, ACTION_READ, "only shows");
	else
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
}

static const struct program bridge_object_verbs[] = {
	{ .names = "show|list|ls" },
	{ .names = "add|append|replace|del|set|change", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program bridge_verbs[] = {
	{ .names = "link|fdb|vlan|mdb|qdisc|class|filter|chain",
	  .options = "",
	  .verbs = bridge_object_verbs },
	{ .names = "show", .options = "*" },
	{ .names = "help" },
	{ 0 },
};

/* -- filters -- */

static void judge_iptables(struct call *call)
{
	if (call_any(call, "-A|-I|-D|-R|-P|-N|-E|--append|--insert|--delete|--replace|"
			   "--policy|--new-chain|--rename-chain|--delete-chain"))
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	else if (call_any(call, "-L|-S|-C|--list|--list-rules|--check"))
		call_judge(call, ACTION_READ, "only lists");
	else
		call_unknown(call, "what it does to the rules is not known");
}

/* nft reads all its words as one text, in which ";" ends a command. */
static void judge_nft_list(struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (!call->operands[i].is_static ||
		    str_contains(call->operands[i].value, STR(";")) ||
		    str_contains(call->operands[i].value, STR("\n")))
			call_unknown(call, "another command may stand behind it");
}

static const struct program nft_verbs[] = {
	{ .names = "list|describe", .options = "-an", .judge = judge_nft_list },
	{ .names = "add|insert|create|rename|replace", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program ufw_verbs[] = {
	{ .names = "status|version|show" },
	{ .names = "allow|deny|reject|limit|enable|disable|reload|insert|delete|route",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

/* Its options say it all: --list-all, --add-port=…. */
static void judge_firewall_cmd(struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++) {
		str name = call->options[i].name;

		if (is_one_of(name, "--permanent|--zone|--state|--version") ||
		    str_starts_with(name, STR("--list-")) ||
		    str_starts_with(name, STR("--get-")) ||
		    str_starts_with(name, STR("--info-")) ||
		    str_starts_with(name, STR("--query-")))
			continue;
		if (!str_starts_with(name, STR("--add-")) &&
		    !str_starts_with(name, STR("--remove-")) &&
		    !is_one_of(name, "--reload|--runtime-to-permanent")) {
			call_unknown(call, "what it does to the rules is not known");
			return;
		}
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	}
	call_judge(call, ACTION_READ, "only lists");
}

static void judge_ipvsadm(struct call *call)
{
	if (call_any(call, "-L|-l|--list") || call->word_count == 1)
		call_judge(call, ACTION_READ, "only lists");
	else
		call_unknown(call, "what it does to the table is not known");
}

static const struct program ipset_verbs[] = {
	{ .names = "list|test|save|version" },
	{ .names = "add|del|create|rename|swap", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static void judge_conntrack(struct call *call)
{
	if (call_any(call, "-L|-S|-C|-G|-E|--dump|--stats|--count|--event"))
		call_judge(call, ACTION_READ, "only lists");
	else
		call_unknown(call, "what it does to the table is not known");
}

/* -- asking others -- */

static void judge_ping(struct call *call)
{
	if (!call_any(call, "-c|-w|--count"))
		judge_refuse(call->judging, STR("ping never ends without -c"),
			     STR("ping -c 4"));
}

/* HAProxy takes several commands on a line. */
static bool all_parts_show(str line)
{
	str part;

	while (str_next(&line, ';', &part))
		if (!str_starts_with(str_trim(part), STR("show ")))
			return false;
	return true;
}

/* The questions of memcached, ZooKeeper, HAProxy and Redis that only ask. */
static bool only_asks(str text)
{
	str rest = text, line;

	while (str_next(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.length == 0 || all_parts_show(line) ||
		    is_one_of(line,
			      "ruok|mntr|stat|srvr|conf|cons|dump|wchs|envi|isro|stats|"
			      "stats items|stats slabs|stats settings|stats conns|"
			      "stats sizes|version|quit|QUIT|Q|PING|INFO|ping|info|"
			      "help|show info|show stat|show servers state|"
			      "show errors|show sess|show pools|show table|"
			      "show backend|show activity|EHLO localhost|HELO localhost|"
			      "^\\]|Host: localhost|Connection: close") ||
		    ((str_starts_with(line, STR("GET /")) ||
		      str_starts_with(line, STR("HEAD /"))) &&
		     str_contains(line, STR(" HTTP/1"))))
			continue;
		return false;
	}
	return true;
}

static void judge_said(struct call *call)
{
	str text;

	if (call->input.kind == INPUT_NONE)
		return;
	if (call_input_text(call, &text) && !only_asks(text))
		call_unknown(call, "what is sent may change something");
}

static void judge_netcat(struct call *call)
{
	if (call_option(call, "-z"))
		return;
	if (call->input.kind == INPUT_NONE)
		judge_refuse(call->judging, STR("nc waits for a terminal"), STR(""));
	judge_said(call);
}

static void judge_telnet(struct call *call)
{
	if (call->input.kind == INPUT_NONE)
		judge_refuse(call->judging, STR("telnet waits for a terminal"),
			     STR("nc -zv HOST PORT"));
	judge_said(call);
}

static void judge_socat(struct call *call)
{
	str text;

	for (size_t i = 0; i < call->count; i++) {
		str address = call_operand(call, i);

		if (!is_one_of(address, "-|stdio|STDIO|stdin|STDIN") &&
		    !(str_starts_with(address, STR("/")) &&
		      str_contains(address, STR("sock"))) &&
		    !str_starts_with(address, STR("unix-connect:")) &&
		    !str_starts_with(address, STR("UNIX-CONNECT:")) &&
		    !str_starts_with(address, STR("TCP:")) &&
		    !str_starts_with(address, STR("tcp:")) &&
		    !str_starts_with(address, STR("tcp-connect:"))) {
			call_unknown(call, "what it joins is not known");
			return;
		}
	}
	if (call->count != 2)
		call_unknown(call, "what it joins is not known");
	else if (call_input_text(call, &text)) {
		if (only_asks(text))
			call_judge(call, ACTION_READ, "only asks here");
		else if (str_starts_with(text, STR("set server ")) ||
			 str_starts_with(text, STR("disable server ")) ||
			 str_starts_with(text, STR("enable server ")) ||
			 str_starts_with(text, STR("set weight ")))
			call_judge(call, ACTION_REVERSIBLE,
				   "changes what can be put back");
		else
			call_unknown(call, "what is sent may change something");
	}
}

/* wget writes a file, unless it is told to print. */
static void judge_wget(struct call *call)
{
	if (call_option(call, "--spider") ||
	    is_one_of(call_value(call, "-O|--output-document"),
		      "-|/dev/null|/dev/stdout"))
		call_judge(call, ACTION_READ, "only asks here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "writes a file");
}

static const struct program openssl_verbs[] = {
	{ .names = "s_client",
	  .options = "* -sess_out=! -keylogfile=! -msgfile=! -writerand=! -early_data=! "
		     "-engine=! "
		     "-provider=! -provider-path=! -config=! -connect= "
		     "-servername= -starttls= -CAfile= -cert= -key= -host= -port=",
	  .judge = judge_said },
	{ .names = "x509|verify|crl|ocsp|asn1parse|pkcs12|pkcs7|rsa|pkey|ec|req",
	  .options = "-in= -noout -text -dates -subject -issuer -enddate -startdate "
		     "-fingerprint -sha256 -sha1 -serial -checkend= -purpose -modulus "
		     "-pubkey -inform= -ext= -nameopt= -hash -subject_hash -issuer_hash "
		     "-email -ocsp_uri -CAfile= -untrusted= -verbose -show_chain -check "
		     "-verify -info -nokeys -nodes -passin= -clcerts -cacerts -legacy "
		     "-pubin -alias -trusted= -crl_check -partial_chain -CApath= -url= "
		     "-issuer= -cert=" },
	{ .names = "version|ciphers|speed|list|errstr|help",
	  .options = "* -engine=! -provider=! -provider-path=! -config=!" },
	{ .names = "dgst|md5|sha256|sha1",
	  .options = "-sha256 -sha1 -md5 -sha512 -r -hex" },
	{ .names = "rand", .options = "-hex -base64" },
	{ 0 },
};

const struct program network_programs[] = {
	{ .names = "ss", .options = "* -K! --kill! -D! --diag!" },
	{ .names = "netstat", .options = "* -c~ --continuous~" },
	{ .names = "ping|ping6|fping",
	  .options = "* -f! -c= -w= --count=",
	  .judge = judge_ping },
	/* -U and -A tell neighbours of an address, -d and -z delete and set back. */
	{ .names = "arping", .options = "* -U! -A!" },
	{ .names = "rpcinfo", .options = "-pstu -n=" },
	{ .names = "nfsstat", .options = "* -z! --zero!" },
	{ .names = "traceroute|traceroute6|tracepath|tracert|mtr|dig|drill|nslookup|host|"
		   "kdig|whois|getent|lft|ipcalc|sipcalc|delv|showmount|"
		   "nfsiostat|dog|geoiplookup" },
	{ .names = "nmap",
	  .options = "-PFOAnvR46 -p= -s? -T= --open --top-ports= --reason -iL= "
		     "--host-timeout=" },
	{ .names = "ip",
	  .options =
		  "-4 -6 -s -d -o -br -brief -c -color -j -json -p -pretty -a -all -n= "
		  "-netns= -details -stats -statistics -oneline -f= -family= -h -human "
		  "-t -ts -timestamp -r -resolve",
	  .flags = PROGRAM_WORDS,
	  .verbs = ip_verbs },
	{ .names = "ifconfig",
	  .options = "-as",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_ifconfig },
	{ .names = "route|iwconfig",
	  .options = "-neCv46 -A=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_without_operands },
	{ .names = "arp", .options = "-anve -i=" },
	{ .names = "bridge|tc|brctl",
	  .options = "-s -d -j -p -o -c -n=",
	  .verbs = bridge_verbs },
	{
		.names = "ethtool",
		.options = "-Sikgaclmdxun --statistics --driver --show-features "
			   "--show-ring "
			   "--show-coalesce --show-offload --show-pause --show-channels "
			   "--json",
	},
	{ .names = "iptables|ip6tables|ebtables|arptables",
	  .options = "* -F! --flush! -X! --delete-chain! -Z! --zero! -t= --table=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_iptables },
	{ .names = "iptables-save|ip6tables-save",
	  .options = "-c -t= --counters --table=" },
	{ .names = "nft", .options = "-anjs", .verbs = nft_verbs },
	{ .names = "ufw", .options = "", .verbs = ufw_verbs },
	{ .names = "firewall-cmd",
	  .options = "* --permanent --zone= --state --version",
	  .flags = PROGRAM_DECIDES | PROGRAM_NO_OPERANDS,
	  .judge = judge_firewall_cmd },
	{ .names = "conntrack",
	  .options = "-LSCGE -p= -s= -d= -o= --dump --stats --count --event --proto= "
		     "--src= --dst= --orig-src= --orig-dst= --dport= --sport= --state= "
		     "--output=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_conntrack },
	{ .names = "ipvsadm",
	  .options = "-Llnc --list --numeric --stats --rate --connection",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_ipvsadm },
	{ .names = "ipset", .options = "-o= -n", .verbs = ipset_verbs },
	{ .names = "nc|ncat|netcat",
	  .options = "-46vznudNC -w= -i= -p= -s= -q= -X= -x= -T= -l! -e=! -k!",
	  .judge = judge_netcat },
	{ .names = "telnet", .options = "-468 -b= -l=", .judge = judge_telnet },
	{ .names = "socat",
	  .options = "-t= -T= -u",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_socat },
	{ .names = "openssl",
	  .options = "",
	  .flags = PROGRAM_WORDS,
	  .verbs = openssl_verbs },
	{ .names = "wget",
	  .options = "-qSvdc46 -nv -O= -T= -t= -U= --spider --timeout= --tries= "
		     "--no-check-certificate --header= --user= --password= "
		     "--server-response --quiet --output-document= --no-verbose "
		     "--max-redirect= --no-proxy --ca-certificate= --user-agent= "
		     "--http-user= --http-password= --connect-timeout= --waitretry= "
		     "--retry-connrefused --show-progress",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_wget },
	{ .names = "tcpdump",
	  .options = "-nAXvqetKNOpSxlLDdU# -i= -c= -s= -r= -w=! -z=! -W=! -C=! -G=!" },
	{ .names = "tshark|ngrep",
	  .options = "-nqlVx -W= -t= -i= -c= -f= -Y= -r= -d= -T= -e= -z= -w=! -O=!" },
	{ .names = "iptables-restore|ip6tables-restore|ifup|ifdown|dhclient|nmcli|nmtui|"
		   "iw|"
		   "wg-quick|ab|wrk|hey|siege|vegeta|iperf|iperf3",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "changes or loads the network" },
	{ 0 },
};
