story   what a runbook takes for granted is asked of live systems, and what rotted is named by its line
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     prometheus has the series cache_writes_failed_percent
and     prometheus has the series commands_total
and     the runbook writes:
        # Writes fail

        ```promql
        cache_writes_failed_percent
        ```

        ```promql
        sum by (cmd) (rate(commands_total{command="set"}[5m]))
        ```

        ```promql
        gone_total
        ```

        ```sh
        kubectl rollout undo deployment/session-cache -n shop
        ```

        See [the wiki](https://wiki.acme.io/writes).
when    somebody waits for 1m
and     carol runs until it says "2 fail": runbook proof writes
then    exit 1: "1 hold, 2 fail, 2 untold"
and     exit 1: "line 8  fails  series commands_total{command="set"}: commands_total has no label command"
and     exit 1: "line 12  fails  series gone_total: there was no series gone_total within a day"
and     exit 1: "line 16  untold  deployment session-cache in shop: no cluster is named in 'clusters'"
and     exit 1: "line 19  untold  link https://wiki.acme.io/writes: runbook_proof.hosts does not name its host"
and     exit 1: "never proven whole"
when    carol runs: runbook list
then    exit 0: "2 fail"
when    somebody writes the runbook writes:
        # Writes fail

        ```promql
        cache_writes_failed_percent
        ```
and     the configuration becomes, and SIGHUP comes:
        runbook_proof: {every: 12h}
and     somebody waits for 1m
and     carol runs until it says "0 fail": runbook proof writes
then    exit 0: "1 hold, 0 fail, 0 untold"
and     exit 0: "proven last"
when    prometheus cannot evaluate it any more
and     carol runs: runbook prove writes
then    exit 0: "writes is being asked about"
when    somebody waits for 1m
and     carol runs until it says "1 untold": runbook proof writes
then    exit 0: "0 hold, 0 fail, 1 untold"
and     exit 0: "proven last"
