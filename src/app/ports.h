/* What app/ needs from the outside, as tables that main passes down. An adapter is
 * one file that ends in one of these descriptions, and one line in its list.h. */
#ifndef APP_PORTS_H
#define APP_PORTS_H

#include "base/clock.h"
#include "base/error.h"
#include "base/tree.h"
#include "config/config.h"
#include "core/alerting/batch.h"
#include "core/alerting/learned.h"
#include "core/alerting/watch.h"
#include "core/diagnosis/case.h"
#include "core/evidence/evidence.h"

/* -- who tells us: bytes into facts, pure -- */

/* One delivery at a door, as the face hands it over. All views live until it is
 * answered. */
struct door_call {
	struct arena *arena;
	const char *method;
	str path; /* whole: "/v2/alerts/disk-full/close" */
	/* Behind the source's own path: "disk-full/close"; "" when there is nothing, and
	 * of /hooks/NAME/KEY. */
	str rest;
	str query; /* raw, without "?" */
	str body;  /* as it came: signatures are over these bytes */
	/* The name of the key it came with; "" : none, or it is in the body. */
	str key_name;
	/* A header of the request in any case; "" when it is absent. */
	str (*header)(const void *request, const char *name);
	const void *request;
	instant_ms now;
	const struct config *config;
	/* 16 bytes that no sender knows, for what is given out and must be known again.
	 */
	const unsigned char *secret;
	int64_t per_minute; /* what its key may deliver; 0: any number */
};
str door_header(const struct door_call *call, const char *name);

enum { DOOR_HEADERS_MAX = 3 };
struct door_answer {
	int status;
	str body;
	const char *type; /* NULL: application/json, and none without a body */
	str request_id;   /* for the header X-Request-Id; "": none */
	struct door_answer_header {
		const char *name;
		str value;
	} headers[DOOR_HEADERS_MAX]; /* others, to the first without a name */
};

struct source {
	const char *name; /* "alertmanager": the middle of /hooks/NAME/KEY */
	const char *help;
	/* Own paths beside /hooks/NAME and /hooks/NAME/KEY, ending in NULL, or NULL. One
	 * that ends in "/" takes all below it. */
	const char *const *paths;
	/* The largest body it takes; 0: DOOR_BODY_BYTES_MAX. Of a larger one it is handed
	 * the beginning, and the batch says that it was cut. */
	size_t body_bytes_max;
	/* Its links may also be called by GET: whoever has one cannot choose. */
	bool takes_get;
	/* Takes PUT, PATCH and DELETE beside POST. */
	bool takes_edits;
	/* Its senders ask by OPTIONS whether they may deliver at /hooks/NAME. */
	bool takes_options;
	/* The media types it takes, ending in NULL; NULL: any, also none. */
	const char *const *types;
	/* False when nothing of the body can be used. Good alerts go into the batch,
	 * bad ones into its faults. */
	bool (*read)(const struct door_call *call, struct alert_batch *batch,
		     struct error *error);
	/* How this sender is answered. What it holds good of the batch is on stable
	 * storage; NULL error when all was well or only faults are told. The error may
	 * also say that the key was refused (UNAUTHENTICATED) or that it sends too much
	 * (LIMITED). */
	void (*answer)(const struct door_call *call, const struct alert_batch *batch,
		       const struct error *error, struct door_answer *ret_answer);
	/* A key in a place of its own, such as a header; "" when it is not there. NULL:
	 * as Bearer or GenieKey, as the password of Basic, or in the path. */
	str (*said_key)(const struct door_call *call);
	/* The key is in the body: read puts it into batch->said_key. */
	bool key_is_in_body;
	/* Whether the body is signed with this secret. NULL: its sender cannot sign. */
	bool (*is_signed)(const struct door_call *call, str secret);
	/* The status for "too many", by what its sender's client repeats later: 429 or
	 * 503. 0: it repeats nothing, so it is never limited. */
	int limited_status;
	/* Who calls its own paths repeats nothing; who calls /hooks/NAME does. */
	bool limits_hooks_only;
};

/* -- what a channel or a kind of watch may be given -- */
struct channel_setting {
	const char
		*name; /* "account"; a secret "token" is written token_file, token_env */
	bool required, secret;
	const char *help;
};

/* -- where evidence comes from -- */
struct probe_call {
	struct arena *arena;
	const struct config *config;
	const struct label *arguments;
	size_t argument_count;
	instant_ms now;
	int64_t wait_ms;
	/* For the probe "changes", which asks the store: rows as JSON list. */
	str rows;
	/* For a watch: what the look before left, "" at the first; and who runs commands.
	 */
	str memory;
	const struct hands *hands;
};

