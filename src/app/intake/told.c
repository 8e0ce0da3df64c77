#include "app/intake/told.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"

enum { TITLE_BYTES_MAX = 200, LIKENED_MAX = 200 };

/* A text as it is understood, and where it belongs. */
struct told {
	struct text_reading reading;
	str text;
	str group; /* "" : its service is not known */
	struct labels labels;
};

/* -- reading -- */

/* What was said beside the text, by the name that is known for it. */
static str known_name(struct work *work, str said, bool is_service)
{
	struct text_reading reading;
	str name;

	said = str_trim(said);
	if (said.length == 0)
		return said;
	reading = text_read(work->arena, said, &work->config->vocabulary);
	name = is_service ? reading.service.name : reading.environment.name;
	return name.length > 0 ? name : said;
}

/* Alerts seldom name one: theirs, and that of who names none, is the default, or else
 * the first of the configuration. Another one's faults are no part of its incidents. */
static bool is_main(const struct config *config, str environment)
{
	const struct terms *known = &config->vocabulary.environments;

	for (size_t i = 0; i < known->count; i++)
		if (known->items[i].is_default)
			return str_equal(known->items[i].name, environment);
	return known->count > 0 && str_equal(known->items[0].name, environment);
}

static str group_of(struct work *work, const struct text_reading *reading)
{
	str service = reading->service.name, environment = reading->environment.name;
	str group = incident_group_of_service(work->arena, service);

	if (service.length == 0)
		return STR("");
	if (environment.length == 0 || is_main(work->config, environment))
		return group;
	return arena_format(work->arena, STR_FMT ",environment=" STR_FMT, STR_ARG(group),
			    STR_ARG(environment));
}

static void add_label(struct work *work, struct told *told, const char *name, str value)
{
	if (value.length > 0)
		*list_add(work->arena, &told->labels) = (struct label){ str_of(name),
									value };
}

static struct told told_of(struct work *work, str text, str service, str environment)
{
	struct told told = { .text = text };
	const struct vocabulary *vocabulary = &work->config->vocabulary;

	told.reading = text_read(work->arena, text, vocabulary);
	reading_give(work->arena, &told.reading, known_name(work, service, true),
		     known_name(work, environment, false), vocabulary);
	told.group = group_of(work, &told.reading);
	/* Sorted, as labels are. */
	add_label(work, &told, "environment", told.reading.environment.name);
	add_label(work, &told, "service", told.reading.service.name);
	add_label(work, &told, "symptom", told.reading.symptom.name);
	return told;
}

static bool find_open(struct work *work, str group, struct incident *ret_incident,
		      bool *ret_found)
{
	*ret_found = false;
	return group.length == 0 ||
	       store_incident_of_group(work, group, INSTANT_MAX, ret_incident, ret_found);
}

/* The first line, on one line. */
static str title_of(struct work *work, str text)
{
	str title = str_trim(text), rest;

	str_cut(title, '\n', &title, &rest);
	return arena_copy(work->arena, str_clip(str_trim(title), TITLE_BYTES_MAX));
}

static bool open_told(struct work *work, const struct told *told, int64_t rank,
		      bool is_candidate, struct incident *ret_incident)
{
	str service = told->reading.service.name;
	struct incident_opening opening = {
		.title = title_of(work, told->text),
		.service = service.length > 0 ? service : STR("unknown"),
		.words = told->text,
		.labels = &told->labels,
		.onset_at = work->now,
		.urgency = is_candidate ? URGENCY_NOTIFY : URGENCY_PAGE,
		.group = told->group,
		.is_told = true,
		.is_candidate = is_candidate,
		.rank = rank,
		.rank_reason = arena_format(work->arena, STR_FMT " declared it so",
					    STR_ARG(work->actor.name)),
	};

	return incident_open(work, &opening, ret_incident);
}

/* -- reports -- */

static bool find_alike(struct work *work, const struct report *report,
		       struct incident *ret_incident, bool *ret_found)
{
	struct report *others;
	size_t count;

	*ret_found = false;
	if (!store_reports_unplaced(work, work->now - work->config->reports.together,
				    LIKENED_MAX, &others, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!str_equal(others[i].environment, report->environment) ||
		    !readings_are_alike(work->arena, report->text, report->symptom,
					others[i].text, others[i].symptom))
			continue;
		if (!store_get(work, &incident_shape, others[i].incident, ret_incident))
			return false;
		if (incident_is_open(ret_incident->state)) {
			*ret_found = true;
			return true;
		}
	}
	return true;
}

static bool place(struct work *work, struct told *told, const struct report *report,
		  struct incident *ret_incident, bool *ret_found)
{
	bool found;

	if (!find_open(work, told->group, ret_incident, &found))
		return false;
	if (!found && told->group.length == 0 && report->counts &&
	    !find_alike(work, report, ret_incident, &found))
		return false;
	*ret_found = found || report->counts;
	if (*ret_found == found)
		return true;
	/* Of one that names no service nothing else is a part. */
	if (told->group.length == 0)
		told->group = subject_of(work, "report", report->id);
	return open_told(work, told, -1, true, ret_incident);
}

