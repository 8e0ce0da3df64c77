/* The machine itself: logs, units, processes, disks, packages. */
#include "runbook/classify_private.h"

#include <string.h>

/* -- units -- */

static const struct program systemctl_verbs[] = {
	{ .names = "status|show|cat|list-units|list-timers|list-sockets|list-jobs|"
		   "list-unit-files|list-dependencies|list-machines|list-paths|"
		   "list-automounts|is-active|is-enabled|is-failed|is-system-running|"
		   "get-default|help|show-environment|whoami",
	  .options = "-# --version" },
	{ .names = "start|stop|restart|reload|try-restart|reload-or-restart|"
		   "try-reload-or-restart|condrestart|force-reload|enable|disable|"
		   "reenable|"
		   "mask|unmask|daemon-reload|daemon-reexec|reset-failed|set-property|"
		   "freeze|thaw|preset|set-default|set-log-level|service-log-level",
	  .class = ACTION_REVERSIBLE,
	  .options = "-f --force --now --no-block --wait --no-wall --no-reload --runtime "
		     "--job-mode= --no-ask-password" },
	{ .names = "kill|isolate|reboot|poweroff|halt|kexec|suspend|hibernate|rescue|"
		   "emergency|exit|default|switch-root|clean|edit|revert|link|cancel|"
		   "set-environment|unset-environment|import-environment",
	  .class = ACTION_DESTRUCTIVE },
	{ 0 },
};

/* service NAME ACTION */
static void judge_service(struct call *call)
{
	str action = call_operand(call, 1);

	if (call_option(call, "--status-all") || str_is(action, "status"))
		call_judge(call, ACTION_READ, "status only reads");
	else if (call->count == 2 &&
		 is_one_of(action, "start|stop|restart|reload|force-reload|try-restart|"
				   "condrestart"))
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	else
		call_unknown(call, "what this script does is not known");
}

