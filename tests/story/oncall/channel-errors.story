story   how a channel fails decides when it is tried again
given   the file hook holds $RECEIVER/slack
and     /slack answers 200 and says invalid_payload
and     everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [slack, {webhook: "$INBOX/webhook/alice", after: 5m}]}
        on_call: [alice]
        channels: [{name: slack, kind: slack-webhook, url_file: hook}]
# Slack says 200 and means no: the body counts, and the next channel is used at once.
when    prometheus sends redis-full
then    alice is paged once
and     the last delivery to alice by slack is failed: invalid_payload
and     the timeline says "NOT SENT to alice by slack after 1 attempts"
