story   E2E-3c: a severity that becomes worse brings the next update forward, never back
given   it is 2024-01-15T14:29:00Z
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin}
        on_call: [alice]
        audiences:
          - {name: executives, contacts: [webhook: "$INBOX/webhook/executives"]}
          - {name: leadership, contacts: [webhook: "$INBOX/webhook/leadership"]}
        services:
          - {name: checkout, profile: service-runbook}
when    it is 14:30:00
and     prometheus sends checkout-slow
and     alice runs: ack last
then    its severity is SEV2
when    it is 14:35:00
and     alice runs: message send last --audience leadership
then    leadership is told: Updates will be provided every 30 minutes.
and     it owes leadership the next update by 15:05:00
# SEV1 promises an update every 15 minutes: counted from 14:35, it is due now.
when    it is 14:50:00
and     alice runs: incident severity last 0 "all orders are lost"
then    exit 0
and     its severity is SEV1
and     the timeline says "SEV1: next update to leadership is due at 14:50:00 already"
and     it owes leadership the next update by 14:50:00
and     drafts lie ready for executives, leadership
and     the draft for executives says "every 15 minutes"
and     it owes executives the first message by 14:55:00
when    alice runs: incident severity last 1 "not all of them"
then    exit 0
# Lowered again: what is due stays due.
and     it owes leadership the next update by 14:50:00
when    it is 14:53:02
then    the timeline says "PROMISE MISSED: next update to leadership was due at 14:50:00"
and     alice is told: next update to leadership MISSED
when    alice runs: message send last --audience leadership
then    it owes leadership the next update by 15:23:02
