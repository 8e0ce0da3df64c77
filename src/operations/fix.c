/* fix: what was left behind to get a service back, and must not stay. */
#include "app/intervention/fix.h"
#include "app/intervention/code_scan.h"
#include "operations/fixes.h"
#include "operations/noun.h"

/* -- as answers show them -- */

struct tree *fix_tree(struct work *work, const struct incident *incident,
		      const struct fix *fix)
{
	struct tree *one = row_tree(work->arena, &fix_shape, fix);

	/* Its own "incident" is a number, which nobody types. */
	tree_put_text(work->arena, one, "code", incident->code);
	tree_put_text(work->arena, one, "age", fix_age(work->arena, fix, work->now));
	tree_put_text(work->arena, one, "way_out", fix_way_out(work, incident, fix));
	tree_put_text(work->arena, one, "until",
		      instant_format(work->arena, fix->ends_at));
	tree_put_bool(work->arena, one, "over",
		      fix->state == FIX_OPEN && fix->ends_at <= work->now);
	return one;
}

bool fixes_answer(struct work *work, const struct incident *incident, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct fix *fixes;
	size_t count;

	if (!store_of_incident(work, &fix_shape, incident->id, &fixes, &count))
		return false;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < count; i++)
			if ((fixes[i].state == FIX_OPEN) == (pass == 0))
				tree_add(work->arena, list,
					 fix_tree(work, incident, &fixes[i]));
	tree_put(work->arena, answer, "fixes", list);
	tree_put_int(work->arena, answer, "fix_count", (int64_t)count);
	return true;
}

static bool answer_fix(struct work *work, const struct fix *fix, struct tree *answer)
{
	struct incident incident = { 0 };

	if (fix->incident != 0 &&
	    !store_get(work, &incident_shape, fix->incident, &incident))
		return false;
	tree_put(work->arena, answer, "fix", fix_tree(work, &incident, fix));
	return true;
}

/* -- list and show -- */

struct list_input {
	str incident;
	bool all;
};
static const struct field list_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct list_input, incident),
	  .by_place = true,
	  .help = "of this incident only" },
	{ .name = "all",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct list_input, all),
	  .help = "those that are gone, too" },
};
static const struct shape list_shape = SHAPE("list", struct list_input, list_fields);

static bool read_fixes(struct work *work, const struct list_input *in, struct fix **ret,
		       size_t *ret_count)
{
	struct incident incident = { 0 };

	if (in->incident.length > 0 &&
	    !store_incident_find(work, in->incident, &incident))
		return false;
	if (!in->all)
		return store_fixes_open(work, incident.id, ret, ret_count);
	if (incident.id != 0)
		return store_of_incident(work, &fix_shape, incident.id, ret, ret_count);
	return store_latest(work, &fix_shape, 200, ret, ret_count);
}

static bool list(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct incident incident;
	struct fix *fixes;
	size_t count;

	if (!read_fixes(work, input, &fixes, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		incident = (struct incident){ 0 };
		if (fixes[i].incident != 0 &&
		    !store_get(work, &incident_shape, fixes[i].incident, &incident))
			return false;
		tree_add(work->arena, list, fix_tree(work, &incident, &fixes[i]));
	}
	tree_put(work->arena, answer, "fixes", list);
	return true;
}

struct show_input {
	int64_t id;
};
static const struct field show_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct show_input, id),
	  .required = true,
	  .help = "the temporary fix's number: stanch fix list" },
};
static const struct shape show_shape = SHAPE("show", struct show_input, show_fields);

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct show_input *in = input;
	struct fix fix;

	return store_get(work, &fix_shape, in->id, &fix) &&
	       answer_fix(work, &fix, answer);
}

/* -- add -- */

struct add_input {
	str incident, title, place, removal, owner;
	instant_ms until;
};
static const struct field add_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, title),
	  .required = true,
	  .help = "what must not stay: 'schema validation is off'" },
	{ .name = "until",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct add_input, until),
	  .help = "when it must be gone (2026-11-30, or 7d); left out: as configured" },
	{ .name = "removal",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, removal),
	  .help = "how it is removed" },
	{ .name = "place",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, place),
	  .help = "what was changed: a host, a file, a flag" },
	{ .name = "owner",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct add_input, owner),
	  .help = "who sees to it; left out: you" },
};
static const struct shape add_shape = SHAPE("fix", struct add_input, add_fields);

