/* The configuration: one immutable snapshot in one arena, made from stanch.yaml and
 * the built-in profiles and patterns. Whoever works holds a reference. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "core/access/person.h"
#include "core/action/action.h"
#include "core/action/autonomy.h"
#include "core/alerting/flap.h"
#include "core/alerting/inhibit.h"
#include "core/alerting/maintenance.h"
#include "core/alerting/matcher.h"
#include "core/alerting/reading.h"
#include "core/alerting/routes.h"
#include "core/alerting/service_map.h"
#include "core/alerting/watch.h"
#include "core/diagnosis/hypothesis.h"
#include "core/paging/page.h"
#include "core/paging/policy.h"
#include "core/paging/schedule.h"
#include "core/telling/message.h"

/* Where somebody can be reached: the name of a channel or of a notifier, and an address
 * it understands ("" where the channel itself says where it goes). */
struct contact {
	str channel, address;
	/* Of a person: used from so long after their first page on; 0: at once. Earlier
	 * when a channel before it failed. */
	duration_ms after;
};

/* A notifier with settings of its own: an account, a template, a secret. */
struct channel_config {
	str name;
	str kind; /* the notifier's name */
	struct label *settings;
	size_t setting_count;
	struct label *secrets; /* from *_file and *_env, without that ending */
	size_t secret_count;
};

/* Whom messages are meant for, and where those are. */
struct audience {
	str name; /* "leadership"; profiles speak of it */
	struct contact *contacts;
	size_t contact_count;
	str language; /* "en", "ko"; "" is "en" */
};

struct person_config {
	str name;
	enum role role;
	bool is_agent;
	str system_user; /* whose local commands count as this person's; may be "" */
	struct contact *contacts;
	size_t contact_count;
	str language;            /* of what is sent to them; "" is "en" */
	const struct zone *zone; /* of times shown to them; never NULL */
};

/* One number that says how a service does, with its unit and its good side. */
struct measurement {
	str name;  /* "writes failing" */
	str query; /* PromQL */
	str unit;
	enum comparison comparison; /* the good side */
	double threshold;
	duration_ms hold, interval;
	bool is_check;     /* recovery is proven by it */
	bool counts_users; /* it says how many of them are affected */
	/* What was promised, where that is not what recovery is proven by. */
	bool has_objective;
	enum comparison objective_comparison;
	double objective;
};

/* More of how a service does, for a diagnosis: nobody judges recovery by it. */
struct series_config {
	str name, query, unit;
	str label; /* names whose each series is: "pod"; "": all are the service's */
};

/* Where a name stands that only an adapter can know: for what is told of it. */
struct config_place {
	str file; /* "": nowhere, it was made */
	unsigned line, column;
};

/* What a pattern asks: one probe with its arguments, all text. */
struct question {
	str probe; /* "redis", "prometheus", "changes", "command" */
	str title;
	struct label *arguments; /* placeholders like {{redis}} filled from the service */
	size_t argument_count;
	struct config_place place; /* of the probe's name */
};

struct action_rule {
	str key, title, actuator, target;
	enum action_class class;
	str risk, expected;
	struct label *plan; /* arguments for the actuator */
	size_t plan_count;
	str when_supported;        /* the hypothesis that asks for it */
	str judged_by;             /* the measurement's name */
	struct config_place place; /* of the actuator's name */
};

/* What to ask of one kind of system, under one name: "pg.health". */
struct bundle {
	str name, title;
	struct question *questions;
	size_t question_count;
};

/* A question to the service's Prometheus, as a pattern has it in short. */
struct metric_question {
	str fact, title, unit, query;
};

/* A known way to fail: what to ask, what to believe, what helps. */
struct pattern {
	str name, title;
	str *signs; /* words and phrases of alerts that speak for it; none: it always may
		     */
	size_t sign_count;
	struct question *questions; /* the metrics too, behind the others */
	size_t question_count;
	struct metric_question *metrics;
	size_t metric_count;
	const struct bundle **bundles; /* asked beside the questions */
	size_t bundle_count;
	struct hypothesis_rule *hypotheses;
	size_t hypothesis_count;
	struct action_rule *actions;
	size_t action_count;
};

