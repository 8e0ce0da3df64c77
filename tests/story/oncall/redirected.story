story   a webhook that answers 3xx is not followed: a page goes nowhere else by itself
given   /hook answers 302 with Location: $RECEIVER/elsewhere
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$RECEIVER/hook", ntfy: "$INBOX/ntfy/alice"]}
        on_call: [alice]
when    prometheus sends redis-full
then    alice is paged
and     /hook was called once
and     /elsewhere was called never
and     the last delivery to alice by webhook is failed: 302
after   59s
then    /hook was called once
