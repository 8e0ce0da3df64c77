story   what only notifies and comes to an incident of its cause calls no owners
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: admin, contacts: [webhook: "$INBOX/webhook/bob"]}
        escalation:
          - {name: first, repeat: 1h, steps: [{level: L1, page: [alice]}]}
          - {name: pays, repeat: 1h, steps: [{level: L1, page: [bob]}]}
        storm: {within: 5m}
        services:
          - {name: cart, depends_on: [postgres-main]}
          - {name: pay, depends_on: [postgres-main], escalation: pays}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "cart", "severity": "critical"}}]
then    alice is paged once
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Slow", "service": "pay", "severity": "warning"}}]
then    nobody is paged
and     there is 1 incident
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "pay", "severity": "critical"}}]
then    bob is paged once
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Wrong", "service": "pay", "severity": "critical"}}]
then    nobody is paged
