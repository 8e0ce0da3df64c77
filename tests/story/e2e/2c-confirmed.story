story   a cause is confirmed by evidence only, and one that repeats the alert is questioned
given   on call: alice
and     orders_failing is measured as 20
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     alice runs: ack last
and     alice runs: hypothesis write last "requests fail"
then    exit 0: "it repeats what was seen"
when    alice runs: hypothesis write last "goroutine leak" "each call leaves one behind"
then    exit 0: "goroutine leak"
and     the timeline says "Hypothesis: goroutine leak (each call leaves one behind)"
when    alice runs: hypothesis confirm 2 " "
then    exit 2: "name what confirms it"
when    alice runs: hypothesis confirm 2 "99"
then    exit 1
and     the incident is investigating
when    somebody waits for 10m
and     alice runs: hypothesis confirm 2 "1" "pprof shows 40,000 of them"
then    exit 0: "Confirmed: goroutine leak"
and     the timeline says "Hypothesis confirmed: goroutine leak. confirmed by alice on evidence 1: pprof shows 40,000 of them"
and     the timeline says "Cause identified"
and     the incident is identified
and     the draft for everyone says "goroutine leak"
and     the draft for everyone does not say "(supported by evidence)"
and     the journal says "cause_supported" once
# Proven again, by more: nothing is identified twice.
when    alice runs: hypothesis confirm 2 "1"
then    exit 0
and     the journal says "cause_supported" once
and     the timeline says "the cause is confirmed" once
when    orders_failing is measured as 1
and     somebody waits for 10m
and     alice runs: resolve last
then    exit 0
and     the postmortem says "**confirmed**: goroutine leak"
and     the postmortem says "| TTI, time to identify | 10:00 |"
and     the postmortem does not say "What caused it?"
and     the journal verifies
