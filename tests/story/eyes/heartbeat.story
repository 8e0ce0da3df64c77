story   a backup that does not report any more is an alert, and its next word ends it
given   on call: alice
and     configuration:
        heartbeats:
          - {name: backup, every: 1h, grace: 10m, service: storage}
when    somebody opens /heartbeats/backup
then    answer 200: "backup"
when    somebody waits for 50m
and     somebody posts to /heartbeats/backup:
        whatever
then    answer 200
when    somebody waits for 69m
then    there are 0 incidents
when    somebody waits for 2m
then    alice is paged
and     the timeline says "backup is silent: last heard 1:10:00 ago"
and     its service is "storage"
when    somebody waits for 1h
then    there is 1 alert
when    alice runs: heartbeat ping backup
then    exit 0: "backup was heard"
and     the alert backup is resolved
and     the timeline says "Alert backup ended"
and     the journal verifies
