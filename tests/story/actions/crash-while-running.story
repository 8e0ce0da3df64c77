story   a crash while an action runs leaves it unknown, and it never runs again by itself
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     redis does a change but its answer is late
and     writes failing: 96 %
when    prometheus sends redis-full
then    action 1 is offered
when    bob runs: approve last 1
crash   while redis is being changed: kill -9, start again
then    action 1 is unknown
and     the timeline says "Action 1 started" before "Action 1 UNKNOWN"
and     redis was changed once
after   10m
then    action 1 is unknown
and     redis was changed once
# One key asks the target what became of it.
when    bob runs: action settle last 1
then    exit 0
and     action 1 is succeeded
and     redis was changed once
and     the journal verifies
