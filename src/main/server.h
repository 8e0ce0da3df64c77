/* The server: all parts started in order, and stopped in the other order. */
#ifndef MAIN_SERVER_H
#define MAIN_SERVER_H

/* stanch serve …; the exit code. */
int serve_main(int argc, char **argv);

#endif
