story   two hypotheses are supported, an action is offered, approved, judged and undone
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
when    prometheus sends redis-full
then    the hypothesis maxmemory-too-low is supported
and     the hypothesis noeviction-at-limit is supported
and     action 1 is offered: Raise maxmemory to twice its value
and     action 2 is offered: allkeys-lru
and     action 1 is offered: 33554432 (32 MiB) → 67108864 (64 MiB)
and     redis was changed never
# Nobody has acknowledged yet: whoever can stop the bleeding does.
when    carol runs: approve last 1
then    exit 1: "action approve needs the role approver; carol is responder"
when    scout asks with a token: action/approve {"incident": "last", "number": 1}
then    answer 403: "scout is responder"
when    bob runs: approve last 1
then    exit 0
and     action 1 is succeeded
and     redis has maxmemory 64 MiB
and     redis was changed once
and     the timeline says "Action 1 approved" before "Action 1 started"
and     the timeline says "Action 1 started: Raise maxmemory to twice its value on 127.0.0.1" before "Action 1 succeeded"
when    writes failing: 0 %
and     somebody waits for 10s
then    action 1 is succeeded: 96 % → 0 %
and     the timeline says "Action 1: helped"
and     a draft lies ready: mitigated
and     the incident is mitigated
# The way back is an action like any other: offered, approved, done.
when    bob runs: undo last 1
then    exit 0: "Approve it with"
and     action 3 is offered: 67108864 (64 MiB) → 33554432 (32 MiB)
and     redis was changed once
when    bob runs: approve last 3
then    exit 0
and     action 1 is undone
and     redis has maxmemory 32 MiB
and     the journal verifies
