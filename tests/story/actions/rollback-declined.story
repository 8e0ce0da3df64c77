story   choosing something else declines the rollback, and why is asked afterwards
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
and     on call: bob
when    bob runs: change add "maxmemory 64 MiB to 32 MiB" --service session-cache --kind config --irreversible "memory was given away" --at 2026-11-21T02:50:00Z
and     prometheus sends redis-full
then    the timeline says "No rollback: Roll back session-cache: maxmemory 64 MiB to 32 MiB: marked irreversible: memory was given away"
when    bob runs: rollback approve last
then    exit 1: "no rollback waits for an approval"
and     exit 1: "says why"
when    bob runs: rollback decline last
then    exit 1: "no rollback is offered"
when    bob runs: rollback reason last "too late"
then    exit 1: "no rollback was declined"
when    bob runs: rollback last
then    exit 0: "[impossible]"
and     exit 0: "not possible: marked irreversible: memory was given away"
