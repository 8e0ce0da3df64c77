story   a receiver that hangs delays nobody else's page
given   /alice hangs
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$RECEIVER/alice"]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: carol, role: responder, contacts: [ntfy: "$INBOX/ntfy/carol"]}
        escalation:
          - {name: all, steps: [{level: L1, page: [alice, bob, carol]}]}
when    prometheus sends redis-full
then    bob and carol are paged within 2 s, while /alice is being called
when    /alice answers at last
then    the last delivery to alice by webhook is sent
