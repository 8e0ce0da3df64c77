story   a job that ends in the night says so by one line of its script
given   configuration:
        heartbeats:
          - {name: backup, every: 24h, service: orders}
when    somebody fills in /hooks/exit?name=backup: code=0
then    answer 202: "heartbeats"
and     there are 0 alerts
when    somebody fills in /hooks/exit?name=backup: code=1&text=no+space+left&service=orders
then    answer 202
and     the alert backup is firing
and     its service is orders
and     alice is paged once
and     the timeline says "backup failed with code 1"
# The same end again says nothing new, another code does not open a second one.
when    somebody fills in /hooks/exit?name=backup: code=137
then    answer 202
and     there is 1 alert
and     there is 1 incident
crash   kill -9, start again
when    somebody fills in /hooks/exit?name=backup: code=0
then    answer 202
and     the alert backup is resolved
and     the incident is monitoring
# A name without a heartbeat is taken, and the answer gives a hint.
when    somebody fills in /hooks/exit?name=reindex&code=2: text=a
then    answer 202: "hint"
when    somebody fills in /hooks/exit?name=backup: code=ok
then    answer 400: "code must be a whole number"
when    somebody fills in /hooks/exit?name=backup: code=1&text=100%
then    answer 400: "--data-urlencode"
when    somebody fills in /hooks/exit?name=backup&code=3: text=100%
then    answer 202
and     the alert backup is firing
and     the journal verifies
