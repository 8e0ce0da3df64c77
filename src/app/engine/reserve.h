/* Room on the disk that is kept for what must not wait: pages, acknowledgements, timers.
 * A file of its size lies in the data directory. When the disk is as good as full the
 * file goes, and until there is room for it again the doors' deliveries are refused
 * (503: their senders repeat them), so that what it left is used for nothing else. */
#ifndef APP_ENGINE_RESERVE_H
#define APP_ENGINE_RESERVE_H

#include "base/arena.h"

struct reserve {
	str path; /* "" : none is kept (the simulation's disk, PostgreSQL elsewhere) */
	str directory;
	bool is_held;
	bool is_scarce; /* it was given up: only what is urgent is stored */
};

/* Takes it where there is room. Never fails: a disk that is full at the start is scarce
 * from the start. The path must live as long. */
void reserve_open(struct reserve *reserve, struct arena *arena, str directory);
/* Before anything is opened there: only gives the file up, when there is no room. */
void reserve_give_way(struct arena *arena, str directory);
/* Looks at the room that is left, gives the file up or takes it again. Cheap: one system
 * call. True when is_scarce has changed by it. */
bool reserve_look(struct reserve *reserve);

#endif
