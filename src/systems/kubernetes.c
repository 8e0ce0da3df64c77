#include "systems/kubernetes.h"

#include "base/limits.h"
#include "formats/json.h"
#include "net/http_client.h"
#include "systems/kubernetes_private.h"

#include <assert.h>
#include <string.h>

enum {
	PAGE_ITEMS = 500, /* as kubectl asks */
	/* A list that changes faster than it can be read will not be had. */
	LIST_STARTS_MAX = 3,
	/* Authorization, Accept, Content-Type and Impersonate-User, -Uid. */
	HEADERS_BESIDE_GROUPS = 5,
	SAID_START_BYTES = 200,
	SAID_END_BYTES = 180,
};

struct call {
	const char *method;
	str path;
	const char *content_type; /* NULL: no body */
	const char *accept;       /* NULL: any JSON */
	str body;
	bool must_not_repeat;
};

/* -- one request -- */

/* A name that was not encoded must not lead elsewhere. */
static bool is_path(str path)
{
	str rest = path, piece, query;

	if (path.length == 0 || path.bytes[0] != '/')
		return false;
	str_cut(path, '?', &rest, &query);
	while (str_next(&rest, '/', &piece))
		if (str_is(piece, "..") || str_is(piece, "."))
			return false;
	return true;
}

static void add_header(struct http_request *request, const char *name, str value)
{
	struct http_header *headers = (struct http_header *)(uintptr_t)request->headers;

	if (value.length > 0)
		headers[request->header_count++] = (struct http_header){ str_of(name),
									 value };
}

static void add_headers(const struct kubernetes *kubernetes, const struct call *call,
			const struct kubernetes_identity *identity,
			struct http_request *request)
{
	const struct kubeconfig *config = &kubernetes->config;

	request->headers = arena_many(kubernetes->arena, struct http_header,
				      HEADERS_BESIDE_GROUPS + config->as_group_count);
	add_header(request, "Accept",
		   call->accept ? str_of(call->accept) : STR("application/json, */*"));
	add_header(request, "Authorization", identity->authorization);
	add_header(request, "Content-Type", str_of(call->content_type));
	add_header(request, "Impersonate-User", config->as);
	add_header(request, "Impersonate-Uid", config->as_uid);
	for (size_t i = 0; i < config->as_group_count; i++)
		add_header(request, "Impersonate-Group", config->as_groups[i]);
}

/* False when the time for all requests together is over. */
static bool time_left(const struct kubernetes *kubernetes, int64_t *ret_ms,
		      struct error *error)
{
	int64_t left_ms = kubernetes->wait_ms;

	if (kubernetes->until_us > 0)
		left_ms = (kubernetes->until_us - clock_monotonic_us()) / 1000;
	*ret_ms = left_ms < kubernetes->wait_ms ? left_ms : kubernetes->wait_ms;
	return *ret_ms > 0 ||
	       error_set(error, ERROR_TIMEOUT, "its answers took all the time there was");
}

static bool send_once(struct kubernetes *kubernetes, const struct call *call,
		      struct http_answer *ret_answer, struct error *error)
{
	const struct kubeconfig *config = &kubernetes->config;
	struct arena *arena = kubernetes->arena;
	struct kubernetes_identity identity;
	struct http_request request = {
		.method = call->method,
		.url = arena_format(arena, STR_FMT STR_FMT, STR_ARG(config->server),
				    STR_ARG(call->path)),
		.body = call->body,
		.has_body = call->content_type,
		.answer_bytes_max = PROBE_BODY_BYTES_MAX,
		.connects_anew = call->must_not_repeat,
		.takes_any_certificate = config->takes_any_certificate,
		.ca_pem = kubernetes->authority,
		.tls_name = config->tls_server_name,
		.proxy_url = config->proxy_url,
	};

	if (!kubernetes_identify(kubernetes, &identity, error) ||
	    !time_left(kubernetes, &request.total_ms, error))
		return false;
	request.certificate_pem = identity.certificate;
	request.key_pem = identity.key;
	add_headers(kubernetes, call, &identity, &request);
	return http_exchange(arena, &request, ret_answer, error);
}

