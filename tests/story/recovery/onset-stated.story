story   somebody knows better when it began; the record keeps what was known before
given   on call: alice
and     orders_failing is measured as 20
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
when    prometheus sends orders-slow
and     alice runs: ack last
then    the timeline says "Diagnosis (opened)"
when    alice runs: incident began last 2026-11-21T04:00:00Z
then    exit 2: "at: that is still to come"
when    alice runs: incident began last 2026-01-01T00:00:00Z
then    exit 2: "more than 90 days before"
when    alice runs: incident began last yesterday
then    exit 2: "at"
when    alice runs: incident began last 2026-11-21T02:40:00Z "the first call came in then"
then    exit 0: "began at 2026-11-21T02:40:00"
and     the timeline says "as stated: the first call came in then (before: "
and     the postmortem says "| TTD, time to detect | 20:00 |"
when    alice runs: triage last
then    exit 0: "02:40:00 UTC, 20:00 before this opened"
and     exit 0: "stated by alice"
# It may be corrected again.
when    alice runs: incident began last 2026-11-21T02:50:00Z
then    exit 0
and     the postmortem says "| TTD, time to detect | 10:00 |"
and     the timeline says "as stated (before: 2026-11-21T02:40:00"
# What is written down later says when it was.
when    alice runs: note last "restarted the cache by hand" --at 2026-11-21T02:55:00Z
then    exit 0
and     the timeline says "At 2026-11-21T02:55:00"
when    alice runs: note last "from the future" --at 2026-11-21T04:00:00Z
then    exit 2: "at: that is still to come"
and     the journal verifies
