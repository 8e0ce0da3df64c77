story   what destroys takes two people: the second is woken, and nobody approves their own
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     configuration:
        commands: {make: /bin/mkdir}
when    prometheus sends redis-full
then    alice is paged
# Nobody knows what a command does, so it counts as destructive, whatever is said.
when    bob runs: action propose last command the-disk --plan "command=make arg1={dir}/made" --class read
then    exit 0: "[destructive]"
and     action 1 is offered: /made
and     alice is woken: bob asks for action 1 of INC-2026-11-21-001, which is destructive and takes two people
and     bob is told nothing
and     the timeline says "A second person must approve it; called: alice"
when    bob runs: approve last 1
then    exit 1: "bob asked for it: a destructive action needs a second person"
when    alice runs: approve last 1 --digest 0000
then    exit 1: "the preview has changed"
when    alice runs: approve last 1
then    exit 0: "it is written down and starts now"
and     action 1 is succeeded
# What an agent proposes nobody asked for: its first approver does, and another is needed.
when    scout asks with a token: action/propose {"incident": "last", "actuator": "command", "target": "the-disk", "plan": {"command": "make", "arg1": "/nowhere/at/all"}}
then    answer 200: "destructive"
and     action 2 is offered: /nowhere/at/all
when    scout asks with a token: action/approve {"incident": "last", "number": 2}
then    answer 403: "scout is responder"
when    alice runs: approve last 2
then    exit 0: "so a second person must approve it, too. Called: bob."
and     action 2 is offered
and     bob is woken: alice asks for action 2
when    alice runs: approve last 2
then    exit 1: "alice asked for it"
when    bob runs: approve last 2
then    exit 0
and     action 2 is failed: No such file or directory
and     the journal verifies
