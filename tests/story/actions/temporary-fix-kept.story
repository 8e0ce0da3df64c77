story   a temporary fix by hand; its undo ends one; closing with one open is commander's word with a reason
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     its pattern redis-memory
and     redis is full and refuses writes
and     writes failing: 96 %
when    prometheus sends redis-full
and     bob runs: ack last
then    action 1 is offered
when    alice runs: fix add last "schema validation is off" --until 2h --removal "turn it on in the values"
then    exit 0: "Temporary fix 1 until 2026-11-21T05:0"
when    bob runs: handoff show last
then    exit 0: "temporary fix 1, to be removed by 2026-11-21T05:00"
when    alice runs: fix add last "for ever" --until 91d
then    exit 2: "what is needed for longer is not temporary"
when    alice runs: fix add last "x" --owner nobody-here
then    exit 2: "there is no nobody-here in the configuration"
when    alice runs: approve last 1
then    exit 0
and     action 1 is succeeded
when    bob runs: resolve last --reason "the cause is out of our hands" --unproven
then    exit 0
# What an action left is put back after the end, too.
when    alice runs: undo last 1
then    exit 0
and     action 3 is offered
when    alice runs: approve last 3
then    exit 0
and     action 1 is undone
and     the timeline says "Temporary fix 2 is gone: Raise maxmemory to twice its value: undone by action 3"
when    alice runs: incident close last --with-fixes
then    exit 2: "reason: say why it is closed although temporary fix 1 is open: schema validation is off"
when    carol runs: incident close last --with-fixes --reason "the supplier needs a week"
then    exit 1: "only the commander (bob) or an admin closes it with temporary fixes"
when    carol runs: fix keep 1 "we live without"
then    exit 1: "that it may stay, the commander or an admin says"
when    bob runs: incident close last --with-fixes --reason "the supplier needs a week"
then    exit 0
and     the timeline says "Closed with temporary fixes: the supplier needs a week; temporary fix 1 is open"
# It goes on being reminded of.
after   2h
then    alice is told: temporary fix 1 is OVER: schema validation is off
when    bob runs: fix keep 1 "validation moves to the gateway: change 4711"
then    exit 0: "Temporary fix 1 is kept"
when    bob runs: fix remove 1 "twice"
then    exit 1: "temporary fix 1 is kept already"
after   2h
then    alice is told nothing
and     the journal verifies
