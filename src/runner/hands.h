/* The hands: a process of its own that runs programs for the server. It holds no key
 * and no database, and what it runs gets an environment of PATH, HOME and LANG.
 *
 * When the server dies, the hands let what runs come to its end (or its deadline),
 * leave the result in the spool, and end. When the hands die, whether something ran is
 * unknown, and the next call starts them again. */
#ifndef RUNNER_HANDS_H
#define RUNNER_HANDS_H

#include "app/ports.h"

/* -- the server's side -- */
struct hands_process;

/* Runs "PROGRAM hands" with the spool as its directory; made when it is missing. */
struct hands_process *hands_start(const char *program, const char *spool_directory,
				  struct error *error) MUST_CHECK;
/* What app/ calls; good as long as the process. Any thread may. */
struct hands hands_port(struct hands_process *process);
/* For those who watch processes; it changes when the hands are started again. */
int64_t hands_pid(struct hands_process *process);
void hands_stop(struct hands_process *process);

/* -- the process itself: what main calls for "stanch hands" -- */

enum { HANDS_SOCKET = 3 };

/* Returns the exit code, when the server has gone and nothing runs any more. */
int hands_main(int socket);

#endif
