/* Every maximum and every wait, each with its reason. Nothing that comes from
 * outside is read, kept or waited for without one of these. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* -- what we read -- */
enum {
	/* An Alertmanager group of 30,000 alerts is about 30 MB and a 4xx is final
	 * for its webhook, so the doors take twice that. */
	DOOR_BODY_BYTES_MAX = 64 << 20,
	/* One event: what PagerDuty takes, so its clients keep below it. */
	EVENT_BODY_BYTES_MAX = 512 << 10,
	/* Forms and commands of people. */
	API_BODY_BYTES_MAX = 1 << 20,
	/* Files named in one command: a folder of documents, and no disk. */
	INPUT_FILES_MAX = 1000,
	/* What chats and phone services send of one press or one message. */
	CALLBACK_BODY_BYTES_MAX = 64 << 10,
	/* Alertmanager itself has no limit; 64 KiB of labels is a broken sender. */
	LABEL_VALUE_BYTES_MAX = 16 << 10,
	LABELS_PER_ALERT_MAX = 128,
	ALERT_BYTES_MAX = 256 << 10,
	/* What the facts of one delivery may take beside its body: "[1,1,1," grows
	 * thirtyfold, and the end of an arena would be the end of the process. */
	BATCH_BYTES_MAX = 256 << 20,
	/* Deeper JSON is an attack: the deepest known payload has 7 levels. */
	TREE_DEPTH_MAX = 64,
	/* What one parsed tree may take: "[[],[]," grows thirtyfold in memory, and
	 * its end must be an error, not the end of an arena. */
	TREE_BYTES_MAX = 128 << 20,
	/* Of a CSV file: a line of a log that long is cut by whoever wrote it; a row
	 * holds a sample of each of so many series. */
	CSV_FIELD_BYTES_MAX = 1 << 20,
	CSV_ROW_FIELDS_MAX = 1000000,
	CSV_ROW_BYTES_MAX = 64 << 20,
	/* A line of a log that stanch diagnose keeps: what it is about stands in its
	 * first kilobytes. */
	INPUT_LINE_BYTES_MAX = 16 << 10,
	/* What stanch diagnose takes in: 50,000 series of 720 samples and a million lines
	 * fit in 512 MiB, and more is looked at in parts. */
	DIAGNOSE_SERIES_MAX = 200000,
	DIAGNOSE_POINTS_MAX = 60000000,
	DIAGNOSE_LINES_MAX = 3000000,
	DIAGNOSE_TEXT_BYTES_MAX = 1 << 30,
	DIAGNOSE_SPANS_MAX = 3000000,
	/* Each reads a piece of a file; more wait for the same memory. */
	DIAGNOSE_THREADS_MAX = 4,
	/* Pairs of a table of calls or of parts. */
	DIAGNOSE_PAIRS_MAX = 200000,
	DIAGNOSE_CHANGES_MAX = 10000,
	DIAGNOSE_QUIET_MAX = 10000,
	/* Of a service, a metric, a trace. */
	DIAGNOSE_NAME_BYTES_MAX = 200,
	/* Of a change: the beginning of its diff. */
	DIAGNOSE_CHANGE_BYTES_MAX = 64 << 10,
	/* case.json is written by hand; a list of changes with their diffs is not. */
	DIAGNOSE_CASE_BYTES_MAX = 1 << 20,
	DIAGNOSE_CHANGES_BYTES_MAX = 32 << 20,
	/* One JSON value: as a tree it takes ten times as much. */
	DIAGNOSE_JSON_BYTES_MAX = 32 << 20,
	/* Of a folder: more is another folder. */
	DIAGNOSE_FILES_MAX = 10000,
	DIAGNOSE_REMARKS_MAX = 200,
	/* A person's configuration file. */
	CONFIG_BYTES_MAX = 1 << 20,
	/* A file that an action sets a value in: people write those. */
	FLAG_FILE_BYTES_MAX = 1 << 20,
	/* An answer of Prometheus: 11,000 points x 100 series. */
	PROBE_BODY_BYTES_MAX = 16 << 20,
	EVIDENCE_BODY_BYTES_MAX = 256 << 10,
	COMMAND_OUTPUT_BYTES_MAX = 256 << 10,
	/* One piece that an action would destroy, such as a container's log: its end
	 * counts, and the store must hold it. */
	KEPT_BYTES_MAX = 1 << 20,
	/* Of a pipeline; the longest of 118 public runbooks has five. */
	COMMAND_STAGES_MAX = 8,
	/* A program that an approval pins by its content: the largest of clouds' clients
	 * have some 200 MB. */
	PROGRAM_BYTES_MAX = 1 << 30,
	/* Commands of one step of a runbook, and all of them as text: more than a person
	 * reads before approving it. */
	STEP_PIPELINES_MAX = 50,
	STEP_BYTES_MAX = 256 << 10,
	/* Files of a team; all are read with the configuration. */
	RUNBOOKS_MAX = 500,
	/* What is typed, and what stands in one line of a list. */
	RUNBOOK_NAME_BYTES_MAX = 200,
	RUNBOOK_TITLE_BYTES_MAX = 200,
	STEP_TITLE_BYTES_MAX = 100,
	/* Of an incident: nobody looks at more. */
	BOOK_MATCHES_MAX = 5,
	/* Garbled lines as they are and as they are read: enough to see what is wrong. */
	REPAIRS_SHOWN_MAX = 20,
	MESSAGE_BYTES_MAX = 32 << 10,
	NOTE_BYTES_MAX = 16 << 10,
	NOTED_LABELS_BYTES_MAX = 4 << 10,
	/* Clusters, users or contexts of a kubeconfig: names are compared pairwise. */
	KUBECONFIG_ENTRIES_MAX = 1000,
	/* KUBECONFIG may hold a list of files. */
	KUBECONFIG_FILES_MAX = 16,
	/* A token, a key or the authorities of a cluster: a bundle of all public ones has
	 * 200 KiB. */
	CREDENTIAL_BYTES_MAX = 1 << 20,
	/* The largest of tzdata has 4 KiB. */
	ZONE_FILE_BYTES_MAX = 64 << 10,
	/* A year of the busiest schedule; readers of calendars give up before. */
	CALENDAR_BYTES_MAX = 8 << 20,
	/* More is a list of alerts and no rule. */
	MATCHERS_MAX = 100,
	MATCHERS_BYTES_MAX = 32 << 10,
	/* Routes in routes: deeper is not understood by anybody. */
	ROUTE_DEPTH_MAX = 8,
	/* A list of two hundred services with "|" between them. */
	REGEX_BYTES_MAX = 4 << 10,
	/* What RE2 may hold of one: enough for such a list; (?i)[\pL\pN]{1,900}x is
	 * refused. */
	REGEX_MEMORY_BYTES_MAX = 1 << 20,
	/* Of free text the rest is detail: 8 KiB are three pages. */
	READING_BYTES_MAX = 8 << 10,
	READING_WORDS_MAX = 1024,
	/* The longest rule of kubernetes-mixin has 3 KiB. */
	PROMQL_BYTES_MAX = 64 << 10,
	/* Brackets in brackets; people stop at ten. */
	PROMQL_DEPTH_MAX = 100,
	/* Of one expression: "a + a + a …" is a tree as deep as it is long. */
	PROMQL_NODES_MAX = 2000,
	/* Of one document; more is no runbook, or not in a language we know. */
	LINT_FINDINGS_MAX = 2000,
	/* Looks through the whole text, for what one command or link says of it: of half
	 * a megabyte each is a millisecond. */
	LINT_SEARCHES_MAX = 300,
	/* Lines of blocks that bash refuses, tried one by one. */
	LINT_PARSES_MAX = 1000,
	/* Headings and links that are compared with one another. */
	LINT_COMPARED_MAX = 2000,
	/* Of a call of mongosh: what stands between its brackets. */
	LINT_ARGUMENTS_BYTES_MAX = 8 << 10,
	/* Asked of live systems each night, one after the other: the longest public
	 * runbook claims 60. */
	RUNBOOK_CLAIMS_MAX = 500,
	/* Asking for one runbook: within the lease of its job. */
	PROVE_MS_MAX = 60 * 1000,
	/* Of the part that a finding is about: what fits on a few lines of a terminal. */
	LINT_FOUND_BYTES_MAX = 400,
	/* What two texts are likened by: their beginnings. */
	LIKENESS_BYTES_MAX = 512,
	/* What is compared letter by letter for slips of the finger: about 10 ms. */
	READING_GUESSES_MAX = 20000,
	/* Any text of a form. */
	TEXT_INPUT_BYTES_MAX = 32 << 10,
	/* A template's text: the postmortem of a long night. Lists inside lists
	 * multiply, so its steps are counted too. */
	RENDERED_BYTES_MAX = 1 << 20,
	RENDER_STEPS_MAX = 1000000,
	/* Of one block of a runbook: more than a person reads before approving it. */
	SYNTAX_BYTES_MAX = 256 << 10,
	SHELL_BYTES_MAX = 64 << 10,
	SQL_BYTES_MAX = 256 << 10,
	/* Each is looked at to its end; a script of more is for a file. */
	SQL_WRITES_MAX = 1000,
	/* The path of an address in a runbook; servers take no longer one either. */
	HTTP_PATH_BYTES_MAX = 8192,
	/* A chain of a hundred "&&" is a hundred deep; nobody writes more by hand. */
	SYNTAX_DEPTH_MAX = 400,
	/* $( inside $( inside $(. */
	SHELL_DEPTH_MAX = 16,
	/* What reading one command may take: a script of SHELL_BYTES_MAX of the shortest
	 * words takes 90 MiB. */
	CLASSIFY_ARENA_BYTES = 1 << 30,
	/* Of what a filter reads from its input: no command that is typed is longer, and
	 * what does not fit is not left out but said to be too long. */
	FILTER_LINE_BYTES_MAX = 128 << 10,
	/* sudo ssh host sh -c 'kubectl exec … -- sh -c "…"' is five. */
	COMMAND_DEPTH_MAX = 12,
	/* The longest of 125 public runbooks has 76 KiB; cmark-gfm reads 512 in 10 ms. */
	MARKDOWN_BYTES_MAX = 512 << 10,
	/* cmark-gfm makes every row as wide as the widest, and its time grows with the
	 * cube. No table that is read has as many. */
	MARKDOWN_COLUMNS_MAX = 64,
	MARKDOWN_CELLS_MAX = 200000,
	/* "![[]()" and "<![CDATA[" cost the square of their number in one paragraph: of
	 * so many 10 ms, which a whole file can hold forty times. */
	MARKDOWN_MARKS_MAX = 4000,
	/* Cells that are walked again for each row of dashes below them: about 1 s. */
	MARKDOWN_ROW_COST_MAX = 400000000,
	/* Blocks of one runbook; the longest of 125 public ones has 60. */
	RUNBOOK_BLOCKS_MAX = 2000,
	/* Front matter is ten lines. */
	FRONT_MATTER_BYTES_MAX = 64 << 10,
	/* A block without a language that is longer is what something printed. */
	LANGUAGE_GUESS_BYTES_MAX = 16 << 10,
	/* Of one block, each counted once; the longest of the public ones has five. */
	PARAMETERS_MAX = 100,
	RUNBOOK_PARAMETERS_MAX = 500,
	/* What stands for one of them: an address, a label's value. */
	PARAMETER_VALUE_BYTES_MAX = 1024,
	/* Of one block that is filled in: each is looked at with the command around it.
	 */
	FILL_PLACES_MAX = 1000,
	FILL_BYTES_MAX = 64 << 10,
	/* By which values may make a block longer. */
	FILLED_MORE_BYTES_MAX = 64 << 10,
	/* Words of an incident that runbooks are compared by: its title and first texts.
	 */
	MATCH_WORDS_MAX = 200,
	/* Incidents of one runbook that are compared one by one. */
	MATCH_SECTIONS_MAX = 200,
	MATCH_REASONS_BYTES_MAX = 2000,
	/* Alerts that one runbook speaks of: kubernetes-mixin's has 90. */
	RUNBOOK_ALERTS_MAX = 500,
	/* Faults named in one answer; the rest is counted. */
	FAULTS_SHOWN_MAX = 20,
	/* Of a log line with all that continues it: a stack of two hundred frames. */
	LOG_TEXT_BYTES_MAX = 16 << 10,
	/* Lines that continue one: of a stack or a dump; more are lines of their own. */
	LOG_CONTINUED_MAX = 200,
	/* What is looked at of a log line to tell what wrote it: its text comes first,
	 * and 4 KiB are fifty lines of a terminal. */
	TEMPLATE_LINE_BYTES_MAX = 4 << 10,
	TEMPLATE_TOKENS_MAX = 256,
	TEMPLATE_VALUES_MAX = 512,
	/* Places of values of which it is remembered whether they ever looked different.
	 */
	TEMPLATE_RUNS_MAX = 64,
	/* Of what is shown of a template. */
	TEMPLATE_TEXT_BYTES_MAX = 1 << 10,
};

