story   E2E-5: inventory is down; pages until the ack, an ETA that is missed, L2 after 30 minutes
# Not asserted here, since it belongs to runbooks, service levels and learning: health of
# the replicas, the pool as root cause, "scale out" with its caution, 5000 failed requests
# from an integral, the postmortem "tomorrow 10am" and the four obligations.
given   it is 2025-10-05T14:29:00Z
and     inventory_failing is measured as 100
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
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
then    only alice is paged
and     its severity is P0
when    it is 14:30:59
then    nobody is paged
when    it is 14:31:00
then    alice is paged once
when    it is 14:33:10
then    alice is paged twice
and     alice was paged 4 times in all
when    alice runs: ack last
then    exit 0
and     the timeline says "alice acknowledged by cli after 3:10"
when    it is 14:34:59
then    nobody is paged
and     bob was never paged

when    it is 14:35:00
and     alice runs: message send last
then    the service desk is told: 🚨 P0 INCIDENT - Inventory Service Down
and     the service desk is told: Next update in 15 minutes.
and     it owes everyone the next update by 14:50:00
and     the timeline does not say "PROMISE MISSED"
when    it is 14:47:00
then    alice is told: next update to everyone is due at 14:50:00
when    it is 14:50:00
and     alice runs: message send last --eta 5m --next-update 10m
then    the service desk is told: ETA: 5 minutes (14:55 UTC)
and     the service desk is told: Next update in 10 minutes.
and     the timeline says "Promise kept: next update to everyone"
and     it owes everyone the ETA by 14:55:00
and     it owes everyone the next update by 15:00:00

# Still down.
when    it is 14:55:01
then    the timeline says "PROMISE MISSED: ETA to everyone was due at 14:55:00"
and     alice is told: ETA to everyone MISSED, was due at 14:55:00
and     nobody is paged
when    it is 14:56:59
then    the timeline does not say "Soon due: next update to everyone by 15:00:00"
when    it is 14:57:00
then    alice is told: next update to everyone is due at 15:00:00
and     the draft for everyone says "Status: "
when    it is 14:59:59
then    dave was never paged
when    it is 15:00:00
then    only dave is paged
and     dave's page says "L2, not mitigated for 30:00"
and     dave's page says "alice leads it; it is investigating"
and     dave's page says "requests failing: 100"
when    alice runs: message send last
then    the timeline says "Promise kept: next update to everyone" twice
and     it owes everyone the next update by 15:15:00
when    it is 15:01:00
then    dave is paged once
when    dave runs: ack last
then    exit 0
and     its commander is alice
when    it is 15:04:55
then    nobody is paged
when    inventory_failing is measured as 0
and     it is 15:05:00
and     alice runs: note last "pool 100 to 200, index added, restarted"
and     it is 15:14:59
and     alice runs: resolve last
then    exit 1
when    it is 15:15:00
and     alice runs: resolve last
then    exit 0
and     bob was never paged
and     dave was paged twice in all
when    alice runs: message send last
then    the service desk is told: RESOLVED - inventory Incident
and     the service desk is told: Duration: 45 minutes
and     the journal verifies