/* How a kind of change of a service is put back. Placeholders are its settings, and
 * {{revision}}, {{previous}} and {{target}} of the change. */
struct undo_config {
	str kind; /* deploy, flag, … */
	str actuator;
	str target;
	enum action_class class;
	struct label *plan;
	size_t plan_count;
};

/* How a service is looked at after each change of it. */
struct after_change {
	duration_ms watch; /* 0: not at all */
	duration_ms every;
	bool pages; /* else it is a candidate, which wakes nobody */
};

struct service {
	str name;
	str *aliases; /* what people call it, in free text */
	size_t alias_count;
	struct matcher *match; /* all must match */
	size_t match_count;
	struct label *settings; /* redis, prometheus, …: what placeholders name */
	size_t setting_count;
	struct measurement *measurements;
	size_t measurement_count;
	struct series_config *series;
	size_t series_count;
	const struct pattern **patterns;
	size_t pattern_count;
	bool patterns_fit; /* they are all whose settings it has: each incident takes
			    * those that its alerts speak of */
	const struct bundle **bundles; /* asked whatever the pattern */
	size_t bundle_count;
	str profile;     /* "" lets keywords and labels choose */
	str escalation;  /* name of a policy; "": the level's, else the first one */
	str *depends_on; /* services, configured or not, without which it fails */
	size_t depends_on_count;
	struct undo_config *rollbacks; /* each kind once */
	size_t rollback_count;
	struct after_change after_change;
};

struct severity_rule {
	struct matcher *match;
	size_t match_count;
	int64_t rank;
	str says; /* the reason printed */
};

struct level {
	str name; /* "P1", "SEV2" */
	str means;
	duration_ms cadence;         /* of updates; 0: none promised */
	duration_ms mitigate_within; /* target; 0: none */
	str escalation;              /* name of a policy; "": the configuration's first */
};

/* Which audience hears of an incident, and who must agree before. */
struct audience_rule {
	str audience;
	int64_t worst, least; /* ranks: from worst (0) to least (3) */
	/* Who approves each message: one of these people or roles ("commander",
	 * "approver", "admin"); none: nobody needs to. */
	str *approvers;
	size_t approver_count;
	bool drafts; /* a draft is made by itself; else only when asked for */
};

struct template
{
	enum message_kind kind;
	str audience;      /* "" fits every audience that has none of its own */
	str language;      /* "" is "en" */
	str subject, text; /* Mustache */
};

/* A word that speaks for a profile, and how much. */
struct keyword {
	str word;
	int64_t weight;
};

/* A team's way of working, as data. */
struct profile {
	str name, title, hash;
	struct keyword *keywords;
	size_t keyword_count;
	struct matcher *match; /* any one counts as a strong hint */
	size_t match_count;
	struct level levels[4];
	struct severity_rule *severity;
	size_t severity_count;
	int64_t default_rank;
	str default_says;
	struct template *templates;
	size_t template_count;
	struct audience_rule *audiences; /* none: "everyone" hears of all, no approval */
	size_t audience_count;
	str code_prefix; /* "INC" */
};

/* A sender's key: only its SHA-256 in hex is kept. Two of one name are one sender
 * while its key is changed. */
struct door_key {
	str name, hash;
	str *sources; /* which doors it opens; none: all */
	size_t source_count;
	instant_ms until;   /* it opens nothing from then on; 0: it does not end */
	str secret;         /* what bodies must be signed with; "" : they need not be */
	int64_t per_minute; /* deliveries; 0: any number */
	/* What it says of acknowledging counts as this person's word; "" : it is written
	 * down, and paging goes on. */
	str as;
};

enum {
	ROUTE_CLASS_DOORS = 1,
	ROUTE_CLASS_PEOPLE = 2,
	ROUTE_CLASS_METRICS = 4,
	ROUTE_CLASS_PUBLIC = 8, /* the status page */
	ROUTE_CLASS_CALLBACKS =
		16, /* answers of chats, phones and mailboxes; calendars */
};
struct listener {
	str address; /* host:port */
	unsigned classes;
};

/* The public status page. */
struct component {
	str name;
	str description;
	str *services; /* whose incidents touch it */
	size_t service_count;
};
struct status_page {
	bool on;
	str title;
	str url; /* where people find it; "" : public_url + /status */
	const struct zone *zone;
	str directory; /* static files are kept up to date there; "" for none */
	struct component *components;
	size_t component_count;
	str audience; /* whose messages appear; "public" */
};

