/* The tools of agents, by the Model Context Protocol: each operation is one. Knows
 * JSON-RPC and both eras of the protocol, but nothing of HTTP. */
#ifndef FACES_MCP_MCP_H
#define FACES_MCP_MCP_H

#include "app/app.h"

/* The latest versions we speak, of the handshake's era and of the one without. */
#define MCP_VERSION_LEGACY "2025-11-25"
#define MCP_VERSION_MODERN "2026-07-28"

/* What a client of the modern era repeats beside the message; "" when absent. */
struct mcp_envelope {
	str version, method, name;
};

struct mcp_reply {
	int status;        /* as HTTP would say it */
	struct tree *body; /* NULL: accepted, nothing to say */
};

/* The work's actor decides what may be done. */
struct mcp_reply mcp_answer(struct work *work, const struct tree *message,
			    const struct mcp_envelope *envelope);

#endif
