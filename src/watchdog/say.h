/* One line per event on standard output, with its instant in front. */
#ifndef WATCHDOG_SAY_H
#define WATCHDOG_SAY_H

void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
