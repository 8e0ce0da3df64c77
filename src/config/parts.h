/* The parts of stanch.yaml that have a file of their own here. Private to config/. */
#ifndef CONFIG_PARTS_H
#define CONFIG_PARTS_H

#include "config/reader.h"

/* One a line, so that additions do not meet. */
extern const struct keys people_keys;
extern const struct keys channel_keys;
extern const struct keys schedule_keys;
extern const struct keys policy_keys;
extern const struct keys service_keys;
extern const struct keys route_keys;
extern const struct keys door_key_keys;
extern const struct keys listener_keys;
extern const struct keys audience_keys;
extern const struct keys status_page_keys;
extern const struct keys tracker_keys;
extern const struct keys grafana_keys;
extern const struct keys heartbeat_keys;
extern const struct keys mapping_keys;
extern const struct keys flapping_keys;
extern const struct keys storm_keys;
extern const struct keys service_map_keys;
extern const struct keys changes_keys;
extern const struct keys temporary_fixes_keys;
extern const struct keys autonomy_keys;
extern const struct keys rollback_keys;
extern const struct keys after_change_keys;
extern const struct keys environment_keys;
extern const struct keys reports_keys;
extern const struct keys inhibit_keys;
extern const struct keys interval_keys;
extern const struct keys maintenance_keys;
extern const struct keys watch_keys;
extern const struct keys source_keys;
extern const struct keys database_keys, redis_server_keys;
extern const struct keys http_action_keys;
extern const struct keys http_request_keys;
extern const struct keys flag_folder_keys;
extern const struct keys repository_keys;
extern const struct keys argocd_keys;
extern const struct keys cluster_keys;
extern const struct keys runbook_secret_keys;
extern const struct keys runbook_proof_keys;
extern const struct keys runbook_lint_keys;
extern const char *const listener_class_names[];
enum {
	LISTENER_CLASSES_ALL = ROUTE_CLASS_DOORS | ROUTE_CLASS_PEOPLE |
			       ROUTE_CLASS_METRICS | ROUTE_CLASS_PUBLIC |
			       ROUTE_CLASS_CALLBACKS,
};

void read_listeners(struct reader *reader, const struct spot *spot, void *owner);
void read_environments(struct reader *reader, const struct spot *spot, void *owner);
void read_runbook_clients(struct reader *reader, const struct spot *spot, void *owner);
void read_audiences(struct reader *reader, const struct spot *spot, void *owner);
/* One item of a list of contacts; "after" up to most_after, 0: it may not be there. */
void read_contact(struct reader *reader, const struct spot *spot, duration_ms most_after,
		  struct contact *contact);

/* A list of names of time intervals, each of which must be there. */
void read_interval_names(struct reader *reader, const struct spot *spot,
			 struct interval_list *list);

/* What must hold between the requests of an http_action. */
void settle_http_requests(struct reader *reader, const struct spot *spot,
			  const struct http_action *action);

/* Tells when calling this person, if there is one, wakes nobody. */
void check_can_be_called(struct reader *reader, const struct spot *spot, str name);
/* Tells when nothing is written in that language. */
void check_language(struct reader *reader, const struct spot *owner, str language);
void check_contact(struct reader *reader, const struct spot *spot,
		   const struct contact *contact);

/* A name is looked up here and nowhere else: people, then schedules, then channels;
 * check_names sees to it that no two of them share it. */
bool config_target(const struct config *config, str name, struct target *ret_target);

/* What must hold across the file; spot is its root. */
void check_people(struct reader *reader, const struct spot *file);
void check_feeds(struct reader *reader, const struct spot *file);
void check_autonomy(struct reader *reader, const struct spot *file);
void check_door_keys(struct reader *reader, const struct spot *file);
void check_mappings(struct reader *reader, const struct spot *file);
void check_changeable(struct reader *reader, const struct spot *file);
void check_own_eyes(struct reader *reader, const struct spot *file);
void check_clusters(struct reader *reader, const struct spot *file);
void check_runbooks(struct reader *reader, const struct spot *file);
void check_names(struct reader *reader, const struct spot *file);
void check_all_contacts(struct reader *reader, const struct spot *file);
void check_status_page(struct reader *reader, const struct spot *file);
void check_grafana(struct reader *reader, const struct spot *file);
void check_routes(struct reader *reader, const struct spot *file);
void check_intervals(struct reader *reader, const struct spot *file);
void check_escalation(struct reader *reader, const struct spot *file);
void settle_on_call(struct reader *reader, const struct spot *file);
void settle_services(struct reader *reader, const struct spot *file);
void settle_vocabulary(struct reader *reader, const struct spot *file);

/* The files behind "runbooks"; "folder" is "" where no file may be read. */
void read_runbook_files(struct reader *reader, const struct spot *file, str folder);

/* A list of names of bundles, resolved; those that are not known are told. */
void read_bundle_names(struct reader *reader, const struct spot *spot,
		       const struct bundle ***ret_bundles, size_t *ret_count);

const struct pattern *config_pattern(const struct config *config, str name);

#endif