/* Which service depends on which, and which pod belongs to which workload, as a system
 * sees it. */
struct graph {
	struct {
		struct dependency *items;
		size_t count, capacity;
	} dependencies;
	struct {
		struct pod *items;
		size_t count, capacity;
	} pods;
	size_t faults; /* entries that could not be used */
	bool is_cut;   /* there was more than MAP_EDGES_MAX or MAP_PODS_MAX */
};

/* What changed of late, as a system sees it: a feed of changes. */
struct found_changes {
	struct change *items;
	size_t count, capacity;
	size_t faults; /* entries that could not be used */
	bool is_cut;   /* there was more than CHANGES_PER_LOOK_MAX */
};

/* What was measured over a time. */
struct found_series {
	struct case_series *items;
	size_t count, capacity;
	size_t left_out; /* there were more than SERIES_PER_QUESTION_MAX */
};

/* Lines of a log. Of more than a system gives at a time those next to one end are taken:
 * the window is what the lines stand for. */
struct found_lines {
	struct case_line *items;
	size_t count, capacity;
	struct case_window window;
	bool is_cut;
};

/* Spans of some traces of a time. */
struct found_spans {
	struct case_span *items;
	size_t count, capacity;
	size_t trace_count, lost; /* lost: found, but not got */
	bool is_cut;              /* there were more spans than are taken */
};

struct probe_finding {
	bool has_data; /* false: the system answered that there is nothing */
	str target;    /* whom we asked, no secrets */
	str question;  /* what we asked */
	str body;      /* raw */
	str meaning;   /* a sentence */
	struct facts facts;
	struct sample sample;         /* of a measurement: the single value */
	struct graph graph;           /* of one that knows the service map */
	struct found_changes changes; /* of one that knows what changed */
	struct found_series series;   /* of one that knows the past */
	struct found_lines lines;
	struct found_spans spans;
	/* Of a watch, with its reason in meaning; UNJUDGED: by the sample. */
	enum watch_verdict verdict;
	str memory; /* for the next look */
};

struct probe {
	const char *name;
	const char *help;
	/* As a kind of watch, "http: URL": its settings, the first of its own name; ends
	 * in a NULL name. A secret is an argument like any other. NULL: it is no kind. */
	const struct channel_setting *watch;
	bool measures; /* it gives a sample, to be judged by "good" */
	/* Arguments that whoever asks a question of their own may say freely; where it is
	 * asked stands in the service's settings. Ends in NULL. Itself NULL: nobody asks
	 * it by hand, for it runs a program or what it says moves an incident. */
	const char *const *by_hand;
	/* Of settings that were found complete; NULL: nothing more to check. */
	bool (*check)(const struct probe_call *call, struct error *error);
	bool (*ask)(const struct probe_call *call, struct probe_finding *ret_finding,
		    struct error *error);
};

/* -- whom we tell -- */
struct notice {
	str address, subject, text, send_key, thread_key;
	/* The first line a phone shows: at most 160 characters, all that matters. */
	str brief;
	str link; /* to the incident's room; "" for none */
	str ack_link;
	/* What a button or a reply carries back: an ack_link_secret; "" when there is
	 * nothing to acknowledge. */
	str ack_token;
	str reply_code; /* "017": for a reply by SMS; "" */
	str callback;   /* where phones are answered: public_url; "" when there is none */
	str incident_code;
	str title, service;
	str severity;
	int64_t rank;
	str person; /* "" : an audience or a channel */
	str language;
	enum delivery_purpose purpose;
	bool urgent; /* wakes: level-0 sound, highest priority */
	instant_ms at;
	const struct config *config;
	const struct channel_config *channel; /* NULL: the notifier has no settings */
	/* The receipt of the first send of this incident to this contact, which an answer
	 * in the same thread names; "": this is the first. */
	str thread_receipt;
};

/* How a send ended, beside whether it did. */
struct send_outcome {
	bool permanent;          /* of a failure: another attempt cannot help */
	duration_ms retry_after; /* of a failure: what the receiver asked for; 0 */
	str receipt;             /* of a success: the receiver's id for it; "" */
};

