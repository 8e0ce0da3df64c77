/* GET /api/v2/alerts/groups: the alerts of one service that go to one receiver. First it
 * is found which there are, then they are told group by group. */
#include "faces/http/compat/am.h"

#include "base/map.h"
#include "formats/json.h"

#include <stdlib.h>

struct group {
	str service;
	enum urgency urgency;
};

/* 16 bytes each, so that a hundred thousand are nothing. */
struct member {
	int64_t id;
	const struct group *group;
};

struct groups {
	struct map *by_name;
	struct {
		struct member *items;
		size_t count, capacity;
	} members;
	size_t told;
	bool is_found;
	const struct group *open;
};

static const struct group *group_of(struct am_telling *telling,
				    const struct am_view *view)
{
	struct groups *groups = telling->groups;
	str name = arena_format(view->arena, "%d " STR_FMT, (int)view->urgency,
				STR_ARG(view->alert->service));
	struct group *group = map_get(groups->by_name, name);

	if (group)
		return group;
	group = arena_one(telling->arena, struct group);
	group->service = arena_copy(telling->arena, view->alert->service);
	group->urgency = view->urgency;
	map_put(groups->by_name, arena_copy(telling->arena, name), group);
	return group;
}

/* By labels, then by receiver, as Alertmanager sorts them. */
static int by_group(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int order = str_compare(left->group->service, right->group->service);

	if (order == 0)
		order = (int)left->group->urgency - (int)right->group->urgency;
	return order != 0 ? order : (left->id > right->id) - (left->id < right->id);
}

static bool find_some(struct work *work, struct am_telling *telling)
{
	struct groups *groups = telling->groups;
	struct alert *alerts;
	size_t count;

	if (!store_alerts_after(work, telling->id, AM_ALERTS_AT_ONCE, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct am_view view;
		bool wanted;

		telling->id = alerts[i].id;
		if (!am_view_of(work, &telling->wish, &alerts[i], &view, &wanted))
			return false;
		if (wanted)
			*list_add(telling->arena, &groups->members) = (struct member){
				alerts[i].id, group_of(telling, &view)
			};
	}
	groups->is_found = count < AM_ALERTS_AT_ONCE;
	if (groups->is_found && groups->members.count > 0)
		qsort(groups->members.items, groups->members.count, sizeof(struct member),
		      by_group);
	return true;
}

static void close_group(struct groups *groups, struct text *text)
{
	if (!groups->open)
		return;
	text_add(text, STR("],\"labels\":{\"service\":"));
	json_add_quoted(text, groups->open->service);
	text_add(text, STR("},\"receiver\":"));
	am_receiver_add(text, groups->open->urgency);
	text_add_char(text, '}');
	groups->open = NULL;
}

static void open_group(struct am_telling *telling, const struct group *group,
		       struct text *text)
{
	struct groups *groups = telling->groups;

	if (group == groups->open) {
		text_add_char(text, ',');
		return;
	}
	close_group(groups, text);
	text_addf(text, "%s{\"alerts\":[", telling->said_one ? "," : "");
	telling->said_one = true;
	groups->open = group;
}

static const struct alert *alert_with(const struct alert *alerts, size_t count,
				      int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (alerts[i].id == id)
			return &alerts[i];
	return NULL;
}

static bool tell_member(struct work *work, struct am_telling *telling,
			const struct member *member, const struct alert *alert,
			struct text *text)
{
	struct am_view view;
	bool wanted;

	if (!am_view_of(work, &telling->wish, alert, &view, &wanted))
		return false;
	open_group(telling, member->group, text);
	am_view_add(text, &view);
	return true;
}

/* Those that ended since they were found are left out. */
static bool tell_some(struct work *work, struct am_telling *telling, struct text *text)
{
	struct groups *groups = telling->groups;
	const struct member *members = groups->members.items + groups->told;
	size_t left = groups->members.count - groups->told, count;
	size_t some = left < AM_ALERTS_AT_ONCE ? left : AM_ALERTS_AT_ONCE;
	int64_t ids[AM_ALERTS_AT_ONCE] = { 0 };
	struct alert *alerts;

	for (size_t i = 0; i < some; i++)
		ids[i] = members[i].id;
	if (!store_alerts_of_ids(work, ids, some, &alerts, &count))
		return false;
	for (size_t i = 0; i < some; i++) {
		const struct alert *alert = alert_with(alerts, count, members[i].id);

		if (alert && !tell_member(work, telling, &members[i], alert, text))
			return false;
	}
	groups->told += some;
	return true;
}

static bool tell_groups(struct work *work, struct am_telling *telling, struct text *text)
{
	struct groups *groups = telling->groups;

	if (!groups) {
		groups = arena_one(telling->arena, struct groups);
		groups->by_name = map_new(telling->arena);
		telling->groups = groups;
		text_add_char(text, '[');
	}
	if (!groups->is_found)
		return find_some(work, telling);
	if (!tell_some(work, telling, text))
		return false;
	telling->is_over = groups->told == groups->members.count;
	if (telling->is_over) {
		close_group(groups, text);
		text_add(text, STR("]\n"));
	}
	return true;
}

void am_groups_handle(struct request *request)
{
	am_tell(request, tell_groups);
}
