story   a neighbour that got worse with an action is named, and the way back is offered
given   it is 2026-03-10T14:00:00Z
and     orders_failing is measured as 30
and     shop_failing is measured as 0
and     mail_failing is measured as 50
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: admin, contacts: [webhook: "$INBOX/webhook/bob"]}
        on_call: [alice]
        commands: {limit: /bin/echo}
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            depends_on: [the-cache]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 1, hold: 5m, every: 10s, proves_recovery: true}
          - name: shop
            settings: {prometheus: $PROMETHEUS}
            depends_on: [the-cache]
            measurements:
              - {name: baskets failing, query: shop_failing, unit: percent, good: below 1, hold: 5m, every: 10s}
          - name: mail
            settings: {prometheus: $PROMETHEUS}
            depends_on: [the-relay]
            measurements:
              - {name: mails failing, query: mail_failing, unit: percent, good: below 1, hold: 5m, every: 10s}
when    it is 14:20:00
and     prometheus sends orders-slow
and     alice runs: ack last
and     alice runs: action propose last command the-cache --plan "command=limit arg1=2 undo_command=limit undo_arg1=1" --title "Half the connections"
then    action 1 is offered
when    bob runs: approve last 1
then    exit 0
and     action 1 is succeeded
when    orders_failing is measured as 0
and     shop_failing is measured as 12
after   4m
then    the timeline says "Action 1: helped"
and     the timeline says "Neighbours of action 1: WORSE: shop (baskets failing: 0 % → 12 %)"
and     action 2 is offered: undo: Half the connections
when    alice runs: show last
then    exit 0: "WORSE for a neighbour: shop (baskets failing: 0 % → 12 %)"
and     exit 0 without: "mails failing"
after   20m
then    action 2 is offered
and     the journal verifies
