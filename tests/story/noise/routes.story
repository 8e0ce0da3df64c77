story   a route groups, mutes and names whom to call
given   everything is configured as:
        people:
          - {name: alice, role: admin, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: bob, role: admin, contacts: [webhook: "$INBOX/webhook/bob"]}
        escalation:
          - {name: first, repeat: 1h, steps: [{level: L1, page: [alice]}]}
          - {name: databases, repeat: 1h, steps: [{level: L1, page: [bob]}]}
        time_intervals:
          - {name: nights, time_intervals: [{times: [{start_time: "00:00", end_time: "03:30"}]}]}
        routes:
          - name: platform
            match: ['team=~"platform|db"']
            group_by: [alertname, cluster]
            routes:
              - {name: db, match: {team: db}, urgency: page, escalation: databases}
              - {name: batch, match: {kind: batch}, urgency: page, mute_during: [nights]}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Lag", "team": "db", "cluster": "a", "service": "orders", "severity": "critical"}},
         {"labels": {"alertname": "Lag", "team": "db", "cluster": "a", "service": "pay", "severity": "critical"}},
         {"labels": {"alertname": "Lag", "team": "db", "cluster": "b", "service": "orders", "severity": "critical"}}]
then    there are 2 incidents
and     bob is paged twice
and     nobody is paged for 1m
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Late", "team": "platform", "kind": "batch", "cluster": "a", "severity": "critical"}, "endsAt": "2026-11-21T06:00:00Z"}]
then    nobody is paged
and     the journal says "Alert Late pages nobody: its route is muted during nights, until 2026-11-21T03:30:00Z"
when    alice runs: explain 4
then    exit 0: "held back: by muted:nights"
when    somebody waits for 31m
then    the journal says "Alert Late is held back no longer: muted:nights is over"
and     there are 3 incidents
and     alice is paged
