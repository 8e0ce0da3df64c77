story   a client written for Opsgenie talks to stanch without knowing
when    somebody posts to /v2/alerts:
        {"message": "Disk full on db1", "alias": "db1-disk", "priority": "P1", "entity": "postgres",
         "tags": ["disk"], "details": {"env": "prod"}}
then    answer 202: "Request will be processed"
and     alice is paged once
and     the alert postgres is firing
and     its service is postgres
when    somebody posts to /v2/alerts:
        {"message": "Disk full on db1", "alias": "db1-disk", "priority": "P1", "entity": "postgres",
         "tags": ["disk"], "details": {"env": "prod"}, "note": "still"}
then    answer 202
and     there is 1 alert
and     the timeline does not say "Alert postgres changed"
when    somebody posts to /v2/alerts/db1-disk/snooze?identifierType=alias:
        {"endTime": "2026-11-21T09:00:00Z", "user": "cron"}
then    answer 202
and     the timeline says "snoozed there until 2026-11-21T09:00:00Z"
# Nobody lent this sender a word.
when    somebody posts to /v2/alerts/db1-disk/acknowledge?identifierType=alias:
        {"user": "bot"}
then    answer 202
and     the timeline says "paging goes on"
after   30m
then    alice is paged
when    alice runs: ack last
then    exit 0
crash   kill -9, start again
when    somebody posts to /v2/alerts/db1-disk/close?identifierType=alias:
        {"user": "cron", "note": "rotated"}
then    answer 202
and     the timeline says "rotated"
and     the alert postgres is resolved
and     the incident is monitoring
when    somebody posts to /v2/alerts/never-seen/close?identifierType=alias:
        {}
then    answer 202
and     there is 1 alert
and     the journal verifies
