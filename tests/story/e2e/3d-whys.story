story   five whys: each step is stated until evidence confirms it, a circle is refused, and nobody is asked before it is back
given   on call: alice
and     orders_failing is measured as 20
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
# While it burns nobody is asked for a cause; who knows one may say it.
and     alice runs: hypothesis write last "requests fail"
then    exit 0: "that can wait until the service is back"
when    alice runs: hypothesis why 1 "the pool of connections is used up" "a request waits 2 s for one"
then    exit 0: "because the pool of connections is used up [hypothesis 2, why 1]"
and     exit 0: "stated by alice, not confirmed: a request waits 2 s for one"
and     exit 0 without: "Why"
when    alice runs: show last
then    exit 0: "because the pool of connections is used up [2, open]"
and     exit 0 without: "hypothesis why"

when    alice runs: hypothesis why 2 "requests fail"
then    exit 2: "that would be a circle, which explains nothing: 2 because 1 because 2"
when    alice runs: hypothesis why 2 2
then    exit 2: "circle"
when    alice runs: hypothesis why 1 2
then    exit 1: "that is said already, by alice (why 1)"
when    alice runs: hypothesis why 2 99
then    exit 1: "no hypothesis 99"
when    alice runs: hypothesis why 2 " "
then    exit 2: "say what led to it"
when    alice runs: hypothesis why 2 "the pool is used up"
then    exit 0: "it says again what it should explain"
when    alice runs: hypothesis why-withdraw 2 " "
then    exit 2: "say why it does not hold"
when    alice runs: hypothesis why-withdraw 2 "it says nothing new"
then    exit 0: "not because the pool is used up"
when    alice runs: hypothesis why-withdraw 2 "again"
then    exit 1: "withdrawn by alice: it says nothing new"
when    alice runs: hypothesis why-confirm 1 " "
then    exit 2: "name what confirms it"
when    alice runs: hypothesis why-confirm 1 "1" "used up from the first failure on"
then    exit 0: "confirmed by alice on evidence 1: used up from the first failure on"
when    scout runs: hypothesis why-confirm 1 "1"
then    exit 1

when    orders_failing is measured as 1
and     alice runs: ack last
after   2m
when    prometheus says that orders-slow ended
then    the incident is monitoring
when    alice runs: hypothesis why 2 "a query without an index"
then    exit 0: "Why "a query without an index"? stanch hypothesis why 7"
when    alice runs: hypothesis why 7 "nobody saw it before it was out"
and     alice runs: hypothesis why 8 "no automated performance test"
then    exit 0: "Why "no automated performance test"? stanch hypothesis why 9"
when    alice runs: hypothesis why 9 "it had no owner"
then    exit 0 without: "Why "
when    alice runs: hypothesis chain last
then    exit 0: "          because it had no owner [10, open] – stated by alice, not confirmed [why 6] – the root, as far as was asked"
when    alice runs: resolve last --unproven --reason "seen by hand"
then    the postmortem says "  - because **the pool of connections is used up** (open) – confirmed by alice on evidence 1: used up from the first failure on"
and     the postmortem says "      - because **nobody saw it before it was out** (open) – stated by alice, not confirmed"
and     the postmortem says "          - because **it had no owner** (open) – stated by alice, not confirmed – **the root, as far as was asked**"
and     the postmortem says "What shows that "it had no owner" led to it?"
and     the postmortem does not say "the pool is used up** "
and     the timeline says "Why a query without an index? Because nobody saw it before it was out: stated by alice, not confirmed"
and     the timeline says "Withdrawn by alice: the pool of connections is used up, because the pool is used up. it says nothing new"
and     the journal verifies
