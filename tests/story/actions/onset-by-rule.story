story   without samples it began at the least so much before the alert as its rule waits
given   the rule OrdersSlow waits 15m
and     configuration:
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
when    bob runs: change add "Deploy orders v2" --service orders --kind deploy --revision v2 --at 2026-11-21T02:50:00Z
and     bob runs: change add "Deploy orders v1" --service orders --kind deploy --revision v1 --at 2026-11-21T02:30:00Z
and     prometheus sends orders-slow
then    the timeline says "the alert's rule: OrdersSlow waits 15:00 before it fires"
and     the timeline says "Began at 2026-11-21T02:45:00Z, estimated"
# What came after that did not break it.
when    bob runs: rollback last
then    exit 0: "deploy v1 was 15:00 before it began; nothing else changed in the 60 min before"