/* A plugin's credential may be withdrawn before its time: what was refused with 401 was
 * not done, so it is asked once more with a new one. */
static bool send(struct kubernetes *kubernetes, const struct call *call,
		 struct http_answer *ret_answer, struct error *error)
{
	bool had_credential = kubernetes->has_credential;

	*ret_answer = (struct http_answer){ 0 };
	if (!is_path(call->path))
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is no path of the API",
				 STR_ARG(str_clip(call->path, 100)));
	if (!send_once(kubernetes, call, ret_answer, error))
		return false;
	if (ret_answer->status != 401 || !had_credential)
		return true;
	kubernetes->has_credential = false;
	return send_once(kubernetes, call, ret_answer, error);
}

/* -- what came back -- */

static enum error_kind kind_of(int status)
{
	switch (status) {
	case 401: return ERROR_UNAUTHENTICATED;
	case 403: return ERROR_FORBIDDEN;
	case 404: return ERROR_NOT_FOUND;
	case 409:
	case 410: return ERROR_CONFLICT;
	case 413: return ERROR_TOO_LARGE;
	case 429: return ERROR_LIMITED;
	case 408:
	case 504: return ERROR_TIMEOUT;
	default: return status < 500 ? ERROR_INVALID : ERROR_UNAVAILABLE;
	}
}

/* A refused object stands whole in the message, and what is wrong with it at the end. */
static str shorten(struct arena *arena, str said)
{
	if (said.length <= SAID_START_BYTES + SAID_END_BYTES)
		return said;

	str end = str_slice(said, said.length - SAID_END_BYTES, SAID_END_BYTES);

	while (end.length > 0 && ((unsigned char)end.bytes[0] & 0xc0) == 0x80)
		end = str_slice(end, 1, end.length);
	return arena_format(arena, STR_FMT " … " STR_FMT,
			    STR_ARG(str_clip(said, SAID_START_BYTES)), STR_ARG(end));
}

static bool refuse(const struct kubernetes *kubernetes, const struct http_answer *answer,
		   struct error *error)
{
	struct arena *arena = kubernetes->arena;
	struct error unreadable;
	const struct tree *status = json_parse(arena, answer->body, &unreadable);
	str said = tree_get_text(status, "message");
	bool is_said = said.length > 0;

	if (!is_said && str_is_utf8(answer->body))
		said = str_trim(answer->body);
	said = shorten(arena, secrets_mask(arena, said));
	error_set(error, kind_of(answer->status), STR_FMT,
		  STR_ARG(said.length > 0 ? said : STR("without a reason")));
	/* "Unauthorized" alone would not tell who says so. */
	if (answer->status == 401 || !is_said)
		error_wrap(error, "answered %d", answer->status);
	return false;
}

static bool wrap(const struct kubernetes *kubernetes, struct error *error)
{
	return error_wrap(error, "kubernetes " STR_FMT,
			  STR_ARG(kubernetes->config.context));
}

/* The answer of a request that has been accepted. */
static bool ask(struct kubernetes *kubernetes, const struct call *call,
		struct http_answer *ret_answer, struct error *error)
{
	return send(kubernetes, call, ret_answer, error) &&
	       ((ret_answer->status >= 200 && ret_answer->status < 300) ||
		refuse(kubernetes, ret_answer, error));
}

static struct tree *parse(struct kubernetes *kubernetes, const struct http_answer *answer,
			  struct error *error)
{
	struct tree *tree = json_parse(kubernetes->arena, answer->body, error);

	if (tree && tree->kind == TREE_MAP)
		return tree;
	if (tree)
		error_set(error, ERROR_UNAVAILABLE, "an answer that is no object");
	error->kind = ERROR_UNAVAILABLE;
	return NULL;
}

/* -- reading -- */

bool kubernetes_get(struct kubernetes *kubernetes, const char *path,
		    struct tree **ret_answer, struct error *error)
{
	struct call call = { .method = "GET", .path = str_of(path) };
	struct http_answer answer;
	struct tree *tree;

	if (!ask(kubernetes, &call, &answer, error))
		return wrap(kubernetes, error);
	tree = parse(kubernetes, &answer, error);
	if (!tree)
		return wrap(kubernetes, error);
	*ret_answer = tree;
	return true;
}

