story   E2E-3: an API degrades; who is told what, and what was promised
# Not asserted here, since it belongs to runbooks, service levels and learning: the health
# probe and key metrics by 14:31:10, the severity tree's answers, the contradiction of
# "cannot process orders" and "degraded", 5,000 failed requests and 10,000 users, six
# recovery checks, the meeting, its agenda and follow-up issues. What the engine says of the
# cause is in tests/live/missing_index.py, with a real PostgreSQL.
given   it is 2024-01-15T14:29:00Z
and     the file github.token holds of-the-story
and     the answer to the tracker's first call is lost
and     orders_failing is measured as 10
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        escalation:
          - name: orders
            steps:
              - {level: L1, page: [alice]}
        audiences:
          - {name: executives, contacts: [webhook: "$INBOX/webhook/executives"]}
          - {name: leadership, contacts: [webhook: "$INBOX/webhook/leadership"]}
          - {name: internal, contacts: [webhook: "$INBOX/webhook/internal"]}
          - {name: social, contacts: [webhook: "$INBOX/webhook/social"]}
          - {name: team, contacts: [webhook: "$INBOX/webhook/team"]}
          - {name: public}
        status_page:
          title: Acme
          components: [{name: Orders, services: [orders]}]
        tracker: {kind: github, url: $GITHUB, project: acme/orders, token_file: github.token, labels: [incident], least: 1}
        services:
          - name: orders
            profile: service-runbook
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 1, hold: 15m, every: 10s, proves_recovery: true}
when    it is 14:30:00
and     prometheus sends orders-slow
then    only alice is paged
and     its severity is SEV3
and     drafts lie ready for team
when    it is 14:31:00
and     alice runs: ack last
then    the timeline says "alice acknowledged by cli after 1:00"
when    it is 14:34:59
then    the tracker has no issue

# SEV2: leadership, status page and internal; neither executives nor social media.
when    it is 14:35:00
and     alice runs: incident severity last 1 "partial outage, many users"
then    exit 0
and     its severity is SEV2
and     drafts lie ready for internal, leadership, public, team
and     the draft for leadership says "every 30 minutes"
when    it is 14:35:10
then    the tracker has 1 issue, open: [INCIDENT] INC-2024-01-15-001: API degraded
and     the issue is labelled incident, sev2
and     the issue says "Started: 2024-01-15T14:30:00Z"
when    it is 14:35:30
and     alice runs: message send last --audience leadership --next-update 15m
then    leadership is told: Updates will be provided every 15 minutes.
and     it owes leadership the next update by 14:50:30
when    alice runs: message send last --audience internal
then    internal is told: Updates will be provided every 30 minutes.
and     it owes internal the next update by 15:05:30
when    alice runs: message send last --audience public
then    exit 1: "approve"
when    somebody opens /status
then    the page does not say "API degraded"
when    alice runs: message draft last --kind initial --audience public
and     alice runs: message approve last
and     alice runs: message send last --audience public
then    exit 0
when    somebody opens /status
then    the page says "Investigating"
and     executives is told nothing
and     social is told nothing

when    it is 14:37:00
and     alice runs: message draft last --audience leadership --impact "orders are slow or fail" --affected "~1000 users (10%)"
then    exit 0
when    it is 14:45:00
and     alice runs: message send last --audience leadership --eta 30m --next-update 15m
then    leadership is told: Resolution expected within 30 minutes, by 15:15 UTC
and     it owes leadership the ETA by 15:15:00
and     it owes leadership the next update by 15:00:00
when    it is 14:56:59
then    leadership is told nothing
and     the timeline does not say "Soon due: next update to leadership by 15:00:00"
when    it is 14:57:00
then    alice is told: next update to leadership is due at 15:00:00 UTC
and     drafts lie ready for leadership, team
when    it is 14:59:55
and     orders_failing is measured as 0
and     it is 15:00:00
and     alice runs: message send last --audience leadership --next-update 15m
then    leadership is told: UPDATE [
and     it owes leadership the next update by 15:15:00
and     it owes leadership the ETA by 15:15:00

when    it is 15:05:00
and     alice runs: message send last --audience internal
and     alice runs: message draft last --audience public
and     alice runs: message approve last
and     alice runs: message send last --audience public
then    exit 0

when    it is 15:14:59
and     alice runs: resolve last
then    exit 1: "15:00"
when    it is 15:15:00
and     alice runs: resolve last
then    exit 0
and     the timeline says "Promise kept: ETA to leadership"
and     the timeline does not say "PROMISE MISSED"
and     drafts lie ready for internal, leadership, public, team
when    alice runs: message approve last
and     alice runs: message send last --audience public
then    exit 0
when    somebody opens /status
then    the page says "All systems operational"
when    somebody opens /status/history
then    the page says "Resolved: problems with orders Resolved INC-2024-01-15-001"
and     the page says "Duration: 45 minutes"
and     the tracker has 1 issue, closed: [INCIDENT] INC-2024-01-15-001: API degraded
and     the issue was closed once
and     the issue says "after 45:00, proven by measurement"
when    alice runs: message send last --audience leadership
then    leadership is told: **Duration**: 45 minutes
and     the journal verifies
