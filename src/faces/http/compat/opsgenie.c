/* What clients of Opsgenie ask of its Alert API, beside what they tell it
 * (sources/opsgenie.c): what became of a request, one alert, lists and counts. They see
 * the alerts that came through that door and no others. */
#include "faces/http/request.h"

#include "app/intake/receipt.h"
#include "app/intake/roster.h"
#include "app/store.h"
#include "core/paging/page.h"
#include "formats/json.h"

enum { LIST_DEFAULT = 20, LIST_MAX = 100, SKIP_MAX = 20000 };

/* What is asked, and what is answered; read in one go. */
struct asked {
	struct request *request;
	str what; /* behind /v2/alerts/ */
	struct alert_listing listing;
	struct tree *data;
};

static str source_name(void)
{
	return STR("opsgenie");
}

/* -- one alert, in the API's words -- */

static void put_lists(struct arena *arena, struct tree *shown, const struct tree *labels,
		      const struct tree *annotations)
{
	struct tree *tags = tree_list(arena), *details = tree_map(arena);
	str rest = tree_get_text(labels, "tags"), tag;

	while (str_next(&rest, ',', &tag))
		tree_add(arena, tags, tree_text(arena, str_trim(tag)));
	for (size_t i = 0; i < tree_count(labels); i++)
		tree_put_str(arena, details, tree_nth_name(labels, i),
			     tree_text(arena, tree_nth(labels, i)->text));
	tree_put(arena, shown, "tags", tags);
	tree_put(arena, shown, "details", details);
	tree_put_text(arena, shown, "description",
		      tree_get_text(annotations, "description"));
}

