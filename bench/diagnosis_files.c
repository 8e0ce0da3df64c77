/* stanch diagnose on the files of a large system: 50,000 series of 720 samples and a
 * million lines of logs, from the first byte to the answer. The files are made here, with
 * an incident in one of 2,500 services; the program is the one that was built beside. */
#include "bench/diagnosis.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SERVICES = 2500,
	METRICS = 20, /* of each: 50,000 series */
	SAMPLES = 720,
	LINES = 1000000,
	STATEMENTS = 12, /* that a service logs by */
	BEGIN = 1763726400,
	STEP_SECONDS = 10,
	ONSET = 600,   /* sample */
	BROKEN = 1234, /* service */
	RUNS = 3,
};

static const char *const metrics[METRICS] = {
	"latency_p50 (ms)", "latency_p95 (ms)",
	"error_rate (%)",   "requests (1/s)",
	"cpu (cores)",      "memory (MB)",
	"heap_used (MB)",   "threads",
	"open_connections", "queue_length",
	"gc_pause (ms)",    "disk_used (%)",
	"net_in (kB/s)",    "net_out (kB/s)",
	"cache_hits (%)",   "retries (1/s)",
	"pool_in_use",      "fds",
	"restarts",         "load1",
};

static bool write_series(FILE *file)
{
	uint64_t dice = 1;

	fputs("time", file);
	for (int i = 0; i < SERVICES * METRICS; i++)
		fprintf(file, ",service-%04d.%s", i / METRICS, metrics[i % METRICS]);
	for (int k = 0; k < SAMPLES; k++) {
		fprintf(file, "\n%d", BEGIN + k * STEP_SECONDS);
		for (int i = 0; i < SERVICES * METRICS; i++) {
			bool is_bad = i / METRICS == BROKEN && i % METRICS < 4 &&
				      k >= ONSET;
			/* Five digits, as measurements have them. */
			unsigned value = 10000 + (unsigned)(bench_roll(&dice) * 2000) +
					 (is_bad ? 50000 : 0);

			fprintf(file, ",%u.%03u", value / 1000, value % 1000);
		}
	}
	putc('\n', file);
	return !ferror(file);
}

static bool write_lines(FILE *file)
{
	uint64_t dice = 2;

	fputs("time,service,text\n", file);
	for (int i = 0; i < LINES; i++) {
		int second = (int)((int64_t)i * SAMPLES * STEP_SECONDS / LINES);
		int service = (int)(bench_roll(&dice) * SERVICES);
		int statement = (int)(bench_roll(&dice) * STATEMENTS);

		fprintf(file,
			"%d.%03d,service-%04d,INFO [worker-%d] com.example.shop.Unit%c%c "
			"handled request %08x of customer %d in %d ms\n",
			BEGIN + second, i % 1000, service, (int)(bench_roll(&dice) * 16),
			'A' + service % 26, 'a' + statement,
			(unsigned)(bench_roll(&dice) * UINT_MAX),
			(int)(bench_roll(&dice) * 100000),
			(int)(bench_roll(&dice) * 500));
	}
	return !ferror(file);
}

static bool write_file(const char *folder, const char *name, bool (*write)(FILE *file))
{
	char path[PATH_MAX];
	FILE *file;
	bool is_written;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "we");
	if (!file)
		return false;
	is_written = write(file);
	return fclose(file) == 0 && is_written;
}

/* The program was built one folder above this one. */
static bool find_program(char path[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (length < 0)
		return false;
	path[length] = '\0';
	for (int up = 0; up < 2; up++) {
		slash = strrchr(path, '/');
		if (!slash)
			return false;
		*slash = '\0';
	}
	if (strlen(path) + sizeof("/stanch") > PATH_MAX)
		return false;
	strcat(path, "/stanch");
	return access(path, X_OK) == 0;
}

/* Runs it and waits; false when it did not answer. Its answer goes to answer.json. */
static bool run(const char *program, const char *folder, double *ret_seconds,
		double *ret_mebibytes)
{
	double began = bench_wall_seconds();
	struct rusage used = { 0 };
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		char answer[PATH_MAX];
		int fd;

		snprintf(answer, sizeof(answer), "%s/../answer.json", folder);
		fd = open(answer, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
			_exit(127);
		execl(program, program, "diagnose", folder, "--json", (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return false;
	*ret_seconds = bench_wall_seconds() - began;
	*ret_mebibytes = (double)used.ru_maxrss / 1024;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool names_the_broken(struct bench *bench, const char *top)
{
	char path[PATH_MAX], text[4096] = "";
	FILE *file;

	(void)bench;
	snprintf(path, sizeof(path), "%s/answer.json", top);
	file = fopen(path, "re");
	if (!file)
		return false;
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return strstr(text, "\"service\": \"service-1234\"") ||
	       strstr(text, "\"service\":\"service-1234\"");
}

static void measure(struct bench *bench, const char *top, const char *folder)
{
	char program[PATH_MAX];
	double best = INFINITY, most = 0, seconds = 0, mebibytes = 0;

	if (!find_program(program)) {
		bench_say(bench, "there is no program beside the bench: make it first");
		return;
	}
	for (int i = 0; i < RUNS; i++) {
		if (!run(program, folder, &seconds, &mebibytes)) {
			bench_say(bench, "stanch diagnose did not answer");
			return;
		}
		best = seconds < best ? seconds : best;
		most = mebibytes > most ? mebibytes : most;
	}

	struct figure time = bench_at_most("files to answer", best, 5);
	struct figure room = bench_at_most("files to answer, memory", most, 512);
	struct figure right = bench_at_least("the broken service is named first",
					     names_the_broken(bench, top), 1);

	time.n = room.n = RUNS;
	time.unit = "s";
	time.note = "the fastest of the runs; 50,000 x 720 samples, 1,000,000 lines";
	room.unit = "MiB";
	right.n = 1;
	bench_figure(bench, &time);
	bench_figure(bench, &room);
	bench_figure(bench, &right);
}

void diagnosis_files(struct bench *bench)
{
	char top[] = "/tmp/stanch-bench-XXXXXX", folder[64], command[128];

	if (!mkdtemp(top)) {
		bench_say(bench, "no folder could be made in /tmp");
		return;
	}
	snprintf(folder, sizeof(folder), "%s/case", top);
	snprintf(command, sizeof(command), "mkdir %s", folder);
	if (system(command) == 0 && write_file(folder, "series.csv", write_series) &&
	    write_file(folder, "logs.csv", write_lines))
		measure(bench, top, folder);
	else
		bench_say(bench, "400 MB could not be written to /tmp");
	snprintf(command, sizeof(command), "rm -r %s", top);
	if (system(command) != 0)
		bench_say(bench, "%s is left", top);
}
