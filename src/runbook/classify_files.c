/* Programs that read and write files. */
#include "runbook/classify_private.h"

#include <string.h>

static bool is_nowhere(str path)
{
	return is_one_of(path, "/dev/null|/dev/stdout|/dev/stderr|/dev/tty|-");
}

/* uniq IN OUT, xxd IN OUT: the second one is written. */
static void judge_second_operand(struct call *call)
{
	if (call->count > 1)
		call_judge(call, ACTION_DESTRUCTIVE, "writes its second file");
}

static void judge_tee(struct call *call)
{
	for (size_t i = 0; i < call->count; i++)
		if (!is_nowhere(call_operand(call, i))) {
			call_judge(call, ACTION_DESTRUCTIVE, "writes over a file");
			return;
		}
	call_judge(call, ACTION_READ, "only passes on what it reads");
}

static void judge_dd(struct call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		str operand = call_operand(call, i), name = STR(""), value = STR("");

		if (!str_cut(operand, '=', &name, &value) ||
		    !is_one_of(name,
			       "if|of|bs|ibs|obs|count|skip|iflag|oflag|status|conv") ||
		    (str_is(name, "of") && !is_nowhere(value))) {
			call_judge(call, ACTION_DESTRUCTIVE,
				   "writes over a file or a disk");
			return;
		}
	}
	call_judge(call, ACTION_READ, "only reads here");
}

/* cp and mv write over what is there, unless they are told not to. */
static void judge_copy(struct call *call)
{
	if (call_any(call, "-n|--no-clobber"))
		call_judge(call, ACTION_REVERSIBLE, "writes over nothing");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "may write over what is there");
}

static void judge_mode(struct call *call)
{
	if (call_any(call, "-R|--recursive"))
		call_judge(call, ACTION_DESTRUCTIVE,
			   "changes a whole tree, and nothing keeps what was");
	else
		call_judge(call, ACTION_REVERSIBLE, "changes what can be put back");
}

static void judge_link(struct call *call)
{
	if (call_any(call, "-f|--force"))
		call_judge(call, ACTION_DESTRUCTIVE, "may write over what is there");
	else
		call_judge(call, ACTION_REVERSIBLE, "makes what can be removed");
}

/* tar's first word may be its options without a dash. */
static void judge_tar(struct call *call)
{
	str first = call->word_count > 1 && call->words[1].is_static
			    ? call->words[1].value
			    : STR("");
	bool lists = call_any(call, "-t|--list") != NULL;

	if (first.length > 0 && first.bytes[0] != '-') {
		for (size_t i = 0; i < first.length; i++) {
			if (!strchr("tvzjJf", first.bytes[i])) {
				lists = false;
				break;
			}
			lists = lists || first.bytes[i] == 't';
		}
	}
	if (lists)
		call_judge(call, ACTION_READ, "-t only lists");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "writes files");
}

static void judge_unzip(struct call *call)
{
	if (call_any(call, "-l|-v|-t|-Z"))
		call_judge(call, ACTION_READ, "only lists");
	else
		call_judge(call, ACTION_DESTRUCTIVE, "writes files");
}

static void judge_gzip(struct call *call)
{
	if (call_any(call, "-c|-l|-t|--stdout|--to-stdout|--list|--test"))
		call_judge(call, ACTION_READ, "only reads here");
	else
		call_judge(call, ACTION_DESTRUCTIVE,
			   "puts another file in a file's place");
}

/* less +F follows, less +!command runs one. */
static void judge_pager(struct call *call)
{
	judge_refuse(call->judging,
		     STR("a pager waits for a terminal: cat says the same"), STR(""));
	for (size_t i = 0; i < call->count; i++) {
		const struct shell_word *word = &call->operands[i];
		bool is_plus = word->count > 0 && word->parts[0].kind == SHELL_LITERAL &&
			       str_starts_with(word->parts[0].text, STR("+"));

		if (is_plus && !is_one_of(call_operand(call, i), "+F|+G|+g"))
			call_unknown(call, "a command of the pager's own");
	}
}

/* -- find -- */

/* -exec words ; or -exec words +: from the word behind -exec on. */
static size_t judge_exec(struct call *call, size_t from)
{
	size_t end = from;

	while (end < call->word_count &&
	       !(call->words[end].is_static && is_one_of(call->words[end].value, ";|+")))
		end++;
	if (end == call->word_count)
		call_unknown(call, "its command never ends");
	else
		call_run(call, call->words + from, end - from);
	return end;
}

static void judge_find(struct call *call)
{
	for (size_t i = 1; i < call->word_count; i++)
		if (call->words[i].is_static &&
		    is_one_of(call->words[i].value, "-exec|-execdir|-ok|-okdir"))
			i = judge_exec(call, i + 1);
}

/* The values of find's tests are no options. */
#define FIND_OPTIONS \
	"* -delete! -fprint! -fprint0! -fprintf! -fls! -name= -iname= -path= -ipath= " \
	"-wholename= -regex= -iregex= -type= -mtime= -mmin= -atime= -amin= -ctime= " \
	"-cmin= -size= -user= -group= -perm= -maxdepth= -mindepth= -newer= -newermt= " \
	"-printf= -inum= -links= -samefile= -fstype="

