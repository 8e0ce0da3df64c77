/* What /proc says, and what is made of it. */
#include "base/thread.h"
#include "check.h"
#include "probes/file_systems.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEST_BYTES_MAX = 8 << 20, NOW = 1000 };

static double number(const struct probe_finding *finding, const char *name)
{
	const struct fact *fact = facts_find(&finding->facts, str_of(name));

	return fact ? fact->number : NAN;
}

static const struct host_files usual = {
	.loadavg = STR_INIT("0.52 0.40 0.33 1/512 4711\n"),
	.meminfo = STR_INIT("MemTotal:       16000000 kB\nMemFree:  100 kB\n"
			    "MemAvailable:    8000000 kB\nSwapTotal:  0 kB\n"),
	.vmstat = STR_INIT("pgfault 17\noom_kill 0\n"),
	.pressure_cpu = STR_INIT("some avg10=0.00 avg60=1.25 avg300=0.10 total=1\n"),
	.processors = 4,
};

static struct probe_finding tell(struct arena *arena, const struct host_files *files,
				 const struct host_disk *disks, size_t count)
{
	static struct probe_call call;
	struct probe_finding finding = { 0 };

	call = (struct probe_call){ .arena = arena, .now = NOW };
	host_tell(&call, files, disks, count, &finding);
	return finding;
}

static void a_machine_that_is_well_has_numbers_and_nothing_to_say(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct host_disk disk = { STR("/"), 100e9, 40e9, 1e6, 9e5, false, STR("") };
	struct probe_finding finding = tell(arena, &usual, &disk, 1);

	CHECK(finding.has_data);
	CHECK_STR(finding.meaning, "nothing stands out");
	CHECK(fabs(number(&finding, "host.load_per_processor") - 0.13) < 1e-9);
	CHECK(fabs(number(&finding, "host.memory_used_percent") - 50) < 1e-9);
	CHECK(fabs(number(&finding, "host.pressure_cpu") - 1.25) < 1e-9);
	CHECK(fabs(number(&finding, "host.disk_used_percent") - 60) < 1e-9);
	CHECK(fabs(number(&finding, "host.inodes_used_percent") - 10) < 1e-9);
	/* An old kernel has no pressure, this machine no swap. */
	CHECK(isnan(number(&finding, "host.pressure_io")));
	CHECK(isnan(number(&finding, "host.swap_used_percent")));
}

static void what_is_wrong_is_said(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct host_files files = usual;
	struct host_disk disks[] = { { STR("/data"), 100, 3, 1000, 900, false, STR("") },
				     { STR("/log"), 100, 90, 0, 0, true, STR("") } };
	struct probe_finding finding;

	files.loadavg = STR("31.5 1 1 1/2 3");
	files.vmstat = STR("oom_kill_other 9\noom_kill 3\n");
	files.meminfo = STR("MemTotal: 1000 kB\nMemAvailable: 20 kB\n");
	files.pressure_io = STR("some avg10=90 avg60=44.00 avg300=1 total=1\n");
	finding = tell(arena, &files, disks, 2);
	CHECK_STR(
		finding.meaning,
		"a load of 31.5 on 4 processors; 98 % of the memory is used; 3 processes "
		"killed for want of memory since it started; tasks waited for a disk 44 "
		"% "
		"of the last minute; /data is 97 % full; /log is read-only");
	CHECK(fabs(number(&finding, "host.oom_kills") - 3) < 1e-9);
}

static void a_machine_without_proc_is_no_data(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct host_files files = { .processors = 4, .loadavg = STR("nonsense") };
	struct probe_finding finding = tell(arena, &files, NULL, 0);

	CHECK(!finding.has_data);
}

