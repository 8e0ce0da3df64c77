/* The only file that knows how many threads there are, and what each does. */
#ifndef MAIN_THREADS_H
#define MAIN_THREADS_H

#include "app/app.h"

struct threads;

/* scribe, clock, desks for pages and desks for other work. */
struct threads *threads_start(struct app *app);
/* Lets each finish what it has in hand; the scribe last, after "goodbye" ran. */
void threads_stop(struct threads *threads, struct app *app);

#endif
