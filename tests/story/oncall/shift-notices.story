story   who comes on duty and who leaves is told once, across a death
given   it is 2026-11-21T08:30:00Z
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
        schedules:
          - name: primary
            zone: UTC
            layers: [{name: day, people: [alice, bob], rotate: every 1h, start: 2026-01-05 09:00}]
        on_call: [primary]
when    it is 08:59:59
then    nobody is told anything
when    it is 09:00:00
then    alice is told: You are on call for primary until Sat 2026-11-21 10:00 UTC
and     bob is told: Your duty for primary has ended
crash   kill -9, start again
when    it is 09:10:00
then    nobody is told anything
# Dead over a hand-over: it is told when it comes back.
when    it is 09:59:00
crash   kill -9
when    it is 10:05:00
then    bob is told: You are on call for primary until Sat 2026-11-21 11:00 UTC
crash   kill -9, start again
when    it is 10:30:00
then    nobody is told anything
and     the journal verifies
