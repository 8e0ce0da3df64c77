story   a source that falls silent is itself noticed
given   on call: alice
and     configuration:
        sources:
          - {name: alertmanager, kind: alertmanager, expect_every: 1m, severity: critical, service: monitoring}
          - {name: heartbeat, kind: heartbeat, expect_every: 10m}
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "A", "severity": "info"}}]
and     somebody waits for 90s
and     somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "A", "severity": "info"}}, {"labels": {"b-c": "x"}}]
then    answer 400
when    alice runs: source list
then    exit 0: "heard"
and     exit 0: "invalid label set"
when    somebody waits for 110s
then    there is 1 alert
when    somebody waits for 30s
then    alice is paged
and     the timeline says "alertmanager is expected every 1:00 by alertmanager and is silent for 2:15"
and     its service is "monitoring"
# It is not forgotten by a death.
crash   kill -9, start again
when    somebody waits for 10m
and     alice runs: source list
then    exit 0: "silent"
when    somebody posts to /api/v2/alerts:
        [{"labels": {"alertname": "A", "severity": "info"}}]
and     somebody waits for 15s
then    the timeline says "Alert alertmanager/alertmanager ended"
# What never came is silent, too.
when    somebody waits for 20m
then    the journal says "heartbeat was never heard by heartbeat, and is expected every 10:00"
