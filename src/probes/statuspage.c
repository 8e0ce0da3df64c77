/* Asks the status page of a provider for the incidents that it tells of. */
#include "probes/statuspage.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "net/http_client.h"

enum { TITLE_BYTES_MAX = 300, SAID_BYTES_MAX = 2000, PROVIDER_BYTES_MAX = 100 };

/* When it began, which a provider may say later than it opened the incident. */
static bool read_began(const struct tree *incident, instant_ms *ret_at)
{
	str began = tree_get_text(incident, "started_at");
	struct error unheeded;

	if (began.length == 0)
		began = tree_get_text(incident, "created_at");
	return instant_parse(began, ret_at, &unheeded) && *ret_at > 0;
}

static void add_components(struct text *said, const struct tree *incident)
{
	const struct tree *components = tree_get(incident, "components");

	for (size_t i = 0; i < tree_count(components); i++)
		text_addf(said, "%s" STR_FMT, i == 0 ? "components: " : ", ",
			  STR_ARG(tree_get_text(tree_nth(components, i), "name")));
	if (tree_count(components) > 0)
		text_add_char(said, '\n');
}

/* "impact: major", "components: API, Git", "investigating: We see …": the newest words
 * come first in the list. */
static str said_of(struct arena *arena, const struct tree *incident)
{
	struct text said = text_new(arena, SAID_BYTES_MAX);
	const struct tree *newest = tree_nth(tree_get(incident, "incident_updates"), 0);
	str words = str_trim(tree_get_text(newest, "body"));

	text_addf(&said, "impact: " STR_FMT "\n",
		  STR_ARG(tree_get_text(incident, "impact")));
	add_components(&said, incident);
	if (words.length > 0)
		text_addf(&said, STR_FMT ": " STR_FMT "\n",
			  STR_ARG(tree_get_text(newest, "status")), STR_ARG(words));
	return str_clip(text_of(&said), SAID_BYTES_MAX);
}

static bool read_incident(const struct probe_call *call, str provider,
			  const struct tree *incident, struct change *change)
{
	str id = tree_get_text(incident, "id"), name = tree_get_text(incident, "name");
	instant_ms at = 0;

	if (id.length == 0 || name.length == 0 || !read_began(incident, &at))
		return false;
	*change = (struct change){
		.at = at,
		.kind = STR("status"),
		.system = STR("statuspage"),
		.service = probe_argument(call, "service"),
		.target = provider,
		.title = str_clip(arena_format(call->arena, STR_FMT ": " STR_FMT,
					       STR_ARG(provider), STR_ARG(name)),
				  TITLE_BYTES_MAX),
		.url = tree_get_text(incident, "shortlink"),
		.diff = said_of(call->arena, incident),
		.source_id = id,
	};
	return true;
}

bool statuspage_read(const struct probe_call *call, str body, instant_ms since,
		     struct found_changes *found, struct error *error)
{
	const struct tree *answer = json_parse(call->arena, body, error);
	const struct tree *list = tree_get(answer, "incidents");
	str provider = str_clip(tree_get_text(tree_get(answer, "page"), "name"),
				PROVIDER_BYTES_MAX);

	if (!answer)
		return false;
	if (!list || list->kind != TREE_LIST || provider.length == 0)
		return error_set(error, ERROR_UNAVAILABLE,
				 "this is no list of incidents as Statuspage has it: is "
				 "it the page's own address?");
	for (size_t i = 0; i < tree_count(list); i++) {
		struct change change;

		if (!read_incident(call, provider, tree_nth(list, i), &change)) {
			found->faults++;
			continue;
		}
		if (change.at < since || change.at > call->now)
			continue;
		found->is_cut = found->count == CHANGES_PER_LOOK_MAX;
		if (found->is_cut)
			return true;
		*list_add(call->arena, found) = change;
	}
	return true;
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { .has_data = true };
	struct http_request request = { .total_ms = call->wait_ms,
					.answer_bytes_max = PROBE_BODY_BYTES_MAX };
	struct http_answer answer;
	str url;

	if (!probe_need(call, "url", &url, error))
		return error_wrap(error, "statuspage");
	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	finding.target = secrets_mask(call->arena, url);
	finding.question = STR("/api/v2/incidents.json");
	request.url = arena_format(call->arena, STR_FMT STR_FMT, STR_ARG(url),
				   STR_ARG(finding.question));
	if (!http_exchange(call->arena, &request, &answer, error))
		return error_wrap(error, "statuspage " STR_FMT, STR_ARG(finding.target));
	if (answer.status != 200)
		return error_set(error, ERROR_UNAVAILABLE,
				 "statuspage " STR_FMT ": answered %d",
				 STR_ARG(finding.target), answer.status);
	if (!statuspage_read(call, answer.body, call->now - CHANGES_LOOK_BACK_MS,
			     &finding.changes, error))
		return error_wrap(error, "statuspage " STR_FMT, STR_ARG(finding.target));
	*ret_finding = finding;
	return true;
}

const struct probe statuspage_probe = {
	.name = "statuspage",
	.help = "what a provider's Statuspage tells of late: url, service",
	.ask = ask,
};
