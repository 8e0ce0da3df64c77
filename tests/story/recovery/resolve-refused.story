story   a resolve before the hold is over is refused, with the seconds missing
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
when    prometheus sends redis-full
and     alice runs: ack last
then    the check is red
when    alice runs: resolve last
then    exit 1: "writes failing: 96 % is not below 1 %"
when    writes failing: 0 %
and     somebody waits for 42s
and     prometheus says that redis-full ended
and     alice runs: resolve last
then    exit 1: "green for 0:30 of 1:00, 30 s missing"
after   30s
then    the check is held
when    alice runs: resolve last
then    exit 0
and     the incident is resolved
and     its proven is True
and     the timeline says "Recovery proven by measurement (alice)"
and     the postmortem says "Writes to the session cache fail"
