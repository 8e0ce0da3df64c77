/* A runbook: a Markdown file as people write them, read for what can be done with it.
 * The file stays as it is, byte for byte; this is a view of it.
 *
 * Headings, lists, tables and bold lines give the structure: incidents with symptoms,
 * diagnosis and resolution; conditions ("If the pod was OOMKilled:"). Code blocks are
 * its steps. Attributes stand behind the fence, as runme has them: ```sh
 * {"name":"restart","class":"reversible"} or ```sh {name=restart class=reversible}. */
#ifndef RUNBOOK_RUNBOOK_H
#define RUNBOOK_RUNBOOK_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "core/action/action.h"

enum runbook_language {
	RUNBOOK_SHELL, /* sh, bash, shell, console, zsh; none when it reads like one */
	RUNBOOK_PROMQL,
	RUNBOOK_LOGQL,
	RUNBOOK_TRACEQL,
	RUNBOOK_SQL,
	RUNBOOK_MONGOSH, /* javascript, js, mongosh */
	RUNBOOK_REDIS,
	RUNBOOK_YAML,
	RUNBOOK_HTTP,
	RUNBOOK_OUTPUT, /* what something printed, or a drawing: nothing to run */
	RUNBOOK_OTHER,  /* a language we do not run: its name is in .info */
};
extern const char *const runbook_language_names[];
struct runbook_block;
/* Its name; of RUNBOOK_OTHER what stands behind the fence. */
str runbook_language_of(const struct runbook_block *block);

/* What the part of the document is for that a block stands in. */
enum runbook_part {
	RUNBOOK_TEXT, /* none of these */
	RUNBOOK_SYMPTOMS,
	RUNBOOK_IMPACT,
	RUNBOOK_DIAGNOSIS,
	RUNBOOK_RESOLUTION,
	RUNBOOK_VERIFICATION,
	RUNBOOK_UNDO, /* rollback of what was done */
	RUNBOOK_ESCALATION,
	RUNBOOK_PREVENTION,
};
extern const char *const runbook_part_names[];

/* <pod-name>, $MONGO_URI, {{service}}: what must be filled before a step may run. */
enum parameter_type {
	PARAMETER_NAME, /* RFC 1123 label or subdomain: pods, namespaces, … */
	PARAMETER_INTEGER,
	PARAMETER_DURATION, /* 5m, 90s */
	PARAMETER_INSTANT,  /* RFC 3339 */
	PARAMETER_ADDRESS,  /* host, host:port or URL */
	PARAMETER_SECRET,   /* of the environment: never shown, never stored */
	PARAMETER_TEXT,     /* anything printable that does not begin with "-" */
};
extern const char *const parameter_type_names[];

struct runbook_parameter {
	str name;   /* as compared: "pod-name", "MONGO_URI" */
	str source; /* as written: "<pod-name>", "$MONGO_URI" */
	enum parameter_type type;
};

struct runbook_attributes {
	str name;
	bool has_class; /* may only tighten what the commands are classed as */
	enum action_class class;
	str expect; /* regular expression over the output, or a comparison "< 0.01" */
	str empty;  /* what an empty answer means: "pass", "fail" or "unknown" */
	duration_ms timeout; /* 0: none given */
	str approve;         /* "two": two people */
	str undo, verify;    /* names of blocks, or the command itself */
	/* A name or value that is none of ours or runme's, for the lint; "". */
	str unknown;
};

struct runbook_block {
	size_t number; /* from 1, in the document */
	str id;        /* its attribute name, else "LINE" as text */
	enum runbook_language language;
	bool language_guessed;
	/* Code byte for byte; of a console only what was typed: without its prompts, and
	 * what it printed is empty lines, so that lines count on. */
	str info, code;
	bool is_console;
	str digest; /* SHA-256 of code: what was learned of it is kept by that */
	/* SHA-256 of code, language, verify and undo, with the code of the blocks that
	 * these name: what an entry of runbook_classes binds to. */
	str seal;
	unsigned line, line_end; /* of the fence; code begins on code_line */
	unsigned code_line;
	size_t section; /* index into sections */
	enum runbook_part part;
	str condition; /* "If the pod was OOMKilled" above it; "" */
	str title;     /* the text just above: what it is for */
	struct runbook_attributes attributes;
	const struct runbook_parameter *parameters;
	size_t parameter_count;
};

struct runbook_section {
	str title;
	unsigned level, line;
	size_t parent; /* index; SIZE_MAX for the top */
	enum runbook_part part;
	bool is_incident; /* has symptoms, diagnosis or resolution below it */
	str text;         /* its own text in one line each, without code */
};

struct runbook {
	str title;      /* the first heading, else the file's name */
	str digest;     /* SHA-256 of the file */
	str source;     /* as given */
	str repaired;   /* source with garbled UTF-8 and ends of lines that are a lone \r
			 * put   right; the same when nothing was wrong */
	size_t repairs; /* places */
	const struct runbook_section *sections;
	size_t section_count;
	const struct runbook_block *blocks;
	size_t block_count;
	const struct runbook_parameter *parameters; /* of all blocks, each once */
	size_t parameter_count;
	const str *alerts; /* alert names it speaks of, for matching */
	size_t alert_count;
	const struct tree *front_matter; /* NULL for none */
	const struct markdown *markdown; /* of .repaired, for the lint */
};

/* Name is the file's, for the title and messages. Fails only on what is no text or too
 * large; everything odd inside is for the lint. */
bool runbook_read(struct arena *arena, str name, str source, struct runbook **ret_runbook,
		  struct error *error) MUST_CHECK;

/* Is this value one of the parameter's grammar? False with a sentence that names it. A
 * value never begins with "-", and a secret takes none: it comes from the environment
 * of what runs. */
bool parameter_accepts(struct arena *arena, const struct runbook_parameter *parameter,
		       str value, str *ret_why_not);

/* The code with every parameter replaced by its value, quoted for the language and the
 * place. $NAME of a shell stays when nothing is given for it. ERROR_INVALID names the
 * first that has no value or a wrong one, and refuses what would be built differently
 * with the values than with harmless ones. values: name and value. */
struct label;
bool runbook_fill(struct arena *arena, const struct runbook_block *block,
		  const struct label *values, size_t count, str *ret_code,
		  struct error *error) MUST_CHECK;

#endif
