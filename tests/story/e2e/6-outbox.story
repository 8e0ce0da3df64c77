story   E2E-6: events pile up in the outbox; a chat is told, then somebody is woken; the broker comes back, it drains, and order and duplicates prove it
# The broker is a program that only says so, and its figures are given. Not asserted here,
# since it belongs to runbooks: a connectivity check that leaves the topic's offsets alone.
given   it is 2025-10-05T14:00:00Z
and     outbox_unpublished is measured as 0
and     outbox_duplicates is measured as 0
and     outbox_out_of_order is measured as 0
and     the pattern outbox:
        title: Events are written and not published
        questions: []
        hypotheses:
          - key: broker-down
            claim: The broker takes nothing
            mechanism: What cannot be published waits in the outbox, and is published when the broker is back.
            supported_by:
              - {fact: measure.events_unpublished, compares: above 499, says: the outbox piles up}
            refuted_by:
              - {fact: measure.events_unpublished, compares: below 1, says: nothing waits}
        actions:
          - key: start-broker
            title: Start the broker
            actuator: command
            target: the broker
            class: reversible
            risk: The events that waited are published at once.
            expected: The outbox drains.
            plan: {command: broker, arg1: start, undo_command: broker, undo_arg1: stop}
            when_supported: broker-down
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        escalation:
          - name: inventory
            exhausted_after: 30m
            steps:
              - {level: L1, page: [{webhook: "$INBOX/webhook/chat"}]}
              - {level: L1, page: [alice], unacknowledged_for: 15m}
        commands: {broker: /bin/echo}
        services:
          - name: inventory
            profile: inventory
            settings: {prometheus: $PROMETHEUS}
            patterns: [outbox]
            measurements:
              - {name: events unpublished, query: outbox_unpublished, unit: events, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
              - {name: duplicate event ids, query: outbox_duplicates, unit: events, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
              - {name: events out of order, query: outbox_out_of_order, unit: events, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
when    it is 14:05:00
and     outbox_unpublished is measured as 500
and     prometheus sends inventory-down
then    chat is paged once
and     alice was never paged
and     the hypothesis broker-down is supported
and     action 1 is offered: Start the broker
when    it is 14:10:00
and     outbox_unpublished is measured as 1000
and     it is 14:19:59
then    alice was never paged
when    it is 14:20:00
then    only alice is paged
when    alice runs: ack last
and     it is 14:22:00
and     outbox_unpublished is measured as 2200
and     it is 14:22:10
and     alice runs: approve last 1
then    exit 0
and     action 1 is succeeded: start
and     the timeline says "Action 1 approved" before "Action 1 started"
# It drains: closer is not there yet, and it is not over before order and ids are proven.
when    outbox_unpublished is measured as 900
and     it is 14:23:00
then    it cannot be resolved yet: events unpublished
when    outbox_unpublished is measured as 0
and     outbox_duplicates is measured as 3
and     it is 14:23:40
then    the timeline says "Action 1: helped: 2200 events → 0 events"
and     the incident is mitigated
when    it is 14:25:30
then    it cannot be resolved yet: duplicate event ids
when    outbox_duplicates is measured as 0
and     prometheus says that inventory-down ended
and     it is 14:27:30
and     alice runs: resolve last
then    exit 0
and     its proven is True
# That the broker runs is meant to stay: somebody says so.
when    alice runs: incident close last
then    exit 1: "not closed: temporary fix 1 is open: Start the broker"
when    vera runs: fix keep 1 "a broker that runs is how it should be"
and     alice runs: incident close last
then    exit 0
and     the journal verifies
