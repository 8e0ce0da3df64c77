#include "app/changes/maintained.h"

#include "app/learning/learning.h"
#include "app/note.h"

static const char timer_kind[] = "change.maintenance";

/* Whose alerts with the labels that its match demands are; "": nobody's, so it may be
 * any. */
static str service_of(struct work *work, const struct maintenance *window)
{
	struct labels labels = { 0 };
	const struct service *service;
	str named = STR(""), unheeded;

	for (size_t i = 0; i < window->match_count; i++) {
		const struct matcher *matcher = &window->match[i];

		if (matcher->kind != MATCH_EQUAL)
			continue;
		*list_add(work->arena, &labels) = (struct label){ matcher->name,
								  matcher->value };
		if (str_is(matcher->name, "service"))
			named = matcher->value;
	}
	(void)labels_settle(&labels, &unheeded);
	service = config_service_for(work->config, &labels);
	return service ? service->name : named;
}

/* It is known by its name and its beginning, so it is written down once. */
static bool record(struct work *work, const struct maintenance *window, instant_ms began)
{
	struct change change = {
		.at = began,
		.service = service_of(work, window),
		.kind = STR("maintenance"),
		.title = maintenance_sentence(work->arena, window, began),
		.source = STR("maintenance"),
		.source_id = arena_format(work->arena, STR_FMT "@" STR_FMT,
					  STR_ARG(window->name),
					  STR_ARG(instant_format(work->arena, began))),
	};

	return change_record(work, &change) ||
	       while_doing(work, "maintenance " STR_FMT, STR_ARG(window->name));
}

static bool look(struct work *work)
{
	const struct config *config = work->config;
	instant_ms next = INSTANT_MAX;

	for (size_t i = 0; i < config->maintenance_count; i++) {
		const struct maintenance *window = &config->maintenance[i];
		instant_ms began = maintenance_began(window, work->now);
		instant_ms changes = maintenance_next_change(window, work->now);

		if (began != 0 && !record(work, window, began))
			return false;
		next = changes < next ? changes : next;
	}
	return next == INSTANT_MAX ? timer_drop(work, timer_kind, 0)
				   : timer_set(work, timer_kind, 0, 0, next);
}

bool maintained_arm(struct work *work)
{
	return look(work);
}

bool maintained_due(struct work *work, const struct timer *timer)
{
	(void)timer;
	return look(work);
}
