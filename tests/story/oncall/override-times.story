story   overrides: two at once are refused, and a time that clocks never show is said
given   everything is configured as:
        people:
          - {name: vera, role: admin}
          - {name: alice, role: responder, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
          - {name: carol, role: responder, contacts: [webhook: "$INBOX/webhook/carol"]}
        schedules:
          - name: primary
            zone: Europe/Berlin
            layers: [{name: week, people: [alice, bob], start: 2026-01-05 09:00}]
        on_call: [primary]
and     it is 2027-03-27T12:00:00Z
when    vera runs: override add primary carol "2027-03-28 01:00" "2027-03-28 06:00"
then    exit 0: "1"
when    vera runs: override add primary alice "2027-03-28 05:00" "2027-03-28 07:00"
then    exit 1: "remove it first"
# Spring: clocks go from 02:00 to 03:00.
when    vera runs: override remove 1
and     vera runs: override add primary carol "2027-03-28 02:30" "2027-03-28 06:00"
then    exit 0: "never show 2027-03-28 02:30"
and     at 2027-03-28T01:29:59Z a page would reach bob
and     at 2027-03-28T01:30:00Z a page would reach carol
and     the calendar shows whom a page would reach, each minute from 2027-03-27T22:00:00Z for 12h
when    vera runs: override add primary carol "2027-02-30 02:30" "2027-03-28 06:00"
then    exit 2
when    vera runs: override add primary carol "2027-03-29 06:00" "2027-03-29 05:00"
then    exit 2
when    vera runs: override add primary vera "2027-03-29 06:00" "2027-03-29 07:00"
then    exit 2
when    vera runs: override add primry carol "2027-03-29 06:00" "2027-03-29 07:00"
then    exit 2: "primary"