static bool add(struct work *work, const void *input, struct tree *answer)
{
	const struct add_input *in = input;
	struct fix_opening opening = { .title = in->title,
				       .place = in->place,
				       .removal = in->removal,
				       .owner = in->owner,
				       .until = in->until };
	struct incident incident;
	struct fix fix;

	return store_incident_find(work, in->incident, &incident) &&
	       fix_add(work, &incident, &opening, &fix) && answer_fix(work, &fix, answer);
}

/* -- later -- */

struct extend_input {
	int64_t id;
	instant_ms until;
	str reason;
};
static const struct field extend_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct extend_input, id),
	  .required = true,
	  .help = "the temporary fix's number: stanch fix list" },
	{ .name = "until",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct extend_input, until),
	  .required = true,
	  .help = "when it must be gone now (2026-11-30, or 7d)" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct extend_input, reason),
	  .required = true,
	  .help = "why it is needed for longer" },
};
static const struct shape extend_shape = SHAPE("extend", struct extend_input,
					       extend_fields);

static bool extend(struct work *work, const void *input, struct tree *answer)
{
	const struct extend_input *in = input;
	struct fix fix;

	return fix_extend(work, in->id, in->until, in->reason, &fix) &&
	       answer_fix(work, &fix, answer);
}

struct end_input {
	int64_t id;
	str reason;
};
static const struct field end_fields[] = {
	{ .name = "id",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct end_input, id),
	  .required = true,
	  .help = "the temporary fix's number: stanch fix list" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct end_input, reason),
	  .required = true,
	  .help = "what shows it, or why" },
};
static const struct shape end_shape = SHAPE("end", struct end_input, end_fields);

static bool remove_it(struct work *work, const void *input, struct tree *answer)
{
	const struct end_input *in = input;
	struct fix fix;

	return fix_remove(work, in->id, in->reason, &fix) &&
	       answer_fix(work, &fix, answer);
}

static bool keep(struct work *work, const void *input, struct tree *answer)
{
	const struct end_input *in = input;
	struct fix fix;

	return fix_keep(work, in->id, in->reason, &fix) && answer_fix(work, &fix, answer);
}

/* -- scan -- */

struct scan_input {
	str path;
};
static const struct field scan_fields[] = {
	{ .name = "path",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct scan_input, path),
	  .required = true,
	  .help = "a folder, such as a checkout, or a file" },
};
static const struct shape scan_shape = SHAPE("scan", struct scan_input, scan_fields);

static str mark_says(struct work *work, const struct code_mark *mark)
{
	switch (mark->end) {
	case MARK_EXPIRED:
		return arena_format(
			work->arena, "EXPIRED " STR_FMT " ago",
			STR_ARG(duration_format(work->arena, work->now - mark->ends_at)));
	case MARK_STANDS:
		return arena_format(work->arena, "until " STR_FMT,
				    STR_ARG(mark->mark.until));
	case MARK_WITH_INCIDENT: break;
	}
	return STR("with its incident");
}

static struct tree *mark_tree(struct work *work, const struct code_mark *mark)
{
	struct arena *arena = work->arena;
	struct tree *one = tree_map(arena);

	tree_put_text(
		arena, one, "place",
		arena_format(arena, STR_FMT ":%u", STR_ARG(mark->path), mark->mark.line));
	tree_put_text(arena, one, "path", mark->path);
	tree_put_int(arena, one, "line", mark->mark.line);
	tree_put_text(arena, one, "text", mark->mark.text);
	tree_put_text(arena, one, "ticket", mark->mark.ticket);
	tree_put_text(arena, one, "until", mark->mark.until);
	tree_put_bool(arena, one, "expired", mark->end == MARK_EXPIRED);
	tree_put_text(arena, one, "says", mark_says(work, mark));
	return one;
}

static bool scan(struct work *work, const void *input, struct tree *answer)
{
	const struct scan_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct code_scan scan;
	size_t expired = 0;

	if (work->app)
		return fail(work, ERROR_INVALID,
			    "a server searches the folders of its configuration only");
	if (!code_scan(work->arena, in->path, work->now, &scan, &work->error))
		return false;
	for (size_t i = 0; i < scan.marks.count; i++) {
		expired += scan.marks.items[i].end == MARK_EXPIRED;
		tree_add(work->arena, list, mark_tree(work, &scan.marks.items[i]));
	}
	tree_put(work->arena, answer, "marks", list);
	tree_put_int(work->arena, answer, "expired", (int64_t)expired);
	tree_put_text(
		work->arena, answer, "summary",
		arena_format(work->arena,
			     "%zu files, %zu skipped: %zu marks, %zu expired%s",
			     scan.files, scan.skipped, scan.marks.count, expired,
			     scan.is_cut ? ". There was more than is searched" : ""));
	return true;
}