static void this_machine_can_be_asked(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	size_t count;
	const struct probe *const *all = probes_all(&count);
	struct label paths[] = { { STR("paths"), STR("/ /tmp") } };
	struct probe_call call = {
		.arena = arena,
		.arguments = paths,
		.argument_count = 1,
		.now = NOW,
		.wait_ms = 10000,
	};
	struct probe_finding finding = { 0 };
	struct error error = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (!str_is(STR("host"), all[i]->name))
			continue;
		CHECK_OK(all[i]->ask(&call, &finding, &error), error);
		CHECK(number(&finding, "host.memory") > 0);
		CHECK(number(&finding, "host.disk_used_percent") >= 0);
		paths[0].value = STR("/nowhere/at/all /");
		finding = (struct probe_finding){ 0 };
		CHECK_OK(all[i]->ask(&call, &finding, &error), error);
		CHECK(number(&finding, "host.memory") > 0);
		CHECK_INT((int)number(&finding, "host.paths_unknown"), 1);
		CHECK(str_contains(finding.body, STR("\n/: ")));
		CHECK(str_contains(finding.meaning, STR("/nowhere/at/all is not known: "
							"No such file or directory")));
	}
}

static void of_a_file_system_that_is_not_known_nothing_is_claimed(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct host_disk disks[] = { { .path = STR("/"),
				       .bytes = 100,
				       .free_bytes = 50,
				       .inodes = 100,
				       .free_inodes = 50 },
				     { .path = STR("/mnt"), .unknown = STR("gone") } };
	struct probe_finding finding = tell(arena, &usual, disks, 2);

	/* The other may be full. */
	CHECK(isnan(number(&finding, "host.disk_used_percent")));
	CHECK(isnan(number(&finding, "host.inodes_used_percent")));
	CHECK_STR(finding.meaning, "/mnt is not known: gone");
	disks[0].free_bytes = 5;
	finding = tell(arena, &usual, disks, 2);
	CHECK_INT((int)lround(number(&finding, "host.disk_used_percent")), 95);
}

/* A mount whose server is gone, until it is let go. */
static struct latch server, answered;
static int asked;

static int ask_dead_mount(const char *path, struct statvfs *found)
{
	if (strcmp(path, "/gone") != 0)
		return file_system_ask_kernel(path, found);
	asked++;
	latch_wait(&server, 60000);
	latch_open(&answered);
	return ESTALE;
}

static void a_mount_that_hangs_costs_its_own_answer_and_one_thread(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const str paths[] = { STR("/gone"), STR("/"), STR("/nowhere/at/all") };
	struct host_disk disks[3];
	int64_t began_us = clock_monotonic_us();

	latch_init(&server);
	latch_init(&answered);
	for (int i = 0; i < 3; i++)
		file_systems_look(arena, paths, 3, 200, ask_dead_mount, disks);
	CHECK(clock_monotonic_us() - began_us < 5000000);
	CHECK_INT(asked, 1);
	CHECK_STR(disks[0].unknown,
		  "still no answer to an earlier look: is its server gone?");
	CHECK_STR(disks[1].unknown, "");
	CHECK(disks[1].bytes > 0);
	CHECK_STR(disks[2].unknown, "No such file or directory");
	/* Once it is back it is asked again, and what hung leaves nothing behind. */
	latch_open(&server);
	CHECK(latch_wait(&answered, 60000));
	latch_open(&server);
	for (int i = 0; i < 300 && !str_is(disks[0].unknown, "Stale file handle"); i++) {
		file_systems_look(arena, paths, 3, 200, ask_dead_mount, disks);
		usleep(10000);
	}
	CHECK_STR(disks[0].unknown, "Stale file handle");
	CHECK_INT(asked, 2);
}

const struct test tests[] = {
	{ "a machine that is well has numbers and nothing to say",
	  a_machine_that_is_well_has_numbers_and_nothing_to_say },
	{ "what is wrong is said", what_is_wrong_is_said },
	{ "a machine without /proc is no data", a_machine_without_proc_is_no_data },
	{ "this machine can be asked", this_machine_can_be_asked },
	{ "of a file system that is not known nothing is claimed",
	  of_a_file_system_that_is_not_known_nothing_is_claimed },
	{ "a mount that hangs costs its own answer and one thread",
	  a_mount_that_hangs_costs_its_own_answer_and_one_thread },
	{ 0 },
};
