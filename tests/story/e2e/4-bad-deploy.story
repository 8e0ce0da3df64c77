story   E2E-4: a bad deploy; rolled back with no hypothesis, in one order
# Not asserted here, since it belongs to others: the rollout of a real cluster, the scope
# card, the durations' names, back-tests of alerts, blame and action items. That the
# baseline of 5 % breaches the objective itself is for the engine of onsets.
given   it is 2026-03-04T14:20:00Z
and     orders_failing is measured as 5
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: sue, role: responder, contacts: [webhook: "$INBOX/webhook/sue"]}
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
                plan: {command: rollout, arg1: orders, arg2: "{{previous}}", undo_command: rollout, undo_arg1: orders, undo_arg2: "{{revision}}"}
when    alice runs: change add "Deploy orders v2.3.3" --service orders --kind deploy --revision v2.3.3 --at 2026-03-03T09:00:00Z
and     it is 14:30:00
and     alice runs: change add "Deploy orders v2.3.4" --service orders --kind deploy --revision v2.3.4
and     it is 14:32:00
and     orders_failing is measured as 20
and     it is 14:32:40
then    there are 0 incidents
when    it is 14:33:30
then    there is 1 incident
and     the incident is candidate
and     its title is "orders: requests failing 5 % → 20 % after v2.3.4"
and     nobody is paged
and     alice is told: orders: requests failing 5 % → 20 % after v2.3.4
and     action 1 is offered: Roll back orders from v2.3.4 to v2.3.3
and     the timeline says "Began at 2026-03-04T14:32:00Z, measured"

when    it is 14:35:00
and     sue runs: report add "Orders fail for several customers" --service orders --source support
then    exit 0
and     there is 1 incident
when    alice runs: rollback last
then    exit 0: "deploy v2.3.4 was 2:00 before it began; nothing else changed in the 60 min before"
and     exit 0: "way back: runs /bin/echo orders v2.3.4"

when    it is 14:38:00
and     prometheus sends orders-slow
then    only alice is paged
and     there is 1 incident
and     the incident is declared
when    alice runs: ack last
and     it is 14:42:00
and     alice runs: incident severity last 1 "orders fail for many"
and     alice runs: rollback approve last
then    exit 0: "Approved 1 Roll back orders from v2.3.4 to v2.3.3"
and     action 1 is succeeded: orders v2.3.3
and     the timeline does not say "Hypothesis"
and     the timeline says "Action 1 approved" before "Action 1 started"
and     the timeline says "Action 1 started: Roll back orders from v2.3.4 to v2.3.3 on the cluster of orders" before "Action 1 succeeded"
when    it is 14:43:30
and     orders_failing is measured as 5
and     it is 14:43:45
then    action 1 is succeeded: 20 % → 5 %
and     the timeline says "Action 1: helped"
and     the incident is mitigated
when    it is 15:20:00
then    the timeline does not say "min of diagnosis"
and     the journal verifies
