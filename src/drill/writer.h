/* stanch drill writer: the application of the practice incident. It writes to Redis at
 * a steady pace, as a cache that is being filled would, and counts for itself what was
 * accepted: whether writes fail is measured where it hurts, at the client. */
#ifndef DRILL_WRITER_H
#define DRILL_WRITER_H

enum { WRITER_PER_SECOND = 50, WRITER_VALUE_BYTES = 12000 };

/* writer --redis HOST:PORT --listen HOST:PORT --warm KEYS --keys KEYS
 *
 * Fills "warm" keys at once, then goes round all "keys". GET /metrics is for
 * Prometheus; POST /stop and /go make it hang and work again. */
int writer_main(int argc, char **argv);

#endif
