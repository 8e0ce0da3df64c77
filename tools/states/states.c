/* states: prints docs/states.svg, the states of an incident and what moves it, from the
 * table in core/incident/states.c. Only where things stand is laid by hand. */
#include "core/incident/incident.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

enum {
	STATES = INCIDENT_MERGED + 1,
	EVENTS = INCIDENT_MERGE + 1,
	WIDTH = 1190,
	HEIGHT = 590,
	NODE_WIDTH = 140,
	NODE_HEIGHT = 44,
	FRAME_X = 20,
	FRAME_Y = 20,
	FRAME_WIDTH = 910,
	FRAME_HEIGHT = 550,
};

struct point {
	double x, y;
};

static const struct node {
	struct point at; /* its middle */
	const char *kind;
} nodes[STATES] = {
	[INCIDENT_CANDIDATE] = { { 104, 140 }, "fresh" },
	[INCIDENT_DECLARED] = { { 104, 290 }, "fresh" },
	[INCIDENT_INVESTIGATING] = { { 370, 140 }, "work" },
	[INCIDENT_IDENTIFIED] = { { 370, 290 }, "work" },
	[INCIDENT_REOPENED] = { { 370, 440 }, "fresh" },
	[INCIDENT_MITIGATING] = { { 640, 140 }, "work" },
	[INCIDENT_MITIGATED] = { { 640, 290 }, "better" },
	[INCIDENT_MONITORING] = { { 830, 290 }, "better" },
	[INCIDENT_DISMISSED] = { { 1100, 80 }, "ended" },
	[INCIDENT_MERGED] = { { 1100, 160 }, "ended" },
	[INCIDENT_CLOSED] = { { 1100, 310 }, "ended" },
	[INCIDENT_RESOLVED] = { { 1100, 440 }, "ended" },
};

static const char *const labels[EVENTS] = {
	[INCIDENT_DECLARE] = "declare",
	[INCIDENT_ACKNOWLEDGE] = "ack",
	[INCIDENT_CAUSE_SUPPORTED] = "cause shown",
	[INCIDENT_CAUSE_REFUTED] = "refuted",
	[INCIDENT_CAUSE_UNSUPPORTED] = "refuted", /* the same way: one arrow */
	[INCIDENT_ACTION_STARTED] = "action starts",
	[INCIDENT_ACTION_HELPED] = "helped",
	[INCIDENT_ACTION_FAILED] = "did not help",
	[INCIDENT_ALERTS_ENDED] = "alerts ended",
	[INCIDENT_ALERT_AGAIN] = "alert again",
	[INCIDENT_RESOLVE] = "resolve",
	[INCIDENT_CLOSE] = "close",
	[INCIDENT_DISMISS] = "dismiss",
	[INCIDENT_MERGE] = "merge",
};

/* Arrows that would cross a state or another's label go round: how far the middle is
 * pulled to the right as the arrow flies, and where on it the label stands. */
static const struct route {
	enum incident_state from;
	enum incident_event event;
	double pull, label_at;
} routes[] = {
	{ INCIDENT_DECLARED, INCIDENT_CAUSE_SUPPORTED, 0, 0.39 },
	{ INCIDENT_REOPENED, INCIDENT_ACKNOWLEDGE, -160, 0.28 },
	{ INCIDENT_INVESTIGATING, INCIDENT_CAUSE_SUPPORTED, 0, 0.3 },
	{ INCIDENT_IDENTIFIED, INCIDENT_CAUSE_REFUTED, 120, 0.38 },
	{ INCIDENT_IDENTIFIED, INCIDENT_CAUSE_UNSUPPORTED, 120, 0.38 },
	{ INCIDENT_MONITORING, INCIDENT_ALERT_AGAIN, -110, 0.5 },
	{ INCIDENT_RESOLVED, INCIDENT_ALERT_AGAIN, -150, 0.5 },
};

