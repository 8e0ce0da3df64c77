story   a time box that is over asks, and calls who helps then
given   everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: dave, role: responder, contacts: [webhook: "$INBOX/webhook/dave"]}
        escalation:
          - name: all
            steps:
              - {level: L1, page: [alice]}
              - {level: L2, page: [dave], time_box_over: true}
when    prometheus sends redis-full
and     alice runs: ack last
and     alice runs: timebox open last "restart the writer" 10m
and     alice runs: timebox open last "look at the log" 5m
and     alice runs: timebox done last 2
then    exit 0, and nobody is paged for 9m59s
after   1s
then    only dave is paged
and     alice is told: restart the writer
and     the timeline says "TIME IS OVER for 'restart the writer' (alice): go on, escalate or mitigate?" once
and     the timeline does not say "TIME IS OVER for 'look at the log'"
crash   kill -9, start again
after   60s
then    only dave is paged
and     the timeline says "TIME IS OVER" once
when    dave runs: ack last
then    exit 0, and nobody is paged for 10m
