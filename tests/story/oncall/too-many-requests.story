story   429: with Retry-After the next attempt is then, without it in 2 s, then 4 s
given   /asked answers 429 with Retry-After: 30
and     /silent answers 429
and     /long answers 429 with Retry-After: 3600
and     everything is configured as:
        paging: {repeat: 10m, rounds: 3}
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$RECEIVER/asked"]}
          - {name: bob, role: responder, contacts: [webhook: "$RECEIVER/silent"]}
          - {name: carol, role: responder, contacts: [webhook: "$RECEIVER/long"]}
        escalation:
          - {name: all, steps: [{level: L1, page: [alice, bob, carol]}]}
when    prometheus sends redis-full
then    /asked was called once
and     /silent was called once
and     /long was called once
# Twice as long after each, give or take a fifth.
after   2500ms
then    /silent was called twice
and     /asked was called once
after   5s
then    /silent was called three times
after   22s
then    /asked was called once
after   1s
then    /asked was called twice
when    /asked answers 200
after   30s
then    /asked was called three times
and     the last delivery to alice by webhook is sent
# A page has no patience beyond two minutes, whatever is asked.
after   58s
then    /long was called once
after   2s
then    /long was called twice
