story   a policy in which nobody can be reached alarms everybody at once
given   everything is configured as:
        people:
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
        schedules:
          - name: weekdays
            zone: UTC
            layers:
              - {name: office, people: [alice], start: 2026-01-05 09:00, only: ["mon-fri 09:00-17:00"]}
        escalation:
          - {name: office, steps: [{level: L1, page: [weekdays]}]}
# 2026-11-21 is a Saturday.
when    alice runs: oncall lint
then    exit 1: "weekdays"
when    alice runs: oncall who
then    exit 0: "NOBODY"
when    prometheus sends redis-full
then    only alice is paged
and     the timeline says "NOBODY ANSWERED: everybody is paged"
after   60s
then    only alice is paged
when    alice runs: ack last
then    exit 0, and nobody is paged for 10m
