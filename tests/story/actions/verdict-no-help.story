story   what did not help is offered to be undone, by itself, and does not run by itself
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
when    prometheus sends redis-full
then    action 1 is offered
when    bob runs: approve last 1
then    action 1 is succeeded
and     redis was changed once
after   2m30s
then    the timeline says "Action 1: no-effect: 96 % → 96 %: no real change, still in breach"
and     action 3 is offered: undo: Raise maxmemory to twice its value
and     action 3 is offered: 67108864 (64 MiB) → 33554432 (32 MiB)
after   30m
then    action 3 is offered
and     redis was changed once
# Who asks for it is shown that one.
when    bob runs: undo last 1
then    exit 0: "Offered as action 3"
when    bob runs: approve last 3
then    exit 0
and     action 1 is undone
and     redis has maxmemory 32 MiB
and     the journal verifies