bool kubernetes_text(struct kubernetes *kubernetes, const char *path, str *ret_text,
		     struct error *error)
{
	struct call call = { .method = "GET", .path = str_of(path) };
	struct http_answer answer;

	if (!ask(kubernetes, &call, &answer, error))
		return wrap(kubernetes, error);
	*ret_text = answer.body;
	return true;
}

static str page_path(struct kubernetes *kubernetes, const char *path, size_t wanted,
		     str next)
{
	return arena_format(kubernetes->arena, "%s%climit=%zu%s" STR_FMT, path,
			    strchr(path, '?') ? '&' : '?',
			    wanted < PAGE_ITEMS ? wanted : (size_t)PAGE_ITEMS,
			    next.length > 0 ? "&continue=" : "",
			    STR_ARG(url_encode(kubernetes->arena, next)));
}

static bool add_page(struct kubernetes *kubernetes, const struct http_answer *answer,
		     size_t most, struct tree *items, str *ret_next, struct error *error)
{
	struct tree *page = parse(kubernetes, answer, error);
	const struct tree *list = tree_get(page, "items");

	if (!page)
		return false;
	/* Go writes null for a list that is empty. */
	if (!list || (list->kind != TREE_LIST && list->kind != TREE_NULL))
		return error_set(error, ERROR_UNAVAILABLE, "an answer that is no list");
	for (size_t i = 0; i < tree_count(list) && tree_count(items) < most; i++)
		tree_add(kubernetes->arena, items, list->list.items[i].value);
	*ret_next = tree_get_text(tree_get(page, "metadata"), "continue");
	return true;
}

struct listing {
	const char *path, *accept;
	size_t most;
};

/* From the beginning to the end; ret_expired: what remained can no longer be had. */
static bool list_once(struct kubernetes *kubernetes, const struct listing *listing,
		      struct tree *items, bool *ret_expired, struct error *error)
{
	size_t most = listing->most;
	struct http_answer answer;
	str next = STR("");

	do {
		struct call call = { .method = "GET",
				     .accept = listing->accept,
				     .path = page_path(kubernetes, listing->path,
						       most - tree_count(items), next) };

		if (!ask(kubernetes, &call, &answer, error)) {
			*ret_expired = answer.status == 410;
			return false;
		}
		if (!add_page(kubernetes, &answer, most, items, &next, error))
			return false;
	} while (next.length > 0 && tree_count(items) < most);
	return true;
}

static bool list_all(struct kubernetes *kubernetes, const struct listing *listing,
		     struct tree **ret_items, struct error *error)
{
	assert(listing->most > 0);
	for (int start = 1;; start++) {
		struct tree *items = tree_list(kubernetes->arena);
		bool expired = false;

		if (list_once(kubernetes, listing, items, &expired, error)) {
			*ret_items = items;
			return true;
		}
		if (!expired || start == LIST_STARTS_MAX)
			return wrap(kubernetes, error);
	}
}

bool kubernetes_list(struct kubernetes *kubernetes, const char *path, size_t most,
		     struct tree **ret_items, struct error *error)
{
	struct listing listing = { .path = path, .most = most };

	return list_all(kubernetes, &listing, ret_items, error);
}

bool kubernetes_list_metadata(struct kubernetes *kubernetes, const char *path,
			      size_t most, struct tree **ret_items, struct error *error)
{
	struct listing listing = { .path = path,
				   .accept = "application/json;"
					     "as=PartialObjectMetadataList;"
					     "g=meta.k8s.io;v=v1",
				   .most = most };

	return list_all(kubernetes, &listing, ret_items, error);
}

/* -- writing -- */

static const struct {
	const char *method, *content_type;
} ways[] = {
	[KUBERNETES_POST] = { "POST", "application/json" },
	[KUBERNETES_PUT] = { "PUT", "application/json" },
	[KUBERNETES_DELETE] = { "DELETE", "application/json" },
	[KUBERNETES_JSON_PATCH] = { "PATCH", "application/json-patch+json" },
	[KUBERNETES_MERGE_PATCH] = { "PATCH", "application/merge-patch+json" },
	[KUBERNETES_STRATEGIC_PATCH] = { "PATCH",
					 "application/strategic-merge-patch+json" },
};

