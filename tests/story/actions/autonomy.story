story   what a rule approved in advance runs at once and once; agents, rollbacks and what failed do not
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
and     configuration:
        autonomy:
          - {name: memory, class: reversible, keys: [raise-maxmemory], worst: 1, do: pre-approved, agreed_by: alice}
when    prometheus sends redis-full
then    action 1 is succeeded
and     redis has maxmemory 64 MiB
and     redis was changed once
and     the timeline says "Action 1 approved in advance: Raise maxmemory to twice its value: autonomy memory, agreed by alice" before "Action 1 started"
and     the timeline says "approved by autonomy memory"
and     action 2 is offered
# What the agent proposes is the same, and still a person's to approve.
when    scout asks with a token: action/propose {"incident": "last", "actuator": "redis", "target": "{{redis}}", "plan": {"set": "maxmemory", "to": "96mb"}}
then    answer 200
and     action 3 is offered
when    scout asks with a token: action/approve {"incident": "last", "number": 3}
then    answer 403
and     redis was changed once
# So is its way back.
when    bob runs: undo last 1
then    exit 0
and     action 4 is offered
and     redis was changed once
and     the journal verifies
