/* Commands that work on the directory of a stopped server, or on files alone. */
#ifndef MAIN_OFFLINE_H
#define MAIN_OFFLINE_H

int check_main(int argc, char **argv);    /* stanch check FILE */
int diagnose_main(int argc, char **argv); /* stanch diagnose FILES */
int import_main(int argc, char **argv);   /* stanch import alertmanager.yml */
int verify_main(int argc, char **argv);   /* stanch journal verify --data DIR */
int restore_main(int argc, char **argv);  /* stanch restore FILE --data DIR */

#endif
