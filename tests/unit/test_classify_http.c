/* What a request does is told from its method and its address. */
#include "classify_cases.h"

static const struct text_case cases[] = {
	{ "", "R" },
	{ "GET http://localhost:9090/api/v1/alerts", "R" },
	{ "GET /health HTTP/1.1\nHost: x", "R" },
	{ "HEAD https://example.com/", "R" },
	{ "OPTIONS /", "R" },
	{ "https://example.com/status", "R" },
	{ "GET /orders/_search\n{ \"query\": { \"match_all\": {} } }", "R" },
	{ "POST /orders/_search\n{ \"query\": {} }", "R" },
	{ "POST http://prometheus:9090/api/v1/query\n\nquery=up", "R" },
	{ "POST /_msearch", "R" },
	{ "GET _cat/indices?v\nGET _cluster/health", "R" },
	{ "GET /-/healthy", "R" },
	{ "GET /actuator/health", "R" },
	{ "GET /a\n\n###\nGET /b", "R" },
	{ "# why\nGET /a", "R" },
	{ "GET /api/v1/namespaces/x/pods?labelSelector=app%3Dx", "R" },
	{ "GET /runs/5", "R" },

	{ "POST /-/reload", "r" },
	{ "PUT /_cluster/settings\n{}", "r" },
	{ "POST /orders/_refresh", "r" },
	{ "POST http://am:9093/api/v2/silences\n{}", "r" },
	{ "DELETE http://am:9093/api/v2/silence/abc", "r" },
	{ "POST /actuator/loggers/root", "r" },
	{ "POST https://feature-flags.example.com/api/flags/feature-x/disable", "r" },
	{ "GET /actuator/heapdump", "r" },

	{ "POST /orders/_delete_by_query\n{}", "d" },
	{ "POST /_bulk", "d" },
	{ "PUT /orders/_doc/1", "d" },
	{ "DELETE /orders/_doc/1", "d" },

	{ "DELETE /orders", "D" },
	{ "PUT /orders", "D" },
	{ "POST /graphql\n{}", "D" },
	{ "POST /admin/cache/clear", "D" },
	{ "POST /-/quit", "D" },
	{ "GET /shutdown", "D" },
	{ "GET /%73hutdown", "D" },
	{ "GET /a/../shutdown", "D" },
	{ "GET /{shutdown,x}", "D" },
	{ "GET /x?action=delete", "D" },
	{ "GET /x?a=1&cmd=restart", "D" },
	{ "GET /quitquitquit", "D" },
	{ "GET http://jenkins/job/a/build?token=x", "D" },
	{ "POST /orders/_forcemerge", "D" },
	{ "POST /x/%5fsearch", "D" },
	{ "POST /_plugins/_sql", "D" },
	{ "PATCH /a", "D" },
	{ "GET /a\nDELETE /b", "D" },
	{ "GET /a\n\n###\nPOST /b", "D" },
	{ "GET /a\nX-HTTP-Method-Override: DELETE", "D" },
	{ "BREW /a", "D" },
	{ "get /a", "D" },
	{ "GET /a b", "D" },
	{ "gibberish", "D" },
	{ "POST /api/v1/series", "D" },
};

static void requests_are_known_by_method_and_address(void)
{
	check_classes(cases, COUNT_OF(cases), classify_http);
}

const struct test tests[] = {
	{ "requests are known by method and address",
	  requests_are_known_by_method_and_address },
	{ 0 },
};
