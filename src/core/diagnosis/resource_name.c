#include "core/diagnosis/resource_name.h"

#include <math.h>

/* What a limit and what is used must both be of: a line each, singular. */
static const char *const things[] = {
	"memory mem heap nonheap rss maxmemory ram",
	/* One text: a comma is not missing. */
	("connection conn client backend numbackend session maxclient maxconn "
	 "maxconnection"),
	"disk filesystem volume storage partition tablespace",
	"inode",
	"file fd fds descriptor handle",
	"thread worker",
	"goroutine",
	"queue backlog message lag",
	"pool",
	"lock",
	"cpu core processor",
};
enum {
	MEMORY = 1 << 0,
	CONNECTION = 1 << 1,
	DISK = 1 << 2,
	INODE = 1 << 3,
	THREAD = 1 << 5,
	POOL = 1 << 8,
};

/* What is counted, timed or measured per time is no amount, and a cache may fill all the
 * memory there is. */
static const char no_amount[] =
	"read write written iops ops second millisecond time wait waiting duration "
	"latency "
	"elapsed received receive transmit transmitted sent hit miss evicted eviction "
	"fault created closed cache cached buffer error failed sum bucket per throttled "
	"age "
	"pressure score request speed syscall network";
static const char limit_words[] =
	"limit max maximum capacity quota hard ceiling maxmemory "
	"maxclient maxconn maxconnection";
/* In the name of a limit these do not say of what it is. */
static const char said_of_limits[] =
	"size total soft spec setting config variable global allowed number num count "
	"kube pod container resource unit "
	"byte kilobyte megabyte gigabyte kib mib gib percent";
/* The limit of these is one of all of their kind: that of memory is one of a heap too. */
static const char whole_things[] = "memory mem ram connection conn disk thread file";
static const char used_words[] = "used usage use utilization utilisation current active "
				 "peak inuse";
static const char free_words[] = "free avail available remaining left unused headroom";
static const char free_of_memory[] = "avail available";
/* Beside a limit these say that it is this much of it that is used. Without one a series
 * may be all that a pool has opened, used or not. */
static const char says_used[] = "used usage utilization utilisation active busy inuse "
				"open depth occupied borrowed leased acquired";
/* How much there is or must be at least, unless a word says that it is used. */
static const char plain_sums[] = "min minimum allocatable";

static bool is_in(const char *list, str word)
{
	str rest = str_of(list), listed = { 0 };

	while (str_next(&rest, ' ', &listed))
		if (str_equal(listed, word))
			return true;
	return false;
}

static bool has_one(const struct words *words, const char *list)
{
	str rest = str_of(list), wanted = { 0 };

	while (str_next(&rest, ' ', &wanted))
		if (words_have(words, wanted))
			return true;
	return false;
}

static unsigned things_of(const struct words *words)
{
	unsigned of = 0;

	for (size_t i = 0; i < sizeof(things) / sizeof(things[0]); i++)
		if (has_one(words, things[i]))
			of |= 1U << i;
	return of;
}

static const struct {
	const char *unit; /* in small letters */
	double bytes;
} sizes[] = {
	{ "b", 1 },
	{ "byte", 1 },
	{ "bytes", 1 },
	{ "kb", 1e3 },
	{ "kilobytes", 1e3 },
	{ "mb", 1e6 },
	{ "megabytes", 1e6 },
	{ "gb", 1e9 },
	{ "gigabytes", 1e9 },
	{ "tb", 1e12 },
	{ "ki", 1024.0 },
	{ "kib", 1024.0 },
	{ "kibibytes", 1024.0 },
	{ "mi", 1048576.0 },
	{ "mib", 1048576.0 },
	{ "mebibytes", 1048576.0 },
	{ "gi", 1073741824.0 },
	{ "gib", 1073741824.0 },
	{ "gibibytes", 1073741824.0 },
	{ "ti", 1099511627776.0 },
	{ "tib", 1099511627776.0 },
};

static bool is_share(const struct amount *amount, str name, str unit)
{
	return str_is(unit, "%") || str_is(unit, "percent") || str_is(unit, "pct") ||
	       (unit.length == 0 && (str_contains(name, STR("%")) ||
				     words_have(&amount->words, STR("percent")) ||
				     words_have(&amount->words, STR("pct"))));
}

static void take_unit(struct amount *amount, str name, str unit)
{
	amount->unit = unit;
	amount->factor = 1;
	amount->whole = (double)NAN;
	if (is_share(amount, name, unit)) {
		amount->unit = STR("percent");
		amount->whole = 100;
		return;
	}
	if (str_is(unit, "ratio") ||
	    (unit.length == 0 && words_have(&amount->words, STR("ratio")))) {
		amount->whole = 1;
		return;
	}
	if (unit.length == 0 && words_have(&amount->words, STR("byte")))
		amount->unit = STR("bytes");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (str_is(unit, sizes[i].unit)) {
			amount->unit = STR("bytes");
			amount->factor = sizes[i].bytes;
		}
}