static str write_path(struct kubernetes *kubernetes,
		      const struct kubernetes_change *change)
{
	bool is_deletion = change->how == KUBERNETES_DELETE;

	if (is_deletion && !change->dry_run)
		return str_of(change->path);
	return arena_format(kubernetes->arena, "%s%c%s%s%s", change->path,
			    strchr(change->path, '?') ? '&' : '?',
			    is_deletion ? ""
					: "fieldManager=stanch&fieldValidation=Strict",
			    !is_deletion && change->dry_run ? "&" : "",
			    change->dry_run ? "dryRun=All" : "");
}

/* Of a deletion that has a body the API reads no options from the path: a dry run that
 * stood only there would delete. */
static const struct tree *body_of(struct kubernetes *kubernetes,
				  const struct kubernetes_change *change)
{
	struct arena *arena = kubernetes->arena;
	const struct tree *body = change->body;
	struct tree *options, *all;

	if (change->how != KUBERNETES_DELETE || !change->dry_run)
		return body;
	options = tree_map(arena);
	all = tree_list(arena);
	tree_put_text(arena, options, "apiVersion", STR("v1"));
	tree_put_text(arena, options, "kind", STR("DeleteOptions"));
	for (size_t i = 0; i < tree_count(body); i++)
		tree_put_str(arena, options, body->list.items[i].name,
			     body->list.items[i].value);
	tree_add(arena, all, tree_text(arena, STR("All")));
	tree_put(arena, options, "dryRun", all);
	return options;
}

static bool tells_nothing(int status)
{
	return status == 500 || status == 502 || status == 504;
}

bool kubernetes_write(struct kubernetes *kubernetes,
		      const struct kubernetes_change *change, struct tree **ret_answer,
		      bool *ret_unknown, struct error *error)
{
	const struct tree *body = body_of(kubernetes, change);
	struct call call = { .method = ways[change->how].method,
			     .path = write_path(kubernetes, change),
			     .must_not_repeat = !change->dry_run };
	struct http_answer answer;
	struct tree *tree;

	*ret_unknown = false;
	if (body) {
		call.content_type = ways[change->how].content_type;
		call.body = json_write(kubernetes->arena, body);
	}
	if (!ask(kubernetes, &call, &answer, error)) {
		*ret_unknown = !change->dry_run &&
			       (answer.may_have_arrived || tells_nothing(answer.status));
		return wrap(kubernetes, error);
	}
	tree = parse(kubernetes, &answer, error);
	if (!tree) {
		*ret_unknown = !change->dry_run;
		return wrap(kubernetes, error);
	}
	*ret_answer = tree;
	return true;
}

bool kubernetes_may(struct kubernetes *kubernetes, const struct kubernetes_right *right,
		    bool *ret_may, struct error *error)
{
	struct arena *arena = kubernetes->arena;
	struct tree *review = tree_map(arena), *spec = tree_map(arena);
	struct tree *attributes = tree_map(arena), *answer = NULL;
	struct kubernetes_change change = {
		.how = KUBERNETES_POST,
		.path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
		.body = review,
	};
	str resource = right->resource, subresource = STR("");
	bool unknown;

	str_cut(resource, '/', &resource, &subresource);
	tree_put_text(arena, review, "apiVersion", STR("authorization.k8s.io/v1"));
	tree_put_text(arena, review, "kind", STR("SelfSubjectAccessReview"));
	tree_put(arena, review, "spec", spec);
	tree_put(arena, spec, "resourceAttributes", attributes);
	tree_put_text(arena, attributes, "verb", right->verb);
	tree_put_text(arena, attributes, "group", right->group);
	tree_put_text(arena, attributes, "resource", resource);
	tree_put_text(arena, attributes, "subresource", subresource);
	tree_put_text(arena, attributes, "namespace", right->namespace);
	tree_put_text(arena, attributes, "name", right->name);
	if (!kubernetes_write(kubernetes, &change, &answer, &unknown, error))
		return false;
	*ret_may = tree_get_bool(tree_get(answer, "status"), "allowed", false);
	return true;
}
