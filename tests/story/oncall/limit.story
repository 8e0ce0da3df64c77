story   too many pages to one person are held back and shown; never those of rank 0
given   everything is configured as:
        paging: {repeat: 60s, rounds: 20, limit: 3, limit_within: 10m}
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
        on_call: [alice]
        routes:
          - {match: {service: shop, alertname: EverythingDown}, urgency: page, rank: 0}
when    prometheus sends redis-full
after   2m
then    alice was paged three times in all
after   1m
then    nobody is paged
and     the timeline says "Held back: alice got 3 pages within 10:00 already"
and     the last delivery to alice by webhook is held
when    prometheus sends everything-critical
then    alice is paged once
after   60s
then    alice is paged once
# What is held is her page, not the incident: when there is room again it goes on.
when    alice runs: ack 2
then    exit 0, and nobody is paged for 6m
after   3m
then    alice is paged
