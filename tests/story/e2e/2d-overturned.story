story   what was held for the cause is refuted, by whoever finds out, and the incident looks for it again
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
# Somebody knows better than the pattern. Without evidence nobody does.
when    alice runs: hypothesis refute 1 " "
then    exit 2: "name what refutes it"
when    alice runs: hypothesis refute 1 "99"
then    exit 1
and     the hypothesis pool-exhausted is supported
when    somebody waits for 5m
and     alice runs: hypothesis refute 1 "1" "those 100 are idle in transaction"
then    exit 0: "Refuted: The pool of connections is exhausted"
and     the timeline says "Hypothesis refuted: The pool of connections is exhausted. refuted by alice on evidence 1: those 100 are idle in transaction (it was supported: "
and     the timeline says "The cause is refuted: back to investigating"
and     the incident is investigating
and     the journal says "cause_supported was none"
and     the timeline says "Message drafted for everyone: initial (the cause is refuted)"
and     the draft for everyone does not say "The pool of connections is exhausted"
and     the postmortem says "| TTI, time to identify | unknown |"
# The same facts come again: a test overrules no person.
when    alice runs: evidence gather last
then    the hypothesis pool-exhausted is refuted
and     the incident is investigating
# The cause, ten minutes later, and not what was thought of first.
when    alice runs: hypothesis write last "a job holds transactions open"
and     somebody waits for 5m
and     alice runs: hypothesis confirm 2 "1"
then    exit 0
and     the incident is identified
and     the postmortem says "| TTI, time to identify | 10:00 |"
# Two causes are held: one that falls leaves the other.
when    alice runs: hypothesis confirm 1 "2" "the idle ones were mine"
then    exit 0
and     the timeline says "confirmed by alice on evidence 2: the idle ones were mine (it was refuted: refuted by alice on evidence 1"
when    alice runs: hypothesis refute 2 "1"
then    exit 0
and     the incident is identified
and     the postmortem says "| TTI, time to identify | 10:00 |"
and     the timeline says "The cause is refuted" once
and     the journal verifies
