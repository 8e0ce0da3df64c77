story   what changed shortly before is offered to be put back, above all other offers
given   orders_failing is measured as 20
and     configuration:
        commands: {rollout: /bin/echo}
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
            rollback:
              - actuator: command
                target: the cluster of orders
                plan: {command: rollout, arg1: orders, arg2: "{{previous}}", undo_command: rollout, undo_arg1: orders, undo_arg2: "{{revision}}"}
when    bob runs: change add "Deploy orders v2.3.3" --service orders --kind deploy --revision v2.3.3 --at 2026-11-21T01:00:00Z
and     bob runs: change add "Deploy orders v2.3.4" --service orders --kind deploy --revision v2.3.4 --at 2026-11-21T02:58:00Z
and     bob runs: change add "pool size 10 to 20" --service orders --kind config --at 2026-11-21T02:40:00Z
and     prometheus sends orders-slow
then    alice's page says "changed before: deploy v2.3.4 was 2:00 before it began; also in the 60 min before: config"
and     action 1 is offered: Roll back orders from v2.3.4 to v2.3.3
and     action 1 is offered: runs  /bin/echo orders v2.3.3
and     the timeline says "Rollback first, action 1: Roll back orders from v2.3.4 to v2.3.3. deploy v2.3.4 was 2:00 before it began; also in the 60 min before: config "
and     the timeline says "No rollback: Roll back orders: pool size 10 to 20: it is not known how to put it back"
when    bob runs: rollback last
then    exit 0: "1  Roll back orders from v2.3.4 to v2.3.3 [offered]"
and     exit 0: "deploy v2.3.4 was 2:00 before it began; also in the 60 min before: config"
and     exit 0: "way back: runs /bin/echo orders v2.3.4"
and     exit 0: "Take it: stanch rollback approve INC-2026-11-21-001"
when    bob runs: show last
then    exit 0: "stanch rollback approve INC-2026-11-21-001"
when    scout asks with a token: rollback/approve {"incident": "last"}
then    answer 403
when    carol runs: rollback approve last
then    exit 1: "rollback approve needs the role approver"
when    bob runs: rollback approve last --digest 0000
then    exit 1: "the preview has changed"
when    bob runs: rollback approve last
then    exit 0: "Approved 1 Roll back orders from v2.3.4 to v2.3.3"
and     action 1 is succeeded: orders v2.3.3
and     the timeline says "Action 1 approved" before "Action 1 started"
when    orders_failing is measured as 5
and     somebody waits for 10s
then    action 1 is succeeded: 20 % → 5 %
and     the incident is mitigated
when    bob runs: rollback last
then    exit 0: "[taken]"
# Neither taken nor declined for ten minutes would have been said: it was taken.
after   40m
then    the timeline does not say "min of diagnosis"
and     the journal verifies
