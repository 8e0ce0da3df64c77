story   commits of a repository are changes, and what cannot be looked at is said
given   the repository orders with "first" by Carol at 2026-11-21T01:00:00Z, "pool size 10 to 20" by Dave at 2026-11-21T02:50:00Z
and     configuration:
        changes:
          feeds:
            - {name: orders-config, git: $DIR/orders, service: orders, every: 30s}
            - {name: gone, git: $DIR/nowhere, service: orders}
        services:
          - {name: orders}
when    somebody waits for 1s
and     bob runs: change list
then    exit 0: "pool size 10 to 20"
and     exit 0: "Dave"
and     the journal says "pool size 10 to 20" once
when    bob runs: change feeds
then    exit 0: "orders-config"
and     exit 0: "cannot change to"
# The same look again writes nothing down; the next commit is one more change.
after   2m
then    the journal says "pool size 10 to 20" once
when    prometheus sends orders-slow
then    the timeline says "No rollback: Put config orders-config of orders back from "
and     the timeline says " was 12:01 before it began; nothing else changed"
when    bob runs: rollback last
then    exit 0: "pool size 10 to 20"
when    bob runs: server status
then    exit 0: "the change feed gone is not read: git"
crash   kill -9, start again
then    the journal says "pool size 10 to 20 (config of orders" once
and     the journal verifies