/* Where an issue is opened for each incident, once, and closed once. */
struct tracker_config {
	str kind;    /* "github"; "" for none */
	str url;     /* of its API: https://api.github.com */
	str project; /* "owner/name" */
	str token;
	str *labels;
	size_t label_count;
	int64_t least; /* only incidents of this rank or worse */
};

/* Where people look at series and lines for themselves. */
struct grafana_source {
	str url;  /* of the system, as the services' settings name it */
	str uid;  /* of the data source that asks it */
	str type; /* of its plugin; "": prometheus or loki, by what is asked */
};
struct grafana_dashboard {
	str service;
	str path; /* "/d/UID/NAME?var-namespace=shop" */
};
struct grafana_config {
	str url;              /* "" for none */
	int64_t organisation; /* 0: not said */
	struct grafana_source *sources;
	size_t source_count;
	struct grafana_dashboard *dashboards;
	size_t dashboard_count;
};

/* What an alert of our own eyes carries beside its name and its sentence. */
struct own_labels {
	str service; /* "" : none */
	str severity;
	struct label *labels; /* further ones */
	size_t label_count;
};

/* How a body of JSON becomes alerts: where in each alert everything stands, as JSON
 * pointers (RFC 6901); "" where nothing was written. */
struct mapping {
	str name;
	str key;                 /* reads what comes with this door key */
	str header, header_says; /* or with this header; "" : whatever it says */
	str list; /* from the whole body: its alerts; "": the body is one, or a list */
	struct label *labels; /* name → pointer */
	size_t label_count;
	struct label *annotations;
	size_t annotation_count;
	struct label *defaults; /* labels that the body did not give */
	size_t default_count;
	str status;  /* "": each one fires */
	str *firing; /* its words for that, in any case; none: all but those of resolved
		      */
	size_t firing_count;
	str *resolved;
	size_t resolved_count;
	str starts_at;
	str identity; /* the sender's own name for it; "": its labels tell it apart */
	str severity;
	struct label *severities; /* the sender's word → the label's */
	size_t severity_count;
	bool repeats; /* while it lasts; else it is said once */
	/* Of a change: field → pointer, or the text itself; none: they are alerts. */
	struct label *change;
	size_t change_count;
};

/* A sign of life whose absence is an alert. */
struct heartbeat_config {
	str name;
	struct own_labels own;
	duration_ms every, grace;
	/* Alerts that fire for ever: each delivery of one is a ping and no alert. */
	struct matcher *match;
	size_t match_count;
};

/* What people report. A candidate is no incident yet, and wakes nobody. */
struct reports_config {
	int64_t page_after; /* so many of one thing are declared an incident; 0: never */
	duration_ms within; /* when they come within so long */
	/* Reports that name no service are of one thing when they sound alike and come
	 * within so long. */
	duration_ms together;
	int64_t per_minute; /* through the public form; all others have their keys' */
};

/* One thing wrong, where: printed as "stanch.yaml:12:5: people[0].role: …". */
struct config_problem {
	str file;
	unsigned line, column;
	str where, what;
};
struct config_problems {
	struct config_problem *items;
	size_t count, capacity;
};

/* A sender from whom deliveries are expected. */
struct source_config {
	str name; /* of its key; without door_keys that of the source */
	str kind; /* the source: "alertmanager" */
	struct own_labels own;
	duration_ms expect_every; /* 0: as it likes */
};

/* What is looked at again and again: its kind is the name of a probe among the
 * settings, such as "http". */
struct watch_config {
	str name;
	struct own_labels own;
	duration_ms every, timeout;
	struct watch_rules rules;
	duration_ms latency_below; /* 0: any */
	bool has_good;             /* of a kind that measures a number */
	enum comparison comparison;
	double threshold;
	str unit;
	/* Of the kind: a map in it is flat ("headers.Accept"), a list is lines. */
	struct label *settings;
	size_t setting_count;
	struct label *secrets; /* from *_file and *_env, without that ending */
	size_t secret_count;
};

