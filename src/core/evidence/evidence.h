/* Evidence is one answer of one system: when, from where, by which question, with
 * its hash, and what it means in a sentence. Its bytes never change. Facts are the
 * single values drawn from it; hypotheses are tested on facts. */
#ifndef CORE_EVIDENCE_EVIDENCE_H
#define CORE_EVIDENCE_EVIDENCE_H

#include "base/clock.h"
#include "base/shape.h"
#include "base/tree.h"

enum evidence_state {
	EVIDENCE_WANTED, /* the job is on its way */
	EVIDENCE_GATHERED,
	EVIDENCE_NO_DATA, /* the system answered: there is none. An answer of its own. */
	EVIDENCE_FAILED,  /* the system did not answer, or refused */
};
extern const char *const evidence_state_names[];

struct evidence {
	int64_t id;
	int64_t incident;
	enum evidence_state state;
	str title;     /* "Redis memory", "writes failing" */
	str probe;     /* which probe asked: "prometheus", "redis", "changes" */
	str target;    /* whom: an URL or address, without secrets */
	str plan;      /* JSON object: the probe's arguments */
	str question;  /* PromQL, command, …: as asked */
	str occasion;  /* "opened", "before action 3", "after action 3", "asked" */
	str meaning;   /* one sentence */
	str facts;     /* JSON list of {name, number|text, unit} */
	str body;      /* the raw answer, capped; shown with its size */
	str body_hash; /* SHA-256 of the whole answer, hex */
	int64_t body_bytes;
	str content; /* SHA-256 of the bytes kept of it, masked; "": body is all there is
		      */
	instant_ms wanted_at;
	instant_ms gathered_at;
	int64_t took_ms;
	str problem;
};
extern const struct shape evidence_shape;

/* Bytes that are kept, by their own hash. */
struct content {
	int64_t id;
	str hash;  /* SHA-256 of bytes, hex */
	str bytes; /* masked */
	int64_t size;
	instant_ms kept_at;
};
extern const struct shape content_shape;

/* Somebody read what was kept. */
struct evidence_access {
	int64_t id;
	int64_t incident;
	int64_t evidence;
	str who, why;
	instant_ms at;
};
extern const struct shape evidence_access_shape;

/* One value. number is NaN when it is a text. */
struct fact {
	str name; /* "redis.used_memory_percent" */
	double number;
	str text;
	str unit; /* "bytes", "percent", "per second", … */
	int64_t evidence;
	instant_ms at;
};

struct facts {
	struct fact *items;
	size_t count, capacity;
};

const struct fact *facts_find(const struct facts *facts, str name); /* the latest */
void facts_read(struct arena *arena, const struct tree *list, int64_t evidence,
		instant_ms at, struct facts *facts); /* adds */
struct tree *facts_write(struct arena *arena, const struct facts *facts);

/* "32 MiB", "96 %", "50 /s", "8.4 s", "520 ms", "12", "3 keys": a number as people
 * read it. The units known are bytes, bytes per second, percent, per second, seconds
 * and milliseconds; another one is put behind the number. NaN is "unknown". */
str quantity_format(struct arena *arena, double number, str unit);
str fact_format(struct arena *arena, const struct fact *fact);

/* Takes out what must never be stored, and puts *** in its place: passwords and tokens
 * in URLs, Authorization headers, key=value, key: value and "key":"value" of
 * secret-looking keys, Bearer and Basic tokens, AWS key ids, private keys, Redis'
 * requirepass and masterauth. All else stays as it is, and so does what was masked. */
str secrets_mask(struct arena *arena, str text);
/* The same in each text of a tree, which it changes. Not for names. JSON is masked like
 * this before it is written: a secret without an end would take the JSON's rest away. */
void secrets_mask_tree(struct arena *arena, struct tree *tree);
/* The same in all that a reader is shown of a gathered evidence: its question, meaning
 * and problem, which may quote what a system answered. The body is its gatherer's. */
void evidence_mask(struct arena *arena, struct evidence *evidence);

#endif
