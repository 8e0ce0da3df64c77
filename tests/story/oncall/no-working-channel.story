story   whose channels all fail is passed over within 30 s
given   /alice answers 404 and says no such topic
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$RECEIVER/alice"]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
        escalation:
          - name: all
            steps:
              - {level: L1, page: [alice]}
              - {level: L1, page: [bob], unacknowledged_for: 10m}
when    prometheus sends redis-full
then    the last delivery to alice by webhook is failed: 404
after   30s
then    only bob is paged
and     the timeline says "alice could not be reached by any channel: the next step is called now"
after   60s
then    only bob is paged
when    bob runs: ack last
then    exit 0, and nobody is paged for 15m
