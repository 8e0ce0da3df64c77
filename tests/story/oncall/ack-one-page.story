story   the link of an L1 page does not stop L2's page
given   everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: dave, role: responder, contacts: [webhook: "$INBOX/webhook/dave"]}
        escalation:
          - name: all
            exhausted_after: 30m
            steps:
              - {level: L1, page: [alice]}
              - {level: L2, page: [dave], unmitigated_for: 2m}
when    prometheus sends redis-full
and     somebody waits for 2m
then    alice and dave are paged
when    alice opens her ack link
and     alice presses its button
then    the timeline says "alice acknowledged by link"
after   60s
then    only dave is paged
when    dave opens his ack link
and     dave presses its button
then    answer 200: "Nobody else is paged"
and     nobody is paged for 15m
and     its commander is alice
