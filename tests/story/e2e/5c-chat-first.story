story   E2E-5c: a P1 is said in a chat; when nobody takes it in 15 minutes it wakes somebody
given   it is 2025-10-05T14:29:00Z
and     everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        escalation:
          - name: inventory
            exhausted_after: 30m
            steps:
              - {level: L1, page: [{webhook: "$INBOX/webhook/chat"}]}
              - {level: L1, page: [alice], unacknowledged_for: 15m}
        services: [{name: inventory, profile: inventory}]
when    it is 14:30:00
and     prometheus sends inventory-down
then    its severity is P1
and     chat is paged once
and     alice was never paged
# A chat that is told each minute is muted.
when    it is 14:44:59
then    chat is paged 0 times
and     alice was never paged
when    it is 14:45:00
then    only alice is paged
when    it is 14:46:00
then    only alice is paged
when    alice runs: ack last
then    exit 0, and nobody is paged for 15m
