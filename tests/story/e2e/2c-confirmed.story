story   a cause is confirmed by evidence only, and one that repeats the alert is questioned
given   on call: alice
and     orders_failing is measured as 20
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
when    prometheus sends orders-slow
and     alice runs: hypothesis write last "requests fail"
then    exit 0: "it repeats what was seen"
when    alice runs: hypothesis write last "goroutine leak" "each call leaves one behind"
then    exit 0: "goroutine leak"
and     the timeline says "Hypothesis: goroutine leak (each call leaves one behind)"
when    alice runs: hypothesis confirm 2 " "
then    exit 2: "name what confirms it"
when    alice runs: hypothesis confirm 2 "99"
then    exit 1
when    alice runs: hypothesis confirm 2 "1" "pprof shows 40,000 of them"
then    exit 0: "Confirmed: goroutine leak"
and     the timeline says "Hypothesis confirmed: goroutine leak. confirmed by alice on evidence 1: pprof shows 40,000 of them"
and     the journal verifies