/* -- what we hold -- */
enum {
	/* Different lines, numbers and the like left out: the largest systems of Loghub
	 * have some thousand, and names that people choose multiply them. */
	TEMPLATE_SHAPES_MAX = 32 << 10,
	/* Their words, and what is kept of their text: with all that is made from them
	 * below half of what a job may take. */
	TEMPLATE_WORDS_MAX = 512 << 10,
	TEMPLATE_BYTES_MAX = 16 << 20,
	/* Counts of lines, one for each entity, shape and window: a thousand pods that
	 * write a hundred statements each, in ten windows. */
	LINE_COUNTS_MAX = 1 << 20,
	TURN_ARENA_BYTES_MAX = 1 << 30,
	JOB_ARENA_BYTES_MAX = 256 << 20,
	ROWS_PER_ANSWER_MAX = 1000,
	/* Offers of one incident that wait for a decision: nobody reads more, and an
	 * agent that proposes without end is stopped here. */
	OFFERS_OPEN_MAX = 50,
	/* Temporary fixes of one incident that somebody wrote down and that are open:
	 * who must remember more has no temporary ones. */
	FIXES_OPEN_MAX = 100,
	/* Measurements of neighbours that are asked after an action, and for how long
	 * in all: what is further away tells little, and it is no hurry. */
	NEIGHBOURS_MAX = 40,
	NEIGHBOURS_MS_MAX = 60 * 1000,
	/* Folders searched each day for code that must not stay. */
	CODE_FOLDERS_MAX = 100,
	/* Names and values of an action's plan. */
	PLAN_VALUES_MAX = 40,
	/* Of an incident's alerts, for whether a value came from one: the first tell
	 * what it is. */
	ALERTS_LOOKED_AT_MAX = 10,
	/* Patterns an incident is looked at through where its service takes all that fit:
	 * each asks some five questions, and nobody reads fifty hypotheses at night. */
	PATTERNS_IN_PLAY_MAX = 8,
	/* Texts of rows in one answer; shown as JSON they may grow sixfold. */
	ROWS_BYTES_MAX = 32 << 20,
	HERALD_RING = 1024,
	READERS = 8,
	/* A group ends at 256 turns or 20 ms, so that no door waits for a flood. */
	/* Alerts of a delivery in one turn: about 10 ms of the scribe's time. */
	TURN_ALERTS_MAX = 256,
	GROUP_TURNS_MAX = 256,
	GROUP_MS_MAX = 20,
	QUEUE_TURNS_MAX = 4096,
	/* In force or to come. Each is held against each new alert; a team that needs
	 * more silences what it should route. */
	SILENCES_MAX = 1000,
	/* Desks at one destination: a slow receiver holds no more than these. */
	DESTINATION_DESKS_MAX = 2,
	/* One for each key and door. */
	SENDERS_MAX = 1000,
	SENDER_PROBLEM_BYTES_MAX = 200,
	/* Their names, of at most 100 bytes each. */
	SENDERS_BYTES_MAX = 1 << 20,
	/* Of a page that is looked at: what a health check says fits in a fraction. */
	WATCH_BODY_BYTES_MAX = 1 << 20,
	/* Of a log in one look: of more the newest counts. */
	LOG_BYTES_PER_LOOK_MAX = 16 << 20,
	/* A sentence in an alert's summary. */
	WATCH_REASON_BYTES_MAX = 300,
	/* Of heartbeats that nobody configured: enough to find a misspelled one. */
	HEARTBEATS_UNKNOWN_MAX = 100,
	/* As long as the name of one that is configured may be. */
	HEARTBEAT_NAME_BYTES_MAX = 100,
	/* Services that one depends on, through others too; more explain nothing. */
	SERVICE_MAP_REACH_MAX = 1000,
	/* Dependencies that one system may teach; more than a person could look through.
	 */
	MAP_EDGES_MAX = 5000,
	/* Pods whose workloads are remembered: Kubernetes is made for 5000 nodes, but who
	 * pages by this server has fewer. */
	MAP_PODS_MAX = 10000,
	/* Of services as traces name them. */
	MAP_NAME_BYTES_MAX = 200,
	/* A bucket for each name of door_keys, of which there are a thousand at most. */
	LIMITER_BYTES_MAX = 1 << 20,
	CONNECTIONS_PEOPLE_MAX = 200,
	CONNECTIONS_DOORS_MAX = 64,
	/* Live pages hold a connection each; what is left is for acks and readers. */
	STREAMS_MAX = 120,
	CONNECTIONS_LOCAL_MAX = 16,
	/* Behind a proxy all readers have one address, and senders may share it: more
	 * than STREAMS_MAX. */
	CONNECTIONS_PER_ADDRESS_MAX = 200,
};