struct notifier {
	const char *name;
	const char *help;
	/* What a channel of this kind may be given; ends in a NULL name. NULL: it needs
	 * no channel, its name alone is one. */
	const struct channel_setting *settings;
	bool needs_channel; /* without settings it cannot send */
	/* The address may be "": the channel says where it goes, in the setting or secret
	 * of this name (NULL: in any way it likes). */
	bool address_is_optional;
	/* What it was sent stays open over there until the recovery notice ends it. */
	bool keeps_open;
	const char *address_setting;
	/* False with the reason when it is no address of this channel. */
	bool (*check_address)(str address, struct error *error);
	/* Of settings that were found complete; NULL: nothing more to check. */
	bool (*check_channel)(const struct channel_config *channel, struct error *error);
	/* What must not be asked by more than two desks at a time: "smtp mail:25",
	 * "http hooks.example.org". NULL: name and the address's host. */
	str (*destination)(struct arena *arena, const struct contact *contact,
			   const struct config *config);
	/* Works without any name being resolved: lint asks for one such channel. */
	bool (*needs_no_dns)(const struct contact *contact, const struct config *config);
	/* One attempt, bounded by NOTIFY_MS_MAX, connect by CONNECT_MS_MAX. */
	bool (*send)(struct arena *arena, const struct notice *notice,
		     struct send_outcome *ret_outcome, struct error *error);
};

/* -- where issues are kept -- */
struct tracker_call {
	struct arena *arena;
	const struct config *config;
	str key; /* names server and incident: an issue that carries it is ours */
	str title, text;
	str severity; /* "p1": a label beside those of the configuration */
	str issue;    /* for close: what open gave */
};
struct tracker {
	const char *name;
	/* Looks first whether one with this key is there: a repeat opens no second. */
	bool (*open)(const struct tracker_call *call, str *ret_issue, str *ret_url,
		     struct send_outcome *ret_outcome, struct error *error);
	/* With the text as its last comment; closed already is no failure. */
	bool (*close)(const struct tracker_call *call, struct send_outcome *ret_outcome,
		      struct error *error);
};

/* -- what we can change -- */
struct actuator_call {
	struct arena *arena;
	const struct config *config;
	const struct hands *hands;
	str target;
	const struct label *plan;
	size_t plan_count;
	int64_t job; /* names the spool of the hands */
	/* What a record over there says of it: the incident, the reason, who approved it
	 * ("": nobody yet), and the present. */
	str incident, incident_title, why, person;
	str service; /* the incident's; "": none */
	instant_ms now;
	/* for apply: what preview gave */
	const struct tree *condition;
	const struct tree *argv;
	int64_t wait_ms;
};

/* What an action leaves to be done: auto-sync is off until somebody turns it on again.
 * It becomes a temporary fix of the incident once the action has run: reminded of, and in
 * the way of closing the incident. Told with the preview, so that whoever approves knows
 * it. */
struct actuator_leftover {
	str title;   /* "auto-sync of shop is off" */
	str removal; /* "turn it on again", in words */
	/* Map of texts, for is_gone; NULL: a person says that it is done. */
	struct tree *plan;
	duration_ms lasts;   /* until it should be done; 0: as configured */
	bool ends_with_undo; /* the action's own way back does it, too */
};

struct actuator_preview {
	str preview; /* "maxmemory  33554432 (32 MiB) → 67108864 (64 MiB)" */
	struct tree *condition;
	struct tree *argv; /* list of texts, or of lists when several run */
	struct tree *undo; /* plan (map of texts) of the way back; NULL: none */
	str undo_text;
	str warning; /* "64 MiB is 92 % of the machine's memory"; "" for none */
	/* No milder than this, as what was read shows: a pod that nobody owns does not
	 * come back. */
	enum action_class class;
	/* An action with a way back counts as a temporary fix until that was gone. True:
	 * nothing of it remains (a restart), or it is meant to stay (a revert). */
	bool stays;
	const struct actuator_leftover *leaves;
	size_t leave_count;
};

struct actuator_result {
	bool timed_out;
	bool unknown; /* it cannot be told whether it was done */
	str output;
};

/* What applying an action destroys, and a postmortem will want. */
struct actuator_kept {
	str title;    /* "log of web-1 (app) before its restart" */
	str question; /* as it was asked */
	str body;     /* at most KEPT_BYTES_MAX of it is kept, of a longer one the end */
	bool begins;  /* of a longer one the beginning: dumps begin with the most */
	str why_not;  /* there is no body; "": there was nothing */
};

