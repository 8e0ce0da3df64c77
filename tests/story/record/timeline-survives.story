story   killed at every step, it goes on from there
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
when    prometheus sends redis-full
crash   kill -9, start again
then    alice is paged
and     action 1 is offered
crash   kill -9, start again
when    alice runs: ack last
crash   kill -9, start again
when    alice runs: message send last
crash   kill -9, start again
then    the service desk is told: Writes to the session cache fail
when    bob runs: approve last 1
then    action 1 is succeeded
crash   kill -9, start again
when    writes failing: 0 %
and     somebody waits for 30s
crash   kill -9, start again
after   10s
then    the timeline says "Action 1: helped"
when    prometheus says that redis-full ended
crash   kill -9, start again
after   40s
then    the check is held
when    alice runs: resolve last
crash   kill -9, start again
then    the incident is resolved
and     its proven is True
and     the postmortem says "Writes to the session cache fail"
and     redis was changed once
and     the journal verifies
