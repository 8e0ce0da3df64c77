story   a cause falls by a later measurement, and stays when nothing was said against it
given   on call: alice
and     orders_failing is measured as 20
and     orders_pool_used is measured as 100
and     the pattern pool:
        title: The pool is empty
        metrics:
          - {fact: orders.pool_used, title: Pool in use, unit: percent, query: orders_pool_used}
        hypotheses:
          - key: pool-exhausted
            claim: The pool of connections is exhausted
            mechanism: Who gets no connection fails.
            supported_by:
              - {fact: orders.pool_used, compares: at least 95, says: all connections are in use}
            refuted_by:
              - {fact: orders.pool_used, compares: below 80, says: there are free ones}
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            patterns: [pool]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     alice runs: ack last
then    the hypothesis pool-exhausted is supported
and     the incident is identified
when    orders_pool_used is measured as 40
and     alice runs: evidence gather last
then    the hypothesis pool-exhausted is refuted
and     the incident is investigating
and     the timeline says "The cause is refuted: back to investigating"
and     the journal says "cause_supported was none"
and     the postmortem says "| TTI, time to identify | unknown |"
when    orders_pool_used is measured as 100
and     somebody waits for 5m
and     alice runs: evidence gather last
then    the hypothesis pool-exhausted is supported
and     the incident is identified
and     the postmortem says "| TTI, time to identify | 5:00 |"
# What nobody held is refuted: that takes nothing away.
when    alice runs: hypothesis write last "it is the network"
and     alice runs: hypothesis refute 2 "1"
then    exit 0
and     the incident is identified
# Once the service is back the pool is free, and was the cause all the same.
when    orders_failing is measured as 1
and     orders_pool_used is measured as 40
and     somebody waits for 10m
and     alice runs: resolve last
then    exit 0
when    alice runs: evidence gather last
then    the hypothesis pool-exhausted is refuted
and     the postmortem says "| TTI, time to identify | 5:00 |"
when    alice runs: hypothesis write last "it is the disk"
and     alice runs: hypothesis refute 3 "1"
then    exit 0
and     the postmortem says "| TTI, time to identify | 5:00 |"
and     the journal verifies
