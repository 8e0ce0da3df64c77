story   that a rule leaves the configuration says nothing against what it found
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
and     the pattern waiting:
        title: Requests wait for connections
        metrics:
          - {fact: orders.pool_waiting, title: Waiting, unit: requests, query: orders_pool_waiting}
        hypotheses:
          - key: pool-exhausted
            claim: The pool of connections is exhausted
            mechanism: Who gets no connection fails.
            supported_by:
              - {fact: orders.pool_waiting, compares: at least 1, says: requests wait}
            refuted_by:
              - {fact: orders.pool_waiting, compares: below 1, says: none waits}
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            patterns: [pool]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
when    prometheus sends orders-slow
and     alice runs: ack last
then    the hypothesis pool-exhausted is supported
and     the incident is identified
when    the configuration becomes, and SIGHUP comes:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
# A second one is held, and falls: the first still stands.
and     alice runs: hypothesis write last "a job holds transactions open"
and     alice runs: hypothesis confirm 2 "1"
then    exit 0
when    alice runs: hypothesis refute 2 "1"
then    exit 0
and     the incident is identified
and     the timeline does not say "The cause is"
# By another rule of its name, whose fact nobody measures, it is neither proven nor refuted.
when    the configuration becomes, and SIGHUP comes:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            patterns: [waiting]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
and     alice runs: evidence gather last
then    the hypothesis pool-exhausted is open
and     the incident is investigating
and     the timeline says "The cause is not supported any more: back to investigating"
and     the timeline says "Message drafted for everyone: initial (the cause is not supported any more)"
and     the journal says "cause_supported was none"
and     the journal verifies