bool amount_unit_is_rate(str unit)
{
	return str_contains(unit, STR("/")) || str_starts_with(unit, STR("per ")) ||
	       str_contains(unit, STR(" per "));
}

static bool is_limit(const struct amount *amount)
{
	bool is_used = has_one(&amount->words, used_words);

	if (is_used || has_one(&amount->words, free_words))
		return false;
	return has_one(&amount->words, limit_words) ||
	       ((amount->of & (DISK | INODE)) &&
		words_have(&amount->words, STR("size"))) ||
	       ((amount->of & (MEMORY | DISK | INODE)) &&
		words_have(&amount->words, STR("total")));
}

/* Bytes or connections that are available are what is left of them; a share, and what
 * has another unit, may be of the time in which a service answered. */
static bool is_left(const struct amount *amount)
{
	static const char counts[] = "bytes count connections threads files inodes";

	return has_one(&amount->words, free_words) && isnan(amount->whole) &&
	       (amount->unit.length == 0 || is_in(counts, amount->unit));
}

static bool runs_out(const struct amount *amount, enum metric_kind kind)
{
	return kind == METRIC_MEMORY || kind == METRIC_SATURATION || kind == METRIC_CPU ||
	       (kind == METRIC_AVAILABILITY && is_left(amount));
}

/* The size of a queue or of a file is how much is in it, that of a pool what it has. */
static bool is_plain_sum(const struct amount *amount)
{
	return !amount->says_used && (has_one(&amount->words, plain_sums) ||
				      (words_have(&amount->words, STR("size")) &&
				       (amount->of & (CONNECTION | THREAD | POOL))));
}

/* What counts as used must be of something that runs out. What is idle is neither used
 * nor all that is left: a pool opens more, and a server counts it as taken. */
static enum amount_role role_of(const struct amount *amount, enum metric_kind kind,
				bool is_share)
{
	bool is_memory = amount->of & MEMORY;

	if (amount->of == 0 || has_one(&amount->words, no_amount) ||
	    words_have(&amount->words, STR("idle")) ||
	    (words_have(&amount->words, STR("rate")) && !is_share))
		return AMOUNT_NONE;
	if (is_limit(amount))
		return AMOUNT_LIMIT;
	if (!runs_out(amount, kind))
		return AMOUNT_NONE;
	/* Memory that nobody uses is filled with the pages of files. */
	if (has_one(&amount->words, is_memory ? free_of_memory : free_words))
		return AMOUNT_FREE;
	if ((is_memory && has_one(&amount->words, free_words)) || is_plain_sum(amount) ||
	    words_have(&amount->words, STR("total")))
		return AMOUNT_NONE;
	return AMOUNT_USED;
}

struct amount amount_of(struct arena *arena, str name, str unit, enum metric_kind kind)
{
	struct amount amount = { .words = words_new(arena) };
	str lower = words_lower(arena, str_trim(unit));

	words_add(arena, &amount.words, name);
	amount.of = things_of(&amount.words);
	take_unit(&amount, name, lower);
	/* "in" is too short to be a word. */
	amount.says_used = has_one(&amount.words, says_used) || words_in(name, "in_use");
	amount.of_memory = amount.of & MEMORY;
	amount.may_grow = kind != METRIC_CPU;
	if (!amount_unit_is_rate(lower))
		amount.role = role_of(&amount, kind, !isnan(amount.whole));
	return amount;
}

bool amount_is_of_places(const struct amount *amount)
{
	return amount->of & (CONNECTION | THREAD | POOL);
}

/* A word that only the limit has says that it is one of another pool, or another disk. */
static bool says_another(const struct amount *used, const struct amount *limit,
			 size_t nth)
{
	str word = limit->words.items[nth];

	return !words_have(&used->words, word) && !words_is_name(&limit->words, word) &&
	       !is_in(limit_words, word) && !is_in(said_of_limits, word) &&
	       !is_in(whole_things, word);
}

size_t amount_fits(const struct amount *used, const struct amount *limit)
{
	size_t shared = 0;

	if (limit->role != AMOUNT_LIMIT || !(used->of & limit->of) ||
	    !str_equal(used->unit, limit->unit))
		return 0;
	for (size_t i = 0; i < limit->words.count; i++) {
		if (says_another(used, limit, i))
			return 0;
		shared += words_have(&used->words, limit->words.items[i]);
	}
	return shared + 1;
}
