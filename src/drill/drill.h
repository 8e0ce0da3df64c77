/* stanch drill: the practice incident, played with real servers that it starts on free
 * ports of this machine and stops again, and nothing else.
 *
 * To stanch it is a client like any other: it starts "stanch serve" on a directory of
 * its own and talks to it over the local socket. */
#ifndef DRILL_DRILL_H
#define DRILL_DRILL_H

/* The exit code: 0 when every step really happened, 1 when it was stopped before its
 * end, 2 for wrong use, 3 when a step failed. */
int drill_main(int argc, char **argv);

#endif