struct actuator {
	const char *name;
	const char *help;
	bool (*preview)(const struct actuator_call *call, struct actuator_preview *ret,
			struct error *error);
	/* Reads the condition again first: ERROR_CONFLICT when the world moved. */
	bool (*apply)(const struct actuator_call *call, struct actuator_result *ret,
		      struct error *error);
	/* Was it done? For what was running when we died: 1 yes, 0 no, -1 cannot tell. */
	int (*was_done)(const struct actuator_call *call, str *ret_why);
	/* was_done reads the target, so later it also tells whether what was done is
	 * still there: 0 all is as it was before. */
	bool target_tells;
	/* The class of this target and plan, told without asking anybody: whoever
	 * proposes it may only say a stricter one. NULL: nobody knows, which counts as
	 * destructive.
	 */
	enum action_class (*class_of)(const struct actuator_call *call);
	/* Is a leftover gone? call->plan is the leftover's: 1 yes, 0 no, -1 cannot tell.
	 * NULL: a person says so. */
	int (*is_gone)(const struct actuator_call *call, str *ret_why);
	/* Asked right before apply; what fails here stops nothing. NULL: it destroys
	 * nothing that could be kept. */
	bool (*keep)(const struct actuator_call *call, const struct actuator_kept **ret,
		     size_t *ret_count, struct error *error);
	/* What it does only the configuration knows: there, a pattern's class counts. */
	bool is_classed_by_pattern;
	/* Its plans come out of runbooks alone, where each value was held against its
	 * grammar; what it prints is evidence. */
	bool is_of_runbooks;
};

/* -- the hands: a process of its own that executes argv, never a shell -- */
struct command {
	const str *argv;
	size_t argc;
	/* The rest of a pipeline, COMMAND_STAGES_MAX stages in all: what this one prints
	 * is what that one reads, by pipe(2). Of it argv, environment, into and
	 * joins_errors count; NULL: none. */
	const struct command *into;
	bool joins_errors; /* that one reads what this one says of errors, too */
	/* In full: nothing is inherited but PATH, HOME, LANG. */
	const struct label *environment;
	size_t environment_count;
	str input;       /* what the first one reads; "": /dev/null */
	str directory;   /* "" : / */
	int64_t wait_ms; /* then the whole group is killed */
	int64_t id;      /* for data/hands/ID; 0: result is not kept */
	/* How it ended is kept, what it printed is not: it may hold a secret, which
	 * nobody has masked yet. */
	bool keeps_no_output;
};
struct command_result {
	/* Of a pipeline: of the last stage that did not end with 0, as with pipefail; one
	 * that its successor's end cut off (SIGPIPE) did nothing wrong. -1: killed by
	 * .signal */
	int exit_code;
	int signal;
	int stage; /* whose exit code that is, from 0 */
	bool timed_out;
	str output; /* stdout and stderr in order, capped */
	bool output_cut;
};
struct hands {
	void *context;
	/* False when the hands died meanwhile: the result is unknown. */
	bool (*run)(void *context, struct arena *arena, const struct command *command,
		    struct command_result *ret, struct error *error);
	/* What an earlier life left in the spool for this id. */
	bool (*recall)(void *context, struct arena *arena, int64_t id,
		       struct command_result *ret);
};

/* -- the server that a standby follows -- */
struct primary {
	void *context;
	/* GETs a path of its API; NULL: this server follows nobody. */
	bool (*read)(void *context, struct arena *arena, const char *path, str *ret_body,
		     struct error *error);
};

struct ports {
	const struct source *const *sources;
	size_t source_count;
	const struct probe *const *probes;
	size_t probe_count;
	const struct notifier *const *notifiers;
	size_t notifier_count;
	const struct tracker *const *trackers;
	size_t tracker_count;
	const struct actuator *const *actuators;
	size_t actuator_count;
	struct hands hands;
	struct primary primary;
};

const struct source *ports_source(const struct ports *ports, str name);
const struct probe *ports_probe(const struct ports *ports, str name);
const struct notifier *ports_notifier(const struct ports *ports, str name);
/* The notifier behind a contact's channel, and its settings, NULL for none; NULL when
 * there is no such channel. */
const struct notifier *ports_channel(const struct ports *ports,
				     const struct config *config, str channel,
				     const struct channel_config **ret_channel);
const struct tracker *ports_tracker(const struct ports *ports, str name);
/* What only the adapters can know of a configuration: unknown kinds of channels, missing
 * settings, addresses that are none. Problems as config_load gives them. */
/* Whose kind this watch is; NULL when it is none. */
const struct probe *ports_watch(const struct ports *ports,
				const struct watch_config *watch);
void ports_check(const struct ports *ports, const struct config *config,
		 struct arena *arena, struct config_problems *problems);
const struct actuator *ports_actuator(const struct ports *ports, str name);

#endif
