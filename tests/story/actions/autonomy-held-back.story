story   a rule holds back what stanch runs: it only proposes, or only observes
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
and     configuration:
        autonomy:
          - {name: no-hands, class: reversible, actuators: [redis], keys: [raise-maxmemory], do: propose}
          - {name: only-looking, class: reversible, services: [session-cache], do: observe}
        commands: {make: /bin/mkdir}
when    prometheus sends redis-full
then    action 1 is offered
and     the timeline says "would be offered: Evict the least recently used keys"
and     action 2 is withdrawn
when    bob runs: approve last 1
then    exit 1: "autonomy no-hands: stanch runs no reversible action at P1; run it by hand: "
when    bob runs: approve last 2
then    exit 1
and     redis was changed never
and     the journal verifies