/* -- what we wait for -- */
enum {
	CONNECT_MS_MAX = 2000, /* so a send starts within 2 s of its commit */
	NOTIFY_MS_MAX = 15000, /* one attempt on one channel */
	FALL_MS_MAX = 25000,   /* then the next channel, whatever the first one does */
	PROBE_MS_MAX = 8000,   /* evidence is there within 10 s of the alert */
	/* So long nobody asks a system that did not answer twice in a row; and so often a
	 * question is put off for that: a minute later nobody waits for it any more. */
	PROBE_REST_MS = 15000,
	/* Of one incident that wait for their answer, of those that people ask. */
	ASKED_BY_HAND_MAX = 10,
	PROBE_ATTEMPTS_MAX = 4,
	/* And so long, three times, what compares waits until the onset is measured. */
	ONSET_AWAITED_MS = 1000,
	/* What an approved action destroys is kept first; the service waits for it. */
	KEEP_MS_MAX = 10000,
	MAP_MS_MAX = 30000, /* who is asked for all its dependencies may take its time */
	/* To read one block; the usual is below a millisecond. */
	SYNTAX_MS_MAX = 1000,
	ACTION_MS_MAX = 60000,   /* one command of an action */
	LEASE_MS = 90000,        /* longer than any job may take */
	DOOR_WAIT_MS_MAX = 9000, /* Prometheus gives up after 10 s */
	READER_WAIT_MS_MAX = 2000,
	HTTP_IDLE_SECONDS = 75,
	/* 64 MiB at 10 Mbit/s; slower is somebody who holds a thread. */
	HTTP_BODY_MS_MAX = 60000,
	/* A handler waits no longer than DOOR_WAIT_MS_MAX, then sends its answer. */
	HTTP_STOP_MS_MAX = 10000,
	STATEMENT_MS_MAX = 5000,
	/* The scope card is complete by then: what is not there is unknown. Whoever was
	 * woken looks at it about so long after the page. */
	SCOPE_MS_MAX = 30000,
	/* How far ahead the end of a time interval is looked for. */
	INTERVAL_DAYS_MAX = 400,
	/* Longer than a shift, and the worst is nobody's decision any more. */
	SILENCE_OF_WORST_MS_MAX = 24 * 60 * 60 * 1000,
};

