story   the scope card fills itself: five answers, each with what it rests on
given   it is 2026-03-04T14:00:00Z
and     orders_failing is measured as 5
and     orders_users is measured as 30
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, objective: below 0.1, hold: 5m, every: 10s, proves_recovery: true}
              - {name: users affected, query: orders_users, unit: percent, good: below 1, counts_users: true}
          - {name: web, depends_on: [orders]}
          - {name: mobile, depends_on: [web]}
when    it is 14:30:00
and     alice runs: change add "Deploy v2.3.4" --service orders --kind deploy --revision v2.3.4
and     it is 14:32:00
and     orders_failing is measured as 12
and     it is 14:38:00
and     prometheus sends orders-slow
then    the timeline says "Scope card after 0:00: what is broken: requests failing 12 % (good: below 10 %)"
and     the timeline says "who is affected: users affected: 30 %"
and     the timeline says "how bad: requests failing 12 % is 120 times the objective (below 0.1 %)"
when    alice runs: triage last
then    exit 0: "what is broken: requests failing 12 % (good: below 10 %) [measured]"
and     exit 0: "who is affected: users affected: 30 % [measured]"
and     exit 0: "when it began: 14:32:00 UTC, 1:00 before this opened [measured]"
and     exit 0: "what changed before: deploy v2.3.4 was 2:00 before it began; nothing else changed in the 60 min before [recorded]"
and     exit 0: "how far it reaches: 2 services depend on orders, 0 of them alert: web, mobile"
when    alice runs: incident affected last "about 1,000 customers"
and     alice runs: show last
then    exit 0: "who is affected: users affected: 30 %; about 1,000 customers (said by alice) [measured]"
and     exit 0: "Scope, complete after 0:00"
when    alice runs: --json triage last
then    exit 0: ""blast_radius":"
and     exit 0: ""severity":"
and     exit 0: ""timeline":"
and     exit 0: ""draft_message":"
and     the journal verifies
# How it is in the end says nothing of how bad it was.
when    alice runs: ack last
and     orders_failing is measured as 2
and     it is 14:48:00
and     alice runs: resolve last
then    exit 0
and     the postmortem says "what is broken: requests failing 12 % (good: below 10 %) (measured)"
and     the postmortem says "complete 0:00 after the alert, 0 of 5 answers unknown then"
