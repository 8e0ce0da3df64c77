/* The command line: every operation as "stanch NOUN VERB", asked of a running server
 * over its local socket, or over the network with a token. */
#ifndef FACES_CLI_CLI_H
#define FACES_CLI_CLI_H

/* Every command but those that main runs itself (serve, check, restore, …). argv[0] is
 * the program. Returns the exit code: 0 done, 1 the answer is no, 2 wrong use, 3 could
 * not reach or failed. */
int cli_main(int argc, char **argv);

#endif
