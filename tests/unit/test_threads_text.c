/* What a Go program and a JVM print of their threads, made after what Go 1.22 and OpenJDK
 * 17 print. */
#include "check.h"
#include "probes/threads_text.h"

#include <math.h>
#include <stdlib.h>

enum { TEST_BYTES_MAX = 8 << 20 };

static double number(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->number : NAN;
}

static bool is(const struct probe_finding *finding, const char *name, double wanted)
{
	return fabs(number(finding, name) - wanted) < 1e-9;
}

#define GO_STACK \
	"#\t0x47a5d5\tinternal/poll.runtime_pollWait+0x84\t/usr/go/netpoll.go:343\n" \
	"#\t0x4de911\tnet/http.(*persistConn).readLoop+0xd0\t/usr/go/" \
	"transport.go:2205\n" \
	"#\t0x6f1a20\tshop/orders.(*Client).fetch+0x1c0\t/src/client.go:88\n\n"

static void goroutines_that_pile_up_are_named_by_the_programs_own_function(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	struct probe_finding finding = { 0 };

	CHECK(pprof_tell(
		&call,
		STR("goroutine profile: total 48213\n"
		    "23 @ 0x4386f6\n#\t0x4\truntime.main+0x1\t/usr/go/proc.go:1\n\n"
		    "48190 @ 0x4386f6 0x4067ad\n" GO_STACK),
		&finding));
	CHECK(finding.has_data);
	CHECK(is(&finding, "go.goroutines", 48213));
	CHECK(is(&finding, "go.goroutines_alike", 48190));
	CHECK_STR(finding.meaning, "48213 goroutines, 48190 of them in "
				   "shop/orders.(*Client).fetch: they are "
				   "started and do not end");
	CHECK(str_starts_with(finding.body,
			      STR("48190 with\n    internal/poll.runtime_pollWait\n")));
}

static void few_goroutines_are_no_leak(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	struct probe_finding finding = { 0 };

	CHECK(pprof_tell(&call, STR("goroutine profile: total 12\n12 @ 0x1\n" GO_STACK),
			 &finding));
	CHECK_STR(finding.meaning,
		  "12 goroutines, 12 of them in shop/orders.(*Client).fetch");
}

#define BLOCKED_THREAD(n) \
	"\"http-nio-8080-exec-" n "\" #" n " daemon prio=5 os_prio=0 tid=0x1\n" \
	"   java.lang.Thread.State: BLOCKED (on object monitor)\n" \
	"\tat com.example.Cache.get(Cache.java:17)\n" \
	"\t- waiting to lock <0x000000076b5b5b30> (a com.example.Cache)\n\n"
#define DUMP "2026-11-29 12:00:00\nFull thread dump OpenJDK 64-Bit Server VM (17):\n\n"

static void a_pool_that_waits_for_one_lock_is_named(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	struct probe_finding finding = { 0 };

	CHECK(jvm_tell(
		&call,
		STR(DUMP BLOCKED_THREAD("1") BLOCKED_THREAD("2") BLOCKED_THREAD("3")
			    BLOCKED_THREAD("4") BLOCKED_THREAD(
				    "5") "\"main\" #1 prio=5\n   java.lang.Thread.State: "
					 "WAITING (parking)\n"),
		&finding));
	CHECK(is(&finding, "jvm.threads", 6));
	CHECK(is(&finding, "jvm.threads_blocked", 5));
	CHECK(is(&finding, "jvm.threads_behind_one_lock", 5));
	CHECK(is(&finding, "jvm.deadlocks", 0));
	CHECK_STR(finding.meaning,
		  "6 threads, 5 of them blocked; 5 wait for lock 0x000000076b5b5b30 (a "
		  "com.example.Cache); all 5 threads of http-nio-8080-exec are busy");
}

static void a_deadlock_is_said_and_its_threads_count_once(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct probe_call call = { .arena = arena };
	struct probe_finding finding = { 0 };

	CHECK(jvm_tell(&call,
		       STR(DUMP BLOCKED_THREAD("1") BLOCKED_THREAD(
			       "2") "Found one Java-level deadlock:\n====\n"
				    "\"http-nio-8080-exec-1\":\n  waiting to lock "
				    "monitor 0x7\n"),
		       &finding));
	CHECK(is(&finding, "jvm.deadlocks", 1));
	CHECK(is(&finding, "jvm.threads", 2));
	CHECK(str_contains(finding.meaning, STR("a deadlock")));
}

static void what_is_none_is_refused(void)
{
	static const char *const cases[] = { "", "404 page not found\n", "<html>",
					     "goroutine profile: total many\n",
					     "heap profile: 1: 2 [3: 4]\n" };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct probe_call call = { .arena = arena };
		struct probe_finding finding = { 0 };

		CHECK_CASE(!pprof_tell(&call, str_of(cases[i]), &finding), cases[i]);
		CHECK_CASE(!jvm_tell(&call, str_of(cases[i]), &finding), cases[i]);
	}
}

const struct test tests[] = {
	{ "goroutines that pile up are named by the program's own function",
	  goroutines_that_pile_up_are_named_by_the_programs_own_function },
	{ "few goroutines are no leak", few_goroutines_are_no_leak },
	{ "a pool that waits for one lock is named",
	  a_pool_that_waits_for_one_lock_is_named },
	{ "a deadlock is said, and its threads count once",
	  a_deadlock_is_said_and_its_threads_count_once },
	{ "what is none is refused", what_is_none_is_refused },
	{ 0 },
};