/* Whether what runbooks take for granted is asked of live systems. */
struct runbook_proof_config {
	duration_ms every; /* 0: only when somebody asks for it */
	str *hosts;        /* whose links may be asked: "wiki.example.org:8443" */
	size_t host_count;
};

/* What the lint of runbooks says nothing of. */
struct runbook_lint_config {
	str *off; /* names of rules */
	size_t off_count;
};

/* A Kubernetes cluster, as "clusters" names it. */
struct cluster {
	str name;
	str kubeconfig; /* path; "": we run in it, by the pod's own account */
	str context;    /* "": the kubeconfig's current one */
};

/* Who teaches the service map; a URL that is "" nobody asks. */
/* A system that is asked again and again what changed there. */
enum feed_system {
	FEED_KUBERNETES,        /* its rollouts */
	FEED_KUBERNETES_CONFIG, /* its ConfigMaps and Secrets */
	FEED_GIT,
	FEED_STATUSPAGE,
	FEED_SYSTEMS
};
extern const char *const feed_system_names[];
struct feed_config {
	str name;
	enum feed_system system; /* whichever of them is given: */
	str asked[FEED_SYSTEMS]; /* a cluster, a repository's folder, a page's URL */
	str namespace;           /* of the cluster; "": all of it */
	str branch, kind;        /* of the repository */
	str service;             /* whose changes they are; "": any */
	duration_ms every;
};

/* What changed, who tells us of it, and what is done with it. */
struct changes_config {
	struct feed_config *feeds;
	size_t feed_count;
	duration_ms window;      /* before the onset */
	duration_ms nudge_after; /* of diagnosis beside a rollback; 0: never */
	duration_ms nudge_again;
};

/* Temporary fixes: how long one lasts that an action left, and where code is searched
 * for comments that say of it that it must not stay. */
struct temporary_fixes_config {
	duration_ms lasts;
	str *folders;
	size_t folder_count;
};

struct map_config {
	str jaeger, prometheus, kubernetes;
	str token_file, ca_file, namespace; /* of Kubernetes; read again each time */
	duration_ms every, forget_after;
};

/* -- what actions may change, beside programs; a target is the name of one -- */

/* Somebody else's PostgreSQL. */
struct database_config {
	str name;
	str url; /* a libpq connection string or URL */
	str password;
};

/* A Redis that asks who we are; of one that does not, its address is enough. */
struct redis_config {
	str address;        /* host:port: by this it is found */
	str user, password; /* user "": the default one */
};

/* What is behind URLs: flags, limits, caches; and Argo CD. */
struct api_config {
	str name;
	str url; /* all that is called begins with it; no "/" at its end */
	str token;
	str header;  /* in which the token goes; as Bearer in Authorization, else as it is
		      */
	str ca_file; /* "" : the machine's authorities */
};

/* One request that may be sent there. In texts, blanks "<flag>" are filled from the
 * plan, each by its type (config/blanks.h); "<was>" is the value that was read. */
struct http_action_request {
	str name; /* what a plan says behind "do" */
	str method;
	str path; /* behind the URL; what fills a blank of it is percent-encoded */
	struct http_action_header {
		str name;
		str value, secret; /* one of them; only the former is ever shown */
	} * headers;
	size_t header_count;
	str body;    /* JSON, whose texts have blanks; "" : none */
	str *expect; /* statuses; none: any from 200 to 299 */
	size_t expect_count;
	str read;           /* the path that tells what it is set to; "" : nobody knows */
	str value;          /* JSON pointer into that answer; "" : the whole */
	str becomes;        /* that value after it was done; "" : not known before */
	struct label *undo; /* the plan of the way back: do, and what differs */
	size_t undo_count;
	enum action_class class; /* of one that says none: by whether it has an undo */
};

struct http_action {
	struct api_config api;    /* its name comes first */
	struct label *parameters; /* name → type */
	size_t parameter_count;
	struct http_action_request *requests;
	size_t request_count;
};

struct folder_config {
	str name;
	str folder; /* absolute */
};

/* Where commits go: onto a branch of their own that people merge, or onto the branch
 * itself. */
enum repository_push { PUSH_PROPOSAL, PUSH_BRANCH };

