story   E2E-5b: nobody acknowledges: bob at 5:00, everybody on every channel when all is tried
given   it is 2025-10-05T14:29:00Z
and     inventory_failing is measured as 100
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice", ntfy: "$INBOX/ntfy/alice"]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: dave, role: responder, contacts: [webhook: "$INBOX/webhook/dave"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        escalation:
          - name: inventory
            repeat: 60s
            exhausted_after: 10m
            ack_lapse: 20m
            steps:
              - {level: L1, page: [alice]}
              - {level: L1, page: [bob], unacknowledged_for: 5m}
              - {level: L2, page: [dave], unmitigated_for: 30m}
              - {level: L1, page: [{webhook: "$INBOX/webhook/chat"}], need: chat}
        routes:
          - {match: {service: inventory, alertname: InventoryDown}, urgency: page, rank: 0}
        services:
          - name: inventory
            profile: inventory
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: inventory_failing, unit: percent, good: below 1, hold: 10m, every: 10s, proves_recovery: true}
when    it is 14:30:00
and     prometheus sends inventory-down
and     it is 14:34:59
then    alice was paged 5 times in all
and     bob was never paged
when    it is 14:35:00
then    only bob is paged
when    it is 14:39:59
then    bob is paged 4 times
and     dave was never paged
# The policy ends: not silently.
when    it is 14:40:00
then    the timeline says "NOBODY ANSWERED: everybody is paged" once
and     alice is paged by webhook and by ntfy
and     bob is paged once
and     dave is paged once
and     chat is paged once
and     chat's page says "NOBODY ANSWERED: everybody is called now."
when    it is 14:41:00
then    alice is paged once
and     bob is paged once
and     dave is paged once
when    it is 15:00:00
then    the timeline says "Escalated to L2: not mitigated for 30:00"
when    bob runs: ack last
then    exit 0, and nobody is paged for 15m
