story   a provider's own report of trouble is among what changed
given   on call: alice
and     /ours/api/v2/incidents.json answers 200 and says {"page": {"name": "Payments Inc"}, "incidents": [{"id": "i1", "name": "Elevated errors of card payments", "impact": "major", "started_at": "2026-11-21T02:52:00Z", "shortlink": "https://stspg.io/i1", "incident_updates": [{"status": "investigating", "body": "We see errors."}], "components": [{"name": "Cards"}]}]}
and     /other/api/v2/incidents.json answers 503
and     configuration:
        services:
          - {name: checkout}
        changes:
          feeds:
            - {name: payments-inc, statuspage: "$RECEIVER/ours/"}
            - {name: maps-inc, statuspage: "$RECEIVER/other"}
when    somebody waits for 31s
and     alice runs: change list
then    exit 0: "Payments Inc: Elevated errors of card payments"
and     the journal says "Elevated errors of card payments" once
when    alice runs: change feeds
then    exit 0: "answered 503"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "CheckoutErrors", "service": "checkout", "severity": "critical"}}]
then    alice is paged
when    alice runs: rollback last
then    exit 0: "Payments Inc: Elevated errors of card payments"
and     exit 0: "it is its provider's to mend"
