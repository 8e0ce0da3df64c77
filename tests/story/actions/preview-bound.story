story   an approval is bound to what the preview showed
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
when    prometheus sends redis-full
then    action 1 is offered
when    bob runs: approve last 1 --digest 0000000000000000
then    exit 1: "the preview has changed"
when    somebody else sets maxmemory of redis to 48 MiB
and     bob runs: approve last 1
then    exit 0
and     action 1 is refused: maxmemory was 33554432 at the preview and is 50331648 now
and     redis was changed never
and     redis has maxmemory 48 MiB
and     the timeline says "Action 1 refused"
when    bob runs: approve last 1
then    exit 1: "action 1 is refused: only an offered one can be approved"