const struct program file_programs[] = {
	{ .names = "cat|head|nl|wc|cut|paste|join|comm|cmp|diff|colordiff|grep|egrep|"
		   "fgrep|zgrep|zegrep|zfgrep|bzgrep|xzgrep|zcat|bzcat|xzcat|"
		   "tac|tr|rev|fold|fmt|expand|unexpand|column|expr|ls|ll|dir|vdir|"
		   "stat|readlink|realpath|basename|dirname|md5sum|sha1sum|sha224sum|"
		   "sha256sum|sha384sum|sha512sum|b2sum|cksum|sum|base64|base32|od|"
		   "hexdump|hd|strings|numfmt|factor|seq|df|du|locate|whereis|which|"
		   "whatis|zipinfo|jq|getfacl|lsattr|getfattr|tsort|pathchk|look|cal|bc|"
		   "zdiff|zcmp|namei|exa|eza" },
	{ .names = "tail", .options = "* -f~ -F~ --follow?~ -n= -c= --lines= --bytes=" },
	{ .names = "file", .options = "* -C! --compile!" },
	{ .names = "tree", .options = "* -o! -R!" },
	{ .names = "zstdcat", .options = "" },
	{ .names = "sort",
	  .options = "-bdfgiMhnRrVcCmsuz -k= -t= -S= -T= -o=! --key= --field-separator= "
		     "--numeric-sort --reverse --unique --human-numeric-sort --check? "
		     "--general-numeric-sort --version-sort --ignore-case --stable "
		     "--month-sort --random-sort --zero-terminated --parallel= "
		     "--buffer-size= --ignore-leading-blanks --dictionary-order "
		     "--output=! --compress-program=!" },
	{ .names = "uniq",
	  .options =
		  "-cdDiuz -f= -s= -w= --count --repeated --unique --ignore-case "
		  "--skip-fields= --skip-chars= --check-chars= --all-repeated? --group?",
	  .judge = judge_second_operand },
	{ .names = "shuf", .options = "-erz -i= -n= -o=! --output=!" },
	{ .names = "xxd",
	  .options = "-bCEeipu -c= -g= -l= -s= -r!",
	  .judge = judge_second_operand },
	{ .names = "tee",
	  .options = "-aip",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_tee },
	{ .names = "dd", .options = "", .flags = PROGRAM_DECIDES, .judge = judge_dd },
	{ .names = "find",
	  .options = FIND_OPTIONS,
	  .flags = PROGRAM_WORDS,
	  .judge = judge_find },
	{ .names = "less|more|most|zless|zmore",
	  .options = "* -o! -O! -k! -T! -t! --log-file! --LOG-FILE! --lesskey-file! "
		     "--lesskey-src! --lesskey-content! --tag! --tag-file!",
	  .judge = judge_pager },
	{ .names = "tar|bsdtar",
	  .options = "-tvzjJ -f= -C= --list --verbose --gzip --bzip2 --xz --zstd --file= "
		     "--directory= --wildcards --exclude=",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_tar },
	{ .names = "unzip",
	  .options = "-lvtZq1",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_unzip },
	{ .names = "gzip|gunzip|xz|unxz|bzip2|bunzip2|zstd|unzstd|lz4",
	  .options = "-cdkltqvfn123456789 --stdout --to-stdout --decompress --list "
		     "--test --keep "
		     "--quiet --verbose",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_gzip },
	{ .names = "cp|mv",
	  .options = "*",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_copy },
	{ .names = "mkdir|touch|mktemp|mkfifo|mknod",
	  .class = ACTION_REVERSIBLE,
	  .why = "makes what can be removed" },
	{ .names = "ln", .options = "*", .flags = PROGRAM_DECIDES, .judge = judge_link },
	{ .names = "chmod|chown|chgrp|setfacl|chattr|chcon|restorecon|setcap",
	  .options = "*",
	  .flags = PROGRAM_DECIDES,
	  .judge = judge_mode },
	{ .names =
		  "rm|rmdir|unlink|shred|truncate|fallocate|install|split|csplit|patch|"
		  "scp|sftp|ftp|lftp|zip|7z|rar|cpio|rename|vi|vim|nvim|nano|emacs|ed|ex|"
		  "view|mc|sponge|wipe|srm",
	  .class = ACTION_DESTRUCTIVE,
	  .why = "writes or removes files" },
	{ .names = "rsync",
	  .class = ACTION_DESTRUCTIVE,
	  .options =
		  "-avzrlptgoDPhuHAXSxWcqi -n+ --dry-run+ --delete --delete-after "
		  "--delete-before --delete-excluded --exclude= --include= --progress "
		  "--stats --itemize-changes --archive --verbose --compress --checksum "
		  "--human-readable --partial --list-only+",
	  .why = "writes files" },
	{ 0 },
};
