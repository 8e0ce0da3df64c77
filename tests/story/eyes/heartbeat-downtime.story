story   a ping that may have come while stanch was down is not missed
given   on call: alice
and     configuration:
        heartbeats:
          - {name: minutely, every: 1m, grace: 30s}
          - {name: hourly, every: 1h, grace: 10m, severity: warning}
when    somebody opens /heartbeats/minutely
and     somebody opens /heartbeats/hourly
and     the server is stopped
and     the server starts 20m later
then    there are 0 alerts
# Who pings each minute had its chance since; the hourly one gets the 20 minutes only.
when    somebody waits for 100s
then    the alert minutely is firing
when    alice runs: ack last
and     somebody waits for 68m
then    there is 1 alert
when    somebody waits for 1m
then    the alert hourly is firing