/* Where an arrow from every open state leaves the frame round them. */
static const struct gate {
	enum incident_event event;
	struct point at;
} gates[] = {
	{ INCIDENT_ACTION_STARTED, { 640, FRAME_Y } },
	{ INCIDENT_ALERTS_ENDED, { 830, FRAME_Y } },
	{ INCIDENT_DISMISS, { FRAME_X + FRAME_WIDTH, 80 } },
	{ INCIDENT_MERGE, { FRAME_X + FRAME_WIDTH, 160 } },
	{ INCIDENT_RESOLVE, { FRAME_X + FRAME_WIDTH, 440 } },
};

static const char style[] =
	"svg { --paper: #fbfaf8; --ink: #23211e; --line: #6b665e; --frame: #efece6;\n"
	"  --fresh: #f6d5cf; --work: #f8e3b4; --better: #cfe8cf; --ended: #dcdfe4; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"  svg { --paper: #1b1c1f; --ink: #ecebe8; --line: #a8a49b; --frame: #25272b;\n"
	"    --fresh: #6e332b; --work: #67511a; --better: #2a5733; --ended: #43474f; }\n"
	"}\n"
	"text { font: 15px system-ui, sans-serif; fill: var(--ink); text-anchor: middle; "
	"}\n"
	".name { font-size: 17px; font-weight: 600; }\n"
	".label { stroke: var(--frame); stroke-width: 9px; stroke-linejoin: round;\n"
	"  paint-order: stroke; }\n"
	".outside { stroke: var(--paper); }\n"
	".quiet { fill: var(--line); text-anchor: start; }\n"
	"path { fill: none; stroke: var(--line); stroke-width: 1.6; marker-end: "
	"url(#tip); }\n"
	".every { stroke-dasharray: 6 4; }\n"
	"marker path { fill: var(--line); stroke: none; }\n"
	"rect { rx: 10px; } .paper { fill: var(--paper); } .frame { fill: var(--frame); "
	"}\n"
	".fresh { fill: var(--fresh); } .work { fill: var(--work); }\n"
	".better { fill: var(--better); } .ended { fill: var(--ended); }\n";

/* What the table says: moves[from][event] is the state it leads to, or STATES. */
static size_t moves[STATES][EVENTS];

static void read_table(void)
{
	enum incident_state from, to;
	enum incident_event event;

	for (size_t i = 0; i < STATES; i++)
		for (size_t j = 0; j < EVENTS; j++)
			moves[i][j] = STATES;
	for (size_t i = 0; incident_transition_at(i, &from, &event, &to); i++)
		moves[from][event] = to;
}

/* The state that this event leads to from every open state but itself; or STATES. */
static size_t from_everywhere(size_t event)
{
	size_t to = moves[INCIDENT_CANDIDATE][event];

	for (size_t from = 0; from < STATES; from++)
		if (incident_is_open((enum incident_state)from) && from != to &&
		    moves[from][event] != to)
			return STATES;
	return to;
}

/* Where the way from the state's middle towards a point leaves its box. */
static struct point edge_of(size_t state, struct point towards)
{
	struct point at = nodes[state].at;
	double dx = towards.x - at.x, dy = towards.y - at.y;
	double half_width = NODE_WIDTH / 2.0 + 3, half_height = NODE_HEIGHT / 2.0 + 3;
	double share = fmin(half_width / fmax(fabs(dx), 1e-9),
			    half_height / fmax(fabs(dy), 1e-9));

	return (struct point){ at.x + dx * share, at.y + dy * share };
}

static void print_label(struct point at, const char *label)
{
	bool is_outside = at.x > FRAME_X + FRAME_WIDTH || at.y > FRAME_Y + FRAME_HEIGHT ||
			  at.y < FRAME_Y;

	printf("<text class=\"label%s\" x=\"%.0f\" y=\"%.0f\">%s</text>\n",
	       is_outside ? " outside" : "", at.x, at.y + 5, label);
}

static const struct route *route_of(size_t from, size_t event)
{
	static const struct route straight = { .label_at = 0.5 };

	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++)
		if (routes[i].from == from && routes[i].event == event)
			return &routes[i];
	return &straight;
}

