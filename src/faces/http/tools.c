/* POST /mcp: the tools of agents over HTTP. */
#include "faces/http/request.h"

#include "faces/mcp/mcp.h"

void tools_handle(struct request *request)
{
	const struct tree *message = request_body(request);
	struct mcp_envelope envelope = {
		.version = http_header(request->in, "MCP-Protocol-Version"),
		.method = http_header(request->in, "Mcp-Method"),
		.name = http_header(request->in, "Mcp-Name"),
	};
	struct mcp_reply reply;

	if (!message)
		return;
	request->work.actor.via = STR("mcp");
	reply = mcp_answer(&request->work, message, &envelope);
	if (reply.body)
		answer_tree(request, reply.status, reply.body);
	else
		answer_bytes(request, reply.status, "", STR(""));
}
