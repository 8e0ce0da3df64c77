story   who is known in the chat declares and reports there
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
        on_call: [alice]
        services:
          - {name: cart}
when    U0MALLORY writes in Slack: /stanch declare cart is down
then    answer 200: "Nobody here has this address"
when    U0BOB writes in Slack: /stanch report cart is down
then    answer 200: "bob is viewer"
and     nobody is paged
when    U0ALICE writes in Slack: /stanch report cart is slow in prod
then    answer 200: "(candidate, reports: 1). service cart"
and     nobody is paged
when    U0ALICE writes in Slack: /stanch declare cart is down
then    answer 200: "Joined INC-2026-11-21-001"
and     answer 200: "In which environment?"
and     alice is paged
when    U0ALICE writes in Slack: /stanch list
then    answer 200: "cart is slow in prod"
