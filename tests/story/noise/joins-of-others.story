story   what joins an incident calls those whom its route names, once, when they are others
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: admin, contacts: [webhook: "$INBOX/webhook/bob"]}
        escalation:
          - {name: first, repeat: 1h, steps: [{level: L1, page: [alice]}]}
          - {name: databases, repeat: 1h, steps: [{level: L1, page: [bob]}]}
        routes:
          - {match: {team: db}, urgency: page, escalation: databases}
          - {match: {team: quiet}, urgency: notify, escalation: databases}
given   the file lag.json holds [{"labels":{"alertname":"Lag","service":"shop","team":"db","severity":"critical"}}]
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "shop", "severity": "critical"}}]
then    alice is paged once
when    alice runs: ack last
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Slow", "service": "shop", "team": "quiet", "severity": "critical"}}]
then    nobody is paged
when    alice runs: explain --simulate lag.json
then    exit 0: "its own people were not called yet: the policy databases"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Lag", "service": "shop", "team": "db", "severity": "critical"}}]
then    there is 1 incident
and     bob is paged once
when    bob runs: ack last
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Full", "service": "shop", "team": "db", "severity": "critical"}}]
then    nobody is paged
