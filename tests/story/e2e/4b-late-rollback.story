story   E2E-4b: an hour of diagnosis beside a rollback; who leads is reminded twice
# Not asserted here, since it belongs to messages: update #3 at 15:30 with its ETA.
given   it is 2026-03-04T14:29:00Z
and     orders_failing is measured as 5
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: approver, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        commands: {rollout: /bin/echo}
        services:
          - name: orders
            profile: firefighting
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 10s, proves_recovery: true}
            rollback:
              - actuator: command
                target: the cluster of orders
                plan: {command: rollout, arg1: orders, arg2: "{{previous}}"}
when    bob runs: change add "Deploy orders v2.3.3" --service orders --kind deploy --revision v2.3.3 --at 2026-03-03T09:00:00Z
and     it is 14:30:00
and     bob runs: change add "Deploy orders v2.3.4" --service orders --kind deploy --revision v2.3.4
and     it is 14:32:00
and     orders_failing is measured as 20
and     it is 14:38:00
and     prometheus sends orders-slow
then    only alice is paged
and     action 1 is offered: Roll back orders from v2.3.4 to v2.3.3
# By the samples, not by the alert, whose rule waited six minutes.
and     the timeline says "Began at 2026-03-04T14:32:00Z, measured"
and     the timeline says "in breach since 14:32:00 UTC: 5 % → 20 %"
when    alice runs: ack last
and     it is 14:42:00
and     alice runs: incident severity last 1 "orders fail for many"
then    exit 0
when    bob runs: rollback last
then    exit 0: "deploy v2.3.4 was 2:00 before it began; nothing else changed in the 60 min before"
when    it is 14:51:59
then    the timeline does not say "min of diagnosis"
when    it is 14:52:00
then    alice is told: 10 min of diagnosis while a rollback is available
and     alice is told: Take it:  stanch rollback approve INC-2026-03-04-001
and     the timeline says "10 min of diagnosis while a rollback is available: action 1, Roll back orders from v2.3.4 to v2.3.3"
and     nobody is paged
when    it is 15:11:59
then    the timeline says "min of diagnosis while a rollback is available" once
when    it is 15:12:00
then    alice is told: 30 min of diagnosis while a rollback is available
when    it is 15:29:00
then    the timeline says "min of diagnosis while a rollback is available" twice
when    it is 15:30:00
and     alice runs: rollback approve last
then    exit 0
and     action 1 is succeeded: orders v2.3.3
when    orders_failing is measured as 5
and     it is 15:30:15
then    the incident is mitigated
and     the journal verifies
