#include "probes/threads_text.h"

#include "base/text.h"

enum { THREADS_MAX = 20000, POOLS_MAX = 500, LOCKS_MAX = 500, NAME_BYTES_MAX = 100 };

struct tally {
	str name;
	int64_t count, busy;
};
struct tallies {
	struct tally *items;
	size_t count, capacity;
};

struct view {
	const struct probe_call *call;
	int64_t threads, blocked, waiting, runnable, deadlocks;
	struct tallies pools, locks;
};

static struct tally *tally_of(struct view *view, struct tallies *tallies, str name,
			      size_t most)
{
	for (size_t i = 0; i < tallies->count; i++)
		if (str_equal(tallies->items[i].name, name))
			return &tallies->items[i];
	if (tallies->count == most)
		return NULL;
	*list_add(view->call->arena, tallies) = (struct tally){ .name = name };
	return &tallies->items[tallies->count - 1];
}

/* "http-nio-8080-exec-17" is one of "http-nio-8080-exec". */
static str pool_of(str name)
{
	size_t end = name.length;

	while (end > 0 && name.bytes[end - 1] >= '0' && name.bytes[end - 1] <= '9')
		end--;
	if (end == name.length)
		return STR("");
	while (end > 0 && (name.bytes[end - 1] == '-' || name.bytes[end - 1] == '#' ||
			   name.bytes[end - 1] == ' '))
		end--;
	return str_slice(name, 0, end);
}

/* "\"main\" #1 prio=5 os_prio=0 …" */
static bool read_name(str line, str *ret_name)
{
	str rest;

	if (!str_starts_with(line, STR("\"")) ||
	    !str_cut(str_slice(line, 1, line.length), '"', ret_name, &rest))
		return false;
	*ret_name = str_clip(*ret_name, NAME_BYTES_MAX);
	return true;
}

static void read_state(struct view *view, str state, struct tally *pool)
{
	bool is_blocked = str_starts_with(state, STR("BLOCKED"));
	bool is_runnable = str_starts_with(state, STR("RUNNABLE"));

	view->blocked += is_blocked;
	view->runnable += is_runnable;
	view->waiting += !is_blocked && !is_runnable;
	if (pool)
		pool->busy += is_blocked || is_runnable;
}

/* "	- waiting to lock <0x000000076b5b5b30> (a com.example.Cache)" */
static void read_lock(struct view *view, str line)
{
	struct tally *lock;
	str before, id, kind = STR("");

	if (!str_cut(line, '<', &before, &id) || !str_cut(id, '>', &id, &kind))
		return;
	lock = tally_of(view, &view->locks,
			arena_format(view->call->arena, STR_FMT " " STR_FMT,
				     STR_ARG(str_clip(id, 40)),
				     STR_ARG(str_clip(str_trim(kind), NAME_BYTES_MAX))),
			LOCKS_MAX);
	if (lock)
		lock->count++;
}

static void read_all(struct view *view, str text)
{
	static const str state = STR_INIT("java.lang.Thread.State: ");
	struct tally *pool = NULL;
	str line, name;

	while (str_next(&text, '\n', &line)) {
		str trimmed = str_trim(line);

		if (str_starts_with(line, STR("Found ")) &&
		    str_contains(line, STR("deadlock"))) {
			view->deadlocks++;
			/* What follows says the threads again. */
			break;
		}
		if (read_name(line, &name) && view->threads < THREADS_MAX) {
			str of = pool_of(name);

			view->threads++;
			pool = of.length == 0
				       ? NULL
				       : tally_of(view, &view->pools, of, POOLS_MAX);
			if (pool)
				pool->count++;
		} else if (str_starts_with(trimmed, state)) {
			read_state(view, str_slice(trimmed, state.length, trimmed.length),
				   pool);
		} else if (str_starts_with(trimmed, STR("- waiting to lock"))) {
			read_lock(view, trimmed);
		}
	}
}

static const struct tally *most_of(const struct tallies *tallies)
{
	const struct tally *found = NULL;

	for (size_t i = 0; i < tallies->count; i++)
		if (!found || tallies->items[i].count > found->count)
			found = &tallies->items[i];
	return found;
}

/* Of pools of five or more the one that is busiest; a smaller one is busy by chance. */
static const struct tally *exhausted_of(const struct tallies *pools)
{
	const struct tally *found = NULL;

	for (size_t i = 0; i < pools->count; i++) {
		const struct tally *pool = &pools->items[i];

		if (pool->count >= 5 && pool->busy == pool->count &&
		    (!found || pool->count > found->count))
			found = pool;
	}
	return found;
}

static void add(const struct view *view, struct facts *facts, const char *name,
		int64_t count)
{
	probe_add_number(view->call, facts,
			 arena_format(view->call->arena, "jvm.%s", name), (double)count,
			 "");
}

static void tell(const struct view *view, struct probe_finding *finding)
{
	struct text words = text_new(view->call->arena, 1000);
	const struct tally *lock = most_of(&view->locks);
	const struct tally *pool = exhausted_of(&view->pools);

	add(view, &finding->facts, "threads", view->threads);
	add(view, &finding->facts, "threads_blocked", view->blocked);
	add(view, &finding->facts, "threads_runnable", view->runnable);
	add(view, &finding->facts, "threads_waiting", view->waiting);
	add(view, &finding->facts, "deadlocks", view->deadlocks);
	text_addf(&words, "%lld threads, %lld of them blocked", (long long)view->threads,
		  (long long)view->blocked);
	if (view->deadlocks > 0)
		text_add(&words, STR("; threads wait for each other: a deadlock"));
	if (lock) {
		add(view, &finding->facts, "threads_behind_one_lock", lock->count);
		text_addf(&words, "; %lld wait for lock " STR_FMT, (long long)lock->count,
			  STR_ARG(lock->name));
	}
	if (pool) {
		probe_add_text(view->call, &finding->facts, STR("jvm.pool_busy"),
			       pool->name);
		text_addf(&words, "; all %lld threads of " STR_FMT " are busy",
			  (long long)pool->count, STR_ARG(pool->name));
	}
	finding->meaning = text_of(&words);
}

bool jvm_tell(const struct probe_call *call, str text, struct probe_finding *finding)
{
	struct view view = { .call = call };

	/* "Full thread dump OpenJDK 64-Bit Server VM (…):", behind a date. */
	if (!str_contains(str_clip(text, 4096), STR("Full thread dump")))
		return false;
	read_all(&view, text);
	finding->has_data = true;
	finding->body = text;
	tell(&view, finding);
	return true;
}
