story   a query of a runbook is asked of the service's Prometheus, and is evidence at once
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     the runbook writes:
        # Writes fail

        How many fail:

        ```promql {name=failing}
        cache_writes_failed_percent
        ```

        ```promql {name=none}
        no_such_series
        ```
when    prometheus sends redis-full
and     carol runs: runbook show writes
then    exit 0: "failing  [read] How many fail"
when    carol runs: runbook run writes failing
then    exit 0: "Asked as evidence"
when    carol runs until it says "96 %": evidence list last
then    exit 0: "step failing of writes"
and     exit 0: "96 %"
and     no action is offered
when    carol runs: runbook run writes none
and     carol runs until it says "no-data": evidence list last
then    exit 0: "no-data"
