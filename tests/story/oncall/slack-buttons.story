story   a button in Slack counts when Slack signed it, now, for somebody who is known here
given   the file bot.token holds xoxb-of-the-story
and     the file slack.secret holds signed-by-slack
and     /chat.postMessage answers 200 and says {"ok": true, "channel": "C1", "ts": "1.2"}
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice", ops: U0ALICE]}
          - {name: bob, role: viewer, contacts: [ops: U0BOB]}
        channels:
          - name: ops
            kind: slack
            settings: {url: "$RECEIVER", channel: "#ops"}
            token_file: bot.token
            signing_secret_file: slack.secret
        escalation:
          - {name: all, exhausted_after: 1h, steps: [{level: L1, page: [ops, alice]}]}
when    prometheus sends redis-full
then    /chat.postMessage got "Acknowledge"
when    somebody forges a press of U0ALICE in Slack
then    answer 401
when    a press of U0ALICE in Slack comes 301s late
then    answer 401
when    U0MALLORY presses the button in Slack
then    answer 200
and     the timeline says "Nobody here has this address"
when    U0BOB presses the button in Slack
then    answer 200
and     the timeline says "bob is viewer: acknowledging needs the role responder."
and     the timeline does not say "acknowledged"
after   60s
then    alice is paged once
when    U0ALICE presses the button in Slack
then    answer 200
and     its commander is alice
and     the timeline says "alice acknowledged by slack" once
and     nobody is paged for 15m
when    the journal's head is noted
and     the same press of U0ALICE in Slack comes once more
then    answer 200
and     nothing was written down by that
