story   a rule in PromQL is an alert, and so is its silence, in words of its own
given   on call: alice
and     writes failing: 0.2 %
and     configuration:
        watches:
          - name: writes
            promql: cache_writes_failed_percent
            prometheus: $PROMETHEUS
            good: below 1
            unit: percent
            every: 10s
            failures: 2 of 3
            recoveries: 1
when    somebody waits for 20s
then    there are 0 alerts
when    writes failing: 4 %
and     somebody waits for 20s
then    alice is paged
and     the timeline says "writes: 4 %, and below 1 % is good (2 of the last 3 looks)"
when    writes failing: 0 %
and     somebody waits for 10s
then    the alert writes is resolved
when    prometheus has no series of it any more
and     somebody waits for 20s
then    the alert writes is firing
and     the timeline says "Alert writes fires again: writes: no data: no series (2 of the last 3 looks)"
