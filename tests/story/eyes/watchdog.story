story   the alert that always fires is a heartbeat: its absence is the alert
given   on call: alice
and     configuration:
        heartbeats:
          - {name: prometheus-eu, every: 1m, grace: 4m, match: {alertname: Watchdog}}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Watchdog", "severity": "none"}},
         {"labels": {"alertname": "DiskFull", "severity": "critical"}}]
then    answer 200
and     there is 1 alert
when    alice runs: heartbeat list
then    exit 0: "alive"
when    somebody waits for 6m
then    the journal says "prometheus-eu is silent: last heard 5:00 ago"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "Watchdog", "severity": "none"}}]
then    the journal says "Alert prometheus-eu ended"
