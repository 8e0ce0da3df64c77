story   a client written for PagerDuty talks to stanch without knowing
# Resolve and acknowledge of what is not open are taken and ignored.
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "resolve", "dedup_key": "db1/disk"}
then    answer 202: "Event processed"
and     there are 0 alerts
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "trigger", "dedup_key": "db1/disk",
         "payload": {"summary": "Disk full on db1", "source": "db1", "severity": "critical",
                     "component": "postgres", "class": "DiskFull"}}
then    answer 202: "db1/disk"
and     alice is paged once
and     the alert DiskFull is firing
and     its service is postgres
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "trigger", "dedup_key": "db1/disk",
         "payload": {"summary": "Disk full on db1, still", "source": "db1", "severity": "critical",
                     "component": "postgres", "class": "DiskFull",
                     "timestamp": "2026-11-21T03:00:00Z"}}
then    answer 202
and     the timeline does not say "Alert DiskFull changed"
# Said once, it does not go stale by silence, and it pages on.
after   30m
then    the alert DiskFull is firing
and     alice is paged
# The key speaks for nobody.
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "acknowledge", "dedup_key": "db1/disk"}
then    answer 202
and     the timeline says "paging goes on"
when    alice runs: ack last
then    exit 0
crash   kill -9, start again
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "resolve", "dedup_key": "db1/disk"}
then    answer 202
and     the alert DiskFull is resolved
and     the incident is monitoring
when    somebody posts to /v2/enqueue:
        {"routing_key": "any", "event_action": "trigger", "dedup_key": "db1/disk",
         "payload": {"summary": "Disk full on db1", "source": "db1", "severity": "critical",
                     "component": "postgres", "class": "DiskFull"}}
then    the alert DiskFull is firing
and     alice is paged
and     there is 1 alert
and     the journal verifies
