/* The journal's entries: what happened, in an order nobody can change. Each kind
 * has a name, a version and the sentence that the timeline shows. */
#ifndef CORE_RECORD_ENTRY_H
#define CORE_RECORD_ENTRY_H

#include "base/clock.h"
#include "base/hash.h"
#include "base/tree.h"

struct entry {
	int64_t seq; /* from 1, without a gap */
	instant_ms at;
	str kind;
	int64_t version;
	str actor;
	int64_t incident; /* 0: none */
	str subject;      /* "page 17", "action 3", "" */
	str body;         /* JSON object, exactly as stored; "" when redacted */
	str body_hash;    /* hex: SHA-256 over salt and body */
	str salt;         /* hex, 16 bytes */
	str hash; /* hex: of the previous hash and all of the above but body and salt */
};

/* The hash of an entry: SHA-256 over previous hash, seq, at, kind, version, actor,
 * incident, subject and body_hash, in this order. Before each stands its length, 8
 * bytes big endian; numbers, too, are 8 bytes big endian. Hashes go in as hex; the
 * first entry has 64 times the digit 0 before it. */
struct sha256 entry_hash(const struct entry *entry, str previous_hash);
/* SHA-256 over the salt's hex and the body, nothing between them. */
struct sha256 entry_body_hash(str salt, str body);

struct entry_kind {
	const char *name; /* "page.sent" */
	/* Mustache over the body: "Paged {{person}} by {{channel}}" */
	const char *sentence;
	int version;
	bool on_timeline; /* false: kept and shown only with all entries */
};

const struct entry_kind *entry_kind_find(str name); /* NULL: unknown */
const struct entry_kind *entry_kind_at(size_t nth); /* NULL at the end */

#endif
