story   more people with one word: the next level, a level, or whom a need calls
given   everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: dave, role: responder, contacts: [webhook: "$INBOX/webhook/dave"]}
          - {name: erin, role: responder, contacts: [webhook: "$INBOX/webhook/erin"]}
          - {name: frank, role: responder, contacts: [webhook: "$INBOX/webhook/frank"]}
        escalation:
          - name: all
            steps:
              - {level: L1, page: [alice]}
              - {level: L2, page: [dave], unmitigated_for: 30m}
              - {level: L3, page: [erin], need: architecture}
              - {level: L4, page: [frank], severity: 0}
when    prometheus sends redis-full
and     alice runs: ack last
and     alice runs: escalate last
then    exit 0: "L2"
and     only dave is paged
# L1 is acknowledged already: its link stops nothing of L2.
when    alice opens her ack link
then    there is no button
when    alice presses its button
after   60s
then    only dave is paged
when    alice runs: escalate last architecture
then    exit 0: "L3"
and     only erin is paged
when    alice runs: escalate last plumbing
then    exit 2: "it has L1, L2, L3, architecture, L4"
when    dave runs: ack last
then    exit 0, and nobody is paged for 10m
and     its commander is alice
# A severity that becomes worse calls its own step.
when    alice runs: incident severity last 0 "payments are lost"
then    only frank is paged
and     the timeline says "Escalated to L4"
when    frank runs: ack last
# What was called by hand is not called again by the clock.
then    exit 0, and nobody is paged for 18m
