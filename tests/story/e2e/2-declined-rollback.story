story   E2E-2, its first ten minutes: rollback first, declined by choosing more memory
# Not asserted here, since it belongs to others: 512Mi and 1Gi of a real deployment, heap
# and goroutine evidence before the restart, the hypotheses, the hotfix and the hold.
given   it is 2026-03-10T14:29:00Z
and     orders_failing is measured as 0
and     the pattern near-the-limit:
        title: A pod is killed because its memory limit is too low
        questions: []
        hypotheses:
          - key: limit-too-low
            claim: The memory limit is too low
            mechanism: What does not fit is killed, and started again.
            supported_by:
              - {fact: measure.requests_failing, compares: above 10, says: requests fail}
            refuted_by:
              - {fact: measure.requests_failing, compares: below 1, says: no request fails}
        actions:
          - key: raise-limit
            title: Memory limit 1Gi and a restart
            actuator: command
            target: the cluster of orders
            class: reversible
            risk: The node may have no room for it.
            expected: No pod is killed.
            plan: {command: limit, arg1: orders, arg2: 1Gi, undo_command: limit, undo_arg1: orders, undo_arg2: 512Mi}
            when_supported: limit-too-low
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        commands: {rollout: /bin/echo, limit: /bin/echo}
        services:
          - name: orders
            profile: kubernetes
            settings: {prometheus: $PROMETHEUS}
            patterns: [near-the-limit]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 1, hold: 5m, every: 10s, proves_recovery: true}
            rollback:
              - actuator: command
                target: the cluster of orders
                plan: {command: rollout, arg1: orders, arg2: "{{previous}}"}
when    alice runs: change add "Deploy orders v2.3.0" --service orders --kind deploy --revision v2.3.0 --at 2026-03-09T09:00:00Z
and     it is 14:30:00
and     alice runs: change add "Deploy orders v2.3.1" --service orders --kind deploy --revision v2.3.1
and     it is 14:45:00
and     orders_failing is measured as 30
and     it is 15:00:00
and     prometheus sends orders-slow
then    action 1 is offered: Roll back orders from v2.3.1 to v2.3.0
and     action 2 is offered: Memory limit 1Gi and a restart
and     the timeline says "Rollback first, action 1" before "Action 2 offered"
and     the timeline says "Began at 2026-03-10T14:45:00Z, measured"
when    alice runs: rollback last
then    exit 0: "deploy v2.3.1 was 15:00 before it began"
when    alice runs: action list last
then    exit 0: "Roll back orders from v2.3.1 to v2.3.0"
when    it is 15:00:40
and     alice runs: ack last
and     it is 15:09:00
and     alice runs: approve last 2
then    exit 0
and     action 2 is succeeded: orders 1Gi
and     action 1 is offered
and     the timeline says "Rollback declined by alice: Roll back orders from v2.3.1 to v2.3.0; chosen instead: Memory limit 1Gi and a restart"
when    alice runs: rollback last
then    exit 0: "Why not 'Roll back orders from v2.3.1 to v2.3.0'?: stanch rollback reason INC-2026-03-10-001"
# Nobody is reminded of what was declined, and the reason is asked for afterwards only.
when    it is 15:40:00
then    the timeline does not say "min of diagnosis"
and     alice was paged once in all
when    orders_failing is measured as 0
and     it is 15:46:00
and     alice runs: resolve last
then    exit 0
and     alice is told: why not the rollback?
when    alice runs: rollback reason last "schema not backward compatible"
then    exit 0
and     the timeline says "Why the rollback was declined: schema not backward compatible"
when    alice runs: rollback last
then    exit 0: "declined by alice for 'Memory limit 1Gi and a restart': schema not backward compatible"
and     the postmortem says "declined by alice: schema not backward compatible"
and     the journal verifies