/* What files hold, and what is made of it: a tripwire, for each kind of thing has a
 * maximum of its own. */
#define DIAGNOSE_ARENA_BYTES_MAX ((size_t)16 << 30)

/* A feed of changes is asked for what came within the last hours: an incident is not
 * blamed on what is older, and what was missed while we were down is found. */
#define CHANGES_LOOK_BACK_MS (6 * HOUR_MS)
enum {
	/* Of one look: a storm of rollouts is a migration, not a suspect. */
	CHANGES_PER_LOOK_MAX = 200,
	/* Before one onset, the nearest first: read for each incident, and in a storm
	 * there are many. */
	SUSPECTS_READ_MAX = 300,
	/* Each may concern several open incidents. */
	CHANGES_PER_TURN_MAX = 20,
	/* Deployments of a large cluster, and ten revisions of each. */
	ROLLOUTS_MAX = 20000,
	/* Written by hand. */
	FEEDS_MAX = 50,
};
/* The answer may be some megabytes. */
#define FEED_MS_MAX (20 * SECOND_MS)

/* Since when a measurement is in breach is looked for in so much of its past, which is
 * longer than any rule waits, at the usual interval of scrapes: 480 samples. */
#define ONSET_WINDOW_MS (2 * HOUR_MS)
#define ONSET_STEP_MS   (15 * SECOND_MS)