static void print_loop(size_t state, const char *label)
{
	struct point at = nodes[state].at;
	double right = at.x + NODE_WIDTH / 2.0, top = at.y - NODE_HEIGHT / 2.0;

	printf("<path d=\"M%.0f,%.0f C%.0f,%.0f %.0f,%.0f %.0f,%.0f\"/>\n", right - 26,
	       top - 3, right - 22, top - 42, right + 40, top - 24, right + 4, top + 10);
	print_label((struct point){ right + 60, top - 26 }, label);
}

static void print_move(size_t from, size_t event, size_t to)
{
	const struct route *route = route_of(from, event);
	struct point a = nodes[from].at, b = nodes[to].at;
	double length = hypot(b.x - a.x, b.y - a.y);

	assert(labels[event]);
	if (from == to) {
		print_loop(from, labels[event]);
		return;
	}

	struct point pulled = { (a.x + b.x) / 2 - (b.y - a.y) / length * route->pull,
				(a.y + b.y) / 2 + (b.x - a.x) / length * route->pull };
	struct point start = edge_of(from, pulled), end = edge_of(to, pulled);
	double t = route->label_at, u = 1 - t;

	printf("<path d=\"M%.0f,%.0f Q%.0f,%.0f %.0f,%.0f\"/>\n", start.x, start.y,
	       pulled.x, pulled.y, end.x, end.y);
	print_label(
		(struct point){ u * u * start.x + 2 * u * t * pulled.x + t * t * end.x,
				u * u * start.y + 2 * u * t * pulled.y + t * t * end.y },
		labels[event]);
}

static void print_move_from_everywhere(size_t event, size_t to)
{
	struct point start = { FRAME_X + FRAME_WIDTH / 2.0, FRAME_Y };

	for (size_t i = 0; i < sizeof(gates) / sizeof(gates[0]); i++)
		if (gates[i].event == event)
			start = gates[i].at;

	struct point end = edge_of(to, start);

	printf("<path class=\"every\" d=\"M%.0f,%.0f L%.0f,%.0f\"/>\n", start.x, start.y,
	       end.x, end.y);
	print_label((struct point){ (start.x + end.x) / 2, (start.y + end.y) / 2 },
		    labels[event]);
}

static void print_moves(void)
{
	for (size_t event = 0; event < EVENTS; event++) {
		size_t everywhere = from_everywhere(event);

		if (everywhere != STATES)
			print_move_from_everywhere(event, everywhere);
		for (size_t from = 0; from < STATES; from++)
			if (moves[from][event] != STATES &&
			    (moves[from][event] != everywhere || from == everywhere))
				print_move(from, event, moves[from][event]);
	}
}

static void print_box(const char *kind, double x, double y, double width, double height)
{
	printf("<rect class=\"%s\" x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" "
	       "height=\"%.0f\"/>\n",
	       kind, x, y, width, height);
}

static void print_nodes(void)
{
	for (size_t i = 0; i < STATES; i++) {
		struct point at = nodes[i].at;

		assert(nodes[i].kind);
		print_box(nodes[i].kind, at.x - NODE_WIDTH / 2.0,
			  at.y - NODE_HEIGHT / 2.0, NODE_WIDTH, NODE_HEIGHT);
		printf("<text class=\"name\" x=\"%.0f\" y=\"%.0f\">%s</text>\n", at.x,
		       at.y + 6, incident_state_names[i]);
	}
}

int main(void)
{
	read_table();
	printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	       "role=\"img\" aria-label=\"The states of an "
	       "incident\">\n<style>\n%s</style>\n"
	       "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" "
	       "markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">"
	       "<path d=\"M0,0 L8,4 L0,8 z\"/></marker></defs>\n",
	       WIDTH, HEIGHT, style);
	print_box("paper", 0, 0, WIDTH, HEIGHT);
	print_box("frame", FRAME_X, FRAME_Y, FRAME_WIDTH, FRAME_HEIGHT);
	printf("<text class=\"quiet\" x=\"%d\" y=\"%d\">open</text>\n", FRAME_X + 14,
	       FRAME_Y + 26);
	printf("<text class=\"quiet\" x=\"%d\" y=\"%d\">dashed: from every open state"
	       "</text>\n",
	       FRAME_X + 14, FRAME_Y + FRAME_HEIGHT - 16);
	print_moves();
	print_nodes();
	printf("</svg>\n");
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
