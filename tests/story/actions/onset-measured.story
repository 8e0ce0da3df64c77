story   the onset is the first sample in breach, to the second, whatever the alert says
given   it is 2026-03-04T14:29:00Z
and     orders_failing is measured as 5
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 10s, proves_recovery: true}
when    it is 14:32:07
and     orders_failing is measured as 20
and     it is 14:38:00
and     bob runs: change add "Deploy v2" --service orders --kind deploy --revision v2 --at 2026-03-04T14:32:05Z
and     bob runs: change add "Deploy v3" --service orders --kind deploy --revision v3 --at 2026-03-04T14:32:09Z
and     prometheus sends orders-slow
then    the timeline says "onset of requests failing: in breach since 14:32:07 UTC: 5 % → 20 %"
and     the timeline says "Began at 2026-03-04T14:32:07Z, measured"
and     its onset_at is 2026-03-04T14:32:07Z
when    bob runs: rollback last
then    exit 0: "deploy v2 was 0:02 before it began; nothing else changed in the 60 min before"
# Who looked closer corrects it; the second diagnosis, two minutes later, does not take that back.
when    bob runs: incident began last 2026-03-04T14:31:00Z "the queue filled first"
and     somebody waits for 5m
then    its onset_at is 2026-03-04T14:31:00Z
and     the timeline says "Began at 2026-03-04T14:31:00Z, as stated: the queue filled first (before: 2026-03-04T14:32:07Z, measured)"
