story   E2E-11: our own bad day: chat answers 500, mail refuses, nothing measures, then we die
# Elsewhere: the full disk (tests/fault), the watchdog that shares nothing with the server
# and the second host that serves the copy (tests/torture). Not asserted here, since it
# belongs to signing in: single sign-on down and the break-glass account.
given   it is 2026-11-21T02:59:00Z
and     checkout_failing is measured as 40
and     /chat answers 500 and says no
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - name: alice
            role: admin
            contacts:
              - webhook: "$RECEIVER/chat"
              - {email: alice@example.org, after: 5m}
              - {ntfy: "$INBOX/ntfy/alice", after: 5m}
          - {name: bob, role: responder, contacts: [webhook: "$INBOX/webhook/bob"]}
        on_call: [alice, bob]
        smtp: {relay: "127.0.0.1:1", from: stanch@example.org}
        audiences: [{name: everyone, contacts: [email: all@example.org]}]
        status_page:
          title: Acme
          directory: $DIR/copy
          components: [{name: Checkout, services: [checkout]}]
        services:
          - name: checkout
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: checkout failing, query: checkout_failing, unit: percent, good: below 1, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus goes down
and     it is 03:00:00
and     prometheus sends checkout-slow
then    /chat was called once
# At the first failure every other channel of alice is used; 30 s would be allowed.
and     only alice is paged
and     the last delivery to alice by ntfy is sent
and     the last delivery to alice by email is queued: onnect
and     the timeline says "No channel reached alice yet: the next ones are used"
and     bob was never paged
# In the next round as well, though the chat still fails.
when    it is 03:01:00
then    only alice is paged

# By the local socket: no network is needed.
when    alice runs: ack last
then    exit 0, and nobody is paged for 15m
and     the check is no-data
and     it cannot be resolved yet: no data
when    alice runs: resolve last
then    exit 1

# What the public was told stays to be read when we are gone.
when    alice runs: message draft last --kind initial --audience public
and     alice runs: message approve last
and     alice runs: message send last --audience public
then    exit 0
and     the copy of the status page says "Investigating"
crash   kill -9
when    somebody waits at the copy for 10m
then    the copy of the status page says "Investigating"
and     the copy of the status page says "As of 2026-11-21 03:16 UTC"
and     the copy of the status page says "If the time above is more than ten minutes ago"
when    prometheus is up again
and     checkout_failing is measured as 0
and     it is 03:40:00
then    the incident is investigating
and     its commander is alice
and     the check is green
and     the copy of the status page says "As of 2026-11-21 03:40 UTC"
and     the journal verifies
