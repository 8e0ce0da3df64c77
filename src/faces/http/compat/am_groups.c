/* GET /api/v2/alerts/groups: the alerts that go together, by their routes or else by
 * their service, to one receiver. First it is found which there are, then they are told
 * group by group. */
#include "faces/http/compat/am.h"

#include "base/limits.h"
#include "base/map.h"
#include "formats/json.h"

#include <stdlib.h>

struct group {
	str labels; /* JSON */
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

static bool is_among(const str *names, size_t count, str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(names[i], name))
			return true;
	return false;
}

static void add_label(struct text *text, str name, str value)
{
	if (text->length > 1)
		text_add_char(text, ',');
	json_add_quoted(text, name);
	text_add_char(text, ':');
	json_add_quoted(text, value);
}

/* What its group has in common, as JSON. */
static str group_labels(const struct work *work, const struct am_view *view)
{
	const struct config *config = work->config;
	struct route_decision decision = route_decide(config->routes, config->route_count,
						      &view->labels, work->now);
	struct text text = text_new(work->arena, 6 * ALERT_BYTES_MAX);

	if (decision.group_by_all)
		return view->alert->labels;
	text_add_char(&text, '{');
	if (!decision.groups)
		add_label(&text, STR("service"), view->alert->service);
	for (size_t i = 0; decision.groups && i < view->labels.count; i++) {
		const struct label *label = &view->labels.items[i];

		if (is_among(decision.group_by, decision.group_by_count, label->name))
			add_label(&text, label->name, label->value);
	}
	text_add_char(&text, '}');
	return text_of(&text);
}

static const struct group *group_of(const struct work *work, struct am_telling *telling,
				    const struct am_view *view)
{
	struct groups *groups = telling->groups;
	str labels = group_labels(work, view);
	str name = arena_format(work->arena, "%d " STR_FMT, (int)view->urgency,
				STR_ARG(labels));
	struct group *group = map_get(groups->by_name, name);

	if (group)
		return group;
	group = arena_one(telling->arena, struct group);
	group->labels = arena_copy(telling->arena, labels);
	group->urgency = view->urgency;
	map_put(groups->by_name, arena_copy(telling->arena, name), group);
	return group;
}

/* By labels, then by receiver, as Alertmanager sorts them. */
static int by_group(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	int order = str_compare(left->group->labels, right->group->labels);

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
				alerts[i].id, group_of(work, telling, &view)
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
	text_addf(text, "],\"labels\":" STR_FMT ",\"receiver\":",
		  STR_ARG(groups->open->labels));
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
