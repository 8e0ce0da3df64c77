/* Every system we ask, one per line, in alphabetical order. */
PROBE(changes)
PROBE(http)
PROBE(prometheus)
PROBE(promql)
PROBE(redis)
PROBE(tcp)
