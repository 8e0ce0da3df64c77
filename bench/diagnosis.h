/* What the benchmarks of the diagnosis share: finding the public data sets, reading their
 * files, and a line for each figure. A set of figures is one file, diagnosis_NAME.c, with
 * one function; it has a line in diagnosis_list.h, and runs in a process of its own, so
 * that its peak of memory is its own and its crash is not the others'.
 *
 * Figures are measured on what is in the folder; none is written down here. */
#ifndef BENCH_DIAGNOSIS_H
#define BENCH_DIAGNOSIS_H

#include "base/arena.h"

struct bench {
	struct arena *arena; /* until the set of figures is done */
	const char *corpora; /* the folder with the data sets */
	struct bench_sums *sums;
};

/* Is CORPORA/NAME there? When it is not, says so once, and the last line again. */
bool bench_has(struct bench *bench, const char *name);

/* A file below the folder, unpacked when it is packed; where there is only NAME.gz that
 * is read. False when there is neither or it cannot be read. */
bool bench_read(struct bench *bench, struct arena *arena, const char *name,
		str *ret_text);
/* The names in a folder below it, in order of their bytes, without "." and "..". */
size_t bench_list(struct bench *bench, struct arena *arena, const char *folder,
		  str **ret_names);

/* The next line of *rest without its end ("\n" or "\r\n"); false after the last. */
bool bench_line(str *rest, str *ret_line);
/* The cells of one line of CSV: quotes are taken off and doubled ones halved, in the
 * arena. Returns how many there are, of which "most" are given. */
size_t bench_cells(struct arena *arena, str line, str *ret_cells, size_t most);
/* Which column has this title; "cells" when none has. */
size_t bench_column(const str *cells, size_t count, const char *title);
/* NaN for what is no number: an empty cell is a gap. */
double bench_number(str cell);

/* CSV with a line of titles, as columns of numbers; the first "skipped" columns are none
 * and NULL. */
enum { BENCH_COLUMNS_MAX = 64 };
struct bench_table {
	str titles[BENCH_COLUMNS_MAX];
	double *columns[BENCH_COLUMNS_MAX];
	size_t count, rows;
};
struct bench_table bench_table(struct arena *arena, str text, size_t skipped);

enum bench_aim {
	BENCH_REPORTED, /* no aim: said, and never failed */
	BENCH_AT_LEAST,
	BENCH_AT_MOST,
};

/* Made by one of the functions below, which leave NaN for what is not known. */
struct figure {
	const char *name;
	double value;
	enum bench_aim aim;
	double target;
	size_t n;
	double random, trivial; /* what chance gives, and the simplest rule there is */
	double low, high;       /* of 95 % */
	const char *unit;       /* NULL for a share */
	const char *note;       /* what the trivial rule is, or what was measured */
};
struct figure bench_reported(const char *name, double value);
struct figure bench_at_least(const char *name, double value, double target);
struct figure bench_at_most(const char *name, double value, double target);
void bench_figure(struct bench *bench, const struct figure *figure);
/* A sentence between the lines: what was left out, and why. */
void bench_say(struct bench *bench, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Percentile bootstrap of a statistic, 1000 draws with a fixed seed (Efron, "Bootstrap
 * Methods: Another Look at the Jackknife", 1979). The statistic may reorder what it is
 * given. */
void bench_interval(struct arena *arena, const double *values, size_t count,
		    double (*statistic)(double *values, size_t count), double *ret_low,
		    double *ret_high);
double bench_mean(double *values, size_t count);
/* A figure that is the mean of the values: with their number, the mean's interval, both
 * baselines (NaN: none) and a note (NULL: none), which the figure need not have yet. */
void bench_tell(struct bench *bench, struct figure figure, double *values, size_t count,
		double random, double trivial, const char *note);

/* Evenly in 0 … 1, and normal of spread 1; the same in each run for the same seed. */
double bench_roll(uint64_t *dice);
double bench_noise(uint64_t *dice);

/* The sets of figures themselves. */
#define BENCH(name) void diagnosis_##name(struct bench *bench);
#include "bench/diagnosis_list.h"
#undef BENCH

/* Of this process. */
double bench_cpu_seconds(void);
double bench_wall_seconds(void);
double bench_peak_mebibytes(void);

#endif
