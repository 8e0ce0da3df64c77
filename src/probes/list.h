/* Every system we ask, one per line, in alphabetical order. */
PROBE(changes)
PROBE(prometheus)
PROBE(redis)