enum {
	/* Of one series: what a chart can show, and half of what a day has. */
	SERIES_POINTS_MAX = 720,
	/* Of one expression: the pods of a large service; the rest is said to be left
	 * out. */
	SERIES_PER_QUESTION_MAX = 500,
	/* Of a live diagnosis: who is nearest comes first. A Prometheus that is ill
	 * itself is not to be asked a thousand things. */
	SERIES_QUESTIONS_MAX = 60,
	DIAGNOSED_SERVICES_MAX = 20,
	/* What a diagnosis reads: every series of a large installation. */
	DIAGNOSIS_SERIES_MAX = 200000,
	/* Some hundred bytes each while they are looked at. */
	DIAGNOSIS_SPANS_MAX = 4 << 20,
	DIAGNOSIS_LINES_MAX = 4 << 20,
	/* Months of deployments; each one's diff is read. */
	DIAGNOSIS_CHANGES_MAX = 4000,
};
enum {
	/* What a live diagnosis keeps of all answers: its job has 256 MiB. Of a line what
	 * it is about; a service's are LOG_LINES_MAX on each side. */
	FETCHED_SAMPLES_MAX = 3 << 20,
	FETCHED_LINE_BYTES_MAX = 512,
	FETCHED_SPANS_MAX = 100000,
	/* Services whose lines are asked for, and those whose traces are: each costs a
	 * Loki two requests and a Tempo dozens. A trace holds the neighbours, too. */
	LINED_SERVICES_MAX = 8,
	TRACED_SERVICES_MAX = 2,
	/* Other days whose same hours are asked for: each costs as many questions as the
	 * incident, and has some twenty pieces to learn from. */
	QUIET_DAYS_MAX = 2,
};
/* Asking for the series of a diagnosis, and with what else there is: within the lease of
 * its job. */
#define DIAGNOSE_SERIES_MS_MAX (15 * SECOND_MS)
#define DIAGNOSE_MS_MAX        (25 * SECOND_MS)
/* What is between the versions of a change: for whoever looks, and of the nearest few
 * together for a diagnosis, whose series and lines matter more. */
#define BETWEEN_MS_MAX          (10 * SECOND_MS)
#define BETWEEN_OF_DIAGNOSIS_MS (4 * SECOND_MS)
enum { BETWEEN_OF_DIAGNOSIS_MAX = 5 };
/* Lines and traces are asked for so long before it began, and so long after. */
#define DIAGNOSE_AROUND_MS (30 * MINUTE_MS)
/* By then what broke has more than a sample or two. */
#define DIAGNOSE_AGAIN_MS (2 * MINUTE_MS)
/* And what it may take meanwhile for one look at one piece of time: the signals of all
 * series, some hundred bytes each. A tripwire, as for every arena. */
#define DIAGNOSIS_BYTES_MAX ((size_t)2 << 30)

#endif
