/* A real server as the child of a test, on a free port, in a directory of its own. */
#ifndef TESTS_CHILD_H
#define TESTS_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct test_server {
	pid_t pid;
	unsigned port;
	char directory[64];
};

unsigned free_port(void);
/* Makes the directory and finds the port; nothing runs yet. */
void server_prepare(struct test_server *child);
/* argv ends in NULL; its output goes nowhere. True when the port takes connections
 * within 10 s. */
bool server_start(struct test_server *child, char *const argv[]);
/* Ends it and removes its directory. */
void server_stop(struct test_server *child);

#endif
