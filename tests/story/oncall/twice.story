story   a hand-over in the hour that clocks skip happens once, at the next that they show
given   it is 2027-03-27T12:00:00Z
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
        schedules:
          - name: primary
            zone: Europe/Berlin
            layers: [{name: night, people: [alice, bob], rotate: daily, start: 2026-01-05 02:30}]
        on_call: [primary]
when    vera runs: oncall who
then    the calendar shows whom a page would reach, each minute from 2027-03-27T12:00:00Z for 24h
and     there are 1 hand-overs in that time