static bool is_acknowledged(struct work *work, const struct alert *alert, bool *ret_is)
{
	struct page *pages;
	size_t count;

	*ret_is = false;
	if (alert->incident == 0)
		return true;
	if (!store_of_incident(work, &page_shape, alert->incident, &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		*ret_is = *ret_is || pages[i].acked_at > 0;
	return true;
}

static bool show(struct work *work, const struct alert *alert, struct tree **ret_shown)
{
	struct arena *arena = work->arena;
	struct tree *shown = tree_map(arena);
	struct error unheeded;
	const struct tree *labels = json_parse(arena, alert->labels, &unheeded);
	const struct tree *annotations = json_parse(arena, alert->annotations, &unheeded);
	str id = arena_format(arena, "%lld", (long long)alert->id);
	bool is_acked;

	if (!is_acknowledged(work, alert, &is_acked))
		return false;
	tree_put_text(arena, shown, "id", id);
	tree_put_text(arena, shown, "tinyId", id);
	tree_put_text(arena, shown, "alias", alert->identity);
	tree_put_text(arena, shown, "message", alert->summary);
	tree_put_text(arena, shown, "status",
		      alert_has_ended(alert->state) ? STR("closed") : STR("open"));
	tree_put_bool(arena, shown, "acknowledged", is_acked);
	tree_put_bool(arena, shown, "isSeen", is_acked);
	tree_put_bool(arena, shown, "snoozed", false);
	tree_put_int(arena, shown, "count", 1);
	tree_put_text(arena, shown, "createdAt",
		      instant_format(arena, alert->first_seen_at));
	tree_put_text(arena, shown, "lastOccurredAt",
		      instant_format(arena, alert->starts_at));
	tree_put_text(arena, shown, "updatedAt",
		      instant_format(arena, alert->changed_at));
	tree_put_text(arena, shown, "source", tree_get_text(labels, "source"));
	tree_put_text(arena, shown, "entity", tree_get_text(labels, "entity"));
	tree_put_text(arena, shown, "priority", tree_get_text(labels, "priority"));
	tree_put_text(arena, shown, "owner", STR(""));
	put_lists(arena, shown, labels, annotations);
	*ret_shown = shown;
	return true;
}

static bool by_id(struct work *work, int64_t id, struct alert *ret_alert)
{
	if (!store_get(work, &alert_shape, id, ret_alert))
		return false;
	return str_equal(ret_alert->source, source_name()) ||
	       fail(work, ERROR_NOT_FOUND, "Alert does not exist");
}

static bool find_alert(struct work *work, const struct asked *asked,
		       struct alert *ret_alert)
{
	const unsigned char *key = store_key(work->app->store);
	str type = STR("");
	int64_t id;
	bool found;

	http_query(asked->request->in, "identifierType", 0, &type);
	if (!str_is(type, "alias") && str_to_int(asked->what, &id))
		return by_id(work, id, ret_alert);
	if (!store_alert_named(
		    work,
		    roster_key_text(work->arena,
				    alert_key_said(work->actor.name, asked->what, key)),
		    ret_alert, &found))
		return false;
	return found || fail(work, ERROR_NOT_FOUND, "Alert does not exist");
}

static bool read_one(struct work *work, void *arguments)
{
	struct asked *asked = arguments;
	struct alert alert;

	return find_alert(work, asked, &alert) && show(work, &alert, &asked->data);
}

/* -- what became of a request: it was done when it was answered -- */

static bool read_receipt(struct work *work, void *arguments)
{
	static const str requests = STR_INIT("requests/");
	struct asked *asked = arguments;
	struct arena *arena = work->arena;
	struct tree *data = tree_map(arena);
	str id = str_slice(asked->what, requests.length, asked->what.length);
	struct receipt receipt;
	struct alert alert = { 0 };
	bool done;

	if (!receipt_read(arena, id, store_key(work->app->store), &receipt))
		return fail(work, ERROR_NOT_FOUND,
			    "Request not found. It might not be processed, yet.");
	done = receipt.alert != 0;
	if (done && !by_id(work, receipt.alert, &alert))
		return false;
	tree_put_bool(arena, data, "success", done);
	tree_put_bool(arena, data, "isSuccess", done);
	tree_put_text(arena, data, "action",
		      str_of(receipt_action_names[receipt.action]));
	tree_put_text(arena, data, "processedAt", instant_format(arena, receipt.at));
	tree_put_text(arena, data, "integrationId", STR(""));
	tree_put_text(arena, data, "status",
		      !done ? STR("Alert does not exist")
		      : receipt.action == RECEIPT_CREATE
			      ? STR("Created alert")
			      : str_of(receipt_action_names[receipt.action]));
	tree_put_text(arena, data, "alertId",
		      done ? arena_format(arena, "%lld", (long long)alert.id) : STR(""));
	tree_put_text(arena, data, "alias", alert.identity);
	asked->data = data;
	return true;
}

/* -- lists -- */

static bool read_list(struct work *work, void *arguments)
{
	struct asked *asked = arguments;
	struct alert *alerts;
	size_t count;

	if (!store_alerts_from(work, &asked->listing, &alerts, &count))
		return false;
	asked->data = tree_list(work->arena);
	for (size_t i = 0; i < count; i++) {
		struct tree *shown;

		if (!show(work, &alerts[i], &shown))
			return false;
		tree_add(work->arena, asked->data, shown);
	}
	return true;
}

static bool read_count(struct work *work, void *arguments)
{
	struct asked *asked = arguments;
	int64_t count;

	if (!store_alerts_from_count(work, &asked->listing, &count))
		return false;
	asked->data = tree_map(work->arena);
	tree_put_int(work->arena, asked->data, "count", count);
	return true;
}

static bool number_asked(struct request *request, const char *name, int64_t most,
			 int64_t fallback, size_t *ret_number)
{
	int64_t number = fallback;
	str said;

	if (http_query(request->in, name, 0, &said) && !str_to_int(said, &number))
		number = -1;
	if (number < 0 || number > most)
		return fail(&request->work, ERROR_INVALID,
			    "%s must be a number from 0 to %lld", name, (long long)most);
	*ret_number = (size_t)number;
	return true;
}

/* Of the query language what scripts use. A list that is silently too long or too short
 * would be a lie, so the rest is refused. */
static bool read_filter(struct asked *asked)
{
	struct request *request = asked->request;
	str query = STR("");

	http_query(request->in, "query", 0, &query);
	query = str_trim(query);
	if (str_is(query, "status:open") || str_is(query, "status=open") ||
	    str_is(query, "status: open"))
		asked->listing.wanted = ALERTS_OPEN;
	else if (str_is(query, "status:closed") || str_is(query, "status=closed") ||
		 str_is(query, "status: closed"))
		asked->listing.wanted = ALERTS_ENDED;
	else if (query.length > 0)
		return fail(&request->work, ERROR_INVALID,
			    "query: only status:open and status:closed are understood "
			    "here");
	return number_asked(request, "limit", LIST_MAX, LIST_DEFAULT,
			    &asked->listing.most) &&
	       number_asked(request, "offset", SKIP_MAX, 0, &asked->listing.skip);
}

/* -- answers -- */

static void answer_data(struct request *request, int status, const char *name,
			struct tree *value)
{
	struct arena *arena = request->work.arena;
	struct tree *answer = tree_map(arena);
	str id = receipt_of_nothing(arena);

	tree_put(arena, answer, name, value);
	tree_put_real(arena, answer, "took", 0.0);
	tree_put_text(arena, answer, "requestId", id);
	answer_tree(request, status, answer);
	http_add_header(request->out, "X-Request-Id", id);
}

static void answer_refusal(struct request *request, bool is_request)
{
	const struct error *error = &request->work.error;
	int status = error->kind == ERROR_INVALID ? 422 : error_http_status(error->kind);

	if (status >= 500) {
		answer_error(request, error);
		return;
	}
	answer_data(request, status, "message",
		    tree_text(request->work.arena, str_of(error->text)));
	/* By this clients tell "not yet" from "never": they ask again for a while. */
	if (is_request && status == 404)
		http_add_header(request->out, "X-Opsgenie-Errortype",
				STR("RequestNotProcessed"));
}

static bool may_ask(struct request *request)
{
	struct work *work = &request->work;
	const struct door_key *key;
	str said;

	if (work->actor.name.length == 0) {
		work->actor.name = source_name();
		return true;
	}
	key = gate_said_key(request, &said) ? gate_door_key(request, said) : NULL;
	return !key ||
	       (key->secret.length == 0 && door_key_opens(key, source_name().bytes)) ||
	       fail(work, ERROR_FORBIDDEN, "the key " STR_FMT " does not open this door",
		    STR_ARG(key->name));
}

static bool answer_asked(struct asked *asked, bool is_request)
{
	struct work *work = &asked->request->work;
	str what = asked->what;

	if (is_request)
		return app_read(work->app, work, read_receipt, asked);
	if (what.length == 0 || str_is(what, "count")) {
		if (!read_filter(asked))
			return false;
		return app_read(work->app, work,
				what.length == 0 ? read_list : read_count, asked);
	}
	return app_read(work->app, work, read_one, asked);
}

void opsgenie_handle(struct request *request)
{
	struct asked asked = { .request = request,
			       .what = request->rest,
			       .listing = { .source = source_name() } };
	bool is_request = str_starts_with(request->rest, STR("requests/"));

	if (may_ask(request) && answer_asked(&asked, is_request))
		answer_data(request, 200, "data", asked.data);
	else
		answer_refusal(request, is_request);
}
