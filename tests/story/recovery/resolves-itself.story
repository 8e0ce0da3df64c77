story   alerts that ended before the ack resolve by measurement, after the hold
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
when    prometheus sends redis-full
then    alice is paged
when    writes failing: 0 %
and     prometheus says that redis-full ended
then    alice gets one quiet notice: have ended
and     the incident is monitoring
after   59s
then    the incident is monitoring
after   20s
then    the incident is resolved
and     its proven is True
and     the timeline says "Recovery proven by measurement (by itself)"
