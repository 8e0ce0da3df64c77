/* What the files of app/telling share. */
#ifndef APP_TELLING_PARTS_H
#define APP_TELLING_PARTS_H

#include "app/telling/telling.h"
#include "base/zone.h"
#include "core/incident/command.h"

struct page;

/* An audience as this incident's profile and the configuration have it. */
struct hearers {
	str name;
	str language;                     /* never "" */
	const struct audience_rule *rule; /* NULL: hears of all, nobody approves */
	const struct audience *places;    /* where they are; NULL: nowhere configured */
	bool is_public;                   /* the text is checked before it goes */
	bool on_status_page;
};
struct hearers_list {
	struct hearers *items;
	size_t count, capacity;
};
/* Those who are told of this incident at its rank by themselves. */
struct hearers_list hearers_of(struct work *work, const struct incident *incident);
/* One by name; NOT_FOUND with the names there are. */
bool hearers_find(struct work *work, const struct incident *incident, str name,
		  struct hearers *ret) MUST_CHECK;
/* Is there anybody who would hear? Not for a draft that one copies by hand. */
bool hearers_are_reached(const struct hearers *hearers);

/* What a template is rendered for. */
struct rendering_for {
	str audience;
	str language;
	const struct zone *zone; /* of the times; NULL: UTC */
	duration_ms next_update;
	instant_ms eta;
	instant_ms since; /* what happened after this instant is told; 0: nothing */
	int64_t number;   /* of an update to this audience, from 1 */
	const struct page *page;
};
struct tree *facts_for(struct work *work, const struct incident *incident,
		       const struct rendering_for *rendering);
/* "happened": the timeline since that instant, the last few lines of it. */
bool add_happened(struct work *work, const struct incident *incident,
		  const struct rendering_for *rendering, struct tree *facts) MUST_CHECK;

/* What people said of it. */
bool add_said(struct work *work, const struct incident *incident,
	      struct tree *facts) MUST_CHECK;

/* The template by language, then audience, then profile; NULL: there is none. */
const struct template *template_for(const struct work *work,
				    const struct incident *incident,
				    enum message_kind kind, str language, str audience,
				    bool is_public);
/* Subject and text of a message from its kind, audience, next_update and eta; nothing is
 * changed when a person wrote it. */
bool message_render(struct work *work, const struct incident *incident,
		    const struct hearers *hearers, struct message *message) MUST_CHECK;
/* Draft for one audience; an older one that waits is superseded. */
bool draft_one(struct work *work, const struct incident *incident,
	       const struct hearers *hearers, const struct draft_wish *wish,
	       struct message *ret_message) MUST_CHECK;
/* The latest that waits: of that audience or (when "") of any. */
bool message_waiting(struct work *work, int64_t incident, str audience,
		     struct message *ret_message, bool *ret_found) MUST_CHECK;

/* -- promises -- */
bool promise_make(struct work *work, const struct incident *incident,
		  struct promise *promise) MUST_CHECK;
bool promise_end(struct work *work, struct promise *promise,
		 enum promise_state state) MUST_CHECK;
/* All open ones of the kind; audience "" is any. */
bool promises_end(struct work *work, int64_t incident, str audience,
		  enum promise_kind kind, enum promise_state state) MUST_CHECK;
/* A bad incident: each of these audiences is to hear soon of it. */
bool promise_first(struct work *work, const struct incident *incident) MUST_CHECK;

/* -- the check of public texts: INVALID with what it found -- */
bool public_text_check(struct work *work, const struct incident *incident,
		       const struct message *message) MUST_CHECK;

/* "report_count" and "tickets", where there are some. */
bool add_reported(struct work *work, const struct incident *incident,
		  struct tree *facts) MUST_CHECK;

#endif