struct repository_config {
	str name;
	str url;         /* https, ssh, user@host:path, or a path of this machine */
	str branch;      /* where no plan says another */
	str user, token; /* for https */
	str ssh_key_file, known_hosts_file; /* for ssh */
	str author, email;
	enum repository_push push;
	/* As argv in a checkout: what follows from a changed setting, and whether it is
	 * good. A word "<app>" is filled from the plan. */
	str *render;
	size_t render_count;
	str *validate;
	size_t validate_count;
};

/* -- runbooks -- */

/* A file that "runbooks" names, or that lies in a folder that it names. */
struct runbook_file {
	str name; /* without its ending: "kubernetes/pod-crash" */
	str path, source;
};

/* What runs the blocks of a language: as argv, with the block's text in the place of
 * {{code}}, or as what it reads. */
struct runbook_client {
	str language; /* "sql" */
	str *words;
	size_t word_count;
};

/* A parameter that no person types. Where it stands is known here, what it says is read
 * when a step runs. */
struct runbook_secret {
	str name; /* "MONGO_URI" */
	str file, variable;
};
bool runbook_secret_read(struct arena *arena, const struct runbook_secret *secret,
			 str *ret_value, struct error *error) MUST_CHECK;

struct config {
	struct arena *arena;
	str path; /* "" for the built-in defaults */
	str text, hash;
	/* What can be meant, and mostly is not. */
	struct config_problems warnings;
	struct listener *listeners;
	size_t listener_count;
	str *hosts; /* Host and Origin names allowed beside the listeners' own */
	size_t host_count;
	str public_url; /* for links in pages; "" : made from the first listener */
	str database;   /* "" : SQLite in the data directory; or a libpq string */
	bool drill;     /* codes DRILL-…, a banner; recipients must be on loopback */
	struct person_config *people;
	size_t person_count;
	/* Never empty: without "escalation" it holds one, "on-call", made of on_call and
	 * paging, which may have no target. The first is used where none is named. */
	struct policy *policies;
	size_t policy_count;
	struct schedule *schedules;
	size_t schedule_count;
	struct channel_config *channels;
	size_t channel_count;
	str *on_call; /* people and schedules, in the order they are paged */
	size_t on_call_count;
	duration_ms page_repeat;
	int64_t page_rounds;
	duration_ms ack_lapse;
	int64_t page_limit; /* sends to one person within page_limit_within; 0: none */
	duration_ms page_limit_within;
	duration_ms resolve_timeout;
	duration_ms hold; /* when a service has no check of its own */
	str smtp_relay, smtp_from, smtp_user, smtp_password;
	str smtp_ca;       /* of ca_file: PEM; "": the machine's own */
	str smtp_reply_to; /* where answers to pages go; "": smtp_from */
	struct audience *audiences;
	size_t audience_count;
	struct status_page status_page;
	struct tracker_config tracker;
	struct grafana_config grafana;
	struct door_key *door_keys;
	size_t door_key_count;
	struct source_config *sources;
	size_t source_count;
	struct watch_config *watches;
	size_t watch_count;
	struct mapping *mappings;
	size_t mapping_count;
	struct heartbeat_config *heartbeats;
	size_t heartbeat_count;
	struct time_interval *intervals;
	size_t interval_count;
	struct maintenance *maintenance;
	size_t maintenance_count;
	struct route *routes;
	size_t route_count;
	struct service *services;
	size_t service_count;
	struct service_map service_map; /* of all depends_on */
	struct map_config map;
	struct changes_config changes;
	struct temporary_fixes_config temporary_fixes;
	struct autonomy_rule *autonomy;
	size_t autonomy_count;
	struct flap_rule flapping;
	struct inhibit_rule *inhibit;
	size_t inhibit_count;
	/* What others alert of that an open incident depends on too comes to it, when it
	 * does so within this time of its last; 0: never. */
	duration_ms storm_within;
	str *storm_apart; /* dependencies that explain nothing: everybody has them */
	size_t storm_apart_count;
	struct profile *profiles;
	size_t profile_count;
	struct bundle *bundles;
	size_t bundle_count;
	struct pattern *patterns;
	size_t pattern_count;
	struct vocabulary vocabulary; /* what free text is read by */
	struct reports_config reports;
	struct label
		*commands_allowed; /* name → program: what the command actuator may run */
	size_t command_count;
	struct database_config *databases;
	size_t database_count;
	struct redis_config *redis_servers;
	size_t redis_server_count;
	struct http_action *http_actions;
	size_t http_action_count;
	struct folder_config *flag_folders;
	size_t flag_folder_count;
	struct repository_config *repositories;
	size_t repository_count;
	struct api_config *argocd;
	size_t argocd_count;
	struct runbook_proof_config runbook_proof;
	struct runbook_lint_config runbook_lint;
	struct cluster *clusters;
	size_t cluster_count;
	str *runbook_paths; /* files and folders as written; none: "runbooks" beside it */
	size_t runbook_path_count;
	struct runbook_file *runbooks;
	size_t runbook_count;
	struct runbook_client *runbook_clients;
	size_t runbook_client_count;
	struct runbook_secret *runbook_secrets;
	size_t runbook_secret_count;
	struct label *runbook_classes; /* a block's SHA-256 → its class */
	size_t runbook_class_count;
};