static const struct operation operations[] = {
	{ .noun = "fix",
	  .verb = "list",
	  .help = "temporary fixes that are open, the first to end first",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &list_shape,
	  .run = list,
	  .view = { .list = "fixes",
		    .columns = { { "id", "#", 0 },
				 { "code", "incident", 0 },
				 { "state", "state", 0 },
				 { "owner", "owner", 0 },
				 { "age", "age", 0 },
				 { "title", "temporary fix", 0 },
				 { "way_out", "way out", 0 } },
		    .empty = "No temporary fix is open." } },
	{ .noun = "fix",
	  .verb = "show",
	  .help = "one temporary fix, with its way out",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &show_shape,
	  .run = show,
	  .view = { .template =
			    "{{fix.id}} {{fix.title}} [{{fix.state}}, from "
			    "{{fix.source}}]\n"
			    "{{#fix.code}}  of {{fix.code}}\n{{/fix.code}}"
			    "{{#fix.place}}  on {{fix.place}}\n{{/fix.place}}"
			    "  {{fix.owner}}, until {{fix.until}}, {{fix.age}}\n"
			    "{{#fix.way_out}}  way out: {{fix.way_out}}\n{{/fix.way_out}}"
			    "{{#fix.reason}}  {{fix.reason}}\n{{/fix.reason}}"
			    "{{#fix.seen}}  the target: {{fix.seen}}\n{{/fix.seen}}" } },
	{ .noun = "fix",
	  .verb = "add",
	  .help = "write down what must not stay, with its end",
	  .more = "What an action leaves is written down by itself. Reminders come at "
		  "the end, a day later and each week; an open one keeps the incident "
		  "from being closed, never from being resolved.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &add_shape,
	  .run = add,
	  .view = { .template = "Temporary fix {{fix.id}} until {{fix.until}} "
				"({{fix.owner}}).\n" } },
	{ .noun = "fix",
	  .verb = "extend",
	  .help = "it is needed for longer: until when, and why",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &extend_shape,
	  .run = extend,
	  .view = { .template = "Temporary fix {{fix.id}} until {{fix.until}}.\n" } },
	{ .noun = "fix",
	  .verb = "remove",
	  .help = "it is gone; where the target can be asked, it is",
	  .more = "For what an action did or left, its target is asked first: while that "
		  "shows that it is still there, the temporary fix stays open and you "
		  "are told. stanch undo takes an action back and ends what it left.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &end_shape,
	  .run = remove_it,
	  .view = { .template =
			    "{{#fix.asked_by}}Asking the target whether temporary fix "
			    "{{fix.id}} is gone: stanch fix show {{fix.id}}\n"
			    "{{/fix.asked_by}}{{^fix.asked_by}}Temporary fix "
			    "{{fix.id}} is {{fix.state}}.\n{{/fix.asked_by}}" } },
	{ .noun = "fix",
	  .verb = "keep",
	  .help = "it stays for good, or need not be done: say why",
	  .more = "The commander's or an admin's word.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &end_shape,
	  .run = keep,
	  .view = { .template = "Temporary fix {{fix.id}} is {{fix.state}}: "
				"{{fix.reason}}\n" } },
	{ .noun = "fix",
	  .verb = "scan",
	  .help = "search code for 'INCIDENT FIX … REMOVE AFTER …'",
	  .more = "Comments of any language; 'REMOVE AFTER 2026-12-01' is expired when "
		  "that day is over. Exit code 1 when one is. Needs no server; links, "
		  ".git, binary files and those of more than 2 MiB are left out.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .needs_no_server = true,
	  .input = &scan_shape,
	  .run = scan,
	  .no = "expired",
	  .view = { .list = "marks",
		    .columns = { { "place", "place", 0 },
				 { "says", "end", 0 },
				 { "ticket", "ticket", 0 },
				 { "text", "what", 0 } },
		    .empty = "No such comment.",
		    .template = "{{summary}}\n" } },
};

NOUN(fix, operations);
