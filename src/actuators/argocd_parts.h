/* What the parts of the actuator argocd share. Private to actuators/argocd*.c. */
#ifndef ACTUATORS_ARGOCD_PARTS_H
#define ACTUATORS_ARGOCD_PARTS_H

#include "actuators/api.h"

/* An application as its server tells of it. */
struct argocd_app {
	const struct actuator_call *call;
	const struct api_config *api;
	str name, path; /* "/api/v1/applications/shop" */
	str query;      /* "?appNamespace=…", or "" */
	const struct tree *tree;
	const struct tree *spec;
	const struct tree *automated; /* NULL: there is none */
	bool is_automatic;            /* auto-sync is on */
	const struct tree *history;
	str phase, started_at; /* of its last operation; "" : there was none */
};

/* The target is "SERVER/APPLICATION". FORBIDDEN for a server that the configuration does
 * not name; nobody is asked. */
bool argocd_find(const struct actuator_call *call, struct argocd_app *ret_app,
		 struct error *error) MUST_CHECK;
/* What it is now. */
bool argocd_read(struct argocd_app *app, struct error *error) MUST_CHECK;

/* "POST", "/sync", a body: what was not taken is INVALID, in the server's words.
 * *ret_unknown: without an answer it may have been done. */
struct argocd_order {
	const char *method;
	const char *path; /* behind that of the application */
	const struct tree *body;
};
bool argocd_send(struct argocd_app *app, const struct argocd_order *order,
		 bool *ret_unknown, struct error *error) MUST_CHECK;

/* Until the operation that began after the one started at "before" has ended; the app
 * is what was read last. Of one that did not end well the error says why. */
bool argocd_await(struct argocd_app *app, str before, bool *ret_unknown,
		  struct error *error) MUST_CHECK;
/* How the operation since "before" ended: 1 well, 0 it did not begin or failed, -1 it
 * runs, or cannot be told. */
int argocd_outcome(const struct argocd_app *app, str before, str *ret_why);

/* The nth entry of the history from its end, 0 being what runs; NULL. */
const struct tree *argocd_deployed(const struct argocd_app *app, size_t nth);
const struct tree *argocd_deployed_as(const struct argocd_app *app, int64_t id);
/* "4 (1a2b3c4d5e6f, 2026-11-21T02:40:00Z)" */
str argocd_shown(struct arena *arena, const struct tree *entry);
/* Of an entry, also of one with several sources: "1a2b3c,4d5e6f". */
str argocd_revision(struct arena *arena, const struct tree *entry);

/* What an approval binds to: spec, what is deployed, what Git has, the last operation. */
struct tree *argocd_condition(const struct argocd_app *app);
bool argocd_check_condition(const struct argocd_app *app, struct error *error) MUST_CHECK;
/* CONFLICT while an operation runs there. */
bool argocd_check_idle(const struct argocd_app *app, struct error *error) MUST_CHECK;

/* One value of "do". */
struct argocd_deed {
	const char *name;
	bool (*preview)(struct argocd_app *app, struct actuator_preview *ret,
			struct error *error);
	bool (*apply)(struct argocd_app *app, const str *argv,
		      struct actuator_result *ret, struct error *error);
	int (*was_done)(const struct argocd_app *app, const str *argv, str *ret_why);
};
extern const struct argocd_deed argocd_sync, argocd_rollback;
extern const struct argocd_deed argocd_auto_sync_off, argocd_auto_sync_on;

/* What was approved; "-" for what a deed does not have. */
enum argocd_word {
	ARGOCD_WORD_DO,
	ARGOCD_WORD_URL,
	ARGOCD_WORD_WHAT,  /* the revision, the id, or what auto-sync becomes */
	ARGOCD_WORD_EXTRA, /* "prune"; "auto-sync-off": first */
	ARGOCD_WORDS,
};
struct tree *argocd_words(const struct argocd_app *app, const char *name, str what,
			  str extra);

/* Switches auto-sync off, or to what this JSON says. */
bool argocd_set_automated(struct argocd_app *app, const struct tree *automated,
			  bool *ret_unknown, struct error *error) MUST_CHECK;
/* That it is off, as what an action leaves to be done. */
struct actuator_leftover argocd_left_off(const struct argocd_app *app);

#endif