/* Reads "path" (NULL: the defaults). All problems are collected, not only the
 * first; NULL when there is any. The snapshot is freed by config_release. Secrets:
 * "password_file:" and "password_env:" beside each password; never in the YAML. */
struct config *config_load(struct arena *scratch, const char *path,
			   struct config_problems *ret_problems);
/* The same from text; file names it in problems. */
struct config *config_parse(struct arena *scratch, str file, str text,
			    struct config_problems *ret_problems);
struct config *config_keep(struct config *config); /* one reference more */
void config_release(struct config *config);
static inline void release_config(struct config **config)
{
	if (*config)
		config_release(*config);
}
#define scoped_config __attribute__((cleanup(release_config))) struct config *

const struct service *config_service(const struct config *config, str name);
const struct service *config_service_for(const struct config *config,
					 const struct labels *labels);
const struct profile *config_profile(const struct config *config, str name);
const struct person_config *config_person(const struct config *config, str name);
const struct policy *config_policy(const struct config *config, str name);
const struct schedule *config_schedule(const struct config *config, str name);
const struct channel_config *config_channel(const struct config *config, str name);
const struct audience *config_audience(const struct config *config, str name);
const struct watch_config *config_watch(const struct config *config, str name);
const struct bundle *config_bundle(const struct config *config, str name);
const struct cluster *config_cluster(const struct config *config, str name);
const struct heartbeat_config *config_heartbeat(const struct config *config, str name);
/* What actions change; NULL when there is none of that name. */
const struct database_config *config_database(const struct config *config, str name);
const struct redis_config *config_redis(const struct config *config, str address);
const struct http_action *config_http_action(const struct config *config, str name);
const struct folder_config *config_flag_folder(const struct config *config, str name);
const struct repository_config *config_repository(const struct config *config, str name);
const struct api_config *config_argocd(const struct config *config, str name);
/* Milder or stricter than its commands are classed; false when nobody said so. */
bool config_runbook_class(const struct config *config, str digest,
			  enum action_class *ret_class);
const struct runbook_client *config_runbook_client(const struct config *config,
						   str language);
const struct runbook_secret *config_runbook_secret(const struct config *config, str name);
/* Of a channel's settings or secrets; "" when it has none of that name. */
str channel_setting(const struct channel_config *channel, const char *name);
str channel_secret(const struct channel_config *channel, const char *name);
/* How changes of this kind are put back; NULL: nobody said. */
const struct undo_config *service_rollback(const struct service *service, str kind);
const struct measurement *service_measurement(const struct service *service, str name);
str labels_setting(const struct label *settings, size_t count, const char *name);

/* The profile for these words and labels, and why: "keywords redis, timeouts (3);
 * label team=platform (5)". Deterministic: most weight, then order in the list. */
const struct profile *profile_choose(struct arena *arena, const struct config *config,
				     const struct labels *labels, str words,
				     str *ret_reason);
/* Rank 0 never comes from a severity label: only from a route or a person. */
int64_t severity_choose(struct arena *arena, const struct config *config,
			const struct profile *profile, const struct labels *labels,
			str *ret_reason);
enum urgency urgency_choose(const struct config *config, const struct labels *labels,
			    int64_t *ret_rank);

#endif
