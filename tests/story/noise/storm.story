story   many alerts of one cause are one incident; what has another cause is not swallowed
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        on_call: [alice]
        storm: {within: 5m, apart: [dns]}
        routes:
          - {match: {alertname: Breach, service: identity}, urgency: page, rank: 0}
        services:
          - {name: checkout, depends_on: [cart, dns]}
          - {name: cart, depends_on: [postgres-main, dns]}
          - {name: pay, depends_on: [postgres-main]}
          - {name: search, depends_on: [index, dns]}
          - {name: identity, depends_on: [postgres-main]}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "checkout", "severity": "critical"}}]
then    alice is paged once
when    somebody waits for 2s
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "pay", "severity": "critical"}},
         {"labels": {"alertname": "Slow", "service": "pay", "severity": "critical"}},
         {"labels": {"alertname": "Errors", "service": "cart", "severity": "critical"}}]
then    nobody is paged
and     there is 1 incident
and     the timeline says "pay alerts too and comes to this incident: by the service map it shares postgres-main with checkout"
and     its summary is "3 services alert. postgres-main: 3 of 3 alerting services depend on it or are it"
# dns is everybody's: it explains nothing.
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "CertificateExpires", "service": "search", "severity": "warning"}}]
then    there are 2 incidents
and     nobody is paged
# The worst is its own fire, though it depends on the same.
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Breach", "service": "identity", "severity": "critical"}}]
then    there are 3 incidents
and     alice is paged