static const struct program supervisorctl_verbs[] = {
	{ .names = "status|tail|avail|pid|maintail|version", .options = "* -f~" },
	{ .names = "start|stop|restart|signal|reread|update|reload|add",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program monit_verbs[] = {
	{ .names = "status|summary|report|validate" },
	{ .names = "start|stop|restart|monitor|unmonitor|reload",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program pm2_verbs[] = {
	{ .names = "list|ls|l|status|show|describe|info|prettylist|jlist|env|id|pid",
	  .options = "*" },
	{ .names = "logs|monit|dash", .options = "*~" },
	{ .names = "restart|reload|start|stop|scale|reset|gracefulReload",
	  .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program timedatectl_verbs[] = {
	{ .names = "status|show|timesync-status|show-timesync|list-timezones" },
	{ 0 },
};

static const struct program loginctl_verbs[] = {
	{ .names = "list-sessions|session-status|show-session|list-users|user-status|"
		   "show-user|list-seats|seat-status|status" },
	{ 0 },
};

static const struct program resolvectl_verbs[] = {
	{ .names = "status|query|statistics|show-cache|show-server-state" },
	{ .names = "flush-caches|reset-statistics", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program coredumpctl_verbs[] = { { .names = "list|info" }, { 0 } };

static const struct program networkctl_verbs[] = {
	{ .names = "status|list|lldp|cat" },
	{ .names = "reload|renew|reconfigure|up|down", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program busctl_verbs[] = {
	{ .names = "list|status|tree|introspect|get-property" },
	{ 0 },
};

static const struct program analyze_verbs[] = {
	{ .names = "time|blame|critical-chain|verify|security|dump|cat-config|calendar|"
		   "unit-files|plot|dot|syscall-filter|unit-paths|timestamp|timespan" },
	{ 0 },
};

/* -- processes -- */

/* The first word alone may be an option: kill -0 PID. */
static bool only_first_is_option(const struct call *call)
{
	for (size_t i = 2; i < call->word_count; i++)
		if (str_starts_with(call->words[i].value, STR("-")))
			return false;
	return call->word_count > 1 && call->words[1].is_static;
}

static void judge_kill(struct call *call)
{
	str signal = only_first_is_option(call) ? call->words[1].value : STR("");

	if (is_one_of(signal, "-0|-l|-L|--list|--table") ||
	    (str_is(signal, "-s") && call->word_count > 2 &&
	     str_is(call->words[2].value, "0")))
		call_judge(call, ACTION_READ, "only asks here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "may end a process");
}

static void judge_taskset(struct call *call)
{
	if (call_any(call, "-p|--pid") && call->rest_count == 1)
		call_judge(call, ACTION_READ, "-p only reads");
	else if (call_any(call, "-p|--pid"))
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
	else if (call->rest_count > 1)
		call_run(call, call->rest + 1, call->rest_count - 1);
	else
		call_unknown(call, "the command is missing");
}

static void judge_terminal(struct call *call)
{
	judge_refuse(call->judging,
		     arena_format(call->judging->arena,
				  STR_FMT " waits for a terminal and never ends",
				  STR_ARG(call->name)),
		     STR(""));
}

static void judge_top(struct call *call)
{
	if (!call_any(call, "-b|-l"))
		judge_refuse(call->judging, STR("top never ends and wants a terminal"),
			     STR("top -b -n 1"));
}

/* -- time and names -- */

static void judge_date(struct call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		const struct shell_word *word = &call->operands[i];

		if (word->count == 0 || word->parts[0].kind != SHELL_LITERAL ||
		    !str_starts_with(word->parts[0].text, STR("+"))) {
			call_judge(call, ACTION_DESTRUCTIVE, "sets the clock");
			return;
		}
	}
	call_judge(call, ACTION_READ, "only reads the clock");
}

static const struct program chronyc_verbs[] = {
	{ .names = "tracking|sources|sourcestats|activity|ntpdata|serverstats|clients|"
		   "rtcdata|selectdata",
	  .options = "-avn" },
	{ 0 },
};

static void judge_sysctl(struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (!call->operands[i].is_static ||
		    str_contains(call->operands[i].value, STR("=")) ||
		    call_any(call, "-w|--write")) {
			call_judge(call, ACTION_REVERSIBLE, "sets what can be put back");
			return;
		}
	call_judge(call, ACTION_READ, "only reads");
}

/* -- disks -- */

static void judge_mount(struct call *call)
{
	if (call->count == 0 && !call_any(call, "-a|--all|-o"))
		call_judge(call, ACTION_READ, "only lists here");
	else
		call_judge(call, ACTION_REVERSIBLE, "can be taken back by umount");
}

static void judge_disk(struct call *call)
{
	if (call_any(call,
		     "-l|--list|--dump|-d|-N|-n|--no-act|-D|--detail|-E|--examine|-Q|"
		     "--query"))
		call_judge(call, ACTION_READ, "only reads here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "may change what is on a disk");
}

/* parted DEVICE print */
static void judge_parted(struct call *call)
{
	if ((call_any(call, "-l|--list") && call->count == 0) ||
	    (call->count == 2 && is_one_of(call_operand(call, 1), "print|p")))
		call_judge(call, ACTION_READ, "only lists");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "may change what is on a disk");
}

/* -l scterc,70,70 sets a time, and other logs are read. */
static void judge_smartctl(struct call *call)
{
	for (size_t i = 0; i < call->option_count; i++)
		if (is_one_of(call->options[i].name, "-l|--log") &&
		    (!call->options[i].value->is_static ||
		     str_starts_with(call->options[i].value->value, STR("sct"))))
			call_unknown(call, "this log may be a setting");
}

static void judge_cryptsetup(struct call *call)
{
	if (is_one_of(call_operand(call, 0), "status|luksDump|isLuks"))
		call_judge(call, ACTION_READ, "only reads here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "may change what is on a disk");
}

static const struct program nvme_verbs[] = {
	{ .names = "list|smart-log|error-log|id-ctrl|id-ns|list-subsys|fw-log" },
	{ 0 },
};

static const struct program zfs_verbs[] = {
	{ .names = "list|get|holds|diff|iostat|status|history|events|version",
	  .options = "* -f -c!" },
	{ .names = "snapshot|hold|set|online", .class = ACTION_REVERSIBLE },
	{ 0 },
};

static const struct program lvm_verbs[] = {
	{ .names = "lvs|vgs|pvs|lvdisplay|vgdisplay|pvdisplay|version" },
	{ 0 },
};

/* -- users and jobs -- */

static void judge_crontab(struct call *call)
{
	if (call_option(call, "-l") && call->count == 0)
		call_judge(call, ACTION_READ, "-l only lists");
	else
		call_judge(call, ACTION_DESTRUCTIVE,
			   "writes over the jobs that are there");
}

/* passwd -S tells, and passwd -l locks. */
static void judge_account(struct call *call)
{
	if (call_any(call, str_is(call->name, "chage") ? "-l|--list" : "-S|--status"))
		call_judge(call, ACTION_READ, "only reads here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "changes an account");
}

/* -- packages -- */

static const struct program apt_verbs[] = {
	{ .names = "list|show|search|policy|depends|rdepends|madison|showpkg|showsrc|"
		   "stats|"
		   "changelog|pkgnames|dotty|unmet",
	  .options = "* -o! --option! -c! --config-file!" },
	{ 0 },
};

static const struct program yum_verbs[] = {
	{ .names = "list|info|search|repolist|provides|whatprovides|check-update|"
		   "updateinfo|"
		   "deplist|repoquery|repoinfo|se|if|lr|repos|lu|list-updates|packages" },
	{ 0 },
};

static const struct program other_package_verbs[] = {
	{ .names = "list|ls|info|search|outdated|policy|version|changes|find|deps|"
		   "leaves|doctor|logs|stats" },
	/* brew services restart x, flatpak config --set a b */
	{ .names = "services|config", .options = "", .flags = PROGRAM_NO_OPERANDS },
	{ 0 },
};

static void judge_dpkg(struct call *call)
{
	if (call_any(call, "-l|-s|-L|-S|-V|-C|-p|--list|--status|--listfiles|--search|"
			   "--verify|--get-selections|--print-architecture|--audit|"
			   "--print-avail"))
		call_judge(call, ACTION_READ, "only reads here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "changes what is installed");
}

static void judge_rpm(struct call *call)
{
	if (call_any(call, "-q|-V|--query|--verify"))
		call_judge(call, ACTION_READ, "only asks here");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "changes what is installed");
}

static void judge_logrotate(struct call *call)
{
	if (call_any(call, "-d|--debug"))
		call_judge(call, ACTION_READ, "-d only says what it would do");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "moves and removes logs");
}

#define JOURNALCTL_OPTIONS \
	"-# -u= -t= -p= -n? -o= -b? -kfrexalqm -f~ -S= -U= -c= -D= -F= -N -g= -i= -M= " \
	"--unit= --user-unit= --since= --until= --lines? --output= --boot? --dmesg " \
	"--follow~ --reverse --no-pager --no-hostname --no-full --full --all " \
	"--priority= " \
	"--identifier= --grep= --case-sensitive? --list-boots --disk-usage --header " \
	"--system --user --merge --directory= --file= --root= --field= --fields " \
	"--facility= --catalog --quiet --utc --no-tail --pager-end --output-fields= " \
	"--cursor= --after-cursor= --show-cursor --verify --namespace= --machine= " \
	"--vacuum-size=! --vacuum-time=! --vacuum-files=! --rotate! --flush! --sync! " \
	"--relinquish-var! --cursor-file=!"

const struct program system_programs[] = {
	/* Whatever they are told, they only look. */
	{ .names =
		  "ps|pgrep|pidof|pstree|pwdx|uptime|free|vmstat|iostat|mpstat|"
		  "who|w|whoami|users|logname|last|lastb|tty|uname|arch|nproc|hostid|"
		  "lsb_release|lscpu|lsblk|lspci|lsusb|lsmod|lsns|lsipc|lslocks|lsmem|"
		  "findmnt|printenv|locale|getent|id|groups|numastat|getconf|"
		  "modinfo|lvs|vgs|pvs|lvdisplay|vgdisplay|pvdisplay|lvscan|systemd-cgls|"
		  "systemd-detect-virt|dpkg-query|atq|"
		  "apropos|ipcs|"
		  "aureport|getsebool|sestatus|getenforce|needs-restarting|"
		  "slabinfo|filefrag|xfs_info" },
	/* pidstat -e and man -P run a program, the others write a file or a label. */
	{ .names = "pidstat", .options = "* -e!" },
	{ .names = "pmap", .options = "* -n! -N! --create-rc! --create-rc-to!" },
	{ .names = "lshw", .options = "* -dump!", .flags = PROGRAM_WORDS },
	{ .names = "man",
	  .options = "* -P! --pager! -H?! --html?! -X?! --gxditview?! -C! --config-file! "
		     "-p! --preprocessor!" },
	{ .names = "info", .options = "* -o! --output! --dribble!" },
	{ .names = "mailq", .options = "" },
	{ .names = "ausearch", .options = "* --checkpoint!" },
	{ .names = "swaplabel", .options = "" },
	{ .names = "blkid", .options = "* -g! -c!" },
	{ .names = "dmidecode", .options = "* --dump-bin!" },
	{ .names = "lsof", .options = "* -D!" },
	{ .names = "fuser",
	  .options =
		  "-amuvcf46 -n= --all --mount --user --verbose --namespace= -k! -K! -i "
		  "-w --kill!" },
	{ .names = "top", .options = "*", .judge = judge_top },
	{ .names = "htop|slabtop|systemd-cgtop|iftop|nethogs|btop|powertop",
	  .options = "* -C? --html=! --csv=! --calibrate! --auto-tune!",
	  .judge = judge_terminal },
	{ .names = "iotop|nmon|glances", .options = "-obPakqt -n= -d= -p= -u= -b" },
	{ .names = "atop", .options = "-aAcdDgGlmnpPsuvy1 -r? -b= -e= -#" },
	{ .names = "sar|sadf", .options = "* -o!" },
	{ .names = "nvidia-smi",
	  .options = "-qLa -i= -d= -l= --query --list-gpus --id= "
		     "--query-gpu= --format= --query-compute-apps= "
		     "--display=" },
	{ .names = "dmesg",
	  .options =
		  "-HkTtuxLrPd -e -l= -f= -w~ -W~ --level= --facility= --human --kernel "
		  "--ctime --reltime --color? --follow~ --follow-new~ --since= --until= "
		  "--decode --raw --time-format= --nopager --notime -J --json -S "
		  "--syslog",
	  .flags = PROGRAM_NO_OPERANDS },
	{ .names = "journalctl", .options = JOURNALCTL_OPTIONS },
	{ .names = "systemctl",
	  .options =
		  "-alqr -p= -n= -o= -H= -M= -s= -t= --type= --state= --all --no-pager "
		  "--failed --full --user --system --plain --no-legend --property= "
		  "--lines= --output= --show-types --value --quiet -a -l -q -r "
		  "--recursive --reverse --after --before --host= --machine= --signal= "
		  "--kill-whom= --legend=",
	  .verbs = systemctl_verbs },
	{ .names = "service|invoke-rc.d|rc-service",
	  .options = "--status-all",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_service },
	{ .names = "rc-status" },
	{ .names = "supervisorctl",
	  .options = "-c= -s= -u= -p=",
	  .verbs = supervisorctl_verbs },
	{ .names = "monit", .options = "", .verbs = monit_verbs },
	{ .names = "pm2", .options = "", .verbs = pm2_verbs },
	{ .names = "timedatectl", .options = "--no-pager", .verbs = timedatectl_verbs },
	{ .names = "hostnamectl|localectl",
	  .options = "--no-pager",
	  .verbs = timedatectl_verbs },
	{ .names = "loginctl", .options = "--no-pager", .verbs = loginctl_verbs },
	{ .names = "resolvectl", .options = "--no-pager", .verbs = resolvectl_verbs },
	{ .names = "systemd-resolve",
	  .options = "-46 -i= --status --statistics --no-pager --flush-caches^" },
	{ .names = "coredumpctl",
	  .options = "--no-pager -r -n=",
	  .verbs = coredumpctl_verbs },
	{ .names = "networkctl", .options = "--no-pager -a", .verbs = networkctl_verbs },
	{ .names = "busctl",
	  .options = "--system --user --no-pager",
	  .verbs = busctl_verbs },
	{ .names = "systemd-analyze", .options = "--no-pager", .verbs = analyze_verbs },
	{ .names = "kill|pkill|killall|skill",
	  .options = "*",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_kill },
	{ .names = "renice|swapon|swapoff|zramctl",
	  .class = ACTION_REVERSIBLE,
	  .options = "* --show+ -s+ --summary+" },
	{ .names = "taskset",
	  .options = "-apc --pid --cpu-list --all-tasks",
	  .flags = PROGRAM_DECIDES | PROGRAM_STOPS,
	  .judge = judge_taskset },
	{ .names = "prlimit",
	  .options = "-p= --pid= -o= --output= --raw --noheadings",
	  .flags = PROGRAM_NO_OPERANDS },
	{ .names = "date",
	  .options = "-uRjn -I? -d= -r= -v= --date= --utc --universal --iso-8601? "
		     "--rfc-3339= "
		     "--reference= --rfc-email -s=! --set=!",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_date },
	{ .names = "hostname",
	  .options = "-fsdiIyA --fqdn --short --ip-address --all-ip-addresses --domain "
		     "--all-fqdns --long",
	  .flags = PROGRAM_NO_OPERANDS },
	{ .names = "domainname|dnsdomainname",
	  .options = "",
	  .flags = PROGRAM_NO_OPERANDS },
	{ .names = "hwclock", .options = "-rv --show --verbose --utc --localtime" },
	{ .names = "chronyc", .options = "-nacN", .verbs = chronyc_verbs },
	{ .names = "ntpq|ntpstat", .options = "-pn46w" },
	{ .names = "lastlog", .options = "-u= -t= -b= --user= --time=" },
	{ .names = "sysctl",
	  .options =
		  "-anNeqrAXw --all --values --names --pattern= --ignore --quiet --write",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_sysctl },
	{ .names = "mount",
	  .options =
		  "-lvraw -t= -o= --types= --options= --all --bind --verbose --read-only",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_mount },
	{ .names = "umount|modprobe",
	  .class = ACTION_REVERSIBLE,
	  .options = "-lv -a -r -f! -d" },
	{ .names = "exportfs",
	  .class = ACTION_REVERSIBLE,
	  .options = "-ar -o= -u -v+ -s+" },
	{ .names = "fdisk|sfdisk|gdisk",
	  .options = "-l --list -u= --dump -d",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_disk },
	{ .names = "parted",
	  .options = "-lsm --list --script --machine",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_parted },
	{ .names = "fsck|e2fsck|fsck.ext4|fsck.ext3|fsck.xfs|xfs_repair",
	  .options = "-nNvVT -t=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_disk },
	{ .names = "mdadm",
	  .options = "-DEQsv --detail --examine --query --scan --verbose --brief",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_disk },
	{ .names = "hdparm", .options = "-Iigt" },
	{ .names = "numactl",
	  .options = "-Hs --hardware --show",
	  .flags = PROGRAM_NO_OPERANDS },
	{ .names = "multipath", .options = "-l -v=" },
	{ .names = "iscsiadm", .options = "-m= -P= --mode= --print=" },
	{ .names = "smbstatus", .options = "-bdpSLv" },
	{ .names = "cryptsetup",
	  .options = "",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_cryptsetup },
	{ .names = "smartctl",
	  .options = "-aiHAxcj -l= -d= -n= -q= --all --info --health --xall --attributes "
		     "--capabilities --scan --scan-open --log= --device= --json? -t=^ "
		     "--test=^",
	  .judge = judge_smartctl },
	{ .names = "nvme", .options = "", .verbs = nvme_verbs },
	{ .names = "zfs|zpool", .options = "", .verbs = zfs_verbs },
	{ .names = "lvm", .options = "", .verbs = lvm_verbs },
	{ .names = "crontab",
	  .options = "-l -u=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_crontab },
	{ .names = "passwd|chage",
	  .options = "-Sl --status --list",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_account },
	{ .names = "auditctl", .options = "-ls" },
	{ .names = "apt|apt-get|aptitude|apt-cache",
	  .options = "-a --installed --upgradable "
		     "--all-versions --names-only -qq",
	  .verbs = apt_verbs },
	{ .names = "yum|dnf|microdnf|zypper",
	  .options = "-qvy --installed --enablerepo= --disablerepo= --all --available "
		     "--showduplicates --security",
	  .verbs = yum_verbs },
	{ .names = "snap|apk|brew|flatpak", .options = "", .verbs = other_package_verbs },
	{ .names = "dpkg",
	  .options = "-lsLSVCp --list --status --listfiles --search --verify "
		     "--get-selections --print-architecture --audit --print-avail",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_dpkg },
	{ .names = "rpm",
	  .options =
		  "-qailfcdRpvV --query --all --info --list --file --changelog --scripts "
		  "--last --whatprovides --queryformat= --qf= --provides --requires "
		  "--verify --whatrequires",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_rpm },
	{ .names = "debsums", .options = "-cas" },
	{ .names = "logrotate",
	  .options = "-dvf --debug --verbose --force -s=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_logrotate },
	{ .names = "reboot|poweroff|halt|shutdown|init|telinit|kexec|mkfs|mkfs.ext4|mkfs."
		   "xfs|"
		   "mkswap|wipefs|resize2fs|xfs_growfs|lvremove|vgremove|pvremove|"
		   "lvextend|"
		   "lvreduce|lvcreate|vgcreate|pvcreate|lvresize|vgextend|blkdiscard|"
		   "insmod|"
		   "rmmod|useradd|userdel|usermod|adduser|deluser|groupadd|groupdel|"
		   "groupmod|"
		   "chpasswd|visudo|vipw|updatedb|ldconfig|update-grub|dracut|setenforce|"
		   "setsebool|systemd-tmpfiles|tmpreaper|sync|dpkg-reconfigure|partprobe|"
		   "stress|stress-ng|fio|sysbench|quotaoff|ipcrm|postsuper|logger|wall|"
		   "write",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "changes the machine" },
	{ 0 },
};
