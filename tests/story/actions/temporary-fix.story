story   what an action leaves is a temporary fix: it blocks closing, never resolving, until it is gone
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
and     configuration:
        temporary_fixes: {lasts: 2h}
when    prometheus sends redis-full
and     bob runs: ack last
then    action 1 is offered: Raise maxmemory to twice its value
when    alice runs: approve last 1
then    exit 0
and     action 1 is succeeded
and     the timeline says "Temporary fix 1: Raise maxmemory to twice its value (alice), until 2026-11-21T05:00" once
when    writes failing: 0 %
and     prometheus says that redis-full ended
and     somebody waits for 80s
then    the incident is monitoring
when    bob runs: resolve last
then    exit 0
and     the postmortem says "| 1 | Raise maxmemory to twice its value | alice | 2026-11-21T05:00"
when    bob runs: incident close last
then    exit 1: "not closed: temporary fix 1 is open: Raise maxmemory to twice its value (since"
when    bob runs: fix list
then    exit 0: "stanch undo INC-2026-11-21-001 1 (sets maxmemory back to 33554432 (32 MiB))"
# It is reminded of when its end comes; once more a day later.
after   2h
then    alice is told: temporary fix 1 is OVER: Raise maxmemory to twice its value
and     bob is told: temporary fix 1 is OVER
after   1h
then    alice is told nothing
when    bob runs: fix extend 1 3d "the machine with more memory comes on Wednesday"
then    exit 0: "Temporary fix 1 until 2026-11-24T"
# Who says that it is gone is contradicted by redis itself.
when    alice runs: fix remove 1 "I think it is back"
then    exit 0: "Asking the target whether temporary fix 1 is gone"
and     alice is told: temporary fix 1 is still there
and     the timeline says "Temporary fix 1 is NOT gone, as alice said"
when    bob runs: incident close last
then    exit 1: "temporary fix 1 is open"
when    somebody else sets maxmemory of redis to 32 MiB
and     alice runs: fix remove 1 "set back with redis-cli"
then    exit 0
and     the timeline says "Temporary fix 1 is gone: Raise maxmemory to twice its value: set back with redis-cli (alice). Asked:"
when    bob runs: incident close last
then    exit 0: "Closed"
and     the incident is closed
and     the journal verifies
