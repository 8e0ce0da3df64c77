story   E2E-6b: validation is off for now, by two people and for a day; it is over only when it is on again
given   it is 2025-10-05T14:00:00Z
and     outbox_unpublished is measured as 2200
and     the file values/inventory.yaml:
        cloudevents:
          schema:
            validation: true
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: approver, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice, bob]
        flag_folders: [{name: values, folder: $DIR/values}]
        services:
          - name: inventory
            profile: inventory
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: events unpublished, query: outbox_unpublished, unit: events, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
when    it is 14:05:00
and     prometheus sends inventory-down
and     alice runs: ack last
and     alice runs: action propose last flag_file values --plan "file=inventory.yaml key=cloudevents.schema.validation to=false" --title "Schema validation off" --class destructive
then    exit 0: "[destructive]"
and     action 1 is offered: validation: false
when    alice runs: approve last 1
then    exit 1: "a destructive action needs a second person"
when    bob runs: approve last 1
then    exit 0
and     action 1 is succeeded
and     the timeline says "Temporary fix 1: Schema validation off (bob), until 2025-10-06T14:05"
when    outbox_unpublished is measured as 0
and     prometheus says that inventory-down ended
and     it is 14:08:00
and     alice runs: resolve last
then    exit 0
when    alice runs: incident close last
then    exit 1: "temporary fix 1 is open: Schema validation off"
# A word is not enough: the file is read.
when    bob runs: fix remove 1 "I think so"
then    bob is told: temporary fix 1 is still there
and     the timeline says "NOT gone, as bob said"
after   8h
after   8h
after   7h50m
then    the timeline does not say "Temporary fix 1 is OVER"
after   10m
then    bob is told: temporary fix 1 is OVER: Schema validation off
and     alice is told: temporary fix 1 is OVER
# Its way back takes two, as it did.
when    bob runs: undo last 1
then    action 2 is offered: validation: true
when    bob runs: approve last 2
then    exit 1: "bob asked for it"
when    alice runs: approve last 2
then    action 1 is undone
and     the file values/inventory.yaml says "    validation: true\n"
and     the timeline says "Temporary fix 1 is gone: Schema validation off: undone by action 2"
when    alice runs: incident close last
then    exit 0
and     the journal verifies
