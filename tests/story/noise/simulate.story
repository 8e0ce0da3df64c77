story   what would become of a delivery can be seen before it comes
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
        escalation:
          - {name: on-call, steps: [{page: [alice]}]}
          - {name: night, steps: [{page: [alice]}]}
        routes:
          - {match: {team: batch}, urgency: record}
          - {match: {team: night}, escalation: night}
        services:
          - {name: checkout, depends_on: [db]}
          - {name: cart, depends_on: [db]}
given   the file delivery.json holds [{"labels":{"alertname":"Errors","service":"checkout","severity":"critical"}},{"labels":{"alertname":"Late","team":"batch"}},{"labels":{"1x":"y"}}]
when    alice runs: explain --simulate delivery.json
then    exit 0: "service: checkout: the first of the configuration whose match fits"
and     exit 0: "route: urgency page: no route says so, and its severity is"
and     exit 0: "called first: alice (policy on-call)"
and     exit 0: "route: urgency record: the route routes[0] says so"
and     exit 0: "alert 2 is bad: invalid label set"
and     exit 0: "3 alerts, 1 of them bad, 0 changes; of the 2 led through, 1 would page. Nothing was stored."
given   the file night.json holds [{"labels":{"alertname":"Dark","team":"night"}}]
when    alice runs: explain --simulate night.json
then    exit 0: "called first: alice (policy night)"
and     there are 0 alerts
and     nobody is paged
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Errors", "service": "cart", "severity": "critical"}}]
then    alice is paged
when    alice runs: explain --simulate delivery.json
then    exit 0: "comes to INC-2026-11-21-001: by the service map it shares db with cart"
and     exit 0: "nobody is called anew: INC-2026-11-21-001 is in hand, and this is not worse"
when    alice runs: explain 1
then    exit 0: "If it came now:"
when    alice runs: explain --simulate nowhere.json
then    exit 2: "simulate: nowhere.json: No such file"
when    alice runs: explain --simulate delivery.json --source alertmanger
then    exit 2: "did you mean alertmanager?"
when    alice runs: explain
then    exit 2: "id: say which alert, or simulate"
