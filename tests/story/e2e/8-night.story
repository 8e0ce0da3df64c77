story   E2E-8: 3 a.m., nobody answers, a death, a night of 25 hours, a handoff
# Asserted elsewhere: a thousand random deaths (make torture), chats and single sign-on.
# The night of 2026-10-25 in Berlin: 03:00 comes twice, CEST ends at 01:00 UTC.
given   it is 2026-10-25T01:50:00Z
and     clocks show the time of Europe/Berlin
and     bob's number is +4915100000002
and     everything is configured as:
        public_url: https://stanch.example.org
        hold: 15m
        people:
          - name: alice
            role: responder
            zone: Europe/Berlin
            contacts: [webhook: "$INBOX/webhook/alice"]
          - name: bob
            role: responder
            zone: Europe/Berlin
            contacts: [webhook: "$INBOX/webhook/bob", sms: "+4915100000002"]
          - name: carol
            role: responder
            zone: Europe/Berlin
            contacts: [webhook: "$INBOX/webhook/carol"]
          - name: vera
            role: admin
            contacts: [webhook: "$INBOX/webhook/vera"]
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        channels:
          - name: sms
            kind: twilio-sms
            settings: {account: AC1, from: "+15550001", url: "$PHONES"}
            token_file: twilio.token
        schedules:
          - name: primary
            zone: Europe/Berlin
            layers:
              - {name: week, people: [alice, carol], start: 2026-01-05 09:00}
              - {name: night, people: [alice], start: 2026-01-05 09:00, only: ["every day 22:00-07:30"]}
          - name: secondary
            zone: Europe/Berlin
            layers:
              - {name: day, people: [bob], rotate: daily, start: 2026-01-05 09:00}
          # Its hand-over falls into the hour that comes twice.
          - name: watch
            zone: Europe/Berlin
            layers:
              - {name: watch, people: [alice, bob, carol], rotate: daily, start: 2026-01-05 02:30}
        escalation:
          - name: shop
            repeat: 60s
            exhausted_after: 15m
            ack_lapse: 0s
            steps:
              - {level: L1, page: [primary]}
              - {level: L1, page: [secondary], unacknowledged_for: 5m}
              - {level: L3, page: [watch], need: database}
        routes:
          - {match: {service: shop, alertname: EverythingDown}, urgency: page, rank: 0}
when    vera runs: override add secondary carol "2026-10-25 06:00" "2026-10-25 09:00" --instead-of bob
then    exit 0: "06:00"
and     the calendar shows whom a page would reach, each minute from 2026-10-24T20:00:00Z for 14h
and     there are 4 hand-overs in that time
# 02:30 comes twice as well: the watch is handed over at the first.
and     at 2026-10-25T00:29:59Z a page would reach alice, bob, bob
and     at 2026-10-25T00:30:00Z a page would reach alice, bob, carol
and     at 2026-10-25T01:30:00Z a page would reach alice, bob, carol
and     at 2026-10-25T04:59:59Z a page would reach alice, bob, carol
and     at 2026-10-25T05:00:00Z a page would reach alice, carol, carol
and     at 2026-10-25T06:30:00Z a page would reach carol, carol, carol
and     at 2026-10-25T08:00:00Z a page would reach carol, bob, carol

# 03:00 of the clocks is 02:00 UTC: the hour came twice.
when    it is 03:00:00
and     prometheus sends everything-critical
then    only alice is paged
and     its severity is P0
when    it is 03:01:00
then    alice is paged once
when    it is 03:02:00
then    alice is paged once
when    it is 03:03:00
then    alice is paged once
and     alice was paged 4 times in all
when    it is 03:03:30
crash   kill -9
when    it is 03:03:40
then    nobody is paged
when    it is 03:04:00
then    only alice is paged
and     alice was paged 5 times in all
when    it is 03:04:59
then    nobody is paged
when    it is 03:05:00
then    only bob is paged
and     bob is paged by SMS: CRITICAL: P0
when    it is 03:06:00
then    bob is paged once
when    it is 03:06:10
and     bob answers by SMS: 001
then    answer 200: "Paging has stopped."
and     its commander is bob
and     the timeline says "bob acknowledged by sms after 6:10"
and     nobody is paged for 1h
and     alice was paged 5 times in all
and     bob was paged twice in all

# The morning: bob has it, whoever has the duty by now.
when    it is 06:00:00
then    carol is told: You are on call for secondary until Sun 2026-10-25 09:00 CET
and     bob is told: Your duty for secondary has ended
when    it is 06:10:00
and     bob runs: note last "the pool of connections was full; restarted the writer"
and     bob runs: incident role last expert --person carol
and     bob runs: timebox open last "find what filled the pool" 2h
then    the handoff document has its fields:
        Promised: first message to everyone by 02:05:00: MISSED
when    bob runs: message send last --next-update 1h
then    exit 0
when    it is 06:57:00
and     prometheus says that everything-critical ended
then    the incident is monitoring
when    it is 07:00:00
and     bob runs: handoff offer last carol
then    exit 0: "until it is accepted it stays with bob"
and     its commander is bob
and     carol gets one quiet notice: bob hands it to you
and     the handoff document has its fields:
        Incident: CRITICAL: P0! rank 0! everything is down (service shop)
        Status: monitoring, open for 4:00:00, 0 of its alerts fire
        Current severity: P0 – a route says so
        Commander: bob
        Impact: unknown
        What happened (times are UTC): Paging starts: alice, bob
        What happened (times are UTC): bob acknowledged by sms after 6:10
        What we've tried: nothing yet
        What we learned: the pool of connections was full; restarted the writer (bob)
        Current hypothesis: unknown
        Next steps: find what filled the pool (bob, until 07:10:00)
        Promised: next update to everyone by 06:10:00
        Contacts: Original reporter: door alertmanager
        Contacts: Subject matter expert: carol

# What fires anew still goes to bob: the offer has moved nothing.
when    it is 07:03:00
and     prometheus sends shop-database
then    only bob is paged
and     there is 1 incident
and     the incident is reopened
when    it is 07:05:59
then    only bob is paged
when    it is 07:06:00
and     carol runs: handoff accept last
then    exit 0: "You have INC-2026-10-25-001"
and     its commander is carol
and     the timeline says "bob offers INC-2026-10-25-001 to carol" before "carol accepted the handoff from bob"
and     a draft lies ready: handoff
when    it is 07:07:00
then    only carol is paged
and     bob was paged 6 times in all
when    carol runs: ack last
then    exit 0, and nobody is paged for 1h
when    carol runs: message send last
then    the service desk is told: carol
and     the journal verifies
