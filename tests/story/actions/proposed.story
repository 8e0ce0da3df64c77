story   a person or an agent proposes, an approver approves; what an alert said stands out
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     redis is full and refuses writes
and     writes failing: 96 %
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "RedisDown", "service": "redis", "size": "64mb",
          "pod": "--all", "severity": "critical"}}]
then    alice is paged
and     no action is offered
when    vera runs: action propose last redis {redis} --plan "set=maxmemory to=64mb"
then    exit 1: "vera is viewer"
when    carol runs: action propose last sorcery {redis} --plan "set=maxmemory to=64mb"
then    exit 2: "there is no 'sorcery'; there are: "
when    carol runs: action propose last redis {redis} --plan "set maxmemory"
then    exit 2: "plan: 'set' is no name=value"
when    carol runs: action propose last redis {redis} --plan "set=maxmemory to={{{{label.colour}}}}"
then    exit 2: "no alert here has a label colour"
# An option in the place of a name is refused by name, whoever put it there.
when    carol runs: action propose last redis {redis} --plan "set=maxmemory to={{{{label.pod}}}}"
then    exit 2: "to: '--all' begins with '-': it would be an option"
when    carol runs: action propose last redis --target=--all --plan "set=maxmemory to=64mb"
then    exit 2: "target: '--all' begins with '-'"
and     no action is offered
when    carol runs: action propose last --actuator redis --target "{redis}" --plan "set=maxmemory to={{{{label.size}}}}" --why "it is full"
then    exit 0: "Proposed as action 1: redis on 127.0.0.1"
and     action 1 is offered: 33554432 (32 MiB) → 67108864 (64 MiB)
and     action 1 is offered: ! to is what an alert said: 64mb
and     the timeline says "Action 1 proposed: redis on 127.0.0.1"
when    carol runs: action propose last redis {redis} --plan "set=maxmemory to=64mb"
then    exit 1: "action 1 offers just that already"
when    carol runs: approve last 1
then    exit 1: "action approve needs the role approver; carol is responder"
when    scout asks with a token: action/propose {"incident": "last", "actuator": "redis", "target": "127.0.0.1:1", "plan": {"set": "maxmemory", "to": "64mb"}}
then    answer 200
and     action 2 is refused
when    bob runs: approve last 1
then    exit 0
and     action 1 is succeeded
and     redis has maxmemory 64 MiB
and     redis was changed once
and     the journal verifies