static bool note_report(struct work *work, const struct report *report, str code)
{
	return note(work, "report.taken", report->incident,
		    report->incident > 0 ? code : subject_of(work, "report", report->id),
		    { "id", text_of_int(work, report->id) },
		    { "source", str_of(report_source_names[report->source]) },
		    { "reporter", report->reporter }, { "ref", report->ref },
		    { "url", report->url }, { "text", report->text },
		    { "why", report->why });
}

/* So many people do not err at once. */
static bool declare_by_number(struct work *work, struct incident *incident,
			      struct report_delivery *delivery)
{
	const struct reports_config *rules = &work->config->reports;
	int64_t count, recent;

	if (!store_reports_count(work, incident->id, work->now - rules->within, &count,
				 &recent))
		return false;
	delivery->count = count;
	if (incident->state != INCIDENT_CANDIDATE || rules->page_after == 0 ||
	    recent < rules->page_after)
		return true;
	delivery->is_declared = true;
	return incident_declare(
		work, incident,
		arena_format(work->arena, "%lld reports within " STR_FMT,
			     (long long)recent,
			     STR_ARG(duration_format(work->arena, rules->within))));
}

static void fill(struct work *work, const struct told *told, struct report *report)
{
	report->at = work->now;
	report->text = secrets_mask(work->arena, str_trim(report->text));
	report->reporter = secrets_mask(work->arena, str_trim(report->reporter));
	report->ref = secrets_mask(work->arena, str_trim(report->ref));
	report->url = secrets_mask(work->arena, str_trim(report->url));
	report->service = str_clip(told->reading.service.name, REPORT_FIELD_BYTES_MAX);
	report->environment = str_clip(told->reading.environment.name,
				       REPORT_FIELD_BYTES_MAX);
	report->symptom = told->reading.symptom.name;
	report->why = secrets_mask(work->arena,
				   reading_explain(work->arena, &told->reading));
	report->counts = told->reading.verdict != READING_NO_INCIDENT;
	report->door = work->actor.name;
}

static void tell(const struct told *told, const struct incident *incident,
		 bool has_incident, struct report_delivery *delivery)
{
	for (size_t i = 0; i < told->reading.open_count; i++)
		delivery->open[i] = told->reading.open[i];
	delivery->open_count = told->reading.open_count;
	if (!has_incident)
		return;
	delivery->code = incident->code;
	delivery->title = incident->title;
	delivery->state = str_of(incident_state_names[incident->state]);
}

bool report_take(struct work *work, struct report_delivery *delivery)
{
	struct report *report = &delivery->report;
	struct incident incident = { 0 };
	struct told told;
	bool found;

	if (!report_check(report, &work->error))
		return false;
	told = told_of(work, secrets_mask(work->arena, str_trim(report->text)),
		       report->service, report->environment);
	fill(work, &told, report);
	if (!store_next_id(work, &report_shape, &report->id) ||
	    !place(work, &told, report, &incident, &found))
		return false;
	report->incident = found ? incident.id : 0;
	if (!store_add_as(work, &report_shape, report) ||
	    !note_report(work, report, incident.code) ||
	    (found && !declare_by_number(work, &incident, delivery)))
		return false;
	tell(&told, &incident, found, delivery);
	return true;
}

/* -- declarations -- */

static bool call(struct work *work, struct incident *incident)
{
	bool in_hand;

	if (incident->state == INCIDENT_CANDIDATE)
		return incident_declare(work, incident,
					arena_format(work->arena,
						     STR_FMT " says it is an incident",
						     STR_ARG(work->actor.name)));
	return paging_is_in_hand(work, incident, &in_hand) &&
	       (in_hand || paging_open(work, incident));
}

static bool join(struct work *work, const struct declaration *declaration,
		 struct incident *incident)
{
	str reason = arena_format(work->arena, STR_FMT " declared it so",
				  STR_ARG(work->actor.name));

	incident->told = true;
	if (declaration->rank >= 0 && declaration->rank < incident->rank &&
	    !incident_set_rank(work, incident, declaration->rank, reason))
		return false;
	return call(work, incident) && incident_touch(work, incident);
}

bool declaration_take(struct work *work, const struct declaration *declaration,
		      struct declared *ret_declared)
{
	str text = secrets_mask(work->arena, str_trim(declaration->text));
	struct told told = told_of(work, text, declaration->service,
				   declaration->environment);
	struct incident incident;
	bool found = false;

	if (!declaration->is_new && !find_open(work, told.group, &incident, &found))
		return false;
	if (!found && !open_told(work, &told, declaration->rank, false, &incident))
		return false;
	if (!note(work, "incident.told", incident.id, incident.code, { "text", text },
		  { "joined", found ? STR("yes") : STR("") },
		  { "why", reading_explain(work->arena, &told.reading) }))
		return false;
	if (found && !join(work, declaration, &incident))
		return false;
	*ret_declared = (struct declared){ .incident = incident,
					   .reading = told.reading,
					   .joined = found };
	return true;
}
